#pragma once

#include "rowan/driver/postgres/oid.hpp"
#include "rowan/driver/postgres/own_kinds.hpp"
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
    if constexpr (has_own_kind<Value>) return oid_of_kind(value_traits<Value>::kind);
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
    using namespace std::chrono;
    using period = typename Duration::period;
    // Ticks and microseconds are exact multiples of one another (`is_time`).
    using ratio = std::ratio_divide<period, std::micro>;
    const std::int64_t ticks = time.time_since_epoch().count();
    if (ticks % ratio::den != 0) return "PostgreSQL keeps times to the microsecond, and this one has a fraction of it";
    if (__builtin_mul_overflow(ticks / ratio::den, static_cast<std::int64_t>(ratio::num), &result) ||
        __builtin_sub_overflow(result, postgres_epoch_microseconds, &result))
        return "a time that PostgreSQL does not have cannot be stored";
    // 4714-11-24 BC to 294276-12-31 (postgresql.org/docs/15/datatype-datetime.html).
    constexpr std::int64_t least = -211'813'488'000'000'000, end = 9'223'371'331'200'000'000;
    if (result < least || result >= end) return "a time that PostgreSQL does not have cannot be stored";
    return nullptr;
}

/// What comes before the elements of an array of one dimension.
inline constexpr std::size_t array_header = 20;

/// Writes an array, of which the elements are appended one by one.
template <class Out>
class array_encoder {
public:
    array_encoder(Out& out, Oid element) : out_(out), begin_(out.size()) {
        append(out_, std::int32_t{1}); // dimensions
        append(out_, std::int32_t{1}); // there may be nulls
        append(out_, static_cast<std::uint32_t>(element));
        append(out_, std::int32_t{0}); // elements
        append(out_, std::int32_t{1}); // the first has the number 1
    }
    template <encoding Encoding, class Value>
    const char* add(const Value& value);
    /// One of no element has no dimension.
    void finish(std::size_t count) {
        store(out_.data() + begin_ + 12, static_cast<std::int32_t>(count));
        if (count > 0) return;
        store(out_.data() + begin_, std::int32_t{0});
        out_.cut(begin_ + 12);
    }

private:
    Out& out_;
    std::size_t begin_;
};

/// Appends a value in binary format. Null if it is done, else why the value cannot be stored.
template <encoding Encoding, class Out, class Value>
const char* encode(Out& out, const Value& value) {
    if constexpr (custom_value<Value>) {
        const typename value_traits<Value>::stored& stored = value_traits<Value>::to_stored(value);
        if constexpr (has_own_kind<Value>) return encode_kind<value_traits<Value>::kind>(out, stored);
        else return encode<Encoding>(out, stored);
    } else if constexpr (array_value<Value>) {
        using Element = typename Value::value_type;
        array_encoder array(out, oid_of_element<Encoding, Element>());
        for (const Element& each : value)
            if (const char* problem = array.template add<Encoding>(each)) return problem;
        array.finish(value.size());
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
            return encode<encoding::standard>(out, static_cast<std::underlying_type_t<Value>>(value));
        } else {
            const std::string_view name = enumerator_name(value);
            if (name.empty()) return "the value has no enumerator, so that it has no name to store";
            out.write(name.data(), name.size());
        }
    } else if constexpr (time_value<Value>) {
        if constexpr (Encoding == encoding::integer) {
            append(out, static_cast<std::int64_t>(value.time_since_epoch().count()));
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

/// Appends a value with its length before it, as elements of arrays and fields of COPY are written; -1 is null.
template <encoding Encoding, class Out, class Value>
const char* encode_field(Out& out, const Value& value) {
    if constexpr (is_optional<Value>) {
        if (value) return encode_field<Encoding>(out, *value);
        append(out, std::int32_t{-1});
        return nullptr;
    } else if constexpr (text_value<Value>) {
        if (!std::in_range<std::int32_t>(value.size())) return "a value of 2 GB or more cannot be stored";
        char* const place = out.take(sizeof(std::int32_t) + value.size());
        store(place, static_cast<std::int32_t>(value.size()));
        if (!value.empty()) std::memcpy(place + sizeof(std::int32_t), value.data(), value.size());
        return nullptr;
    } else {
        const std::size_t before = out.size();
        append(out, std::int32_t{0});
        const char* problem = encode<Encoding>(out, value);
        const std::size_t length = out.size() - before - sizeof(std::int32_t);
        if (!std::in_range<std::int32_t>(length)) return "a value of 2 GB or more cannot be stored";
        store(out.data() + before, static_cast<std::int32_t>(length));
        return problem;
    }
}

template <class Out>
template <encoding Encoding, class Value>
const char* array_encoder<Out>::add(const Value& value) {
    return encode_field<Encoding>(out_, value);
}

/// Whether the size of a value in binary format is known before it is written.
template <class Type>
inline constexpr bool has_known_size = !custom_value<without_optional<Type>> && !array_value<without_optional<Type>> &&
                                       !enum_value<without_optional<Type>>;

/// How long a field is at the most, with its length before it.
template <class Value>
std::size_t greatest_size(const Value& value) {
    if constexpr (is_optional<Value>) return value ? greatest_size(*value) : sizeof(std::int32_t);
    else if constexpr (requires { value.size(); }) return sizeof(std::int32_t) + value.size();
    else return sizeof(std::int32_t) + sizeof(std::int64_t);
}

} // namespace rowan::detail
