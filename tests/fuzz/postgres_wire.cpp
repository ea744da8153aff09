#include "fuzz/fuzz.hpp"
#include "fuzz/reference.hpp"
#include "fuzz/values.hpp"

#include "rowan/driver/postgres/decode.hpp"
#include "rowan/values.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// Values in PostgreSQL's binary format: any bytes of any type give the value that they say, or what is wanted in its place, and
// nothing is read beyond them; what is written is read as the same value.
namespace postgres_wire_fuzz {

using namespace rowan;
using namespace fuzz;
namespace oid = detail::oid;

/// What is wrong with bytes that lie in memory of exactly their size; null if they were read. A view refers to them.
template <class Value, encoding Encoding>
const char* read(Oid type, std::string_view bytes, std::unique_ptr<char[]>& memory, Value& value) {
    memory.reset(new char[bytes.size()]);
    if (!bytes.empty()) std::memcpy(memory.get(), bytes.data(), bytes.size());
    try {
        return detail::decode<Encoding>(detail::wire_value{type, memory.get(), bytes.size()}, value);
    } catch (const error&) {
        return "thrown";
    }
}
template <class Value, encoding Encoding>
const char* write(const Value& value, std::string& bytes) {
    detail::wire_buffer out;
    const char* const problem = detail::encode<Encoding>(out, value);
    bytes = out.size() == 0 ? std::string() : std::string(out.data(), out.size());
    return problem;
}

/// The number of a numeric (numeric_recv in PostgreSQL's numeric.c); none if the bytes are not those of a finite number, or of one
/// with more digits than its scale.
std::optional<reference::decimal> number_of(std::string_view bytes) {
    const auto part = [&](std::size_t i) {
        return static_cast<unsigned char>(bytes[2 * i]) * 256U + static_cast<unsigned char>(bytes[2 * i + 1]);
    };
    if (bytes.size() < 8 || bytes.size() != 8 + 2 * std::size_t{part(0)} || (part(2) != 0 && part(2) != 0x4000) ||
        part(3) > reference::most_scale)
        return std::nullopt;
    std::string text = part(2) != 0 ? "-0" : "0";
    for (std::size_t i = 0; i < part(0); ++i) {
        if (part(4 + i) > 9999) return std::nullopt;
        text += reference::padded(part(4 + i), 4);
    }
    const auto weight = static_cast<std::int16_t>(part(1));
    auto number = reference::read_decimal(text + 'e' + std::to_string((weight + 1 - static_cast<int>(part(0))) * 4));
    if (static_cast<std::int64_t>(number->digits.size()) - number->exponent > part(3)) return std::nullopt;
    number->scale = part(3);
    return number;
}
template <class Integer>
Integer big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
    return static_cast<Integer>(value);
}
std::optional<std::int64_t> integer_of(Oid type, std::string_view bytes) {
    if (type == oid::int8 && bytes.size() == 8) return big_endian<std::int64_t>(bytes);
    if (type == oid::int4 && bytes.size() == 4) return big_endian<std::int32_t>(bytes);
    if (type == oid::oid && bytes.size() == 4) return big_endian<std::uint32_t>(bytes);
    if (type == oid::int2 && bytes.size() == 2) return big_endian<std::int16_t>(bytes);
    return std::nullopt;
}

