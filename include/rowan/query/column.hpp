#pragma once

#include "rowan/meta/fields.hpp"
#include "rowan/query/expression.hpp"
#include "rowan/query/parameter.hpp"
#include "rowan/query/refused.hpp"
#include "rowan/query/source.hpp"

#include <optional>
#include <type_traits>

namespace rowan {

/// `column = operand` in `set(…)`.
template <class Column, class Operand>
struct assignment {
    using column = Column;
    using operand = Operand;
    Operand content;
};

namespace detail {

/// How an operand fits a column that is set to it. Whether an expression is null is known when the statement runs.
template <class Column, class Operand>
consteval value_fit assignment_fit() {
    using From = type_of<Operand>;
    if constexpr (is_refused<Operand>) return value_fit::fits;
    else {
        constexpr value_fit fit = fit_of<From, type_of<Column>>();
        constexpr bool is_given = is_value<Operand> || is_parameter<Operand> || std::is_same_v<From, std::nullopt_t>;
        return fit == value_fit::is_null && !is_given ? value_fit::fits : fit;
    }
}

} // namespace detail

/// A column, by pointer to member: of its table, or of the alias `Source`.
template <auto Member, class Source>
struct column : expression_interface<column<Member, Source>> {
    using table = Source;
    using expression_type = std::remove_cv_t<detail::member_type<Member>>;
    using operands = detail::type_list<>;
    static constexpr bool is_inspected = true;
    static constexpr auto member = Member;
    static_assert(detail::type_check<detail::member_table<Member>>::checked);

