#pragma once

#include "rowan/query/definition_checks.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/expression.hpp"
#include "rowan/sql/row_statement.hpp"

#include <cstddef>
#include <string_view>

namespace rowan {

/// `CREATE TABLE` with what belongs to it: keys, constraints and indexes.
template <class Table, bool IfNotExists = false>
struct create_table {
    using parts = detail::type_list<>;
    using is_definition = void;

    [[nodiscard]] constexpr create_table<Table, true> if_not_exists() const { return {}; }
};

/// `DROP TABLE`.
template <class Table, bool IfExists = false>
struct drop_table {
    using parts = detail::type_list<>;
    using is_definition = void;

    [[nodiscard]] constexpr drop_table<Table, true> if_exists() const { return {}; }
};

/// The definition of a table: `sql_text<sqlite>(create<Book>())`.
template <detail::aggregate Table>
[[nodiscard]] constexpr auto create() {
    static_assert(detail::definition_check<Table>::checked);
    return create_table<Table>{};
}
template <detail::aggregate Table>
[[nodiscard]] constexpr auto drop() {
    return drop_table<Table>{};
}

namespace detail {

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
    visitor.text(option.is_stored ? ") STORED" : ") VIRTUAL");
}

// What an option says of the table, behind its columns.
template <class Visitor, class Option>
constexpr void walk_table_option(Visitor&, const Option&) {}
template <class Visitor, auto... Members>
constexpr void walk_table_option(Visitor& visitor, const unique_option<Members...>&) {
    visitor.text(",\n    UNIQUE");
    walk_names(visitor, column_list<Members...>{});
}
template <class Visitor, class Columns, class Targets>
constexpr void walk_table_option(Visitor& visitor, const foreign_key_option<Columns, Targets>& option) {
    using Option = foreign_key_option<Columns, Targets>;
    visitor.text(",\n    FOREIGN KEY");
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
constexpr void walk_table_option(Visitor& visitor, const check_option<Expression>& option) {
    visitor.text(",\n    ");
    if (!option.name.empty()) {
        visitor.text("CONSTRAINT \"");
        visitor.name(option.name, true);
        visitor.text("\" ");
    }
    visitor.text("CHECK (");
    walk_alone(visitor, option.expression);
    visitor.text(")");
}

// An index is a statement of its own, behind the table.
template <class Table, bool IfNotExists, class Visitor, class Option>
constexpr void walk_index(Visitor&, const Option&) {}
template <class Table, bool IfNotExists, class Visitor, class Condition, auto... Parts>
constexpr void walk_index(Visitor& visitor, const index_option<Condition, Parts...>& option) {
    using Option = index_option<Condition, Parts...>;
    visitor.text(option.is_unique ? ";\nCREATE UNIQUE INDEX " : ";\nCREATE INDEX ");
    if (IfNotExists) visitor.text("IF NOT EXISTS ");
    visitor.text("\"");
    visitor.name(facts<Table>.name, facts<Table>.is_named);
    for (const std::size_t column : Option::columns::indexes) {
        visitor.text("_");
        visitor.name(facts<Table>.columns[column].name, facts<Table>.columns[column].is_named);
    }
    visitor.text("_index\" ON ");
    visitor.template table<Table>();
    visitor.text(" (");
    for (std::size_t i = 0; i < Option::columns::size; ++i) {
        visitor.text(i == 0 ? "" : ", ");
        visitor.column_name(facts<Table>.columns[Option::columns::indexes[i]]);
        if (Option::descending[i]) visitor.text(" DESC");
    }
    visitor.text(")");
    if constexpr (Option::is_partial) {
        visitor.text(" WHERE ");
        walk_alone(visitor, option.condition);
    }
}

template <class Visitor, class Table, bool IfNotExists>
constexpr void walk(Visitor& visitor, const create_table<Table, IfNotExists>&) {
    using Dialect = typename Visitor::dialect;
    constexpr auto& all = facts<Table>;
    visitor.text(IfNotExists ? "CREATE TABLE IF NOT EXISTS " : "CREATE TABLE ");
    visitor.template table<Table>();
    for (std::size_t i = 0; i < all.columns.size(); ++i) {
        const column_facts& column = all.columns[i];
        visitor.text(i == 0 ? " (\n    " : ",\n    ");
        visitor.column_name(column);
        visitor.text(" ");
        if (all.is_generated_key(i)) visitor.text(Dialect::generated_key_type(column, is_versioned<Table>));
        else visitor.text(Dialect::type_name(column));
        if (!column.is_nullable && !column.is_computed) visitor.text(" NOT NULL");
        for_each_option<Table>([&](const auto& option) { walk_column_option(visitor, i, option); });
    }
    if (all.key_size > 0 && !all.has_generated_key) {
        visitor.text(",\n    PRIMARY KEY");
        walk_names(visitor, all.key, all.key_size, std::type_identity<Table>{});
    }
    for_each_option<Table>([&](const auto& option) { walk_table_option(visitor, option); });
    visitor.text("\n)");
    if (all.is_strict) visitor.text(Dialect::strict_suffix);
    for_each_option<Table>([&](const auto& option) { walk_index<Table, IfNotExists>(visitor, option); });
}

template <class Visitor, class Table, bool IfExists>
constexpr void walk(Visitor& visitor, const drop_table<Table, IfExists>&) {
    visitor.text(IfExists ? "DROP TABLE IF EXISTS " : "DROP TABLE ");
    visitor.template table<Table>();
}

} // namespace detail
} // namespace rowan