/// What the bytes say, read once more; only of types for which that is short.
template <class Value, encoding Encoding>
void check_value(Oid type, std::string_view bytes, bool is_read, const Value& value) {
    const auto check = [&](bool can_be_read, const auto& expected) {
        require(is_read == can_be_read, shown(bytes), " of the type ", type, is_read ? " is read" : " is not read");
        require(!is_read || is_same<std::remove_cvref_t<decltype(expected)>>(value, expected), shown(bytes),
                " of the type ", type, " is read as another value");
    };
    using namespace std::chrono;
    if constexpr (std::is_integral_v<Value> && !std::is_same_v<Value, bool>) {
        const auto integer = integer_of(type, bytes);
        check(integer && std::in_range<Value>(*integer), static_cast<Value>(integer.value_or(0)));
    } else if constexpr (detail::is_time<Value>) {
        using Duration = typename Value::duration;
        using rep = typename Duration::rep;
        if constexpr (Encoding == encoding::integer) {
            const auto integer = integer_of(type, bytes);
            check(integer && std::in_range<rep>(*integer), Value(Duration(static_cast<rep>(integer.value_or(0)))));
        } else {
            const bool is_time = (type == oid::timestamp || type == oid::timestamptz) && bytes.size() == 8;
            const auto micro = is_time ? big_endian<std::int64_t>(bytes) : 0;
            const auto nano = (reference::wide(micro) + 946'684'800'000'000) * 1000;
            constexpr auto tick = nanoseconds_of_tick<Duration>;
            const bool is_finite =
                micro != std::numeric_limits<std::int64_t>::max() && micro != std::numeric_limits<std::int64_t>::min();
            const bool fits = nano % tick == 0 && nano / tick >= std::numeric_limits<rep>::min() &&
                              nano / tick <= std::numeric_limits<rep>::max();
            check(is_time && is_finite && fits, Value(Duration(static_cast<rep>(fits ? nano / tick : 0))));
        }
    } else if constexpr (std::is_same_v<Value, decimal>) {
        const auto number = type == oid::numeric ? number_of(bytes) : std::nullopt;
        require(is_read == (number && is_kept(*number)), shown(bytes), " of a numeric",
                is_read ? " is read" : " is not read");
        const auto found = reference::read_decimal(value.text());
        require(!is_read || (found == number && found->scale == number->scale), shown(bytes),
                " of a numeric is read as ", value.text());
    } else if constexpr (std::is_floating_point_v<Value>) {
        if (type == oid::float8) {
            const double real = bytes.size() == 8 ? std::bit_cast<double>(big_endian<std::int64_t>(bytes)) : 0;
            const bool fits =
                std::isinf(real) || std::isnan(real) || std::abs(real) <= double{std::numeric_limits<Value>::max()};
            check(bytes.size() == 8 && fits, fits ? static_cast<Value>(real) : Value{});
        } else if (type == oid::numeric && is_read) {
            if (const auto number = number_of(bytes); number) {
                const std::string text =
                    (number->is_negative ? "-0." : "0.") + number->digits + 'e' + std::to_string(number->exponent);
                const auto nearest = std::is_same_v<Value, float>
                                         ? static_cast<Value>(std::strtof(text.c_str(), nullptr))
                                         : static_cast<Value>(std::strtod(text.c_str(), nullptr));
                require(value == nearest, shown(bytes), " of a numeric is read as ", value, ", and is ", text);
            } else require(!std::isfinite(value), shown(bytes), " of a numeric is read as ", value);
        } else if (const auto integer = integer_of(type, bytes); integer) {
            constexpr auto exact = std::int64_t{1} << std::numeric_limits<Value>::digits;
            check(*integer <= exact && *integer >= -exact, static_cast<Value>(*integer));
        }
    } else if constexpr (std::is_same_v<Value, year_month_day>) {
        const std::int64_t day = big_endian<std::int32_t>(bytes.substr(0, 4)) + 10957LL;
        const bool is_date = type == oid::date && bytes.size() == 4 && day >= -12'687'428 && day <= 11'248'737;
        check(is_date, year_month_day(sys_days(days(is_date ? static_cast<int>(day) : 0))));
    } else if constexpr (std::is_same_v<Value, interval>) {
        const bool is_right = type == oid::interval && bytes.size() == 16;
        check(is_right, is_right ? interval{big_endian<std::int32_t>(bytes.substr(12)),
                                            big_endian<std::int32_t>(bytes.substr(8, 4)),
                                            big_endian<std::int64_t>(bytes.substr(0, 8))}
                                 : interval{});
    } else if constexpr (std::is_same_v<Value, std::string> || std::is_same_v<Value, std::string_view>) {
        if (type == oid::text || type == oid::varchar || type == 70000) check(true, Value(bytes));
    } else if constexpr (std::is_same_v<Value, bytes_view>) {
        check(type == oid::bytea, bytes_view(reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()));
    } else if constexpr (std::is_same_v<Value, bool>) {
        require(is_read == (type == oid::boolean && bytes.size() == 1), shown(bytes), " of a boolean");
    }
}

constexpr Oid types[] = {oid::boolean,   oid::bytea,       oid::name,     oid::int8,    oid::int2,
                         oid::int4,      oid::text,        oid::oid,      oid::json,    oid::xml,
                         oid::float4,    oid::float8,      oid::bpchar,   oid::varchar, oid::date,
                         oid::timestamp, oid::timestamptz, oid::interval, oid::numeric, oid::uuid,
                         oid::jsonb,     oid::unknown,     2278,          16384,        70000};

