#pragma once

#include "rowan/schema/error.hpp"
#include "rowan/schema/value.hpp"

#include <charconv>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace rowan {

namespace detail {

// What PostgreSQL's numeric has room for (postgresql.org/docs/15/datatype-numeric.html).
inline constexpr std::size_t decimal_whole_digits = 131072, decimal_fraction_digits = 16383;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::string_view take_digits(std::string_view& text) {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    const std::string_view digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
}

/// Whether a text is the one that a decimal number has.
constexpr bool is_decimal_text(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    const std::string_view whole = take_digits(text);
    if (whole.empty() || (whole.size() > 1 && whole[0] == '0') || whole.size() > decimal_whole_digits) return false;
    if (text.empty()) return !is_negative || whole != "0";
    if (text[0] != '.') return false;
    text.remove_prefix(1);
    const std::string_view fraction = take_digits(text);
    return text.empty() && !fraction.empty() && fraction.back() != '0' && fraction.size() <= decimal_fraction_digits;
}

} // namespace detail

/// An exact number of up to 131072 digits before the point and 16383 after it: `numeric` in PostgreSQL, a text in SQLite. It is
/// kept as the shortest text, without zeros at the ends, so that equal numbers are equal texts: 1.50 is 1.5.
/// What is not a number (NaN) and what is not finite are no decimals. There is no arithmetic.
class decimal {
public:
    decimal() = default;
    template <detail::integer_value Integer>
    decimal(Integer number) : text_(std::to_string(number)) {}
    /// Digits with or without sign, point and exponent: `-1.5`, `.5`, `1e3`. Throws `type_mismatch` for any other text.
    explicit decimal(std::string_view text) {
        auto number = parse(text);
        if (!number) throw type_mismatch("a text is no decimal number");
        text_ = std::move(number->text_);
    }
    /// As the constructor; none where that throws.
    [[nodiscard]] static std::optional<decimal> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    friend bool operator==(const decimal&, const decimal&) = default;
    friend std::strong_ordering operator<=>(const decimal& left, const decimal& right) {
        const bool is_negative = left.text_[0] == '-';
        if (is_negative != (right.text_[0] == '-'))
            return is_negative ? std::strong_ordering::less : std::strong_ordering::greater;
        const auto order = compare_sizes(left.text_, right.text_);
        return is_negative ? 0 <=> order : order;
    }

private:
    // Of two texts with the same sign.
    static std::strong_ordering compare_sizes(std::string_view left, std::string_view right) {
        const auto whole = [](std::string_view text) { return text.substr(0, text.find('.')); };
        if (whole(left).size() != whole(right).size()) return whole(left).size() <=> whole(right).size();
        return left <=> right;
    }

    std::string text_ = "0";
};

inline std::optional<decimal> decimal::parse(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+')) text.remove_prefix(1);
    std::string digits(detail::take_digits(text));
    auto point = static_cast<long long>(digits.size());
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        digits += detail::take_digits(text);
    }
    if (digits.empty()) return std::nullopt;
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
        int exponent = 0;
        const auto [end, result] = std::from_chars(text.data(), text.data() + text.size(), exponent);
        if (result != std::errc()) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        point += exponent;
    }
    if (!text.empty()) return std::nullopt;

    const std::size_t first = digits.find_first_not_of('0');
    if (first == std::string::npos) return decimal();
    digits.erase(digits.find_last_not_of('0') + 1);
    digits.erase(0, first);
    point -= static_cast<long long>(first);
    const auto count = static_cast<long long>(digits.size());
    if (point > static_cast<long long>(detail::decimal_whole_digits) ||
        count - point > static_cast<long long>(detail::decimal_fraction_digits))
        return std::nullopt;
    if (point <= 0) digits.insert(0, static_cast<std::size_t>(1 - point), '0');
    else if (point > count) digits.append(static_cast<std::size_t>(point - count), '0');
    if (point < count) digits.insert(static_cast<std::size_t>(point <= 0 ? 1 : point), 1, '.');

    decimal number;
    number.text_ = is_negative ? "-" + digits : std::move(digits);
    return number;
}

template <>
struct value_traits<decimal> {
    static constexpr value_kind kind = value_kind::decimal;
    static constexpr const char* wanted = "a decimal number";
    using stored = std::string_view;
    static std::string_view to_stored(const decimal& number) { return number.text(); }
    static decimal from_stored(std::string_view text) { return decimal(text); }
    static std::optional<decimal> parse(std::string_view text) { return decimal::parse(text); }
    static constexpr bool is_default(std::string_view text) { return detail::is_decimal_text(text); }
};

} // namespace rowan

template <>
struct std::hash<rowan::decimal> {
    std::size_t operator()(const rowan::decimal& number) const noexcept {
        return std::hash<std::string>()(number.text());
    }
};
