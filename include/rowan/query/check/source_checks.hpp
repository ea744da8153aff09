#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/join.hpp"
#include "rowan/query/select.hpp"
#include "rowan/query/source.hpp"
#include "rowan/schema/checks.hpp"
#include "rowan/schema/history.hpp"
#include "rowan/schema/kept_name.hpp"
#include "rowan/schema/naming.hpp"
#include "rowan/schema/tables.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

// What is checked of the sources of a query: that they are known, and that no two have one name.
namespace rowan::detail {

template <class Table, class... Word>
struct table_in_query : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E301: the query gives rows of a table that it has neither in from nor in join");
};
template <class Table, class Database, class... Word>
struct table_in_database : told_mistake {
    static_assert(
        always_false<Table>,
        "rowan E111: the table is not in the tables of this database, and no cte of the query gives its rows");
};
template <class Source, class... Word>
struct name_of_source : told_mistake {
    static_assert(always_false<Source>,
                  "rowan E334: two sources of the query have the same name; give one another alias");
};
template <class Source, class... Word>
struct name_hidden_from_query : told_mistake {
    static_assert(always_false<Source>,
                  "rowan E334: a query within another uses a column of the one around, of which it hides the source by "
                  "one of its own of the same name; give one another alias");
};
template <class Source, class... Word>
struct name_of_rowan : told_mistake {
    static_assert(always_false<Source>,
                  "rowan E125: rowan, or the database, has the name of this alias for itself; take another");
};
template <class Sources>
struct source_is_of {
    template <class Source>
    static constexpr bool holds = is_in<Source, Sources>;
};
/// `Scope` are the sources that common table expressions give.
template <class Database, class Scope>
struct source_is_known {
    template <class Source>
    static constexpr bool holds = is_in<Source, Scope> || is_in<source_row<Source>, Scope> ||
                                  is_in_tables<source_row<Source>, typename Database::tables>;
};
template <class Database>
struct source_is_storable {
    template <class Source>
    static constexpr bool holds = is_right<field_check<source_row<Source>, dialect_of<Database>, naming_of<Database>>>;
};
/// The rows that a statement may use besides those of its sources: of a trigger, in which it stands.
template <class Database>
consteval auto rows_around() {
    if constexpr (requires { typename Database::trigger_rows; }) return typename Database::trigger_rows{};
    else return type_list<>{};
}
template <class Source>
struct name_of_trigger_row : told_mistake {
    static_assert(always_false<Source>,
                  "rowan E334: in a trigger new and old are its rows; a source of a statement there has one of these "
                  "names, give it another alias");
};
/// The sources of which a query gives rows.
template <class... Sources>
consteval auto sources_given(const whole_rows<Sources...>*) {
    return type_list<Sources...>{};
}
consteval auto sources_given(const void*) { return type_list<>{}; }

/// The sources that are tables or names of common table expressions, and no queries.
template <class Clause>
consteval auto named_source_of() {
    return type_list<>{};
}
template <class Clause>
    requires(is_from<Clause> || is_join<Clause>)
consteval auto named_source_of() {
    if constexpr (std::is_same_v<decltype(Clause::origin), named_origin>) return type_list<typename Clause::source>{};
    else return type_list<>{};
}
template <class... Clauses>
consteval auto named_sources(const clause_set<Clauses...>*) {
    return (type_list<>{} + ... + named_source_of<Clauses>());
}

template <class... Tables>
consteval auto common_sources(const with_clause<Tables...>*) {
    return type_list<typename Tables::source...>{};
}
consteval auto common_sources(const void*) { return type_list<>{}; }

/// Names within a query are one if they differ in the case of letters alone, whatever the dialect is.
template <class Dialect>
struct any_case {
    static constexpr bool folds_case = true;
    static constexpr std::size_t max_name = most_of_name<Dialect>;
};
/// The name by which a query knows the rows of a source.
template <class Database, class Source>
inline constexpr std::uint64_t name_in_query = [] {
    kept_name<any_case<dialect_of<Database>>> kept;
    if constexpr (is_alias<Source> || !alias_name<Source>.empty())
        for (const char c : alias_name<Source>) kept.put(c);
    else write_table_name<Source, naming_of<Database>>(kept);
    return kept.hash;
}();
template <class Database>
constexpr std::uint64_t name_in_query_of(std::string_view name) {
    kept_name<any_case<dialect_of<Database>>> kept;
    for (const char c : name) kept.put(c);
    return kept.hash;
}

/// Whether no other of the sources has the name of this one.
template <class Database, class... Sources>
struct name_is_alone {
    template <class Source>
    static constexpr bool holds =
        ((std::is_same_v<Source, Sources> || name_in_query<Database, Source> != name_in_query<Database, Sources>) &&
         ...);
};
struct alias_kind {
    template <class Source>
    static constexpr bool is = is_alias<Source>;
};
/// A table called `excluded` has another name in a statement that has the row which could not be inserted.
struct unexcluded_kind {
    template <class Source>
    static constexpr bool is = !std::is_same_v<Source, excluded_row<source_row<Source>>>;
};
/// A source of which another has the name: an alias if one of the two is.
template <class Database, class... Sources>
consteval auto repeated_name(type_list<Sources...> sources) {
    if constexpr (sizeof...(Sources) < 2) return std::type_identity<void>{};
    else {
        using Alone = name_is_alone<Database, Sources...>;
        using Alias = first_failing<Alone, decltype(those_of<alias_kind>(sources))>;
        if constexpr (!std::is_void_v<Alias>) return std::type_identity<Alias>{};
        else
            return []<class... Others>(type_list<Others...> others) {
                return std::type_identity<first_failing<name_is_alone<Database, Others...>, decltype(others)>>{};
            }(those_of<unexcluded_kind>(sources));
    }
}

