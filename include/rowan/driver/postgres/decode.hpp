#pragma once

#include "rowan/driver/postgres/encode.hpp"
#include "rowan/driver/postgres/oid.hpp"
#include "rowan/driver/postgres/wire.hpp"
#include "rowan/driver/postgres/wire_array.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/schema/value.hpp"

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// Values in PostgreSQL's binary format, into C++ types. Nothing is cut or rounded that the type does not round by itself.
namespace rowan::detail {

/// Types that a program may define and that are sent as text: enumerations, and text types of extensions. Whether a type is one
/// of them is asked when a statement is prepared.
constexpr bool is_defined_later(Oid type) { return type >= 16384; }

constexpr bool is_integer_type(Oid type) {
    return type == oid::int8 || type == oid::int4 || type == oid::int2 || type == oid::oid;
}
/// A type of which the values are texts as they are.
constexpr bool is_plain_text(Oid type) { return type == oid::text || type == oid::varchar; }
constexpr bool is_text_type(Oid type) {
    return type == oid::text || type == oid::varchar || type == oid::bpchar || type == oid::name ||
           is_defined_later(type);
}

/// Whether values of a type of the server are read into a C++ type.
template <encoding Encoding, class Type>
constexpr bool accepts(Oid type) {
    using Value = without_optional<Type>;
    if constexpr (has_native_kind<Value>)
        return type == oid_of_kind(value_traits<Value>::kind) ||
               (value_traits<Value>::kind == value_kind::json && type == oid::json);
    else if constexpr (custom_value<Value>) return accepts<Encoding, typename value_traits<Value>::stored>(type);
    else if constexpr (array_value<Value>)
        return is_defined_later(type) || (oid::element_of(type) != oid::unknown &&
                                          accepts<Encoding, typename Value::value_type>(oid::element_of(type)));
    else if constexpr (boolean_value<Value>) return type == oid::boolean;
    else if constexpr (integer_value<Value>) return is_integer_type(type);
    else if constexpr (real_value<Value>)
        return type == oid::float8 || type == oid::float4 || type == oid::numeric || is_integer_type(type);
    else if constexpr (text_value<Value>)
        return is_text_type(type) || type == oid::json || type == oid::jsonb || type == oid::xml ||
               (type == oid::numeric && !view_value<Value>);
    else if constexpr (bytes_value<Value> || std::is_same_v<Value, bytes_view>) return type == oid::bytea;
    else if constexpr (enum_value<Value> || time_value<Value>) {
        if constexpr (Encoding == encoding::integer) return is_integer_type(type);
        else if constexpr (enum_value<Value>) return is_text_type(type);
        else return type == oid::timestamptz || type == oid::timestamp;
    } else if constexpr (date_value<Value>) return type == oid::date;
    else return false;
}

/// What a C++ type is in words.
template <encoding Encoding, class Type>
constexpr const char* wanted_type() {
    using Value = without_optional<Type>;
    if constexpr (requires { value_traits<Value>::wanted; }) return value_traits<Value>::wanted;
    else if constexpr (has_native_kind<Value>) return "a document";
    else if constexpr (custom_value<Value>) return wanted_type<Encoding, typename value_traits<Value>::stored>();
    else if constexpr (array_value<Value>) return "an array";
    else if constexpr (boolean_value<Value>) return "a boolean";
    else if constexpr (integer_value<Value>) return "an integer";
    else if constexpr (real_value<Value>) return "a number";
    else if constexpr (text_value<Value>) return "a text";
    else if constexpr (bytes_value<Value> || std::is_same_v<Value, bytes_view>) return "bytes";
    else if constexpr (enum_value<Value> || time_value<Value>) {
        if constexpr (Encoding == encoding::integer) return "an integer";
        else if constexpr (enum_value<Value>) return wanted_enumerator<Value>;
        else return "a time";
    } else return "a date";
}

/// An integer; what is wanted in its place if there is none.
struct loaded_integer {
    std::int64_t integer;
    const char* wanted;
};
// By value: what a call may look at would have to be in memory for all.
[[gnu::noinline]] inline loaded_integer load_integer(wire_value value) {
    switch (value.type) {
    case oid::int8:
        if (value.size == sizeof(std::int64_t)) return {load<std::int64_t>(value.data), nullptr};
        break;
    case oid::int4:
        if (value.size == sizeof(std::int32_t)) return {load<std::int32_t>(value.data), nullptr};
        break;
    case oid::oid:
        if (value.size == sizeof(std::uint32_t)) return {load<std::uint32_t>(value.data), nullptr};
        break;
    case oid::int2:
        if (value.size == sizeof(std::int16_t)) return {load<std::int16_t>(value.data), nullptr};
        break;
    default:
        return {0, "an integer"};
    }
    return {0, in_right_format};
}

/// The time so many microseconds from PostgreSQL's epoch; none if Duration does not hold it exactly. The infinities are none.
template <class Duration>
std::optional<std::chrono::sys_time<Duration>> time_of(std::int64_t microseconds) {
    using limits = std::numeric_limits<std::int64_t>;
    using unit = std::ratio_divide<typename Duration::period, std::micro>;
    if (microseconds == limits::max() || microseconds == limits::min()) return std::nullopt;
    if constexpr (unit::den == 1 && ticks_of_day<Duration>::den == 1) {
        // The epoch, the beginning of a day, is a whole number of ticks.
        typename Duration::rep ticks{};
        if (microseconds % unit::num != 0 ||
            __builtin_add_overflow(microseconds / unit::num, postgres_epoch_microseconds / unit::num, &ticks))
            return std::nullopt;
        return std::chrono::sys_time<Duration>(Duration(ticks));
    } else {
        constexpr std::int64_t of_day = nanoseconds_of_day / 1000;
        std::int64_t day = microseconds / of_day, rest = microseconds % of_day;
        if (rest < 0) {
            rest += of_day;
            --day;
        }
        return at_day<Duration>({day + postgres_epoch.time_since_epoch().count(), rest * 1000});
    }
}

/// What a number is that is none or infinite, and a time that is infinite; null for all else.
inline const char* special_value(const wire_value& value) {
    const auto infinity = [&]<class Integer>(std::type_identity<Integer>) -> const char* {
        using limits = std::numeric_limits<Integer>;
        if (value.size != sizeof(Integer)) return nullptr;
        const auto time = load<Integer>(value.data);
        return time == limits::max() ? "infinity" : time == limits::min() ? "-infinity" : nullptr;
    };
    switch (value.type) {
    case oid::numeric:
        return special_numeric(value.text());
    case oid::timestamp:
    case oid::timestamptz:
        return infinity(std::type_identity<std::int64_t>{});
    case oid::date:
        return infinity(std::type_identity<std::int32_t>{});
    default:
        return nullptr;
    }
}

/// Calls `take` with the elements of an array of integers, if they are so many; false if it is another, or has nulls.
template <class Take>
bool decode_integers(const wire_value& value, std::size_t count, const Take& take) {
    array_decoder array(value);
    if (array.problem() != nullptr || array.count() != count) return false;
    wire_value each{};
    for (std::size_t i = 0; i < count; ++i) {
        if (!array.next(each) || each.data == nullptr) return false;
        const bool is_long = each.type == oid::int8 && each.size == sizeof(std::int64_t);
        const loaded_integer loaded =
            is_long ? loaded_integer{load<std::int64_t>(each.data), nullptr} : load_integer(each);
        if (loaded.wanted != nullptr) return false;
        take(loaded.integer);
    }
    return array.is_at_end();
}

/// As `assign`. A short text in a string without memory of its own is made anew: `assign` is a call, which takes longer.
inline void assign_text(std::string& target, std::string_view text) {
    constexpr std::size_t needs_no_memory = sizeof(void*) == 8 ? 15 : 10; // in every standard library
    const auto offset = reinterpret_cast<std::uintptr_t>(target.data()) - reinterpret_cast<std::uintptr_t>(&target);
    if (offset < sizeof target && text.size() <= needs_no_memory) std::construct_at(&target, text);
    else target.assign(text);
}

/// A text of another type than that of texts.
template <class Text>
[[nodiscard]] [[gnu::noinline]] const char* decode_other_text(wire_value value, Text& target) {
    if (!accepts<encoding::standard, Text>(value.type)) return "a text";
    if constexpr (std::is_same_v<Text, std::string>)
        if (value.type == oid::numeric) {
            if (!is_finite_numeric(value.text())) return "a finite number";
            target = text_of_numeric(value.text());
            return nullptr;
        }
    std::string_view text = value.text();
    if (value.type == oid::jsonb) {
        if (!has_jsonb_version(text)) return in_right_format;
        text.remove_prefix(1);
    }
    target = text;
    return nullptr;
}

template <encoding Encoding, class Value>
[[nodiscard]] const char* decode(const wire_value& value, Value& target);

/// Reads an array. Its elements may be null if they are optional.
template <encoding Encoding, class Element>
[[nodiscard]] const char* decode_array(const wire_value& value, std::vector<Element>& target) {
    array_decoder array(value);
    if (array.problem() != nullptr) return array.problem();
    target.clear();
    target.reserve(array.count());
    wire_value each{};
    for (std::size_t i = 0; i < array.count(); ++i) {
        if (!array.next(each)) return in_right_format;
        // Not a reference into the vector, which may be one of bits.
        Element element{};
        if (each.data == nullptr) {
            if constexpr (!is_optional<Element>) return "an array without nulls";
        } else if constexpr (is_optional<Element>) {
            if (const char* wanted = decode<Encoding>(each, element.emplace())) return wanted;
        } else if (const char* wanted = decode<Encoding>(each, element)) return wanted;
        target.push_back(std::move(element));
    }
    return array.is_at_end() ? nullptr : in_right_format;
}

/// Reads a value that is not null. Null if it is done, else what is wanted in its place.
template <encoding Encoding, class Value>
[[nodiscard]] inline const char* decode(const wire_value& value, Value& target) {
    if constexpr (has_native_kind<Value>) {
        return decode_kind<value_traits<Value>::kind>(
            value.type, value.text(), wanted_type<Encoding, Value>(),
            [&](const auto& stored) { target = value_traits<Value>::from_stored(stored); });
    } else if constexpr (array_value<Value>) {
        if (!accepts<Encoding, Value>(value.type)) return "an array of the elements of the field";
        return decode_array<Encoding>(value, target);
    } else if constexpr (custom_value<Value>) {
        using Stored = typename value_traits<Value>::stored;
        using Read = std::conditional_t<std::is_same_v<Stored, std::string_view>, std::string, Stored>;
        Read stored{};
        if (const char* wanted = decode<Encoding>(value, stored)) return wanted;
        target = value_traits<Value>::from_stored(stored);
    } else if constexpr (integer_value<Value>) {
        loaded_integer loaded{};
        if (value.type == oid::int8 && value.size == sizeof(std::int64_t)) [[likely]]
            loaded.integer = load<std::int64_t>(value.data);
        else {
            loaded = load_integer(value);
            if (loaded.wanted != nullptr) [[unlikely]]
                return loaded.wanted;
        }
        if (!std::in_range<Value>(loaded.integer)) return "an integer within the range of the field";
        target = static_cast<Value>(loaded.integer);
    } else if constexpr (text_value<Value>) {
        if (!is_plain_text(value.type)) [[unlikely]]
            return decode_other_text(value, target);
        if constexpr (std::is_same_v<Value, std::string>) assign_text(target, value.text());
        else target = value.text();
    } else if constexpr (boolean_value<Value>) {
        if (value.type != oid::boolean) return "a boolean";
        if (value.size != 1) return in_right_format;
        target = *value.data != '\0';
    } else if constexpr (real_value<Value>) {
        double real = 0;
        if (value.type == oid::float8 && value.size == sizeof(double)) [[likely]]
            real = std::bit_cast<double>(load<std::int64_t>(value.data));
        else if (value.type == oid::float4 && value.size == sizeof(float))
            real = std::bit_cast<float>(load<std::int32_t>(value.data));
        else if (value.type == oid::numeric) {
            const auto nearest = numeric_to_real<Value>(value.text());
            if (!nearest) return "a number within the range of the field";
            real = *nearest;
        } else {
            if (!is_integer_type(value.type))
                return value.type == oid::float8 || value.type == oid::float4 ? in_right_format : "a number";
            const auto [integer, wanted] = load_integer(value);
            if (wanted != nullptr) return wanted;
            constexpr auto exact = std::int64_t{1} << std::numeric_limits<Value>::digits;
            if (integer > exact || integer < -exact) return "a number that the floating point field holds exactly";
            real = static_cast<double>(integer);
        }
        // Infinities have a place in a float; what lies between them and its greatest value has none.
        constexpr double greatest = std::numeric_limits<Value>::max();
        constexpr double infinite = std::numeric_limits<double>::infinity();
        if ((real > greatest && real < infinite) || (real < -greatest && real > -infinite))
            return "a number within the range of the field";
        target = static_cast<Value>(real);
    } else if constexpr (bytes_value<Value> || std::is_same_v<Value, bytes_view>) {
        if (value.type != oid::bytea) return "bytes";
        const auto* data = reinterpret_cast<const std::byte*>(value.data);
        if constexpr (view_value<Value>) target = Value(data, value.size);
        else target.assign(data, data + value.size);
    } else if constexpr (enum_value<Value>) {
        if constexpr (Encoding == encoding::integer) {
            stored_integer<Value> integer{};
            if (const char* wanted = decode<encoding::standard>(value, integer)) return wanted;
            const auto found = from_stored_integer<Value>(integer);
            if (!found) return "an integer within the range of the field";
            target = *found;
        } else {
            if (!is_text_type(value.type)) return wanted_enumerator<Value>;
            std::string_view name = value.text();
            // char(n) is filled up with spaces, which mean nothing in it.
            if (value.type == oid::bpchar) name = name.substr(0, name.find_last_not_of(' ') + 1);
            const auto found = enumerator_value<Value>(name);
            if (!found) return wanted_enumerator<Value>;
            target = *found;
        }
    } else if constexpr (time_value<Value>) {
        if constexpr (Encoding == encoding::integer) {
            typename Value::rep ticks{};
            if (const char* wanted = decode<encoding::standard>(value, ticks)) return wanted;
            target = Value(typename Value::duration(ticks));
        } else {
            if (!accepts<Encoding, Value>(value.type)) return "a time";
            if (value.size != sizeof(std::int64_t)) return in_right_format;
            const auto time = time_of<typename Value::duration>(load<std::int64_t>(value.data));
            if (!time) return "a time that the field holds exactly";
            target = *time;
        }
    } else if constexpr (date_value<Value>) {
        if (value.type != oid::date) return "a date";
        if (value.size != sizeof(std::int32_t)) return in_right_format;
        // The infinities are beyond it, too.
        using std::chrono::days, std::chrono::sys_days, std::chrono::year, std::chrono::year_month_day;
        constexpr sys_days first{year::min() / 1 / 1}, last{year::max() / 12 / 31};
        const std::int64_t day =
            postgres_epoch.time_since_epoch().count() + std::int64_t{load<std::int32_t>(value.data)};
        if (day < first.time_since_epoch().count() || day > last.time_since_epoch().count())
            return "a date within the years that the field holds";
        target = year_month_day(sys_days(days(static_cast<days::rep>(day))));
    } else {
        static_assert(always_false<Value>, "this type cannot be read");
    }
    return nullptr;
}

} // namespace rowan::detail
