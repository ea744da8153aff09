#pragma once

#include "rowan/schema/error.hpp"
#include "rowan/schema/value.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

/// A span of calendar and of clock time, as PostgreSQL's `interval` has it: a month is not a number of days, and a day is not
/// 24 hours where clocks change. SQLite keeps it as a text of ISO 8601, `P1Y2M3DT4H5M6.789S`.
/// Two intervals are equal in C++ and in SQLite if all three numbers are; PostgreSQL takes 30 days for a month and 24 hours for
/// a day when it compares.
struct interval {
    std::int32_t months = 0;
    std::int32_t days = 0;
    std::int64_t microseconds = 0;

    friend constexpr bool operator==(const interval&, const interval&) = default;

    /// The sum of durations, exactly: `interval::of(std::chrono::years(1), std::chrono::days(3), 4h)`. Years and months are
    /// months, weeks and days are days, hours and what is less are microseconds; there is no way to give nanoseconds.
    /// Throws `type_mismatch` for what does not fit.
    template <class... Durations>
    [[nodiscard]] static constexpr interval of(Durations... durations);
};

namespace detail {

/// A sum of products of which each may be beyond 64 bits. It is kept modulo 2^64, and as a real number, which is near enough to tell
/// whether that is all of it.
class long_sum {
public:
    constexpr void add(std::int64_t count, std::int64_t factor) {
        rest_ += static_cast<std::uint64_t>(count) * static_cast<std::uint64_t>(factor);
        nearly_ += static_cast<double>(count) * static_cast<double>(factor);
    }
    /// False if it does not fit.
    template <class Integer>
    [[nodiscard]] constexpr bool into(Integer& target) const {
        const auto sum = static_cast<std::int64_t>(rest_);
        const double difference = static_cast<double>(sum) - nearly_;
        constexpr double half = 9e18;
        if (difference > half || difference < -half || !std::in_range<Integer>(sum)) return false;
        target = static_cast<Integer>(sum);
        return true;
    }

private:
    std::uint64_t rest_ = 0;
    double nearly_ = 0;
};
struct interval_sum {
    long_sum months, days, microseconds;

    [[nodiscard]] constexpr std::optional<interval> result() const {
        interval value;
        const bool fits = months.into(value.months) && days.into(value.days) && microseconds.into(value.microseconds);
        return fits ? std::optional(value) : std::nullopt;
    }
};

/// False if the count of the duration does not fit.
template <class Duration>
constexpr bool add_duration(interval_sum& sum, Duration duration) {
    using std::chrono::days, std::chrono::months;
    using period = typename Duration::period;
    static_assert(std::is_integral_v<typename Duration::rep>, "an interval is made of whole durations");
    const auto add_of = [&]<class Unit>(long_sum& part, std::type_identity<Unit>) {
        using factor = std::ratio_divide<period, Unit>;
        static_assert(factor::den == 1, "an interval is made of durations of whole microseconds, days or months");
        part.add(static_cast<std::int64_t>(duration.count()), factor::num);
    };
    if constexpr (std::ratio_divide<period, months::period>::den == 1)
        add_of(sum.months, std::type_identity<months::period>{});
    else if constexpr (std::ratio_divide<period, days::period>::den == 1)
        add_of(sum.days, std::type_identity<days::period>{});
    else add_of(sum.microseconds, std::type_identity<std::micro>{});
    return std::in_range<std::int64_t>(duration.count());
}

/// Room for the longest text.
struct interval_buffer {
    char data[80];
};

/// Writes what is read as the same interval; nothing is written that is zero.
class interval_writer {
public:
    constexpr explicit interval_writer(interval_buffer& buffer) : begin_(buffer.data), out_(buffer.data) {}

