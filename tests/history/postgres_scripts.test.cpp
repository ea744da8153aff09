#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

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
    TEST_CASE_FIXTURE(fixture, "who may write to the table alone has an actor, and no error shows it") {
        db.execute(
            "DROP ROLE IF EXISTS rowan_clerk; CREATE ROLE rowan_clerk; GRANT USAGE ON SCHEMA public TO rowan_clerk; "
            "GRANT SELECT, UPDATE ON item TO rowan_clerk");
        db.transact({.actor = "it's me"}, [&] {
            db.execute("SET LOCAL ROLE rowan_clerk");
            db.execute("SAVEPOINT a");
            db.execute("ROLLBACK TO a; UPDATE item SET count = 2");
        });
        CHECK(last().actor == "it's me");
        try {
            db.transact({.actor = "hidden"}, [&] {
                db.execute("SET CONSTRAINTS ALL DEFERRED; UPDATE item SET count = 3");
                db.execute("DROP TABLE rowan_transaction CASCADE");
            });
        } catch (const error& failure) {
            CHECK(std::string(failure.what()).find("hidden") == std::string::npos);
        }
        db.execute("DROP OWNED BY rowan_clerk; DROP ROLE rowan_clerk");
    }
    TEST_CASE_FIXTURE(fixture, "the modes of a transaction are set before its actor") {
        db.transact({.actor = "ann"}, [&] {
            db.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
            db.execute("UPDATE item SET count = 2");
        });
        CHECK(last().actor == "ann");
        CHECK_THROWS_AS(
            db.transact({.actor = std::string_view("a\0b", 3)}, [&] { db.execute("UPDATE item SET count = 3"); }),
            type_mismatch);
        CHECK(db.get<Item>(1).count == 2);
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
