#pragma once

#include "rowan/query/clause_set.hpp"
#include "rowan/query/join.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/row.hpp"
#include "rowan/query/window_checks.hpp"

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace rowan {

namespace detail {

/// What a select gives: whole rows of tables, or expressions.
template <class... Tables>
struct entities {
    using parts = type_list<>;
};
template <class... Expressions>
struct expressions {
    using parts = type_list<Expressions...>;
    pack<Expressions...> list;
};

template <class Projection, class... Clauses>
consteval auto tables_of_select() {
    if constexpr ((is_from<Clauses> || ...)) return tables_in<Clauses...>{};
    else
        return []<class First, class... Rest>(entities<First, Rest...>*) {
            return type_list<First>{} + tables_in<Clauses...>{};
        }(static_cast<Projection*>(nullptr));
}

} // namespace detail

/// A query for rows. Each call gives a query of another type, with one clause more.
template <class Projection, class... Clauses>
struct select_query {
    using projection_type = Projection;
    using clauses_type = detail::clause_set<Clauses...>;
    using parts = decltype(typename Projection::parts{} + typename clauses_type::parts{});
    static constexpr bool has_from =
        (detail::is_from<Clauses> || ...) || !detail::is_instance_of<detail::expressions, Projection>;

    static constexpr bool has_as_of = (detail::is_as_of<Clauses> || ...);

    Projection projection;
    clauses_type clauses;

    /// The tables that the query names, the first one as `FROM`.
    static consteval auto tables() {
        if constexpr (has_from) return detail::tables_of_select<Projection, Clauses...>();
        else return detail::tables_in<Clauses...>{};
    }
    using outer_tables = detail::outer_tables_in<Clauses...>;

    template <detail::aggregate Table>
    [[nodiscard]] constexpr auto from() const {
        static_assert(detail::clause_given_before<detail::from_clause, Clauses...>::checked);
        return add_once<detail::from_clause>(detail::from_clause<Table>{});
    }

    /// Rows of both tables that meet the condition; without one, along the only foreign key between the tables.
    template <detail::aggregate Table, expression... Condition>
        requires(sizeof...(Condition) <= 1)
    [[nodiscard]] constexpr auto join(Condition... condition) const {
        static_assert(detail::join_check<Table, decltype(tables()), Condition...>::checked);
        return add_join<detail::join_kind::inner, Table>(condition...);
    }
    /// As `join`, and also rows for which there is none in `Table`, which is then null.
    template <detail::aggregate Table, expression... Condition>
        requires(sizeof...(Condition) <= 1)
    [[nodiscard]] constexpr auto left_join(Condition... condition) const {
        static_assert(detail::join_check<Table, decltype(tables()), Condition...>::checked);
        return add_join<detail::join_kind::left, Table>(condition...);
    }

    /// Only rows that meet all conditions, each of which may be optional (`when`).
    template <where_part... Conditions>
    [[nodiscard]] constexpr auto where(const Conditions&... conditions) const {
        static_assert((detail::condition_of_where<Conditions>::checked && ...));
        return rebuilt(detail::with_conditions(clauses, conditions...));
    }
    template <expression... Keys>
    [[nodiscard]] constexpr auto group_by(Keys... keys) const {
        static_assert(detail::clause_given_before<detail::group_by_clause, Clauses...>::checked);
        static_assert((detail::group_key<Keys>::checked && ...));
        return add_once<detail::group_by_clause>(
            detail::group_by_clause<Keys...>{detail::make_pack(std::move(keys)...)});
    }
    template <expression Condition>
    [[nodiscard]] constexpr auto having(Condition condition) const {
        static_assert(detail::clause_given_before<detail::having_clause, Clauses...>::checked);
        static_assert(detail::condition_of_having<Condition, (detail::is_group_by<Clauses> || ...)>::checked);
        return add_once<detail::having_clause>(detail::having_clause<Condition>{condition});
    }
    /// Names a window for `over<"name">()`.
    template <fixed_string Name, class Window>
        requires detail::is_window_definition<Window>
    [[nodiscard]] constexpr auto window(Window definition) const {
        static_assert(detail::window_named_before<Name, Clauses...>::checked);
        return add(detail::window_clause<Name, Window>{std::move(definition)});
    }
    template <sort_key... Keys>
    [[nodiscard]] constexpr auto order_by(Keys... keys) const {
        static_assert(detail::clause_given_before<detail::order_by_clause, Clauses...>::checked);
        return add_once<detail::order_by_clause>(
            detail::order_by_clause<Keys...>{detail::make_pack(std::move(keys)...)});
    }
    /// At most so many rows. The number is bound; it may be a parameter.
    template <operand Count>
    [[nodiscard]] constexpr auto limit(Count count) const {
        static_assert(detail::clause_given_before<detail::limit_clause, Clauses...>::checked);
        static_assert(detail::number_of_rows<Count>::checked);
        auto number = detail::make_operand<typename detail::number_of_rows<Count>::type>(count);
        return add_once<detail::limit_clause>(detail::limit_clause<decltype(number)>{number});
    }
    /// Without the first so many rows. SQLite has an offset only together with a limit.
    template <operand Count>
    [[nodiscard]] constexpr auto offset(Count count) const {
        static_assert(detail::clause_given_before<detail::offset_clause, Clauses...>::checked);
        static_assert(detail::number_of_rows<Count>::checked);
        auto number = detail::make_operand<typename detail::number_of_rows<Count>::type>(count);
        return add_once<detail::offset_clause>(detail::offset_clause<decltype(number)>{number});
    }
    [[nodiscard]] constexpr auto distinct() const {
        if constexpr (detail::is_one_of<detail::distinct_clause, Clauses...>) return *this;
        else return add(detail::distinct_clause{});
    }

    /// The state of versioned tables after a transaction, by its number.
    [[nodiscard]] constexpr auto as_of(std::int64_t transaction) const {
        static_assert(detail::clause_given_before<detail::as_of_clause, Clauses...>::checked);
        return add_once<detail::as_of_clause>(
            detail::as_of_clause<value<std::int64_t>>{value<std::int64_t>{std::in_place, transaction}});
    }
    /// The state of versioned tables at a time.
    template <class Duration>
    [[nodiscard]] constexpr auto as_of(std::chrono::sys_time<Duration> time) const {
        static_assert(detail::clause_given_before<detail::as_of_clause, Clauses...>::checked);
        using Point = value<std::chrono::sys_time<std::chrono::milliseconds>>;
        return add_once<detail::as_of_clause>(
            detail::as_of_clause<Point>{Point{std::in_place, std::chrono::floor<std::chrono::milliseconds>(time)}});
    }

private:
    template <class... New>
    constexpr auto rebuilt(detail::clause_set<New...> set) const {
        return select_query<Projection, New...>{projection, std::move(set)};
    }
    template <class Clause>
    constexpr auto add(Clause clause) const {
        return rebuilt(detail::with(clauses, std::move(clause)));
    }
    template <template <class...> class Kind, class Clause>
    constexpr auto add_once(Clause clause) const {
        if constexpr ((detail::is_instance_of<Kind, Clauses> || ...)) return *this;
        else return add(std::move(clause));
    }
    template <detail::join_kind Kind, class Table, class... Condition>
    constexpr auto add_join(Condition... condition) const {
        if constexpr (!detail::is_right<detail::join_check<Table, decltype(tables()), Condition...>>) return *this;
        else if constexpr (sizeof...(Condition) == 0) {
            auto along = detail::condition_along(detail::joining_keys<Table>(tables()));
            return add(detail::join_clause<Kind, Table, decltype(along)>{along});
        } else return add(detail::join_clause<Kind, Table, Condition...>{condition...});
    }
};

/// Whole rows: `select<Book>()`, `select<Book, Author>().join<Author>()`.
template <detail::aggregate... Tables>
    requires(sizeof...(Tables) > 0)
[[nodiscard]] constexpr auto select() {
    return select_query<detail::entities<Tables...>>{};
}

/// Columns and expressions: `select(col<&Author::name>, count().as<"books">()).from<Book>()`.
template <selectable... Expressions>
    requires(sizeof...(Expressions) > 0)
[[nodiscard]] constexpr auto select(Expressions... list) {
    using Projection = detail::expressions<Expressions...>;
    return select_query<Projection>{Projection{detail::make_pack(std::move(list)...)}, {}};
}

template <class Query>
concept any_select = detail::is_instance_of<select_query, std::remove_cvref_t<Query>>;

} // namespace rowan
