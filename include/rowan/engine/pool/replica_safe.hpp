#pragma once

#include "rowan/query/clauses.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/into.hpp"
#include "rowan/query/select.hpp"

#include <type_traits>

namespace rowan {

namespace detail {

template <class Query>
consteval bool takes_locks();

template <class Node>
consteval bool has_query_with_locks() {
    if constexpr (requires { typename Node::query_type; }) return takes_locks<typename Node::query_type>();
    else return false;
}
template <class... Nodes>
consteval bool any_takes_locks(type_list<Nodes...>) {
    return (has_query_with_locks<Nodes>() || ...);
}
template <class... Clauses>
consteval bool any_is_locking(const clause_set<Clauses...>*) {
    return (is_locking<Clauses> || ...);
}

/// Whether a query, or one within it, locks rows.
template <class Query>
consteval bool takes_locks() {
    if constexpr (is_into<Query>) return takes_locks<typename Query::query_type>();
    else
        return any_is_locking(static_cast<const typename Query::clauses_type*>(nullptr)) ||
               any_takes_locks(inspected_nodes<typename Query::parts>{});
}

template <class Query>
consteval bool only_reads() {
    if constexpr (any_select<Query>) return !takes_locks<std::remove_cvref_t<Query>>();
    else return false;
}

} // namespace detail

/// Whether a statement can be answered by a replica: a query that locks no rows. (What the functions of a query do is known to
/// the database alone: a replica refuses one that writes.)
template <class Query>
inline constexpr bool is_replica_safe = detail::only_reads<Query>();

} // namespace rowan
