#pragma once

#include "fuzz/fuzz.hpp"
#include "fuzz/reference.hpp"

#include "rowan/values.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// Values of every type that a field can have.
namespace fuzz {

using namespace rowan;

enum class Mood : std::int16_t { calm, merry, sad = -3 };
/// Stored as an integer, and as a text.
struct Count {
    std::int64_t number = 0;
    friend bool operator==(const Count&, const Count&) = default;
};
struct Code {
    std::string text;
    friend bool operator==(const Code&, const Code&) = default;
};

} // namespace fuzz

template <>
struct rowan::value_traits<fuzz::Count> {
    using stored = std::int64_t;
    static std::int64_t to_stored(fuzz::Count value) { return value.number; }
    static fuzz::Count from_stored(std::int64_t number) { return {number}; }
};
template <>
struct rowan::value_traits<fuzz::Code> {
    using stored = std::string_view;
    static std::string_view to_stored(const fuzz::Code& value) { return value.text; }
    static fuzz::Code from_stored(std::string_view text) { return {std::string(text)}; }
};

namespace fuzz {

template <class Duration>
constexpr reference::wide nanoseconds_of_tick =
    reference::wide(std::ratio_divide<typename Duration::period, std::nano>::num);
/// How many digits the text of a time has behind the second.
template <class Duration>
constexpr int digits_of_time = nanoseconds_of_tick<Duration> % 1'000'000'000 == 0 ? 0
                               : nanoseconds_of_tick<Duration> % 1'000'000 == 0   ? 3
                               : nanoseconds_of_tick<Duration> % 1'000 == 0       ? 6
                                                                                  : 9;
template <class Duration>
constexpr bool is_day = nanoseconds_of_tick<Duration> >= reference::nanoseconds_of_day;

// Where times end, in nanoseconds: those of PostgreSQL, 4714-11-24 BC to 294276-12-31
// (postgresql.org/docs/15/datatype-datetime.html), and those of the years 0 to 9999.
constexpr reference::wide second = 1'000'000'000;
constexpr reference::wide first_time = -210'866'803'200 * second, end_of_times = 9'224'318'016'000 * second,
                          first_text = -62'167'219'200 * second, end_of_texts = 253'402'300'800 * second;

template <class Value>
Value make(input& in) {
    if constexpr (detail::is_optional<Value>)
        return in.flag() ? Value(make<detail::without_optional<Value>>(in)) : Value();
    else if constexpr (detail::is_vector<Value>) {
        Value list;
        for (std::size_t count = in.below(6); count > 0; --count) list.push_back(make<typename Value::value_type>(in));
        return list;
    } else if constexpr (std::is_same_v<Value, bool>) return in.flag();
    else if constexpr (std::is_integral_v<Value>) return in.integer<Value>();
    else if constexpr (std::is_same_v<Value, float>) return static_cast<float>(in.take<float>());
    else if constexpr (std::is_same_v<Value, double>) return in.below(9) == 0 ? in.take<double>() : in.real();
    else if constexpr (std::is_same_v<Value, std::string>) return in.text();
    else if constexpr (std::is_same_v<Value, Code>) return {in.text()};
    else if constexpr (std::is_same_v<Value, Count>) return {in.integer<std::int64_t>()};
    else if constexpr (std::is_same_v<Value, json>) return {in.text()};
    else if constexpr (std::is_same_v<Value, bytes>) {
        const std::string text = in.text();
        const auto* data = reinterpret_cast<const std::byte*>(text.data());
        return bytes(data, data + text.size());
    } else if constexpr (std::is_same_v<Value, Mood>)
        return static_cast<Mood>(in.flag() ? in.below(2) : in.take<std::uint16_t>());
    else if constexpr (detail::is_time<Value>) {
        using Duration = typename Value::duration;
        using rep = typename Duration::rep;
        constexpr reference::wide ends[] = {first_time, end_of_times, first_text, end_of_texts};
        const auto near = ends[in.below(4)] / nanoseconds_of_tick<Duration> + in.take<std::int8_t>();
        if (in.flag() && near >= std::numeric_limits<rep>::min() && near <= std::numeric_limits<rep>::max())
            return Value(Duration(static_cast<rep>(near)));
        return Value(Duration(in.integer<typename Duration::rep>()));
    } else if constexpr (std::is_same_v<Value, std::chrono::year_month_day>)
        return {std::chrono::year(in.take<std::int16_t>()), std::chrono::month(1 + in.byte() % 13U),
                std::chrono::day(1 + in.byte() % 32U)};
    else if constexpr (std::is_same_v<Value, uuid>) {
        uuid value{};
        for (auto& each : value) each = in.byte();
        return value;
    } else if constexpr (std::is_same_v<Value, interval>)
        return {in.integer<std::int32_t>(), in.integer<std::int32_t>(), in.integer<std::int64_t>()};
    else {
        static_assert(std::is_same_v<Value, decimal>);
        std::string digits = std::to_string(in.integer<std::int64_t>());
        for (std::size_t count = in.below(12); count > 0; --count) digits += in.one_of(std::string_view("0000199"));
        const int exponent = in.below(16) == 0 ? in.take<std::int16_t>() % 16000 : in.take<std::int8_t>() / 4;
        return decimal::parse(digits + "e" + std::to_string(exponent)).value_or(decimal(7));
    }
}

template <class Value>
bool is_same(const Value& left, const Value& right) {
    if constexpr (std::is_floating_point_v<Value>)
        return std::isnan(left) ? std::isnan(right)
                                : is_same_real(static_cast<double>(left), static_cast<double>(right));
    else if constexpr (detail::is_optional<Value>) return left ? right && is_same(*left, *right) : !right;
    else if constexpr (detail::is_vector<Value>) {
        if (left.size() != right.size()) return false;
        for (std::size_t i = 0; i < left.size(); ++i)
            if (!is_same<typename Value::value_type>(left[i], right[i])) return false;
        return true;
    } else if constexpr (std::is_same_v<Value, bytes_view>) return std::ranges::equal(left, right);
    else return left == right;
}

/// A type of values in an encoding; and the one of several that the input takes, with which `check<Value, Encoding>()` is called.
template <class Value, encoding Encoding = encoding::standard>
struct form {};
template <class... Forms>
struct forms {
    template <class Check>
    static void pick(input& in, const Check& check) {
        const auto with = [&]<class Value, encoding Encoding>(form<Value, Encoding>) {
            check.template operator()<Value, Encoding>();
        };
        std::size_t each = 0;
        const std::size_t kind = in.below(sizeof...(Forms));
        ((each++ == kind ? with(Forms{}) : void()), ...);
    }
};

} // namespace fuzz
