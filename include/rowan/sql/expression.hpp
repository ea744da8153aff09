#pragma once

#include "rowan/query/constant.hpp"
#include "rowan/query/encoding.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/predicates.hpp"
#include "rowan/sql/beside.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>

// `walk(visitor, expression)` says once, for each kind of expression, what its text is and where its values stand. A writer
// makes the text of it, a binder binds the values: both see the same order.
namespace rowan::detail {

template <class Node>
inline constexpr int precedence_of = 10;
template <class Node>
    requires requires { Node::precedence; }
inline constexpr int precedence_of<Node> = Node::precedence;

template <class Operator>
inline constexpr int operand_precedence = Operator::precedence;
template <class Operator>
    requires requires { Operator::operand_precedence; }
inline constexpr int operand_precedence<Operator> = Operator::operand_precedence;

/// Whether an expression has values to be bound.
template <class Node>
consteval bool has_values();
template <class... Nodes>
consteval bool any_has_values(type_list<Nodes...>) {
    return (has_values<Nodes>() || ...);
}
template <class Node>
consteval bool has_values() {
    if constexpr (is_value<Node> || is_parameter<Node> || is_list_test<Node>) return true;
    else return any_has_values(typename Node::operands{});
}

/// What a visitor need not see: a binder, what has no values.
template <class Visitor, class... Nodes>
inline constexpr bool is_passed_over = Visitor::template passes_over<Nodes...>();

/// Visits a value. In a definition it is written, and its sign binds as the operator does: two of them would begin a comment.
template <encoding Encoding, class Beside, int Minimum, class Visitor, class Value>
constexpr void walk_value(Visitor& visitor, const Value& content) {
    bool has_parentheses = false;
    if constexpr (requires { requires Visitor::is_literal; })
        has_parentheses = negated::precedence < Minimum && has_sign(content);
    if (has_parentheses) visitor.text("(");
    walk_typed<Encoding, Value>(visitor, Beside{}, [&] { visitor.template value<Encoding, Beside>(content); });
    if (has_parentheses) visitor.text(")");
}

/// Visits an operand. `Encoding` is for values, and `Beside` says what a value has its type from; `Minimum` is the precedence below
/// which the operand is put in parentheses.
template <encoding Encoding, int Minimum, class Beside = beside_nothing, class Visitor, class Node>
constexpr void walk_operand(Visitor& visitor, const Node& node) {
    if constexpr (is_passed_over<Visitor, Node>) {
        return;
    } else if constexpr (is_value<Node>) {
        walk_value<Encoding, Beside, Minimum>(visitor, node.content);
    } else if constexpr (is_constant<Node> && precedence_of<Node> >= Minimum) {
        walk_typed<Encoding, type_of<Node>>(visitor, Beside{}, [&] { walk_constant<Encoding>(visitor, node); });
    } else if constexpr (is_parameter<Node>) {
        []<fixed_string Name, class Type>(Visitor& v, const parameter<Name, Type>&) {
            walk_typed<Encoding, Type>(v, Beside{}, [&] { v.template named<Encoding, Beside, Name, Type>(); });
        }(visitor, node);
    } else if constexpr (is_of_values<Node> && !std::is_void_v<within_of<Beside>>) {
        walk_within<within_of<Beside>>(visitor, node);
    } else if constexpr (precedence_of<Node> < Minimum) {
        visitor.text("(");
        walk(visitor, node);
        visitor.text(")");
    } else {
        walk(visitor, node);
    }
}

/// Visits an expression that stands by itself: in a list, as a condition.
template <int Minimum = 0, class Visitor, class Node>
constexpr void walk_alone(Visitor& visitor, const Node& node) {
    walk_operand<encoding_of<Node>(), Minimum>(visitor, node);
}

} // namespace rowan::detail

namespace rowan {

/// For the `walk` of an expression of yours: visits an operand, which stands in parentheses if its precedence is below
/// `Minimum`. Precedences are those of the operators: 1 OR, 2 AND, 3 NOT, 4 comparison, 5 + and -, 6 * and /, 7 sign.
template <int Minimum = 0, class Visitor, class Node>
constexpr void walk_operand(Visitor& visitor, const Node& node) {
    detail::walk_alone<Minimum>(visitor, node);
}

} // namespace rowan

