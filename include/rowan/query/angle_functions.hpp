#pragma once

#include "rowan/query/function.hpp"
#include "rowan/query/operator_kinds.hpp"

#include <cstdint>
#include <optional>
#include <utility>

namespace rowan {

namespace detail {

using number_to_real = double(any_number);
using number_to_optional = std::optional<double>(any_number);

inline constexpr auto pi_function = function<double(), "pi()">;
inline constexpr auto atan2_function = function<double(any_number, any_number), "atan2({}, {})">;
inline constexpr auto sin_function = function<number_to_real, "sin({})">;
inline constexpr auto cos_function = function<number_to_real, "cos({})">;
inline constexpr auto tan_function = function<number_to_real, "tan({})">;
inline constexpr auto asin_function = function<number_to_optional, "asin({})">;
inline constexpr auto acos_function = function<number_to_optional, "acos({})">;
inline constexpr auto atan_function = function<number_to_real, "atan({})">;
inline constexpr auto radians_function = function<number_to_real, "radians({})">;
inline constexpr auto degrees_function = function<number_to_real, "degrees({})">;

} // namespace detail

/// The constant.
[[nodiscard]] constexpr auto pi() { return detail::pi_function(); }

/// The sine of an angle in radians.
template <expression Number>
[[nodiscard]] constexpr auto sin(Number&& number) {
    return detail::sin_function(std::forward<Number>(number));
}
/// The cosine of an angle in radians.
template <expression Number>
[[nodiscard]] constexpr auto cos(Number&& number) {
    return detail::cos_function(std::forward<Number>(number));
}
/// The tangent of an angle in radians.
template <expression Number>
[[nodiscard]] constexpr auto tan(Number&& number) {
    return detail::tan_function(std::forward<Number>(number));
}
/// The angle in radians whose sine it is. Outside of -1 to 1: null in SQLite, an error in PostgreSQL.
template <expression Number>
[[nodiscard]] constexpr auto asin(Number&& number) {
    return detail::asin_function(std::forward<Number>(number));
}
/// As `asin`, for the cosine.
template <expression Number>
[[nodiscard]] constexpr auto acos(Number&& number) {
    return detail::acos_function(std::forward<Number>(number));
}
/// The angle in radians whose tangent it is.
template <expression Number>
[[nodiscard]] constexpr auto atan(Number&& number) {
    return detail::atan_function(std::forward<Number>(number));
}
/// The angle in radians of the point (x, y).
template <class Y, class X>
    requires detail::operands<Y, X>
[[nodiscard]] constexpr auto atan2(Y&& y, X&& x) {
    return detail::atan2_function(std::forward<Y>(y), std::forward<X>(x));
}
/// Degrees as radians.
template <expression Number>
[[nodiscard]] constexpr auto radians(Number&& number) {
    return detail::radians_function(std::forward<Number>(number));
}
/// Radians as degrees.
template <expression Number>
[[nodiscard]] constexpr auto degrees(Number&& number) {
    return detail::degrees_function(std::forward<Number>(number));
}

} // namespace rowan
