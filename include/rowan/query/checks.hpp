#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/encoding.hpp"
#include "rowan/query/into.hpp"
#include "rowan/query/parameter.hpp"
#include "rowan/query/select.hpp"
#include "rowan/query/write.hpp"
#include "rowan/schema/checks.hpp"
#include "rowan/schema/history.hpp"
#include "rowan/schema/tables.hpp"

#include <cstddef>
#include <type_traits>

// What is checked when a query is run, because it was not known before.
namespace rowan::detail {

template <class Column>
struct column_in_query {
    static_assert(always_false<Column>,
                  "rowan E301: the query uses a column of a table that it has neither in from nor in join");
    static constexpr bool checked = true;
};
template <class Table>
struct table_in_query {
    static_assert(always_false<Table>,
                  "rowan E301: the query gives rows of a table that it has neither in from nor in join");
    static constexpr bool checked = true;
};
template <class Table, class Database>
struct table_in_database {
    static_assert(always_false<Table>, "rowan E111: the table is not in the tables of this database");
    static constexpr bool checked = true;
};
template <class Tables>
struct tables_with_history {
    static_assert(always_false<Tables>, "rowan E601: as_of is for tables with a history; say history<…> = versioned{}");
    static constexpr bool checked = true;
};
template <class Column>
struct column_in_group_by {
    static_assert(always_false<Column>,
                  "rowan E318: a column stands beside an aggregate function, or in a group, and is not in group_by");
    static constexpr bool checked = true;
};
template <class Table>
struct update_with_set {
    static_assert(always_false<Table>, "rowan E326: the update sets nothing; say what with set");
    static constexpr bool checked = true;
};
template <class Table>
struct statement_with_where {
    static_assert(always_false<Table>,
                  "rowan E309: without where, this statement changes every row; say .every_row() if it is meant");
    static constexpr bool checked = true;
};
template <class Table, class Field>
struct column_of_insert {
    static_assert(always_false<Table>,
                  "rowan E333: the insert leaves out a column that may not be null and has no default");
    static constexpr bool checked = true;
};
template <class Tables, std::size_t Parts>
struct optional_parts_of_query {
    static_assert(Parts <= 10, "rowan E325: a query has at most ten optional parts");
    static constexpr bool checked = true;
};
template <class Parameter>
struct parameter_with_type {
    static_assert(always_false<Parameter>,
                  "rowan E323: nothing says the type of this parameter; it stands beside no column or value");
    static constexpr bool checked = true;
};

template <class Tables>
struct column_is_of {
    template <class Column>
    static constexpr bool holds = is_in<typename Column::table, Tables>;
};
template <class Tables>
struct table_is_of {
    template <class Table>
    static constexpr bool holds = is_in<Table, Tables>;
};
template <class Database>
struct table_is_in {
    template <class Table>
    static constexpr bool holds = is_in_tables<Table, typename Database::tables>;
};
struct table_is_storable {
    template <class Table>
    static constexpr bool holds = is_right<field_check<Table>>;
};
struct parameter_is_typed {
    template <class Parameter>
    static constexpr bool holds = !std::is_same_v<type_of<Parameter>, untyped>;
};

/// The tables of which a query gives rows.
template <class... Tables>
consteval auto tables_given(const entities<Tables...>*) {
    return type_list<Tables...>{};
}
consteval auto tables_given(const void*) { return type_list<>{}; }

template <class Query, class Database, class Tables>
consteval auto find_table_mistake_of_query() {
    using Parts = typename Query::parts;
    using Foreign = first_failing<column_is_of<Tables>, decltype(columns_of_parts(Parts{}))>;
    using Unknown = first_failing<table_is_in<Database>, Tables>;
    using Parameter = first_failing<parameter_is_typed, decltype(parameters_of_parts(Parts{}))>;
    constexpr std::size_t optional = optional_part_count<Query>;
    using Encoding = encoding_check<Parts>;
    if constexpr (!std::is_void_v<Foreign>) return std::type_identity<column_in_query<Foreign>>{};
    else if constexpr (!std::is_void_v<Unknown>) return std::type_identity<table_in_database<Unknown, Database>>{};
    else if constexpr (!std::is_void_v<Parameter>) return std::type_identity<parameter_with_type<Parameter>>{};
    else if constexpr (!is_right<Encoding>) return std::type_identity<Encoding>{};
    else if constexpr (optional > 10) return std::type_identity<optional_parts_of_query<Tables, optional>>{};
    else {
        using Table = first_failing<table_is_storable, Tables>;
        if constexpr (std::is_void_v<Table>) return std::type_identity<no_mistake>{};
        else return std::type_identity<field_check<Table>>{};
    }
}

/// Whether the keys of a group are a primary key of `Table`, so that they decide its other columns.
template <class Table, class... Keys>
consteval bool decided_by(type_list<Keys...>) {
    std::size_t count = 0;
    [[maybe_unused]] const auto note = [&]<class Key>(type_list<Key>) {
        if constexpr (is_column<Key>)
            if constexpr (std::is_same_v<typename Key::table, Table>)
                count += facts_of_column<Key::member>.is_key ? 1U : 0U;
    };
    (note(type_list<Keys>{}), ...);
    return facts<Table>.key_size > 0 && count == facts<Table>.key_size;
}
/// The columns of an expression that are neither in an aggregate function nor a key of the group.
template <class Expression, class... Keys>
consteval auto columns_not_in(type_list<Keys...> keys) {
    if constexpr (is_aggregate<Expression> || is_one_of<Expression, Keys...>) return type_list<>{};
    else if constexpr (is_column<Expression>) return type_list<Expression>{};
    else
        return []<class... Operands>(type_list<Operands...>, [[maybe_unused]] type_list<Keys...> same) {
            return (type_list<>{} + ... + columns_not_in<Operands>(same));
        }(typename Expression::operands{}, keys);
}
template <class... Keys>
consteval auto keys_of_groups(const group_by_clause<Keys...>*) {
    return type_list<Keys...>{};
}
consteval auto keys_of_groups(const void*) { return type_list<>{}; }

/// The columns that differ within a group. Where the groups are the rows of a table, each joined to one row of another one
/// perhaps, none is looked for.
template <class Clauses, class... Expressions, class... Tables>
consteval auto ungrouped_columns(const expressions<Expressions...>*, type_list<Tables...>) {
    constexpr const Clauses* clauses = nullptr;
    using Keys = decltype(keys_of_groups(clauses));
    if constexpr (!(has_aggregate<Expressions>() || ...) && !has_clause<group_by_clause>(clauses)) return type_list<>{};
    else if constexpr ((decided_by<Tables>(Keys{}) || ...)) return type_list<>{};
    else return (type_list<>{} + ... + columns_not_in<Expressions>(Keys{}));
}
template <class Clauses, class Tables>
consteval auto ungrouped_columns(const void*, Tables) {
    return type_list<>{};
}

template <class First, class... Rest>
consteval auto first_of_list(type_list<First, Rest...>) {
    return std::type_identity<First>{};
}

template <class... Tables>
consteval bool has_history(type_list<Tables...>) {
    return (is_versioned<Tables> || ...);
}

template <class Query, class Database>
consteval auto find_select_mistake() {
    using Tables = decltype(Query::tables());
    using Projection = typename Query::projection_type;
    using Mistake = typename decltype(find_table_mistake_of_query<Query, Database, Tables>())::type;
    if constexpr (!is_right<Mistake>) return std::type_identity<Mistake>{};
    else {
        constexpr const Projection* projection = nullptr;
        using Absent = first_failing<table_is_of<Tables>, decltype(tables_given(projection))>;
        using Ungrouped = decltype(ungrouped_columns<typename Query::clauses_type>(projection, Tables{}));
        if constexpr (!std::is_void_v<Absent>) return std::type_identity<table_in_query<Absent>>{};
        else if constexpr (Query::has_as_of && !has_history(Tables{}))
            return std::type_identity<tables_with_history<Tables>>{};
        else if constexpr (Ungrouped::size != 0)
            return std::type_identity<column_in_group_by<typename decltype(first_of_list(Ungrouped{}))::type>>{};
        else return std::type_identity<no_mistake>{};
    }
}

/// The columns that a `set` writes, as indexes.
template <class Table, class... Assignments>
constexpr bool is_set(const set_clause<Assignments...>*, std::size_t index) {
    return ((field_index<Assignments::column::member> == index) || ...);
}
template <class Table>
constexpr bool is_set(const void*, std::size_t) {
    return false;
}

template <class Query, class Database>
consteval auto find_write_mistake() {
    using Table = typename Query::table;
    using Clauses = typename Query::clauses_type;
    using Mistake = typename decltype(find_table_mistake_of_query<Query, Database, type_list<Table>>())::type;
    constexpr const Clauses* clauses = nullptr;
    if constexpr (!is_right<Mistake>) return std::type_identity<Mistake>{};
    else if constexpr (is_instance_of<insert_query, Query>) {
        constexpr std::size_t absent = first_field<Table>([](std::size_t i) {
            const auto& column = facts<Table>.columns[i];
            return facts<Table>.is_inserted(i) && !column.is_nullable && !column.has_default &&
                   !is_set<Table>(static_cast<const Clauses*>(nullptr), i);
        });
        if constexpr (absent == field_count<Table>) return std::type_identity<no_mistake>{};
        else return std::type_identity<column_of_insert<Table, field_label<Table, absent>>>{};
    } else if constexpr (is_instance_of<update_query, Query> && !has_clause<set_clause>(clauses))
        return std::type_identity<update_with_set<Table>>{};
    else if constexpr (!has_clause<where_clause>(clauses) && !std::is_base_of_v<every_row_clause, Clauses>)
        return std::type_identity<statement_with_where<Table>>{};
    else return std::type_identity<no_mistake>{};
}

template <class Query, class Database>
consteval auto find_query_mistake() {
    if constexpr (is_into<Query>) return find_query_mistake<typename Query::query_type, Database>();
    else if constexpr (requires { typename Query::table; }) return find_write_mistake<Query, Database>();
    else return find_select_mistake<Query, Database>();
}
/// What may be wrong with a query that is run on a database.
template <class Query, class Database>
using query_check = typename decltype(find_query_mistake<Query, Database>())::type;

} // namespace rowan::detail

namespace rowan {

/// Whether a query can be run on a database: what `db(query)` checks, as a question. Values for parameters are not asked for.
template <class Query, class Database>
concept valid = detail::is_right<detail::query_check<std::remove_cvref_t<Query>, Database>>;

} // namespace rowan
