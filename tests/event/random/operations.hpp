#pragma once

#include "event/random/handlers.hpp"
#include "event/random/model.hpp"
#include "event/random/picks.hpp"
#include "event/random/tables.hpp"
#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace event_random_test {

/// Does random operations to a database and to the model, and compares what is heard of them.
template <class Driver>
class operations : protected picks {
public:
    operations() { db_.create_tables(); }

    /// How often each operation and each event was seen.
    std::map<std::string, int> counts() {
        counts_.merge(heard_.counts);
        return counts_;
    }

protected:
    void play_operation() {
        switch (pick(8)) {
        case 0:
            return play_on<Shelf>();
        case 1:
        case 2:
        case 3:
            return play_on<Item>();
        case 4:
            return play_on<Note>();
        case 5:
            return play_on<Node>();
        case 6:
            return insert_from_query();
        default:
            return update_set_of_items();
        }
    }
    template <class Table>
    void play_on() {
        switch (pick(8)) {
        case 0:
            return insert_row<Table>();
        case 1:
            return insert_range<Table>();
        case 2:
            return insert_set<Table>();
        case 3:
            return update_row<Table>();
        case 4:
            return update_set<Table>();
        case 5:
            return upsert<Table>();
        case 6:
            return chance(2) ? remove_one<Table>() : remove_set<Table>();
        default:
            return look<Table>();
        }
    }

    template <class Table>
    void check_rows() {
        std::remove_cvref_t<decltype(now_.template rows<Table>())> found;
        for (const Table& row : db_(select<Table>()))
            if constexpr (std::is_same_v<Table, Tally>) found[row.text] = row;
            else found[row.id] = row;
        CHECK(found == now_.template rows<Table>());
    }
    void check_database() {
        check_rows<Shelf>();
        check_rows<Item>();
        check_rows<Note>();
        check_rows<Node>();
        check_rows<Tally>();
    }
    void check_mistakes() { CHECK(std::exchange(heard_.mistakes, {}) == ""); }

