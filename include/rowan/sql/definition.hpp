#pragma once

#include "rowan/query/check/definition_checks.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/enum_definition.hpp"
#include "rowan/sql/expression.hpp"
#include "rowan/sql/name_checks.hpp"
#include "rowan/sql/row_statement.hpp"
#include "rowan/sql/type_name.hpp"
#include "rowan/sql/writer.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

namespace detail {

template <class Table, class Dialect, class Naming>
consteval auto find_creation_mistake();

} // namespace detail

/// `CREATE TABLE` with what belongs to it: keys, constraints and indexes. `KeysBehind` are foreign keys that `add_foreign_keys` adds,
/// when the tables that they refer to are there.
template <class Table, bool IfNotExists = false, class KeysBehind = detail::type_list<>>
struct create_table {
    using parts = detail::type_list<>;
    using is_definition = void;
    template <class Dialect, class Naming>
    using target_mistake = typename decltype(detail::find_creation_mistake<Table, Dialect, Naming>())::type;

    [[nodiscard]] constexpr create_table<Table, true> if_not_exists() const { return {}; }
};

/// `ALTER TABLE` that adds foreign keys.
template <class Table, class Keys>
struct add_foreign_keys {
    using parts = detail::type_list<>;
    using is_definition = void;
};

/// `DROP TABLE`.
template <class Table, bool IfExists = false>
struct drop_table {
    using parts = detail::type_list<>;
    using is_definition = void;

    [[nodiscard]] constexpr drop_table<Table, true> if_exists() const { return {}; }
};

/// `DROP TABLE IF EXISTS` of tables that may refer to each other.
template <class... Tables>
struct drop_together {
    using parts = detail::type_list<>;
    using is_definition = void;
};

