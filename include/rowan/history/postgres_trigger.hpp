#pragma once

#include "rowan/history/postgres_text.hpp"
#include "rowan/sql/literal.hpp"

#include <cstdint>
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

/// The row with the key of `row`, which is `NEW` or `OLD`. `own` is the version that this transaction has begun, if there is one,
/// and `former` the one that this follows, or is to follow.
template <class Table, class Visitor>
constexpr void walk_postgres_row_function(Visitor& visitor, std::string_view suffix, std::string_view row) {
    postgres_history_text<Visitor, Table> part{visitor, true};
    const auto select_version = [&](std::string_view into, std::string_view condition) {
        visitor.text("SELECT ");
        part.columns("v.");
        visitor.text(", v.\"transaction_id\", v.\"operation\", v.ctid INTO ");
        visitor.text(into);
        part.from_newest(row, condition);
        visitor.text(";");
    };
    const auto change_version = [&](std::string_view action, std::string_view change) {
        visitor.text(action);
        part.history();
        visitor.text(" AS v");
        visitor.text(change);
    };
    part.begin_function(suffix, postgres_by_index);
    visitor.text("DECLARE this bigint := ");
    visitor.text(postgres_mark);
    visitor.text("; present record; former record; own tid; made text; is_there boolean; was_there boolean;"
                 "\nBEGIN\n    SELECT ");
    part.columns("t.");
    visitor.text(" INTO present FROM ");
    part.table();
    visitor.text(" AS t WHERE ");
    part.same_key("t.", row);
    visitor.text(";\n    is_there := FOUND;\n    ");
    select_version("former", "");
    visitor.text("\n    was_there := FOUND AND former.\"operation\" <> 'delete';"
                 "\n    IF former.\"transaction_id\" = this THEN\n        own := former.ctid;\n        ");
    select_version("former", " AND v.\"transaction_id\" < this");
    visitor.text("\n        was_there := FOUND AND former.\"operation\" <> 'delete';\n    END IF;"
                 "\n    IF is_there = was_there AND (NOT is_there OR ");
    part.same_values("present.", "former.");
    // What this transaction did to the row before is forgotten. If it did nothing, another may have done what it does not see.
    visitor.text(") THEN\n        IF own IS NOT NULL THEN\n            ");
    change_version("DELETE FROM ", " WHERE v.ctid = own;\n            ");
    change_version("UPDATE ",
                   " SET \"end_transaction_id\" = NULL WHERE v.ctid = former.ctid;\n        ELSE\n            ");
    change_version("PERFORM 1 FROM ", " WHERE v.ctid = former.ctid FOR UPDATE;\n        END IF;");
    visitor.text("\n        RETURN NULL;\n    END IF;"
                 "\n    made := CASE WHEN NOT is_there THEN 'delete' WHEN was_there THEN 'update' ELSE 'insert' END;"
                 "\n    IF NOT is_there THEN\n        present := former;\n    END IF;"
                 "\n    IF own IS NOT NULL THEN\n        ");
    change_version("UPDATE ", " SET ");
    part.assignments("present.");
    visitor.text("\"operation\" = made WHERE v.ctid = own;\n        RETURN NULL;\n    END IF;"
                 "\n    IF this IS NULL OR this < former.\"transaction_id\" THEN");
    walk_record_name(visitor, "\n        this := ", "rowan_transaction_after");
    visitor.text("(this);\n    END IF;\n    IF former.\"transaction_id\" IS NOT NULL THEN\n        ");
    change_version("UPDATE ", " SET \"end_transaction_id\" = this WHERE v.ctid = former.ctid;");
    visitor.text("\n    END IF;\n    ");
    part.insert_version();
    visitor.text("VALUES (");
    part.columns("present.");
    // A transaction that does not see what was committed since it began: then its version is not the newest.
    visitor.text(", this, made) ON CONFLICT DO NOTHING;\n    IF NOT FOUND THEN"
                 "\n        RAISE 'the row has a version that this transaction does not see' USING ERRCODE = '40001';"
                 "\n    END IF;\n    RETURN NULL;\nEND");
    part.end_function();
}

