#pragma once

#include "rowan/query/check/definition_checks.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/keys.hpp"
#include "rowan/sql/expression.hpp"
#include "rowan/sql/names.hpp"
#include "rowan/sql/type_name.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

// The texts of what a table is made of: columns, constraints, indexes and comments.
namespace rowan::detail {

constexpr std::string_view text_of_action(foreign_key_action action) {
    switch (action) {
    case foreign_key_action::restrict:
        return "RESTRICT";
    case foreign_key_action::cascade:
        return "CASCADE";
    case foreign_key_action::set_null:
        return "SET NULL";
    case foreign_key_action::set_default:
        return "SET DEFAULT";
    default:
        return "NO ACTION";
    }
}

template <class Visitor, class Table, std::size_t Count>
constexpr void walk_names(Visitor& visitor, const std::array<std::size_t, Count>& columns, std::size_t count,
                          std::type_identity<Table>) {
    visitor.text(" (");
    for (std::size_t i = 0; i < count; ++i) {
        visitor.text(i == 0 ? "" : ", ");
        visitor.column_name(facts<Table>.columns[columns[i]]);
    }
    visitor.text(")");
}
template <class Visitor, class Columns>
constexpr void walk_names(Visitor& visitor, Columns) {
    walk_names(visitor, Columns::indexes, Columns::size, std::type_identity<typename Columns::table>{});
}

// What an option says of one column, behind its type.
template <class Visitor, class Option>
constexpr void walk_column_option(Visitor&, std::size_t, const Option&) {}
template <class Visitor, auto Member, class Value>
constexpr void walk_column_option(Visitor& visitor, std::size_t column, const default_option<Member, Value>& option) {
    if (column != field_index<Member>) return;
    visitor.text(" DEFAULT ");
    visitor.template value<facts_of_column<Member>.stored_as>(option.value);
}
template <class Visitor, auto Member, class Expression>
constexpr void walk_column_option(Visitor& visitor, std::size_t column,
                                  const generated_option<Member, Expression>& option) {
    if (column != field_index<Member>) return;
    visitor.text(" GENERATED ALWAYS AS (");
    walk_alone(visitor, option.expression);
    visitor.text(option.is_stored || !Visitor::dialect::has_virtual_columns ? ") STORED" : ") VIRTUAL");
}

template <class Visitor>
constexpr void walk_constraint_name(Visitor& visitor, std::string_view name) {
    if (name.empty()) return;
    visitor.text("CONSTRAINT \"");
    visitor.name(name, true);
    visitor.text("\" ");
}

/// A column as it stands in its table.
template <class Table, class Visitor>
constexpr void walk_column(Visitor& visitor, std::size_t index) {
    constexpr auto& all = facts<Table>;
    const column_facts& column = all.columns[index];
    visitor.column_name(column);
    visitor.text(" ");
    if (all.is_generated_key(index)) visitor.text(Visitor::dialect::generated_key_type(column, is_versioned<Table>));
    else walk_type(visitor, column);
    if (!column.is_nullable && !column.is_computed) visitor.text(" NOT NULL");
    for_each_option<Table>([&](const auto& option) { walk_column_option(visitor, index, option); });
}
/// A key that is not a part of its column.
template <class Table>
inline constexpr bool has_key_constraint = facts<Table>.key_size > 0 && !facts<Table>.has_generated_key;
template <class Table, class Visitor>
constexpr void walk_primary_key(Visitor& visitor) {
    visitor.text("PRIMARY KEY");
    walk_names(visitor, facts<Table>.key, facts<Table>.key_size, std::type_identity<Table>{});
}

// The constraints of a table, as they stand behind its columns.
template <class Option>
inline constexpr bool is_constraint = is_unique_list<Option> || is_foreign_key<Option> || is_check<Option>;

template <class Visitor, auto... Members>
constexpr void walk_constraint(Visitor& visitor, const unique_option<Members...>& option) {
    walk_constraint_name(visitor, option.name);
    visitor.text("UNIQUE");
    walk_names(visitor, column_list<Members...>{});
}
template <class Visitor, class Columns, class Targets>
constexpr void walk_constraint(Visitor& visitor, const foreign_key_option<Columns, Targets>& option) {
    using Option = foreign_key_option<Columns, Targets>;
    visitor.text("FOREIGN KEY");
    walk_names(visitor, typename Option::columns{});
    visitor.text(" REFERENCES ");
    visitor.template table<typename Option::targets::table>();
    walk_names(visitor, typename Option::targets{});
    if (option.delete_action != no_action) {
        visitor.text(" ON DELETE ");
        visitor.text(text_of_action(option.delete_action));
    }
    if (option.update_action != no_action) {
        visitor.text(" ON UPDATE ");
        visitor.text(text_of_action(option.update_action));
    }
    if (option.deferred) visitor.text(" DEFERRABLE INITIALLY DEFERRED");
}
template <class Visitor, class Expression>
constexpr void walk_constraint(Visitor& visitor, const check_option<Expression>& option) {
    walk_constraint_name(visitor, option.name);
    visitor.text("CHECK (");
    walk_alone(visitor, option.expression);
    visitor.text(")");
}
/// PostgreSQL names these checks, by names that no check before them has: they are behind those that have names.
template <class Dialect, class Option>
constexpr bool is_left_to_name([[maybe_unused]] const Option& option) {
    if constexpr (is_check<Option> && Dialect::names_constraints) return option.name.empty();
    else return false;
}

// Indexes and comments are statements of their own.
template <class Table, bool IfNotExists, class Visitor, class Option>
constexpr void walk_begin_of_index(Visitor& visitor, const Option& option) {
    visitor.text(option.is_unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
    if (IfNotExists) visitor.text("IF NOT EXISTS ");
    visitor.text("\"");
    write_name(visitor, index_name(option), words_of<Table>);
    visitor.text("\" ON ");
    visitor.template table<Table>();
}
template <class Visitor, class Option>
constexpr void walk_condition_of_index(Visitor& visitor, const Option& option) {
    visitor.text(" WHERE ");
    walk_alone(visitor, option.condition);
}
template <class Table, bool IfNotExists, class Visitor, class Condition, class... Keys>
constexpr void walk_index(Visitor& visitor, const expression_index_option<Condition, Keys...>& option) {
    walk_begin_of_index<Table, IfNotExists>(visitor, option);
    std::size_t position = 0;
    const auto key = [&]<class Key>(const Key& node) {
        visitor.text(position++ == 0 ? " ((" : ", (");
        if constexpr (is_ordering<Key>) walk_alone(visitor, node.content);
        else walk_alone(visitor, node);
        visitor.text(")");
        if constexpr (is_ordering<Key>) walk_direction(visitor, node);
    };
    option.keys.apply([&](const auto&... node) { (key(node), ...); });
    visitor.text(")");
    if constexpr (std::remove_cvref_t<decltype(option)>::has_condition) walk_condition_of_index(visitor, option);
}
template <class Table, bool IfNotExists, class Visitor, class Condition, auto... Parts>
constexpr void walk_index(Visitor& visitor, const index_option<Condition, Parts...>& option) {
    using Option = index_option<Condition, Parts...>;
    walk_begin_of_index<Table, IfNotExists>(visitor, option);
    visitor.text(" (");
    for (std::size_t i = 0; i < Option::columns::size; ++i) {
        visitor.text(i == 0 ? "" : ", ");
        visitor.column_name(facts<Table>.columns[Option::columns::indexes[i]]);
        if (Option::descending[i]) visitor.text(" DESC");
    }
    visitor.text(")");
    if constexpr (Option::is_partial) walk_condition_of_index(visitor, option);
}

template <class Option>
inline constexpr bool is_comment = std::is_same_v<Option, table_comment_option>;
template <auto Member>
inline constexpr bool is_comment<column_comment_option<Member>> = true;

template <class Table, class Visitor>
constexpr void walk_commented(Visitor& visitor, const table_comment_option&) {
    visitor.text("COMMENT ON TABLE ");
    visitor.template table<Table>();
}
template <class Table, class Visitor, auto Member>
constexpr void walk_commented(Visitor& visitor, const column_comment_option<Member>&) {
    visitor.text("COMMENT ON COLUMN ");
    visitor.template table<Table>();
    visitor.text(".");
    visitor.column_name(facts_of_column<Member>);
}

} // namespace rowan::detail
