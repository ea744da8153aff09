#pragma once

#include "event/random/tables.hpp"

#include <cstddef>
#include <iterator>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

// What random programs choose.
namespace event_random_test {

/// Where the keys begin that programs start with, and those that they choose. The keys that PostgreSQL makes stay below; SQLite goes on
/// from the greatest.
constexpr key first_key = 500'000, chosen_key = 600'000;

class picks {
protected:
    bool chance(int of) { return pick(of) == 0; }
    int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    std::string pick_label() {
        static const std::vector<std::string> labels{"a", "a", "c", "d", "a", "c", "d",
                                                     "b", "m", "x", "y", "k", "l", "n"};
        return labels[static_cast<std::size_t>(pick(static_cast<int>(labels.size())))];
    }
    /// A key of a row, seldom one of none.
    template <class Table>
    key pick_key() {
        const auto& rows = now_.template rows<Table>();
        if (rows.empty() || chance(12)) return chosen_key + 7;
        return std::next(rows.begin(), pick(static_cast<int>(rows.size())))->first;
    }
    template <class Table>
    std::optional<key> pick_reference() {
        return chance(3) ? std::nullopt : std::optional(pick_key<Table>());
    }
    template <class Table>
    Table pick_row(key id = 0) {
        if constexpr (std::is_same_v<Table, Shelf>) return {id, pick_label(), pick(3)};
        else if constexpr (std::is_same_v<Table, Item>) return {id, pick_key<Shelf>(), pick_label(), pick(5)};
        else if constexpr (std::is_same_v<Table, Note>) return {id, pick_reference<Item>(), pick_label()};
        else return {id, pick_reference<Node>(), pick_label()};
    }
    template <class Table>
    std::vector<Table> pick_rows() {
        std::vector<Table> rows;
        for (int left = pick(4); left > 0; --left) rows.push_back(pick_row<Table>());
        return rows;
    }
    template <class Table>
    std::set<key> labelled_as(const std::string& label) {
        std::set<key> found;
        for (const auto& [id, row] : now_.template rows<Table>())
            if (row.label == label) found.insert(id);
        return found;
    }

    /// Begins another program; the SQL that makes the tables what they are in memory.
    std::string begin(unsigned seed) {
        random_.seed(seed);
        const std::string item_label = pick_kept(), node_label = pick_kept();
        constexpr key one = first_key + 1, two = first_key + 2, three = first_key + 3;
        now_ = {.shelves = {{one, {one, "a", 2}}, {two, {two, "c", 1}}},
                .items = {{one, {one, one, "a", 1}}, {two, {two, one, item_label, 5}}, {three, {three, two, "a", 2}}},
                .notes = {{one, {one, one, "a"}}, {two, {two, three, chance(4) ? "n" : "c"}}},
                .nodes = {{one, {one, std::nullopt, "a"}}, {two, {two, one, "c"}}, {three, {three, two, node_label}}},
                .tallies = {}};
        return "DELETE FROM node; DELETE FROM note; DELETE FROM item; DELETE FROM shelf; DELETE FROM tally; "
               "INSERT INTO shelf (id, label, size) VALUES (500001, 'a', 2), (500002, 'c', 1); "
               "INSERT INTO item (id, shelf_id, label, amount) VALUES (500001, 500001, 'a', 1), (500002, 500001, '" +
               item_label + "', 5), (500003, 500002, 'a', 2); INSERT INTO note (id, item_id, label) VALUES " +
               "(500001, 500001, 'a'), (500002, 500003, '" + now_.notes.at(two).label +
               "'); INSERT INTO node (id, parent_id, label) VALUES (500001, NULL, 'a'), (500002, 500001, 'c'), " +
               "(500003, 500002, '" + node_label + "')";
    }
    std::string pick_kept() { return chance(2) ? "d" : chance(2) ? "k" : "l"; }

    std::mt19937 random_;
    state now_;
};

} // namespace event_random_test
