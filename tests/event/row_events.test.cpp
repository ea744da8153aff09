#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace row_events_test {

struct Item {
    std::int64_t id = 0;
    std::string name;
    int amount = 0;
};
struct Part {
    std::int64_t id = 0;
    std::int64_t item_id = 0;
    std::string name;
};

using trace = std::vector<std::string>;
inline trace seen;

inline std::string text(const Item& row) {
    return "item " + std::to_string(row.id) + " " + row.name + " " + std::to_string(row.amount);
}
inline std::string text(const Part& row) { return "part " + std::to_string(row.id) + " " + row.name; }
inline std::string text(rowan::write_operation operation) {
    constexpr const char* names[] = {"insert", "update", "remove", "upsert"};
    return names[static_cast<int>(operation)];
}

/// Writes down each row event of every table, with all that it holds.
template <char Name>
struct logger {
    template <class Table>
    void on(const rowan::before_write<Table>& e) {
        note("before_write " + text(e.operation));
    }
    template <class Table>
    void on(const rowan::before_insert<Table>& e) {
        note("before_insert " + text(e.row));
    }
    template <class Table>
    void on(const rowan::after_insert<Table>& e) {
        note("after_insert " + text(e.row));
    }
    template <class Table>
    void on(const rowan::before_update<Table>& e) {
        note("before_update " + text(e.before) + " -> " + text(e.row));
    }
    template <class Table>
    void on(const rowan::after_update<Table>& e) {
        note("after_update " + text(e.before) + " -> " + text(e.after));
    }
    template <class Table>
    void on(const rowan::before_remove<Table>& e) {
        note("before_remove " + text(e.row));
    }
    template <class Table>
    void on(const rowan::after_remove<Table>& e) {
        note("after_remove " + text(e.row));
    }
    template <class Table>
    void on(const rowan::after_load<Table>& e) {
        note("after_load " + text(e.row));
    }
    static void note(const std::string& event) { seen.push_back(Name + (": " + event)); }
};
struct first : logger<'1'> {};
struct second : logger<'2'> {};

} // namespace row_events_test

template <>
inline constexpr auto rowan::table<row_events_test::Part> = rowan::define<row_events_test::Part>(
    "part", rowan::foreign_key<&row_events_test::Part::item_id>.references<&row_events_test::Item::id>());
template <>
struct rowan::hooks<row_events_test::Item> : row_events_test::logger<'h'> {};

namespace row_events_test {

using namespace rowan;

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item, Part>;
    using listeners = rowan::listeners<first, second>;
};

/// Takes what is read, and no other event.
struct load_log {
    trace loads;
    void on(const before_load<Item>&) { loads.emplace_back("before item"); }
    void on(const after_load<Item>&) { loads.emplace_back("after item"); }
    void on(const before_load<Part>&) { loads.emplace_back("before part"); }
    void on(const after_load<Part>&) { loads.emplace_back("after part"); }
};
template <class Driver>
struct watched_shop {
    using driver = Driver;
    using tables = rowan::tables<Item, Part>;
    using listeners = rowan::listeners<load_log>;
};

template <class Driver>
struct fixture {
    connection<shop<Driver>> db{test::empty_database<Driver>::name()};

    fixture() {
        db.create_tables();
        db.insert(Item{0, "apple", 5});
        db.insert(Item{0, "pear", 7});
        db.insert(Part{0, 1, "core"});
        db.insert(Part{0, 1, "peel"});
        seen.clear();
    }
};

