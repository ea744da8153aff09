#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/select_query.hpp"

#include <type_traits>
#include <utility>

namespace rowan {

/// Whole rows: `select<Book>()`, `select<Book, Author>().join<Author>()`.
template <class... Sources>
    requires(sizeof...(Sources) > 0)
[[nodiscard]] constexpr auto select() {
    static_assert((detail::shape_check<detail::source_row<Sources>>::checked && ...));
    return select_query<detail::whole_rows<Sources...>>{};
}

template <auto Value>
[[nodiscard]] constexpr auto select() {
    static_assert(detail::source_type_wanted<Value>::checked);
    return select_query<detail::expressions<detail::refused<bool>>>{};
}

/// Columns and expressions: `select(col<&Author::name>, count().as<"books">()).from<Book>()`.
template <selectable... Expressions>
    requires(sizeof...(Expressions) > 0)
[[nodiscard]] constexpr auto select(Expressions... list) {
    using Projection = detail::expressions<Expressions...>;
    return select_query<Projection>{Projection{detail::make_pack(std::move(list)...)}, {}};
}

template <class... Values>
    requires(!(selectable<Values> && ...))
[[nodiscard]] constexpr auto select(const Values&...) {
    static_assert(detail::result_wanted<Values...>::checked);
    return select_query<detail::expressions<detail::refused<bool>>>{};
}

/// A query that gives rows.
template <class Query>
concept any_select = requires {
    typename std::remove_cvref_t<Query>::projection_type;
    typename std::remove_cvref_t<Query>::outer_sources;
};

/// A query that gives rows as they come, so that it can stand within another statement.
template <class Query>
concept plain_select = any_select<Query> && requires { typename std::remove_cvref_t<Query>::clauses_type; };

namespace detail {

template <class Type>
struct query_wanted : told_mistake {
    static_assert(always_false<Type>, "rowan E361: this is no query, such as select<Book>()");
};
template <class... Types>
using queries_check = first_mistake<std::conditional_t<plain_select<Types>, no_mistake, query_wanted<Types>>...>;
/// In the place of a query.
using refused_query = select_query<expressions<refused<bool>>>;

} // namespace detail

} // namespace rowan
