#pragma once

#include "rowan/meta/enumerators.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <ratio>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace rowan {

/// Bytes as a value: stored as BLOB in SQLite.
using bytes = std::vector<std::byte>;
/// Bytes that somebody else keeps: what a stream gives of them until its next row.
using bytes_view = std::span<const std::byte>;

/// How a user's own type is stored. Specialise it with
///   `using stored = X;`                       a type that rowan stores already (integers, floating point, text, bytes, time)
///   `static X to_stored(const T&);`           a view into the argument is fine
///   `static T from_stored(const X&);`         may throw; for text and bytes the parameter may be a view
/// and, where databases have a type of their own for it,
///   `static constexpr value_kind kind = …;`   `X` is then how a database without such a type keeps it
///   `static std::optional<T> parse(X);`       none where `from_stored` throws
///   `static X to_native(const T&);`           what a database with such a type is given, if it is another than `to_stored`
template <class Type>
struct value_traits;

/// What decides the SQL type of a column, before a dialect names it.
enum class value_kind : unsigned char {
    boolean,
    integer,
    real,
    text,
    blob,
    timestamp,
    date,
    decimal,
    uuid,
    interval,
    json,
    array,
    unknown
};

/// How a value is written where there is a choice. `standard`: enumerations as the enumerator's name, times as ISO-8601 UTC
/// text. `integer`: the underlying integer; for times the count of ticks since the epoch.
enum class encoding : unsigned char { standard, integer };

namespace detail {

template <class Type>
inline constexpr bool is_optional = false;
template <class Type>
inline constexpr bool is_optional<std::optional<Type>> = true;

template <class Type>
struct unwrap_optional {
    using type = Type;
};
template <class Type>
struct unwrap_optional<std::optional<Type>> {
    using type = Type;
};
template <class Type>
using without_optional = typename unwrap_optional<Type>::type;

template <class Type>
using make_optional_type = std::optional<without_optional<Type>>;

template <class Type>
inline constexpr bool is_vector = false;
template <class Element>
inline constexpr bool is_vector<std::vector<Element>> = !std::is_same_v<Element, std::byte>;

template <class Type>
inline constexpr bool is_date = std::is_same_v<Type, std::chrono::year_month_day>;

template <class Type>
inline constexpr bool is_character =
#if defined(__cpp_char8_t)
    std::is_same_v<Type, char8_t> ||
#endif
    std::is_same_v<Type, char> || std::is_same_v<Type, wchar_t> || std::is_same_v<Type, char16_t> ||
    std::is_same_v<Type, char32_t>;

template <class Type>
concept boolean_value = std::is_same_v<Type, bool>;
template <class Type>
concept integer_value = std::is_integral_v<Type> && !boolean_value<Type> && !is_character<Type> && sizeof(Type) <= 8;
/// Whether a number of seconds is a whole number of nanoseconds that divides a day, or a number of days.
consteval bool is_time_unit(std::int64_t numerator, std::int64_t denominator) {
    constexpr std::int64_t second = 1'000'000'000, day = 86'400 * second;
    if (numerator > std::numeric_limits<std::int64_t>::max() / second || second * numerator % denominator != 0)
        return false;
    const std::int64_t unit = second * numerator / denominator;
    return day % unit == 0 || unit % day == 0;
}
template <class Type>
inline constexpr bool is_time = false;
/// Times that are counts of a unit that their text can hold exactly.
template <class Duration>
inline constexpr bool is_time<std::chrono::sys_time<Duration>> =
    integer_value<typename Duration::rep> && is_time_unit(Duration::period::num, Duration::period::den);
template <class Type>
concept real_value = std::is_same_v<Type, float> || std::is_same_v<Type, double>;
template <class Type>
concept text_value = std::is_same_v<Type, std::string> || std::is_same_v<Type, std::string_view>;
template <class Type>
concept bytes_value = std::is_same_v<Type, bytes>;
/// What refers to memory of the driver.
template <class Type>
concept view_value = std::is_same_v<Type, std::string_view> || std::is_same_v<Type, bytes_view>;
template <class Type>
concept enum_value =
    std::is_enum_v<Type> && !std::is_same_v<Type, std::byte> && sizeof(Type) <= 8 && requires { Type{0}; };
template <class Type>
concept time_value = is_time<Type>;
template <class Type>
concept date_value = is_date<Type>;
template <class Type>
concept custom_value = requires(const Type& value) {
    typename value_traits<Type>::stored;
    { value_traits<Type>::to_stored(value) } -> std::convertible_to<typename value_traits<Type>::stored>;
};

/// Decimals, UUIDs, intervals, JSON: a driver that has such a type of its own looks at this first.
template <class Type>
concept has_native_kind = custom_value<Type> && requires { value_traits<Type>::kind; };

template <class Type>
consteval value_kind kind_of() {
    using Value = without_optional<Type>;
    if constexpr (has_native_kind<Value>) return value_traits<Value>::kind;
    else if constexpr (custom_value<Value>) return kind_of<typename value_traits<Value>::stored>();
    else if constexpr (boolean_value<Value>) return value_kind::boolean;
    else if constexpr (integer_value<Value>) return value_kind::integer;
    else if constexpr (real_value<Value>) return value_kind::real;
    else if constexpr (text_value<Value> || enum_value<Value>) return value_kind::text;
    else if constexpr (bytes_value<Value>) return value_kind::blob;
    else if constexpr (time_value<Value>) return value_kind::timestamp;
    else if constexpr (date_value<Value>) return value_kind::date;
    else if constexpr (is_vector<Value>) {
        constexpr value_kind element = kind_of<typename Value::value_type>();
        constexpr bool is_element = element != value_kind::array && !view_value<typename Value::value_type>;
        return is_element && element != value_kind::unknown ? value_kind::array : value_kind::unknown;
    } else return value_kind::unknown;
}

/// A list as one value, where the database has arrays. (Bytes are no list.)
template <class Type>
concept array_value = is_vector<Type> && kind_of<Type>() == value_kind::array;

template <class Type>
consteval value_kind kind_of_element() {
    if constexpr (array_value<without_optional<Type>>) return kind_of<typename without_optional<Type>::value_type>();
    else return kind_of<Type>();
}

// What values are compared with: two types compare if their families are the same type.
struct number_family {};
struct text_family {};
// Times of different units are written with different precision, or as counts of different things.
template <class Period>
struct time_family {};

template <class Type>
consteval auto family_tag() {
    using Value = without_optional<Type>;
    if constexpr (custom_value<Value> || boolean_value<Value>) return std::type_identity<Value>{};
    else if constexpr (integer_value<Value> || real_value<Value>) return std::type_identity<number_family>{};
    else if constexpr (text_value<Value>) return std::type_identity<text_family>{};
    else if constexpr (time_value<Value>) return std::type_identity<time_family<typename Value::period>>{};
    else return std::type_identity<Value>{};
}
template <class Type>
using family = typename decltype(family_tag<Type>())::type;

template <class Type>
inline constexpr bool is_number = std::is_same_v<family<Type>, number_family>;
template <class Type>
inline constexpr bool is_text = std::is_same_v<family<Type>, text_family>;

} // namespace detail

/// A type that can be bound to a statement.
template <class Type>
concept bindable = detail::kind_of<Type>() != value_kind::unknown;

/// A type that can be a field of a table: bindable, and read back without a view into the driver.
template <class Type>
concept storable = bindable<Type> && !std::is_same_v<detail::without_optional<Type>, std::string_view>;

} // namespace rowan
