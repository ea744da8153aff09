#pragma once

#include "rowan/history/generation.hpp"
#include "rowan/history/trigger_text.hpp"
#include "rowan/history/unique_text.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/sql/object.hpp"

#include <cstddef>
#include <iterator>
#include <string_view>
#include <type_traits>
#include <utility>

// The triggers that keep the history of a table. For each of insert, update and delete there are two: one for the simple case,
// that a transaction of rowan is open and touches the row for the first time, with as few statements as that needs; and one
// for all others. Their conditions are such that in whichever order the database takes them, and those of other programs, the
// history is the same: each looks at the row as it is in the table by then.
namespace rowan::detail {

/// A trigger; `body` is run where `condition` holds.
template <class Table, class Visitor, class Condition, class Body>
constexpr void walk_trigger(Visitor& visitor, std::string_view suffix, std::string_view event, Condition condition,
                            Body body) {
    visitor.text("CREATE TRIGGER IF NOT EXISTS ");
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

// SQL of the program in a transaction of rowan finds a mark that has no record as yet. Another program finds none: each row that it
// writes is a transaction of its own.
template <class Visitor>
constexpr void walk_recording(Visitor& visitor) {
    visitor.text("\n    INSERT INTO \"rowan_transaction\" (\"at\", \"actor\", \"note\") SELECT ");
    visitor.text(Visitor::dialect::current_time);
    visitor.text(", (SELECT \"actor\" FROM \"rowan_current_transaction\"), (SELECT \"note\" FROM "
                 "\"rowan_current_transaction\") WHERE ");
    visitor.text(open_transaction);
    visitor.text(" IS NULL;"
                 "\n    UPDATE \"rowan_current_transaction\" SET \"id\" = last_insert_rowid() WHERE \"id\" IS NULL;");
}

/// The last one is there where rows can be in each other's way.
inline constexpr std::string_view history_triggers[] = {"_history_insert",   "_history_reinsert", "_history_update",
                                                        "_history_reupdate", "_history_key",      "_history_delete",
                                                        "_history_redelete", "_history_record",   "_history_remove"};

/// Has the row recorded by the trigger of a view, so that triggers which run for each row stay short: SQLite makes room for the whole
/// of one before it looks at its condition.
template <class Table, class Visitor>
constexpr void walk_record_row(Visitor& visitor, std::string_view row) {
    history_text<Visitor, Table> of_row{visitor, row};
    visitor.text("\n    INSERT INTO ");
    visitor.template table<Table>("_history_row");
    const auto columns = [&](std::string_view begin, std::string_view alias) {
        bool first = true;
        for (std::size_t i = 0; i < facts<Table>.columns.size(); ++i) {
            if (!tells_places<Table>(i)) continue;
            visitor.text(first ? begin : ", ");
            first = false;
            of_row.of(alias, facts<Table>.columns[i]);
        }
    };
    columns(" (", "");
    columns(") VALUES (", row);
    visitor.text(");");
}

template <std::size_t Number>
using history_trigger_number = std::integral_constant<std::size_t, Number>;

template <class Table, class Visitor>
constexpr void walk_history_trigger(Visitor& visitor, history_trigger_number<0>) {
    history_text<Visitor, Table> of_new{visitor, "new"};
    walk_trigger<Table>(
        visitor, history_triggers[0], "INSERT",
        [&] {
            visitor.text(open_transaction);
            visitor.text(" IS NOT NULL AND NOT ");
            of_new.has_versions();
            visitor.text(" AND ");
            of_new.is_there();
        },
        [&] { of_new.insert_version("'insert'"); });
}
template <class Table, class Visitor>
constexpr void walk_history_trigger(Visitor& visitor, history_trigger_number<1>) {
    history_text<Visitor, Table> of_new{visitor, "new"};
    walk_trigger<Table>(
        visitor, history_triggers[1], "INSERT",
        [&] {
            visitor.text(open_transaction);
            visitor.text(" IS NULL OR ");
            of_new.has_versions();
            walk_took_a_place<Table>(visitor, false);
        },
        [&] { walk_record_row<Table>(visitor, "new"); });
}

template <class Table, class Visitor>
constexpr void walk_changes(Visitor& visitor) {
    history_text<Visitor, Table> of_new{visitor, "new"};
    of_new.compare_keys(" IS ", " AND ");
    visitor.text(" AND ");
    of_new.differs("old", "new");
    visitor.text(" AND ");
}
template <class Table, class Visitor>
constexpr void walk_history_trigger(Visitor& visitor, history_trigger_number<2>) {
    history_text<Visitor, Table> of_new{visitor, "new"};
    walk_trigger<Table>(
        visitor, history_triggers[2], "UPDATE",
        [&] {
            walk_changes<Table>(visitor);
            of_new.newest_is_earlier([&] {
                visitor.text(" AND ");
                of_new.differs("v", "new");
            });
            visitor.text(" AND EXISTS (SELECT 1 ");
            of_new.from_table();
            visitor.text(" AND ");
            of_new.same("t", "new");
            visitor.text(")");
        },
        [&] {
            of_new.end_newest();
            of_new.insert_version("'update'");
        });
}
template <class Table, class Visitor>
constexpr void walk_history_trigger(Visitor& visitor, history_trigger_number<3>) {
    history_text<Visitor, Table> of_new{visitor, "new"};
    walk_trigger<Table>(
        visitor, history_triggers[3], "UPDATE",
        [&] {
            walk_changes<Table>(visitor);
            visitor.text("(");
            of_new.newest_is_earlier();
            visitor.text(" IS NOT TRUE");
            walk_took_a_place<Table>(visitor, true);
            visitor.text(")");
        },
        [&] { walk_record_row<Table>(visitor, "new"); });
}
// It is no part of statements that leave the key alone. A key that is an integer has three more names.
template <class Table, class Visitor>
constexpr void walk_history_trigger(Visitor& visitor, history_trigger_number<4>) {
    history_text<Visitor, Table> of_new{visitor, "new"}, of_old{visitor, "old"};
    visitor.text("CREATE TRIGGER IF NOT EXISTS ");
    visitor.template table<Table>(history_triggers[4]);
    visitor.text(" AFTER UPDATE OF ");
    for (std::size_t i = 0; i < facts<Table>.key_size; ++i) {
        visitor.text(i == 0 ? "" : ", ");
        visitor.column_name(facts<Table>.columns[facts<Table>.key[i]]);
    }
    if (facts<Table>.key_size == 1 && facts<Table>.columns[facts<Table>.key[0]].is_integer)
        visitor.text(", \"rowid\", \"oid\", \"_rowid_\"");
    visitor.text(" ON ");
    visitor.template table<Table>();
    visitor.text(" WHEN ");
    of_new.compare_keys(" IS NOT ", " OR ");
    visitor.text(" BEGIN\n    ");
    visitor.text(mark_place);
    walk_recording(visitor);
    of_old.record();
    of_new.record();
    walk_end_gone<Table>(visitor);
    visitor.text("\nEND");
}

template <class Table, class Visitor>
constexpr void walk_history_trigger(Visitor& visitor, history_trigger_number<5>) {
    history_text<Visitor, Table> of_old{visitor, "old"};
    walk_trigger<Table>(
        visitor, history_triggers[5], "DELETE",
        [&] {
            of_old.newest_is_earlier();
            visitor.text(" AND NOT ");
            of_old.is_there();
        },
        [&] {
            of_old.end_newest();
            of_old.insert_version("'delete'");
        });
}
template <class Table, class Visitor>
constexpr void walk_history_trigger(Visitor& visitor, history_trigger_number<6>) {
    history_text<Visitor, Table> of_old{visitor, "old"};
    walk_trigger<Table>(
        visitor, history_triggers[6], "DELETE",
        [&] {
            of_old.newest_is_earlier();
            visitor.text(" IS NOT TRUE");
        },
        [&] { walk_record_row<Table>(visitor, "old"); });
}

// What is done for the rows that are inserted into a view.
template <class Table, class Visitor, class Body>
constexpr void walk_view_trigger(Visitor& visitor, std::string_view trigger, std::string_view view, Body body) {
    visitor.text("CREATE TRIGGER IF NOT EXISTS ");
    visitor.template table<Table>(trigger);
    visitor.text(" INSTEAD OF INSERT ON ");
    visitor.template table<Table>(view);
    visitor.text(" BEGIN\n    ");
    visitor.text(mark_place);
    body();
    visitor.text("\nEND");
}
inline constexpr std::string_view history_views[] = {"_history_row", "_history_gone"};

template <class Table, class Visitor>
constexpr void walk_history_trigger(Visitor& visitor, history_trigger_number<7>) {
    walk_view_trigger<Table>(visitor, history_triggers[7], history_views[0], [&] {
        walk_recording(visitor);
        history_text<Visitor, Table>{visitor, "new"}.record();
        walk_end_gone<Table>(visitor);
    });
}
template <class Table, class Visitor>
constexpr void walk_history_trigger(Visitor& visitor, history_trigger_number<8>) {
    walk_view_trigger<Table>(visitor, history_triggers[8], history_views[1],
                             [&] { history_text<Visitor, Table>{visitor, "new"}.record(); });
}

/// A view for triggers to insert into. It names no columns but those that the table cannot lose.
template <class Table, std::size_t Number>
struct history_view_object {
    static constexpr auto kind = object_kind::view;
    static constexpr auto end = object_end::dropped;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        visitor.text("CREATE VIEW IF NOT EXISTS ");
        name(visitor);
        visitor.text(" AS SELECT ");
        if constexpr (Number == 1) history_text<Visitor, Table>{visitor, "new"}.key("", "", "");
        else {
            bool first = true;
            for (std::size_t i = 0; i < facts<Table>.columns.size(); ++i) {
                if (!tells_places<Table>(i)) continue;
                const column_facts& column = facts<Table>.columns[i];
                visitor.text(first ? "" : ", ");
                first = false;
                if (!column.is_key && !is_in_unique_set<Table>(i)) visitor.text("NULL AS ");
                visitor.column_name(column);
            }
        }
        visitor.text(" FROM ");
        visitor.template table<Table>();
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP VIEW IF EXISTS ");
        name(visitor);
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        visitor.template table<Table>(history_views[Number]);
    }
};

template <class Table, std::size_t Number>
struct history_trigger_object {
    static constexpr auto kind = object_kind::trigger;
    static constexpr auto end = object_end::dropped;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        walk_history_trigger<Table>(visitor, history_trigger_number<Number>{});
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP TRIGGER IF EXISTS ");
        name(visitor);
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        visitor.template table<Table>(history_triggers[Number]);
    }
};

/// What records the writes to a table. The quick ones are made last: SQLite takes the one that was made last first, and then the
/// others find nothing to do.
template <class Table, bool HasUniqueSets = has_unique_sets<Table>>
using history_trigger_objects =
    join<type_list<history_view_object<Table, 0>, history_trigger_object<Table, 7>>,
         std::conditional_t<HasUniqueSets, type_list<history_view_object<Table, 1>, history_trigger_object<Table, 8>>,
                            type_list<>>,
         type_list<history_trigger_object<Table, 0>, history_trigger_object<Table, 1>, history_trigger_object<Table, 2>,
                   history_trigger_object<Table, 3>, history_trigger_object<Table, 4>, history_trigger_object<Table, 5>,
                   history_trigger_object<Table, 6>>>;

} // namespace rowan::detail
