#pragma once

#include "rowan/query/result_columns.hpp"
#include "rowan/query/row_fit.hpp"

#include <type_traits>

namespace rowan {

namespace detail {

/// What a query gives, column by column into the fields of `Row` or the cells of it.
template <class Projection, class Row>
struct columns_into {
    using parts = typename Projection::parts;
};
template <class Projection, class Row, class OuterTables>
struct row_of_projection<columns_into<Projection, Row>, OuterTables> {
    using type = Row;
};

template <class Row, class Query>
struct into_check {
    using type = row_fit<columns_of<Query>, Row>;
};

template <class Row, class Query>
inline constexpr bool is_right_into = is_right<row_fit<columns_of<Query>, Row>>;

} // namespace detail

/// A query whose rows are an aggregate of the program: `select(…).into<Total>()`. Its fields are the columns, in order, and are
/// read in place; those of `Row` that are views are for `stream`.
template <class Row, class Query>
struct into_query {
    using query_type = Query;
    // After a mistake nothing is read, so that it is the only one.
    using projection_type = detail::columns_into<
        std::conditional_t<detail::is_right_into<Row, Query>, typename Query::projection_type, detail::expressions<>>,
        Row>;
    using parts = typename Query::parts;
    using outer_sources = typename Query::outer_sources;

    Query query;
};

/// Whether the rows of a query can be read into `Row`: what `into<Row>()` checks, as a question.
template <class Query, class Row>
concept fits_into = detail::is_right_into<Row, std::remove_cvref_t<Query>>;

namespace detail {

/// The query itself, whatever its rows are read into: queries of one text share a prepared statement.
template <class Query>
constexpr const Query& plain_query(const Query& query) {
    return query;
}
template <class Row, class Query>
constexpr const Query& plain_query(const into_query<Row, Query>& query) {
    return query.query;
}

template <class Query>
inline constexpr bool is_into = is_instance_of<into_query, Query>;

/// The rows of a query as a stream gives them.
template <class Query>
struct row_of_stream {
    using type = row_of_views_of<Query>;
    using projection = columns_into<typename Query::projection_type, type>;
};
template <class Row, class Query>
struct row_of_stream<into_query<Row, Query>> {
    using type = Row;
    using projection = typename into_query<Row, Query>::projection_type;
};

} // namespace detail
} // namespace rowan
