#pragma once

#include "rowan/engine/binder.hpp"
#include "rowan/engine/rows.hpp"
#include "rowan/query/result_row.hpp"

#include <utility>

namespace rowan {

/// The rows of a query, read one after the other while the statement runs. It can be gone through once:
/// `for (const Book& book : db(query))`. The row that an iterator refers to is the same object each time.
/// It keeps the query, whose values are bound without a copy, and so it stays where it is made.
template <class Connection, class Query, class Arguments>
class [[nodiscard]] result : public detail::rows<Connection, typename Query::projection_type, rowan::row_type<Query>> {
public:
    result(Connection& connection, const Query& query, Arguments arguments)
        : detail::rows<Connection, typename Query::projection_type, rowan::row_type<Query>>(
              connection, connection.acquire_form(query)),
          query_(query), arguments_(std::move(arguments)) {
        this->running().bind([this](auto& statement) {
            detail::bind_query<typename Connection::dialect>(statement, query_, arguments_);
        });
    }

private:
    Query query_;
    Arguments arguments_;
};

} // namespace rowan
