#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/check/select_checks.hpp"
#include "rowan/query/check/subquery_checks.hpp"
#include "rowan/query/insert.hpp"
#include "rowan/query/result_columns.hpp"
#include "rowan/schema/facts.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>

// What is checked of a statement that writes when it is run.
namespace rowan::detail {

template <class Table, class... Word>
struct update_with_set : told_mistake {
    static_assert(always_false<Table>, "rowan E326: the update sets nothing; say what with set");
};
template <class Table, class... Word>
struct statement_with_where : told_mistake {
    static_assert(always_false<Table>, "rowan E309: without where, or with optional conditions only, this statement "
                                       "may change every row; say .every_row() if it is meant");
};
template <class Table, class Field, class... Word>
struct column_of_insert : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E333: the insert leaves out a column that may not be null and has no default");
};
template <class Column, class... Word>
struct key_of_update : told_mistake {
    static_assert(always_false<Column>,
                  "rowan E338: the statement changes the primary key; say .with_keys() if it is meant");
};
template <class Column, class... Word>
struct key_of_do_update : told_mistake {
    static_assert(
        always_false<Column>,
        "rowan E338: do_update changes the primary key of the row that is there; say .with_keys() if it is meant");
};
template <class Column, class... Word>
struct column_of_set : told_mistake {
    static_assert(always_false<Column>,
                  "rowan E301: an insert sets a column to what has columns, and there is no row yet that has them");
};
template <class Column, class... Word>
struct column_of_returning : told_mistake {
    static_assert(always_false<Column>,
                  "rowan E301: returning names a column of another table than the one that is written");
};
template <class Expression, class... Word>
struct row_of_returning : told_mistake {
    static_assert(!has_aggregate<Expression>(), "rowan E307: an aggregate function is used in returning");
    static_assert(has_aggregate<Expression>() || !has_window<Expression>(),
                  "rowan E335: a window function is used in returning");
};
template <class Table, class... Word>
struct target_of_do_update : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E345: do_update without the columns that are unique; say on_conflict<&T::a>()");
};
template <class Table, bool HasSources>
struct insert_with_one_source : told_mistake {
    static_assert(!HasSources,
                  "rowan E345: an insert has its values from two places; keep one of set, values and from");
    static_assert(HasSources,
                  "rowan E345: an insert has columns without from; set and values say the columns themselves");
};
template <class Table, bool HasConflict, bool HasActions>
struct conflict_with_action : told_mistake {
    static_assert(!HasActions, "rowan E345: an insert has both do_nothing and do_update");
    static_assert(HasActions || HasConflict, "rowan E345: an insert has do_nothing or do_update without on_conflict");
    static_assert(HasActions || !HasConflict, "rowan E345: an insert has on_conflict without do_nothing or do_update");
};
template <class Table, class... Word>
struct conflict_that_can_be : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E345: the insert leaves the key to the database, so that it never conflicts with another; "
                  "say .with_keys() if the rows have keys, or on_conflict of other columns");
};
template <class Table, class... Word>
struct where_of_insert : told_mistake {
    static_assert(always_false<Table>, "rowan E345: an insert has where without do_update, and no rows to choose");
};
template <class Table, class Query, class... Word>
struct rows_of_insert_from : told_mistake {
    static_assert(always_false<Table>, "rowan E336: the query gives other columns than the insert fills");
};
template <class Assignment, class... Word>
struct set_as_stored : told_mistake {
    static_assert(always_false<Assignment>,
                  "rowan E329: a column is set to a value that is stored in another way: one as "
                  "an integer, the other as a text");
};
/// A value takes the encoding of the column that is set to it; another column has its own.
struct is_set_as_stored {
    template <class Assignment>
    static constexpr bool holds =
        is_given_value<typename Assignment::operand> ||
        encoding_of<typename Assignment::operand>() == facts_of_column<Assignment::column::member>.stored_as;
};
/// The columns that a `set` writes, as indexes.
template <class Table, class... Assignments>
constexpr bool is_set(const set_clause<Assignments...>*, std::size_t index) {
    return ((field_index<Assignments::column::member> == index) || ...);
}
template <class Table>
constexpr bool is_set(const void*, std::size_t) {
    return false;
}
struct sets_no_key {
    template <class Assignment>
    static constexpr bool holds = !facts_of_column<Assignment::column::member>.is_key;
};
/// The assignment to a column of the primary key; `void` if none is.
template <class Assignments>
using key_set_in = first_failing<sets_no_key, Assignments>;
template <class... Assignments>
consteval auto assignments_of(const set_clause<Assignments...>*) {
    return type_list<Assignments...>{};
}
consteval auto assignments_of(const void*) { return type_list<>{}; }
template <class... Assignments>
consteval auto updates_of(const do_update_clause<Assignments...>*) {
    return type_list<Assignments...>{};
}
consteval auto updates_of(const void*) { return type_list<>{}; }

