#pragma once

#include "rowan/schema/error.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/value.hpp"
#include "rowan/sql/row_statement.hpp"
#include "rowan/sql/type_name.hpp"

#include <cstddef>

// Statements that insert many rows at once, for dialects that have arrays and COPY.
namespace rowan::detail {

/// Inserts rows of which each column is an array, all of them or none. With `ReturnsKeys` it gives the array of the keys that were
/// made.
template <class Table, bool ReturnsKeys>
struct insert_columns_of : no_parts {};

/// Inserts rows by COPY. The first statement of the text has the columns' types, with which the values must agree; with `WithKeys`
/// the second makes keys, as many as the parameter says.
template <class Table, bool WithKeys>
struct copy_rows : no_parts {};

/// The columns that an insert writes, all null; no row if COPY cannot be used: if the key is none of a sequence of its own that the
/// program may use, if policies decide on rows, or if a trigger or a rule may leave rows out.
template <class Table>
struct copied_columns : no_parts {};

/// The types of the columns that an insert writes, as one text: of each its number, that of its lists, and `t` if it keeps texts.
template <class Table>
struct column_types : no_parts {};

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
/// What the columns are called that are given: never as anything else is.
template <class Table, class Visitor>
constexpr void walk_given_names(Visitor& visitor) {
    int number = 0;
    for_columns<Table>([](std::size_t i) { return facts<Table>.is_inserted(i); },
                       [&](bool first, const column_facts&) {
                           visitor.text(first ? "given_" : ", given_");
                           visitor.number(++number);
                       });
}
template <class Table, class Visitor>
constexpr void walk_key_name(Visitor& visitor) {
    visitor.column_name(facts<Table>.columns[facts<Table>.key[0]]);
}

/// Whether the lists of a column are sent as of the type that it has in the database, and not as one that is converted.
constexpr bool has_learned_type(const column_facts& column) {
    return column.stored_as == encoding::standard && column.enum_type.empty() &&
           (column.kind == value_kind::text || column.kind == value_kind::real);
}
template <class Table>
consteval bool has_learned_types() {
    for (std::size_t i = 0; i < facts<Table>.columns.size(); ++i)
        if (facts<Table>.is_inserted(i) && has_learned_type(facts<Table>.columns[i])) return true;
    return false;
}

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const column_types<Table>&) {
    visitor.text(
        "SELECT string_agg(coalesce(t.oid, 0) || ' ' || coalesce(t.typarray, 0) || CASE WHEN t.typtype = 'e' OR "
        "t.typcategory = 'S' THEN ' t' ELSE ' -' END, ',' ORDER BY place) FROM unnest(ARRAY[");
    for_columns<Table>([](std::size_t i) { return facts<Table>.is_inserted(i); },
                       [&](bool first, const column_facts& column) {
                           visitor.text(first ? "" : ", ");
                           visitor.column_literal(column);
                       });
    // A name is cut as those of the catalog are.
    visitor.text(
        "]::name[]) WITH ORDINALITY AS given (called, place) LEFT JOIN pg_catalog.pg_attribute ON attname = called AND "
        "attrelid = ");
    visitor.template table_literal<Table>();
    visitor.text("::regclass LEFT JOIN pg_catalog.pg_type AS t ON t.oid = atttypid");
}

// The keys are made in the order of the rows: those of an INSERT … SELECT … ORDER BY are (postgresql.org/docs/9.6/release-9-6.html).
template <class Visitor, class Table, bool ReturnsKeys>
constexpr void walk(Visitor& visitor, const insert_columns_of<Table, ReturnsKeys>&) {
    const int first_value = visitor.next_value;
    visitor.text("WITH inserted AS (INSERT INTO ");
    visitor.template table<Table>();
    visitor.text(" (");
    walk_inserted_names<Table>(visitor);
    visitor.text(") SELECT ");
    walk_given_names<Table>(visitor);
    visitor.text(" FROM unnest(");
    for_columns<Table>([](std::size_t i) { return facts<Table>.is_inserted(i); },
                       [&](bool first, const column_facts& column) {
                           visitor.text(first ? "" : ", ");
                           visitor.placeholder(visitor.next_value++);
                           if (has_learned_type(column)) return;
                           visitor.text("::");
                           walk_type(visitor, column);
                           visitor.text("[]");
                       });
    visitor.text(ReturnsKeys ? ") WITH ORDINALITY AS given (" : ") AS given (");
    walk_given_names<Table>(visitor);
    if constexpr (ReturnsKeys) {
        visitor.text(", position) ORDER BY position RETURNING ");
        walk_key_name<Table>(visitor);
    } else visitor.text(") RETURNING 1");
    // Nothing is inserted where a trigger leaves out rows: a text that is no number, cast to one, is an error.
    visitor.text(") SELECT CASE count(*) WHEN cardinality(");
    visitor.placeholder(first_value);
    visitor.text(") THEN ");
    if constexpr (ReturnsKeys) {
        visitor.text("array_agg(");
        walk_key_name<Table>(visitor);
        visitor.text("::bigint) ELSE ARRAY[");
    } else visitor.text("0 ELSE ");
    visitor.text("('");
    visitor.text(left_out_mark);
    visitor.text("' || cardinality(");
    visitor.placeholder(first_value);
    visitor.text(") - count(*) || ' of ' || cardinality(");
    visitor.placeholder(first_value);
    visitor.text(") || ' rows')::bigint");
    visitor.text(ReturnsKeys ? "] END FROM inserted" : " END FROM inserted");
}

template <class Table, class Visitor>
constexpr void walk_sequence(Visitor& visitor) {
    const column_facts& key = facts<Table>.columns[facts<Table>.key[0]];
    visitor.text("pg_get_serial_sequence(");
    visitor.template table_literal<Table>();
    visitor.text(", ");
    visitor.column_literal(key);
    // A name is cut as those of the catalog are.
    visitor.text("::name)");
}

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const copied_columns<Table>&) {
    visitor.text("SELECT ");
    walk_inserted_names<Table>(visitor);
    // One row without columns, so that no name of the table's is ambiguous beside it.
    visitor.text(" FROM (SELECT) AS rowan_one LEFT JOIN ");
    visitor.template table<Table>();
    visitor.text(" AS rowan_rows ON FALSE");
    visitor.text(" WHERE NOT row_security_active(");
    visitor.template table_literal<Table>();
    // Row by row and before or instead of an insert (postgresql.org/docs/15/catalog-pg-trigger.html), of a partition, too.
    visitor.text(") AND NOT EXISTS (SELECT FROM pg_trigger WHERE (tgrelid = ");
    visitor.template table_literal<Table>();
    visitor.text("::regclass OR tgrelid IN (SELECT relid FROM pg_partition_tree(");
    visitor.template table_literal<Table>();
    visitor.text("))) AND tgtype & 5 = 5 AND tgtype & 66 <> 0 AND tgenabled <> 'D') AND NOT EXISTS (SELECT FROM "
                 "pg_rewrite WHERE ev_type = '3' AND ev_class = ");
    visitor.template table_literal<Table>();
    visitor.text("::regclass)");
    if constexpr (facts<Table>.has_generated_key) {
        visitor.text(" AND has_sequence_privilege(");
        walk_sequence<Table>(visitor);
        visitor.text(", 'USAGE') AND pg_typeof(");
        walk_key_name<Table>(visitor);
        visitor.text(") = 'bigint'::regtype");
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
