#pragma once

#include "rowan/schema/facts.hpp"
#include "rowan/schema/value.hpp"
#include "rowan/sql/row_statement.hpp"
#include "rowan/sql/type_name.hpp"

#include <cstddef>

// Statements that insert many rows at once, for dialects that have arrays and COPY.
namespace rowan::detail {

/// Inserts rows of which each column is an array. With `ReturnsKeys` it gives one row, the array of the keys that were made.
template <class Table, bool ReturnsKeys>
struct insert_columns_of : no_parts {};

/// Inserts rows by COPY. The first statement of the text has the columns' types, with which the values must agree; with `WithKeys`
/// the second makes keys, as many as the parameter says.
template <class Table, bool WithKeys>
struct copy_rows : no_parts {};

/// The columns that an insert writes, all null; no row if the database makes the key in another way than by a sequence of it.
template <class Table>
struct copied_columns : no_parts {};

/// How many columns an insert writes.
template <class Table>
consteval std::size_t inserted_columns() {
    std::size_t count = 0;
    for (std::size_t i = 0; i < facts<Table>.columns.size(); ++i) count += facts<Table>.is_inserted(i) ? 1U : 0U;
    return count;
}

template <class Table, class Visitor>
constexpr void walk_inserted_names(Visitor& visitor) {
    for_columns<Table>([](std::size_t i) { return facts<Table>.is_inserted(i); },
                       [&](bool first, const column_facts& column) {
                           visitor.text(first ? "" : ", ");
                           visitor.column_name(column);
                       });
}
template <class Table, class Visitor>
constexpr void walk_key_name(Visitor& visitor) {
    visitor.column_name(facts<Table>.columns[facts<Table>.key[0]]);
}

// The keys are made in the order of the rows: those of an INSERT … SELECT … ORDER BY are (postgresql.org/docs/9.6/release-9-6.html).
template <class Visitor, class Table, bool ReturnsKeys>
constexpr void walk(Visitor& visitor, const insert_columns_of<Table, ReturnsKeys>&) {
    visitor.text(ReturnsKeys ? "WITH inserted AS (INSERT INTO " : "INSERT INTO ");
    visitor.template table<Table>();
    visitor.text(" (");
    walk_inserted_names<Table>(visitor);
    visitor.text(") SELECT ");
    walk_inserted_names<Table>(visitor);
    visitor.text(" FROM unnest(");
    for_columns<Table>([](std::size_t i) { return facts<Table>.is_inserted(i); },
                       [&](bool first, const column_facts& column) {
                           visitor.text(first ? "" : ", ");
                           visitor.placeholder(visitor.next_value++);
                           visitor.text("::");
                           walk_type(visitor, column);
                           visitor.text("[]");
                       });
    visitor.text(ReturnsKeys ? ") WITH ORDINALITY AS given (" : ") AS given (");
    walk_inserted_names<Table>(visitor);
    if constexpr (ReturnsKeys) {
        visitor.text(", rowan_position) ORDER BY rowan_position RETURNING ");
        walk_key_name<Table>(visitor);
        visitor.text(") SELECT array_agg(");
        walk_key_name<Table>(visitor);
        visitor.text(") FROM inserted");
    } else visitor.text(")");
}

template <class Table, class Visitor>
constexpr void walk_sequence(Visitor& visitor) {
    const column_facts& key = facts<Table>.columns[facts<Table>.key[0]];
    // The quotes of the table's name are part of the text that the function takes.
    visitor.text("pg_get_serial_sequence($rowan$");
    visitor.template table<Table>();
    visitor.text("$rowan$, $rowan$");
    visitor.name(key.name, key.is_named);
    visitor.text("$rowan$)");
}

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const copied_columns<Table>&) {
    visitor.text("SELECT ");
    walk_inserted_names<Table>(visitor);
    visitor.text(" FROM (VALUES (0)) AS rowan_one (rowan_one) LEFT JOIN ");
    visitor.template table<Table>();
    visitor.text(" ON FALSE");
    if constexpr (facts<Table>.has_generated_key) {
        visitor.text(" WHERE ");
        walk_sequence<Table>(visitor);
        visitor.text(" IS NOT NULL");
    }
}

template <class Visitor, class Table, bool WithKeys>
constexpr void walk(Visitor& visitor, const copy_rows<Table, WithKeys>&) {
    walk(visitor, copied_columns<Table>{});
    if constexpr (WithKeys) {
        // Looked up once, and not for each key.
        visitor.text("; WITH keys AS MATERIALIZED (SELECT ");
        walk_sequence<Table>(visitor);
        visitor.text("::regclass AS sequence) SELECT array_agg(nextval(sequence)) FROM keys, generate_series(1, $1)");
    }
    visitor.text("; COPY ");
    visitor.template table<Table>();
    visitor.text(" (");
    if constexpr (WithKeys) {
        walk_key_name<Table>(visitor);
        visitor.text(", ");
    }
    walk_inserted_names<Table>(visitor);
    visitor.text(") FROM STDIN (FORMAT binary)");
}

} // namespace rowan::detail
