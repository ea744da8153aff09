#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/query/expression.hpp"
#include "rowan/query/nested.hpp"
#include "rowan/query/refused.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

/// What a locking query does with rows that others have locked: it waits for them, leaves them out, or fails.
enum class lock_wait : unsigned char { wait, skip_locked, no_wait };

} // namespace rowan

namespace rowan::detail {

// A query is made of clauses, each of its own type; a query inherits those that it has, in the order in which they were
// written, and a clause is found by conversion to it.

/// Where the rows of a source are: in the table that it names, or in a common table expression of that name.
struct named_origin {
    using parts = type_list<>;
};
/// In a query that stands in the place of a table.
template <class Derived>
struct query_origin {
    using parts = type_list<Derived>;
    Derived derived;
};

template <class Source, class Origin>
struct from_clause {
    using source = Source;
    using parts = typename Origin::parts;
    Origin origin;
};

enum class join_kind : unsigned char { inner, left, right, full, cross };

/// The condition of a cross join.
struct no_join_condition {};

template <class Condition>
struct parts_of_condition {
    using type = type_list<Condition>;
};
template <>
struct parts_of_condition<no_join_condition> {
    using type = type_list<>;
};

template <join_kind Kind, class Source, class Condition, class Origin>
struct join_clause {
    using source = Source;
    using parts = decltype(typename Origin::parts{} + typename parts_of_condition<Condition>::type{});
    static constexpr join_kind kind = Kind;
    Origin origin;
    Condition condition;
};

template <class... Tables>
struct with_clause {
    using parts = type_list<Tables...>;
    pack<Tables...> tables;
};

template <class... Conditions>
struct where_clause {
    using parts = type_list<Conditions...>;
    pack<Conditions...> conditions;
};

template <class... Keys>
struct group_by_clause {
    using parts = type_list<Keys...>;
    pack<Keys...> keys;
};

template <class Condition>
struct having_clause {
    using parts = type_list<Condition>;
    Condition condition;
};

/// A window for `over<"name">()`.
template <fixed_string Name, class Window>
struct window_clause {
    using parts = type_list<Window>;
    template <class Dialect>
    using dialect_mistake = typename Window::template dialect_mistake<Dialect>;
    static constexpr std::string_view window_name = Name.view();
    Window window;
};

template <class... Keys>
struct order_by_clause {
    using parts = type_list<Keys...>;
    template <class Dialect>
    using dialect_mistake = order_mistake<Dialect, type_of<Keys>...>;
    pack<Keys...> keys;
};

template <class Count>
struct limit_clause {
    using parts = type_list<Count>;
    Count count;
};

template <class Count>
struct offset_clause {
    using parts = type_list<Count>;
    Count count;
};

struct distinct_clause {
    using parts = type_list<>;
};

template <class Dialect>
struct distinct_on_in_dialect : told_mistake {
    static_assert(always_false<Dialect>,
                  "rowan E343: this dialect does not have DISTINCT ON; number the rows of each group "
                  "with row_number in a subquery and take the first");
};
template <class... Keys>
struct distinct_on_clause {
    using parts = type_list<Keys...>;
    template <class Dialect>
    using dialect_mistake = std::conditional_t<Dialect::has_distinct_on, no_mistake, distinct_on_in_dialect<Dialect>>;
    pack<Keys...> keys;
};

template <class Dialect>
struct row_locks_in_dialect : told_mistake {
    static_assert(always_false<Dialect>, "rowan E343: this dialect does not lock rows; begin the transaction with "
                                         "db.begin({.mode = transaction_mode::immediate})");
};
enum class lock_strength : unsigned char { update, share };
/// Locks the rows of a source; with `void`, of all.
template <lock_strength Strength, lock_wait Wait, class Source = void>
struct locking_clause {
    using source = Source;
    using parts = type_list<>;
    template <class Dialect>
    using dialect_mistake = std::conditional_t<Dialect::has_row_locks, no_mistake, row_locks_in_dialect<Dialect>>;
};

/// The state of versioned tables at a point: a transaction's number, or a time.
template <class Point>
struct as_of_clause {
    using parts = type_list<Point>;
    Point point;
};
template <class Number>
    requires std::is_integral_v<Number>
constexpr auto as_of_point(Number transaction) {
    return as_of_clause<value<std::int64_t>>{
        value<std::int64_t>{std::in_place, static_cast<std::int64_t>(transaction)}};
}
template <class Duration>
constexpr auto as_of_point(const std::chrono::sys_time<Duration>& time) {
    using Time = std::chrono::sys_time<std::chrono::milliseconds>;
    using Point = value<Time>;
    // What no time in milliseconds reaches is the last, or the first, that there is.
    using Days = std::chrono::duration<double, std::chrono::days::period>;
    constexpr Days end = Time::max().time_since_epoch() - std::chrono::days(1);
    const Days days = time.time_since_epoch();
    const Time point = days > end    ? std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)
                       : days < -end ? std::chrono::sys_days(std::chrono::year(0) / 1 / 1)
                                     : std::chrono::floor<std::chrono::milliseconds>(time);
    return as_of_clause<Point>{Point{std::in_place, point}};
}
template <class Point>
struct point_in_history : told_mistake {
    static_assert(always_false<Point>,
                  "rowan E361: as_of takes the number of a transaction, or a time of the system's clock");
};
template <class Other>
    requires(!std::is_integral_v<Other>)
constexpr auto as_of_point(const Other&) {
    static_assert(point_in_history<Other>::checked);
    return as_of_point(0);
}

template <class Clause>
inline constexpr bool is_join = false;
template <join_kind Kind, class Source, class Condition, class Origin>
inline constexpr bool is_join<join_clause<Kind, Source, Condition, Origin>> = true;

template <class Clause>
inline constexpr bool is_locking = false;
template <lock_strength Strength, lock_wait Wait, class Source>
inline constexpr bool is_locking<locking_clause<Strength, Wait, Source>> = true;
template <class Clause>
inline constexpr bool is_from = is_instance_of<from_clause, Clause>;
template <class Clause>
inline constexpr bool is_where = is_instance_of<where_clause, Clause>;
template <class Clause>
inline constexpr bool is_group_by = is_instance_of<group_by_clause, Clause>;

/// All expressions of a query's clauses.
template <class... Clauses>
using parts_of = decltype((type_list<>{} + ... + typename Clauses::parts{}));

} // namespace rowan::detail
