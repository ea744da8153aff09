#pragma once

#include "rowan/query/column.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/query/source.hpp"

// Queries as parts of other queries.
namespace rowan {

/// A query within an expression. It may use columns of the query around it.
template <class Query>
struct nested_query {
    using query_type = Query;
    using operands = typename Query::parts;
    static constexpr bool is_inspected = true;
    template <class Dialect>
    using dialect_mistake = detail::statement_dialect_mistake<Query, Dialect>;
    static constexpr bool is_closed = false;
    Query query;
};

/// The rows of a query as a source, which `Source` is a name for: an aggregate with a field for each column, or an alias of one.
template <class Source, class Query>
struct derived_table {
    using source = Source;
    using query_type = Query;
    using operands = typename Query::parts;
    static constexpr bool is_inspected = true;
    template <class Dialect>
    using dialect_mistake = detail::statement_dialect_mistake<Query, Dialect>;
    static constexpr bool is_closed = true;
    Query query;
};

/// Whether the database is to keep the rows of a common table expression or to compute them in place.
enum class materialization : unsigned char { unsaid, kept, in_place };

/// A query with a name, for `with`.
template <class Source, class Query, materialization Hint = materialization::unsaid>
struct common_table {
    using source = Source;
    using query_type = Query;
    using operands = typename Query::parts;
    static constexpr bool is_inspected = true;
    template <class Dialect>
    using dialect_mistake = detail::statement_dialect_mistake<Query, Dialect>;
    static constexpr bool is_closed = true;
    Query query;

    /// Asks the database to compute the rows once and to keep them.
    [[nodiscard]] constexpr auto materialized() const {
        return common_table<Source, Query, materialization::kept>{query};
    }
    /// Asks the database to compute the rows where they are used.
    [[nodiscard]] constexpr auto not_materialized() const {
        return common_table<Source, Query, materialization::in_place>{query};
    }
};

namespace detail {

template <class Type>
inline constexpr bool is_common_table = false;
template <class Source, class Query, materialization Hint>
inline constexpr bool is_common_table<common_table<Source, Query, Hint>> = true;

} // namespace detail
} // namespace rowan
