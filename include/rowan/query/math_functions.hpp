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

inline constexpr auto abs_function = function<as_sum(any_number), "abs({})">;
// Only decimal numbers are rounded as SQLite does it (half away from zero) and to a number of digits.
inline constexpr auto round_function =
    function<number_to_real, "round({})", "CAST(round(CAST(CAST({} AS text) AS numeric)) AS double precision)">;
inline constexpr auto round_to_function =
    function<double(any_number, std::int64_t), "round({}, {})",
             "CAST(round(CAST(CAST({} AS text) AS numeric), greatest(CAST({} AS integer), 0)) AS double precision)">;
inline constexpr auto power_function = function<std::optional<double>(any_number, any_number), "power({}, {})">;
inline constexpr auto ceil_function =
    function<number_to_real, "ceil(CAST({} AS REAL))", "ceil(CAST({} AS double precision))">;
inline constexpr auto floor_function =
    function<number_to_real, "floor(CAST({} AS REAL))", "floor(CAST({} AS double precision))">;
inline constexpr auto trunc_function =
    function<number_to_real, "trunc(CAST({} AS REAL))", "trunc(CAST({} AS double precision))">;
inline constexpr auto sign_function = function<std::int64_t(any_number), "sign({})", "CAST(sign({}) AS bigint)">;
inline constexpr auto sqrt_function = function<number_to_optional, "sqrt({})">;
inline constexpr auto exp_function = function<number_to_real, "exp({})">;
inline constexpr auto ln_function = function<number_to_optional, "ln({})">;
inline constexpr auto log10_function = function<number_to_optional, "log10({})">;

} // namespace detail

// Templates of functions and no objects, as the standard library has functions of the same names.

/// Without its sign: a `double`, or an integer of 64 bits, as that of the least of a narrow type has no room in that type. Of
/// the least integer of 64 bits there is none, which is an error.
template <expression Number>
[[nodiscard]] constexpr auto abs(Number&& number) {
    return detail::abs_function(std::forward<Number>(number));
}
/// The nearest whole number, half away from zero.
template <expression Number>
[[nodiscard]] constexpr auto round(Number&& number) {
    return detail::round_function(std::forward<Number>(number));
}
/// The nearest number of so many digits behind the point; a negative number of digits is none.
template <class Number, class Digits>
    requires detail::operands<Number, Digits>
[[nodiscard]] constexpr auto round(Number&& number, Digits&& digits) {
    return detail::round_to_function(std::forward<Number>(number), std::forward<Digits>(digits));
}
/// The least whole number that is not less.
template <expression Number>
[[nodiscard]] constexpr auto ceil(Number&& number) {
    return detail::ceil_function(std::forward<Number>(number));
}
/// The greatest whole number that is not greater.
template <expression Number>
[[nodiscard]] constexpr auto floor(Number&& number) {
    return detail::floor_function(std::forward<Number>(number));
}
/// The whole number that is left without what is behind the point.
template <expression Number>
[[nodiscard]] constexpr auto trunc(Number&& number) {
    return detail::trunc_function(std::forward<Number>(number));
}
/// -1, 0 or 1.
template <expression Number>
[[nodiscard]] constexpr auto sign(Number&& number) {
    return detail::sign_function(std::forward<Number>(number));
}
/// The square root. Of a negative number: null in SQLite, an error in PostgreSQL.
template <expression Number>
[[nodiscard]] constexpr auto sqrt(Number&& number) {
    return detail::sqrt_function(std::forward<Number>(number));
}
/// e to the power of the number.
template <expression Number>
[[nodiscard]] constexpr auto exp(Number&& number) {
    return detail::exp_function(std::forward<Number>(number));
}
/// The natural logarithm. Of 0 and of negative numbers: null in SQLite, an error in PostgreSQL.
template <expression Number>
[[nodiscard]] constexpr auto ln(Number&& number) {
    return detail::ln_function(std::forward<Number>(number));
}
/// The logarithm to the base 10, null where `ln` is.
template <expression Number>
[[nodiscard]] constexpr auto log10(Number&& number) {
    return detail::log10_function(std::forward<Number>(number));
}
/// `base` to the power of `exponent`. Where that is no real number: null in SQLite, an error in PostgreSQL.
template <class Base, class Exponent>
    requires detail::operands<Base, Exponent>
[[nodiscard]] constexpr auto power(Base&& base, Exponent&& exponent) {
    return detail::power_function(std::forward<Base>(base), std::forward<Exponent>(exponent));
}

} // namespace rowan
