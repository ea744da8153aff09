#pragma once

#include "rowan/sql/column_guard.hpp"

#include <string_view>

namespace rowan::detail {

/// Has a statement that writes to a table look at the types of its columns when the database prepares it, in the same round trip,
/// where a driver has databases that convert what they store.
template <class Table, class Connection, class Statement>
void guard_columns(Statement& statement) {
    if constexpr (requires { statement.guard(std::string_view()); })
        statement.guard(Connection::template text<column_guard<Table>>());
}

} // namespace rowan::detail
