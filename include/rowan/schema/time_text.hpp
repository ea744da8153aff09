#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ratio>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// Room for the longest text: `YYYY-MM-DD HH:MM:SS.fffffffff`.
struct time_buffer {
    char data[32];
};

constexpr char* write_digits(char* out, std::uint64_t value, int width) {
    for (int i = width - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
    return out + width;
}

/// Reads exactly `width` digits; a negative number if there is anything else.
constexpr std::int64_t read_digits(std::string_view text, std::size_t first, std::size_t width) {
    if (first + width > text.size()) return -1;
    std::int64_t value = 0;
    for (std::size_t i = first; i < first + width; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/// `YYYY-MM-DD` (ISO 8601); empty if the date is not a date or the year is outside of 0 to 9999.
constexpr std::string_view format_date(std::chrono::year_month_day date, time_buffer& buffer) {
    const int year = static_cast<int>(date.year());
    if (!date.ok() || year < 0 || year > 9999) return {};
    char* out = write_digits(buffer.data, static_cast<std::uint64_t>(year), 4);
    *out++ = '-';
    out = write_digits(out, static_cast<unsigned>(date.month()), 2);
    *out++ = '-';
    out = write_digits(out, static_cast<unsigned>(date.day()), 2);
    return {buffer.data, static_cast<std::size_t>(out - buffer.data)};
}

constexpr std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
    const auto year = read_digits(text, 0, 4), month = read_digits(text, 5, 2), day = read_digits(text, 8, 2);
    if (text.size() != 10 || year < 0 || month < 0 || day < 0 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    return date.ok() ? std::optional{date} : std::nullopt;
}

/// The number of digits after the second that a duration needs: 0, 3, 6 or 9.
template <class Duration>
inline constexpr int fraction_digits = [] {
    using period = typename Duration::period;
    if constexpr (period::den == 1) return 0;
    else if constexpr (1000 % period::den == 0) return 3;
    else if constexpr (1000000 % period::den == 0) return 6;
    else return 9;
}();

constexpr std::uint64_t power_of_ten(int exponent) { return exponent == 0 ? 1 : 10 * power_of_ten(exponent - 1); }

inline constexpr std::int64_t nanoseconds_of_day = 86'400'000'000'000;
/// How many ticks a day has: a whole number, or one divided by the number of days that a tick is.
template <class Duration>
using ticks_of_day = std::ratio_divide<std::chrono::days::period, typename Duration::period>;
/// A number of ticks with 64 bits, so that no step of a calculation is cut to fewer.
template <class Duration>
using wide_ticks = std::conditional_t<std::is_signed_v<typename Duration::rep>, std::int64_t, std::uint64_t>;

/// A day since the epoch, and how long after its beginning something is.
struct time_of_day {
    std::int64_t day;
    std::int64_t nanoseconds;
};

/// None if the number of the day is beyond 64 bits.
template <class Duration>
constexpr std::optional<time_of_day> in_days(std::chrono::sys_time<Duration> time) {
    constexpr std::int64_t per_day = ticks_of_day<Duration>::num, days_each = ticks_of_day<Duration>::den;
    auto day = static_cast<wide_ticks<Duration>>(time.time_since_epoch().count());
    std::int64_t rest = 0;
    if constexpr (days_each == 1) {
        rest = static_cast<std::int64_t>(day % static_cast<wide_ticks<Duration>>(per_day));
        day /= static_cast<wide_ticks<Duration>>(per_day);
        if (rest < 0) {
            rest += per_day;
            --day;
        }
    } else if (__builtin_mul_overflow(day, days_each, &day)) return std::nullopt;
    if (!std::in_range<std::int64_t>(day)) return std::nullopt;
    return time_of_day{static_cast<std::int64_t>(day), rest * (nanoseconds_of_day / per_day)};
}

/// The time that is so many nanoseconds, less than a day, after the beginning of a day; none if Duration does not have it.
template <class Duration>
constexpr std::optional<std::chrono::sys_time<Duration>> at_day(time_of_day time) {
    using rep = typename Duration::rep;
    constexpr std::int64_t per_day = ticks_of_day<Duration>::num, days_each = ticks_of_day<Duration>::den;
    wide_ticks<Duration> ticks = 0;
    if constexpr (days_each == 1) {
        constexpr std::int64_t unit = nanoseconds_of_day / per_day;
        // A time before the epoch is counted back from the end of its day, so that no step goes beyond the result.
        const bool is_before = time.day < 0;
        const std::int64_t rest = time.nanoseconds / unit - (is_before ? per_day : 0);
        if (time.nanoseconds % unit != 0 || __builtin_mul_overflow(time.day + (is_before ? 1 : 0), per_day, &ticks) ||
            __builtin_add_overflow(ticks, rest, &ticks))
            return std::nullopt;
    } else if (time.nanoseconds != 0 || time.day % days_each != 0 ||
               __builtin_add_overflow(ticks, time.day / days_each, &ticks))
        return std::nullopt;
    if (!std::in_range<rep>(ticks)) return std::nullopt;
    return std::chrono::sys_time<Duration>(Duration(static_cast<rep>(ticks)));
}

template <class Duration>
constexpr bool has_part_of_microsecond(std::chrono::sys_time<Duration> time) {
    using per_microsecond = std::ratio_divide<std::micro, typename Duration::period>;
    // Of another number of ticks only a multiple is a whole number of microseconds.
    constexpr auto ticks = static_cast<wide_ticks<Duration>>(per_microsecond::num);
    if constexpr (per_microsecond::num == 1) return false;
    else return static_cast<wide_ticks<Duration>>(time.time_since_epoch().count()) % ticks != 0;
}

/// How many characters a time has as text.
template <class Duration>
inline constexpr std::size_t time_size = [] {
    constexpr std::size_t fraction = static_cast<std::size_t>(fraction_digits<Duration>);
    if (std::ratio_greater_equal_v<typename Duration::period, std::chrono::days::period>) return std::size_t{10};
    return 19 + (fraction == 0 ? 0 : 1 + fraction);
}();

/// `YYYY-MM-DD HH:MM:SS[.fff]`, UTC, the form that SQLite's date functions write (sqlite.org/lang_datefunc.html) and that
/// sorts as text; a time of whole days is `YYYY-MM-DD`. Empty if the year is outside of 0 to 9999.
template <class Duration>
constexpr std::string_view format_time(std::chrono::sys_time<Duration> time, time_buffer& buffer) {
    using std::chrono::days, std::chrono::sys_days, std::chrono::year, std::chrono::year_month_day;
    constexpr std::int64_t first = sys_days(year{0} / 1 / 1).time_since_epoch().count(),
                           last = sys_days(year{9999} / 12 / 31).time_since_epoch().count();
    const auto found = in_days(time);
    if (!found || found->day < first || found->day > last) return {};
    const auto date = format_date(year_month_day(sys_days(days(static_cast<days::rep>(found->day)))), buffer);
    if constexpr (time_size<Duration> > 10) {
        const auto second = static_cast<std::uint64_t>(found->nanoseconds) / 1'000'000'000;
        char* out = buffer.data + date.size();
        *out++ = ' ';
        out = write_digits(out, second / 3600, 2);
        *out++ = ':';
        out = write_digits(out, second / 60 % 60, 2);
        *out++ = ':';
        out = write_digits(out, second % 60, 2);
        if constexpr (fraction_digits<Duration> != 0) {
            const auto fraction = static_cast<std::uint64_t>(found->nanoseconds % 1'000'000'000);
            *out++ = '.';
            write_digits(out, fraction / power_of_ten(9 - fraction_digits<Duration>), fraction_digits<Duration>);
        }
    }
    return {buffer.data, time_size<Duration>};
}

/// Reads what `format_time` writes, and nothing else: a time in another form would not be found by its value, since SQL compares the
/// texts. Nothing is rounded: a text that `Duration` cannot hold exactly is no time.
template <class Duration>
constexpr std::optional<std::chrono::sys_time<Duration>> parse_time(std::string_view text) {
    if (text.size() != time_size<Duration>) return std::nullopt;
    const auto date = parse_date(text.substr(0, 10));
    if (!date) return std::nullopt;
    std::int64_t nanoseconds = 0;
    if constexpr (time_size<Duration> > 10) {
        const auto hour = read_digits(text, 11, 2), minute = read_digits(text, 14, 2),
                   second = read_digits(text, 17, 2);
        if (text[10] != ' ' || text[13] != ':' || text[16] != ':' || hour < 0 || hour > 23 || minute < 0 ||
            minute > 59 || second < 0 || second > 59)
            return std::nullopt;
        nanoseconds = ((hour * 60 + minute) * 60 + second) * 1'000'000'000;
        if constexpr (fraction_digits<Duration> != 0) {
            const auto fraction = read_digits(text, 20, static_cast<std::size_t>(fraction_digits<Duration>));
            if (text[19] != '.' || fraction < 0) return std::nullopt;
            nanoseconds += fraction * static_cast<std::int64_t>(power_of_ten(9 - fraction_digits<Duration>));
        }
    }
    return at_day<Duration>({std::chrono::sys_days(*date).time_since_epoch().count(), nanoseconds});
}

/// What is wanted in the place of a text that is no time of this duration.
template <class Duration>
inline constexpr const char* wanted_time = [] {
    switch (fraction_digits<Duration>) {
    case 3:
        return "a time (YYYY-MM-DD HH:MM:SS.fff) that the field holds exactly";
    case 6:
        return "a time (YYYY-MM-DD HH:MM:SS.ffffff) that the field holds exactly";
    case 9:
        return "a time (YYYY-MM-DD HH:MM:SS.fffffffff) that the field holds exactly";
    default:
        return time_size<Duration> == 10 ? "a day (YYYY-MM-DD) that the field holds exactly"
                                         : "a time (YYYY-MM-DD HH:MM:SS) that the field holds exactly";
    }
}();

} // namespace rowan::detail
