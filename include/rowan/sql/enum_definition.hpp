#pragma once

#include "rowan/meta/enumerators.hpp"
#include "rowan/schema/enum_type.hpp"

#include <cstddef>
#include <string_view>

namespace rowan::detail {

/// Whether a text has `$`, that many letters `r`, and `$` in it.
constexpr bool has_dollar_tag(std::string_view text, std::size_t letters) {
    for (std::size_t begin = text.find('$'); begin != std::string_view::npos; begin = text.find('$', begin + 1)) {
        const std::size_t end = text.find('$', begin + 1);
        if (end == begin + letters + 1 && text.find_first_not_of('r', begin + 1) == end) return true;
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
    visitor.text(";\n");
}

} // namespace rowan::detail