template <auto... Members>
constexpr bool has_column(const columns_clause<members<Members...>>*, std::size_t index) {
    return ((field_index<Members> == index) || ...);
}
constexpr bool has_column(const void*, std::size_t) { return false; }

template <class Query>
consteval auto query_of_insert(const insert_from_clause<Query>*) {
    return std::type_identity<Query>{};
}
consteval auto query_of_insert(const void*) { return std::type_identity<void>{}; }

/// Whether an insert writes a column.
template <class Query>
constexpr bool is_inserted(std::size_t i) {
    using Table = typename Query::table;
    constexpr const typename Query::clauses_type* clauses = nullptr;
    constexpr bool with_keys = std::is_base_of_v<with_keys_clause, typename Query::clauses_type>;
    if constexpr (has_clause<columns_clause>(clauses))
        return has_column(static_cast<const typename Query::clauses_type*>(nullptr), i);
    else if constexpr (has_clause<values_clause>(clauses) || has_clause<insert_from_clause>(clauses))
        return facts<Table>.is_inserted(i) || (with_keys && facts<Table>.is_generated_key(i));
    else return is_set<Table>(static_cast<const typename Query::clauses_type*>(nullptr), i);
}

/// A column that an insert from a query fills.
template <class Table, std::size_t Index>
using filled_column =
    result_column<cell<fixed_string<0>{}, field_type<Index, Table>>, facts<Table>.columns[Index].stored_as>;

/// The columns that an insert from a query fills, in order.
template <class Query, auto... Members>
consteval auto columns_filled(const columns_clause<members<Members...>>*) {
    return type_list<filled_column<typename Query::table, field_index<Members>>...>{};
}
template <class Query>
consteval auto columns_filled(const void*) {
    using Table = typename Query::table;
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return (type_list<>{} + ... + [] {
            if constexpr (is_inserted<Query>(Index)) return type_list<filled_column<Table, Index>>{};
            else return type_list<>{};
        }());
    }(std::make_index_sequence<field_count<Table>>{});
}
template <class Column, class From>
consteval bool fills() {
    using Field = typename Column::cell::type;
    using Value = typename From::cell::type;
    return std::is_same_v<family<Field>, family<Value>> && (is_optional<Field> || !is_optional<Value>) &&
           Column::stored_as == From::stored_as;
}
template <class... Columns, class... From>
consteval bool fill(type_list<Columns...>, type_list<From...>) {
    if constexpr (sizeof...(Columns) != sizeof...(From)) return false;
    else return (fills<Columns, From>() && ...);
}
template <class Query>
consteval bool rows_fill() {
    constexpr const typename Query::clauses_type* clauses = nullptr;
    using From = typename decltype(query_of_insert(clauses))::type;
    if constexpr (std::is_void_v<From>) return true;
    else return fill(columns_filled<Query>(clauses), columns_of<From>{});
}

struct rowless_kind {
    template <class Column>
    static constexpr bool is = !is_trigger_row<typename Column::table>;
};
/// The columns that are used in what columns are set to. A trigger has a row before the insert that it runs.
template <class... Assignments>
consteval auto columns_set_to(type_list<Assignments...>) {
    return those_of<rowless_kind>(columns_among(inspected_nodes<type_list<typename Assignments::operand...>>{}));
}
template <class Target>
consteval bool names_columns(const conflict_clause<Target>*) {
    return !std::is_same_v<Target, conflict_columns<>>;
}
consteval bool names_columns(const void*) { return true; }

/// Whether rows conflict by a key that the database makes for each of them.
template <class Query, auto... Members>
consteval bool conflicts_by_made_key(const conflict_clause<conflict_columns<Members...>>*) {
    return ((facts<typename Query::table>.is_generated_key(field_index<Members>) &&
             !is_inserted<Query>(field_index<Members>)) ||
            ...);
}
template <class Query>
consteval bool conflicts_by_made_key(const void*) {
    return false;
}

