#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

// Who and why of what SQL writes on PostgreSQL, where the triggers take them from settings of the transaction.
namespace history_postgres_scripts_test {

struct Item {
    std::int64_t id = 0;
    int count = 0;
};

} // namespace history_postgres_scripts_test

template <>
inline constexpr auto rowan::history<history_postgres_scripts_test::Item> = rowan::versioned{};

namespace history_postgres_scripts_test {

using namespace rowan;

struct shop {
    using driver = postgres;
    using tables = rowan::tables<Item>;
};
struct fixture {
    test::lasting_database<postgres> database;
    connection<shop> db{database.name()};

    fixture() {
        db.create_tables();
        db.insert(Item{0, 1});
    }
    transaction_record last() { return db.versions<Item>(1).back().transaction; }
};

TEST_SUITE("history") {
    TEST_CASE_FIXTURE(fixture, "a transaction that has failed takes a rollback to a savepoint, and goes on") {
        db.transact({.actor = "ann", .note = "why"}, [&] {
            db.execute("SAVEPOINT a");
            CHECK_THROWS_AS(db.execute("SELECT 1 / 0"), error);
            CHECK_THROWS_AS(db.execute("UPDATE item SET count = 2"), error);
            db.execute("ROLLBACK TO a");
            db.execute("UPDATE item SET count = 3");
        });
        CHECK(db.versions<Item>(1).back().row.count == 3);
        CHECK(last().actor == "ann");
        CHECK(last().note == "why");
        db.execute("UPDATE item SET count = 4");
        CHECK_FALSE(last().actor);
    }
    TEST_CASE_FIXTURE(fixture, "a program without rowan may say who it is") {
        connection<test::stranger<postgres>> stranger{database.name()};
        stranger.execute("BEGIN; SET LOCAL rowan.actor = 'psql'; UPDATE item SET count = 2; COMMIT");
        CHECK(last().actor == "psql");
        stranger.execute("UPDATE item SET count = 3");
        CHECK_FALSE(last().actor);
    }
}

} // namespace history_postgres_scripts_test
