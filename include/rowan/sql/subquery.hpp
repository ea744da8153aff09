#pragma once

#include "rowan/query/subquery.hpp"
#include "rowan/sql/source.hpp"

namespace rowan::detail {

template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const scalar_query<Query>& node) {
    walk(visitor, node.content);
}
template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const exists_test<Query>& node) {
    visitor.text("EXISTS ");
    walk(visitor, node.content);
}
template <class Visitor, class Content, class Query>
constexpr void walk(Visitor& visitor, const in_query<Content, Query>& node) {
    walk_operand<first_encoding(type_list<Content, nested_query<Query>>{}), comparison::precedence + 1,
                 beside_expression<nested_query<Query>>>(visitor, node.content);
    visitor.text(" IN ");
    walk(visitor, node.query);
}

} // namespace rowan::detail
