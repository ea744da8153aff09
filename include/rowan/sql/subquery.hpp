#pragma once

#include "rowan/query/row_value.hpp"
#include "rowan/query/set_operation.hpp"
#include "rowan/query/subquery.hpp"
#include "rowan/sql/query.hpp"
#include "rowan/sql/set_operation.hpp"
#include "rowan/sql/source.hpp"

namespace rowan::detail {

/// Whether a query gives nothing but values, in as many columns.
template <class... Expressions, class... Clauses>
consteval bool gives_values(const select_query<expressions<Expressions...>, Clauses...>*) {
    return (is_of_values<Expressions> && ...);
}
template <class Operation, class Left, class Right, class... Clauses>
consteval bool gives_values(const set_query<Operation, Left, Right, Clauses...>*) {
    return gives_values(static_cast<const Left*>(nullptr)) && gives_values(static_cast<const Right*>(nullptr));
}
consteval bool gives_values(const void*) { return false; }

template <fixed_string Name, class Content>
inline constexpr bool is_of_values<aliased<Name, Content>> = is_of_values<Content>;
template <class Query>
inline constexpr bool is_of_values<scalar_query<Query>> = gives_values(static_cast<const Query*>(nullptr));

template <class Beside, class Visitor, class Query>
constexpr void walk_within(Visitor& visitor, const scalar_query<Query>& node) {
    walk_nested<type_list<Beside>>(visitor, node.content);
}
template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const scalar_query<Query>& node) {
    walk(visitor, node.content);
}
template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const exists_test<Query>& node) {
    visitor.text("EXISTS ");
    walk(visitor, node.content);
}
/// What stands beside the columns of a query in which something is looked for.
template <class... Nodes>
consteval auto columns_beside(type_list<Nodes...>) {
    if constexpr (!(is_column<Nodes> || ...)) return type_list<>{};
    else return type_list<std::conditional_t<is_column<Nodes>, within_beside<Nodes>, beside_nothing>...>{};
}
template <class Node>
consteval auto parts_looked_for(const Node*) {
    return type_list<Node>{};
}
template <class... Parts>
consteval auto parts_looked_for(const row_value<Parts...>*) {
    return type_list<Parts...>{};
}

template <class Visitor, class Content, class Query>
constexpr void walk(Visitor& visitor, const in_query<Content, Query>& node) {
    walk_operand<first_encoding(type_list<Content, nested_query<Query>>{}), comparison::precedence + 1,
                 beside_expression<nested_query<Query>>>(visitor, node.content);
    visitor.text(" IN ");
    using Beside = decltype(columns_beside(parts_looked_for(static_cast<const Content*>(nullptr))));
    walk_nested<Beside>(visitor, node.query);
}

} // namespace rowan::detail
