#pragma once

#include "rowan/engine/execution.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/array_statement.hpp"

#include <cstddef>

namespace rowan::detail {

/// Whether a database converts values of the fields of a table without a word where a column has another type: a real number or a
/// decimal to an integer, a time to a date. Texts and integers that do not fit are errors.
template <class Table>
consteval bool has_fields_that_round() {
    for (std::size_t i = 0; i < facts<Table>.columns.size(); ++i) {
        const column_facts& column = facts<Table>.columns[i];
        const bool rounds = column.kind == value_kind::real || column.kind == value_kind::decimal ||
                            column.kind == value_kind::timestamp || column.kind == value_kind::interval;
        if (facts<Table>.is_inserted(i) && column.stored_as == encoding::standard && rounds) return true;
    }
    return false;
}

/// Compares the types of the columns of a table with those of its fields before the first write to it, where a wrong one would else
/// be noticed by nobody. It takes one round trip for a connection and table, and is done again when the statements are forgotten.
template <class Table, class Connection>
void check_written_columns(Connection& connection) {
    if constexpr (Connection::dialect::inserts_arrays && has_fields_that_round<Table>()) {
        auto& entry = connection.template acquire<copied_columns<Table>>();
        if (entry.statement.knows_columns() && !entry.statement.is_unchecked()) {
            connection.release(entry);
            return;
        }
        execution<Connection> running(connection, entry);
        const bool has_row = running.step();
        int column = 0;
        for_each_index<Table>([&](auto index) {
            if constexpr (facts<Table>.is_inserted(index) && storable<field_type<index, Table>>)
                running.statement()
                    .template check_written<facts<Table>.columns[index].stored_as, field_type<index, Table>>(column++);
        });
        running.statement().note_checked();
        running.finish_reading(has_row ? 1 : 0);
    }
}

} // namespace rowan::detail