/// What is seen if each event reaches the hooks of the table and then both listeners, once each.
trace each_of(const trace& events) {
    trace all;
    for (const std::string& event : events)
        for (const char* name : {"h: ", "1: ", "2: "}) all.push_back(name + event);
    return all;
}

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("an insert is announced, and then told with its key", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        Item row{0, "plum", 3};
        db.insert(row);
        CHECK(seen == each_of({"before_write insert", "before_insert item 0 plum 3", "after_insert item 3 plum 3"}));
        seen.clear();
        CHECK(db.insert(Item{99, "fig", 1}) == 4);
        CHECK(seen == each_of({"before_write insert", "before_insert item 99 fig 1", "after_insert item 4 fig 1"}));
    }
    TEST_CASE_TEMPLATE("a range that is inserted tells of each row, changeable or not", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::vector<Item> rows{{0, "plum", 3}, {0, "fig", 4}};
        const auto expected = [](const std::string& plum, const std::string& fig) {
            return each_of({"before_insert item 0 plum 3", "before_insert item 0 fig 4", "before_write insert",
                            "after_insert item " + plum, "after_insert item " + fig});
        };
        const std::vector<Item> fixed = rows;
        db.insert(rows);
        CHECK(seen == expected("3 plum 3", "4 fig 4"));
        CHECK(rows[1].id == 4);
        seen.clear();
        db.insert(fixed);
        CHECK(seen == expected("5 plum 3", "6 fig 4"));
        seen.clear();
        rows.clear();
        db.insert(rows);
        CHECK(seen.empty());
    }
    TEST_CASE_TEMPLATE("a range of many rows tells of each, in order", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::vector<Part> rows(300, Part{0, 2, "x"});
        db.insert(rows);
        REQUIRE(seen.size() == (300U * 2U + 1U) * 2U);
        CHECK(seen.back() == "2: after_insert part 302 x");
    }
    TEST_CASE_TEMPLATE("a table without hooks of its own is heard of by the listeners", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Part{0, 2, "stem"});
        CHECK(seen == trace{"1: before_write insert", "2: before_write insert", "1: before_insert part 0 stem",
                            "2: before_insert part 0 stem", "1: after_insert part 3 stem",
                            "2: after_insert part 3 stem"});
    }
    TEST_CASE_TEMPLATE("an update tells what the database had and what it has", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        Item row{1, "apple", 6};
        db.update(row);
        CHECK(seen == each_of({"before_update item 1 apple 5 -> item 1 apple 6", "before_write update",
                               "after_update item 1 apple 5 -> item 1 apple 6"}));
        seen.clear();
        db.update(Item{1, "quince", 6});
        CHECK(seen == each_of({"before_update item 1 apple 6 -> item 1 quince 6", "before_write update",
                               "after_update item 1 apple 6 -> item 1 quince 6"}));
    }
    TEST_CASE_TEMPLATE("an update of some columns tells what the database has after it", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        Item row{1, "not stored", 6};
        db.update(row, only<&Item::amount>);
        CHECK(seen == each_of({"before_update item 1 apple 5 -> item 1 not stored 6", "before_write update",
                               "after_update item 1 apple 5 -> item 1 apple 6"}));
    }
    TEST_CASE_TEMPLATE("an update that changes nothing is told to nobody", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        Item row{1, "apple", 5};
        db.update(row);
        CHECK(seen.empty());
        seen.clear();
        row.name = "other";
        db.update(row, only<&Item::amount>);
        db.upsert(Item{1, "apple", 5});
        CHECK(seen.empty());
    }
    TEST_CASE_TEMPLATE("a removal is told with the row, also where only the key is given", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db(rowan::remove<Part>().every_row().without_hooks());
        seen.clear();
        db.remove(Item{2, "pear", 7});
        CHECK(seen == each_of({"before_remove item 2 pear 7", "before_write remove", "after_remove item 2 pear 7"}));
        seen.clear();
        CHECK(db.template remove<Item>(1));
        CHECK(seen == each_of({"before_remove item 1 apple 5", "before_write remove", "after_remove item 1 apple 5"}));
        seen.clear();
        CHECK_FALSE(db.template remove<Item>(1));
        CHECK(seen.empty());
    }
    TEST_CASE_TEMPLATE("an upsert is an insert or an update", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.upsert(Item{0, "plum", 3});
        CHECK(seen == each_of({"before_write insert", "before_insert item 0 plum 3", "after_insert item 3 plum 3"}));
        seen.clear();
        db.upsert(Item{9, "fig", 1});
        CHECK(seen == each_of({"before_write insert", "before_insert item 9 fig 1", "after_insert item 9 fig 1"}));
        seen.clear();
        Item row{9, "fig", 2};
        db.upsert(row);
        CHECK(seen == each_of({"before_update item 9 fig 1 -> item 9 fig 2", "before_write update",
                               "after_update item 9 fig 1 -> item 9 fig 2"}));
    }
    TEST_CASE_TEMPLATE("a statement that goes around row hooks is a write all the same", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db(rowan::update<Item>().set(col<&Item::amount> = 1).every_row().without_hooks());
        db(rowan::insert<Item>().set(col<&Item::name> = "fig", col<&Item::amount> = 1).without_hooks());
        db(rowan::remove<Item>().where(col<&Item::id> == 2).without_hooks());
        CHECK(seen == each_of({"before_write update", "before_write insert", "before_write remove"}));
    }
    TEST_CASE_TEMPLATE("a statement that inserts or updates is an upsert, and one that leaves rows out is an insert",
                       Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const std::vector<Item> items{{1, "plum", 3}};
        const auto update = col<&Item::amount> = excluded<&Item::amount>;
        db(rowan::insert<Item>()
               .values(items[0])
               .template on_conflict<&Item::id>()
               .do_update(update)
               .with_keys()
               .without_hooks());
        db(rowan::insert<Item>()
               .values(items)
               .template on_conflict<&Item::id>()
               .do_update(update)
               .with_keys()
               .without_hooks());
        db(rowan::insert<Item>()
               .values(items[0])
               .template on_conflict<&Item::id>()
               .do_update(update)
               .with_keys()
               .returning(col<&Item::id>)
               .without_hooks());
        CHECK(seen == each_of({"before_write upsert", "before_write upsert", "before_write upsert"}));
        CHECK(db(select<Item>().where(col<&Item::id> == 1)).one().amount == 3);
        seen.clear();
        db(rowan::insert<Item>()
               .values(items[0])
               .template on_conflict<&Item::id>()
               .do_nothing()
               .with_keys()
               .without_hooks());
        CHECK(seen == each_of({"before_write insert"}));
    }
    TEST_CASE_TEMPLATE("a row that is read is told of, by whatever it is read", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        CHECK(db.template get<Item>(1).name == "apple");
        CHECK_FALSE(db.template find<Item>(9));
        CHECK(seen == each_of({"after_load item 1 apple 5"}));
        seen.clear();
        const auto all = each_of({"after_load item 1 apple 5", "after_load item 2 pear 7"});
        CHECK(db(select<Item>().order_by(col<&Item::id>)).all().size() == 2);
        CHECK(seen == all);
        seen.clear();
        for (const Item& item : db(select<Item>().order_by(col<&Item::id>))) CHECK(item.id > 0);
        CHECK(seen == all);
        seen.clear();
        CHECK(db(select<Item>().order_by(col<&Item::id>)).first()->id == 1);
        CHECK(db(select<Item>().where(col<&Item::id> == 1)).one().id == 1);
        CHECK(seen == each_of({"after_load item 1 apple 5", "after_load item 1 apple 5"}));
        seen.clear();
        CHECK(db(select(col<&Item::name>).template from<Item>()).all().size() == 2);
        CHECK(seen.empty());
    }
    TEST_CASE_TEMPLATE("each row of a join is told of, and a missing one is not", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto rows = db(select<Item, Part>().left_join<Part>().order_by(col<&Item::id>, col<&Part::id>)).all();
        CHECK(rows.size() == 3);
        const auto part = [](const std::string& of) { return trace{"1: after_load " + of, "2: after_load " + of}; };
        trace expected;
        for (const trace& some :
             {each_of({"after_load item 1 apple 5"}), part("part 1 core"), each_of({"after_load item 1 apple 5"}),
              part("part 2 peel"), each_of({"after_load item 2 pear 7"})})
            expected.insert(expected.end(), some.begin(), some.end());
        CHECK(seen == expected);
    }
    TEST_CASE_TEMPLATE("a row is announced before it is read, and one that a join did not find is not", Driver,
                       TEST_DRIVERS) {
        connection<watched_shop<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        db.insert(std::vector<Item>{{0, "apple", 5}, {0, "pear", 7}});
        db.insert(Part{0, 1, "core"});
        auto& loads = db.template listener<load_log>().loads;
        const auto taken = [&] { return std::exchange(loads, {}); };
        loads.clear();
        CHECK(db.template get<Item>(1).id == 1);
        CHECK(taken() == trace{"before item", "after item"});
        CHECK_FALSE(db.template find<Item>(9));
        CHECK(taken().empty());
        CHECK(db(select<Item>()).all().size() == 2);
        CHECK(taken() == trace{"before item", "after item", "before item", "after item"});
        CHECK(db(select<Item, Part>().left_join<Part>().order_by(col<&Item::id>)).all().size() == 2);
        CHECK(taken() == trace{"before item", "before part", "after item", "after part", "before item", "after item"});
        CHECK(db(select<Item, Part>().join<Part>()).all().size() == 1);
        CHECK(taken() == trace{"before item", "before part", "after item", "after part"});
    }
    TEST_CASE("who writes another database hears nothing") {
        struct plain {
            using driver = sqlite;
            using tables = rowan::tables<Part, Item>;
        };
        seen.clear();
        connection<plain> db(":memory:");
        db.create_tables();
        db.insert(Item{0, "apple", 5});
        db.insert(Part{0, 1, "core"});
        CHECK(seen ==
              trace{"h: before_write insert", "h: before_insert item 0 apple 5", "h: after_insert item 1 apple 5"});
    }
}

} // namespace row_events_test