template <class Query>
consteval auto find_insert_mistake() {
    using Table = typename Query::table;
    using Clauses = typename Query::clauses_type;
    constexpr const Clauses* clauses = nullptr;
    constexpr int places = int{has_clause<set_clause>(clauses)} + int{has_clause<values_clause>(clauses)} +
                           int{has_clause<insert_from_clause>(clauses)};
    constexpr bool does_nothing = std::is_base_of_v<do_nothing_clause, Clauses>;
    constexpr bool does_update = has_clause<do_update_clause>(clauses);
    constexpr bool has_conflict = has_clause<conflict_clause>(clauses);
    constexpr bool has_where = has_clause<where_clause>(clauses);
    using Key = key_set_in<decltype(updates_of(clauses))>;
    using Column = first_failing<nothing_holds, decltype(columns_set_to(assignments_of(clauses)))>;
    constexpr std::size_t absent = first_field<Table>([](std::size_t i) {
        const auto& column = facts<Table>.columns[i];
        return facts<Table>.is_inserted(i) && !column.is_nullable && !column.has_default && !is_inserted<Query>(i);
    });
    if constexpr (places > 1 || (has_clause<columns_clause>(clauses) && !has_clause<insert_from_clause>(clauses)))
        return std::type_identity<insert_with_one_source<Table, (places > 1)>>{};
    else if constexpr (has_conflict != (does_nothing || does_update) || (does_nothing && does_update))
        return std::type_identity<conflict_with_action<Table, has_conflict, does_nothing && does_update>>{};
    else if constexpr (conflicts_by_made_key<Query>(clauses)) return std::type_identity<conflict_that_can_be<Table>>{};
    else if constexpr (has_where && !does_update) return std::type_identity<where_of_insert<Table>>{};
    else if constexpr (does_update && !names_columns(clauses)) return std::type_identity<target_of_do_update<Table>>{};
    else if constexpr (!std::is_void_v<Column>) return std::type_identity<column_of_set<Column>>{};
    else if constexpr (absent != field_count<Table>)
        return std::type_identity<column_of_insert<Table, field_label<Table, absent>>>{};
    else if constexpr (!rows_fill<Query>()) return std::type_identity<rows_of_insert_from<Table, Query>>{};
    else if constexpr (!std::is_void_v<Key> && !std::is_base_of_v<with_keys_clause, Clauses>)
        return std::type_identity<key_of_do_update<typename Key::column>>{};
    else return std::type_identity<no_mistake>{};
}

/// Whether there is a condition that cannot be left out.
template <class... Conditions>
consteval bool has_sure_condition(const where_clause<Conditions...>*) {
    return !(is_optional_condition<Conditions> && ...);
}
consteval bool has_sure_condition(const void*) { return false; }

template <class Projection>
consteval auto parts_returned(const returning_clause<Projection>*) {
    return typename Projection::parts{};
}
consteval auto parts_returned(const void*) { return type_list<>{}; }

struct tells_one_row {
    template <class Expression>
    static constexpr bool holds = is_of_row<Expression>;
};
/// What may be wrong with the rows that a statement gives back.
template <class Table, class Parts>
consteval auto find_returning_mistake(Parts parts) {
    using Foreign = first_failing<column_is_of<type_list<Table>>, decltype(columns_among(inspected_nodes<Parts>{}))>;
    using Several = first_failing<tells_one_row, decltype(parts)>;
    if constexpr (!std::is_void_v<Foreign>) return std::type_identity<column_of_returning<Foreign>>{};
    else if constexpr (!std::is_void_v<Several>) return std::type_identity<row_of_returning<Several>>{};
    else return std::type_identity<no_mistake>{};
}

template <class Query, class Database>
consteval auto find_write_mistake() {
    using Table = typename Query::table;
    using Clauses = typename Query::clauses_type;
    constexpr const Clauses* clauses = nullptr;
    using Scope = decltype(common_sources(clauses));
    using Named = decltype(type_list<Table>{} + named_sources(clauses));
    using Unknown = first_failing<source_is_known<Database, Scope>, Named>;
    using Unlike = first_failing<is_set_as_stored, decltype(assignments_of(clauses) + updates_of(clauses))>;
    using Key = key_set_in<decltype(assignments_of(clauses))>;
    using Returning = typename decltype(find_returning_mistake<Table>(parts_returned(clauses)))::type;
    using Mistake = typename decltype(find_parts_mistake<Query, Database, Scope, false>())::type;
    if constexpr (!is_right<Mistake>) return std::type_identity<Mistake>{};
    else if constexpr (!is_in_tables<Table, typename Database::tables>)
        return std::type_identity<table_in_database<Table, Database>>{};
    else if constexpr (!std::is_void_v<Unknown>) return std::type_identity<table_in_database<Unknown, Database>>{};
    else if constexpr (!std::is_void_v<Unlike>) return std::type_identity<set_as_stored<Unlike>>{};
    else if constexpr (!is_right<Returning>) return std::type_identity<Returning>{};
    else if constexpr (is_instance_of<insert_query, Query>) {
        using Insert = typename decltype(find_insert_mistake<Query>())::type;
        if constexpr (!is_right<Insert>) return std::type_identity<Insert>{};
        else return find_mistake_within<Query, Database, Scope>();
    } else if constexpr (is_instance_of<update_query, Query> && !has_clause<set_clause>(clauses))
        return std::type_identity<update_with_set<Table>>{};
    else if constexpr (!std::is_void_v<Key> && !std::is_base_of_v<with_keys_clause, Clauses>)
        return std::type_identity<key_of_update<typename Key::column>>{};
    else if constexpr (!has_sure_condition(clauses) && !std::is_base_of_v<every_row_clause, Clauses>)
        return std::type_identity<statement_with_where<Table>>{};
    else return find_mistake_within<Query, Database, Scope>();
}

} // namespace rowan::detail
