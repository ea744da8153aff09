#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <ratio>
#include <string_view>

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

constexpr std::int64_t power_of_ten(int exponent) { return exponent == 0 ? 1 : 10 * power_of_ten(exponent - 1); }

/// `YYYY-MM-DD HH:MM:SS[.fff]`, UTC, the form that SQLite's date functions write (sqlite.org/lang_datefunc.html) and that
/// sorts as text; a time of whole days is `YYYY-MM-DD`. Empty if the year is outside of 0 to 9999.
template <class Duration>
constexpr std::string_view format_time(std::chrono::sys_time<Duration> time, time_buffer& buffer) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    if (day < sys_days{year{0} / 1 / 1} || day > sys_days{year{9999} / 12 / 31}) return {};
    const auto date = format_date(year_month_day{day}, buffer);
    if constexpr (std::ratio_greater_equal_v<typename Duration::period, days::period>) return date;
    char* out = buffer.data + date.size();
    // Not `time - day`: the day's beginning may be before the first time that Duration has.
    auto rest = time.time_since_epoch() % days{1};
    if (rest < rest.zero()) rest += days{1};
    const auto second = static_cast<std::uint64_t>(floor<seconds>(rest).count());
    *out++ = ' ';
    out = write_digits(out, second / 3600, 2);
    *out++ = ':';
    out = write_digits(out, second / 60 % 60, 2);
    *out++ = ':';
    out = write_digits(out, second % 60, 2);
    if constexpr (fraction_digits<Duration> != 0) {
        const auto nano = duration_cast<nanoseconds>(rest - floor<seconds>(rest)).count();
        *out++ = '.';
        out = write_digits(out, static_cast<std::uint64_t>(nano / power_of_ten(9 - fraction_digits<Duration>)),
                           fraction_digits<Duration>);
    }
    return {buffer.data, static_cast<std::size_t>(out - buffer.data)};
}

/// The time that is so long after the beginning of a day; none if Duration does not reach it exactly.
template <class Duration>
constexpr std::optional<std::chrono::sys_time<Duration>> at_day(std::chrono::sys_days day, Duration in_day) {
    using namespace std::chrono;
    using limits = std::numeric_limits<typename Duration::rep>;
    if constexpr (std::ratio_divide<days::period, typename Duration::period>::den == 1) {
        constexpr std::int64_t per_day = std::ratio_divide<days::period, typename Duration::period>::num;
        // A time before the epoch is counted from the end of its day, so that no step goes beyond the result.
        const bool is_before = day.time_since_epoch().count() < 0;
        const std::int64_t whole = day.time_since_epoch().count() + (is_before ? 1 : 0);
        const std::int64_t ticks = in_day.count() - (is_before ? per_day : 0);
        constexpr std::int64_t most = limits::max(), least = limits::min();
        if (whole > most / per_day || whole < least / per_day) return std::nullopt;
        if (is_before ? whole * per_day < least - ticks : whole * per_day > most - ticks) return std::nullopt;
        return sys_time<Duration>{Duration{static_cast<typename Duration::rep>(whole * per_day + ticks)}};
    } else {
        const auto whole = duration_cast<Duration>(day.time_since_epoch());
        if (in_day != in_day.zero() || whole != day.time_since_epoch()) return std::nullopt;
        return sys_time<Duration>{whole};
    }
}

/// Reads what `format_time` writes, also with `T` for the space and with a final `Z`. Nothing is rounded: a text that
/// `Duration` cannot hold exactly is no time.
template <class Duration>
constexpr std::optional<std::chrono::sys_time<Duration>> parse_time(std::string_view text) {
    using namespace std::chrono;
    const auto date = parse_date(text.substr(0, 10));
    if (!date) return std::nullopt;
    nanoseconds rest{0};
    if (text.size() > 10) {
        if (text.back() == 'Z') text.remove_suffix(1);
        if (text.size() < 16) return std::nullopt;
        const auto hour = read_digits(text, 11, 2), minute = read_digits(text, 14, 2);
        const bool has_second = text.size() > 16;
        const auto second = has_second ? read_digits(text, 17, 2) : 0;
        if ((text[10] != ' ' && text[10] != 'T') || hour < 0 || minute < 0 || second < 0 || hour > 23 || minute > 59 ||
            second > 59 || text[13] != ':' || (has_second && text[16] != ':'))
            return std::nullopt;
        rest = hours{hour} + minutes{minute} + seconds{second};
        if (text.size() > 19) {
            const std::size_t digits = text.size() - 20;
            if (text[19] != '.' || digits == 0 || digits > 9) return std::nullopt;
            const auto fraction = read_digits(text, 20, digits);
            if (fraction < 0) return std::nullopt;
            rest += nanoseconds{fraction * power_of_ten(9 - static_cast<int>(digits))};
        }
    }
    const auto in_day = duration_cast<Duration>(rest);
    if (duration_cast<nanoseconds>(in_day) != rest) return std::nullopt;
    return at_day(sys_days{*date}, in_day);
}

} // namespace rowan::detail
