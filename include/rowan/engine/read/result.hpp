#pragma once

#include "rowan/engine/read/bound_rows.hpp"
#include "rowan/engine/read/rows.hpp"
#include "rowan/query/result_row.hpp"

namespace rowan {

namespace detail {

template <class Core, class Query>
using rows_of = rows<Core, typename Query::projection_type, rowan::row_type<Query>>;

} // namespace detail

/// The rows of a query, read one after the other while the statement runs. It can be gone through once:
/// `for (const Book& book : db(query))`. The row that an iterator refers to is the same object each time.
/// It keeps the query, and so it stays where it is made.
template <class Connection, class Query, class Arguments>
class [[nodiscard]] result : public detail::bound_rows<detail::rows_of<detail::core_behind<Connection>, Query>,
                                                       detail::core_behind<Connection>, Query, Arguments> {
    using base = detail::bound_rows<detail::rows_of<detail::core_behind<Connection>, Query>,
                                    detail::core_behind<Connection>, Query, Arguments>;

public:
    using base::base;
};

} // namespace rowan
