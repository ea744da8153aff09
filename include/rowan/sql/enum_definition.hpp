#pragma once

#include "rowan/meta/enumerators.hpp"
#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/schema/enum_type.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/kept_name.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// Whether a text has `$`, that many letters `r`, and `$` in it.
constexpr bool has_dollar_tag(std::string_view text, std::size_t letters) {
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
        if (text[begin] != '$') continue;
        std::size_t end = begin + 1;
        while (end < text.size() && text[end] == 'r') ++end;
        if (end == begin + 1 + letters && end < text.size() && text[end] == '$') return true;
    }
    return false;
}
/// How many letters `r` the tag of a dollar quote has around the names of an enumeration: `$$`, unless a name has that in it, then
/// `$r$`, and so on.
template <class Enum>
consteval std::size_t letters_of_tag() {
    std::size_t letters = 0;
    const auto is_taken = [&] {
        bool is = has_dollar_tag(enum_type<Enum>.name, letters);
        for (const auto& each : enumerators<Enum>) is = is || has_dollar_tag(each.name, letters);
        return is;
    };
    while (is_taken()) ++letters;
    return letters;
}
template <class Enum, class Visitor>
constexpr void walk_dollar_tag(Visitor& visitor) {
    visitor.text("$");
    for (std::size_t i = 0; i < letters_of_tag<Enum>(); ++i) visitor.text("r");
    visitor.text("$");
}

/// The definition of a type of PostgreSQL, which does not make a type only if it is not there: a table needs it.
template <class Enum, class Visitor>
constexpr void walk_enum_type(Visitor& visitor) {
    visitor.text("DO ");
    walk_dollar_tag<Enum>(visitor);
    visitor.text("BEGIN CREATE TYPE \"");
    visitor.name(enum_type<Enum>.name, true);
    visitor.text("\" AS ENUM (");
    bool is_first = true;
    for (const auto& each : enumerators<Enum>) {
        visitor.text(is_first ? "'" : ", '");
        visitor.text(each.name);
        visitor.text("'");
        is_first = false;
    }
    visitor.text("); EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END");
    walk_dollar_tag<Enum>(visitor);
}

/// Whether the values of a column are of a type that PostgreSQL makes of an enumeration.
constexpr bool is_of_enum_type(const column_facts& column) {
    return !column.enum_type.empty() && column.stored_as == encoding::standard;
}
template <class Name, class First, class Second>
struct type_of_two_enumerations : told_mistake {
    static_assert(always_false<Name>,
                  "rowan E126: two enumerations are one type of the database and have not the same enumerators; give "
                  "one another native_enum");
};

constexpr bool has_enum_type(std::span<const column_facts> columns) {
    for (const column_facts& each : columns)
        if (is_of_enum_type(each)) return true;
    return false;
}
/// The enumerations of a table that are types of the database.
template <class Table>
consteval auto enums_of_table() {
    if constexpr (!has_enum_type(facts<Table>.columns)) return type_list<>{};
    else
        return []<std::size_t... Index>(std::index_sequence<Index...>) {
            return (type_list<>{} + ... + [] {
                if constexpr (is_of_enum_type(facts<Table>.columns[Index]))
                    return type_list<enum_of<field_type<Index, Table>>>{};
                else return type_list<>{};
            }());
        }(std::make_index_sequence<field_count<Table>>{});
}
template <class Enum>
inline constexpr std::uint64_t hash_of_enumerators = [] {
    kept_name<void> all;
    for (const auto& each : enumerators<Enum>) {
        for (const char c : each.name) all.put(c);
        all.put(',');
    }
    return all.hash;
}();
template <class Enum>
struct is_alike_or_another_type {
    template <class Other>
    static constexpr bool holds = std::is_same_v<Enum, Other> || enum_type<Enum>.name != enum_type<Other>.name ||
                                  hash_of_enumerators<Enum> == hash_of_enumerators<Other>;
};
template <class Enum>
struct label_of_enumeration : told_mistake {
    static_assert(always_false<Enum>, "rowan E123: an enumerator is longer than the 63 bytes that PostgreSQL takes for "
                                      "a label of a type; give it a shorter name, or the enumeration no native_enum");
};
template <class Dialect>
struct has_short_labels {
    template <class Enum>
    static constexpr bool holds = [] {
        for (const auto& each : enumerators<Enum>)
            if (each.name.size() > most_of_name<Dialect>) return false;
        return true;
    }();
};
/// What may be wrong with the labels of enumerations that are types of the database.
template <class Dialect>
consteval auto find_label_mistake(type_list<>) {
    return std::type_identity<no_mistake>{};
}
template <class Dialect, class... Enums>
consteval auto find_label_mistake(type_list<Enums...>) {
    using Long = first_failing<has_short_labels<Dialect>, type_list<Enums...>>;
    if constexpr (!std::is_void_v<Long>) return std::type_identity<label_of_enumeration<Long>>{};
    else return std::type_identity<no_mistake>{};
}

consteval auto find_enum_mistake(type_list<>) { return std::type_identity<no_mistake>{}; }
template <class Enum, class... Others>
consteval auto find_enum_mistake(type_list<Enum, Others...>) {
    using Unlike = first_failing<is_alike_or_another_type<Enum>, type_list<Others...>>;
    constexpr std::string_view name = enum_type<Enum>.name;
    if constexpr (!std::is_void_v<Unlike>)
        return std::type_identity<type_of_two_enumerations<called<to_fixed_string<name.size()>(name)>, Enum, Unlike>>{};
    else return find_enum_mistake(type_list<Others...>{});
}

} // namespace rowan::detail
