#pragma once

#include <array>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <type_traits>
#include <variant>

// What SQLite computes, in C++: a value has the storage class that it has there, which is not always that of its C++ type.
namespace test {

using sqlite_value = std::variant<std::monostate, std::int64_t, double, std::string>;

/// Set where PostgreSQL has an error or counts in another way: numbers that leave their type, division by zero, integers that
/// meet real numbers and are too great to be one.
inline bool differs_in_postgres = false;

inline bool is_null(const sqlite_value& value) { return value.index() == 0; }
inline bool is_integer(const sqlite_value& value) { return value.index() == 1; }
inline double as_real(const sqlite_value& value) {
    if (!is_integer(value)) return std::get<2>(value);
    constexpr std::int64_t exact = std::int64_t{1} << 53;
    differs_in_postgres |= std::get<1>(value) > exact || std::get<1>(value) < -exact;
    return static_cast<double>(std::get<1>(value));
}
/// CAST to INTEGER: towards zero, and the nearest integer that there is (sqlite.org/lang_expr.html#castexpr).
inline std::int64_t as_integer(const sqlite_value& value) {
    if (is_integer(value)) return std::get<1>(value);
    const double real = std::get<2>(value);
    differs_in_postgres |= real <= -0x1p63 || real >= 0x1p63;
    if (real <= -0x1p63) return std::numeric_limits<std::int64_t>::min();
    if (real >= 0x1p63) return std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(real);
}

template <class Value>
sqlite_value stored(const Value& value) {
    if constexpr (requires { value.has_value(); }) return value ? stored(*value) : sqlite_value();
    else if constexpr (std::is_integral_v<Value>) return static_cast<std::int64_t>(value);
    else if constexpr (std::is_floating_point_v<Value>) return static_cast<double>(value);
    else return std::string(value);
}
inline sqlite_value truth(bool value) { return std::int64_t{value}; }
/// What is not a number is NULL (sqlite.org/floatingpoint.html).
inline sqlite_value real_or_null(double value) {
    differs_in_postgres |= !std::isfinite(value);
    return std::isnan(value) ? sqlite_value() : sqlite_value(value);
}

/// An integer and a real number are compared as the numbers that they are, not as doubles.
inline std::weak_ordering order(std::int64_t integer, double real) {
    as_real(integer);
    if (real >= 0x1p63) return std::weak_ordering::less;
    if (real < -0x1p63) return std::weak_ordering::greater;
    const auto whole = static_cast<std::int64_t>(real);
    if (integer != whole) return integer <=> whole;
    const double rest = real - std::trunc(real);
    return rest > 0   ? std::weak_ordering::less
           : rest < 0 ? std::weak_ordering::greater
                      : std::weak_ordering::equivalent;
}
/// Of two values that are not null (sqlite.org/datatype3.html#comparisons).
inline std::weak_ordering order(const sqlite_value& left, const sqlite_value& right) {
    if (left.index() == 3) return std::get<3>(left) <=> std::get<3>(right); // compares bytes without sign
    if (is_integer(left))
        return is_integer(right) ? std::get<1>(left) <=> std::get<1>(right)
                                 : order(std::get<1>(left), std::get<2>(right));
    if (is_integer(right)) return 0 <=> order(std::get<1>(right), std::get<2>(left));
    const double l = std::get<2>(left), r = std::get<2>(right);
    return l < r ? std::weak_ordering::less : l > r ? std::weak_ordering::greater : std::weak_ordering::equivalent;
}
inline bool is_same(const sqlite_value& left, const sqlite_value& right) {
    return is_null(left) || is_null(right) ? is_null(left) && is_null(right) : order(left, right) == 0;
}

/// `==`, `!=`, `<`, `<=`, `>`, `>=`, by their number.
constexpr unsigned comparisons = 6;
inline bool holds(unsigned comparison, std::weak_ordering order) {
    const std::array<bool, comparisons> results{order == 0, order != 0, order < 0, order <= 0, order > 0, order >= 0};
    return results[comparison];
}
inline sqlite_value compared(unsigned comparison, const sqlite_value& left, const sqlite_value& right) {
    if (is_null(left) || is_null(right)) return {};
    return truth(holds(comparison, order(left, right)));
}
inline sqlite_value conjunction(const sqlite_value& left, const sqlite_value& right) {
    if (left == truth(false) || right == truth(false)) return truth(false);
    return is_null(left) || is_null(right) ? sqlite_value() : truth(true);
}
inline sqlite_value negation(const sqlite_value& value) {
    return is_null(value) ? value : truth(value == truth(false));
}
inline sqlite_value disjunction(const sqlite_value& left, const sqlite_value& right) {
    return negation(conjunction(negation(left), negation(right)));
}
/// `x BETWEEN low AND high` is two comparisons, of which one decides where the other is null.
inline sqlite_value between(const sqlite_value& value, const sqlite_value& low, const sqlite_value& high) {
    return conjunction(compared(5, value, low), compared(3, value, high));
}
/// `x IN (…)` (sqlite.org/lang_expr.html#in_op): in nothing is nothing, not even null.
template <class List>
sqlite_value in(const sqlite_value& value, const List& list) {
    bool has_null = is_null(value), is_empty = true;
    for (const sqlite_value& each : list) {
        is_empty = false;
        if (is_null(each)) has_null = true;
        else if (!is_null(value) && order(value, each) == 0) return truth(true);
    }
    return has_null && !is_empty ? sqlite_value() : truth(false);
}

/// Arithmetic of integers becomes one of reals where it leaves 64 bits; division by zero is null; `%` is of integers, and
/// real where an operand is (sqlite.org/lang_expr.html#operators).
inline sqlite_value calculated(char operation, const sqlite_value& left, const sqlite_value& right) {
    if (operation == '%') // PostgreSQL casts both, whatever the other is
        for (const sqlite_value* each : {&left, &right})
            if (!is_null(*each)) as_integer(*each);
    if (is_null(left) || is_null(right)) return {};
    if (operation == '%') {
        const std::int64_t l = as_integer(left), r = as_integer(right);
        if (r == 0) {
            differs_in_postgres = true;
            return {};
        }
        const std::int64_t rest = r == -1 ? 0 : l % r; // of the least integer it would overflow
        if (is_integer(left) && is_integer(right)) return rest;
        return static_cast<double>(rest);
    }
    if (is_integer(left) && is_integer(right)) {
        const std::int64_t l = std::get<1>(left), r = std::get<1>(right);
        std::int64_t result = 0;
        if (operation == '+' && !__builtin_add_overflow(l, r, &result)) return result;
        if (operation == '-' && !__builtin_sub_overflow(l, r, &result)) return result;
        if (operation == '*' && !__builtin_mul_overflow(l, r, &result)) return result;
        if (operation == '/' && r == 0) {
            differs_in_postgres = true;
            return {};
        }
        if (operation == '/' && (r != -1 || l != std::numeric_limits<std::int64_t>::min())) return l / r;
    }
    const double l = as_real(left), r = as_real(right);
    // PostgreSQL has an error where a result is too small, and so is none of a number.
    differs_in_postgres |= is_integer(left) && is_integer(right);
    differs_in_postgres |= operation != '+' && operation != '-' && std::abs(operation == '*' ? l * r : l / r) < 1e-300;
    if (operation == '+') return real_or_null(l + r);
    if (operation == '-') return real_or_null(l - r);
    if (operation == '*') return real_or_null(l * r);
    differs_in_postgres |= r == 0;
    return r == 0 ? sqlite_value() : real_or_null(l / r);
}
/// `round(x)`: half away from zero by adding a half, beyond 2^52 the number itself (roundFunc in SQLite's func.c).
inline sqlite_value rounded(const sqlite_value& value) {
    if (is_null(value)) return value;
    const double real = as_real(value);
    if (real < -0x1p52 || real > 0x1p52) return real;
    return static_cast<double>(static_cast<std::int64_t>(real + (real < 0 ? -0.5 : 0.5)));
}

/// Whether rowan gives such a value as a `Type`: an integer only as one, a real number also from an integer that a double holds
/// exactly; anything else is `type_mismatch`.
template <class Type>
bool is_readable(const sqlite_value& value) {
    if constexpr (requires(Type optional) { optional.has_value(); })
        return is_null(value) || is_readable<typename Type::value_type>(value);
    else if constexpr (std::is_same_v<Type, double> || std::is_same_v<Type, float>) {
        constexpr std::int64_t exact = std::int64_t{1} << std::numeric_limits<Type>::digits;
        if (is_integer(value)) return std::get<1>(value) >= -exact && std::get<1>(value) <= exact;
        if (value.index() != 2) return false;
        const double size = std::abs(std::get<2>(value));
        return size <= static_cast<double>(std::numeric_limits<Type>::max()) || std::isinf(size);
    } else if constexpr (std::is_integral_v<Type>)
        return is_integer(value) && std::get<1>(value) >= static_cast<std::int64_t>(std::numeric_limits<Type>::min()) &&
               std::get<1>(value) <= static_cast<std::int64_t>(std::numeric_limits<Type>::max());
    else return value.index() == 3;
}

/// For INFO.
inline std::string shown(const sqlite_value& value) {
    switch (value.index()) {
    case 0:
        return "NULL";
    case 1:
        return std::to_string(std::get<1>(value));
    case 2: {
        char text[32];
        return {text, static_cast<std::size_t>(std::snprintf(text, sizeof text, "%a", std::get<2>(value)))};
    }
    default: {
        std::string text = "\"";
        for (const char c : std::get<3>(value).substr(0, 200)) {
            char code[5];
            if (c >= ' ' && c < 127) text += c;
            else text.append(code, static_cast<std::size_t>(std::snprintf(code, sizeof code, "\\x%02x", c & 0xff)));
        }
        return text + "\"";
    }
    }
}

} // namespace test
