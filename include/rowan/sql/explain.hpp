#pragma once

#include "rowan/sql/query.hpp"

namespace rowan::detail {

/// A statement about a query: how the database would run it. It is everything that the query is, but for its text.
template <class Query>
struct explained : Query {};

template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const explained<Query>& query) {
    if constexpr (Visitor::writes_text) visitor.text(Visitor::dialect::explain_prefix);
    walk(visitor, static_cast<const Query&>(query));
}

} // namespace rowan::detail
