#pragma once

#include "rowan/query/set_operation.hpp"
#include "rowan/sql/query.hpp"

#include <type_traits>

namespace rowan::detail {

template <class Operation>
inline constexpr bool is_intersection = std::is_same_v<Operation, intersect_operation>;

/// Whether a query can stand beside a set operation as it is. Dialects take no parentheses there, or bind INTERSECT more
/// tightly than the others (PostgreSQL), so that all else is wrapped in a select.
template <class Operation, bool IsLeft, class Projection, class... Clauses>
consteval bool stands_beside(const select_query<Projection, Clauses...>*) {
    return !((is_instance_of<order_by_clause, Clauses> || is_instance_of<limit_clause, Clauses> ||
              is_instance_of<offset_clause, Clauses> || is_instance_of<with_clause, Clauses> || is_locking<Clauses>) ||
             ...);
}
template <class Operation, bool IsLeft, class Within, class Left, class Right, class... Clauses>
consteval bool stands_beside(const set_query<Within, Left, Right, Clauses...>*) {
    return IsLeft && sizeof...(Clauses) == 0 && is_intersection<Operation> == is_intersection<Within>;
}
template <class Operation, bool IsLeft>
consteval bool stands_beside(const void*) {
    return false;
}

template <class Operation, bool IsLeft, class Beside, class Visitor, class Query>
constexpr void walk_side(Visitor& visitor, const nested_query<Query>& side) {
    if constexpr (stands_beside<Operation, IsLeft>(static_cast<const Query*>(nullptr))) {
        const auto scope = visitor.enter();
        walk_query<Beside>(visitor, side.query);
        visitor.leave(scope);
    } else {
        visitor.text("SELECT * FROM ");
        walk_nested<Beside>(visitor, side);
        visitor.text(" AS \"side\"");
    }
}

template <class Beside, class Visitor, class Operation, class Left, class Right, class... Clauses>
constexpr void walk_query(Visitor& visitor, const set_query<Operation, Left, Right, Clauses...>& query) {
    const auto labels = visitor.take_labels();
    walk_as_of(visitor, &query.clauses);
    walk_with(visitor, &query.clauses);
    visitor.label_columns(labels);
    walk_side<Operation, true, Beside>(visitor, query.left);
    visitor.text(Operation::text);
    walk_side<Operation, false, Beside>(visitor, query.right);
    walk_order_by<set_query<Operation, Left, Right, Clauses...>>(visitor, &query.clauses);
    const bool has_limit = walk_limit(visitor, &query.clauses);
    walk_offset(visitor, &query.clauses, has_limit);
}

template <class Visitor, class Operation, class Left, class Right, class... Clauses>
constexpr void walk(Visitor& visitor, const set_query<Operation, Left, Right, Clauses...>& query) {
    walk_query<type_list<>>(visitor, query);
}

} // namespace rowan::detail
