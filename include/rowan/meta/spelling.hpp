#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace rowan::detail {

// The compiler's spelling of a list of template arguments. One instantiation serves all fields of a table, or all
// enumerators of an enumeration: that is what makes names cheap.
template <auto... Values>
consteval std::string_view spelling() {
#if defined(_MSC_VER) && !defined(__clang__)
    constexpr std::string_view whole = __FUNCSIG__;
    constexpr std::string_view before = "spelling<", after = ">(void)";
#elif defined(__clang__)
    constexpr std::string_view whole = __PRETTY_FUNCTION__;
    constexpr std::string_view before = "Values = <", after = ">]";
#else
    constexpr std::string_view whole = __PRETTY_FUNCTION__;
    constexpr std::string_view before = "Values = {", after = "};";
#endif
    const std::size_t first = whole.find(before) + before.size();
    return whole.substr(first, whole.rfind(after) - first);
}

template <class Type>
consteval std::string_view type_spelling() {
#if defined(_MSC_VER) && !defined(__clang__)
    constexpr std::string_view whole = __FUNCSIG__;
    constexpr std::string_view before = "type_spelling<", after = ">(void)";
#elif defined(__clang__)
    constexpr std::string_view whole = __PRETTY_FUNCTION__;
    constexpr std::string_view before = "Type = ", after = "]";
#else
    constexpr std::string_view whole = __PRETTY_FUNCTION__;
    constexpr std::string_view before = "Type = ", after = "; ";
#endif
    const std::size_t first = whole.find(before) + before.size();
    const std::size_t last = whole.find(after, first);
    return whole.substr(first, last - first);
}

constexpr bool is_identifier_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// The identifier at the end of `text`, past any closing punctuation: `title` of `(& fake<Book>.Book::title)`.
constexpr std::string_view last_identifier(std::string_view text) {
    while (!text.empty() && !is_identifier_character(text.back())) text.remove_suffix(1);
    std::size_t first = text.size();
    while (first > 0 && is_identifier_character(text[first - 1])) --first;
    return text.substr(first);
}

/// Splits a list of spellings at its commas. No element has a comma of its own outside of brackets.
template <std::size_t Count>
consteval std::array<std::string_view, Count> split_spelling(std::string_view text) {
    std::array<std::string_view, Count> parts{};
    std::size_t first = 0, part = 0;
    int depth = 0;
    for (std::size_t i = 0; i <= text.size() && part < Count; ++i) {
        const char c = i < text.size() ? text[i] : ',';
        if (c == '(' || c == '<' || c == '{') ++depth;
        else if (c == ')' || c == '>' || c == '}') --depth;
        else if (c == ',' && (depth == 0 || i == text.size())) {
            parts[part++] = text.substr(first, i - first);
            first = i + 1;
        }
    }
    return parts;
}

} // namespace rowan::detail
