#pragma once

#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/query/expression.hpp"

#include <string_view>

namespace rowan::detail {

// A query is made of clauses, each of its own type; a query inherits those that it has, in the order in which they were
// written, and a clause is found by conversion to it.

template <class Table>
struct from_clause {
    using table = Table;
    using parts = type_list<>;
};

enum class join_kind : unsigned char { inner, left };

template <join_kind Kind, class Table, class Condition>
struct join_clause {
    using table = Table;
    using parts = type_list<Condition>;
    static constexpr join_kind kind = Kind;
    Condition condition;
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
    static constexpr std::string_view window_name = Name.view();
    Window window;
};

template <class... Keys>
struct order_by_clause {
    using parts = type_list<Keys...>;
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

/// The state of versioned tables at a point: a transaction's number, or a time.
template <class Point>
struct as_of_clause {
    using parts = type_list<Point>;
    Point point;
};

template <class... Assignments>
struct set_clause {
    using parts = type_list<typename Assignments::operand...>;
    using assignments = type_list<Assignments...>;
    pack<Assignments...> values;
};

struct every_row_clause {
    using parts = type_list<>;
};
struct without_hooks_clause {
    using parts = type_list<>;
};

template <class Clause>
inline constexpr bool is_join = false;
template <join_kind Kind, class Table, class Condition>
inline constexpr bool is_join<join_clause<Kind, Table, Condition>> = true;

template <class Clause>
inline constexpr bool is_from = is_instance_of<from_clause, Clause>;
template <class Clause>
inline constexpr bool is_where = is_instance_of<where_clause, Clause>;
template <class Clause>
inline constexpr bool is_group_by = is_instance_of<group_by_clause, Clause>;
template <class Clause>
inline constexpr bool is_as_of = is_instance_of<as_of_clause, Clause>;

/// All expressions of a query's clauses.
template <class... Clauses>
using parts_of = decltype((type_list<>{} + ... + typename Clauses::parts{}));

} // namespace rowan::detail