template <class Table, class Visitor>
constexpr void walk_postgres_truncate_function(Visitor& visitor) {
    postgres_history_text<Visitor, Table> part{visitor, true};
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
                 "\n    IF this IS NULL OR this < latest THEN");
    walk_record_name(visitor, "\n        this := ", "rowan_transaction_after");
    visitor.text("(this);\n    END IF;\n    DELETE FROM ");
    part.history();
    visitor.text(" AS v WHERE v.\"transaction_id\" = this;\n    ");
    update("NULL WHERE v.\"end_transaction_id\" = this;\n    WITH ended AS (");
    update("this WHERE v.\"end_transaction_id\" IS NULL AND v.\"operation\" <> 'delete' RETURNING ");
    part.columns("v.");
    visitor.text(")\n    ");
    part.insert_version();
    visitor.text("SELECT ");
    part.columns("e.");
    visitor.text(", this, 'delete' FROM ended AS e;\n    RETURN NULL;\nEND");
    part.end_function();
}

/// Follows a transaction that moves to another number.
template <class Table, class Visitor>
constexpr void walk_postgres_number_function(Visitor& visitor) {
    postgres_history_text<Visitor, Table> part{visitor, true};
    part.begin_function(postgres_history_functions[3], postgres_by_index_alone);
    visitor.text("BEGIN\n    UPDATE ");
    part.history();
    visitor.text(" AS v SET \"transaction_id\" = NEW.\"id\" WHERE v.\"transaction_id\" = OLD.\"id\";"
                 "\n    IF FOUND THEN\n        UPDATE ");
    part.history();
    visitor.text(" AS f SET \"end_transaction_id\" = NEW.\"id\" FROM ");
    part.history();
    visitor.text(" AS w, LATERAL (SELECT v.ctid AS place");
    part.from_newest("w.", " AND v.\"transaction_id\" < NEW.\"id\"");
    visitor.text(") AS former WHERE w.\"transaction_id\" = NEW.\"id\" AND f.ctid = former.place AND "
                 "f.\"end_transaction_id\" = OLD.\"id\";"
                 "\n    END IF;\n    RETURN NULL;\nEND");
    part.end_function();
}

/// The functions and triggers of a history.
template <class Table, class Visitor>
constexpr void walk_postgres_history_triggers(Visitor& visitor) {
    visitor.text(begin_postgres_functions);
    walk_postgres_row_function<Table>(visitor, postgres_history_functions[0], "NEW.");
    walk_postgres_row_function<Table>(visitor, postgres_history_functions[1], "OLD.");
    walk_postgres_truncate_function<Table>(visitor);
    walk_postgres_number_function<Table>(visitor);
    const auto trigger = [&](std::string_view suffix) {
        visitor.text("CREATE OR REPLACE TRIGGER ");
        visitor.template table_name<Table>(suffix);
        visitor.text(" AFTER ");
    };
    const auto run = [&](std::string_view function) {
        visitor.text(" EXECUTE FUNCTION ");
        visitor.template table<Table>(function);
        visitor.text("();\n");
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
    // This one is not in the schema of its table.
    if (facts<Table>.schema.empty()) trigger(postgres_history_functions[3]);
    else {
        visitor.text("CREATE OR REPLACE TRIGGER \"rowan_history_number_");
        constexpr std::string_view between{"\0", 1}; // which no name has
        constexpr std::uint64_t hash = hash_of(facts<Table>.name, hash_of(between, hash_of(facts<Table>.schema)));
        write_integer(visitor.sink, static_cast<std::int64_t>(hash / 2));
        visitor.text("\" AFTER ");
    }
    visitor.text("UPDATE OF \"id\" ON \"rowan_transaction\" FOR EACH ROW");
    run(postgres_history_functions[3]);
    visitor.text(end_postgres_functions);
}

} // namespace rowan::detail
