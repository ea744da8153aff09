#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/encoding.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/predicates.hpp"
#include "rowan/schema/checks.hpp"
#include "rowan/schema/tables.hpp"

#include <type_traits>

// What is checked of a table when it is created: its definition, with the expressions in it.
namespace rowan::detail {

template <class Table, class Column, class... Word>
struct column_in_definition : told_mistake {
    static_assert(always_false<Column>, "rowan E113: the definition of a table uses a column of another table");
};
template <class Table, class Expression, class... Word>
struct condition_in_definition : told_mistake {
    static_assert(is_condition<Expression>, "rowan E302: this is no condition, such as a comparison");
};
template <class Table, class Expression, class... Word>
struct expression_in_definition : told_mistake {
    static_assert(!has_aggregate<Expression>(), "rowan E307: an aggregate function is used in a definition");
    static_assert(has_aggregate<Expression>() || !has_window<Expression>(),
                  "rowan E335: a window function is used in a definition");
};
template <class Table, class Value, class... Word>
struct value_in_definition : told_mistake {
    static_assert(
        always_false<Value>,
        "rowan E118: a definition holds bytes, a parameter, a query or a list of values that is not written out");
};

/// The parts of an expression that cannot be written into a text.
template <class Expression>
consteval auto unwritable_in() {
    if constexpr (is_parameter<Expression> || is_list_test<Expression> || nested_node<Expression>)
        return type_list<Expression>{};
    else if constexpr (is_value<Expression> && kind_of<type_of<Expression>>() == value_kind::blob)
        return type_list<Expression>{};
    else
        return []<class... Operands>(type_list<Operands...>) {
            return (type_list<>{} + ... + unwritable_in<Operands>());
        }(typename Expression::operands{});
}

template <class Table>
struct column_is_of_table {
    template <class Column>
    static constexpr bool holds = std::is_same_v<typename Column::table, Table>;
};

template <class Table, bool IsCondition, class Expression>
consteval auto find_expression_mistake() {
    using Column = first_failing<column_is_of_table<Table>, decltype(columns_in<Expression>())>;
    using Unwritable = first_failing<nothing_holds, decltype(unwritable_in<Expression>())>;
    using Encoding = encoding_check<type_list<Expression>>;
    if constexpr (!std::is_void_v<Column>) return std::type_identity<column_in_definition<Table, Column>>{};
    else if constexpr (!is_right<Encoding>) return std::type_identity<Encoding>{};
    else if constexpr (has_aggregate<Expression>() || has_window<Expression>())
        return std::type_identity<expression_in_definition<Table, Expression>>{};
    else if constexpr (IsCondition && !is_condition<Expression>)
        return std::type_identity<condition_in_definition<Table, Expression>>{};
    else if constexpr (!std::is_void_v<Unwritable>) return std::type_identity<value_in_definition<Table, Unwritable>>{};
    else return std::type_identity<no_mistake>{};
}

template <class Table, class Key>
consteval auto find_key_mistake_in() {
    if constexpr (is_ordering<Key>) return find_expression_mistake<Table, false, decltype(Key::content)>();
    else return find_expression_mistake<Table, false, Key>();
}

template <class Table, class Option>
consteval auto find_mistake_in_option(const Option*) {
    return std::type_identity<no_mistake>{};
}
template <class Table, class Expression>
consteval auto find_mistake_in_option(const check_option<Expression>*) {
    return find_expression_mistake<Table, true, Expression>();
}
template <class Table, auto Member, class Expression>
consteval auto find_mistake_in_option(const generated_option<Member, Expression>*) {
    return find_expression_mistake<Table, false, Expression>();
}
template <class Table, class Condition, auto... Parts>
    requires(!std::is_same_v<Condition, no_condition>)
consteval auto find_mistake_in_option(const index_option<Condition, Parts...>*) {
    return find_expression_mistake<Table, true, Condition>();
}

template <class Table, class Condition, class... Keys>
consteval auto find_mistake_in_option(const expression_index_option<Condition, Keys...>*) {
    using Mistake = first_mistake<typename decltype(find_key_mistake_in<Table, Keys>())::type...>;
    if constexpr (!is_right<Mistake> || std::is_same_v<Condition, no_condition>) return std::type_identity<Mistake>{};
    else return find_expression_mistake<Table, true, Condition>();
}

template <class Table, class... Options>
consteval auto find_definition_mistake(const table_definition<Table, Options...>&) {
    return std::type_identity<first_mistake<table_check<Table>, typename decltype(find_mistake_in_option<Table>(
                                                                    static_cast<const Options*>(nullptr)))::type...>>{};
}
/// What may be wrong with the definition of a table.
template <class Table>
using definition_check = typename decltype(find_definition_mistake<Table>(table<Table>))::type;

/// What may be wrong with creating all tables of a database.
template <class Tables>
struct creation;
template <class... Tables>
struct creation<tables<Tables...>> {
    using check = first_mistake<definition_check<Tables>..., place_check<Tables, tables<Tables...>>...>;
};

} // namespace rowan::detail