    constexpr void put(char c) { *out_++ = c; }
    constexpr void part(std::int64_t count, char unit) {
        if (count == 0) return;
        number(count);
        put(unit);
    }
    constexpr void number(std::int64_t count) {
        if (count < 0) put('-');
        char digits[20]{};
        int size = 0;
        std::uint64_t rest = count < 0 ? ~static_cast<std::uint64_t>(count) + 1 : static_cast<std::uint64_t>(count);
        do digits[size++] = static_cast<char>('0' + rest % 10);
        while ((rest /= 10) != 0);
        while (size > 0) put(digits[--size]);
    }
    constexpr void seconds(std::int64_t microseconds) {
        const std::int64_t whole = microseconds / 1'000'000;
        std::int64_t fraction = microseconds % 1'000'000;
        if (microseconds == 0) return;
        if (microseconds < 0 && whole == 0) put('-');
        number(whole);
        if (fraction < 0) fraction = -fraction;
        if (fraction != 0) put('.');
        for (std::int64_t unit = 100'000; fraction != 0; fraction %= unit, unit /= 10)
            put(static_cast<char>('0' + fraction / unit));
        put('S');
    }
    [[nodiscard]] constexpr std::string_view text() const { return {begin_, static_cast<std::size_t>(out_ - begin_)}; }

private:
    char* begin_;
    char* out_;
};

/// The text of ISO 8601 with a sign for each number, as PostgreSQL writes and reads it
/// (postgresql.org/docs/15/datatype-datetime.html, iso_8601).
constexpr std::string_view format_interval(const interval& value, interval_buffer& buffer) {
    interval_writer out(buffer);
    out.put('P');
    out.part(value.months / 12, 'Y');
    out.part(value.months % 12, 'M');
    out.part(value.days, 'D');
    if (value.microseconds != 0) out.put('T');
    constexpr std::int64_t minute = 60'000'000, hour = 60 * minute;
    out.part(value.microseconds / hour, 'H');
    out.part(value.microseconds % hour / minute, 'M');
    out.seconds(value.microseconds % minute);
    return value == interval{} ? "PT0S" : out.text();
}

/// Reads the text of ISO 8601: numbers with or without sign, of which that of the seconds may have up to six digits of a
/// fraction, with their units in order.
constexpr std::optional<interval> parse_interval(std::string_view text) {
    if (!text.starts_with('P') || text.size() < 3 || text.ends_with('T')) return std::nullopt;
    text.remove_prefix(1);
    interval_sum sum;
    std::string_view units = "YMWDT";
    while (!text.empty()) {
        if (text[0] == 'T' && units.ends_with('T')) {
            units = "HMS";
            text.remove_prefix(1);
            continue;
        }
        const bool is_clock = !units.ends_with('T');
        const bool is_negative = text[0] == '-';
        if (is_negative || text[0] == '+') text.remove_prefix(1);
        std::int64_t count = 0, fraction = 0;
        std::size_t digits = 0;
        for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
            const int digit = text[digits] - '0';
            if (__builtin_mul_overflow(count, 10, &count) ||
                __builtin_add_overflow(count, is_negative ? -digit : digit, &count))
                return std::nullopt;
        }
        if (digits == 0) return std::nullopt;
        text.remove_prefix(digits);
        const bool has_fraction = text.starts_with('.');
        if (has_fraction) {
            std::size_t size = 1;
            for (std::int64_t unit = 100'000; size < text.size() && text[size] >= '0' && text[size] <= '9'; ++size) {
                fraction += (is_negative ? -1 : 1) * (text[size] - '0') * unit;
                if (unit == 0) return std::nullopt;
                unit /= 10;
            }
            if (size == 1) return std::nullopt;
            text.remove_prefix(size);
        }
        const std::size_t unit = text.empty() ? std::string_view::npos : units.find(text[0]);
        if (unit == std::string_view::npos || text[0] == 'T' || (has_fraction && text[0] != 'S')) return std::nullopt;
        units.remove_prefix(unit + 1);
        constexpr std::int64_t minute = 60'000'000;
        switch (text[0]) {
        case 'Y':
            sum.months.add(count, 12);
            break;
        case 'W':
            sum.days.add(count, 7);
            break;
        case 'D':
            sum.days.add(count, 1);
            break;
        case 'H':
            sum.microseconds.add(count, 60 * minute);
            break;
        case 'S':
            sum.microseconds.add(count, 1'000'000);
            sum.microseconds.add(fraction, 1);
            break;
        default:
            if (is_clock) sum.microseconds.add(count, minute);
            else sum.months.add(count, 1);
        }
        text.remove_prefix(1);
    }
    return sum.result();
}

} // namespace detail

template <class... Durations>
constexpr interval interval::of(Durations... durations) {
    detail::interval_sum sum;
    const bool fits = (detail::add_duration(sum, durations) && ...);
    const auto value = sum.result();
    if (!fits || !value) throw type_mismatch("an interval cannot be so long");
    return *value;
}

/// The interval that a text of ISO 8601 says, `P1Y2M3DT4H5M6.789S`; throws `type_mismatch` for any other text.
[[nodiscard]] constexpr interval interval_of(std::string_view text) {
    const auto value = detail::parse_interval(text);
    if (!value) throw type_mismatch("a text is no interval");
    return *value;
}
[[nodiscard]] inline std::string text_of(const interval& value) {
    detail::interval_buffer buffer;
    return std::string(detail::format_interval(value, buffer));
}

template <>
struct value_traits<interval> {
    static constexpr value_kind kind = value_kind::interval;
    static constexpr const char* wanted = "an interval (P1Y2M3DT4H5M6S)";
    using stored = std::string;
    static std::string to_stored(const interval& value) { return text_of(value); }
    static interval from_stored(std::string_view text) { return interval_of(text); }
    static std::optional<interval> parse(std::string_view text) { return detail::parse_interval(text); }
    template <bool IsNative, class Sink>
    static constexpr void write_literal(Sink& sink, const interval& value) {
        detail::interval_buffer buffer{};
        sink.put('\'');
        sink.write(detail::format_interval(value, buffer));
        sink.put('\'');
    }
};

} // namespace rowan