std::string integer_bytes(std::size_t size, std::int64_t value) {
    std::string bytes;
    while (size-- > 0) bytes += static_cast<char>(value >> (8 * size));
    return bytes;
}
/// Bytes that are like those of a type, or any.
std::string bytes_like(fuzz::input& in, Oid type) {
    switch (in.below(4)) {
    case 0:
        return in.text(24);
    case 1:
        return integer_bytes(std::size_t{1} << in.below(4), in.integer<std::int64_t>());
    case 2:
        if (type == oid::numeric || in.flag()) {
            const std::size_t count = in.below(5);
            std::string bytes = integer_bytes(2, static_cast<std::int64_t>(count + (in.below(16) == 0 ? 1 : 0)));
            const std::int64_t weight = in.flag() ? in.take<std::int8_t>() : in.take<std::int16_t>();
            constexpr int signs[] = {0, 0, 0x4000, 0x4000, 0xc000, 0xd000, 0xf000, 0x2000};
            const std::int64_t behind = std::max<std::int64_t>((static_cast<std::int64_t>(count) - 1 - weight) * 4, 0);
            bytes += integer_bytes(2, weight) + integer_bytes(2, in.one_of(signs)) +
                     integer_bytes(2, in.flag() ? behind + in.byte() % 4 : std::int64_t{in.byte()});
            for (std::size_t i = 0; i < count; ++i)
                bytes +=
                    integer_bytes(2, in.below(16) == 0 ? in.take<std::int16_t>() : in.take<std::uint16_t>() % 10000);
            return bytes;
        }
        return "\1" + in.text();
    default:
        return in.flag() ? "calm" + std::string(in.below(4), ' ') : std::string(16, static_cast<char>(in.byte()));
    }
}
std::string array_like(fuzz::input& in, Oid element) {
    const auto count = static_cast<std::int64_t>(in.below(4));
    const bool is_wrong = in.below(4) == 0;
    std::string bytes = integer_bytes(4, is_wrong ? in.integer<std::int32_t>() : count > 0) +
                        integer_bytes(4, in.byte() % 2) + integer_bytes(4, element);
    if (count > 0 || in.flag())
        bytes += integer_bytes(4, is_wrong && in.flag() ? in.integer<std::int32_t>() : count) + integer_bytes(4, 1);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::string each = bytes_like(in, element);
        bytes +=
            integer_bytes(4, in.below(8) == 0 ? in.integer<std::int32_t>() : static_cast<std::int64_t>(each.size())) +
            each;
    }
    return bytes;
}

template <class Value, encoding Encoding>
void check_hostile(fuzz::input& in) {
    Oid type = in.flag() ? detail::oid_of<Encoding, Value>() : in.one_of(types);
    std::string bytes;
    if constexpr (detail::array_value<Value>) {
        const Oid element =
            in.flag() ? detail::oid_of_element<Encoding, typename Value::value_type>() : in.one_of(types);
        bytes = array_like(in, element);
        if (in.flag()) type = oid::array_of(element);
    } else bytes = bytes_like(in, type);
    bytes = in.edited(std::move(bytes), std::string_view("\0\1\2\x7f\x80\xff", 6));
    if (in.below(8) == 0) bytes = in.rest();

    Value value{};
    std::unique_ptr<char[]> memory;
    const char* const wanted = read<Value, Encoding>(type, bytes, memory, value);
    check_value<Value, Encoding>(type, bytes, wanted == nullptr, value);
    if constexpr (std::is_same_v<Value, std::vector<std::int32_t>>) {
        // Keys that come as an array, which may be longer numbers.
        std::vector<std::int64_t> keys;
        const bool is_read = detail::decode_integers({type, memory.get(), bytes.size()}, value.size(),
                                                     [&](std::int64_t key) { keys.push_back(key); });
        if (wanted == nullptr)
            require(is_read && std::ranges::equal(keys, value), shown(bytes), " is read as other keys");
    }
    if constexpr (detail::array_value<Value>)
        if (wanted == nullptr && !bytes.empty()) {
            // What was read is as long as the array says.
            const std::size_t count =
                bytes.size() < 20 ? 0 : big_endian<std::uint32_t>(std::string_view(bytes).substr(12, 4));
            require(value.size() == count, shown(bytes), " is read as ", value.size(), " elements");
        }
    if (wanted != nullptr || !detail::accepts<Encoding, Value>(type)) return;
    // What is read can be written and read again, but for what another database has.
    if constexpr (!detail::view_value<Value>) {
        std::string written;
        if (write<Value, Encoding>(value, written) != nullptr) return;
        Value again{};
        const char* const other = read<Value, Encoding>(detail::oid_of<Encoding, Value>(), written, memory, again);
        require(other == nullptr && is_same(value, again), shown(bytes), " of the type ", type,
                " is not the same written and read again");
    }
}

