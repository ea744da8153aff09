#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/query/column.hpp"

#include <type_traits>

namespace rowan {

/// Whose functions and operators a dialect has: what differs in text is given for each.
enum class sql_family : unsigned char { sqlite, postgres };

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
        if constexpr (!is_right<Clauses>) return std::type_identity<Clauses>{};
        else return find_dialect_mistake<Dialect>(notables<typename Statement::parts>{});
    } else if constexpr (requires { typename Statement::query_type; })
        return find_statement_dialect_mistake<typename Statement::query_type, Dialect>();
    else return std::type_identity<no_mistake>{};
}
template <class Statement, class Dialect>
using statement_dialect_mistake = typename decltype(find_statement_dialect_mistake<Statement, Dialect>())::type;

} // namespace detail
} // namespace rowan
