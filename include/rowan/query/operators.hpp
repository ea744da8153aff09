#pragma once

#include "rowan/query/well_formed.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>

namespace rowan {

namespace detail {

/// `Check` has been made of the operands.
template <class Operator, class Check, class Left, class Right, class Sides = sides<Left, Right>>
constexpr auto make_binary(Left&& left, Right&& right) {
    if constexpr (!operands<Left, Right>) return refused<bool>{};
    else {
        using L = typename Sides::left;
        using R = typename Sides::right;
        if constexpr (!Check::holds) return refused<typename Operator::template result<L, R>>{};
        else
            return binary<Operator, L, R>(make_operand<L>(std::forward<Left>(left)),
                                          make_operand<R>(std::forward<Right>(right)));
    }
}

} // namespace detail

/// A comparison is null if a side is. Numbers are compared with numbers, and other values with those of their own type.
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator==(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::compared, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::equal, Check>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator!=(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::compared, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::not_equal, Check>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator<(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::compared, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::less, Check>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator<=(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::compared, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::less_equal, Check>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator>(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::compared, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::greater, Check>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator>=(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::compared, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::greater_equal, Check>(std::forward<Left>(left), std::forward<Right>(right));
}
/// The sum of two numbers; of two texts, the one after the other.
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator+(Left&& left, Right&& right) {
    using Added = detail::operands_check<detail::added, Left, Right>;
    static_assert(Added::checked);
    using Operator = std::conditional_t<Added::is_text, detail::concatenated, detail::plus>;
    return detail::make_binary<Operator, Added>(std::forward<Left>(left), std::forward<Right>(right));
}
/// Of numbers; two integers give a `std::int64_t`.
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator-(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::calculated, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::minus, Check>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator*(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::calculated, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::times, Check>(std::forward<Left>(left), std::forward<Right>(right));
}
/// Of numbers; two integers give a whole one. By zero: null in SQLite, an error in PostgreSQL.
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator/(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::calculated, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::divided, Check>(std::forward<Left>(left), std::forward<Right>(right));
}
/// The remainder of a division, null where that is.
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator%(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::calculated, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::modulo, Check>(std::forward<Left>(left), std::forward<Right>(right));
}
/// Of conditions, by SQL's rules for null: false AND null is false.
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator&&(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::combined, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::logical_and, Check>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto operator||(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::combined, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::logical_or, Check>(std::forward<Left>(left), std::forward<Right>(right));
}

template <expression Content>
[[nodiscard]] constexpr auto operator!(Content&& content) {
    using Expression = std::remove_cvref_t<Content>;
    static_assert(detail::is_condition<Expression>, "rowan E302: this is no condition, such as a comparison");
    if constexpr (!detail::is_condition<Expression>) return detail::refused<bool>{};
    else return unary<detail::logical_not, Expression>(std::forward<Content>(content));
}
template <expression Content>
[[nodiscard]] constexpr auto operator-(Content&& content) {
    using Expression = std::remove_cvref_t<Content>;
    static_assert(detail::is_numeric<Expression>, "rowan E303: arithmetic with what is no number");
    if constexpr (!detail::is_numeric<Expression>) return detail::refused<std::int64_t>{};
    else return unary<detail::negated, Expression>(std::forward<Content>(content));
}

/// Whether the content is null; never null itself.
template <expression Content>
[[nodiscard]] constexpr auto is_null(Content&& content) {
    return unary<detail::is_null_test, std::remove_cvref_t<Content>>(std::forward<Content>(content));
}
/// Whether the content is not null; never null itself.
template <expression Content>
[[nodiscard]] constexpr auto is_not_null(Content&& content) {
    return unary<detail::is_not_null_test, std::remove_cvref_t<Content>>(std::forward<Content>(content));
}

/// `!=` for which null is a value like others: it is distinct from every value and not from null. Never null itself.
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto is_distinct_from(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::distinguished, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::is_distinct, Check, Left, Right, detail::distinct_sides<Left, Right>>(
        std::forward<Left>(left), std::forward<Right>(right));
}
/// `==` for which null is a value like others.
template <class Left, class Right>
    requires detail::with_expression<Left, Right>
[[nodiscard]] constexpr auto is_not_distinct_from(Left&& left, Right&& right) {
    using Check = detail::operands_check<detail::distinguished, Left, Right>;
    static_assert(Check::checked);
    return detail::make_binary<detail::is_not_distinct, Check, Left, Right, detail::distinct_sides<Left, Right>>(
        std::forward<Left>(left), std::forward<Right>(right));
}

/// SQL's LIKE: `%` is any text, `_` any character. In SQLite the case of ASCII letters does not matter, in PostgreSQL case does,
/// and a backslash makes the next character stand for itself there: say `escape` for what both understand.
template <class Content, class Pattern>
    requires detail::with_expression<Content, Pattern>
[[nodiscard]] constexpr auto like(Content&& content, Pattern&& pattern) {
    using Check = detail::operands_check<detail::alike, Content, Pattern>;
    static_assert(Check::checked);
    return detail::make_binary<detail::like_operator, Check>(std::forward<Content>(content),
                                                             std::forward<Pattern>(pattern));
}
} // namespace rowan
