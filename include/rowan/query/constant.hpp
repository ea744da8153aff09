#pragma once

#include "rowan/query/expression.hpp"
#include "rowan/query/refused.hpp"

#include <bit>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

namespace detail {

/// Whether a value is a number that is written with a sign, as the negative zero is.
template <class Value>
constexpr bool has_sign(const Value& value) {
    if constexpr (is_optional<Value>) return value && has_sign(*value);
    else if constexpr (real_value<Value>) return std::bit_cast<std::uint64_t>(static_cast<double>(value)) >> 63U != 0;
    else if constexpr (integer_value<Value>) return std::cmp_less(value, 0);
    else return false;
}

} // namespace detail

/// A constant in the text of a query.
template <auto Value>
struct constant : expression_interface<constant<Value>> {
    using expression_type = std::remove_const_t<decltype(Value)>;
    using operands = detail::type_list<>;
    // A sign binds as the operator does: two of them would begin a comment.
    static constexpr int precedence = detail::has_sign(Value) ? 7 : 10;
    static constexpr expression_type content = Value;
};

/// A text in the text of a query.
template <fixed_string Text>
struct text_constant : expression_interface<text_constant<Text>> {
    using expression_type = std::string;
    using operands = detail::type_list<>;
    static constexpr std::string_view content = Text.view();
};

namespace detail {

// An infinity has no literal that every dialect reads.
template <auto Value>
concept finite_constant =
    bindable<decltype(Value)> &&
    (!std::is_floating_point_v<decltype(Value)> ||
     (Value >= std::numeric_limits<decltype(Value)>::lowest() && Value <= std::numeric_limits<decltype(Value)>::max()));

// SQLite's statements end at a zero byte; PostgreSQL has no texts with one.
template <fixed_string Text>
concept text_without_zero = [] {
    for (const char c : Text.view())
        if (c == '\0') return false;
    return true;
}();

template <auto Value>
inline constexpr bool is_constant<constant<Value>> = true;
template <fixed_string Text>
inline constexpr bool is_constant<text_constant<Text>> = true;

template <class Type>
using owned_type =
    std::conditional_t<std::is_same_v<without_optional<Type>, std::string_view>,
                       std::conditional_t<is_optional<Type>, std::optional<std::string>, std::string>, Type>;

} // namespace detail

/// A constant that is part of the text and not bound: `literal<5>`, `literal<true>`, `literal<2.5>`, `literal<Status::open>`.
/// A prepared statement is chosen by the text: what differs from call to call should be bound.
template <auto Value>
    requires detail::finite_constant<Value>
inline constexpr constant<Value> literal{};

/// As `literal`, for a text without zero bytes: `literal_text<"x">`.
template <fixed_string Text>
    requires detail::text_without_zero<Text>
inline constexpr text_constant<Text> literal_text{};

/// A bound value as an expression: `select(val(5).as<"n">())`. Texts are copied.
template <operand Content>
    requires(!expression<Content> && !std::is_same_v<std::decay_t<Content>, std::nullopt_t>)
[[nodiscard]] constexpr auto val(Content&& content) {
    using Type = detail::owned_type<detail::type_of<detail::operand_type<Content>>>;
    if constexpr (detail::text_like<Content>)
        return value<std::string>(std::in_place, std::string_view(std::forward<Content>(content)));
    else return value<Type>(std::in_place, std::forward<Content>(content));
}
template <class Other>
    requires(!operand<Other>)
[[nodiscard]] constexpr auto val(const Other&) {
    static_assert(detail::bindable_operand<Other>::checked);
    return detail::refused<bool>{};
}

} // namespace rowan
