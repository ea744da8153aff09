#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/meta/fields.hpp"
#include "rowan/query/check/checks.hpp"
#include "rowan/query/write.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/column_validation.hpp"
#include "rowan/sql/parameter_places.hpp"
#include "rowan/sql/row_statement.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

// Binding the fields and keys of rows to the statements of rowan/sql/row_statement.hpp.
namespace rowan::detail {

/// Binds a value. Where something stands beside it of whose type it is, or where it is assigned to a column, a driver may leave its type
/// to the database.
template <encoding Encoding, class Beside, class Statement, class Value>
void bind_value(Statement& statement, int number, const Value& value) {
    if constexpr (std::is_same_v<Beside, beside_nothing> || !offers_capability<Statement, capability::neighbour_types>)
        statement.template bind<Encoding>(number, value);
    else if constexpr (is_assigned<Beside>) statement.template bind_assigned<Encoding>(number, value);
    else statement.template bind_beside<Encoding>(number, value);
}
/// The same, of a list that is one parameter.
template <encoding Encoding, class Beside, class Statement, class Range>
void bind_list_of(Statement& statement, int number, const Range& range) {
    if constexpr (std::is_same_v<Beside, beside_nothing> || !offers_capability<Statement, capability::neighbour_types>)
        statement.template bind_list<Encoding>(number, range);
    else statement.template bind_list_beside<Encoding>(number, range);
}

template <class Table, std::size_t Index, class Statement, class Value>
void bind_field(Statement& statement, int& number, const Value& value) {
    if constexpr (storable<Value>)
        bind_value<facts<Table>.columns[Index].stored_as, assigned_to<void>>(statement, number++, value);
}

template <auto... Members, class... Sources, class... Operands>
only_columns<Members...> columns_set_by(const set_clause<assignment<column<Members, Sources>, Operands>...>*);
void columns_set_by(const volatile void*);

/// The columns that a statement writes: those that it sets, or all.
template <class Query>
using columns_written_by = decltype(columns_set_by(static_cast<const typename Query::clauses_type*>(nullptr)));

/// Has a statement that writes to a table look at the types of its columns when the database prepares it, in the same round trip,
/// where a driver has databases that convert what they store.
template <class Table, class Core, class Columns = void, class Statement>
void validate_columns(Statement& statement) {
    if constexpr (offers_capability<Statement, capability::column_validation>)
        statement.validate_columns(Core::template text<column_validation<Table, Columns>>());
}

/// Binds the fields that an insert writes.
template <bool WithKey, class Statement, class Table>
void bind_inserted(Statement& statement, int& number, const Table& row) {
    for_each_field(row, [&](auto index, const auto& value) {
        if constexpr (facts<Table>.is_inserted(index) || (WithKey && facts<Table>.is_generated_key(index)))
            bind_field<Table, index>(statement, number, value);
    });
}

template <class Columns, class Statement, class Table>
void bind_updated(Statement& statement, int& number, const Table& row) {
    for_each_field(row, [&](auto index, const auto& value) {
        if constexpr (facts<Table>.is_updated(index) && is_only<Columns, index>)
            bind_field<Table, index>(statement, number, value);
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
    if constexpr (sizeof...(Keys) == facts<Table>.key_size)
        [&]<std::size_t... Position>(std::index_sequence<Position...>) {
            (bind_value<facts<Table>.columns[facts<Table>.key[Position]].stored_as, beside_expression<>>(
                 statement, number++, bound(keys)),
             ...);
        }(std::index_sequence_for<Keys...>{});
}

} // namespace rowan::detail