    connection<house<Driver>> db_{test::empty_database<Driver>::name()};
    recorder& heard_ = db_.template listener<recorder>();
    std::map<std::string, int> counts_;

private:
    /// Does an operation to the model and to the database. `real(next)` gives rows that the model has inserted the keys which they got.
    void act(const std::string& name, const auto& in_model, const auto& real) {
        CAPTURE(name);
        state next = now_;
        const ending expected = ending_of([&] {
            model result(next);
            in_model(result);
        });
        heard_.heard.clear();
        const ending found = ending_of([&] { real(next); });
        // Of several rows another one may be the first that fails.
        CHECK((found == ending::done) == (expected == ending::done));
        CHECK((found == ending::missing) == (expected == ending::missing));
        ++counts_[name + (found == ending::done ? "" : " fails")];
        ++counts_[found == ending::refused    ? "refused"
                  : found == ending::violated ? "violated"
                  : found == ending::missing  ? "missing"
                                              : "done"];
        if (found != ending::done) return;
        CHECK(listed(heard_.heard) == listed(between(now_, next)));
        now_ = next;
    }
    static ending ending_of(const auto& action) {
        try {
            action();
        } catch (const refusal&) {
            return ending::refused;
        } catch (const constraint_violation&) {
            return ending::violated;
        } catch (const not_found&) {
            return ending::missing;
        } catch (const ending result) {
            return result;
        }
        return ending::done;
    }
    // A check of what throws would catch it.
    static void check_count(std::int64_t count, const auto& rows) {
        CHECK(count == static_cast<std::int64_t>(rows.size()));
    }
    /// Writes a row that must have its key again if that fails.
    template <class Table>
    static void keeping(Table& row, const auto& write) {
        const key given = row.id;
        try {
            write();
        } catch (...) {
            CHECK(row.id == given);
            throw;
        }
    }
    /// The model has given new rows the keys -1, -2 …
    template <class Table>
    static void name_row(state& next, key made_up, key real) {
        auto& rows = next.template rows<Table>();
        CHECK(!rows.contains(real));
        auto node = rows.extract(made_up);
        REQUIRE(!node.empty());
        node.key() = node.mapped().id = real;
        rows.insert(std::move(node));
    }
    /// The same of rows of which the program is not told the keys.
    template <class Table>
    void name_rows(state& next, std::size_t count) {
        auto& rows = next.template rows<Table>();
        for (const Table& row : db_(select<Table>()).all()) {
            if (now_.template rows<Table>().contains(row.id)) continue;
            const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& each) {
                Table named = each.second;
                if (named.id < 0) named.id = row.id;
                return each.first < 0 && named == row;
            });
            REQUIRE(found != rows.end());
            name_row<Table>(next, found->first, row.id);
            --count;
        }
        CHECK(count == 0);
    }
    template <class Table>
    void insert_in(model& result, const std::vector<Table>& rows) {
        for (key made_up = -1; const Table& row : rows) result.insert(row, made_up--);
    }

    template <class Table>
    void insert_row() {
        Table row = pick_row<Table>(chance(2) ? 0 : 42); // what is there is left out
        const Table given = row;
        const auto in_model = [&](model& result) { result.insert(given, -1); };
        if (chance(2))
            act("insert a row", in_model, [&](state& next) {
                keeping(row, [&] { db_.insert(row); });
                name_row<Table>(next, -1, row.id);
            });
        else act("insert a constant row", in_model, [&](state& next) { name_row<Table>(next, -1, db_.insert(given)); });
    }
    template <class Table>
    void insert_range() {
        std::vector<Table> rows = pick_rows<Table>();
        const std::vector<Table> given = rows;
        const auto in_model = [&](model& result) { insert_in(result, given); };
        if (chance(2))
            act("insert a range", in_model, [&](state& next) {
                try {
                    db_.insert(rows);
                } catch (...) {
                    for (const Table& row : rows) CHECK(row.id == 0);
                    throw;
                }
                for (key made_up = -1; const Table& row : rows) name_row<Table>(next, made_up--, row.id);
            });
        else
            act("insert a constant range", in_model, [&](state& next) {
                db_.insert(given);
                name_rows<Table>(next, given.size());
            });
    }
    template <class Table>
    void insert_set() {
        const std::vector<Table> rows = pick_rows<Table>();
        if (chance(2))
            act(
                "insert values", [&](model& result) { insert_in(result, rows); },
                [&](state& next) {
                    check_count(db_(insert<Table>().values(rows)), rows);
                    name_rows<Table>(next, rows.size());
                });
        else {
            const Item item = pick_row<Item>();
            act(
                "insert what is set", [&](model& result) { result.insert(item, -1); },
                [&](state& next) {
                    db_(insert<Item>().set(col<&Item::shelf_id> = item.shelf_id, col<&Item::label> = item.label,
                                           col<&Item::amount> = item.amount));
                    name_rows<Item>(next, 1);
                });
        }
    }
    void insert_from_query() {
        const std::string label = pick_label();
        std::vector<Item> rows;
        for (const key id : labelled_as<Item>(label)) rows.push_back(now_.items.at(id));
        for (Item& row : rows) ++row.amount;
        act(
            "insert from a query", [&](model& result) { insert_in(result, rows); },
            [&](state& next) {
                check_count(
                    db_(insert<Item>().from(select(col<&Item::shelf_id>, col<&Item::label>, col<&Item::amount> + 1)
                                                .template from<Item>()
                                                .where(col<&Item::label> == label))),
                    rows);
                name_rows<Item>(next, rows.size());
            });
    }
    template <class Table>
    void update_row() {
        Table row = pick_row<Table>(pick_key<Table>());
        const Table given = row;
        if (chance(2))
            act(
                "update a row", [&](model& result) { result.update(given); },
                [&](state&) { keeping(row, [&] { db_.update(row); }); });
        else
            act(
                "update a column",
                [&](model& result) {
                    result.update(given, [](Table& to, const Table& from) { to.label = from.label; });
                },
                [&](state&) { db_.update(given, only<&Table::label>); });
    }
    template <class Table>
    void update_set() {
        const std::string from = pick_label(), to = pick_label();
        const std::set<key> ids = labelled_as<Table>(from);
        const auto in_model = [&](model& result) {
            for (const key id : ids) {
                Table row = now_.template rows<Table>().at(id);
                row.label = to;
                result.update(row);
            }
        };
        act("update a set", in_model, [&](state&) {
            check_count(db_(update<Table>().set(col<&Table::label> = to).where(col<&Table::label> == from)), ids);
        });
    }
    void update_set_of_items() {
        const key shelf = pick_key<Shelf>();
        const int least = pick(6); // few items may have more than 5
        const auto in_model = [&](model& result) {
            for (auto [id, row] : now_.items)
                if (row.amount >= least) {
                    ++row.amount;
                    row.shelf_id = shelf;
                    result.update(row);
                }
        };
        act("update a set", in_model, [&](state&) {
            db_(update<Item>()
                    .set(col<&Item::amount> = col<&Item::amount> + 1, col<&Item::shelf_id> = shelf)
                    .where(col<&Item::amount> >= least));
        });
    }
    template <class Table>
    void upsert() {
        const key id = chance(3) ? 0 : chance(3) ? chosen_key + pick(5) : pick_key<Table>();
        Table row = pick_row<Table>(id);
        const Table given = row;
        const bool is_there = now_.template rows<Table>().contains(id);
        act(
            is_there  ? "upsert a row"
            : id == 0 ? "upsert without a key"
                      : "upsert a new row",
            [&](model& result) { is_there ? result.update(given) : result.insert(given, id == 0 ? -1 : id); },
            [&](state& next) {
                keeping(row, [&] { db_.upsert(row); });
                if (id == 0) name_row<Table>(next, -1, row.id);
            });
    }
    template <class Table>
    void remove_one() {
        const key id = pick_key<Table>();
        const bool is_there = now_.template rows<Table>().contains(id);
        const auto in_model = [&](model& result) {
            if (is_there) result.template remove<Table>({id});
        };
        if (chance(2))
            act("remove by key", in_model, [&](state&) {
                const bool was_there = db_.template remove<Table>(id);
                CHECK(was_there == is_there);
            });
        else
            act(
                "remove a row",
                [&](model& result) {
                    if (!is_there) throw ending::missing;
                    in_model(result);
                },
                [&](state&) { db_.remove(pick_row<Table>(id)); });
    }
    template <class Table>
    void remove_set() {
        const std::string label = pick_label();
        const std::set<key> ids = labelled_as<Table>(label);
        act(
            "remove a set", [&](model& result) { result.template remove<Table>(ids); },
            [&](state&) { check_count(db_(rowan::remove<Table>().where(col<&Table::label> == label)), ids); });
    }
    template <class Table>
    void look() {
        const key id = pick_key<Table>();
        const auto& rows = now_.template rows<Table>();
        const auto expected = rows.contains(id) ? std::optional(rows.at(id)) : std::nullopt;
        act("find", [](model&) {}, [&](state&) { CHECK(db_.template find<Table>(id) == expected); });
        act(
            "get",
            [&](model&) {
                if (!expected) throw ending::missing;
            },
            [&](state&) {
                const Table row = db_.template get<Table>(id);
                CHECK(row == *expected);
            });
    }
};

} // namespace event_random_test