/// The definition of a table: `sql_text<sqlite>(create<Book>())`.
template <class Table>
[[nodiscard]] constexpr auto create() {
    static_assert(detail::definition_check<Table>::checked);
    return create_table<Table>{};
}
template <class Table>
[[nodiscard]] constexpr auto drop() {
    static_assert(detail::shape_check<Table>::checked);
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

template <class Table, bool IfNotExists, class Visitor>
constexpr void walk_before(Visitor& visitor) {
    constexpr auto& all = facts<Table>;
    if (IfNotExists && !all.schema.empty()) {
        visitor.text("CREATE SCHEMA IF NOT EXISTS \"");
        visitor.name(all.schema, true);
        visitor.text("\";\n");
    }
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        const auto one = [&]<std::size_t Field>(std::integral_constant<std::size_t, Field>) {
            if constexpr (!all.columns[Field].enum_type.empty()) {
                bool is_new = all.columns[Field].stored_as == encoding::standard;
                for (std::size_t i = 0; i < Field; ++i)
                    is_new = is_new && (all.columns[i].enum_type != all.columns[Field].enum_type ||
                                        all.columns[i].stored_as == encoding::integer);
                if (is_new) walk_enum_type<enum_of<field_type<Field, Table>>>(visitor);
            }
        };
        (one(std::integral_constant<std::size_t, Index>{}), ...);
    }(std::make_index_sequence<field_count<Table>>{});
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

// What an option says of the table, behind its columns.
template <class Visitor, class Option>
constexpr void walk_table_option(Visitor&, const Option&) {}
template <class Visitor, auto... Members>
constexpr void walk_table_option(Visitor& visitor, const unique_option<Members...>& option) {
    visitor.text(",\n    ");
    walk_constraint_name(visitor, option.name);
    visitor.text("UNIQUE");
    walk_names(visitor, column_list<Members...>{});
}
template <class Visitor, class Option>
constexpr void walk_foreign_key(Visitor& visitor, const Option& option) {
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
template <class Visitor, class Columns, class Targets>
constexpr void walk_table_option(Visitor& visitor, const foreign_key_option<Columns, Targets>& option) {
    visitor.text(",\n    ");
    walk_foreign_key(visitor, option);
}
template <class Visitor, class Expression>
constexpr void walk_table_option(Visitor& visitor, const check_option<Expression>& option) {
    visitor.text(",\n    ");
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

// An index or a comment is a statement of its own, behind the table.
template <class Table, bool IfNotExists, class Visitor, class Option>
constexpr void walk_behind(Visitor&, const Option&) {}
template <class Table, bool IfNotExists, class Visitor, class Condition, class... Keys>
constexpr void walk_behind(Visitor& visitor, const expression_index_option<Condition, Keys...>& option) {
    visitor.text(option.is_unique ? ";\nCREATE UNIQUE INDEX " : ";\nCREATE INDEX ");
    if (IfNotExists) visitor.text("IF NOT EXISTS ");
    visitor.text("\"");
    visitor.name(option.name, true);
    visitor.text("\" ON ");
    visitor.template table<Table>();
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
    if constexpr (std::remove_cvref_t<decltype(option)>::has_condition) {
        visitor.text(" WHERE ");
        walk_alone(visitor, option.condition);
    }
}
template <class Table, bool, class Visitor>
constexpr void walk_behind(Visitor& visitor, const table_comment_option& option) {
    if constexpr (Visitor::dialect::has_comments) {
        visitor.text(";\nCOMMENT ON TABLE ");
        visitor.template table<Table>();
        visitor.text(" IS ");
        visitor.template value<encoding::standard>(option.text);
    }
}
template <class Table, bool, class Visitor, auto Member>
constexpr void walk_behind(Visitor& visitor, const column_comment_option<Member>& option) {
    if constexpr (Visitor::dialect::has_comments) {
        visitor.text(";\nCOMMENT ON COLUMN ");
        visitor.template table<Table>();
        visitor.text(".");
        visitor.column_name(facts_of_column<Member>);
        visitor.text(" IS ");
        visitor.template value<encoding::standard>(option.text);
    }
}
template <class Table, bool IfNotExists, class Visitor, class Condition, auto... Parts>
constexpr void walk_behind(Visitor& visitor, const index_option<Condition, Parts...>& option) {
    using Option = index_option<Condition, Parts...>;
    visitor.text(option.is_unique ? ";\nCREATE UNIQUE INDEX " : ";\nCREATE INDEX ");
    if (IfNotExists) visitor.text("IF NOT EXISTS ");
    visitor.text("\"");
    write_name(visitor, index_name(option), words_of<Table>);
    visitor.text("\" ON ");
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

template <class Visitor, class Table, bool IfNotExists, class... KeysBehind>
constexpr void walk(Visitor& visitor, const create_table<Table, IfNotExists, type_list<KeysBehind...>>&) {
    using Dialect = typename Visitor::dialect;
    constexpr auto& all = facts<Table>;
    if constexpr (Dialect::has_enum_types) walk_before<Table, IfNotExists>(visitor);
    visitor.text(IfNotExists ? "CREATE TABLE IF NOT EXISTS " : "CREATE TABLE ");
    visitor.template table<Table>();
    for (std::size_t i = 0; i < all.columns.size(); ++i) {
        const column_facts& column = all.columns[i];
        visitor.text(i == 0 ? " (\n    " : ",\n    ");
        visitor.column_name(column);
        visitor.text(" ");
        if (all.is_generated_key(i)) visitor.text(Dialect::generated_key_type(column, is_versioned<Table>));
        else walk_type(visitor, column);
        if (!column.is_nullable && !column.is_computed) visitor.text(" NOT NULL");
        for_each_option<Table>([&](const auto& option) { walk_column_option(visitor, i, option); });
    }
    if (all.key_size > 0 && !all.has_generated_key) {
        visitor.text(",\n    PRIMARY KEY");
        walk_names(visitor, all.key, all.key_size, std::type_identity<Table>{});
    }
    const auto walk_options = [&](bool are_left_to_name) {
        for_each_option<Table>([&]<class Option>(const Option& option) {
            if constexpr (!is_one_of<Option, KeysBehind...>)
                if (is_left_to_name<Dialect>(option) == are_left_to_name) walk_table_option(visitor, option);
        });
    };
    walk_options(false);
    walk_options(true);
    visitor.text("\n)");
    if (all.is_strict) visitor.text(Dialect::strict_suffix);
    for_each_option<Table>([&](const auto& option) { walk_behind<Table, IfNotExists>(visitor, option); });
}

template <class Visitor, class Table, class... Keys>
constexpr void walk(Visitor& visitor, const add_foreign_keys<Table, type_list<Keys...>>&) {
    visitor.text("ALTER TABLE ");
    visitor.template table<Table>();
    bool is_first = true;
    for_each_option<Table>([&]<class Option>(const Option& option) {
        if constexpr (is_one_of<Option, Keys...>) {
            visitor.text(is_first ? " ADD " : ", ADD ");
            is_first = false;
            walk_foreign_key(visitor, option);
        }
    });
}

template <class Visitor, class Table, bool IfExists>
constexpr void walk(Visitor& visitor, const drop_table<Table, IfExists>&) {
    visitor.text(IfExists ? "DROP TABLE IF EXISTS " : "DROP TABLE ");
    visitor.template table<Table>();
}
template <class Visitor, class... Tables>
constexpr void walk(Visitor& visitor, const drop_together<Tables...>&) {
    std::size_t position = 0;
    in_order(
        {(visitor.text(position++ == 0 ? "DROP TABLE IF EXISTS " : ", "), visitor.template table<Tables>(), 0)...});
}

// The expressions of an option.
template <class Option>
consteval auto expressions_of(const Option*) {
    return type_list<>{};
}
template <class Expression>
consteval auto expressions_of(const check_option<Expression>*) {
    return type_list<Expression>{};
}
template <auto Member, class Expression>
consteval auto expressions_of(const generated_option<Member, Expression>*) {
    return type_list<Expression>{};
}
template <class Condition, auto... Parts>
    requires(!std::is_same_v<Condition, no_condition>)
consteval auto expressions_of(const index_option<Condition, Parts...>*) {
    return type_list<Condition>{};
}
template <class Condition, class... Keys>
consteval auto expressions_of(const expression_index_option<Condition, Keys...>*) {
    if constexpr (std::is_same_v<Condition, no_condition>) return type_list<Keys...>{};
    else return type_list<Keys..., Condition>{};
}
template <class Table, class... Options>
consteval auto expressions_in(const table_definition<Table, Options...>&) {
    return join<decltype(expressions_of(static_cast<const Options*>(nullptr)))...>{};
}

template <class Table, class Dialect, class Naming>
consteval auto find_creation_mistake() {
    using Definition = definition_check<Table>;
    using Fields = field_check<Table, Dialect, Naming>;
    using Expressions = decltype(expressions_in(rowan::table<Table>));
    using Feature = typename decltype(find_dialect_mistake<Dialect>(notables<Expressions>{}))::type;
    if constexpr (!is_right<Definition>) return std::type_identity<Definition>{};
    else if constexpr (!is_right<Fields>) return std::type_identity<Fields>{};
    else if constexpr (!is_right<Feature>) return std::type_identity<Feature>{};
    else return std::type_identity<own_names_check<Table, Dialect, Naming>>{};
}

} // namespace detail
} // namespace rowan
