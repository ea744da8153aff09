#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/function.hpp"
#include "rowan/schema/time_text.hpp"

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {
namespace detail {

enum class cast_way : unsigned char {
    none,
    plain,
    from_real,
    from_boolean,
    from_decimal,
    to_boolean,
    from_date,
    from_seconds,
    from_parts
};

/// How a value becomes one of another type, where SQLite and PostgreSQL mean the same by it.
template <class To, class Type, encoding Encoding>
consteval cast_way way_of_cast() {
    using From = without_optional<Type>;
    constexpr bool is_standard = Encoding == encoding::standard;
    if constexpr (std::is_same_v<To, From>) return is_standard ? cast_way::plain : cast_way::none;
    else if constexpr (kind_of<From>() == value_kind::decimal)
        return real_value<To>                    ? cast_way::plain
               : std::is_same_v<To, std::string> ? cast_way::from_decimal
                                                 : cast_way::none;
    else if constexpr (kind_of<To>() == value_kind::decimal)
        return integer_value<From> ? cast_way::plain : cast_way::none;
    else if constexpr (std::is_same_v<To, bool>) return is_number<From> ? cast_way::to_boolean : cast_way::none;
    else if constexpr (is_number<To> && boolean_value<From>) return cast_way::from_boolean;
    else if constexpr (integer_value<To> && real_value<From>) return cast_way::from_real;
    else if constexpr (integer_value<To> && enum_value<From>) return is_standard ? cast_way::none : cast_way::plain;
    else if constexpr (is_number<To>) return is_number<From> || is_text<From> ? cast_way::plain : cast_way::none;
    else if constexpr (!is_standard) return cast_way::none;
    else if constexpr (date_value<From>) return cast_way::from_date;
    else if constexpr (time_value<From>) {
        using period = typename From::duration::period;
        if constexpr (std::ratio_greater_equal_v<period, std::chrono::days::period>) return cast_way::none;
        else if constexpr (fraction_digits<typename From::duration> == 0) return cast_way::from_seconds;
        else return fraction_digits<typename From::duration> == 3 ? cast_way::from_parts : cast_way::none;
    } else return is_number<From> || is_text<From> || enum_value<From> ? cast_way::plain : cast_way::none;
}

template <class To>
struct cast_text {
    static_assert(always_false<To>, "a value cannot be cast to this type");
};
template <real_value To>
struct cast_text<To> {
    static constexpr std::string_view sqlite = "CAST({} AS REAL)";
    static constexpr bool is_wide = std::is_same_v<To, double>;
    static constexpr std::string_view postgres = is_wide ? "CAST({} AS double precision)" : "CAST({} AS real)";
    static constexpr std::string_view from_boolean =
        is_wide ? "CAST(CAST({} AS integer) AS double precision)" : "CAST(CAST({} AS integer) AS real)";
    static constexpr std::string_view from_real = postgres;
};
template <integer_value To>
struct cast_text<To> {
    // An unsigned number needs the next width.
    static constexpr std::size_t width = sizeof(To) * (std::is_unsigned_v<To> ? 2 : 1);
    static constexpr std::string_view of_width(std::string_view two, std::string_view four, std::string_view eight) {
        return width <= 2 ? two : width == 4 ? four : eight;
    }
    static constexpr std::string_view sqlite = "CAST({} AS INTEGER)";
    static constexpr std::string_view postgres =
        of_width("CAST({} AS smallint)", "CAST({} AS integer)", "CAST({} AS bigint)");
    static constexpr std::string_view from_boolean =
        of_width("CAST(CAST({} AS integer) AS smallint)", "CAST({} AS integer)", "CAST(CAST({} AS integer) AS bigint)");
    static constexpr std::string_view from_real =
        of_width("CAST(trunc({}) AS smallint)", "CAST(trunc({}) AS integer)", "CAST(trunc({}) AS bigint)");
};
template <>
struct cast_text<bool> {
    static constexpr std::string_view sqlite = "CAST({} AS INTEGER)", postgres = "CAST({} AS boolean)";
    static constexpr std::string_view from_boolean = postgres, from_real = postgres;
};
template <>
struct cast_text<std::string> {
    static constexpr std::string_view sqlite = "CAST({} AS TEXT)", postgres = "CAST({} AS text)";
    static constexpr std::string_view from_boolean = postgres, from_real = postgres;
};

template <class To>
    requires(kind_of<To>() == value_kind::decimal)
struct cast_text<To> {
    static constexpr std::string_view sqlite = "CAST({} AS TEXT)", postgres = "CAST({} AS numeric)";
    static constexpr std::string_view from_boolean = postgres, from_real = postgres;
};

template <class To, cast_way Way>
struct cast_function : any_function {
    template <class Content>
    using result = nullable_like<To, Content>;

    static constexpr std::string_view postgres_text() {
        switch (Way) {
        case cast_way::from_real:
            return cast_text<To>::from_real;
        case cast_way::from_boolean:
            return cast_text<To>::from_boolean;
        case cast_way::from_decimal:
            return "CAST(trim_scale({}) AS text)";
        case cast_way::from_date:
            return "to_char({}, 'YYYY-MM-DD')";
        case cast_way::from_seconds:
            return "to_char(timezone('UTC', {}), 'YYYY-MM-DD HH24:MI:SS')";
        case cast_way::from_parts:
            return "to_char(timezone('UTC', {}), 'YYYY-MM-DD HH24:MI:SS.MS')";
        default:
            return cast_text<To>::postgres;
        }
    }
    template <class Dialect>
    static constexpr std::string_view text =
        Way == cast_way::to_boolean ? "({} <> 0)" : Dialect::spelled(cast_text<To>::sqlite, postgres_text());
    template <class Dialect>
    using dialect_mistake =
        std::conditional_t<text<Dialect>.empty(), function_in_dialect<cast_function, Dialect>, no_mistake>;
};

template <class To, class Content>
struct cast_of : told_mistake {
    static constexpr cast_way way = way_of_cast<To, type_of<Content>, encoding_of<Content>()>();
    static constexpr bool holds = way != cast_way::none || is_refused<Content>;
    static_assert(holds,
                  "rowan E346: a value of this type is not cast to the other one in the same way by every dialect");
};

template <class To>
struct target_of_cast : told_mistake {
    static_assert(always_false<To>, "rowan E346: a value is cast to what is no bool, number, decimal or std::string");
};
template <class Type>
concept cast_target = integer_value<Type> || real_value<Type> || boolean_value<Type> ||
                      std::is_same_v<Type, std::string> || kind_of<Type>() == value_kind::decimal;

} // namespace detail

/// `CAST(content AS …)`: `cast<double>(x)`. A real number becomes an integer by leaving out what is behind the point. A text
/// that is no number is 0 in SQLite and an error in PostgreSQL; a real number as text has the digits that the dialect writes.
/// Dates and times of seconds or milliseconds become texts, in the form in which rowan stores them.
template <detail::cast_target To, expression Content>
[[nodiscard]] constexpr auto cast(Content&& content) {
    using Operand = detail::typed_operand<value<To>, Content>;
    using Cast = detail::cast_of<To, Operand>;
    static_assert(Cast::checked);
    if constexpr (!Cast::holds) return detail::refused<To>{};
    else
        return function_call<detail::cast_function<To, Cast::way>, Operand>(
            detail::make_operand<Operand>(std::forward<Content>(content)));
}

template <class To, expression Content>
    requires(!detail::cast_target<To>)
[[nodiscard]] constexpr auto cast(Content&&) {
    static_assert(detail::target_of_cast<To>::checked);
    return detail::refused<To>{};
}

} // namespace rowan
