#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/check/checks.hpp"
#include "rowan/query/write.hpp"
#include "rowan/schema/checks.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/row_statement.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>

// What is checked before rows are written and found by key.
namespace rowan::detail {

template <class Table, class... Word>
struct primary_key_of : told_mistake {
    static_assert(has_key<Table>,
                  "rowan E102: the table has no primary key; give it a field called id, or say primary_key<…>");
};
template <class Table, class Keys, class... Word>
struct key_of_table : told_mistake {
    static constexpr bool has_size = facts<Table>.key_size == Keys::size;
    static_assert(has_size, "rowan E317: the primary key has another number of columns than keys are given");
    static_assert(!has_size || always_false<Table>, "rowan E317: a key is of another type than its column");
};
template <class Table, auto... Members>
consteval bool are_columns_of(const only_columns<Members...>*) {
    return (std::is_same_v<member_table<Members>, Table> && ...);
}
template <class Table, auto... Members>
consteval bool has_key_column_in(const only_columns<Members...>*) {
    if constexpr (!are_columns_of<Table>(static_cast<const only_columns<Members...>*>(nullptr))) return false;
    else return (facts<Table>.columns[field_index<Members>].is_key || ...);
}
template <class Table, class Columns, class... Word>
struct columns_to_update : told_mistake {
    static constexpr bool are_of_table = are_columns_of<Table>(static_cast<const Columns*>(nullptr));
    static constexpr bool has_key_column = has_key_column_in<Table>(static_cast<const Columns*>(nullptr));
    static_assert(are_of_table, "rowan E320: only<…> names a column of another table");
    static_assert(!has_key_column, "rowan E320: only<…> names a column of the primary key");
    static_assert(!are_of_table || has_key_column, "rowan E320: only<…> names a column that the database computes");
};
template <class Table, class... Word>
struct something_to_update : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E327: there is nothing to update; the table has no columns besides its key");
};

template <class Table, class... Keys>
consteval bool keys_fit() {
    if constexpr (sizeof...(Keys) != facts<Table>.key_size) return false;
    else
        return []<std::size_t... Position>(std::index_sequence<Position...>) {
            return (std::is_same_v<family<key_type<Table, Position>>, family<type_of<operand_type<const Keys&>>>> &&
                    ...);
        }(std::index_sequence_for<Keys...>{});
}

template <class Table, class Columns>
consteval bool updates_something() {
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return ((facts<Table>.is_updated(Index) && is_only<Columns, Index>) || ...);
    }(std::make_index_sequence<field_count<Table>>{});
}
template <class Table, auto... Members>
consteval auto find_only_mistake(const only_columns<Members...>*) {
    if constexpr (((std::is_same_v<member_table<Members>, Table> && facts<Table>.is_updated(field_index<Members>)) &&
                   ...))
        return std::type_identity<no_mistake>{};
    else return std::type_identity<columns_to_update<Table, only_columns<Members...>>>{};
}
template <class Table>
consteval auto find_only_mistake(const void*) {
    return std::type_identity<no_mistake>{};
}

template <class Table, class Database>
consteval auto find_row_mistake() {
    if constexpr (is_in_tables<Table, typename Database::tables>)
        return std::type_identity<field_check<Table, dialect_of<Database>, naming_of<Database>>>{};
    else return std::type_identity<table_in_database<Table, Database>>{};
}
/// What may be wrong with a row that is written to a database.
template <class Table, class Database>
using row_check = typename decltype(find_row_mistake<Table, Database>())::type;

template <class Table, class Database>
consteval auto find_keyed_mistake() {
    using Mistake = row_check<Table, Database>;
    if constexpr (!is_right<Mistake>) return std::type_identity<Mistake>{};
    else if constexpr (has_key<Table>) return std::type_identity<no_mistake>{};
    else return std::type_identity<primary_key_of<Table>>{};
}
/// What may be wrong with a row that is found by its primary key.
template <class Table, class Database>
using keyed_row_check = typename decltype(find_keyed_mistake<Table, Database>())::type;

template <class Table, class Database, class... Keys>
consteval auto find_key_mistake() {
    using Mistake = keyed_row_check<Table, Database>;
    if constexpr (!is_right<Mistake>) return std::type_identity<Mistake>{};
    else if constexpr (keys_fit<Table, Keys...>()) return std::type_identity<no_mistake>{};
    else return std::type_identity<key_of_table<Table, type_list<Keys...>>>{};
}
/// What may be wrong with looking for a row by values of its primary key.
template <class Table, class Database, class... Keys>
using key_check = typename decltype(find_key_mistake<Table, Database, Keys...>())::type;

template <class Table, class Database, class Columns>
consteval auto find_update_mistake() {
    using Mistake = keyed_row_check<Table, Database>;
    if constexpr (!is_right<Mistake>) return std::type_identity<Mistake>{};
    else {
        constexpr const Columns* columns = nullptr;
        using Only = typename decltype(find_only_mistake<Table>(columns))::type;
        if constexpr (!is_right<Only>) return std::type_identity<Only>{};
        else if constexpr (updates_something<Table, Columns>()) return std::type_identity<no_mistake>{};
        else return std::type_identity<something_to_update<Table>>{};
    }
}
/// What may be wrong with updating a row, all columns (`Columns` is void) or only some.
template <class Table, class Database, class Columns>
using update_check = typename decltype(find_update_mistake<Table, Database, Columns>())::type;

} // namespace rowan::detail
