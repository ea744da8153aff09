#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/clause_set.hpp"
#include "rowan/query/windowed.hpp"
#include "rowan/schema/naming.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>

// What is checked of windows when a query is run, because it was not known before.
namespace rowan::detail {

template <class Window, class... Word>
struct window_of_query : told_mistake {
    static_assert(always_false<Window>, "rowan E348: over names a window that the query does not have; say "
                                        ".window<\"name\">(…) what it is");
};

/// Whether two names of windows differ in the case of ASCII letters at the most, or behind the bytes of a name that PostgreSQL keeps.
constexpr bool are_alike(std::string_view left, std::string_view right) {
    constexpr std::size_t kept = 63;
    left = left.substr(0, kept);
    right = right.substr(0, kept);
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i)
        if (to_lower(left[i]) != to_lower(right[i])) return false;
    return true;
}

/// Whether a window of this name is there already, which is a mistake where it is named, before a dialect is known. Names that differ
/// in case alone are one to SQLite.
template <fixed_string Name, class... Clauses>
struct window_named_before : told_mistake {
    template <class Clause>
    static consteval bool is_same() {
        if constexpr (requires { Clause::window_name; }) return are_alike(Clause::window_name, Name.view());
        else return false;
    }
    static_assert(!(is_same<Clauses>() || ...), "rowan E324: this clause is given twice");
};

template <class Node>
inline constexpr bool has_named_window = false;
template <class Call, fixed_string Name>
inline constexpr bool has_named_window<windowed<Call, named_window<Name>>> = true;

template <fixed_string Name>
consteval std::string_view name_of_window(named_window<Name>) {
    return Name.view();
}

struct named_window_kind {
    template <class Node>
    static constexpr bool is = has_named_window<Node>;
};
template <class... Nodes>
consteval auto windows_of(type_list<Nodes...>) {
    return type_list<decltype(Nodes::window)...>{};
}

/// Whether a clause of the query defines the window.
template <class Clauses>
struct window_is_defined;
template <class... Clauses>
struct window_is_defined<clause_set<Clauses...>> {
    template <class Clause, class Window>
    static consteval bool defines() {
        if constexpr (requires { Clause::window_name; }) return Clause::window_name == name_of_window(Window{});
        else return false;
    }
    template <class Window>
    static constexpr bool holds = (defines<Clauses, Window>() || ...);
};

/// What may be wrong with the windows of a query.
template <class Query>
consteval auto find_window_mistake() {
    using Unknown =
        first_failing<window_is_defined<typename Query::clauses_type>,
                      decltype(windows_of(those_of<named_window_kind>(inspected_nodes<typename Query::parts>{})))>;
    if constexpr (std::is_void_v<Unknown>) return std::type_identity<no_mistake>{};
    else return std::type_identity<window_of_query<Unknown>>{};
}

} // namespace rowan::detail
