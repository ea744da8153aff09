#pragma once

#include "event/random/handlers.hpp"
#include "event/random/tables.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <type_traits>

// A model in memory of what writes do to the tables, with their handlers.
namespace event_random_test {

/// How an operation ends.
enum class ending : unsigned char { done, refused, violated, missing };

/// What operations do to a state, by the rules; throws an `ending` or a `refusal`, and leaves any state behind then.
class model {
public:
    explicit model(state& rows) : rows_(rows) {}

    template <class Table>
    void insert(Table row, key id) {
        follow_rules(row);
        if constexpr (std::is_same_v<Table, Node>) tally("planted");
        row.id = id;
        put(row);
        if constexpr (std::is_same_v<Table, Item>) count(row.shelf_id, 1);
    }
    /// Updates what `assign(to, from)` copies from the row that the program gives.
    template <class Table>
    void update(Table row, const auto& assign) {
        const auto found = rows_.template rows<Table>().find(row.id);
        if (found == rows_.template rows<Table>().end()) throw ending::missing;
        const Table before = found->second;
        const auto written = [&] {
            Table result = before;
            assign(result, row);
            return result;
        };
        if (written() == before) return;
        const Table given = row;
        follow_rules_of_update(before, row);
        if constexpr (std::is_same_v<Table, Item>) tally("changing");
        Table after = written();
        if (row.label != given.label) after.label = row.label;
        if (after == before) return;
        put(after);
        if constexpr (std::is_same_v<Table, Note>) tally("noted");
        if constexpr (std::is_same_v<Table, Item>)
            if (before.shelf_id != after.shelf_id) {
                count(before.shelf_id, -1);
                count(after.shelf_id, 1);
            }
    }
    template <class Table>
    void update(const Table& row) {
        update(row, [](Table& to, const Table& from) { to = from; });
    }
    template <class Table>
    void remove(std::set<key> ids) {
        auto& rows = rows_.template rows<Table>();
        if constexpr (std::is_same_v<Table, Node>) add_children(ids);
        for (const key id : ids) look_before_removal(rows.at(id));
        for (const key id : ids) {
            if constexpr (std::is_same_v<Table, Shelf>)
                remove<Item>(referring(rows_.items, [&](const Item& item) { return item.shelf_id == id; }));
            if constexpr (std::is_same_v<Table, Item>) {
                tally("leaving");
                count(rows.at(id).shelf_id, -1);
                for (const key note : referring(rows_.notes, [&](const Note& each) { return each.item_id == id; }))
                    update(Note{note, std::nullopt, rows_.notes.at(note).label});
            }
            if constexpr (std::is_same_v<Table, Node>) tally("felled");
            look_at_removed(rows.at(id));
            rows.erase(id);
        }
    }

private:
    static std::set<key> referring(const auto& rows, const auto& does_refer) {
        std::set<key> found;
        for (const auto& [id, row] : rows)
            if (does_refer(row)) found.insert(id);
        return found;
    }
    void add_children(std::set<key>& ids) const {
        for (std::size_t count = 0; count != ids.size();) {
            count = ids.size();
            ids.merge(referring(rows_.nodes,
                                [&](const Node& node) { return node.parent_id && ids.contains(*node.parent_id); }));
        }
    }
    template <class Table>
    void put(const Table& row) {
        if constexpr (std::is_same_v<Table, Item>)
            if (!rows_.shelves.contains(row.shelf_id)) throw ending::violated;
        if constexpr (std::is_same_v<Table, Note>)
            if (row.item_id && !rows_.items.contains(*row.item_id)) throw ending::violated;
        if constexpr (std::is_same_v<Table, Node>)
            if (row.parent_id && row.parent_id != row.id && !rows_.nodes.contains(*row.parent_id))
                throw ending::violated;
        rows_.template rows<Table>()[row.id] = row;
        look_at_written(row);
    }
    void count(key shelf, int more) { rows_.shelves.at(shelf).size += more; }
    void tally(const std::string& text) {
        Tally& found = rows_.tallies[text];
        found.text = text;
        ++found.count;
    }

    state& rows_;
};

} // namespace event_random_test
