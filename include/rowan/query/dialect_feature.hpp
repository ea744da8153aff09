#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/query/column.hpp"

#include <type_traits>

namespace rowan {

namespace detail {

// What not every dialect has says so itself: it has a member
//   `template <class Dialect> using dialect_mistake = …;`
// which is `no_mistake`, or says in one sentence what is missing and what to write instead.

template <class Dialect, class Node>
consteval auto own_dialect_mistake() {
    if constexpr (requires { typename Node::template dialect_mistake<Dialect>; })
        return std::type_identity<typename Node::template dialect_mistake<Dialect>>{};
    else return std::type_identity<no_mistake>{};
}

/// Decimals and intervals, which SQLite keeps as texts: they are equal as texts are, but sort otherwise.
template <class Type>
inline constexpr bool is_sorted_by_value =
    kind_of<Type>() == value_kind::decimal || kind_of<Type>() == value_kind::interval;

template <class Type, class Dialect>
struct order_in_dialect : told_mistake {
    static_assert(
        always_false<Type>,
        "rowan E343: this dialect keeps decimals and intervals as texts, which have no order and no sum of their "
        "own; compare with == or in, and sort and add in C++");
};
/// What is missing where values of the types are sorted, compared by size or added up.
template <class Dialect, class... Types>
consteval auto find_order_mistake() {
    if constexpr (!Dialect::has_native_kinds)
        return std::type_identity<first_mistake<
            std::conditional_t<is_sorted_by_value<Types>, order_in_dialect<Types, Dialect>, no_mistake>...>>{};
    else return std::type_identity<no_mistake>{};
}
template <class Dialect, class... Types>
using order_mistake = typename decltype(find_order_mistake<Dialect, Types...>())::type;

/// The first of the nodes, or of the clauses of a statement, that a dialect does not have.
template <class Dialect, class... Nodes>
consteval auto find_dialect_mistake(type_list<Nodes...>) {
    return std::type_identity<first_mistake<typename decltype(own_dialect_mistake<Dialect, Nodes>())::type...>>{};
}
template <class Dialect, template <class...> class Set, class... Clauses>
consteval auto find_clause_dialect_mistake(const Set<Clauses...>*) {
    return find_dialect_mistake<Dialect>(type_list<Clauses...>{});
}

/// What a statement uses that a dialect does not have.
template <class Statement, class Dialect>
consteval auto find_statement_dialect_mistake() {
    if constexpr (requires { typename Statement::clauses_type; }) {
        constexpr const typename Statement::clauses_type* clauses = nullptr;
        using Clauses = typename decltype(find_clause_dialect_mistake<Dialect>(clauses))::type;
        using Whole = typename decltype(own_dialect_mistake<Dialect, Statement>())::type;
        if constexpr (!is_right<Clauses>) return std::type_identity<Clauses>{};
        else if constexpr (!is_right<Whole>) return std::type_identity<Whole>{};
        else return find_dialect_mistake<Dialect>(inspected_nodes<typename Statement::parts>{});
    } else if constexpr (requires { typename Statement::query_type; })
        return find_statement_dialect_mistake<typename Statement::query_type, Dialect>();
    else return std::type_identity<no_mistake>{};
}
template <class Statement, class Dialect>
using statement_dialect_mistake = typename decltype(find_statement_dialect_mistake<Statement, Dialect>())::type;

} // namespace detail
} // namespace rowan
