#pragma once

#include "rowan/history/record.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/definition.hpp"

#include <cstddef>
#include <string_view>

// The history table of a versioned table, and the triggers that keep it. The rules, for all writes of one transaction to one
// row together: a version begins if the row is another than before the transaction; inserted and removed again is nothing;
// removed and inserted again is an update; changed back is nothing; a changed key is a removal and an insertion.
namespace rowan::detail {

template <class Table>
struct create_history {
    using parts = type_list<>;
    using is_definition = void;
};
/// The rows that were there before the table became versioned begin their history with the transaction that is open.
template <class Table>
struct begin_history {
    using parts = type_list<>;
    using is_definition = void;
};
template <class Table>
struct drop_history {
    using parts = type_list<>;
    using is_definition = void;
};

template <class Table>
consteval bool has_no_history_names() {
    for (const auto& column : facts<Table>.columns)
        for (const std::string_view taken : {"transaction_id", "end_transaction_id", "operation"})
            if (column.name == taken) return false;
    return true;
}

template <class Table>
struct versioned_table {
    static_assert(has_no_history_names<Table>(), "rowan E603: a versioned table has no columns called transaction_id, "
                                                 "end_transaction_id or operation, which its history table adds");
    static_assert(has_key<Table>, "rowan E602: a versioned table needs a primary key");
    static constexpr bool checked = true;
};

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
        for (const column_facts& column : facts<Table>.columns) {
            text(" AND ");
            visitor.column_name(column);
            text(" IS ");
            of_row(column);
        }
        text(");");
        reopen_version();
    }
    /// A removal has the values of the version that it ends, whatever else the transaction did to the row before.
    constexpr void record_removal() {
        end_version();
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
        reopen_version();
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

template <class Table, class Visitor, class Condition, class Body>
constexpr void walk_trigger(Visitor& visitor, std::string_view suffix, std::string_view event, Condition condition,
                            Body body) {
    visitor.text(";\nCREATE TRIGGER IF NOT EXISTS ");
    visitor.template table<Table>(suffix);
    visitor.text(" AFTER ");
    visitor.text(event);
    visitor.text(" ON ");
    visitor.template table<Table>();
    condition();
    visitor.text(" BEGIN\n    INSERT INTO \"rowan_transaction\" (\"at\") SELECT ");
    visitor.text(Visitor::dialect::current_time);
    visitor.text(
        " WHERE NOT EXISTS (SELECT 1 FROM \"rowan_current_transaction\");"
        "\n    INSERT INTO \"rowan_current_transaction\" (\"id\", \"is_anonymous\") SELECT last_insert_rowid(), 1"
        " WHERE NOT EXISTS (SELECT 1 FROM \"rowan_current_transaction\");");
    body();
    visitor.text("\n    DELETE FROM \"rowan_current_transaction\" WHERE \"is_anonymous\" = 1;\nEND");
}

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const create_history<Table>&) {
    static_assert(versioned_table<Table>::checked);
    constexpr auto& all = facts<Table>;
    visitor.text("CREATE TABLE IF NOT EXISTS ");
    visitor.template table<Table>("_history");
    visitor.text(" (\n    ");
    for (const column_facts& column : all.columns) {
        visitor.column_name(column);
        visitor.text(" ");
        visitor.text(Visitor::dialect::type_name(column));
        visitor.text(",\n    ");
    }
    visitor.text(
        "\"transaction_id\" INTEGER NOT NULL,\n    \"end_transaction_id\" INTEGER,\n    \"operation\" TEXT NOT NULL,"
        "\n    PRIMARY KEY (");
    for (std::size_t i = 0; i < all.key_size; ++i) {
        visitor.column_name(all.columns[all.key[i]]);
        visitor.text(", ");
    }
    visitor.text("\"transaction_id\")\n)");
    visitor.text(";\nCREATE INDEX IF NOT EXISTS ");
    visitor.template table<Table>("_history_transaction_id_index");
    visitor.text(" ON ");
    visitor.template table<Table>("_history");
    visitor.text(" (\"transaction_id\")");

    history_text<Visitor, Table> of_new{visitor, "new"}, of_old{visitor, "old"};
    const auto always = [] {};
    walk_trigger<Table>(visitor, "_history_insert", "INSERT", always, [&] { of_new.record(); });
    walk_trigger<Table>(
        visitor, "_history_update", "UPDATE",
        [&] {
            visitor.text(" WHEN ");
            walk_comparison<Table>(visitor, true, " IS ", " AND ");
            visitor.text(" AND (");
            walk_comparison<Table>(visitor, false, " IS NOT ", " OR ");
            visitor.text(")");
        },
        [&] { of_new.record(); });
    walk_trigger<Table>(
        visitor, "_history_key", "UPDATE",
        [&] {
            visitor.text(" WHEN ");
            walk_comparison<Table>(visitor, true, " IS NOT ", " OR ");
        },
        [&] {
            of_old.record_removal();
            of_new.record();
        });
    walk_trigger<Table>(visitor, "_history_delete", "DELETE", always, [&] { of_old.record_removal(); });
}

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const begin_history<Table>&) {
    const auto names = [&](std::string_view separator) {
        for (const column_facts& column : facts<Table>.columns) {
            visitor.column_name(column);
            visitor.text(separator);
        }
    };
    visitor.text("INSERT INTO ");
    visitor.template table<Table>("_history");
    visitor.text(" (");
    names(", ");
    visitor.text("\"transaction_id\", \"operation\") SELECT ");
    names(", ");
    visitor.text(open_transaction);
    visitor.text(", 'insert' FROM ");
    visitor.template table<Table>();
}

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const drop_history<Table>&) {
    // The triggers first: dropping a table removes its rows, and by foreign keys those that refer to them.
    for (const std::string_view suffix : {"_history_insert", "_history_update", "_history_key", "_history_delete"}) {
        visitor.text("DROP TRIGGER IF EXISTS ");
        visitor.template table<Table>(suffix);
        visitor.text(";\n");
    }
    visitor.text("DROP TABLE IF EXISTS ");
    visitor.template table<Table>("_history");
}

} // namespace rowan::detail
