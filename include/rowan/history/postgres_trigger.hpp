#pragma once

#include "rowan/history/postgres_text.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/sql/literal.hpp"
#include "rowan/sql/object.hpp"

#include <cstddef>
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

template <class Table, std::size_t Number>
struct history_function_object {
    static constexpr auto kind = object_kind::function;
    static constexpr auto end = object_end::dropped;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        constexpr std::string_view suffix = postgres_history_functions[Number];
        if constexpr (Number < 2) walk_postgres_row_function<Table>(visitor, suffix, Number == 0 ? "NEW." : "OLD.");
        else if constexpr (Number == 2) walk_postgres_truncate_function<Table>(visitor);
        else walk_postgres_number_function<Table>(visitor);
    }
    /// With its triggers.
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP FUNCTION IF EXISTS ");
        name(visitor);
        visitor.text("() CASCADE");
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        visitor.template table<Table>(postgres_history_functions[Number]);
    }
};

/// A trigger of a table that has a history.
template <class Table, std::size_t Number>
struct postgres_trigger_object {
    static constexpr auto kind = object_kind::trigger;
    static constexpr auto end = object_end::with_owner;
    static constexpr const postgres_history_trigger& trigger = postgres_history_triggers[Number];

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        visitor.text("CREATE OR REPLACE TRIGGER ");
        name(visitor);
        visitor.text(" AFTER ");
        visitor.text(trigger.event);
        visitor.text(" ON ");
        visitor.template table<Table>();
        visitor.text(trigger.condition);
        if (trigger.is_of_key) {
            postgres_history_text<Visitor, Table>{visitor}.same_key("OLD.", "NEW.");
            visitor.text("))");
        }
        visitor.text(" EXECUTE FUNCTION ");
        visitor.template table<Table>(trigger.function);
        visitor.text("()");
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP TRIGGER IF EXISTS ");
        name(visitor);
        visitor.text(" ON ");
        visitor.template table<Table>();
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        visitor.template table_name<Table>(trigger.suffix);
    }
};

/// The trigger of the records of transactions by which a history follows them. It is not in the schema of its table.
template <class Table>
struct number_trigger_object {
    static constexpr auto kind = object_kind::trigger;
    static constexpr auto end = object_end::with_owner;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        visitor.text("CREATE OR REPLACE TRIGGER ");
        name(visitor);
        visitor.text(" AFTER UPDATE OF \"id\" ON \"rowan_transaction\" FOR EACH ROW EXECUTE FUNCTION ");
        visitor.template table<Table>(postgres_history_functions[3]);
        visitor.text("()");
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP TRIGGER IF EXISTS ");
        name(visitor);
        visitor.text(" ON \"rowan_transaction\"");
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        if (facts<Table>.schema.empty()) return visitor.template table_name<Table>(postgres_history_functions[3]);
        visitor.text("\"rowan_history_number_");
        constexpr std::string_view between{"\0", 1}; // which no name has
        constexpr std::uint64_t hash = hash_of(facts<Table>.name, hash_of(between, hash_of(facts<Table>.schema)));
        write_integer(visitor.sink, static_cast<std::int64_t>(hash / 2));
        visitor.text("\"");
    }
};

template <class Table>
using postgres_history_function_objects =
    type_list<history_function_object<Table, 0>, history_function_object<Table, 1>, history_function_object<Table, 2>,
              history_function_object<Table, 3>>;
/// Those on the table itself.
template <class Table>
using postgres_history_trigger_objects =
    type_list<postgres_trigger_object<Table, 0>, postgres_trigger_object<Table, 1>, postgres_trigger_object<Table, 2>,
              postgres_trigger_object<Table, 3>, postgres_trigger_object<Table, 4>>;

} // namespace rowan::detail
