#pragma once

#include "rowan/history/generation.hpp"
#include "rowan/history/trigger_text.hpp"

#include <string_view>

// The triggers that keep the history of a table. For each of insert, update and delete there are two: one for the simple case,
// that a transaction of rowan is open and touches the row for the first time, with as few statements as that needs; and one
// for all others. Their conditions are such that in whichever order the database takes them the history is the same.
namespace rowan::detail {

/// A trigger; `body` is run where `condition` holds.
template <class Table, class Visitor, class Condition, class Body>
constexpr void walk_trigger(Visitor& visitor, std::string_view suffix, std::string_view event, Condition condition,
                            Body body) {
    visitor.text(";\nCREATE TRIGGER IF NOT EXISTS ");
    visitor.template table<Table>(suffix);
    visitor.text(" AFTER ");
    visitor.text(event);
    visitor.text(" ON ");
    visitor.template table<Table>();
    visitor.text(" WHEN ");
    condition();
    visitor.text(" BEGIN\n    ");
    visitor.text(mark_place);
    body();
    visitor.text("\nEND");
}

// Another program has no transaction open that rowan knows of: each row that it writes is one of its own.
template <class Visitor, class Body>
constexpr void walk_recording(Visitor& visitor, Body body) {
    visitor.text("\n    INSERT INTO \"rowan_transaction\" (\"at\") SELECT ");
    visitor.text(Visitor::dialect::current_time);
    visitor.text(
        " WHERE NOT EXISTS (SELECT 1 FROM \"rowan_current_transaction\");"
        "\n    INSERT INTO \"rowan_current_transaction\" (\"id\", \"is_anonymous\") SELECT last_insert_rowid(), 1"
        " WHERE NOT EXISTS (SELECT 1 FROM \"rowan_current_transaction\");");
    body();
    visitor.text("\n    DELETE FROM \"rowan_current_transaction\" WHERE \"is_anonymous\" = 1;");
}

/// The two triggers of an event. SQLite takes the one that was created last first.
template <class Table, class Visitor, class When, class Simple, class Record, class RecordAll>
constexpr void walk_two_triggers(Visitor& visitor, std::string_view simple_suffix, std::string_view suffix,
                                 std::string_view event, When when, Simple simple, Record record,
                                 RecordAll record_all) {
    walk_trigger<Table>(
        visitor, simple_suffix, event,
        [&] {
            when();
            simple();
        },
        record);
    walk_trigger<Table>(
        visitor, suffix, event,
        [&] {
            when();
            visitor.text("NOT (");
            simple();
            visitor.text(")");
        },
        [&] { walk_recording(visitor, record_all); });
}

inline constexpr std::string_view history_triggers[] = {"_history_insert",   "_history_reinsert", "_history_update",
                                                        "_history_reupdate", "_history_key",      "_history_delete",
                                                        "_history_redelete"};

template <class Table, class Visitor>
constexpr void walk_history_triggers(Visitor& visitor) {
    history_text<Visitor, Table> of_new{visitor, "new"}, of_old{visitor, "old"};
    const auto always = [] {};
    walk_two_triggers<Table>(
        visitor, history_triggers[0], history_triggers[1], "INSERT", always,
        [&] {
            of_new.begun();
            visitor.text(" AND NOT ");
            of_new.exists("");
        },
        [&] { of_new.insert_version("'insert'"); }, [&] { of_new.record(); });
    walk_two_triggers<Table>(
        visitor, history_triggers[2], history_triggers[3], "UPDATE",
        [&] {
            walk_comparison<Table>(visitor, true, " IS ", " AND ");
            visitor.text(" AND (");
            walk_comparison<Table>(visitor, false, " IS NOT ", " OR ");
            visitor.text(") AND ");
        },
        [&] {
            of_old.begun();
            of_old.not_yet_changed();
            visitor.text(" AND EXISTS (SELECT 1 FROM ");
            of_old.history_table();
            visitor.text(" WHERE ");
            of_old.same_key();
            visitor.text(" AND \"end_transaction_id\" IS NULL AND \"operation\" <> 'delete'");
            of_old.same_values();
            visitor.text(")");
        },
        [&] {
            of_new.end_open_version();
            of_new.insert_version("'update'");
        },
        [&] { of_new.record(); });
    walk_trigger<Table>(
        visitor, history_triggers[4], "UPDATE", [&] { walk_comparison<Table>(visitor, true, " IS NOT ", " OR "); },
        [&] {
            walk_recording(visitor, [&] {
                of_old.record_removal();
                of_new.record();
            });
        });
    walk_two_triggers<Table>(
        visitor, history_triggers[5], history_triggers[6], "DELETE", always,
        [&] {
            of_old.begun();
            of_old.not_yet_changed();
            visitor.text(" AND ");
            of_old.exists(" AND \"end_transaction_id\" IS NULL AND \"operation\" <> 'delete'");
        },
        [&] {
            of_old.end_open_version();
            of_old.insert_removal();
        },
        [&] { of_old.record_removal(); });
}

} // namespace rowan::detail
