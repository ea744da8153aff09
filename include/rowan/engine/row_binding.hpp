#pragma once

#include "rowan/meta/fields.hpp"
#include "rowan/query/checks.hpp"
#include "rowan/query/write.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/row_statement.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

// Binding the fields and keys of rows to the statements of rowan/sql/row_statement.hpp.
namespace rowan::detail {

template <std::size_t Index, class Statement, class Table>
void bind_field(Statement& statement, int& number, const Table& row) {
    statement.template bind<facts<Table>.columns[Index].stored_as>(number++, field<Index>(row));
}

/// Binds the fields that an insert writes.
template <bool WithKey, class Statement, class Table>
void bind_inserted(Statement& statement, int& number, const Table& row) {
    for_each_index<Table>([&](auto index) {
        if constexpr (facts<Table>.is_inserted(index) || (WithKey && facts<Table>.is_generated_key(index)))
            bind_field<index>(statement, number, row);
    });
}

template <class Columns, class Statement, class Table>
void bind_updated(Statement& statement, int& number, const Table& row) {
    for_each_index<Table>([&](auto index) {
        if constexpr (facts<Table>.is_updated(index) && is_only<Columns, index>)
            bind_field<index>(statement, number, row);
    });
}

/// Calls `function` with the fields that are the primary key of `row`.
template <class Table, class Function>
decltype(auto) with_key_of(const Table& row, Function&& function) {
    return [&]<std::size_t... Position>(std::index_sequence<Position...>) -> decltype(auto) {
        return function(field<facts<Table>.key[Position]>(row)...);
    }(std::make_index_sequence<facts<Table>.key_size>{});
}

/// Binds a primary key, given in its order, from parameter `number` on.
template <class Table, class Statement, class... Keys>
void bind_keys(Statement& statement, int number, const Keys&... keys) {
    const auto bound = []<class Value>(const Value& value) -> decltype(auto) {
        if constexpr (text_like<Value>) return std::string_view(value);
        else return (value);
    };
    [&]<std::size_t... Position>(std::index_sequence<Position...>) {
        (statement.template bind<facts<Table>.columns[facts<Table>.key[Position]].stored_as>(number++, bound(keys)),
         ...);
    }(std::index_sequence_for<Keys...>{});
}

/// Whether the table is one of the database's; fails with a message if it is not.
template <class Table, class Connection>
inline constexpr bool table_is_known = [] {
    if constexpr (is_in_tables<Table, typename Connection::database::tables>) return true;
    else return table_in_database<Table>::checked;
}();

template <class Table, class... Keys>
struct key_arguments {
    static_assert(has_key<Table>,
                  "rowan E102: the table has no primary key; give it a field called id, or say primary_key<…>");
    static_assert(!has_key<Table> || facts<Table>.key_size == sizeof...(Keys),
                  "rowan E317: the primary key has another number of columns");
    template <std::size_t... Position>
    static consteval bool fit(std::index_sequence<Position...>) {
        if constexpr (sizeof...(Keys) != facts<Table>.key_size) return true;
        else
            return (std::is_same_v<family<key_type<Table, Position>>, family<type_of<operand_type<const Keys&>>>> &&
                    ...);
    }
    static_assert(fit(std::index_sequence_for<Keys...>{}), "rowan E317: a key is of another type than its column");
    static constexpr bool checked = true;
};

template <class Table>
struct keyed_table {
    static_assert(has_key<Table>,
                  "rowan E102: the table has no primary key; give it a field called id, or say primary_key<…>");
    static constexpr bool checked = true;
};

template <class Table, class Columns>
consteval bool updates_something() {
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return ((facts<Table>.is_updated(Index) && is_only<Columns, Index>) || ...);
    }(std::make_index_sequence<field_count<Table>>{});
}
template <class Table, auto... Members>
consteval bool columns_updatable(only_columns<Members...>) {
    return ((std::is_same_v<member_table<Members>, Table> && facts<Table>.is_updated(field_index<Members>)) && ...);
}

template <class Table, class Columns>
struct updated_columns {
    static_assert(
        columns_updatable<Table>(Columns{}),
        "rowan E320: only<…> names a column that is not of this table, is its key, or is computed by the database");
    static_assert(!columns_updatable<Table>(Columns{}) || updates_something<Table, Columns>(),
                  "rowan E327: there is nothing to update; the table has no columns besides its key");
    static constexpr bool checked = true;
};
template <class Table>
struct updated_columns<Table, void> {
    static_assert(updates_something<Table, void>(),
                  "rowan E327: there is nothing to update; the table has no columns besides its key");
    static constexpr bool checked = true;
};

} // namespace rowan::detail