/// A source that is listed twice.
template <class... Sources>
struct source_is_alone {
    template <class Source>
    static constexpr bool holds = (0 + ... + int{std::is_same_v<Source, Sources>}) == 1;
};
template <class... Sources>
consteval auto repeated_source(type_list<Sources...> sources) {
    return std::type_identity<first_failing<source_is_alone<Sources...>, decltype(sources)>>{};
}

/// The names of the tables of a database and of their histories.
template <class Database, class... Tables>
consteval auto names_of_tables(tables<Tables...>) {
    using Kept = kept_name<any_case<dialect_of<Database>>>;
    std::array<std::uint64_t, 2 * sizeof...(Tables) + 1> names{name_in_query<Database, Tables>...};
    std::size_t next = sizeof...(Tables);
    [[maybe_unused]] const auto add = [&]<class Table>(std::type_identity<Table>) {
        if constexpr (is_versioned<Table>) {
            Kept kept;
            write_table_name<Table, naming_of<Database>>(kept, "_history");
            names[next++] = kept.hash;
            names[2 * sizeof...(Tables)] = name_in_query_of<Database>("rowan_transaction");
        }
    };
    in_order({(add(std::type_identity<Tables>{}), 0)...});
    return names;
}
template <class Database>
inline constexpr auto table_names_of = names_of_tables<Database>(typename Database::tables{});
template <class Database>
struct name_is_free {
    template <class Source>
    static constexpr bool holds = [] {
        for (const std::uint64_t each : table_names_of<Database>)
            if (each == name_in_query<Database, Source>) return false;
        return true;
    }();
};
/// Names of the SQL that rowan writes into a query, and functions that stand in the place of a table.
template <class Database>
struct name_is_no_part {
    template <class Source>
    static constexpr bool holds = [] {
        for (const std::string_view each : {"rowan_row", "rowan_each", "rowan_array", "json_each", ""})
            if (name_in_query<Database, Source> == name_in_query_of<Database>(each)) return false;
        return true;
    }();
};

/// Whether the name of a source is none of those that the rows of a trigger have.
template <class Database>
struct is_called_otherwise {
    template <class Source>
    static constexpr bool holds = name_in_query<Database, Source> != name_in_query_of<Database>("new") &&
                                  name_in_query<Database, Source> != name_in_query_of<Database>("old");
};
template <class Database, class Sources>
consteval auto source_called_like_row() {
    if constexpr (decltype(rows_around<Database>())::size == 0) return std::type_identity<void>{};
    else return std::type_identity<first_failing<is_called_otherwise<Database>, Sources>>{};
}

template <class Database, class... Sources>
struct name_is_not_hidden {
    template <class Column>
    static constexpr bool holds =
        ((name_in_query<Database, typename Column::table> != name_in_query<Database, Sources>) && ...);
};
/// A source of a query around, of which a query uses a column, but has a source of its own by that name.
template <class Database, class Columns, class... Sources>
consteval auto hidden_name(type_list<Sources...> sources) {
    using Hidden =
        first_failing<name_is_not_hidden<Database, Sources...>, decltype(columns_without(sources, Columns{}))>;
    if constexpr (std::is_void_v<Hidden>) return std::type_identity<void>{};
    else return std::type_identity<typename Hidden::table>{};
}

/// What may be wrong with the names of the sources of a query, and of its common table expressions: by the name of a table one would
/// hide it, from its own query, too, and from those beside it.
template <class Query, class Database, bool IsOpen>
consteval auto find_source_name_mistake() {
    using Sources = decltype(Query::sources());
    using Common = decltype(common_sources(static_cast<const typename Query::clauses_type*>(nullptr)));
    using Named = decltype(those_of<alias_kind>(Sources{}) + Common{});
    using Own = first_failing<name_is_no_part<Database>, Named>;
    using Repeated = typename decltype(repeated_name<Database>(Sources{}))::type;
    using Row = typename decltype(source_called_like_row<Database, decltype(Sources{} + Common{})>())::type;
    if constexpr (!std::is_void_v<Row>) return std::type_identity<name_of_trigger_row<Row>>{};
    else if constexpr (!std::is_void_v<Own>) return std::type_identity<name_of_rowan<Own>>{};
    else if constexpr (!std::is_void_v<Repeated>) return std::type_identity<name_of_source<Repeated>>{};
    else {
        using Shadowed = first_failing<name_is_free<Database>, Common>;
        using Twice = typename decltype(repeated_source(Common{}))::type;
        using Alike = typename decltype(repeated_name<Database>(Common{}))::type;
        using Name = std::conditional_t<!std::is_void_v<Shadowed>, Shadowed,
                                        std::conditional_t<!std::is_void_v<Twice>, Twice, Alike>>;
        if constexpr (!std::is_void_v<Name>) return std::type_identity<name_of_source<Name>>{};
        else if constexpr (!IsOpen) return std::type_identity<no_mistake>{};
        else {
            using Hidden =
                typename decltype(hidden_name<Database,
                                              decltype(columns_among(inspected_nodes<typename Query::parts>{}))>(
                    Sources{}))::type;
            if constexpr (std::is_void_v<Hidden>) return std::type_identity<no_mistake>{};
            else return std::type_identity<name_hidden_from_query<Hidden>>{};
        }
    }
}

/// Sources that are tables, as their names are not those of common table expressions.
template <class Scope>
struct table_kind {
    template <class Source>
    static constexpr bool is = !is_in<Source, Scope> && !is_in<source_row<Source>, Scope>;
};

} // namespace rowan::detail
