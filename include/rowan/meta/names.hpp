#pragma once

#include "rowan/meta/fields.hpp"
#include "rowan/meta/spelling.hpp"

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
    if constexpr (!has_shape<Table>) return std::array<std::string_view, 1>{"id"};
    else
        return []<std::size_t... Index>(std::index_sequence<Index...>) {
#if ROWAN_PFR_HAS_NAMES
            return std::array<std::string_view, sizeof...(Index)>{boost::pfr::get_name<Index, Table>()...};
#else
            return spelled_names<Table, Index...>();
#endif
        }(std::make_index_sequence<field_count<Table>>{});
}

/// The names of the fields of `Table`, as written in C++.
template <class Table>
inline constexpr auto field_names = make_field_names<Table>();

template <class Table, std::size_t Index>
using field_label = field_named<to_fixed_string<field_names<Table>[Index].size()>(field_names<Table>[Index])>;

} // namespace rowan::detail
