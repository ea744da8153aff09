#pragma once

#include "rowan/engine/read/rows.hpp"
#include "rowan/engine/write/bound_rows.hpp"
#include "rowan/query/result_row.hpp"

namespace rowan {

namespace detail {

template <class Connection, class Query>
using rows_of = rows<Connection, typename Query::projection_type, rowan::row_type<Query>>;

} // namespace detail

/// The rows of a query, read one after the other while the statement runs. It can be gone through once:
/// `for (const Book& book : db(query))`. The row that an iterator refers to is the same object each time.
/// It keeps the query, and so it stays where it is made.
template <class Connection, class Query, class Arguments>
class [[nodiscard]] result
    : public detail::bound_rows<detail::rows_of<Connection, Query>, Connection, Query, Arguments> {
public:
    using detail::bound_rows<detail::rows_of<Connection, Query>, Connection, Query, Arguments>::bound_rows;
};

} // namespace rowan
