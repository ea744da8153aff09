#pragma once

#include "rowan/query/column.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/query/encoding.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/value.hpp"

#include <cstddef>
#include <type_traits>

// What stands beside a value where both are of one type: a database may take the type of the value from it.
namespace rowan::detail {

struct beside_nothing {};
template <class Expression = void>
struct beside_expression {};
template <class Column>
struct beside_column {};
/// A value that a column is set to.
template <class Column>
struct assigned_to {};
/// A value in an expression that is made of values alone and stands beside a column, or is what a column is set to. A server would take it
/// for a text, which then is none of the column's type: it is written with that type.
template <class Column>
struct within_beside {};
template <class Table, std::size_t Index>
struct within_assigned {};

/// Whether an expression is a value, or gives one of several values: it has no type but theirs.
template <class Node>
inline constexpr bool is_of_values = is_given_value<Node>;

/// The column whose type an expression has because it gives its value or another of the same type; `void` if there is none.
template <class Node>
struct typing_column {
    using type = std::conditional_t<is_column<Node>, Node, void>;
};
template <class... Nodes>
struct first_typing_column {
    using type = void;
};
template <class First, class... Rest>
struct first_typing_column<First, Rest...> {
    using own = typename typing_column<First>::type;
    using type =
        typename std::conditional_t<std::is_void_v<own>, first_typing_column<Rest...>, std::type_identity<own>>::type;
};

template <class... Nodes>
consteval auto find_beside(type_list<Nodes...>) {
    using Column = typename first_typing_column<std::conditional_t<is_column<Nodes>, Nodes, void>...>::type;
    if constexpr (!std::is_void_v<Column>) return beside_column<Column>{};
    else if constexpr ((is_of_values<Nodes> && ...)) return beside_nothing{};
    else return beside_expression<type_list<Nodes...>>{};
}
template <class... Nodes>
using beside = decltype(find_beside(type_list<Nodes...>{}));

/// What stands beside the values within an expression of nothing but values; `void` if it has no column to take the type from.
template <class Beside>
struct within {
    using type = void;
};
template <class Column>
struct within<beside_column<Column>> {
    using type = within_beside<Column>;
};
template <class Column>
struct within<within_beside<Column>> {
    using type = within_beside<Column>;
};
template <auto Member, class Source>
struct within<assigned_to<column<Member, Source>>> {
    using type = within_assigned<member_table<Member>, field_index<Member>>;
};
template <class Table, std::size_t Index>
struct within<within_assigned<Table, Index>> {
    using type = within_assigned<Table, Index>;
};
template <class... Nodes>
struct within<beside_expression<type_list<Nodes...>>> {
    using column = typename first_typing_column<Nodes...>::type;
    using type = std::conditional_t<std::is_void_v<column>, void, within_beside<column>>;
};
template <class Beside>
using within_of = typename within<Beside>::type;

template <class Beside>
inline constexpr bool is_assigned = false;
template <class Column>
inline constexpr bool is_assigned<assigned_to<Column>> = true;
template <class Table, std::size_t Index>
inline constexpr bool is_assigned<within_assigned<Table, Index>> = true;

/// Whether a server takes the type of a value from the column: of texts and enumerations, and of real numbers that a column is set to,
/// since a numeric keeps every digit of their texts.
template <class Beside, encoding Encoding, class Value>
consteval bool takes_type() {
    constexpr value_kind kind = kind_of_element<Value>();
    return Encoding == encoding::standard &&
           (kind == value_kind::text || (kind == value_kind::real && is_assigned<Beside>));
}

/// Calls `walk_value`, with the type of a column around it where that is wanted: PostgreSQL gives the results of CASE one type, of which
/// the value then is, and leaves the branch out that is never taken.
template <encoding Encoding, class Value, class Visitor, class Beside, class WalkValue>
constexpr void walk_typed(Visitor&, Beside, const WalkValue& walk_value) {
    walk_value();
}
template <encoding Encoding, class Value, class Visitor, auto Member, class Source, class WalkValue>
constexpr void walk_typed(Visitor& visitor, within_beside<column<Member, Source>>, const WalkValue& walk_value) {
    constexpr bool is_typed =
        Visitor::dialect::has_static_types && takes_type<within_beside<column<Member, Source>>, Encoding, Value>();
    if constexpr (is_typed) {
        visitor.text("CASE WHEN FALSE THEN ");
        visitor.template column<Member, Source>();
        visitor.text(" ELSE ");
    }
    walk_value();
    visitor.text(is_typed ? " END" : "");
}
template <encoding Encoding, class Value, class Visitor, class Table, std::size_t Index, class WalkValue>
constexpr void walk_typed(Visitor& visitor, within_assigned<Table, Index>, const WalkValue& walk_value) {
    constexpr bool is_typed =
        Visitor::dialect::has_static_types && takes_type<within_assigned<Table, Index>, Encoding, Value>();
    if constexpr (is_typed && Visitor::writes_text) {
        // The row has no value of the column yet, or the program may have no right to read it.
        visitor.text("CASE WHEN FALSE THEN (SELECT ");
        visitor.column_name(facts<Table>.columns[Index]);
        visitor.text(" FROM ");
        visitor.template table<Table>();
        visitor.text(") ELSE ");
    }
    walk_value();
    visitor.text(is_typed ? " END" : "");
}

} // namespace rowan::detail
