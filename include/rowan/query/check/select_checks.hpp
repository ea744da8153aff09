#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/check/lock_checks.hpp"
#include "rowan/query/check/source_checks.hpp"
#include "rowan/query/check/subquery_checks.hpp"
#include "rowan/query/check/window_checks.hpp"
#include "rowan/query/encoding.hpp"
#include "rowan/query/grouping.hpp"
#include "rowan/query/parameter.hpp"
#include "rowan/query/select.hpp"
#include "rowan/schema/checks.hpp"
#include "rowan/schema/history.hpp"
#include "rowan/schema/tables.hpp"

#include <cstddef>
#include <type_traits>

// What is checked of a select when it is run, because it was not known before.
namespace rowan::detail {

template <class Column, class... Word>
struct column_in_query : told_mistake {
    static_assert(always_false<Column>,
                  "rowan E301: the query uses a column of a table that it has neither in from nor in join");
};
template <class Projection, class... Word>
struct tables_with_history : told_mistake {
    static_assert(always_false<Projection>,
                  "rowan E601: as_of of a query that reads from no table with a history; say history<…> = versioned{}");
};
template <std::size_t Variants>
struct variants_of_query : told_mistake {
    static_assert(Variants <= 1024,
                  "rowan E325: the optional parts and choices of a query have more than 1024 combinations, as ten "
                  "optional parts have");
};
template <class Name, bool IsThere>
struct name_in_result : told_mistake {
    static_assert(IsThere, "rowan E344: the query gives no column of this name; say .as<\"…\">() in the select");
    static_assert(!IsThere,
                  "rowan E344: the query gives several columns of this name; say .as<\"…\">() of one in the select");
};
template <class First, class Second, class... Word>
struct parameter_of_two_types : told_mistake {
    static_assert(always_false<First>, "rowan E341: a parameter of one name stands beside values of two types");
};
template <class Parameter, class... Word>
struct parameter_with_type : told_mistake {
    static_assert(always_false<Parameter>,
                  "rowan E323: nothing says the type of this parameter; it stands beside no column or value");
};

template <class First, class... Rest>
consteval auto first_of_list(type_list<First, Rest...>) {
    return std::type_identity<First>{};
}

template <class Sources>
struct column_is_of {
    template <class Column>
    static constexpr bool holds = is_in<typename Column::table, Sources>;
};
struct parameter_is_typed {
    template <class Parameter>
    static constexpr bool holds = !std::is_same_v<type_of<Parameter>, untyped>;
};

struct result_name_kind {
    template <class Node>
    static constexpr bool is = is_result_name<Node>;
};
template <class Cells>
struct name_is_given;
template <class... Cells>
struct name_is_given<type_list<Cells...>> {
    template <class Name>
    static constexpr int number = ((Cells::name == Name::name ? 1 : 0) + ... + 0);
    template <class Name>
    static constexpr bool holds = number<Name> == 1;
};

template <fixed_string First, class FirstType, fixed_string Second, class SecondType>
consteval bool agree(parameter<First, FirstType>, parameter<Second, SecondType>) {
    return First.view() != Second.view() || std::is_same_v<family<FirstType>, family<SecondType>>;
}
template <class First, class... Rest>
consteval auto find_parameter_mistake(type_list<First, Rest...>) {
    using Foreign = decltype((type_list<>{} + ... + [] {
        if constexpr (agree(First{}, Rest{})) return type_list<>{};
        else return type_list<Rest>{};
    }()));
    if constexpr (Foreign::size != 0)
        return std::type_identity<parameter_of_two_types<First, typename decltype(first_of_list(Foreign{}))::type>>{};
    else return find_parameter_mistake(type_list<Rest...>{});
}
consteval auto find_parameter_mistake(type_list<>) { return std::type_identity<no_mistake>{}; }

/// An aggregate function of the query around, which that one would have to compute.
template <class Node, class Sources>
consteval bool is_of_outer_query() {
    if constexpr (!is_aggregate<Node>) return false;
    else {
        using Columns = decltype(columns_in<Node>());
        return Columns::size != 0 && decltype(columns_without(Sources{}, Columns{}))::size == Columns::size;
    }
}
template <class Sources>
struct aggregate_is_own {
    template <class Node>
    static constexpr bool holds = !is_of_outer_query<Node, Sources>();
};
template <class Node, class... Word>
struct aggregate_of_outer_query : told_mistake {
    static_assert(always_false<Node>,
                  "rowan E307: an aggregate function in a subquery is of columns of the query around it");
};

/// What may be wrong with the parts of any statement. `Scope`: see `source_is_known`; `IsOpen`: it may use columns of a query
/// around it.
template <class Query, class Database, class Scope, bool IsOpen>
consteval auto find_parts_mistake() {
    using Parts = typename Query::parts;
    using Sources = decltype(Query::sources());
    using Visible = decltype(Sources{} + rows_around<Database>());
    using Foreign =
        std::conditional_t<IsOpen, void,
                           first_failing<column_is_of<Visible>, decltype(columns_among(inspected_nodes<Parts>{}))>>;
    using Outer = std::conditional_t<IsOpen, first_failing<aggregate_is_own<Sources>, inspected_nodes<Parts>>, void>;
    if constexpr (!std::is_void_v<Foreign>) return std::type_identity<column_in_query<Foreign>>{};
    else if constexpr (!std::is_void_v<Outer>) return std::type_identity<aggregate_of_outer_query<Outer>>{};
    else {
        using Parameters = decltype(parameters_among(inspected_nodes<Parts>{}));
        using Parameter = first_failing<parameter_is_typed, Parameters>;
        using Encoding = encoding_check<Parts>;
        using Name = typename decltype(find_source_name_mistake<Query, Database, IsOpen>())::type;
        using Storable = first_failing<source_is_storable<Database>, Sources>;
        constexpr std::size_t variants = variants_among(inspected_nodes<Parts>{});
        if constexpr (!is_right<Name>) return std::type_identity<Name>{};
        else if constexpr (!std::is_void_v<Parameter>) return std::type_identity<parameter_with_type<Parameter>>{};
        else if constexpr (!is_right<Encoding>) return std::type_identity<Encoding>{};
        else if constexpr (variants > 1024) return std::type_identity<variants_of_query<variants>>{};
        else if constexpr (!std::is_void_v<Storable>)
            return std::type_identity<field_check<source_row<Storable>, dialect_of<Database>, naming_of<Database>>>{};
        else return find_parameter_mistake(Parameters{});
    }
}

template <class Query, class Database, class Scope, bool IsOpen>
consteval auto find_select_mistake();

/// The first mistake in the queries that a query is made of.
template <class Database, class Scope>
consteval auto find_nested_mistake(type_list<>) {
    return std::type_identity<no_mistake>{};
}
template <class Database, class Scope, class First, class... Rest>
consteval auto find_nested_mistake(type_list<First, Rest...>) {
    using Own =
        typename decltype(find_select_mistake<typename First::query_type, Database, Scope, !First::is_closed>())::type;
    if constexpr (!is_right<Own>) return std::type_identity<Own>{};
    else return find_nested_mistake<Database, Scope>(type_list<Rest...>{});
}

template <class Query, class Database, class Scope>
consteval auto find_mistake_within() {
    return find_nested_mistake<Database, Scope>(those_of<nested_kind>(inspected_nodes<typename Query::parts>{}));
}

/// What may be wrong with the names of results that clauses use.
template <class Query>
consteval auto find_name_mistake() {
    using Names = decltype(those_of<result_name_kind>(inspected_nodes<typename Query::clauses_type::parts>{}));
    // Only who names results makes the compiler look at them.
    if constexpr (Names::size == 0) return std::type_identity<no_mistake>{};
    else {
        using Given = name_is_given<cells_of<Query>>;
        using Name = first_failing<Given, Names>;
        if constexpr (std::is_void_v<Name>) return std::type_identity<no_mistake>{};
        else return std::type_identity<name_in_result<Name, (Given::template number<Name> > 0)>>{};
    }
}

template <class... Sources>
consteval bool have_history(type_list<Sources...>) {
    return (is_versioned<source_row<Sources>> || ...);
}
/// The sources that a query names itself.
template <class Projection, class... Clauses>
consteval auto own_sources(const select_query<Projection, Clauses...>*) {
    constexpr const clause_set<Clauses...>* clauses = nullptr;
    return implied_source<Projection, Clauses...>{} + named_sources(clauses);
}
consteval auto own_sources(const void*) { return type_list<>{}; }
/// Whether a query reads, at any depth, from a table that has a history. `Scope`: see `source_is_known`.
template <class Query, class Scope>
consteval bool reads_history();
template <class Scope, class... Nodes>
consteval bool read_history(type_list<Nodes...>) {
    return (reads_history<typename Nodes::query_type, Scope>() || ...);
}
template <class Query, class Scope>
consteval bool reads_history() {
    constexpr const Query* query = nullptr;
    using Visible = decltype(Scope{} + common_sources(static_cast<const typename Query::clauses_type*>(nullptr)));
    if constexpr (have_history(those_of<table_kind<Visible>>(own_sources(query)))) return true;
    else return read_history<Visible>(those_of<nested_kind>(inspected_nodes<typename Query::parts>{}));
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
template <class... Sources>
consteval auto expressions_given(const whole_rows<Sources...>*) {
    return type_list<whole_row<Sources>...>{};
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

/// What may be wrong with a select, apart from its parts.
template <class Projection, class... Clauses, class Database, class Scope>
consteval auto find_clause_mistake(const select_query<Projection, Clauses...>*, const Database*, Scope) {
    using Query = select_query<Projection, Clauses...>;
    using Sources = decltype(Query::sources());
    constexpr const typename Query::clauses_type* clauses = nullptr;
    using Named = decltype(typename Query::implied_source{} + named_sources(clauses));
    using Unknown = first_failing<source_is_known<Database, Scope>, Named>;
    using Absent =
        first_failing<source_is_of<Sources>, decltype(sources_given(static_cast<const Projection*>(nullptr)))>;
    if constexpr (!std::is_void_v<Unknown>) return std::type_identity<table_in_database<Unknown, Database>>{};
    else if constexpr (!std::is_void_v<Absent>) return std::type_identity<table_in_query<Absent>>{};
    else {
        constexpr const Projection* projection = nullptr;
        using Tables = decltype(those_of<table_kind<Scope>>(Named{}));
        using Locks = typename decltype(find_locked_mistake<Sources, Named, Tables, Clauses...>())::type;
        using Grouping = typename decltype(find_grouping_mistake<Tables, decltype(keys_of_groups(clauses)),
                                                                 decltype(expressions_given(projection) +
                                                                          parts_of_groups(clauses))>())::type;
        if constexpr (!is_right<Locks>) return std::type_identity<Locks>{};
        else if constexpr (!is_right<Grouping>) return std::type_identity<Grouping>{};
        else return find_window_mistake<Query>();
    }
}
template <class Query, class Database, class Scope>
consteval auto find_clause_mistake(const Query*, const Database*, Scope) {
    return std::type_identity<no_mistake>{};
}

template <class Query, class Database, class Scope, bool IsOpen>
consteval auto find_select_mistake() {
    constexpr const typename Query::clauses_type* clauses = nullptr;
    using Visible = decltype(Scope{} + common_sources(clauses));
    using Parts = typename decltype(find_parts_mistake<Query, Database, Visible, IsOpen>())::type;
    if constexpr (!is_right<Parts>) return std::type_identity<Parts>{};
    else {
        using Clauses = typename decltype(find_clause_mistake(static_cast<const Query*>(nullptr),
                                                              static_cast<const Database*>(nullptr), Visible{}))::type;
        if constexpr (!is_right<Clauses>) return std::type_identity<Clauses>{};
        else if constexpr (has_clause<as_of_clause>(clauses) && !reads_history<Query, Scope>())
            return std::type_identity<tables_with_history<typename Query::projection_type>>{};
        else {
            using Name = typename decltype(find_name_mistake<Query>())::type;
            using Past = typename decltype(find_past_lock<Query, Scope>())::type;
            if constexpr (!is_right<Past>) return std::type_identity<Past>{};
            else if constexpr (!is_right<Name>) return std::type_identity<Name>{};
            else return find_mistake_within<Query, Database, Visible>();
        }
    }
}

} // namespace rowan::detail
