#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/wire.hpp"
#include "rowan/driver/real_of_text.hpp"
#include "rowan/schema/decimal.hpp"
#include "rowan/schema/value.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

// The binary format of PostgreSQL's numeric: four 16-bit integers, most significant byte first, which are the number of digits,
// the weight of the first one, the sign, and the number of decimal digits after the point; then the digits, of base 10000
// (numeric_send in postgresql.org's src/backend/utils/adt/numeric.c).
namespace rowan::detail {

inline constexpr std::uint16_t numeric_negative = 0x4000, numeric_special = 0x8000;

inline void append_numeric_part(std::string& out, std::size_t part) {
    out += static_cast<char>(part >> 8 & 0xff);
    out += static_cast<char>(part & 0xff);
}

/// Appends the binary format of a number, given as the text that a `rowan::decimal` has.
inline void append_numeric(std::string& out, std::string_view text) {
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);

    // Decimal digits in fours around the point.
    const std::size_t whole_groups = (whole.size() + 3) / 4, groups = whole_groups + (fraction.size() + 3) / 4;
    std::string digits(whole_groups * 4 - whole.size(), '0');
    digits += whole;
    digits += fraction;
    digits.resize(groups * 4, '0');
    const auto group = [&](std::size_t i) {
        std::size_t value = 0;
        for (std::size_t j = i * 4; j < i * 4 + 4; ++j) value = value * 10 + static_cast<std::size_t>(digits[j] - '0');
        return value;
    };
    std::size_t first = 0, last = groups;
    while (first < last && group(first) == 0) ++first;
    while (first < last && group(last - 1) == 0) --last;
    const bool is_zero = first == last;
    append_numeric_part(out, last - first);
    append_numeric_part(out, is_zero ? 0 : whole_groups - 1 - first);
    append_numeric_part(out, is_negative ? numeric_negative : 0);
    append_numeric_part(out, fraction.size());
    for (std::size_t i = first; i < last; ++i) append_numeric_part(out, group(i));
}

/// Whether a value in the binary format is as long as it says, and that of a number that is neither NaN nor an infinity.
inline bool is_finite_numeric(std::string_view encoded) {
    if (encoded.size() < 8) return false;
    const auto byte = [encoded](std::size_t i) { return static_cast<unsigned char>(encoded[i]); };
    const std::size_t digits = byte(0) * 256U + byte(1);
    const unsigned sign = byte(4) * 256U + byte(5);
    return encoded.size() == 8 + 2 * digits && (sign == 0 || sign == numeric_negative);
}

/// The number that a value in the binary format says, with as many digits after the point as its scale says. Throws `type_mismatch` for NaN, an
/// infinity and what is not in that format.
inline std::string numeric_text(std::string_view encoded) {
    const auto part = [&](std::size_t i) {
        return static_cast<std::uint16_t>(static_cast<unsigned char>(encoded[i * 2]) << 8U |
                                          static_cast<unsigned char>(encoded[i * 2 + 1]));
    };
    constexpr const char* no_numeric = "a value is not in the form of a numeric";
    if (encoded.size() < 8 || encoded.size() != 8 + std::size_t{part(0)} * 2) throw type_mismatch(no_numeric);
    const int count = part(0), weight = static_cast<std::int16_t>(part(1));
    const std::size_t scale = part(3);
    if ((part(2) & numeric_special) != 0)
        throw type_mismatch("what is not a number (NaN) and what is infinite is no decimal number");
    if (scale > decimal_fraction_digits) throw type_mismatch(no_numeric);

    std::string text(part(2) == numeric_negative ? "-" : "");
    // Digits of base 10000 that are not there are zeros.
    const auto append = [&](int place) {
        const unsigned digit = place >= 0 && place < count ? part(4 + static_cast<std::size_t>(place)) : 0U;
        if (digit > 9999) throw type_mismatch(no_numeric);
        for (unsigned unit = 1000; unit != 0; unit /= 10) text += static_cast<char>('0' + digit / unit % 10);
    };
    text += '0';
    int place = weight < 0 ? weight + 1 : 0;
    for (; place <= weight; ++place) append(place);
    if (scale > 0) text += '.';
    const std::size_t size = text.size() + scale;
    while (text.size() < size || place < count) append(place++);
    if (text.find_first_not_of('0', size) != std::string::npos) throw type_mismatch(no_numeric);
    text.resize(size);
    return text;
}

/// What a numeric is that has no digits; null for a number.
inline const char* special_numeric(std::string_view encoded) {
    if (encoded.size() != 8) return nullptr;
    switch (load<std::uint16_t>(encoded.data() + 4)) {
    case 0xc000:
        return "NaN";
    case 0xd000:
        return "Infinity";
    case 0xf000:
        return "-Infinity";
    default:
        return nullptr;
    }
}

/// The nearest floating point number, an infinity or NaN; none beyond the greatest number.
template <real_value Real>
std::optional<Real> numeric_to_real(std::string_view encoded) {
    if (const char* special = special_numeric(encoded)) {
        using limits = std::numeric_limits<Real>;
        return *special == 'N' ? limits::quiet_NaN() : *special == 'I' ? limits::infinity() : -limits::infinity();
    }
    if (!is_finite_numeric(encoded)) return std::nullopt;
    const std::string text = numeric_text(encoded);
    if (const auto real = real_of_text<Real>(text)) return real;
    // Out of range, which may be too near to zero: the first digit is one behind the point.
    if ((static_cast<unsigned char>(encoded[2]) & 0x80U) != 0) return text[0] == '-' ? -Real{} : Real{};
    return std::nullopt;
}

} // namespace rowan::detail
