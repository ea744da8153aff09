#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/clause_set.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/schema/tables.hpp"

#include <type_traits>

namespace rowan::detail {

template <class Clause>
consteval auto table_of_clause() {
    if constexpr (is_from<Clause> || is_join<Clause>) return type_list<typename Clause::table>{};
    else return type_list<>{};
}

template <class Clause>
consteval auto outer_table_of_clause() {
    if constexpr (is_join<Clause>) {
        if constexpr (Clause::kind == join_kind::left) return type_list<typename Clause::table>{};
        else return type_list<>{};
    } else return type_list<>{};
}

/// The tables that a query names in `from` and `join`, in order.
template <class... Clauses>
using tables_in = decltype((type_list<>{} + ... + table_of_clause<Clauses>()));

/// The tables of which an outer join may leave a row out.
template <class... Clauses>
using outer_tables_in = decltype((type_list<>{} + ... + outer_table_of_clause<Clauses>()));

template <class Table, class List>
inline constexpr bool is_in = false;
template <class Table, class... Tables>
inline constexpr bool is_in<Table, type_list<Tables...>> = is_one_of<Table, Tables...>;

/// The foreign keys that could join `Table` to the tables of a query, in either direction.
template <class Table, class... Tables>
consteval auto joining_keys(type_list<Tables...>) {
    return (type_list<>{} + ... + (foreign_keys_between<Table, Tables>{} + foreign_keys_between<Tables, Table>{}));
}

/// The condition of a join along a foreign key.
template <class Key>
struct along_foreign_key;
template <auto First, auto... Columns, auto FirstTarget, auto... Targets>
struct along_foreign_key<foreign_key_option<members<First, Columns...>, members<FirstTarget, Targets...>>> {
    static constexpr auto condition() {
        return ((col<First> == col<FirstTarget>) && ... && (col<Columns> == col<Targets>));
    }
};
template <class Key>
constexpr auto condition_along(type_list<Key>) {
    return along_foreign_key<Key>::condition();
}

template <class Table, class Tables>
struct only_foreign_key {
    static_assert(always_false<Table>,
                  "rowan E308: there is not exactly one foreign key between this table and those of "
                  "the query; give the condition of the join");
    static constexpr bool checked = true;
};
template <class Table>
struct joined_table {
    static_assert(always_false<Table>, "rowan E321: the table is in the query already");
    static constexpr bool checked = true;
};

template <class Table, class... Condition>
consteval auto find_join_mistake(auto tables) {
    using Tables = decltype(tables);
    if constexpr (is_in<Table, Tables>) return std::type_identity<joined_table<Table>>{};
    else if constexpr (sizeof...(Condition) == 0) {
        if constexpr (decltype(joining_keys<Table>(tables))::size == 1) return std::type_identity<no_mistake>{};
        else return std::type_identity<only_foreign_key<Table, Tables>>{};
    } else if constexpr ((is_row_condition<Condition> && ...)) return std::type_identity<no_mistake>{};
    else return std::type_identity<condition_of_where<Condition...>>{};
}
/// What may be wrong with joining `Table` to the tables of a query.
template <class Table, class Tables, class... Condition>
using join_check = typename decltype(find_join_mistake<Table, Condition...>(Tables{}))::type;

} // namespace rowan::detail