/// Whether a value has a place in PostgreSQL.
template <class Value, encoding Encoding>
bool can_be_kept(const Value& value) {
    if constexpr (detail::is_optional<Value>)
        return !value || can_be_kept<detail::without_optional<Value>, Encoding>(*value);
    else if constexpr (detail::is_vector<Value>) {
        bool all = true;
        for (const auto& each : value) all = all && can_be_kept<typename Value::value_type, Encoding>(each);
        return all;
    } else if constexpr (std::is_same_v<Value, std::uint64_t>) return value <= 0x7fff'ffff'ffff'ffff;
    else if constexpr (std::is_same_v<Value, Mood>)
        return Encoding == encoding::integer || value == Mood::calm || value == Mood::merry || value == Mood::sad;
    else if constexpr (std::is_same_v<Value, std::chrono::year_month_day>) return value.ok();
    else if constexpr (detail::is_time<Value>) {
        if constexpr (Encoding == encoding::integer)
            return std::in_range<std::int64_t>(value.time_since_epoch().count());
        const auto nano = value.time_since_epoch().count() * nanoseconds_of_tick<typename Value::duration>;
        return nano % 1000 == 0 && nano >= first_time && nano < end_of_times;
    } else return true;
}

template <class Value, encoding Encoding>
void check_honest(fuzz::input& in) {
    const auto value = make<Value>(in);
    std::string bytes;
    const char* const problem = write<Value, Encoding>(value, bytes);
    require((problem == nullptr) == can_be_kept<Value, Encoding>(value), "a value of the type ",
            detail::oid_of<Encoding, Value>(),
            problem == nullptr ? " is written: " : " is not written: ", shown(bytes));
    // As an element of an array, and a field of a COPY, it has the same bytes with their length before them.
    detail::wire_buffer out;
    const char* const other = detail::encode_field<Encoding>(out, value);
    require((problem == nullptr) == (other == nullptr), "a value can be written as a field only");
    if (problem != nullptr) return;
    require(std::string_view(out.data(), out.size()) ==
                integer_bytes(4, static_cast<std::int64_t>(bytes.size())) + bytes,
            "a field has other bytes");
    Value again{};
    std::unique_ptr<char[]> memory;
    const Oid type =
        detail::oid_of<Encoding, Value>() == oid::unknown ? Oid{oid::text} : detail::oid_of<Encoding, Value>();
    const char* const wanted = read<Value, Encoding>(type, bytes, memory, again);
    require(wanted == nullptr && is_same(value, again), shown(bytes), " of the type ", type,
            " is not what was written");
}

using namespace std::chrono;
using all_forms =
    forms<form<bool>, form<std::int8_t>, form<std::int16_t>, form<std::int32_t>, form<std::int64_t>, form<std::uint8_t>,
          form<std::uint32_t>, form<std::uint64_t>, form<float>, form<double>, form<std::string>,
          form<std::string_view>, form<bytes>, form<bytes_view>, form<Mood>, form<Mood, encoding::integer>,
          form<sys_days>, form<sys_seconds>, form<sys_time<milliseconds>>, form<sys_time<microseconds>>,
          form<sys_time<nanoseconds>>, form<sys_time<hours>, encoding::integer>, form<sys_time<duration<std::int32_t>>>,
          form<sys_time<duration<std::int16_t>>, encoding::integer>, form<sys_time<weeks>>,
          form<sys_time<duration<std::uint64_t, std::micro>>>,
          form<sys_time<duration<std::uint8_t, std::ratio<1, 16>>>>,
          form<sys_time<duration<std::uint64_t>>, encoding::integer>, form<year_month_day>, form<decimal>, form<uuid>,
          form<interval>, form<json>, form<Count>, form<Code>, form<std::vector<std::int32_t>>,
          form<std::vector<std::optional<std::int64_t>>>, form<std::vector<bool>>, form<std::vector<std::string>>,
          form<std::vector<std::optional<bytes>>>, form<std::vector<Mood>>, form<std::vector<sys_time<milliseconds>>>,
          form<std::vector<std::optional<decimal>>>, form<std::vector<uuid>>, form<std::vector<Code>>,
          form<std::vector<double>>>;

} // namespace postgres_wire_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace postgres_wire_fuzz;
    input in(data, size);
    all_forms::pick(in, [&]<class Value, encoding Encoding>() {
        if (detail::view_value<Value> || in.flag()) return check_hostile<Value, Encoding>(in);
        if constexpr (!detail::view_value<Value>) check_honest<Value, Encoding>(in);
    });
    return 0;
}
