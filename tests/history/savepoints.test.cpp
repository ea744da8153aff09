#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace history_savepoints_test {

struct Item {
    std::int64_t id = 0;
    std::string name;
};
struct statement_log {
    std::vector<std::string> seen{};
    void on(const rowan::before_execute& e) { seen.emplace_back(e.sql); }
};

} // namespace history_savepoints_test

template <>
inline constexpr auto rowan::table<history_savepoints_test::Item> =
    rowan::define<history_savepoints_test::Item>(rowan::unique<&history_savepoints_test::Item::name>);
template <>
inline constexpr auto rowan::history<history_savepoints_test::Item> = rowan::versioned{};

namespace history_savepoints_test {

using namespace rowan;

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<statement_log>;
};

template <class Driver>
struct fixture {
    connection<shop<Driver>> db{test::empty_database<Driver>::name()};

    fixture() { db.create_tables(); }

    /// How many statements ran since it was asked last.
    std::size_t statements() {
        auto& seen = db.template listener<statement_log>().seen;
        const std::size_t count = seen.size();
        seen.clear();
        return count;
    }
};

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("a row of a transaction that has its record is one statement", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.transact({.actor = "ann"}, [&] {
            db.insert(Item{0, "a"});
            here.statements();
            db.insert(Item{0, "b"});
            db.update(Item{1, "c"});
            db.upsert(Item{2, "d"});
            db.template remove<Item>(1);
            CHECK(here.statements() == 4);
            db.transact([&] { db.update(Item{2, "e"}); });
            CHECK(here.statements() == 3);
        });
        CHECK(db.template versions<Item>(2).size() == 1);
        CHECK(db.template versions<Item>(2)[0].row.name == "e");
        CHECK(db.template versions<Item>(2)[0].transaction.actor == "ann");
    }
    TEST_CASE_TEMPLATE("a record that went back with its savepoint is made again, in a savepoint", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Item{0, "a"});
        db.transact({.actor = "ann"}, [&] {
            {
                const auto savepoint = db.begin();
                db.update(Item{1, "b"});
            }
            CHECK_THROWS_AS(db.insert(Item{0, "a"}), constraint_violation);
            db.insert(Item{0, "b"});
        });
        CHECK(db.template versions<Item>(1).size() == 1);
        REQUIRE(db.transactions().size() == 2);
        CHECK(db.transactions().back().actor == "ann");
        CHECK(db.template versions_in<Item>(db.transactions().back().id).size() == 1);
    }
    TEST_CASE_TEMPLATE("a write that fails in a savepoint of the program leaves the others", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.transact({.actor = "ann"}, [&] {
            db.insert(Item{0, "a"});
            CHECK_THROWS_AS(db.transact([&] { db.insert(Item{0, "a"}); }), constraint_violation);
            db.insert(Item{0, "b"});
        });
        const auto records = db.transactions();
        REQUIRE(records.size() == 1);
        CHECK(db.template versions_in<Item>(records[0].id).size() == 2);
    }
}

} // namespace history_savepoints_test
