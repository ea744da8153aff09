#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// The texts of values as docs/tables.md has them, read once more: plainly, slowly, in numbers that do not overflow, and with nothing
// of rowan's.
namespace reference {

__extension__ using wide = __int128;

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// A text of as many characters, in which `d` stands for a digit.
inline bool has_form(std::string_view text, std::string_view form) {
    if (text.size() != form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i)
        if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != form[i]) return false;
    return true;
}
inline std::int64_t number(std::string_view digits) {
    std::int64_t value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

// Dates of the proleptic Gregorian calendar.

inline bool is_leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
inline std::int64_t days_of(std::int64_t year, std::int64_t month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}
/// Days before the first of a year from 0 on, counted from that of the year 0.
inline std::int64_t days_before(std::int64_t year) {
    return year * 365 + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
}
struct date {
    std::int64_t year = 0, month = 1, day = 1;

    /// Days since 1970-01-01.
    [[nodiscard]] std::int64_t count() const {
        std::int64_t days = days_before(year) - days_before(1970) + day - 1;
        for (std::int64_t each = 1; each < month; ++each) days += days_of(year, each);
        return days;
    }
};
/// The date so many days after 1970-01-01; none outside of the years 0 to 9999.
inline std::optional<date> date_at(wide day) {
    if (day < -days_before(1970) || day >= days_before(10000) - days_before(1970)) return std::nullopt;
    auto left = static_cast<std::int64_t>(day) + days_before(1970);
    date found{left / 366, 1, 1};
    while (days_before(found.year + 1) <= left) ++found.year;
    left -= days_before(found.year);
    for (; left >= days_of(found.year, found.month); ++found.month) left -= days_of(found.year, found.month);
    found.day = left + 1;
    return found;
}
inline std::optional<date> read_date(std::string_view text) {
    if (!has_form(text, "dddd-dd-dd")) return std::nullopt;
    const date found{number(text.substr(0, 4)), number(text.substr(5, 2)), number(text.substr(8, 2))};
    if (found.month < 1 || found.month > 12 || found.day < 1 || found.day > days_of(found.year, found.month))
        return std::nullopt;
    return found;
}
inline std::string padded(std::int64_t value, std::size_t width) {
    const std::string digits = std::to_string(value);
    return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
}
inline std::string text_of(const date& value) {
    return padded(value.year, 4) + '-' + padded(value.month, 2) + '-' + padded(value.day, 2);
}

// Times, as nanoseconds since 1970-01-01 00:00 UTC.

constexpr std::int64_t nanoseconds_of_day = 86'400'000'000'000;

/// A time with so many digits behind the second, or a day; no other form.
inline std::optional<wide> read_time(std::string_view text, int digits, bool is_day) {
    std::string form = is_day ? "dddd-dd-dd" : "dddd-dd-dd dd:dd:dd";
    if (!is_day && digits > 0) form += '.' + std::string(static_cast<std::size_t>(digits), 'd');
    const auto day = read_date(text.substr(0, 10));
    if (!day || !has_form(text, form)) return std::nullopt;
    const wide result = wide(day->count()) * nanoseconds_of_day;
    if (is_day) return result;
    const std::int64_t hour = number(text.substr(11, 2)), minute = number(text.substr(14, 2)),
                       second = number(text.substr(17, 2));
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    std::string fraction(digits > 0 ? text.substr(20) : "");
    fraction.resize(9, '0');
    return result + wide((hour * 60 + minute) * 60 + second) * 1'000'000'000 + number(fraction);
}
/// With so many digits behind the second; the date alone if there is to be no time of day.
inline std::string text_of_time(wide nanoseconds, int digits, bool is_day) {
    wide day = nanoseconds / nanoseconds_of_day;
    if (day * nanoseconds_of_day > nanoseconds) --day;
    const auto found = date_at(day);
    if (!found) return {};
    if (is_day) return text_of(*found);
    const auto rest = static_cast<std::int64_t>(nanoseconds - day * nanoseconds_of_day);
    const std::int64_t second = rest / 1'000'000'000;
    std::string text = text_of(*found) + ' ' + padded(second / 3600, 2) + ':' + padded(second / 60 % 60, 2) + ':' +
                       padded(second % 60, 2);
    if (digits > 0) text += '.' + padded(rest % 1'000'000'000, 9).substr(0, static_cast<std::size_t>(digits));
    return text;
}

// Decimal numbers, of which the scale has an end (postgresql.org/docs/15/datatype-numeric.html).

constexpr std::int64_t most_scale = 16383;

/// 0.digits × 10^exponent; zero has no digits. There are no zeros at the ends of the digits.
struct decimal {
    bool is_negative = false;
    std::string digits;
    std::int64_t exponent = 0;
    /// How many digits are written behind the point.
    std::int64_t scale = 0;

    friend bool operator==(const decimal& left, const decimal& right) {
        return left.is_negative == right.is_negative && left.digits == right.digits && left.exponent == right.exponent;
    }
    [[nodiscard]] int sign() const { return digits.empty() ? 0 : is_negative ? -1 : 1; }
};
/// -1, 0 or 1.
inline int compare(const decimal& left, const decimal& right) {
    if (left.sign() != right.sign()) return left.sign() < right.sign() ? -1 : 1;
    int order = 0;
    if (left.exponent != right.exponent) order = left.exponent < right.exponent ? -1 : 1;
    else if (left.digits != right.digits) order = left.digits < right.digits ? -1 : 1;
    return left.sign() < 0 ? -order : order;
}
/// Any number that `[+-]?(d+(.d*)?|.d+)([eE][+-]?d+)?` says.
inline std::optional<decimal> read_decimal(std::string_view text) {
    const auto digits = [&] {
        std::size_t size = 0;
        while (size < text.size() && is_digit(text[size])) ++size;
        const std::string found(text.substr(0, size));
        text.remove_prefix(size);
        return found;
    };
    const auto take = [&](std::string_view one) {
        const bool is_there = !text.empty() && one.find(text[0]) != std::string_view::npos;
        const char c = is_there ? text[0] : '\0';
        if (is_there) text.remove_prefix(1);
        return c;
    };
    decimal result;
    result.is_negative = take("+-") == '-';
    result.digits = digits();
    result.exponent = static_cast<std::int64_t>(result.digits.size());
    if (take(".") != '\0') result.digits += digits();
    if (result.digits.empty()) return std::nullopt;
    if (take("eE") != '\0') {
        const bool is_negative = take("+-") == '-';
        std::string exponent = digits();
        if (exponent.empty()) return std::nullopt;
        exponent.erase(0, exponent.find_first_not_of('0'));
        // Beyond all numbers that there are.
        const std::int64_t value = exponent.size() > 15 ? 1'000'000'000'000'000 : number(exponent);
        result.exponent += is_negative ? -value : value;
    }
    if (!text.empty()) return std::nullopt;
    result.scale =
        std::clamp<std::int64_t>(static_cast<std::int64_t>(result.digits.size()) - result.exponent, 0, most_scale);
    const std::size_t first = result.digits.find_first_not_of('0');
    if (first == std::string::npos) return decimal{false, {}, 0, result.scale};
    result.digits.erase(result.digits.find_last_not_of('0') + 1);
    result.digits.erase(0, first);
    result.exponent -= static_cast<std::int64_t>(first);
    return result;
}
/// Whether PostgreSQL's numeric has room for it.
inline bool is_kept(const decimal& value) {
    return value.exponent <= 131072 && static_cast<std::int64_t>(value.digits.size()) - value.exponent <= most_scale;
}

// Intervals of ISO 8601, with a sign for each number.

struct interval {
    wide months = 0, days = 0, microseconds = 0;

    template <class Integer>
    static bool fits(wide value) {
        return value >= std::numeric_limits<Integer>::min() && value <= std::numeric_limits<Integer>::max();
    }
    [[nodiscard]] bool is_kept() const {
        return fits<std::int32_t>(months) && fits<std::int32_t>(days) && fits<std::int64_t>(microseconds);
    }
};
/// A part of the text, before or behind the `T`: numbers with their units, in order. False if it is none.
inline bool read_interval_part(std::string_view text, std::string_view units, std::span<const std::int64_t> sizes,
                               wide* const* sums, bool& has_long_number) {
    for (std::size_t next = 0; !text.empty();) {
        const bool is_negative = text[0] == '-';
        if (is_negative || text[0] == '+') text.remove_prefix(1);
        const std::size_t end = std::min(text.find_first_of(units), text.size());
        if (end == text.size()) return false;
        std::string digits(text.substr(0, end)), fraction;
        const std::size_t unit = units.find(text[end], next);
        text.remove_prefix(end + 1);
        if (unit == std::string_view::npos) return false;
        next = unit + 1;
        if (const std::size_t point = digits.find('.'); point != std::string::npos) {
            fraction = digits.substr(point + 1);
            digits.erase(point);
            if (units[unit] != 'S' || fraction.empty() || fraction.size() > 6) return false;
        }
        if (digits.empty() || !has_form(digits + fraction, std::string(digits.size() + fraction.size(), 'd')))
            return false;
        digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
        has_long_number |= digits.size() > 18;
        fraction.resize(6, '0');
        wide count = wide(number(digits.substr(0, 18))) * sizes[unit];
        if (units[unit] == 'S') count += number(fraction);
        *sums[unit] += is_negative ? -count : count;
    }
    return true;
}
/// None for what is no interval. A number may have more than 18 digits beside leading zeros, which is not added up then.
inline std::optional<interval> read_interval(std::string_view text, bool& has_long_number) {
    has_long_number = false;
    if (!text.starts_with('P')) return std::nullopt;
    text.remove_prefix(1);
    const std::size_t place = text.find('T');
    const std::string_view days = text.substr(0, place),
                           clock = place == std::string_view::npos ? std::string_view() : text.substr(place + 1);
    if (place == std::string_view::npos ? days.empty() : clock.empty()) return std::nullopt;
    interval result;
    wide* const day_sums[] = {&result.months, &result.months, &result.days, &result.days};
    wide* const clock_sums[] = {&result.microseconds, &result.microseconds, &result.microseconds};
    constexpr std::int64_t day_sizes[] = {12, 1, 7, 1}, clock_sizes[] = {3'600'000'000, 60'000'000, 1'000'000};
    if (!read_interval_part(days, "YMWD", day_sizes, day_sums, has_long_number) ||
        !read_interval_part(clock, "HMS", clock_sizes, clock_sums, has_long_number))
        return std::nullopt;
    return result;
}

} // namespace reference
