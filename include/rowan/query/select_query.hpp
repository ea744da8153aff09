#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/check/window_checks.hpp"
#include "rowan/query/clause_set.hpp"
#include "rowan/query/join.hpp"
#include "rowan/query/literal_count.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/projection.hpp"
#include "rowan/query/row.hpp"
#include "rowan/query/source.hpp"

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace rowan {

template <class Row, class Query>
struct into_query;
namespace detail {
template <class Row, class Query>
struct into_check;
template <class Query, class Dialect>
struct select_in_dialect;
} // namespace detail

/// A query for rows. Each call gives a query of another type, with one clause more.
template <class Projection, class... Clauses>
struct select_query {
    using projection_type = Projection;
    using clauses_type = detail::clause_set<Clauses...>;
    using parts = decltype(typename Projection::parts{} + typename clauses_type::parts{});
    using implied_source = detail::implied_source<Projection, Clauses...>;

    template <class Dialect>
    using dialect_mistake = typename detail::select_in_dialect<select_query, Dialect>::mistake;

    Projection projection;
    clauses_type clauses;

    /// The sources that the query names, in order.
    static consteval auto sources() { return implied_source{} + detail::sources_in<Clauses...>{}; }
    using outer_sources = decltype(detail::outer_sources_of<true, Clauses...>(implied_source{}));

    /// The first source of a select of expressions; one of whole rows begins with the first of these.
    template <class Source>
    [[nodiscard]] constexpr auto from() const {
        static_assert(detail::shape_check<detail::source_row<Source>>::checked);
        return add_from<Source>(detail::named_origin{});
    }
    template <auto Value>
    [[nodiscard]] constexpr auto from() const {
        static_assert(detail::source_type_wanted<Value>::checked);
        return refuse();
    }
    /// Rows of a query: `from(subquery<Total>(select(…)))`.
    template <class Source, class Query>
    [[nodiscard]] constexpr auto from(derived_table<Source, Query> rows) const {
        return add_from<Source>(detail::query_origin<derived_table<Source, Query>>{std::move(rows)});
    }
    template <class Other>
    [[nodiscard]] constexpr auto from(const Other&) const {
        static_assert(detail::source_wanted<Other>::checked);
        return refuse();
    }

    /// Rows of both sources that meet the condition; without one, along the only foreign key between the tables. A condition
    /// with `when` makes the join optional: where it is left out, the columns of its source are null.
    template <class Source, class... Condition>
    [[nodiscard]] constexpr auto join(const Condition&... condition) const {
        static_assert(detail::shape_check<detail::source_row<Source>>::checked);
        return add_join<detail::join_kind::inner, Source>(detail::named_origin{}, condition...);
    }
    template <auto Value, class... Condition>
    [[nodiscard]] constexpr auto join(const Condition&...) const {
        static_assert(detail::source_type_wanted<Value>::checked);
        return refuse();
    }
    template <class Source, class Query, where_part Condition>
    [[nodiscard]] constexpr auto join(const derived_table<Source, Query>& rows, const Condition& condition) const {
        return add_join<detail::join_kind::inner, Source>(detail::query_origin<derived_table<Source, Query>>{rows},
                                                          condition);
    }
    /// As `join`, and also rows for which there is none in `Source`, which is then null.
    template <class Source, class... Condition>
    [[nodiscard]] constexpr auto left_join(const Condition&... condition) const {
        static_assert(detail::shape_check<detail::source_row<Source>>::checked);
        return add_join<detail::join_kind::left, Source>(detail::named_origin{}, condition...);
    }
    template <auto Value, class... Condition>
    [[nodiscard]] constexpr auto left_join(const Condition&...) const {
        static_assert(detail::source_type_wanted<Value>::checked);
        return refuse();
    }
    template <class Source, class Query, where_part Condition>
    [[nodiscard]] constexpr auto left_join(const derived_table<Source, Query>& rows, const Condition& condition) const {
        return add_join<detail::join_kind::left, Source>(detail::query_origin<derived_table<Source, Query>>{rows},
                                                         condition);
    }
    /// As `join`, and also rows of `Source` for which there is none in the others, which are then null.
    template <class Source, class... Condition>
    [[nodiscard]] constexpr auto right_join(const Condition&... condition) const {
        static_assert(detail::shape_check<detail::source_row<Source>>::checked);
        return add_join<detail::join_kind::right, Source>(detail::named_origin{}, condition...);
    }
    template <auto Value, class... Condition>
    [[nodiscard]] constexpr auto right_join(const Condition&...) const {
        static_assert(detail::source_type_wanted<Value>::checked);
        return refuse();
    }
    template <class Source, class Query, where_part Condition>
    [[nodiscard]] constexpr auto right_join(const derived_table<Source, Query>& rows,
                                            const Condition& condition) const {
        return add_join<detail::join_kind::right, Source>(detail::query_origin<derived_table<Source, Query>>{rows},
                                                          condition);
    }
    /// Left and right join at once.
    template <class Source, class... Condition>
    [[nodiscard]] constexpr auto full_join(const Condition&... condition) const {
        static_assert(detail::shape_check<detail::source_row<Source>>::checked);
        return add_join<detail::join_kind::full, Source>(detail::named_origin{}, condition...);
    }
    template <auto Value, class... Condition>
    [[nodiscard]] constexpr auto full_join(const Condition&...) const {
        static_assert(detail::source_type_wanted<Value>::checked);
        return refuse();
    }
    template <class Source, class Query, where_part Condition>
    [[nodiscard]] constexpr auto full_join(const derived_table<Source, Query>& rows, const Condition& condition) const {
        return add_join<detail::join_kind::full, Source>(detail::query_origin<derived_table<Source, Query>>{rows},
                                                         condition);
    }
    /// Every row with every row of `Source`.
    template <class Source>
    [[nodiscard]] constexpr auto cross_join() const {
        static_assert(detail::shape_check<detail::source_row<Source>>::checked);
        return add_cross_join<Source>(detail::named_origin{});
    }
    template <auto Value>
    [[nodiscard]] constexpr auto cross_join() const {
        static_assert(detail::source_type_wanted<Value>::checked);
        return refuse();
    }
    template <class Source, class Query>
    [[nodiscard]] constexpr auto cross_join(const derived_table<Source, Query>& rows) const {
        return add_cross_join<Source>(detail::query_origin<derived_table<Source, Query>>{rows});
    }

    /// Common table expressions, each of which may use those before it.
    template <class... Tables>
        requires(detail::is_common_table<Tables> && ...)
    [[nodiscard]] constexpr auto with(Tables... tables) const {
        static_assert(detail::clause_given_before<detail::with_clause, Clauses...>::checked);
        return add_once<detail::with_clause>(detail::with_clause<Tables...>{detail::make_pack(std::move(tables)...)});
    }
    template <class... Others>
        requires(!(detail::is_common_table<Others> && ...))
    [[nodiscard]] constexpr auto with(const Others&...) const {
        static_assert(detail::tables_wanted<Others...>::checked);
        return refuse();
    }

    /// Only rows that meet all conditions, each of which may be optional (`when`).
    template <where_part... Conditions>
    [[nodiscard]] constexpr auto where(const Conditions&... conditions) const {
        static_assert((detail::condition_of_where<Conditions>::checked && ...));
        if constexpr (!(detail::is_row_condition<Conditions> && ...)) return refuse();
        else return rebuilt(detail::with_conditions(clauses, conditions...));
    }
    template <class... Values>
        requires(!(where_part<Values> && ...))
    [[nodiscard]] constexpr auto where(const Values&...) const {
        static_assert(detail::condition_wanted<Values...>::checked);
        return refuse();
    }
    /// One row for each group of rows that have the same keys: expressions, or results by name (`named<"decade">`).
    template <order_content... Keys>
    [[nodiscard]] constexpr auto group_by(Keys... keys) const {
        static_assert(detail::clause_given_before<detail::group_by_clause, Clauses...>::checked);
        static_assert((detail::group_key<Keys>::checked && ...));
        if constexpr (!(detail::is_of_row<Keys> && ...)) return refuse();
        else
            return add_once<detail::group_by_clause>(
                detail::group_by_clause<Keys...>{detail::make_pack(std::move(keys)...)});
    }
    template <class... Values>
        requires(!(order_content<Values> && ...))
    [[nodiscard]] constexpr auto group_by(const Values&...) const {
        static_assert(detail::key_wanted<Values...>::checked);
        return refuse();
    }
    /// Only groups that meet the condition.
    template <expression Condition>
    [[nodiscard]] constexpr auto having(Condition condition) const {
        static_assert(detail::clause_given_before<detail::having_clause, Clauses...>::checked);
        constexpr bool has_groups =
            ((detail::is_group_by<Clauses> || std::is_same_v<Clauses, detail::refused_clause>) || ...);
        static_assert(detail::condition_of_having<Condition, has_groups>::checked);
        if constexpr (!has_groups || !detail::is_group_condition<Condition>) return refuse();
        else return add_once<detail::having_clause>(detail::having_clause<Condition>{condition});
    }
    template <class Value>
        requires(!expression<Value>)
    [[nodiscard]] constexpr auto having(const Value&) const {
        static_assert(detail::condition_wanted<Value>::checked);
        return refuse();
    }
    /// Names a window for `over<"name">()`.
    template <fixed_string Name, class Window>
        requires detail::is_window_definition<Window>
    [[nodiscard]] constexpr auto window(Window definition) const {
        static_assert(detail::window_named_before<Name, Clauses...>::checked);
        return add(detail::window_clause<Name, Window>{std::move(definition)});
    }
    template <fixed_string Name, class Other>
        requires(!detail::is_window_definition<Other>)
    [[nodiscard]] constexpr auto window(const Other&) const {
        static_assert(detail::window_check<Other>::checked);
        return refuse();
    }
    /// Keys, each of which may be optional (`when`) or chosen among several (`choice`).
    template <order_part... Keys>
    [[nodiscard]] constexpr auto order_by(Keys... keys) const {
        static_assert(detail::clause_given_before<detail::order_by_clause, Clauses...>::checked);
        return add_once<detail::order_by_clause>(
            detail::order_by_clause<Keys...>{detail::make_pack(std::move(keys)...)});
    }
    template <class... Values>
        requires(!(order_part<Values> && ...))
    [[nodiscard]] constexpr auto order_by(const Values&...) const {
        static_assert(detail::key_wanted<Values...>::checked);
        return refuse();
    }
    /// At most so many rows. The number is bound; it may be a parameter.
    template <class Count>
    [[nodiscard]] constexpr auto limit(Count count) const {
        static_assert(detail::clause_given_before<detail::limit_clause, Clauses...>::checked);
        static_assert(detail::number_of_rows<Count>::checked);
        if constexpr (!detail::is_row_count<Count>) return refuse();
        else {
            auto number = detail::make_operand<typename detail::number_of_rows<Count>::type>(count);
            return add_once<detail::limit_clause>(detail::limit_clause<decltype(number)>{number});
        }
    }
    /// As `limit(Count)`, with the number as part of the text.
    template <std::int64_t Count>
    [[nodiscard]] constexpr auto limit() const {
        static_assert(detail::clause_given_before<detail::limit_clause, Clauses...>::checked);
        static_assert(detail::constant_number_of_rows<Count>::checked);
        return add_once<detail::limit_clause>(detail::limit_clause<detail::literal_count<Count>>{});
    }
    /// Without the first so many rows. SQLite has an offset only together with a limit.
    template <class Count>
    [[nodiscard]] constexpr auto offset(Count count) const {
        static_assert(detail::clause_given_before<detail::offset_clause, Clauses...>::checked);
        static_assert(detail::number_of_rows<Count>::checked);
        if constexpr (!detail::is_row_count<Count>) return refuse();
        else {
            auto number = detail::make_operand<typename detail::number_of_rows<Count>::type>(count);
            return add_once<detail::offset_clause>(detail::offset_clause<decltype(number)>{number});
        }
    }
    template <std::int64_t Count>
    [[nodiscard]] constexpr auto offset() const {
        static_assert(detail::clause_given_before<detail::offset_clause, Clauses...>::checked);
        static_assert(detail::constant_number_of_rows<Count>::checked);
        return add_once<detail::offset_clause>(detail::offset_clause<detail::literal_count<Count>>{});
    }
    /// Each row once.
    [[nodiscard]] constexpr auto distinct() const {
        static_assert(detail::only_distinct<Clauses...>::checked);
        return rebuilt(detail::with_once(clauses, detail::distinct_clause{}));
    }
    /// The first row of each group that has the same keys, in the order of the query. Only PostgreSQL has it.
    template <class... Keys>
    [[nodiscard]] constexpr auto distinct_on(Keys... keys) const {
        static_assert(detail::only_distinct<Clauses...>::checked);
        using Check = detail::row_keys_check<(expression<Keys> && ...), Keys...>;
        static_assert(Check::checked);
        if constexpr (!detail::is_right<Check>) return refuse();
        else
            return add_once<detail::distinct_on_clause>(
                detail::distinct_on_clause<Keys...>{detail::make_pack(std::move(keys)...)});
    }

    /// Locks the rows against writers until the end of the transaction. Only PostgreSQL has it.
    template <lock_wait Wait = lock_wait::wait>
    [[nodiscard]] constexpr auto for_update() const {
        static_assert(detail::only_lock<void, Clauses...>::checked);
        return add_lock<detail::lock_strength::update, Wait, void>();
    }
    /// Locks only those of one source: `for_update<Book>()`.
    template <detail::source Source, lock_wait Wait = lock_wait::wait>
    [[nodiscard]] constexpr auto for_update() const {
        static_assert(detail::only_lock<Source, Clauses...>::checked);
        return add_lock<detail::lock_strength::update, Wait, Source>();
    }
    /// Locks the rows against being changed, but not against others who lock them so.
    template <lock_wait Wait = lock_wait::wait>
    [[nodiscard]] constexpr auto for_share() const {
        static_assert(detail::only_lock<void, Clauses...>::checked);
        return add_lock<detail::lock_strength::share, Wait, void>();
    }
    template <detail::source Source, lock_wait Wait = lock_wait::wait>
    [[nodiscard]] constexpr auto for_share() const {
        static_assert(detail::only_lock<Source, Clauses...>::checked);
        return add_lock<detail::lock_strength::share, Wait, Source>();
    }

    /// The state of versioned tables after a transaction, by its number, or at a time; also of those that queries within this one read from, unless they
    /// say it themselves.
    template <class Point>
    [[nodiscard]] constexpr auto as_of(const Point& point) const {
        static_assert(detail::clause_given_before<detail::as_of_clause, Clauses...>::checked);
        return add_once<detail::as_of_clause>(detail::as_of_point(point));
    }

    /// Rows that are an aggregate of yours, with a field for each column in order.
    template <class Row>
    [[nodiscard]] constexpr auto into() const {
        static_assert(detail::into_check<Row, select_query>::type::checked);
        return into_query<Row, select_query>{*this};
    }

private:
    template <class... New>
    constexpr auto rebuilt(detail::clause_set<New...> set) const {
        return select_query<Projection, New...>{projection, std::move(set)};
    }
    /// What stands for a clause that is refused.
    constexpr auto refuse() const { return rebuilt(detail::with_once(clauses, detail::refused_clause{})); }
    template <class Clause>
    constexpr auto add(Clause clause) const {
        return rebuilt(detail::with(clauses, std::move(clause)));
    }
    template <template <class...> class Kind, class Clause>
    constexpr auto add_once(Clause clause) const {
        return rebuilt(detail::with_only<Kind>(clauses, std::move(clause)));
    }
    template <detail::lock_strength Strength, lock_wait Wait, class Source>
    constexpr auto add_lock() const {
        return rebuilt(detail::with_once(clauses, detail::locking_clause<Strength, Wait, Source>{}));
    }
    template <class Source, class Origin>
    constexpr auto add_from(Origin origin) const {
        static_assert(detail::clause_given_before<detail::from_clause, Clauses...>::checked);
        using Check = detail::place_of_source<Source, detail::joined_in<Clauses...>>;
        static_assert(Check::checked);
        if constexpr (!detail::is_right<Check>) return refuse();
        else return add_once<detail::from_clause>(detail::from_clause<Source, Origin>{std::move(origin)});
    }
    template <detail::join_kind Kind, class Source, class Origin, class... Condition>
    constexpr auto add_join(Origin origin, const Condition&... condition) const {
        using Sources = decltype(sources());
        using Check = detail::join_check<Source, Sources, Condition...>;
        static_assert(Check::checked);
        if constexpr (!detail::is_right<Check>) return refuse();
        else {
            auto on = detail::join_condition<Source, Sources>(condition...);
            return add(detail::join_clause<Kind, Source, decltype(on), Origin>{std::move(origin), std::move(on)});
        }
    }
    template <class Source, class Origin>
    constexpr auto add_cross_join(Origin origin) const {
        using Check = detail::place_of_source<Source, decltype(sources())>;
        static_assert(Check::checked);
        using None = detail::no_join_condition;
        if constexpr (!detail::is_right<Check>) return refuse();
        else return add(detail::join_clause<detail::join_kind::cross, Source, None, Origin>{std::move(origin), None{}});
    }
};

} // namespace rowan
