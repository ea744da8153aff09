#pragma once

#include "event/random/tables.hpp"

#include <map>
#include <stdexcept>
#include <string>
#include <utility>

// Handlers that refuse and change rows by what these are, write to other tables, and keep what they hear.
namespace event_random_test {

/// What handlers throw.
struct refusal : std::runtime_error {
    refusal() : std::runtime_error("refused") {}
};

/// What the handlers of `before_insert` and `before_update` do to a row.
template <class Table>
void follow_rules(Table& row) {
    if (row.label == "x") throw refusal();
    if (row.label == "m") row.label = "M";
}
inline void follow_rules(Item& row) {
    follow_rules<Item>(row);
    if (row.amount > 5) throw refusal();
}
template <class Table>
void follow_rules_of_update(const Table& before, Table& row) {
    follow_rules(row);
    if (row.label == "b") row.label = before.label;
    if constexpr (requires { row.item_id; })
        if (row.label == "n" && before.item_id && !row.item_id) throw refusal();
}
/// What the handlers of `after_insert` and `after_update` do.
void look_at_written(const auto& row) {
    if (row.label == "y") throw refusal();
}
void look_before_removal(const auto& row) {
    if (row.label == "k") throw refusal();
}
void look_at_removed(const auto& row) {
    if (row.label == "l") throw refusal();
}

template <class Table>
concept labelled = requires(Table& row) { row.label; };

struct rules {
    template <labelled Table>
    void on(const before_insert<Table>& e) {
        follow_rules(e.row);
    }
    template <labelled Table>
    void on(const before_update<Table>& e) {
        follow_rules_of_update(e.before, e.row);
    }
    template <labelled Table>
    void on(const before_remove<Table>& e) {
        look_before_removal(e.row);
    }
    template <labelled Table>
    void on(const after_insert<Table>& e) {
        look_at_written(e.row);
    }
    template <labelled Table>
    void on(const after_update<Table>& e) {
        look_at_written(e.after);
    }
    template <labelled Table>
    void on(const after_remove<Table>& e) {
        look_at_removed(e.row);
    }
};

/// What handlers write to other tables.
struct effects {
    void on(const before_insert<Node>&, auto& db) { tally(db, "planted"); }
    void on(const before_update<Item>&, auto& db) { tally(db, "changing"); }
    void on(const before_remove<Item>&, auto& db) { tally(db, "leaving"); }
    void on(const after_insert<Item>& e, auto& db) { count(db, e.row.shelf_id, 1); }
    void on(const after_update<Item>& e, auto& db) {
        if (e.before.shelf_id == e.after.shelf_id) return;
        count(db, e.before.shelf_id, -1);
        count(db, e.after.shelf_id, 1);
    }
    void on(const after_remove<Item>& e, auto& db) { count(db, e.row.shelf_id, -1); }
    void on(const after_update<Note>&, auto& db) { tally(db, "noted"); }
    void on(const after_remove<Node>&, auto& db) { tally(db, "felled"); }

private:
    static void count(auto& db, key shelf, int more) {
        db(update<Shelf>().set(col<&Shelf::size> = col<&Shelf::size> + more).where(col<&Shelf::id> == shelf));
    }
    static void tally(auto& db, const std::string& text) {
        const auto found = db.template find<Tally>(text);
        db.upsert(Tally{text, found ? found->count + 1 : 1});
    }
};

/// Keeps what it hears.
struct recorder {
    changes heard, told;
    std::map<std::string, int> counts;
    std::string mistakes;
    bool refuses_commit = false;

    void on(const before_commit&) {
        if (std::exchange(refuses_commit, false)) throw refusal();
    }
    void on(const after_savepoint&) { ++counts["after_savepoint"]; }
    void on(const after_release&) noexcept { ++counts["after_release"]; }
    void on(const after_rollback_to&) noexcept { ++counts["after_rollback_to"]; }
    void on(const after_commit&) noexcept { ++counts["after_commit"]; }
    void on(const after_rollback&) noexcept { ++counts["after_rollback"]; }
    template <class Table>
    void on(const before_write<Table>&) {
        ++counts["before_write"];
    }
    template <class Table>
    void on(const before_load<Table>&) {
        ++counts["before_load"];
    }
    template <class Table>
    void on(const after_load<Table>&) {
        ++counts["after_load"];
    }
    template <class Table>
    void on(const before_insert<Table>&) {
        ++counts["before_insert"];
    }
    template <class Table>
    void on(const before_update<Table>&) {
        ++counts["before_update"];
    }
    template <class Table>
    void on(const before_remove<Table>&) {
        ++counts["before_remove"];
    }
    template <class Table>
    void on(const after_insert<Table>& e) {
        ++counts["after_insert"];
        add(place_of(e.row), "", shown(e.row));
    }
    template <class Table>
    void on(const after_update<Table>& e) {
        ++counts["after_update"];
        if (e.before == e.after) mistakes += ("an update to the same: " + shown(e.after));
        add(place_of(e.after), shown(e.before), shown(e.after));
    }
    template <class Table>
    void on(const after_remove<Table>& e) {
        ++counts["after_remove"];
        add(place_of(e.row), shown(e.row), "");
    }
    template <class Table>
    void on(const committed<Table>& e) noexcept {
        ++counts["committed"];
        for (const row_change<Table>& each : e.changes) {
            const change texts{each.before ? shown(*each.before) : "", each.after ? shown(*each.after) : ""};
            const std::string place = place_of(each.before ? *each.before : *each.after);
            if (!told.emplace(place, texts).second) mistakes += ("told twice: " + place);
            if (texts.before == texts.after) mistakes += ("no change: " + texts.after);
        }
    }

private:
    void add(const std::string& place, const std::string& before, const std::string& after) {
        const auto [found, is_first] = heard.emplace(place, change{before, after});
        if (is_first) return;
        if (found->second.after != before)
            mistakes += ("was '" + found->second.after + "', before is '" + before + "'");
        found->second.after = after;
    }
};

template <class Driver>
struct house {
    using driver = Driver;
    using tables = rowan::tables<Shelf, Item, Note, Node, Tally>;
    using listeners = rowan::listeners<rules, effects, recorder>;
};

} // namespace event_random_test