    /// What the column is to be set to: for `set` and `do_update`.
    template <operand Operand>
    constexpr auto operator=(Operand&& operand) const {
        using Typed = detail::assigned_operand<column, Operand>;
        constexpr auto fit = detail::assignment_fit<column, Typed>();
        static_assert(fit != detail::value_fit::is_other_type,
                      "rowan E310: a column is set to a value of another type");
        static_assert(fit != detail::value_fit::is_null,
                      "rowan E310: a column that may not be null is set to a value that may be");
        if constexpr (fit != detail::value_fit::fits) return assignment<column, detail::refused<expression_type>>{};
        else return assignment<column, Typed>{detail::make_operand<Typed>(std::forward<Operand>(operand))};
    }
    template <class Other>
        requires(!operand<Other>)
    constexpr auto operator=(const Other&) const {
        static_assert(detail::bindable_operand<Other>::checked);
        return assignment<column, detail::refused<expression_type>>{};
    }
};

/// Whether a column can be set to the operand.
template <class Column, class Operand>
concept assignable_from =
    operand<Operand> &&
    detail::assignment_fit<std::remove_cvref_t<Column>,
                           detail::assigned_operand<std::remove_cvref_t<Column>, Operand>>() == detail::value_fit::fits;

/// A column of a table, by pointer to member: `col<&Book::year>`.
template <auto Member>
inline constexpr column<Member> col{};

/// In `do_update`: the value of the row that could not be inserted.
template <auto Member>
inline constexpr column<Member, detail::excluded_row<detail::member_table<Member>>> excluded{};

namespace detail {

template <class Type>
inline constexpr bool is_column = false;
template <auto Member, class Source>
inline constexpr bool is_column<column<Member, Source>> = true;

/// A query within an expression or a clause: `query_type`, with its `parts` as operands. It is closed (`is_closed`) where it
/// cannot use columns of the query around it.
template <class Node>
concept nested_node = requires { typename Node::query_type; };

/// What checks look for within expressions, without their operands: columns, parameters, names, queries, choices, and what not
/// every dialect has. Such a node says `static constexpr bool is_inspected = true`.
template <class Node>
inline constexpr bool is_inspected = false;
template <class Node>
    requires(Node::is_inspected)
inline constexpr bool is_inspected<Node> = true;

template <class Node>
consteval auto inspected_in();
/// The inspected nodes of expressions; queries are not looked into.
template <class... Nodes>
consteval auto inspected_of(type_list<Nodes...>) {
    return (type_list<>{} + ... + inspected_in<Nodes>());
}
template <class Node>
consteval auto inspected_in() {
    if constexpr (nested_node<Node>) return type_list<Node>{};
    else if constexpr (Node::operands::size == 0)
        return std::conditional_t<is_inspected<Node>, type_list<Node>, type_list<>>{};
    else if constexpr (is_inspected<Node>) return type_list<Node>{} + inspected_of(typename Node::operands{});
    else return inspected_of(typename Node::operands{});
}
template <class Parts>
using inspected_nodes = decltype(inspected_of(Parts{}));

/// Those of the nodes that are of a kind.
template <class Kind, class... Nodes>
consteval auto those_of(type_list<Nodes...>) {
    if constexpr (!(Kind::template is<Nodes> || ...)) return type_list<>{};
    else return (type_list<>{} + ... + std::conditional_t<Kind::template is<Nodes>, type_list<Nodes>, type_list<>>{});
}
struct nested_kind {
    template <class Node>
    static constexpr bool is = nested_node<Node>;
};

template <class Node>
consteval auto columns_of_inspected();
/// All columns among inspected nodes, as a list of types; of a query, those of the query around it.
template <class... Nodes>
consteval auto columns_among(type_list<Nodes...>) {
    return (type_list<>{} + ... + columns_of_inspected<Nodes>());
}
/// Those of the columns that are of none of the sources.
template <class... Sources, class... Columns>
consteval auto columns_without(type_list<Sources...>, type_list<Columns...>) {
    return (type_list<>{} + ... +
            std::conditional_t<is_one_of<typename Columns::table, Sources...>, type_list<>, type_list<Columns>>{});
}
template <class Node>
consteval auto columns_of_inspected() {
    if constexpr (is_column<Node>) return type_list<Node>{};
    else if constexpr (nested_node<Node>) {
        if constexpr (Node::is_closed) return type_list<>{};
        else
            return columns_without(decltype(Node::query_type::sources()){},
                                   decltype(columns_among(inspected_nodes<typename Node::query_type::parts>{})){});
    } else return type_list<>{};
}
/// All columns in an expression.
template <class Expression>
consteval auto columns_in() {
    return columns_among(inspected_nodes<type_list<Expression>>{});
}

template <class Node>
consteval auto parameters_in();
/// All parameters among inspected nodes, as a list of types; those of queries, too.
template <class... Nodes>
consteval auto parameters_among(type_list<Nodes...>) {
    return (type_list<>{} + ... + parameters_in<Nodes>());
}
template <class Node>
consteval auto parameters_in() {
    if constexpr (is_parameter<Node>) return type_list<Node>{};
    else if constexpr (nested_node<Node>) return parameters_among(inspected_nodes<typename Node::operands>{});
    else return type_list<>{};
}
/// All parameters in expressions.
template <class... Parts>
consteval auto parameters_of_parts(type_list<Parts...> parts) {
    return parameters_among(inspected_nodes<decltype(parts)>{});
}

template <class Expression>
inline constexpr bool is_aggregate = false;

template <class Expression>
consteval bool has_aggregate() {
    if constexpr (is_aggregate<Expression>) return true;
    else if constexpr (nested_node<Expression>) return false;
    else
        return []<class... Operands>(type_list<Operands...>) {
            return (has_aggregate<Operands>() || ...);
        }(typename Expression::operands{});
}

template <class Expression>
inline constexpr bool is_windowed = false;

template <class Expression>
consteval bool has_window() {
    if constexpr (is_windowed<Expression>) return true;
    else if constexpr (nested_node<Expression>) return false;
    else
        return []<class... Operands>(type_list<Operands...>) {
            return (has_window<Operands>() || ...);
        }(typename Expression::operands{});
}

} // namespace detail
} // namespace rowan
