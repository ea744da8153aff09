#pragma once

#include "rowan/query/check/definition_checks.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/expression.hpp"
#include "rowan/sql/name_checks.hpp"
#include "rowan/sql/row_statement.hpp"
#include "rowan/sql/table_objects.hpp"

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
struct create_table : detail::plain_definition {
    template <class Dialect, class Naming>
    using target_mistake = typename decltype(detail::find_creation_mistake<Table, Dialect, Naming>())::type;

    [[nodiscard]] constexpr create_table<Table, true> if_not_exists() const { return {}; }
};

/// `ALTER TABLE` that adds foreign keys.
template <class Table, class Keys>
struct add_foreign_keys : detail::plain_definition {};

/// `DROP TABLE`.
template <class Table, bool IfExists = false>
struct drop_table : detail::plain_definition {
    [[nodiscard]] constexpr drop_table<Table, true> if_exists() const { return {}; }
};

/// `DROP TABLE IF EXISTS` of tables that may refer to each other.
template <class... Tables>
struct drop_together : detail::plain_definition {};

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

// A schema is made where tables are, if they are not there.
template <class Visitor, class Table, bool IfNotExists, class KeysBehind>
constexpr void walk(Visitor& visitor, const create_table<Table, IfNotExists, KeysBehind>&) {
    bool is_first = true;
    for_each_type(objects_of_table<Table, typename Visitor::dialect, KeysBehind>{},
                  [&]<class Object>(std::type_identity<Object>) {
                      if constexpr (IfNotExists || Object::kind != object_kind::schema) {
                          visitor.text(is_first ? "" : ";\n");
                          is_first = false;
                          Object::template create<IfNotExists>(visitor);
                      }
                  });
}
template <class Visitor, class Table, class Keys>
constexpr void walk(Visitor& visitor, const add_foreign_keys<Table, Keys>&) {
    foreign_keys_object<Table, Keys>::template create<false>(visitor);
}

template <class Visitor, class Table, bool IfExists>
constexpr void walk(Visitor& visitor, const drop_table<Table, IfExists>&) {
    if constexpr (IfExists) table_object<Table>::drop(visitor);
    else {
        visitor.text("DROP TABLE ");
        table_object<Table>::name(visitor);
    }
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
    using Feature = typename decltype(find_dialect_mistake<Dialect>(inspected_nodes<Expressions>{}))::type;
    if constexpr (!is_right<Definition>) return std::type_identity<Definition>{};
    else if constexpr (!is_right<Fields>) return std::type_identity<Fields>{};
    else if constexpr (!is_right<Feature>) return std::type_identity<Feature>{};
    else return std::type_identity<own_names_check<Table, Dialect, Naming>>{};
}

} // namespace detail
} // namespace rowan
