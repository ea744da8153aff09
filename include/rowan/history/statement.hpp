#pragma once

#include "rowan/history/postgres_text.hpp"
#include "rowan/history/record.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/row_statement.hpp"

#include <cstddef>

// The statements behind recording and reading of history.
namespace rowan::detail {

struct open_transaction_record : no_parts {}; // values: actor, note
struct name_actor : no_parts {};              // values: actor, note; on PostgreSQL only
struct all_transactions : no_parts {};

/// The versions of one row, by its key; of all rows that began in a transaction; the one that ended in a transaction.
template <class Table>
struct versions_of_row : no_parts {};
template <class Table>
struct versions_in_transaction : no_parts {};
template <class Table>
struct version_ended_in : no_parts {};
template <class Table>
struct lacks_history : no_parts {};

template <class Visitor>
constexpr void walk(Visitor& visitor, const open_transaction_record&) {
    if constexpr (is_postgres<Visitor>) {
        // One statement makes the record and the mark. Where SQL that is not rowan's wrote first in this transaction, the
        // triggers have made its record already.
        visitor.text(
            "INSERT INTO \"rowan_transaction\" (\"id\", \"at\", \"actor\", \"note\") VALUES ("
            "set_config('rowan.transaction', coalesce(nullif(current_setting('rowan.transaction', true), ''), ");
        walk_next_number(visitor, false);
        visitor.text("::text), true)::bigint, ");
        visitor.text(postgres_now);
        visitor.text(", ");
        visitor.placeholder(1);
        visitor.text(", ");
        visitor.placeholder(2);
        visitor.text(") ON CONFLICT (\"id\") DO UPDATE SET \"actor\" = excluded.\"actor\", "
                     "\"note\" = excluded.\"note\" RETURNING \"id\"");
        return;
    }
    visitor.text("INSERT INTO \"rowan_transaction\" (\"at\", \"actor\", \"note\") VALUES (");
    visitor.text(Visitor::dialect::current_time);
    visitor.text(", ");
    visitor.placeholder(1);
    visitor.text(", ");
    visitor.placeholder(2);
    visitor.text(")");
}
template <class Visitor>
constexpr void walk(Visitor& visitor, const name_actor&) {
    visitor.text("SELECT set_config('rowan.actor', ");
    visitor.placeholder(1);
    visitor.text(", true), set_config('rowan.note', ");
    visitor.placeholder(2);
    visitor.text(", true)");
}
template <class Visitor>
constexpr void walk(Visitor& visitor, const all_transactions&) {
    visitor.text("SELECT \"id\", \"at\", \"actor\", \"note\" FROM \"rowan_transaction\" ORDER BY \"id\"");
}

template <class Table, class Visitor>
constexpr void walk_version_columns(Visitor& visitor) {
    visitor.text("SELECT ");
    for (const column_facts& column : facts<Table>.columns) {
        visitor.text("v.");
        visitor.column_name(column);
        visitor.text(", ");
    }
    visitor.text("v.\"operation\", t.\"id\", t.\"at\", t.\"actor\", t.\"note\", v.\"end_transaction_id\" FROM ");
    visitor.template table<Table>("_history");
    visitor.text(" AS v JOIN \"rowan_transaction\" AS t ON t.\"id\" = v.\"transaction_id\"");
}

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const versions_of_row<Table>&) {
    walk_version_columns<Table>(visitor);
    walk_key<Table>(visitor, "v.");
    visitor.text(" ORDER BY v.\"transaction_id\"");
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const versions_in_transaction<Table>&) {
    walk_version_columns<Table>(visitor);
    visitor.text(" WHERE v.\"transaction_id\" = ");
    visitor.placeholder(1);
    for (std::size_t i = 0; i < facts<Table>.key_size; ++i) {
        visitor.text(i == 0 ? " ORDER BY v." : ", v.");
        visitor.column_name(facts<Table>.columns[facts<Table>.key[i]]);
    }
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const version_ended_in<Table>&) {
    walk_version_columns<Table>(visitor);
    walk_key<Table>(visitor, "v.");
    visitor.text(" AND v.\"end_transaction_id\" = ");
    visitor.placeholder(visitor.next_value++);
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const lacks_history<Table>&) {
    visitor.text("SELECT EXISTS (SELECT 1 FROM ");
    visitor.template table<Table>();
    visitor.text(") AND NOT EXISTS (SELECT 1 FROM ");
    visitor.template table<Table>("_history");
    visitor.text(")");
}

} // namespace rowan::detail
