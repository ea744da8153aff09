#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/query/encoding.hpp"
#include "rowan/query/grouping.hpp"
#include "rowan/query/parameter.hpp"
#include "rowan/query/select.hpp"
#include "rowan/query/window_checks.hpp"
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

template <class Database, class Parts>
consteval auto find_mistake_in_dialect_of(Parts parts) {
    if constexpr (requires { typename Database::driver::dialect; })
        return find_dialect_mistake<typename Database::driver::dialect>(parts);
    else return std::type_identity<no_mistake>{};
}

template <class Query, class Database, class Tables>
consteval auto find_table_mistake_of_query() {
    using Parts = typename Query::parts;
    using Foreign = first_failing<column_is_of<Tables>, decltype(columns_of_parts(Parts{}))>;
    using Unknown = first_failing<table_is_in<Database>, Tables>;
    using Parameter = first_failing<parameter_is_typed, decltype(parameters_of_parts(Parts{}))>;
    constexpr std::size_t optional = optional_part_count<Query>;
    using Encoding = encoding_check<Parts>;
    using Dialect = typename decltype(find_mistake_in_dialect_of<Database>(Parts{}))::type;
    if constexpr (!std::is_void_v<Foreign>) return std::type_identity<column_in_query<Foreign>>{};
    else if constexpr (!std::is_void_v<Unknown>) return std::type_identity<table_in_database<Unknown, Database>>{};
    else if constexpr (!std::is_void_v<Parameter>) return std::type_identity<parameter_with_type<Parameter>>{};
    else if constexpr (!is_right<Encoding>) return std::type_identity<Encoding>{};
    else if constexpr (!is_right<Dialect>) return std::type_identity<Dialect>{};
    else if constexpr (optional > 10) return std::type_identity<optional_parts_of_query<Tables, optional>>{};
    else {
        using Table = first_failing<table_is_storable, Tables>;
        if constexpr (std::is_void_v<Table>) return std::type_identity<no_mistake>{};
        else return std::type_identity<field_check<Table>>{};
    }
}

template <class... Keys>
consteval auto keys_of_groups(const group_by_clause<Keys...>*) {
    return type_list<Keys...>{};
}
consteval auto keys_of_groups(const void*) { return type_list<>{}; }

/// What a query gives, as expressions.
template <class... Expressions>
consteval auto expressions_given(const expressions<Expressions...>*) {
    return type_list<Expressions...>{};
}
template <class... Tables>
consteval auto expressions_given(const entities<Tables...>*) {
    return type_list<whole_row<Tables>...>{};
}
/// The parts of a clause that is evaluated for groups, where there are any.
template <class Clause>
consteval auto parts_of_groups() {
    if constexpr (is_instance_of<having_clause, Clause> || is_instance_of<order_by_clause, Clause> ||
                  requires { Clause::window_name; })
        return typename Clause::parts{};
    else return type_list<>{};
}
template <class... Clauses>
consteval auto parts_of_groups(const clause_set<Clauses...>*) {
    return (type_list<>{} + ... + parts_of_groups<Clauses>());
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
        constexpr const typename Query::clauses_type* clauses = nullptr;
        using Grouping = typename decltype(find_grouping_mistake<decltype(keys_of_groups(clauses)),
                                                                 decltype(expressions_given(projection) +
                                                                          parts_of_groups(clauses))>())::type;
        using Window = typename decltype(find_window_mistake<Query>())::type;
        if constexpr (!std::is_void_v<Absent>) return std::type_identity<table_in_query<Absent>>{};
        else if constexpr (Query::has_as_of && !has_history(Tables{}))
            return std::type_identity<tables_with_history<Tables>>{};
        else if constexpr (!is_right<Grouping>) return std::type_identity<Grouping>{};
        else return std::type_identity<Window>{};
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
    if constexpr (requires { typename Query::table; }) return find_write_mistake<Query, Database>();
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
