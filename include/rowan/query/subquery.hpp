#pragma once

#include "rowan/query/check/subquery_checks.hpp"
#include "rowan/query/nested.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/query/select.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>

namespace rowan {

/// The value of a query of one column and at most one row: null if it has no row.
template <class Query>
struct scalar_query : expression_interface<scalar_query<Query>> {
    using expression_type = detail::scalar_type<Query>;
    using operands = detail::type_list<nested_query<Query>>;
    static constexpr detail::null_rule nulls = detail::null_rule::never;
    nested_query<Query> content;

    constexpr explicit scalar_query(Query query) : content{std::move(query)} {}
};

/// Whether a query has rows.
template <class Query>
struct exists_test : expression_interface<exists_test<Query>> {
    using expression_type = bool;
    using operands = detail::type_list<nested_query<Query>>;
    static constexpr detail::null_rule nulls = detail::null_rule::never;
    nested_query<Query> content;

    constexpr explicit exists_test(Query query) : content{std::move(query)} {}
};

/// `content IN (SELECT …)`.
template <class Content, class Query>
struct in_query : expression_interface<in_query<Content, Query>> {
    using expression_type = detail::nullable_in<Content, Query>;
    using operands = detail::type_list<Content, nested_query<Query>>;
    using null_operands = detail::type_list<Content>;
    using alike_operands = operands;
    static constexpr int precedence = detail::comparison::precedence;
    Content content;
    nested_query<Query> query;

    constexpr in_query(Content c, Query q) : content(std::move(c)), query{std::move(q)} {}
};

/// The value of a query of one column, as an operand: `col<&Book::year> == scalar(select(max(col<&Book::year>)).from<Book>())`.
/// A query that gives more than one row is an error of PostgreSQL; SQLite takes the first.
template <plain_select Query>
[[nodiscard]] constexpr auto scalar(Query query) {
    static_assert(detail::one_column<Query>::checked);
    if constexpr (!detail::has_one_column<Query>) return detail::refused<bool>{};
    else return scalar_query<Query>(std::move(query));
}

/// Whether a query, which may use columns of the one around it, has rows.
template <plain_select Query>
[[nodiscard]] constexpr auto exists(Query query) {
    return exists_test<Query>(std::move(query));
}

template <class Other>
    requires(!plain_select<Other>)
[[nodiscard]] constexpr auto scalar(const Other&) {
    static_assert(detail::query_wanted<Other>::checked);
    return detail::refused<bool>{};
}
template <class Other>
    requires(!plain_select<Other>)
[[nodiscard]] constexpr auto exists(const Other&) {
    static_assert(detail::query_wanted<Other>::checked);
    return detail::refused<bool>{};
}

/// One of the values that a query gives.
template <expression Content, plain_select Query>
[[nodiscard]] constexpr auto in(Content content, Query query) {
    static_assert(detail::found_in<Content, Query>::checked);
    if constexpr (!detail::search_rule<Content, Query>::holds) return detail::refused<bool>{};
    else return in_query<Content, Query>(std::move(content), std::move(query));
}
/// One of the rows that a query gives: `in(row_of(col<&Line::order>, col<&Line::number>), select(…))`.
template <class... Parts, plain_select Query>
[[nodiscard]] constexpr auto in(row_value<Parts...> content, Query query) {
    static_assert(detail::found_in<row_value<Parts...>, Query>::checked);
    if constexpr (!detail::search_rule<row_value<Parts...>, Query>::holds) return detail::refused<bool>{};
    else return in_query<row_value<Parts...>, Query>(std::move(content), std::move(query));
}

/// For `from` and the joins: `from(subquery<Total>(select(…)))`. The columns are the fields of the aggregate, in order.
template <detail::source Source, plain_select Query>
[[nodiscard]] constexpr auto subquery(Query query) {
    static_assert(detail::rows_of_source<Source, Query>::checked);
    return derived_table<Source, Query>{std::move(query)};
}

/// A common table expression: `.with(cte<Total>(select(…)))`, after which `Total` is a source like a table. It is recursive if
/// its own query reads from it.
template <detail::source Source, plain_select Query>
[[nodiscard]] constexpr auto cte(Query query) {
    static_assert(detail::rows_of_source<Source, Query>::checked);
    return common_table<Source, Query>{std::move(query)};
}

template <detail::source Source, class Other>
    requires(!plain_select<Other>)
[[nodiscard]] constexpr auto subquery(const Other&) {
    static_assert(detail::query_wanted<Other>::checked);
    return derived_table<Source, detail::refused_query>{};
}
template <detail::source Source, class Other>
    requires(!plain_select<Other>)
[[nodiscard]] constexpr auto cte(const Other&) {
    static_assert(detail::query_wanted<Other>::checked);
    return common_table<Source, detail::refused_query>{};
}

} // namespace rowan
