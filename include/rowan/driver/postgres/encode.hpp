#pragma once

#include "rowan/driver/postgres/native_kinds.hpp"
#include "rowan/driver/postgres/oid.hpp"
#include "rowan/driver/postgres/wire.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/schema/enum_type.hpp"
#include "rowan/schema/time_text.hpp"
#include "rowan/schema/value.hpp"

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// C++ values in PostgreSQL's binary format, as its types' send and receive functions have it
// (postgresql.org/docs/15/protocol-overview.html#PROTOCOL-FORMAT-CODES).
namespace rowan::detail {

// The epoch of PostgreSQL's dates and times is 2000-01-01.
inline constexpr std::chrono::sys_days postgres_epoch{std::chrono::year{2000} / 1 / 1};
inline constexpr std::int64_t postgres_epoch_microseconds =
    std::chrono::microseconds(postgres_epoch.time_since_epoch()).count();

template <encoding Encoding, class Type>
consteval Oid oid_of_element();

/// The type as which values of a C++ type are sent: integers are bigint and real numbers double precision, whatever their width,
/// so that a statement means the same for each.
template <encoding Encoding, class Type>
consteval Oid oid_of() {
    using Value = without_optional<Type>;
    if constexpr (has_native_kind<Value>) return oid_of_kind(value_traits<Value>::kind);
    else if constexpr (custom_value<Value>) return oid_of<Encoding, typename value_traits<Value>::stored>();
    else if constexpr (array_value<Value>) return oid::array_of(oid_of_element<Encoding, typename Value::value_type>());
    else if constexpr (boolean_value<Value>) return oid::boolean;
    else if constexpr (integer_value<Value>) return oid::int8;
    else if constexpr (real_value<Value>) return oid::float8;
    else if constexpr (text_value<Value>) return oid::text;
    else if constexpr (bytes_value<Value> || std::is_same_v<Value, bytes_view>) return oid::bytea;
    else if constexpr (enum_value<Value>) {
        if constexpr (Encoding == encoding::integer) return oid::int8;
        // A type of the database has another number in each; that of a parameter is taken from what stands beside it.
        else return enum_type<Value>.name.empty() ? oid::text : oid::unknown;
    } else if constexpr (time_value<Value>) return Encoding == encoding::integer ? oid::int8 : oid::timestamptz;
    else if constexpr (date_value<Value>) return oid::date;
    else return oid::unknown;
}

/// As elements of an array values have a type always: enumerations are texts, which the statement's text casts.
template <encoding Encoding, class Type>
consteval Oid oid_of_element() {
    constexpr Oid type = oid_of<Encoding, Type>();
    return type == oid::unknown ? oid::text : type;
}

/// The microseconds from PostgreSQL's epoch to a time; why there are none otherwise.
template <class Duration>
const char* microseconds_of(std::chrono::sys_time<Duration> time, std::int64_t& result) {
    using unit = std::ratio_divide<typename Duration::period, std::micro>;
    constexpr const char* is_beyond = "a time that PostgreSQL does not have cannot be stored";
    if (has_part_of_microsecond(time))
        return "PostgreSQL keeps times to the microsecond, and this one has a fraction of it";
    if constexpr (unit::den == 1 && ticks_of_day<Duration>::den == 1) {
        // The epoch, the beginning of a day, is a whole number of ticks.
        const auto ticks = time.time_since_epoch().count();
        if (__builtin_sub_overflow(ticks, postgres_epoch_microseconds / unit::num, &result) ||
            __builtin_mul_overflow(result, std::int64_t{unit::num}, &result))
            return is_beyond;
    } else {
        const auto found = in_days(time);
        constexpr std::int64_t of_day = nanoseconds_of_day / 1000, epoch = postgres_epoch.time_since_epoch().count();
        if (!found || __builtin_sub_overflow(found->day, epoch, &result) ||
            __builtin_mul_overflow(result, of_day, &result) ||
            __builtin_add_overflow(result, found->nanoseconds / 1000, &result))
            return is_beyond;
    }
    // 4714-11-24 BC to 294276-12-31 (postgresql.org/docs/15/datatype-datetime.html).
    constexpr std::int64_t least = -211'813'488'000'000'000, end = 9'223'371'331'200'000'000;
    return result < least || result >= end ? is_beyond : nullptr;
}

/// What comes before the elements of an array of one dimension.
inline constexpr std::size_t array_header = 20;

/// Writes what comes before the elements of an array; one of none has no dimension. Where the elements begin.
inline char* write_array_header(char* place, Oid element, std::size_t count) {
    store(place, std::int32_t{count > 0 ? 1 : 0}); // dimensions
    store(place + 4, std::int32_t{1});             // there may be nulls
    store(place + 8, static_cast<std::uint32_t>(element));
    if (count == 0) return place + 12;
    store(place + 12, static_cast<std::int32_t>(count));
    store(place + 16, std::int32_t{1}); // the first has the number 1
    return place + array_header;
}

/// Ends an array that begins there with room for its header, once its elements have been appended.
template <class Out>
void end_array(Out& out, std::size_t begin, Oid element, std::size_t count) {
    const char* first = write_array_header(out.data() + begin, element, count);
    if (count == 0) out.cut(static_cast<std::size_t>(first - out.data()));
}

template <encoding Encoding, class Out, class Value>
const char* encode_field(Out& out, const Value& value);

/// Appends a value in binary format. Null if it is done, else why the value cannot be stored.
template <encoding Encoding, class Out, class Value>
const char* encode(Out& out, const Value& value) {
    if constexpr (custom_value<Value>) {
        using stored = typename value_traits<Value>::stored;
        if constexpr (requires { value_traits<Value>::to_native(value); }) {
            const stored& native = value_traits<Value>::to_native(value);
            return encode_kind<value_traits<Value>::kind>(out, native);
        } else {
            const stored& content = value_traits<Value>::to_stored(value);
            if constexpr (has_native_kind<Value>) return encode_kind<value_traits<Value>::kind>(out, content);
            else return encode<Encoding>(out, content);
        }
    } else if constexpr (array_value<Value>) {
        using Element = typename Value::value_type;
        const std::size_t begin = out.size();
        out.take(array_header);
        for (const Element& each : value)
            if (const char* problem = encode_field<Encoding>(out, each)) return problem;
        end_array(out, begin, oid_of_element<Encoding, Element>(), value.size());
    } else if constexpr (boolean_value<Value>) {
        *out.take(1) = value ? '\1' : '\0';
    } else if constexpr (integer_value<Value>) {
        if constexpr (std::is_unsigned_v<Value> && sizeof(Value) == 8)
            if (value > static_cast<Value>(std::numeric_limits<std::int64_t>::max()))
                return "an unsigned integer above 9223372036854775807 cannot be stored";
        append(out, static_cast<std::int64_t>(value));
    } else if constexpr (real_value<Value>) {
        append(out, std::bit_cast<std::int64_t>(static_cast<double>(value)));
    } else if constexpr (text_value<Value>) {
        out.write(value.data(), value.size());
    } else if constexpr (bytes_value<Value> || std::is_same_v<Value, bytes_view>) {
        out.write(reinterpret_cast<const char*>(value.data()), value.size());
    } else if constexpr (enum_value<Value>) {
        if constexpr (Encoding == encoding::integer) {
            return encode<encoding::standard>(out, static_cast<stored_integer<Value>>(value));
        } else {
            const std::string_view name = enumerator_name(value);
            if (name.empty()) return lacks_enumerator<Value>;
            out.write(name.data(), name.size());
        }
    } else if constexpr (time_value<Value>) {
        if constexpr (Encoding == encoding::integer) {
            return encode<encoding::standard>(out, value.time_since_epoch().count());
        } else {
            std::int64_t microseconds = 0;
            if (const char* problem = microseconds_of(value, microseconds)) return problem;
            append(out, microseconds);
        }
    } else if constexpr (date_value<Value>) {
        if (!value.ok()) return "a date that does not exist cannot be stored";
        append(out, static_cast<std::int32_t>((std::chrono::sys_days(value) - postgres_epoch).count()));
    } else {
        static_assert(always_false<Value>, "this type cannot be bound");
    }
    return nullptr;
}

/// A number, a date or a time, which takes no more than `sizeof(std::int64_t)` bytes.
template <class Type>
inline constexpr bool is_short = !custom_value<Type> && (boolean_value<Type> || integer_value<Type> ||
                                                         real_value<Type> || time_value<Type> || date_value<Type>);
/// Whether the size of a value in binary format is known before it is written.
template <class Type>
inline constexpr bool has_known_size = !custom_value<Type> && (is_short<Type> || text_value<Type> ||
                                                               bytes_value<Type> || std::is_same_v<Type, bytes_view>);
template <class Type>
inline constexpr bool has_known_size<std::optional<Type>> = has_known_size<Type>;

inline constexpr const char* is_too_long = "a value of 2 GB or more cannot be stored";

/// How long a field is at the most, with its length before it; one of 2 GB or more is too long.
template <class Value>
std::size_t greatest_size(const Value& value) {
    if constexpr (is_optional<Value>) return value ? greatest_size(*value) : sizeof(std::int32_t);
    else if constexpr (is_short<Value>) return sizeof(std::int32_t) + sizeof(std::int64_t);
    else return sizeof(std::int32_t) + value.size();
}
/// Writes a value with its length before it to a place that has room for it, as elements of arrays and fields of COPY are written;
/// -1 is null. Where it ends; `problem` says why the value cannot be stored, if it cannot. The place is given and returned, since
/// one that is referred to would be in memory, and be read again behind each byte.
template <encoding Encoding, class Value>
char* write_field(char* place, const Value& value, const char*& problem) {
    char* const content = place + sizeof(std::int32_t);
    if constexpr (is_optional<Value>) {
        if (value) return write_field<Encoding>(place, *value, problem);
        store(place, std::int32_t{-1});
        return content;
    } else if constexpr (is_short<Value>) {
        wire_cursor out(content);
        if (const char* found = encode<Encoding>(out, value)) problem = found;
        store(place, static_cast<std::int32_t>(out.size()));
        return content + out.size();
    } else {
        store(place, static_cast<std::int32_t>(value.size()));
        if (!value.empty()) std::memcpy(content, value.data(), value.size());
        return content + value.size();
    }
}
/// Appends a field.
template <encoding Encoding, class Out, class Value>
const char* encode_field(Out& out, const Value& value) {
    if constexpr (has_known_size<Value>) {
        const std::size_t most = greatest_size(value), begin = out.size();
        if (!std::in_range<std::int32_t>(most)) return is_too_long;
        const char* problem = nullptr;
        char* const place = out.take(most);
        out.cut(begin + static_cast<std::size_t>(write_field<Encoding>(place, value, problem) - place));
        return problem;
    } else if constexpr (is_optional<Value>) {
        if (value) return encode_field<Encoding>(out, *value);
        append(out, std::int32_t{-1});
        return nullptr;
    } else {
        const std::size_t before = out.size();
        append(out, std::int32_t{0});
        const char* problem = encode<Encoding>(out, value);
        const std::size_t length = out.size() - before - sizeof(std::int32_t);
        if (!std::in_range<std::int32_t>(length)) return is_too_long;
        store(out.data() + before, static_cast<std::int32_t>(length));
        return problem;
    }
}

} // namespace rowan::detail
