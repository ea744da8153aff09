#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace veto_test {

struct Item {
    std::int64_t id = 0;
    std::string name;
    int amount = 0;

    friend bool operator==(const Item&, const Item&) = default;
};
struct refused : std::runtime_error {
    refused() : std::runtime_error("refused") {}
};

/// Throws at one event, if told so, and changes rows before they are written.
struct guard {
    std::string refuses;
    bool changes = false;
    bool undoes = false;
    int commits = 0;
    int rollbacks = 0;

    void on(rowan::before_insert<Item>& e) {
        if (changes) e.row.name += "!";
        refuse("before_insert", e.row);
    }
    void on(const rowan::after_insert<Item>& e) { refuse("after_insert", e.row); }
    void on(rowan::before_update<Item>& e) {
        if (changes) e.row.name = e.before.name + ">" + e.row.name;
        if (undoes) e.row = e.before;
        refuse("before_update", e.row);
    }
    void on(const rowan::after_update<Item>& e) { refuse("after_update", e.after); }
    void on(const rowan::before_remove<Item>& e) { refuse("before_remove", e.row); }
    void on(const rowan::after_remove<Item>& e) { refuse("after_remove", e.row); }
    void on(rowan::after_load<Item>& e) {
        if (changes) e.row.amount *= 10;
        refuse("after_load", e.row);
    }
    void on(const rowan::before_write<Item>&) { refuse("before_write", {}); }
    void on(const rowan::after_commit&) noexcept { ++commits; }
    void on(const rowan::after_rollback&) noexcept { ++rollbacks; }

    void refuse(const std::string& event, const Item& row) const {
        if (event == refuses && row.name != "fine") throw refused();
    }
};

} // namespace veto_test

namespace veto_test {

using namespace rowan;

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<guard>;
};

// What is written cannot be changed behind the back of the database.
static_assert(!std::is_assignable_v<decltype((std::declval<after_insert<Item>&>().row.name)), std::string>);
static_assert(!std::is_assignable_v<decltype((std::declval<after_update<Item>&>().after.name)), std::string>);
static_assert(!std::is_assignable_v<decltype((std::declval<before_update<Item>&>().before.name)), std::string>);
static_assert(!std::is_assignable_v<decltype((std::declval<before_remove<Item>&>().row.name)), std::string>);

template <class Driver>
struct fixture {
    connection<shop<Driver>> db{test::empty_database<Driver>::name()};
    guard& listener = db.template listener<guard>();

    fixture() {
        db.create_tables();
        db.insert(std::vector<Item>{{0, "apple", 5}, {0, "pear", 7}});
    }
    /// As the database has it, without events.
    std::vector<Item> stored() {
        std::vector<Item> rows;
        for (const auto& row : db(select(col<&Item::id>, col<&Item::name>, col<&Item::amount>)
                                      .template from<Item>()
                                      .order_by(col<&Item::id>)))
            rows.push_back({row.template get<0>(), row.template get<1>(), row.template get<2>()});
        return rows;
    }
};

template <class Driver>
using write = std::function<void(connection<shop<Driver>>&)>;
template <class Driver>
struct refusal {
    const char* event;
    const char* by;
    write<Driver> action;
};

