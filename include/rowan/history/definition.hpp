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
struct create_history : plain_definition {};
/// With places for the mark of the triggers (rowan/history/generation.hpp).
template <class Table>
struct create_history_triggers : plain_definition {};
/// For SQLite, where triggers are dropped before they are made anew.
template <class Table>
struct drop_history_triggers : plain_definition {};
/// The rows that were there before the table became versioned begin their history with the transaction that is open.
template <class Table>
struct begin_history : plain_definition {};
template <class Table>
struct drop_history : plain_definition {};

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
}
// The columns have the types of the table's own, which may have been there before.
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
}

template <class Table>
struct history_table_object {
    static constexpr auto kind = object_kind::table;
    static constexpr auto end = object_end::dropped;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        if constexpr (is_postgres<Visitor>) walk_postgres_history<Table>(visitor);
        else walk_sqlite_history<Table>(visitor);
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP TABLE IF EXISTS ");
        name(visitor);
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        visitor.template table<Table>("_history");
    }
};

/// The indexes of a history; the first two where rows are not kept in the order of their keys.
enum class history_index : unsigned char { version, open, transaction };
inline constexpr std::string_view history_indexes[] = {"_history_version_index", "_history_open_index",
                                                       "_history_transaction_id_index"};
template <class Table, history_index Index>
struct history_index_object {
    static constexpr auto kind = object_kind::index;
    static constexpr auto end = object_end::with_owner;
    static constexpr std::string_view suffix = history_indexes[static_cast<std::size_t>(Index)];

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        constexpr bool is_unique = Index != history_index::transaction;
        visitor.text(is_unique ? "CREATE UNIQUE INDEX IF NOT EXISTS " : "CREATE INDEX IF NOT EXISTS ");
        visitor.template table_name<Table>(suffix);
        visitor.text(" ON ");
        visitor.template table<Table>("_history");
        visitor.text(" (");
        if constexpr (is_unique) postgres_history_text<Visitor, Table>{visitor}.key();
        // A row has one version at the most that has no end.
        visitor.text(Index == history_index::version ? ", \"transaction_id\")"
                     : Index == history_index::open  ? ") WHERE \"end_transaction_id\" IS NULL"
                                                     : "\"transaction_id\")");
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP INDEX IF EXISTS ");
        name(visitor);
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        visitor.template table<Table>(suffix);
    }
};

template <class Table, std::size_t Option>
consteval auto history_objects_of_option() {
    if constexpr (can_make_unique<option_type<Table, Option>>) {
        if constexpr (makes_unique(option_of<Table, Option>)) return type_list<unique_index_object<Table, Option>>{};
        else return type_list<>{};
    } else return type_list<>{};
}
/// The history itself, without triggers.
template <class Table, class Dialect>
consteval auto find_history_table_objects() {
    using enum history_index;
    if constexpr (Dialect::has_trigger_functions)
        return type_list<history_table_object<Table>, history_index_object<Table, version>,
                         history_index_object<Table, open>, history_index_object<Table, transaction>>{};
    else
        return []<std::size_t... Option>(std::index_sequence<Option...>) {
            return join<type_list<history_table_object<Table>, history_index_object<Table, transaction>>,
                        decltype(history_objects_of_option<Table, Option>())...>{};
        }(std::make_index_sequence<option_count<Table>>{});
}
template <class Table, class Dialect>
using history_table_objects = decltype(find_history_table_objects<Table, Dialect>());

/// What keeps it, which has a mark.
template <class Table, class Dialect>
consteval auto find_history_keepers() {
    if constexpr (Dialect::has_trigger_functions)
        return join<postgres_history_function_objects<Table>, postgres_history_trigger_objects<Table>,
                    type_list<number_trigger_object<Table>>>{};
    else return history_trigger_objects<Table>{};
}
template <class Table, class Dialect>
using history_keepers = decltype(find_history_keepers<Table, Dialect>());
/// How many triggers stand on the table, and on the views of its history.
template <class Table, class Dialect>
inline constexpr std::size_t history_trigger_count =
    count_of_kind<object_kind::trigger>(history_keepers<Table, Dialect>{}) - (Dialect::has_trigger_functions ? 1 : 0);

/// All objects of a history.
template <class Table, class Dialect>
using history_objects = join<history_table_objects<Table, Dialect>, history_keepers<Table, Dialect>>;

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const create_history<Table>&) {
    walk_creation<true>(visitor, history_table_objects<Table, typename Visitor::dialect>{});
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const create_history_triggers<Table>&) {
    constexpr bool has_functions = Visitor::dialect::has_trigger_functions;
    visitor.text(has_functions ? begin_postgres_functions : ";\n");
    walk_creation<true>(visitor, history_keepers<Table, typename Visitor::dialect>{});
    if (!has_functions) return;
    visitor.text(";\n");
    visitor.text(end_postgres_functions);
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const drop_history_triggers<Table>&) {
    walk_removal(visitor, history_trigger_objects<Table, true>{}); // it may have had unique sets
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

// The triggers first: dropping a table of SQLite removes its rows, and by foreign keys those that refer to them.
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const drop_history<Table>&) {
    if constexpr (is_postgres<Visitor>) walk_removal(visitor, history_keepers<Table, typename Visitor::dialect>{});
    else walk(visitor, drop_history_triggers<Table>{});
    history_table_object<Table>::drop(visitor);
}

} // namespace rowan::detail
