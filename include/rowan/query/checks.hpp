#pragma once

#include "rowan/query/parameter.hpp"
#include "rowan/query/select.hpp"
#include "rowan/query/write.hpp"
#include "rowan/schema/history.hpp"
#include "rowan/schema/tables.hpp"

#include <type_traits>

// What is checked when a query is run, because it was not known before. Each check finds the first offender, a type, and fails
// in a template that names it; so the message names it too.
namespace rowan::detail {

/// The first of the types for which `Test` does not hold; `void` if there is none.
template <class Test, class First, class... Rest>
consteval auto first_failing_of(type_list<First, Rest...>) {
    if constexpr (!Test::template holds<First>) return std::type_identity<First>{};
    else if constexpr (sizeof...(Rest) == 0) return std::type_identity<void>{};
    else return first_failing_of<Test>(type_list<Rest...>{});
}
template <class Test>
consteval auto first_failing_of(type_list<>) {
    return std::type_identity<void>{};
}
template <class Test, class List>
using first_failing = typename decltype(first_failing_of<Test>(List{}))::type;

template <class Tables>
struct column_is_of {
    template <class Column>
    static constexpr bool holds = is_in<typename Column::table, Tables>;
};
template <class Database>
struct table_is_in {
    template <class Table>
    static constexpr bool holds = is_in_tables<Table, typename Database::tables>;
};
template <class Parameter>
struct parameter_info;
template <fixed_string Name, class Type>
struct parameter_info<parameter<Name, Type>> {
    static constexpr std::string_view name = Name.view();
    using type = Type;
};
template <class Argument>
struct argument_info;
template <fixed_string Name, class Type>
struct argument_info<argument<Name, Type>> {
    static constexpr std::string_view name = Name.view();
    using type = type_of<Type>;
};

template <class... Arguments>
struct parameter_has_argument {
    template <class Parameter>
    static constexpr bool holds = (... || (Arguments::name == parameter_info<Parameter>::name));
};
template <class... Parameters>
struct argument_has_parameter {
    template <class Argument>
    static constexpr bool holds = (... || (Parameters::name == Argument::name));
};

template <class... Parameters>
struct argument_fits {
    template <class Argument, class Parameter>
    static constexpr bool fits = Parameter::name != Argument::name ||
                                 (std::is_same_v<family<typename Parameter::type>, family<typename Argument::type>> &&
                                  !is_optional<typename Argument::type>);
    template <class Argument>
    static constexpr bool holds = (fits<Argument, Parameters> && ...);
};

template <class Column>
struct column_in_query {
    static_assert(std::is_void_v<Column>,
                  "rowan E301: the query uses a column of a table that it has neither in from nor in join");
    static constexpr bool checked = true;
};
template <class Table>
struct table_in_database {
    static_assert(std::is_void_v<Table>, "rowan E111: the table is not in the tables of this database");
    static constexpr bool checked = true;
};
template <class Parameter>
struct parameter_given {
    static_assert(std::is_void_v<Parameter>, "rowan E312: a parameter of the query is not given a value");
    static constexpr bool checked = true;
};
template <class Argument>
struct argument_known {
    static_assert(std::is_void_v<Argument>, "rowan E313: the query has no parameter of this name");
    static constexpr bool checked = true;
};
template <class Argument>
struct argument_typed {
    static_assert(std::is_void_v<Argument>,
                  "rowan E314: the value for a parameter is of another type than what it stands beside");
    static constexpr bool checked = true;
};
template <class Table, bool IsGiven>
struct where_given {
    static_assert(IsGiven,
                  "rowan E309: without where, this statement changes every row; say .every_row() if it is meant");
    static constexpr bool checked = true;
};

template <class... Parts>
consteval auto columns_of_parts(type_list<Parts...>) {
    return (type_list<>{} + ... + columns_in<Parts>());
}

template <class Query>
consteval auto tables_of_query() {
    if constexpr (requires { typename Query::table; }) return type_list<typename Query::table>{};
    else return Query::tables();
}

template <class... Parameters, class... Arguments>
consteval bool check_arguments(type_list<Parameters...>, type_list<Arguments...>) {
    using Missing = first_failing<parameter_has_argument<argument_info<Arguments>...>, type_list<Parameters...>>;
    if constexpr (!std::is_void_v<Missing>) return parameter_given<Missing>::checked;
    else {
        using Unknown = first_failing<argument_has_parameter<parameter_info<Parameters>...>,
                                      type_list<argument_info<Arguments>...>>;
        if constexpr (!std::is_void_v<Unknown>) return argument_known<Unknown>::checked;
        else {
            using Mistyped =
                first_failing<argument_fits<parameter_info<Parameters>...>, type_list<argument_info<Arguments>...>>;
            return argument_typed<Mistyped>::checked;
        }
    }
}

template <class Query, class Database>
using foreign_column = first_failing<column_is_of<decltype(tables_of_query<Query>())>,
                                     decltype(columns_of_parts(typename Query::parts{}))>;
template <class Query, class Database>
using foreign_table = first_failing<table_is_in<Database>, decltype(tables_of_query<Query>())>;

template <class... Clauses>
consteval bool names_rows(const clause_set<Clauses...>*) {
    return ((is_where<Clauses> || std::is_same_v<Clauses, every_row_clause>) || ...);
}

template <class Query, class... Tables>
consteval bool history_fits(type_list<Tables...>) {
    if constexpr (requires { typename Query::outer_tables; }) return !Query::has_as_of || (is_versioned<Tables> || ...);
    else return true;
}
template <class Table, bool Fits>
struct history_given {
    static_assert(Fits, "rowan E601: as_of is for tables with a history; say history<…> = versioned{}");
    static constexpr bool checked = true;
};

/// Fails with one message, about the first mistake.
template <class Query, class Database, class... Arguments>
consteval bool check_query() {
    using Column = foreign_column<Query, Database>;
    using Table = foreign_table<Query, Database>;
    if constexpr (!std::is_void_v<Column>) return column_in_query<Column>::checked;
    else if constexpr (!std::is_void_v<Table>) return table_in_database<Table>::checked;
    else if constexpr (!history_fits<Query>(decltype(tables_of_query<Query>()){}))
        return history_given<decltype(tables_of_query<Query>()), false>::checked;
    else if constexpr (is_instance_of<update_query, Query> || is_instance_of<remove_query, Query>) {
        constexpr bool given = names_rows(static_cast<const typename Query::clauses_type*>(nullptr));
        if constexpr (!given) return where_given<typename Query::table, given>::checked;
        else return true;
    } else return true;
}

} // namespace rowan::detail

namespace rowan {

/// Whether a query can be run on a database: what `db(query)` checks, as a question.
template <class Query, class Database>
concept valid = std::is_void_v<detail::foreign_column<std::remove_cvref_t<Query>, Database>> &&
                std::is_void_v<detail::foreign_table<std::remove_cvref_t<Query>, Database>>;

} // namespace rowan