namespace rowan::detail {

template <class Visitor, class... Nodes>
constexpr void walk_list(Visitor& visitor, const pack<Nodes...>& list) {
    if constexpr (is_passed_over<Visitor, Nodes...>) return;
    else
        list.apply([&](const auto&... node) {
            std::size_t position = 0;
            ((visitor.text(position++ == 0 ? "" : ", "), walk_alone(visitor, node)), ...);
        });
}

template <class Visitor, auto Member, class Source>
constexpr void walk(Visitor& visitor, const column<Member, Source>&) {
    visitor.template column<Member, Source>();
}

template <class Visitor, class Operator, class Left, class Right>
constexpr void walk(Visitor& visitor, const binary<Operator, Left, Right>& node) {
    constexpr encoding values = first_encoding(type_list<Left, Right>{});
    constexpr bool is_logic = std::is_base_of_v<logic, Operator>;
    constexpr bool is_chain = is_logic || Operator::precedence > comparison::precedence;
    constexpr int least = operand_precedence<Operator>;
    using Beside = std::conditional_t<Operator::is_of_one_type, beside<Left, Right>, beside_nothing>;
    walk_operand<values, least + (is_chain ? 0 : 1), Beside>(visitor, node.left);
    if constexpr (requires { Operator::text; }) visitor.text(Operator::text);
    else visitor.text(Operator::template text_in<typename Visitor::dialect>);
    walk_operand<values, least + (is_logic ? 0 : 1), Beside>(visitor, node.right);
    if constexpr (requires { Operator::suffix; }) visitor.text(Operator::suffix);
}

/// Of real numbers it is the remainder of their whole parts, for which PostgreSQL has no operator.
template <class Visitor, class Left, class Right>
    requires(!Visitor::dialect::has_real_modulo &&
             std::is_floating_point_v<without_optional<typename binary<modulo, Left, Right>::expression_type>>)
constexpr void walk(Visitor& visitor, const binary<modulo, Left, Right>& node) {
    const auto whole = [&]<class Operand>(const Operand& operand) {
        constexpr bool is_real = std::is_floating_point_v<without_optional<typename Operand::expression_type>>;
        visitor.text(is_real ? "CAST(trunc(" : "");
        walk_operand<encoding::standard, is_real ? 0 : modulo::precedence + 1>(visitor, operand);
        visitor.text(is_real ? ") AS bigint)" : "");
    };
    visitor.text("CAST(");
    whole(node.left);
    visitor.text(modulo::text);
    whole(node.right);
    visitor.text(" AS double precision)");
}

template <class Visitor, class Operator, class Content>
constexpr void walk(Visitor& visitor, const unary<Operator, Content>& node) {
    visitor.text(Operator::prefix);
    walk_alone<Operator::precedence + 1>(visitor, node.content);
    visitor.text(Operator::suffix);
}

template <class Visitor, class Content, class Low, class High>
constexpr void walk(Visitor& visitor, const between_expression<Content, Low, High>& node) {
    constexpr encoding values = first_encoding(type_list<Content, Low, High>{});
    using Beside = beside<Content, Low, High>;
    walk_operand<values, comparison::precedence + 1, Beside>(visitor, node.content);
    visitor.text(" BETWEEN ");
    walk_operand<values, comparison::precedence + 1, Beside>(visitor, node.low);
    visitor.text(" AND ");
    walk_operand<values, comparison::precedence + 1, Beside>(visitor, node.high);
}

template <class Visitor, class Content, class... Values>
constexpr void walk(Visitor& visitor, const in_values<Content, Values...>& node) {
    constexpr encoding values = first_encoding(type_list<Content, Values...>{});
    using Beside = beside<Content, Values...>;
    walk_operand<values, comparison::precedence + 1, Beside>(visitor, node.content);
    visitor.text(" IN (");
    node.values.apply([&](const auto&... each) {
        std::size_t position = 0;
        ((visitor.text(position++ == 0 ? "" : ", "), walk_operand<values, 0, Beside>(visitor, each)), ...);
    });
    visitor.text(")");
}

template <class Visitor, class Content, class List>
constexpr void walk(Visitor& visitor, const in_list<Content, List>& node) {
    walk_alone<comparison::precedence + 1>(visitor, node.content);
    visitor.template list<encoding_of<Content>(), beside<Content>>(node.list);
}

template <class Beside, class Visitor, class Content>
constexpr void walk_item(Visitor& visitor, const Content& node) {
    walk_operand<encoding_of<Content>(), 0, Beside>(visitor, node);
}
/// Visits an item of a select list; `Beside`: what stands beside its column.
template <class Beside, class Visitor, fixed_string Name, class Content>
constexpr void walk_item(Visitor& visitor, const aliased<Name, Content>& node) {
    walk_item<Beside>(visitor, node.content);
    if constexpr (Visitor::writes_text) {
        visitor.text(" AS \"");
        visitor.name(Name.view(), true);
        visitor.text("\"");
    }
}

template <class Visitor, fixed_string Name, class Content>
constexpr void walk(Visitor& visitor, const aliased<Name, Content>& node) {
    walk_item<beside_nothing>(visitor, node);
}

template <bool IsDescending, null_order Nulls, class Visitor>
constexpr void walk_direction(Visitor& visitor) {
    if (IsDescending) visitor.text(" DESC");
    if (Nulls == null_order::first) visitor.text(" NULLS FIRST");
    if (Nulls == null_order::last) visitor.text(" NULLS LAST");
}
template <class Visitor, class Content, bool IsDescending, null_order Nulls>
constexpr void walk_direction(Visitor& visitor, const ordering<Content, IsDescending, Nulls>&) {
    walk_direction<IsDescending, Nulls>(visitor);
}
template <class Visitor, class Content, bool IsDescending, null_order Nulls>
constexpr void walk(Visitor& visitor, const ordering<Content, IsDescending, Nulls>& node) {
    walk_alone(visitor, node.content);
    walk_direction<IsDescending, Nulls>(visitor);
}

template <class Visitor, class Condition>
constexpr void walk(Visitor& visitor, const optional_condition<Condition>& node) {
    walk_alone<logical_and::precedence>(visitor, node.content);
}

} // namespace rowan::detail
