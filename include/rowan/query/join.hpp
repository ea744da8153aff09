#pragma once

#include "rowan/query/clause_set.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/schema/tables.hpp"

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

template <class Table, class Key>
struct only_foreign_key {
    static_assert(always_false<Table>,
                  "rowan E308: there is not exactly one foreign key between this table and those of "
                  "the query; give the condition of the join");
};
template <class Table, class Key>
struct only_foreign_key<Table, type_list<Key>> {
    template <auto First, auto... Columns, auto FirstTarget, auto... Targets>
    static constexpr auto make(foreign_key_option<members<First, Columns...>, members<FirstTarget, Targets...>>*) {
        return ((col<First> == col<FirstTarget>) && ... && (col<Columns> == col<Targets>));
    }
    static constexpr auto condition() { return make(static_cast<Key*>(nullptr)); }
};

template <class Table, bool IsNew>
struct joined_table {
    static_assert(IsNew, "rowan E321: the table is in the query already");
    static constexpr bool checked = true;
};

} // namespace rowan::detail
