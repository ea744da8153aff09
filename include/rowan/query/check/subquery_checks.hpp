#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/query/result_columns.hpp"
#include "rowan/query/result_row.hpp"
#include "rowan/query/row_fit.hpp"
#include "rowan/query/row_value.hpp"
#include "rowan/query/select.hpp"

#include <cstddef>
#include <type_traits>

// What is checked of a query that stands within another one.
namespace rowan::detail {

template <class... Columns>
consteval auto cells_in(type_list<Columns...>) {
    return type_list<typename Columns::cell...>{};
}
/// The columns that a query gives, with their names and types.
template <class Query>
using cells_of = decltype(cells_in(columns_of<Query>{}));

template <class Cell>
consteval auto type_of_only_cell(type_list<Cell>) {
    return std::type_identity<typename Cell::type>{};
}
template <class... Cells>
consteval auto type_of_only_cell(type_list<Cells...>) {
    return std::type_identity<untyped>{};
}
template <class Query>
using only_type = typename decltype(type_of_only_cell(cells_of<Query>{}))::type;

/// A query of one aggregate, without groups, has exactly one row.
template <class Projection, class... Clauses>
consteval bool has_one_row(const select_query<Projection, Clauses...>*) {
    return []<class... Parts>(type_list<Parts...>) {
        return (has_aggregate<Parts>() || ...);
    }(typename Projection::parts{}) &&
           !(is_group_by<Clauses> || ...) && !(is_instance_of<having_clause, Clauses> || ...) &&
           !(is_instance_of<limit_clause, Clauses> || ...) && !(is_instance_of<offset_clause, Clauses> || ...);
}
consteval bool has_one_row(const void*) { return false; }

template <class Query>
using scalar_type = std::conditional_t<has_one_row(static_cast<const Query*>(nullptr)), only_type<Query>,
                                       make_optional_type<only_type<Query>>>;

template <class Query>
inline constexpr bool has_one_column = cells_of<Query>::size == 1;

template <class Query, class... Word>
struct one_column : told_mistake {
    static_assert(has_one_column<Query>,
                  "rowan E337: a query that is used as a value gives several columns; select one");
};

/// The types of what is looked for in a query: one, or those of a row value.
template <class Content>
struct types_looked_for {
    using type = type_list<type_of<Content>>;
};
template <class... Parts>
struct types_looked_for<row_value<Parts...>> {
    using type = type_list<type_of<Parts>...>;
};

template <class... Types, class... Cells>
consteval bool can_be_found(type_list<Types...>, type_list<Cells...>) {
    if constexpr (sizeof...(Types) != sizeof...(Cells)) return false;
    else return (std::is_same_v<family<Types>, family<typename Cells::type>> && ...);
}
template <class... Types, class... Cells>
consteval bool may_be_null(type_list<Types...>, type_list<Cells...>) {
    return (is_optional<Types> || ...) || (is_optional<typename Cells::type> || ...);
}

/// What must be so of a query in which `Content` is looked for.
template <class Content, class Query>
struct search_rule {
    using types = typename types_looked_for<Content>::type;
    static constexpr bool has_size = types::size == cells_of<Query>::size;
    static constexpr bool holds = can_be_found(types{}, cells_of<Query>{}) || is_refused<Content>;
};
/// What may be wrong with looking for `Content` in the rows of a query.
template <class Content, class Query, class... Word>
struct found_in : told_mistake {
    using rule = search_rule<Content, Query>;
    static_assert(rule::has_size, "rowan E337: the query gives another number of columns than are looked for in it");
    static_assert(!rule::has_size || rule::holds,
                  "rowan E319: the query gives values of another type than what is looked for in it");
};
template <class Content, class Query>
using nullable_in = std::conditional_t<may_be_null(typename types_looked_for<Content>::type{}, cells_of<Query>{}),
                                       std::optional<bool>, bool>;

/// What may be wrong with a query in the place of a table: its columns are the fields of the aggregate, in order.
template <class Source, class Query>
using rows_of_source = row_fit<columns_of<Query>, source_row<Source>, fit_for::source>;

} // namespace rowan::detail

namespace rowan {

/// Whether a query can be used as a value: `scalar`.
template <class Query>
concept gives_one_column = any_select<Query> && detail::has_one_column<std::remove_cvref_t<Query>>;

/// Whether an expression, or a row of them, can be looked for in what a query gives: `in`.
template <class Content, class Query>
concept findable_in =
    any_select<Query> && (expression<Content> || detail::is_instance_of<row_value, std::remove_cvref_t<Content>>) &&
    detail::search_rule<std::remove_cvref_t<Content>, std::remove_cvref_t<Query>>::holds;

} // namespace rowan