template <class Driver>
const std::vector<refusal<Driver>>& refusals() {
    static const write<Driver> insert_one = [](auto& db) { db.insert(Item{0, "plum", 1}); };
    static const write<Driver> insert_two = [](auto& db) {
        db.insert(std::vector<Item>{{0, "fine", 1}, {0, "plum", 2}});
    };
    static const write<Driver> update_row = [](auto& db) { db.update(Item{1, "apple", 6}); };
    static const write<Driver> update_one_column = [](auto& db) {
        Item row{1, "apple", 6};
        db.update(row, only<&Item::amount>);
    };
    static const write<Driver> remove_row = [](auto& db) { db.remove(Item{1, "apple", 5}); };
    static const write<Driver> remove_key = [](auto& db) { db.template remove<Item>(1); };
    static const write<Driver> upsert_new = [](auto& db) { db.upsert(Item{9, "plum", 1}); };
    static const write<Driver> upsert_zero = [](auto& db) { db.upsert(Item{0, "plum", 1}); };
    static const write<Driver> upsert_known = [](auto& db) { db.upsert(Item{1, "apple", 6}); };
    static const write<Driver> statement = [](auto& db) {
        db(rowan::update<Item>().set(col<&Item::amount> = 1).every_row().without_hooks());
    };
    static const std::vector<refusal<Driver>> all{
        {"before_insert", "insert", insert_one},
        {"after_insert", "insert", insert_one},
        {"before_insert", "insert a range", insert_two},
        {"after_insert", "insert a range", insert_two},
        {"before_insert", "upsert", upsert_new},
        {"after_insert", "upsert", upsert_new},
        {"before_insert", "upsert of no key", upsert_zero},
        {"after_insert", "upsert of no key", upsert_zero},
        {"before_update", "update", update_row},
        {"after_update", "update", update_row},
        {"before_update", "update of a column", update_one_column},
        {"after_update", "update of a column", update_one_column},
        {"before_update", "upsert", upsert_known},
        {"after_update", "upsert", upsert_known},
        {"before_remove", "remove", remove_row},
        {"after_remove", "remove", remove_row},
        {"before_remove", "remove by key", remove_key},
        {"after_remove", "remove by key", remove_key},
        {"before_write", "insert", insert_one},
        {"before_write", "insert a range", insert_two},
        {"before_write", "update", update_row},
        {"before_write", "remove", remove_row},
        {"before_write", "upsert", upsert_known},
        {"before_write", "a statement", statement},
    };
    return all;
}

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("what a handler throws forbids the write or takes it back", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        const auto before = here.stored();
        for (const auto& each : refusals<Driver>()) {
            CAPTURE(std::string(each.event));
            CAPTURE(std::string(each.by));
            listener = guard{};
            listener.refuses = each.event;
            CHECK_THROWS_AS(each.action(db), refused);
            CHECK_FALSE(db.in_transaction());
            CHECK_FALSE(db.handle().in_transaction());
            CHECK(here.stored() == before);
            CHECK(listener.commits == 0);
            CHECK(listener.rollbacks == 1);
        }
        listener = {};
        // The statements can be used again.
        for (const auto& each : refusals<Driver>()) {
            auto tx = db.begin();
            CHECK_NOTHROW(each.action(db));
            CHECK(here.stored() != before);
        }
        CHECK(here.stored() == before);
    }
    TEST_CASE_TEMPLATE("what a handler throws takes back its write only, in a transaction", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        for (const auto& each : refusals<Driver>()) {
            CAPTURE(std::string(each.event));
            CAPTURE(std::string(each.by));
            auto tx = db.begin();
            db.insert(Item{0, "fine", 1});
            const auto before = here.stored();
            listener = guard{};
            listener.refuses = each.event;
            CHECK_THROWS_AS(each.action(db), refused);
            CHECK(db.transaction_depth() == 1);
            CHECK(here.stored() == before);
            listener = {};
            db.insert(Item{0, "fine", 2});
            tx.commit();
            CHECK(listener.commits == 1);
            CHECK(listener.rollbacks == 0);
            CHECK(here.stored().size() == before.size() + 1);
            db(rowan::remove<Item>().where(col<&Item::name> == "fine").without_hooks());
        }
    }
    TEST_CASE_TEMPLATE("what a handler changes before an insert is stored and is in memory", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        listener.changes = true;
        Item one{0, "plum", 1};
        db.insert(one);
        CHECK(one == Item{3, "plum!", 1});
        std::vector<Item> range{{0, "fig", 1}, {0, "kiwi", 2}};
        db.insert(range);
        CHECK(range == std::vector<Item>{{4, "fig!", 1}, {5, "kiwi!", 2}});
        const std::vector<Item> fixed{{0, "lime", 1}};
        db.insert(fixed);
        CHECK(fixed[0].name == "lime");
        Item other{9, "date", 1};
        db.upsert(other);
        CHECK(other == Item{9, "date!", 1});
        CHECK(here.stored() == std::vector<Item>{{1, "apple", 5},
                                                 {2, "pear", 7},
                                                 {3, "plum!", 1},
                                                 {4, "fig!", 1},
                                                 {5, "kiwi!", 2},
                                                 {6, "lime!", 1},
                                                 {9, "date!", 1}});
    }
    TEST_CASE_TEMPLATE("what a handler changes before an update is stored and is in memory", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        listener.changes = true;
        Item one{1, "quince", 5};
        db.update(one);
        CHECK(one.name == "apple>quince");
        Item two{2, "nashi", 70};
        db.upsert(two);
        CHECK(two.name == "pear>nashi");
        CHECK(here.stored() == std::vector<Item>{{1, "apple>quince", 5}, {2, "pear>nashi", 70}});
    }
    TEST_CASE_TEMPLATE("what a handler changes besides the columns of an update is stored, what the program did is not",
                       Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        listener.changes = true;
        Item one{1, "quince", 6};
        db.update(one, only<&Item::amount>);
        CHECK(one == Item{1, "apple>quince", 6});
        CHECK(here.stored()[0] == one);
        listener.changes = false;
        one.name = "program";
        one.amount = 7;
        db.update(one, only<&Item::amount>);
        CHECK(here.stored()[0] == Item{1, "apple>quince", 7});
    }
    TEST_CASE_TEMPLATE("a change that a handler takes back is not written and not told", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        listener.undoes = true;
        listener.refuses = "after_update";
        Item one{1, "quince", 5};
        db.update(one);
        CHECK(one.name == "apple");
        one.name = "quince";
        db.update(one, only<&Item::name>);
        db.upsert(one);
        CHECK(here.stored()[0].name == "apple");
    }
    TEST_CASE_TEMPLATE("what a handler changes of a row that is read is what the program sees", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        listener.changes = true;
        CHECK(db.template get<Item>(1).amount == 50);
        CHECK(db.template find<Item>(2)->amount == 70);
        for (const Item& item : db(select<Item>().where(col<&Item::id> == 1))) CHECK(item.amount == 50);
        CHECK(here.stored()[0].amount == 5);
    }
    TEST_CASE_TEMPLATE("what a handler throws at a row that is read ends the reading only", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto& listener = here.listener;
        listener.refuses = "after_load";
        CHECK_THROWS_AS((void)db.template get<Item>(1), refused);
        CHECK_THROWS_AS((void)db(select<Item>()).all(), refused);
        CHECK_THROWS_AS((void)db(select<Item>()).first(), refused);
        listener.refuses.clear();
        CHECK(db(select<Item>()).all().size() == 2);
        CHECK(db.template get<Item>(1).amount == 5);
        db.execute("DROP TABLE item"); // nothing is running any more
    }
}

} // namespace veto_test
