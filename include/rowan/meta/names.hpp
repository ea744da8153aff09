#pragma once

#include "rowan/meta/fields.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

// Boost.PFR knows the names of fields from Boost 1.84 on, unless it is told to leave them out.
#if __has_include(<boost/pfr/core_name.hpp>) && (!defined(BOOST_PFR_CORE_NAME_ENABLED) || BOOST_PFR_CORE_NAME_ENABLED)
#include <boost/pfr/core_name.hpp>
#define ROWAN_PFR_HAS_NAMES 1
#else
#define ROWAN_PFR_HAS_NAMES 0
#endif

namespace rowan::detail {

// The compiler's spelling of a list of template arguments. One instantiation serves all fields of a table.
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
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
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

/// `rowan::Box` of `rowan::Box<rowan::Book, 3>`.
constexpr std::string_view without_arguments(std::string_view text) {
    if (!text.ends_with('>')) return text;
    int depth = 0;
    for (std::size_t i = text.size(); i-- > 0;) {
        if (text[i] == '>') ++depth;
        else if (text[i] == '<' && --depth == 0) return text.substr(0, i);
    }
    return text;
}

/// The unqualified name of a class or an enumeration; of a class template's instance, that of the template.
template <class Type>
inline constexpr std::string_view type_name = last_identifier(without_arguments(type_spelling<Type>()));

template <class Table>
consteval auto make_field_names() {
    constexpr std::size_t count = field_count<Table>;
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
#if ROWAN_PFR_HAS_NAMES
        return std::array<std::string_view, count>{boost::pfr::get_name<Index, Table>()...};
#else
        auto names = split_spelling<count>(spelling<field_pointer<Table, Index>()...>());
        for (auto& name : names) name = last_identifier(name);
        return names;
#endif
    }(std::make_index_sequence<count>{});
}

/// The names of the fields of `Table`, as written in C++.
template <class Table>
inline constexpr auto field_names = make_field_names<Table>();

} // namespace rowan::detail
