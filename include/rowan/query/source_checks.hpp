#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/join.hpp"
#include "rowan/query/select.hpp"
#include "rowan/query/source.hpp"
#include "rowan/schema/checks.hpp"
#include "rowan/schema/naming.hpp"
#include "rowan/schema/tables.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>

// What is checked of the sources of a query: that they are known, and that no two have one name.
namespace rowan::detail {

template <class Table>
struct table_in_query {
    static_assert(always_false<Table>,
                  "rowan E301: the query gives rows of a table that it has neither in from nor in join");
    static constexpr bool checked = true;
};
template <class Table, class Database>
struct table_in_database {
    static_assert(
        always_false<Table>,
        "rowan E111: the table is not in the tables of this database, and no cte of the query gives its rows");
    static constexpr bool checked = true;
};
template <class Source>
struct name_of_source {
    static_assert(always_false<Source>,
                  "rowan E334: two sources of the query have the same name; give one another alias");
    static constexpr bool checked = true;
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
/// The sources of which a query gives rows.
template <class... Sources>
consteval auto sources_given(const entities<Sources...>*) {
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

/// The name of a source as its query writes it. SQLite tells no upper from lower case of ASCII letters, in quotes neither
/// (sqlite.org/c3ref/stricmp.html).
template <class Naming>
struct name_comparison {
    std::string_view expected;
    std::size_t position = 0;
    bool is_same = true;

    static constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
    constexpr void put(char c) {
        is_same = is_same && position < expected.size() && lower(expected[position]) == lower(c);
        ++position;
    }
    constexpr void write(std::string_view text) {
        for (const char c : text) put(c);
    }
};
template <class Naming, class Source>
consteval bool is_called(std::string_view wanted) {
    name_comparison<Naming> name{wanted};
    if constexpr (is_alias<Source>) name.write(alias_name<Source>);
    else if (facts<Source>.is_named) name.write(facts<Source>.name);
    else Naming::write(name, facts<Source>.name);
    return name.is_same && name.position == name.expected.size();
}
template <class Naming, class Alias, class Source>
consteval bool has_name_of() {
    if constexpr (std::is_same_v<Alias, Source>) return false;
    else return is_called<Naming, Source>(alias_name<Alias>);
}
template <class Naming, class... Sources>
struct name_is_alone {
    template <class Source>
    static consteval bool is_alone() {
        if constexpr (is_alias<Source>) return !(has_name_of<Naming, Source, Sources>() || ...);
        else return true;
    }
    template <class Source>
    static constexpr bool holds = is_alone<Source>();
};
template <class Database, class... Sources>
consteval auto repeated_name(type_list<Sources...> sources) {
    if constexpr ((is_alias<Sources> || ...))
        return std::type_identity<first_failing<name_is_alone<naming_of<Database>, Sources...>, decltype(sources)>>{};
    else return std::type_identity<void>{};
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

/// Whether a source, which may be an alias, is called like a table. Of two names that are both made by the naming policy, what
/// they are made of is compared.
template <class Naming, class Source, class Table>
consteval bool is_called_like() {
    if constexpr (is_alias<Source>) return is_called<Naming, Table>(alias_name<Source>);
    else if constexpr (facts<Source>.is_named) return is_called<Naming, Table>(facts<Source>.name);
    else if constexpr (facts<Table>.is_named) return is_called<Naming, Source>(facts<Table>.name);
    else return facts<Source>.name == facts<Table>.name;
}
template <class Naming, class Source, class... Tables>
consteval bool is_called_like_any(tables<Tables...>) {
    return (is_called_like<Naming, Source, Tables>() || ...);
}
template <class Database>
struct name_is_free {
    template <class Source>
    static constexpr bool holds = !is_called_like_any<naming_of<Database>, Source>(typename Database::tables{});
};
/// A common table expression by the name of a table: its own query could not read from that, and those beside it would read
/// other rows than they say.
template <class Query, class Database>
using shadowed_table =
    first_failing<name_is_free<Database>,
                  decltype(common_sources(static_cast<const typename Query::clauses_type*>(nullptr)))>;

/// Sources that are tables, as their names are not those of common table expressions.
template <class Scope>
struct table_kind {
    template <class Source>
    static constexpr bool is = !is_in<Source, Scope> && !is_in<source_row<Source>, Scope>;
};

} // namespace rowan::detail
