#pragma once

#include "support/sqlite_value.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// SQLite's functions of texts in C++ (sqlite.org/lang_corefunc.html). It does not check UTF-8: a lead byte takes all
// continuation bytes behind it, and one without a lead is a character of its own. What "the first NUL" ends is documented for
// each function; where nothing is said, bytes are taken as they are.
namespace test::in_sqlite {

inline bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; }
inline bool is_lead(char c) { return static_cast<unsigned char>(c) >= 0xc0; }
inline std::string_view before_zero(std::string_view text) { return text.substr(0, text.find('\0')); }
/// The size of the character at the front (SQLITE_SKIP_UTF8 in SQLite's sqliteInt.h).
inline std::size_t character_size(std::string_view text) {
    std::size_t size = 1;
    if (is_lead(text[0]))
        while (size < text.size() && is_continuation(text[size])) ++size;
    return size;
}
/// Ends at the first NUL ("the number of characters, not bytes, prior to the first NUL character").
inline std::int64_t length(std::string_view text) {
    std::int64_t count = 0;
    for (text = before_zero(text); !text.empty(); text.remove_prefix(character_size(text))) ++count;
    return count;
}
/// Ends at the first NUL as `length` does. A negative start counts from the end, a negative count goes to the left, and the
/// place 0 is one in front of the text.
inline std::string substr(std::string_view text, std::int64_t start, std::int64_t count) {
    differs_in_postgres |= start <= 0 || count < 0;
    const std::int64_t size = length(text);
    std::int64_t first = start > 0 ? start - 1 : start < 0 ? size + start : -1;
    std::int64_t last = first + count;
    if (count < 0) std::swap(first, last);
    first = std::clamp<std::int64_t>(first, 0, size);
    last = std::clamp<std::int64_t>(last, first, size);
    std::string result;
    text = before_zero(text);
    for (std::int64_t i = 0; i < last; ++i) {
        const std::size_t bytes = character_size(text);
        if (i >= first) result += text.substr(0, bytes);
        text.remove_prefix(bytes);
    }
    return result;
}
/// Bytes are compared, NUL among them, at places that no continuation byte follows: those count as characters (instrFunc in
/// SQLite's func.c).
inline std::int64_t position(std::string_view text, std::string_view part) {
    if (part.empty()) return 1;
    std::int64_t place = 1;
    for (std::size_t i = 0; i + part.size() <= text.size(); ++place) {
        if (text.substr(i, part.size()) == part) return place;
        for (++i; i < text.size() && is_continuation(text[i]);) ++i;
    }
    return 0;
}
/// Bytes are compared; a pattern that begins with NUL is as empty as one without bytes (replaceFunc in SQLite's func.c).
inline std::string replace(std::string_view text, std::string_view from, std::string_view to) {
    if (from.empty() || from[0] == '\0') return std::string(text);
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        const bool is_found = text.substr(i, from.size()) == from;
        result += is_found ? to : text.substr(i, 1);
        i += is_found ? from.size() : 1;
    }
    return result;
}
inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
inline char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
template <class Change>
std::string changed(std::string text, Change change) {
    std::transform(text.begin(), text.end(), text.begin(), change);
    return text;
}

/// A code point is read as `LIKE` does it: of bytes that are no UTF-8 something is made, too (sqlite3Utf8Read in SQLite's utf.c).
inline std::uint32_t take_code_point(std::string_view& text) {
    const std::string_view bytes = text.substr(0, character_size(text));
    text.remove_prefix(bytes.size());
    const auto first = static_cast<unsigned char>(bytes[0]);
    if (first < 0xc0) return first;
    std::uint32_t code = first < 0xe0   ? first & 0x1fU
                         : first < 0xf0 ? first & 0xfU
                         : first < 0xf8 ? first & 0x7U
                         : first < 0xfc ? first & 0x3U
                         : first < 0xfe ? first & 0x1U
                                        : 0;
    for (const char c : bytes.substr(1)) code = (code << 6U) + (static_cast<unsigned char>(c) & 0x3fU);
    const bool is_none = code < 0x80 || (code & 0xfffff800U) == 0xd800 || (code & 0xfffffffeU) == 0xfffe;
    return is_none ? 0xfffd : code;
}
/// `LIKE`, for which both texts end at the first NUL and the case of ASCII letters does not matter.
inline bool like(std::string_view text, std::string_view pattern, char escape) {
    text = before_zero(text);
    pattern = before_zero(pattern);
    while (!pattern.empty()) {
        const bool is_plain = pattern[0] == escape;
        if (is_plain) pattern.remove_prefix(1);
        if (pattern.empty()) { // an escape character in the end stands for nothing
            differs_in_postgres = true;
            return false;
        }
        if (!is_plain && pattern[0] == '%') {
            pattern.remove_prefix(1);
            for (;; take_code_point(text)) {
                if (like(text, pattern, escape)) return true;
                if (text.empty()) return false;
            }
        }
        if (text.empty()) return false;
        const bool is_any = !is_plain && pattern[0] == '_';
        const std::uint32_t wanted = take_code_point(pattern), found = take_code_point(text);
        const bool is_ascii = wanted < 0x80 && found < 0x80;
        const bool is_equal =
            is_ascii ? lower(static_cast<char>(wanted)) == lower(static_cast<char>(found)) : wanted == found;
        differs_in_postgres |= is_equal && wanted != found; // of which case matters there
        if (!is_any && !is_equal) return false;
    }
    return text.empty();
}

/// The collations that SQLite has (sqlite.org/datatype3.html#collating_sequences): NOCASE ends at a NUL that both have in the
/// same place, and then compares sizes; RTRIM leaves out spaces at the end.
inline std::weak_ordering order_without_case(std::string_view left, std::string_view right) {
    const std::size_t common = std::min(left.size(), right.size());
    for (std::size_t i = 0; i < common; ++i) {
        const auto l = static_cast<unsigned char>(lower(left[i])), r = static_cast<unsigned char>(lower(right[i]));
        if (l != r) return l <=> r;
        if (l == 0) break;
    }
    return left.size() <=> right.size();
}
inline std::weak_ordering order_without_spaces(std::string_view left, std::string_view right) {
    const auto trimmed = [](std::string_view text) { return text.substr(0, text.find_last_not_of(' ') + 1); };
    return trimmed(left) <=> trimmed(right);
}

/// `function(texts…)`, null where one of them is.
template <class Function, class... Values>
sqlite_value applied(Function function, const Values&... values) {
    if ((test::is_null(values) || ...)) return {};
    return function(std::get<std::string>(values)...);
}

} // namespace test::in_sqlite
