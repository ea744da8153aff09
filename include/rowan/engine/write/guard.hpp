#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/query/write.hpp"
#include "rowan/sql/column_guard.hpp"

#include <string_view>

namespace rowan::detail {

template <auto... Members, class... Sources, class... Operands>
only_columns<Members...> columns_set_by(const set_clause<assignment<column<Members, Sources>, Operands>...>*);
void columns_set_by(const volatile void*);

/// The columns that a statement writes: those that it sets, or all.
template <class Query>
using columns_written_by = decltype(columns_set_by(static_cast<const typename Query::clauses_type*>(nullptr)));

/// Has a statement that writes to a table look at the types of its columns when the database prepares it, in the same round trip,
/// where a driver has databases that convert what they store.
template <class Table, class Connection, class Columns = void, class Statement>
void guard_columns(Statement& statement) {
    if constexpr (offers_capability<Statement, capability::column_guard>)
        statement.guard(Connection::template text<column_guard<Table, Columns>>());
}

} // namespace rowan::detail
