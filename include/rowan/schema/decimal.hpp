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

/// Whether a text is the shortest one of a decimal number.
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

/// A text of digits without the zeros at the end of its fraction.
constexpr std::string_view without_scale(std::string_view text) {
    if (text.find('.') == std::string_view::npos) return text;
    text = text.substr(0, text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.remove_suffix(1);
    return text;
}

} // namespace detail

/// An exact number of up to 131072 digits before the point and 16383 after it: `numeric` in PostgreSQL, a text in SQLite. It keeps
/// the digits that it was given after the point, its scale; numbers are equal whatever their scales are: 1.50 is 1.5.
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

    /// The number with its scale, as PostgreSQL writes it: `1.50`.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    /// The shortest text of the number, which equal numbers have alike: `1.5`. SQLite keeps it.
    [[nodiscard]] std::string_view shortest() const noexcept { return detail::without_scale(text_); }

    friend bool operator==(const decimal& left, const decimal& right) { return left.shortest() == right.shortest(); }
    friend std::weak_ordering operator<=>(const decimal& left, const decimal& right) {
        const bool is_negative = left.text_[0] == '-';
        if (is_negative != (right.text_[0] == '-'))
            return is_negative ? std::weak_ordering::less : std::weak_ordering::greater;
        const auto order = compare_sizes(left.shortest(), right.shortest());
        return is_negative ? 0 <=> order : order;
    }

private:
    // Of two texts with the same sign.
    static std::weak_ordering compare_sizes(std::string_view left, std::string_view right) {
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
    auto whole = static_cast<long long>(digits.size());
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        digits += detail::take_digits(text);
    }
    if (digits.empty()) return std::nullopt;
    const std::size_t first = digits.find_first_not_of('0');
    const bool is_zero = first == std::string::npos;
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
        int exponent = 0;
        const auto [end, result] = std::from_chars(text.data(), text.data() + text.size(), exponent);
        // Zero is zero, whatever its exponent is.
        if (result == std::errc::invalid_argument || (result != std::errc() && !is_zero)) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        whole += exponent;
    }
    if (!text.empty()) return std::nullopt;

    constexpr auto most_whole = static_cast<long long>(detail::decimal_whole_digits),
                   most_fraction = static_cast<long long>(detail::decimal_fraction_digits);
    const auto fraction = [&] { return static_cast<long long>(digits.size()) - whole; };
    if (is_zero) {
        const auto scale = fraction() < most_fraction ? fraction() : most_fraction;
        digits.assign(static_cast<std::size_t>(scale > 0 ? scale + 1 : 1), '0');
        whole = 1;
    } else {
        digits.erase(0, first);
        whole -= static_cast<long long>(first);
        // Of a scale that there is no room for, only zeros are left out.
        while (fraction() > most_fraction && digits.back() == '0') digits.pop_back();
        if (whole > most_whole || fraction() > most_fraction) return std::nullopt;
        if (fraction() < 0) digits.append(static_cast<std::size_t>(-fraction()), '0');
        if (whole <= 0) digits.insert(0, static_cast<std::size_t>(1 - whole), '0');
    }
    if (whole < 1) whole = 1;
    if (fraction() > 0) digits.insert(static_cast<std::size_t>(whole), 1, '.');

    decimal number;
    number.text_ = is_negative && !is_zero ? "-" + digits : std::move(digits);
    return number;
}

template <>
struct value_traits<decimal> {
    static constexpr value_kind kind = value_kind::decimal;
    static constexpr const char* wanted = "a decimal number";
    using stored = std::string_view;
    static std::string_view to_stored(const decimal& number) { return number.shortest(); }
    static std::string_view to_native(const decimal& number) { return number.text(); }
    static std::string to_text(const decimal& number) { return number.text(); }
    static decimal from_stored(std::string_view text) { return decimal(text); }
    static std::optional<decimal> parse(std::string_view text) { return decimal::parse(text); }
    static constexpr bool is_default(std::string_view text) { return detail::is_decimal_text(text); }
};

} // namespace rowan

template <>
struct std::hash<rowan::decimal> {
    std::size_t operator()(const rowan::decimal& number) const noexcept {
        return std::hash<std::string_view>()(number.shortest());
    }
};
