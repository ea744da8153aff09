#pragma once

#include "rowan/schema/facts.hpp"

#include <cstddef>
#include <string_view>

// What the statements and conditions of a history's triggers are made of.
namespace rowan::detail {

inline constexpr std::string_view open_transaction = "(SELECT \"id\" FROM \"rowan_current_transaction\")";

/// Writes what the triggers are made of. `row` is `new` or `old`.
template <class Visitor, class Table>
struct history_text {
    Visitor& visitor;
    std::string_view row;

    constexpr void text(std::string_view part) { visitor.text(part); }
    constexpr void history_table() { visitor.template table<Table>("_history"); }
    constexpr void of_row(const column_facts& column) {
        text(row);
        text(".");
        visitor.column_name(column);
    }
    /// `"id" = new."id"`
    constexpr void same_key() {
        for (std::size_t i = 0; i < facts<Table>.key_size; ++i) {
            const column_facts& column = facts<Table>.columns[facts<Table>.key[i]];
            text(i == 0 ? "" : " AND ");
            visitor.column_name(column);
            text(" = ");
            of_row(column);
        }
    }
    constexpr void columns() {
        for (const column_facts& column : facts<Table>.columns) {
            visitor.column_name(column);
            text(", ");
        }
    }
    constexpr void values() {
        for (const column_facts& column : facts<Table>.columns) {
            of_row(column);
            text(", ");
        }
    }
    constexpr void from_version_that_ended_now() {
        text(" FROM ");
        history_table();
        text(" WHERE ");
        same_key();
        text(" AND \"end_transaction_id\" = ");
        text(open_transaction);
        text(" AND \"operation\" <> 'delete'");
    }
    constexpr void exists(std::string_view condition) {
        text("EXISTS (SELECT 1 FROM ");
        history_table();
        text(" WHERE ");
        same_key();
        text(condition);
        text(")");
    }
    constexpr void begun() { text("EXISTS (SELECT 1 FROM \"rowan_current_transaction\")"); }
    constexpr void not_yet_changed() {
        text(" AND NOT EXISTS (SELECT 1 FROM ");
        history_table();
        text(" WHERE ");
        same_key();
        text(" AND \"transaction_id\" = ");
        text(open_transaction);
        text(")");
    }
    constexpr void end_open_version() {
        text("\n    UPDATE ");
        history_table();
        text(" SET \"end_transaction_id\" = ");
        text(open_transaction);
        text(" WHERE ");
        same_key();
        text(" AND \"end_transaction_id\" IS NULL AND \"operation\" <> 'delete';");
    }
    constexpr void insert_version(std::string_view operation) {
        text("\n    INSERT INTO ");
        history_table();
        text(" (");
        columns();
        text("\"transaction_id\", \"operation\") VALUES (");
        values();
        text(open_transaction);
        text(", ");
        text(operation);
        text(");");
    }
    constexpr void insert_removal() {
        text("\n    INSERT INTO ");
        history_table();
        text(" (");
        columns();
        text("\"transaction_id\", \"operation\") SELECT ");
        columns();
        text(open_transaction);
        text(", 'delete'");
        from_version_that_ended_now();
        text(";");
    }
    /// Ends the version from before this transaction, and forgets the one of this transaction.
    constexpr void end_version() {
        text("\n    UPDATE ");
        history_table();
        text(" SET \"end_transaction_id\" = ");
        text(open_transaction);
        text(" WHERE ");
        same_key();
        text(" AND \"end_transaction_id\" IS NULL AND \"transaction_id\" <> ");
        text(open_transaction);
        text(";\n    DELETE FROM ");
        history_table();
        text(" WHERE ");
        same_key();
        text(" AND \"transaction_id\" = ");
        text(open_transaction);
        text(";");
    }
    /// Where this transaction turned out to change nothing, the version from before it goes on.
    constexpr void reopen_version() {
        text("\n    UPDATE ");
        history_table();
        text(" SET \"end_transaction_id\" = NULL WHERE ");
        same_key();
        text(" AND \"end_transaction_id\" = ");
        text(open_transaction);
        text(" AND NOT EXISTS (SELECT 1 FROM ");
        history_table();
        text(" WHERE ");
        same_key();
        text(" AND \"transaction_id\" = ");
        text(open_transaction);
        text(");");
    }
    constexpr void record() {
        end_version();
        text("\n    INSERT INTO ");
        history_table();
        text(" (");
        columns();
        text("\"transaction_id\", \"operation\") VALUES (");
        values();
        text(open_transaction);
        text(", CASE WHEN EXISTS (SELECT 1");
        from_version_that_ended_now();
        text(") THEN 'update' ELSE 'insert' END);\n    DELETE FROM ");
        history_table();
        text(" WHERE ");
        same_key();
        text(" AND \"transaction_id\" = ");
        text(open_transaction);
        text(" AND EXISTS (SELECT 1");
        from_version_that_ended_now();
        same_values();
        text(");");
        reopen_version();
    }
    /// A removal has the values of the version that it ends, whatever else the transaction did to the row before.
    constexpr void record_removal() {
        end_version();
        insert_removal();
        reopen_version();
    }
    constexpr void same_values() {
        for (const column_facts& column : facts<Table>.columns) {
            text(" AND ");
            visitor.column_name(column);
            text(" IS ");
            of_row(column);
        }
    }
};

/// `new."id" IS old."id"` and so on, for key columns or for the others.
template <class Table, class Visitor>
constexpr void walk_comparison(Visitor& visitor, bool of_key, std::string_view comparison,
                               std::string_view conjunction) {
    bool first = true;
    for (const column_facts& column : facts<Table>.columns) {
        if (column.is_key != of_key) continue;
        visitor.text(first ? "" : conjunction);
        first = false;
        visitor.text("old.");
        visitor.column_name(column);
        visitor.text(comparison);
        visitor.text("new.");
        visitor.column_name(column);
    }
    if (first) visitor.text(of_key ? "TRUE" : "FALSE");
}

} // namespace rowan::detail
