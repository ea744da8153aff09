#pragma once

#include "rowan/history/postgres_text.hpp"

#include <string_view>

// The triggers that keep the history of a table on PostgreSQL. Each brings the newest version of a row into line with the row as
// it is in the table, whatever the event says: other triggers may write the same row, and their events come in any order.
namespace rowan::detail {

inline constexpr std::string_view postgres_history_functions[] = {"_history_new", "_history_old", "_history_truncate",
                                                                  "_history_number"};

struct postgres_history_trigger {
    std::string_view suffix, event, condition, function;
    bool is_of_key = false; // runs where the key changed
};
// The functions' conditions compare whole rows as bytes.
inline constexpr postgres_history_trigger postgres_history_triggers[] = {
    {"_history_insert", "INSERT", " FOR EACH ROW", "_history_new"},
    {"_history_update", "UPDATE", " FOR EACH ROW WHEN (OLD.* *<> NEW.*)", "_history_new"},
    {"_history_key", "UPDATE", " FOR EACH ROW WHEN (NOT (", "_history_old", true},
    {"_history_delete", "DELETE", " FOR EACH ROW", "_history_old"},
    {"_history_truncate", "TRUNCATE", " FOR EACH STATEMENT", "_history_truncate"}};

/// The row with the key of `row`, which is `NEW` or `OLD`.
template <class Table, class Visitor>
constexpr void walk_postgres_row_function(Visitor& visitor, std::string_view suffix, std::string_view row) {
    postgres_history_text<Visitor, Table> part{visitor};
    const auto of_this_key = [&](std::string_view alias) {
        visitor.text(" WHERE ");
        part.same_key(alias, row);
    };
    part.begin_function(suffix);
    visitor.text("DECLARE this bigint := ");
    visitor.text(postgres_mark);
    visitor.text("; present record; newest record; is_there boolean; was_there boolean;\nBEGIN\n    SELECT ");
    part.columns("t.");
    visitor.text(" INTO present FROM ");
    visitor.template table<Table>();
    visitor.text(" AS t");
    of_this_key("t.");
    visitor.text(";\n    is_there := FOUND;\n    SELECT ");
    part.columns("v.");
    visitor.text(", v.\"transaction_id\", v.\"operation\" INTO newest FROM ");
    part.history();
    visitor.text(" AS v");
    of_this_key("v.");
    visitor.text(" AND v.\"end_transaction_id\" IS NULL;\n    was_there := FOUND AND newest.\"operation\" <> 'delete';"
                 // What this transaction did to the row before is forgotten.
                 "\n    IF newest.\"transaction_id\" = this THEN\n        DELETE FROM ");
    part.history();
    visitor.text(" AS v");
    of_this_key("v.");
    visitor.text(" AND v.\"transaction_id\" = this;\n        UPDATE ");
    part.history();
    visitor.text(" AS v SET \"end_transaction_id\" = NULL");
    of_this_key("v.");
    visitor.text(" AND v.\"end_transaction_id\" = this RETURNING ");
    part.columns("v.");
    visitor.text(", v.\"transaction_id\", v.\"operation\" INTO newest;"
                 "\n        was_there := FOUND AND newest.\"operation\" <> 'delete';\n    END IF;"
                 "\n    IF is_there = was_there AND (NOT is_there OR ");
    part.same_values("present.", "newest.");
    visitor.text(") THEN\n        RETURN NULL;\n    END IF;"
                 "\n    IF this IS NULL OR this < newest.\"transaction_id\" THEN"
                 "\n        this := \"rowan_transaction_after\"(this);\n    END IF;"
                 "\n    IF newest.\"transaction_id\" IS NOT NULL THEN\n        UPDATE ");
    part.history();
    visitor.text(" AS v SET \"end_transaction_id\" = this");
    of_this_key("v.");
    visitor.text(" AND v.\"end_transaction_id\" IS NULL;\n    END IF;\n    IF is_there THEN\n        newest := present;"
                 "\n    END IF;\n    ");
    part.insert_version();
    visitor.text("VALUES (");
    part.columns("newest.");
    visitor.text(", this, CASE WHEN NOT is_there THEN 'delete' WHEN was_there THEN 'update' ELSE 'insert' END)"
                 " ON CONFLICT (");
    part.key();
    // A transaction that does not see what was committed since it began: then its version is not the newest.
    visitor.text(") WHERE \"end_transaction_id\" IS NULL DO NOTHING;\n    IF NOT FOUND THEN"
                 "\n        RAISE 'the row has a version that this transaction does not see' USING ERRCODE = '40001';"
                 "\n    END IF;\n    RETURN NULL;");
    part.end_function(suffix);
}

template <class Table, class Visitor>
constexpr void walk_postgres_truncate_function(Visitor& visitor) {
    postgres_history_text<Visitor, Table> part{visitor};
    const auto update = [&](std::string_view change) {
        visitor.text("UPDATE ");
        part.history();
        visitor.text(" AS v SET \"end_transaction_id\" = ");
        visitor.text(change);
    };
    part.begin_function(postgres_history_functions[2]);
    visitor.text("DECLARE this bigint := ");
    visitor.text(postgres_mark);
    visitor.text("; latest bigint;\nBEGIN\n    SELECT max(v.\"transaction_id\") INTO latest FROM ");
    part.history();
    visitor.text(" AS v WHERE v.\"end_transaction_id\" IS NULL AND v.\"operation\" <> 'delete';"
                 "\n    IF latest IS NULL THEN\n        RETURN NULL;\n    END IF;"
                 "\n    IF this IS NULL OR this < latest THEN\n        this := \"rowan_transaction_after\"(this);"
                 "\n    END IF;\n    DELETE FROM ");
    part.history();
    visitor.text(" AS v WHERE v.\"transaction_id\" = this;\n    ");
    update("NULL WHERE v.\"end_transaction_id\" = this;\n    WITH ended AS (");
    update("this WHERE v.\"end_transaction_id\" IS NULL AND v.\"operation\" <> 'delete' RETURNING ");
    part.columns("v.");
    visitor.text(")\n    ");
    part.insert_version();
    visitor.text("SELECT ");
    part.columns("e.");
    visitor.text(", this, 'delete' FROM ended AS e;\n    RETURN NULL;");
    part.end_function(postgres_history_functions[2]);
}

/// Follows a transaction that moves to another number.
template <class Table, class Visitor>
constexpr void walk_postgres_number_function(Visitor& visitor) {
    postgres_history_text<Visitor, Table> part{visitor};
    part.begin_function(postgres_history_functions[3]);
    visitor.text("BEGIN\n    UPDATE ");
    part.history();
    visitor.text(" AS v SET \"transaction_id\" = NEW.\"id\" WHERE v.\"transaction_id\" = OLD.\"id\";"
                 "\n    IF FOUND THEN\n        UPDATE ");
    part.history();
    visitor.text(" AS v SET \"end_transaction_id\" = NEW.\"id\" FROM ");
    part.history();
    visitor.text(" AS w WHERE w.\"transaction_id\" = NEW.\"id\" AND ");
    part.same_key("v.", "w.");
    visitor.text(" AND v.\"end_transaction_id\" = OLD.\"id\";\n    END IF;\n    RETURN NULL;");
    part.end_function(postgres_history_functions[3]);
}

/// Makes them all if one of them is missing; where they are there nothing is locked.
template <class Table, class Visitor>
constexpr void walk_postgres_history_triggers(Visitor& visitor) {
    const auto text_of_name = [&](std::string_view suffix) {
        visitor.text("$name$");
        visitor.name(facts<Table>.name, facts<Table>.is_named);
        visitor.text(suffix);
        visitor.text("$name$");
    };
    visitor.text("DO $rowan$ BEGIN\nIF (SELECT count(*) FROM pg_trigger WHERE tgrelid = $name$");
    visitor.template table<Table>();
    visitor.text("$name$::regclass AND tgname IN (");
    for (const auto& each : postgres_history_triggers) {
        text_of_name(each.suffix);
        visitor.text(&each == postgres_history_triggers + 4 ? ")) < 5 THEN" : ", ");
    }
    walk_postgres_row_function<Table>(visitor, postgres_history_functions[0], "NEW.");
    walk_postgres_row_function<Table>(visitor, postgres_history_functions[1], "OLD.");
    walk_postgres_truncate_function<Table>(visitor);
    walk_postgres_number_function<Table>(visitor);
    const auto trigger = [&](std::string_view suffix) {
        visitor.text("\nCREATE OR REPLACE TRIGGER ");
        visitor.template table_name<Table>(suffix);
        visitor.text(" AFTER ");
    };
    const auto run = [&](std::string_view function) {
        visitor.text(" EXECUTE FUNCTION ");
        visitor.template table<Table>(function);
        visitor.text("();");
    };
    for (const auto& each : postgres_history_triggers) {
        trigger(each.suffix);
        visitor.text(each.event);
        visitor.text(" ON ");
        visitor.template table<Table>();
        visitor.text(each.condition);
        if (each.is_of_key) {
            postgres_history_text<Visitor, Table>{visitor}.same_key("OLD.", "NEW.");
            visitor.text("))");
        }
        run(each.function);
    }
    trigger(postgres_history_functions[3]);
    visitor.text("UPDATE OF \"id\" ON \"rowan_transaction\" FOR EACH ROW");
    run(postgres_history_functions[3]);
    visitor.text("\nEND IF;\nEND $rowan$");
}

} // namespace rowan::detail
