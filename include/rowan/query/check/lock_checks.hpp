#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/aggregate_call.hpp"
#include "rowan/query/check/source_checks.hpp"
#include "rowan/query/clauses.hpp"
#include "rowan/query/join.hpp"
#include "rowan/query/nested.hpp"
#include "rowan/query/select.hpp"
#include "rowan/schema/history.hpp"

#include <type_traits>

// Which rows a query can lock: those of which its own rows tell one each (postgresql.org/docs/15/sql-select.html).
namespace rowan::detail {

template <class Sources, class... Word>
struct rows_to_lock : told_mistake {
    static_assert(always_false<Sources>, "rowan E351: rows cannot be locked by a query with groups, distinct, "
                                         "aggregate or window functions, or by a set "
                                         "operation: a row of it stands for several; lock them in a query within it");
};
template <class Source, class... Word>
struct source_to_lock : told_mistake {
    static_assert(
        always_false<Source>,
        "rowan E351: rows cannot be locked of a source of which an outer join may find none; lock another one: "
        "for_update<Book>()");
};
template <class Sources, class... Word>
struct table_to_lock : told_mistake {
    static_assert(
        always_false<Sources>,
        "rowan E351: the query has no table of which rows could be locked; those of a common table expression are "
        "locked in its own query");
};
template <class Source, class... Word>
struct past_to_lock : told_mistake {
    static_assert(
        always_false<Source>,
        "rowan E351: rows of the past cannot be locked: with as_of a versioned table is read from its history; "
        "lock the rows of a query without as_of");
};
template <class Source, class... Word>
struct locked_table_in_query : told_mistake {
    static_assert(always_false<Source>,
                  "rowan E301: the query locks rows of a table that it has neither in from nor in join");
};

template <class... Expressions>
consteval bool have_aggregate_or_window(type_list<Expressions...>) {
    return ((has_aggregate<Expressions>() || has_window<Expressions>()) || ...);
}
template <class Clause>
consteval bool merges_rows() {
    if constexpr (is_instance_of<order_by_clause, Clause>) return have_aggregate_or_window(typename Clause::parts{});
    else
        return is_group_by<Clause> || is_instance_of<having_clause, Clause> ||
               is_instance_of<distinct_on_clause, Clause> || std::is_same_v<Clause, distinct_clause>;
}
/// Whether a row that a query gives may stand for several rows of its sources.
template <class Projection, class... Clauses>
consteval bool merges_rows(const select_query<Projection, Clauses...>*) {
    return (merges_rows<Clauses>() || ...) || have_aggregate_or_window(typename Projection::parts{});
}
consteval bool merges_rows(const void*) { return true; }

template <class Source, class Query>
consteval auto find_lock_mistake_within(const Query* query);

/// What may be wrong with locking the rows of a source: of a query in the place of a table, with locking those that it reads.
template <class Locked, class Clause>
consteval auto find_source_mistake() {
    if constexpr (is_from<Clause> || is_join<Clause>) {
        using Source = typename Clause::source;
        using Origin = decltype(Clause::origin);
        if constexpr (is_in<Source, Locked> && !std::is_same_v<Origin, named_origin>)
            return find_lock_mistake_within<Source>(
                static_cast<const typename decltype(Origin::derived)::query_type*>(nullptr));
        else return std::type_identity<no_mistake>{};
    } else return std::type_identity<no_mistake>{};
}
template <class Nullable>
struct source_is_certain {
    template <class Source>
    static constexpr bool holds = !is_in<Source, Nullable>;
};
/// What may be wrong with locking the rows of the sources `Locked`.
template <class Locked, class Projection, class... Clauses>
consteval auto find_lock_mistake(const select_query<Projection, Clauses...>*) {
    constexpr const select_query<Projection, Clauses...>* query = nullptr;
    using Nullable = decltype(outer_sources_of<false, Clauses...>(implied_source<Projection, Clauses...>{}));
    using Left = first_failing<source_is_certain<Nullable>, Locked>;
    if constexpr (merges_rows(query)) return std::type_identity<rows_to_lock<Locked>>{};
    else if constexpr (!std::is_void_v<Left>) return std::type_identity<source_to_lock<Left>>{};
    else return std::type_identity<first_mistake<typename decltype(find_source_mistake<Locked, Clauses>())::type...>>{};
}
template <class Source, class Query>
consteval auto find_lock_mistake_within(const Query* query) {
    if constexpr (merges_rows(static_cast<const Query*>(nullptr))) return std::type_identity<rows_to_lock<Source>>{};
    else return find_lock_mistake<decltype(Query::sources())>(query);
}

/// The sources of which a clause locks rows: with `void` all of them.
template <class Sources, lock_strength Strength, lock_wait Wait>
consteval auto locked_sources(const locking_clause<Strength, Wait, void>*) {
    return Sources{};
}
template <class Sources, lock_strength Strength, lock_wait Wait, class Source>
consteval auto locked_sources(const locking_clause<Strength, Wait, Source>*) {
    return type_list<Source>{};
}

template <class Named, class Tables>
struct is_common_source {
    template <class Source>
    static constexpr bool holds = is_in<Source, Named> && !is_in<Source, Tables>;
};
template <class Sources, class Named, class Tables, class Clause>
consteval auto find_locked_mistake_of() {
    using Locked = decltype(locked_sources<Sources>(static_cast<const Clause*>(nullptr)));
    using Other = first_failing<is_common_source<Named, Tables>, Locked>;
    if constexpr (!std::is_void_v<typename Clause::source> && !is_in<typename Clause::source, Sources>)
        return std::type_identity<locked_table_in_query<typename Clause::source>>{};
    else if constexpr (std::is_void_v<Other>) return std::type_identity<table_to_lock<Locked>>{};
    else return std::type_identity<no_mistake>{};
}
/// What may be wrong with the sources of which rows are locked. `Named` are those that are no queries, `Tables` those of them that are
/// no common table expressions, whose rows PostgreSQL does not lock.
template <class Sources, class Named, class Tables, class... Clauses>
consteval auto find_locked_mistake() {
    return std::type_identity<first_mistake<typename decltype([] {
        if constexpr (is_locking<Clauses>) return find_locked_mistake_of<Sources, Named, Tables, Clauses>();
        else return std::type_identity<no_mistake>{};
    }())::type...>>{};
}

/// The versioned tables of which a query locks versions, as it locks the rows of the sources `Locked`. `Scope`: see `source_is_known`;
/// `IsPast`: a query around it has a past.
template <class Locked, class Scope, bool IsPast>
consteval auto locked_versions_of(const void*) {
    return type_list<>{};
}
template <class Locked, class Scope, bool IsPast, class Projection, class... Clauses>
consteval auto locked_versions_of(const select_query<Projection, Clauses...>*);
template <class Locked, class Scope, bool IsPast, class Clause>
consteval auto locked_versions_in() {
    if constexpr (is_from<Clause> || is_join<Clause>) {
        using Origin = decltype(Clause::origin);
        if constexpr (!is_in<typename Clause::source, Locked> || std::is_same_v<Origin, named_origin>)
            return type_list<>{};
        else {
            using Query = typename decltype(Origin::derived)::query_type;
            constexpr const typename Query::clauses_type* clauses = nullptr;
            return locked_versions_of<decltype(Query::sources()), decltype(Scope{} + common_sources(clauses)), IsPast>(
                static_cast<const Query*>(nullptr));
        }
    } else return type_list<>{};
}
template <class Locked, class Scope>
struct locked_version_kind {
    template <class Source>
    static constexpr bool is =
        is_in<Source, Locked> && is_versioned<source_row<Source>> && table_kind<Scope>::template is<Source>;
};
template <class Locked, class Scope, bool IsPast, class Projection, class... Clauses>
consteval auto locked_versions_of(const select_query<Projection, Clauses...>*) {
    constexpr const clause_set<Clauses...>* clauses = nullptr;
    constexpr bool is_past = IsPast || has_clause<as_of_clause>(clauses);
    using Named = decltype(implied_source<Projection, Clauses...>{} + named_sources(clauses));
    using Own =
        std::conditional_t<is_past, decltype(those_of<locked_version_kind<Locked, Scope>>(Named{})), type_list<>>;
    return (Own{} + ... + locked_versions_in<Locked, Scope, is_past, Clauses>());
}
template <class Query, class Scope, bool IsPast, class Clause>
consteval auto versions_locked_by() {
    if constexpr (is_locking<Clause>)
        return locked_versions_of<
            decltype(locked_sources<decltype(Query::sources())>(static_cast<const Clause*>(nullptr))), Scope, IsPast>(
            static_cast<const Query*>(nullptr));
    else return type_list<>{};
}
template <class Query, class Scope, bool IsPast, class... Clauses>
consteval auto versions_locked_by_clauses(const clause_set<Clauses...>*) {
    return (type_list<>{} + ... + versions_locked_by<Query, Scope, IsPast, Clauses>());
}
/// The versioned tables of which a query, or one within it that has its past, locks versions.
template <class Query, class Scope, bool IsPast>
consteval auto locked_versions();
template <class Scope, class... Nodes>
consteval auto locked_versions_within(type_list<Nodes...>) {
    return (type_list<>{} + ... + locked_versions<typename Nodes::query_type, Scope, true>());
}
template <class Query, class Scope, bool IsPast>
consteval auto locked_versions() {
    constexpr const typename Query::clauses_type* clauses = nullptr;
    constexpr bool is_past = IsPast || has_clause<as_of_clause>(clauses);
    using Visible = decltype(Scope{} + common_sources(clauses));
    using Nested =
        std::conditional_t<is_past, decltype(those_of<nested_kind>(inspected_nodes<typename Query::parts>{})),
                           type_list<>>;
    return versions_locked_by_clauses<Query, Visible, IsPast>(clauses) + locked_versions_within<Visible>(Nested{});
}
/// What may be wrong with locks of a query in the past, or of one that has its past.
template <class Query, class Scope>
consteval auto find_past_lock() {
    using Source = first_failing<nothing_holds, decltype(locked_versions<Query, Scope, false>())>;
    if constexpr (std::is_void_v<Source>) return std::type_identity<no_mistake>{};
    else return std::type_identity<past_to_lock<Source>>{};
}

} // namespace rowan::detail
