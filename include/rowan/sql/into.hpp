#pragma once

#include "rowan/query/into.hpp"

namespace rowan::detail {

/// What rows are read into is no part of the text.
template <class Visitor, class Row, class Query>
constexpr void walk(Visitor& visitor, const into_query<Row, Query>& query) {
    walk(visitor, query.query);
}

} // namespace rowan::detail
