#pragma once

#include "rowan/history/postgres_trigger.hpp"
#include "rowan/history/record.hpp"
#include "rowan/history/trigger.hpp"
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
/// With places for the mark of the triggers (rowan/history/generation.hpp).
template <class Table>
struct create_history_triggers {
    using parts = type_list<>;
    using is_definition = void;
};
/// For SQLite, where triggers are dropped before they are made anew.
template <class Table>
struct drop_history_triggers {
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

template <class Table, class Visitor>
constexpr void walk_transaction_index(Visitor& visitor) {
    visitor.text(";\nCREATE INDEX IF NOT EXISTS ");
    visitor.template table_name<Table>("_history_transaction_id_index");
    visitor.text(" ON ");
    visitor.template table<Table>("_history");
    visitor.text(" (\"transaction_id\")");
}

template <class Table, class Visitor>
constexpr void walk_sqlite_history(Visitor& visitor) {
    constexpr auto& all = facts<Table>;
    visitor.text("CREATE TABLE IF NOT EXISTS ");
    visitor.template table<Table>("_history");
    visitor.text(" (\n    ");
    for (const column_facts& column : all.columns) {
        visitor.column_name(column);
        visitor.text(" ");
        walk_type(visitor, column);
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
    visitor.text(Visitor::dialect::clustered_suffix);
    walk_transaction_index<Table>(visitor);
    walk_unique_indexes<Table>(visitor);
}

// The columns have the types of the table's own, which may have been there before. A row has one version at the most that has
// no end.
template <class Table, class Visitor>
constexpr void walk_postgres_history(Visitor& visitor) {
    postgres_history_text<Visitor, Table> part{visitor};
    visitor.text("CREATE TABLE IF NOT EXISTS ");
    part.history();
    visitor.text(" AS SELECT ");
    part.columns("");
    visitor.text(
        ", 0::bigint AS \"transaction_id\", 0::bigint AS \"end_transaction_id\", ''::text AS \"operation\" FROM ");
    visitor.template table<Table>();
    visitor.text(" WITH NO DATA");
    const auto unique_index = [&](std::string_view suffix, std::string_view end) {
        visitor.text(";\nCREATE UNIQUE INDEX IF NOT EXISTS ");
        visitor.template table_name<Table>(suffix);
        visitor.text(" ON ");
        part.history();
        visitor.text(" (");
        part.key();
        visitor.text(end);
    };
    unique_index("_history_version_index", ", \"transaction_id\")");
    unique_index("_history_open_index", ") WHERE \"end_transaction_id\" IS NULL");
    walk_transaction_index<Table>(visitor);
}

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const create_history<Table>&) {
    if constexpr (is_postgres<Visitor>) walk_postgres_history<Table>(visitor);
    else walk_sqlite_history<Table>(visitor);
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const create_history_triggers<Table>&) {
    if constexpr (is_postgres<Visitor>) walk_postgres_history_triggers<Table>(visitor);
    else walk_history_triggers<Table>(visitor);
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const drop_history_triggers<Table>&) {
    for (const std::string_view suffix : history_triggers) {
        visitor.text("DROP TRIGGER IF EXISTS ");
        visitor.template table<Table>(suffix);
        visitor.text(";\n");
    }
    for (const std::string_view suffix : {"_history_row", "_history_gone"}) {
        visitor.text("DROP VIEW IF EXISTS ");
        visitor.template table<Table>(suffix);
        visitor.text(";\n");
    }
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
    visitor.text(is_postgres<Visitor> ? postgres_mark : open_transaction);
    visitor.text(", 'insert' FROM ");
    visitor.template table<Table>();
}

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const drop_history<Table>&) {
    if constexpr (is_postgres<Visitor>) {
        for (const std::string_view suffix : postgres_history_functions) {
            visitor.text("DROP FUNCTION IF EXISTS ");
            visitor.template table<Table>(suffix);
            visitor.text("() CASCADE;\n"); // with the triggers
        }
    } else {
        // The triggers first: dropping a table removes its rows, and by foreign keys those that refer to them.
        walk(visitor, drop_history_triggers<Table>{});
    }
    visitor.text("DROP TABLE IF EXISTS ");
    visitor.template table<Table>("_history");
}

} // namespace rowan::detail
