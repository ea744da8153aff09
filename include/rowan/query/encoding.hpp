#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/schema/facts.hpp"

#include <type_traits>

namespace rowan::detail {

template <class Node>
constexpr encoding encoding_of();

template <class... Nodes>
constexpr encoding first_encoding(type_list<Nodes...>) {
    for (const encoding each : {encoding_of<Nodes>()..., encoding::standard})
        if (each != encoding::standard) return each;
    return encoding::standard;
}

/// How the values of an expression are written: as those of the column that it is, or that its value comes from.
template <class Node>
constexpr encoding encoding_of() {
    if constexpr (is_column<Node>) return facts_of_column<Node::member>.stored_as;
    else if constexpr (nested_node<Node>) return first_encoding(typename Node::query_type::projection_type::parts{});
    else return first_encoding(typename null_operands_in<Node>::type{});
}

/// What may be wrong with a comparison: a value takes the encoding of the column beside it; two columns have each their own.
template <class Left, class Right>
struct same_encoding : told_mistake {
    static_assert(always_false<Left>,
                  "rowan E329: two columns are compared of which one is stored as an integer and the other as a text");
};

template <class Type>
inline constexpr bool is_given_value = is_value<Type> || is_parameter<Type> || is_constant<Type>;

template <class Expression>
inline constexpr bool mixes_encodings = false;
template <class Operator, class Left, class Right>
    requires std::is_base_of_v<comparison, Operator>
inline constexpr bool mixes_encodings<binary<Operator, Left, Right>> =
    !is_given_value<Left> && !is_given_value<Right> && encoding_of<Left>() != encoding_of<Right>();

template <class... Nodes>
consteval bool differ_in_encoding(type_list<Nodes...>) {
    [[maybe_unused]] constexpr encoding first = first_encoding(type_list<Nodes...>{});
    return ((!is_given_value<Nodes> && encoding_of<Nodes>() != first) || ...);
}
template <class Expression>
    requires requires { typename Expression::alike_operands; }
inline constexpr bool mixes_encodings<Expression> = differ_in_encoding(typename Expression::alike_operands{});

/// The comparisons in an expression that mix encodings.
template <class Expression>
consteval auto mixed_in() {
    if constexpr (mixes_encodings<Expression>) return type_list<Expression>{};
    else
        return []<class... Operands>(type_list<Operands...>) {
            return (type_list<>{} + ... + mixed_in<Operands>());
        }(typename Expression::operands{});
}
template <class... Parts>
consteval auto mixed_in_parts(type_list<Parts...>) {
    return (type_list<>{} + ... + mixed_in<Parts>());
}

template <class Operator, class Left, class Right, class... Rest>
consteval auto find_encoding_mistake(type_list<binary<Operator, Left, Right>, Rest...>) {
    return std::type_identity<same_encoding<Left, Right>>{};
}
template <class Node, class... Rest>
consteval auto find_encoding_mistake(type_list<Node, Rest...>) {
    return std::type_identity<same_encoding<Node, void>>{};
}
consteval auto find_encoding_mistake(type_list<>) { return std::type_identity<no_mistake>{}; }

template <class Parts>
using encoding_check = typename decltype(find_encoding_mistake(decltype(mixed_in_parts(Parts{})){}))::type;

} // namespace rowan::detail
