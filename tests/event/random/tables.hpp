#pragma once

#include "rowan/rowan.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>

// The tables of random programs, and their rows in memory.
namespace event_random_test {

using key = std::int64_t;

struct Shelf {
    key id = 0;
    std::string label;
    int size = 0;
    friend bool operator==(const Shelf&, const Shelf&) = default;
};
/// Goes with its shelf, which counts its items.
struct Item {
    key id = 0;
    key shelf_id = 0;
    std::string label;
    int amount = 0;
    friend bool operator==(const Item&, const Item&) = default;
};
/// Stays when its item goes.
struct Note {
    key id = 0;
    std::optional<key> item_id;
    std::string label;
    friend bool operator==(const Note&, const Note&) = default;
};
/// Goes with its parent.
struct Node {
    key id = 0;
    std::optional<key> parent_id;
    std::string label;
    friend bool operator==(const Node&, const Node&) = default;
};
/// How often a handler was called.
struct Tally {
    std::string text;
    int count = 0;
    friend bool operator==(const Tally&, const Tally&) = default;
};

} // namespace event_random_test

namespace rowan {
template <>
inline constexpr auto table<event_random_test::Item> = define<event_random_test::Item>(
    foreign_key<&event_random_test::Item::shelf_id>.references<&event_random_test::Shelf::id>().on_delete(cascade));
template <>
inline constexpr auto table<event_random_test::Note> = define<event_random_test::Note>(
    foreign_key<&event_random_test::Note::item_id>.references<&event_random_test::Item::id>().on_delete(set_null));
template <>
inline constexpr auto table<event_random_test::Node> = define<event_random_test::Node>(
    foreign_key<&event_random_test::Node::parent_id>.references<&event_random_test::Node::id>().on_delete(cascade));
template <>
inline constexpr auto table<event_random_test::Tally> =
    define<event_random_test::Tally>(primary_key<&event_random_test::Tally::text>);
} // namespace rowan

namespace event_random_test {

using namespace rowan;

inline std::string key_text(const Tally& row) { return row.text; }
inline std::string key_text(const auto& row) { return std::to_string(row.id); }
inline std::string reference(const std::optional<key>& id) { return id ? std::to_string(*id) : "null"; }

inline std::string shown(const Shelf& row) { return "shelf " + key_text(row) + row.label + std::to_string(row.size); }
inline std::string shown(const Item& row) {
    return "item " + key_text(row) + row.label + std::to_string(row.amount) + " on " + std::to_string(row.shelf_id);
}
inline std::string shown(const Note& row) {
    return "note " + key_text(row) + row.label + " of " + reference(row.item_id);
}
inline std::string shown(const Node& row) {
    return "node " + key_text(row) + row.label + " under " + reference(row.parent_id);
}
inline std::string shown(const Tally& row) { return "tally " + row.text + " " + std::to_string(row.count); }

/// The rows of all tables.
struct state {
    std::map<key, Shelf> shelves;
    std::map<key, Item> items;
    std::map<key, Note> notes;
    std::map<key, Node> nodes;
    std::map<std::string, Tally> tallies;
    friend bool operator==(const state&, const state&) = default;

    template <class Table>
    auto& rows() {
        return rows_of<Table>(*this);
    }
    template <class Table>
    const auto& rows() const {
        return rows_of<Table>(*this);
    }
    /// Calls `function` with the rows of each table here and in another state.
    void with(const state& other, const auto& function) const {
        function(shelves, other.shelves);
        function(items, other.items);
        function(notes, other.notes);
        function(nodes, other.nodes);
        function(tallies, other.tallies);
    }

private:
    template <class Table>
    static auto& rows_of(auto& self) {
        if constexpr (std::is_same_v<Table, Shelf>) return self.shelves;
        else if constexpr (std::is_same_v<Table, Item>) return self.items;
        else if constexpr (std::is_same_v<Table, Note>) return self.notes;
        else if constexpr (std::is_same_v<Table, Node>) return self.nodes;
        else return self.tallies;
    }
};

/// What a row was and is; empty where it is not there.
struct change {
    std::string before, after;
};
using changes = std::map<std::string, change>; // by table and key

template <class Table>
std::string place_of(const Table& row) {
    const std::string text = shown(row);
    return text.substr(0, text.find(' ') + 1) + key_text(row);
}
/// The rows that differ between two states.
inline changes between(const state& before, const state& after) {
    changes found;
    before.with(after, [&](const auto& old_rows, const auto& new_rows) {
        for (const auto& [id, row] : old_rows) found[place_of(row)].before = shown(row);
        for (const auto& [id, row] : new_rows) found[place_of(row)].after = shown(row);
    });
    std::erase_if(found, [](const auto& each) { return each.second.before == each.second.after; });
    return found;
}
inline std::string listed(const changes& all) {
    std::string result;
    for (const auto& [place, each] : all) result += each.before + " > " + each.after + "; ";
    return result;
}

} // namespace event_random_test
