#include "support/drivers.hpp"
#include "support/raw.hpp"

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
/// Of two schemas and tables of which the names are the same letters in a row.
struct First {
    std::int64_t id = 0;
    int count = 0;
};
struct Second {
    std::int64_t id = 0;
    int count = 0;
};

} // namespace history_postgres_scripts_test

template <>
inline constexpr auto rowan::history<history_postgres_scripts_test::Item> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_postgres_scripts_test::First> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_postgres_scripts_test::Second> = rowan::versioned{};
template <>
inline constexpr auto rowan::table<history_postgres_scripts_test::First> =
    rowan::define<history_postgres_scripts_test::First>("c", rowan::in_schema("ab"));
template <>
inline constexpr auto rowan::table<history_postgres_scripts_test::Second> =
    rowan::define<history_postgres_scripts_test::Second>("bc", rowan::in_schema("a"));

namespace history_postgres_scripts_test {

using namespace rowan;

struct shop {
    using driver = postgres;
    using tables = rowan::tables<Item>;
};
struct two_schemas {
    using driver = postgres;
    using tables = rowan::tables<First, Second>;
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
    // In the schema of the user's name, which the search path has first.
    TEST_CASE_FIXTURE(fixture, "what is made later by the names of a history is not taken for it") {
        connection<test::stranger<postgres>> stranger{database.name()};
        const std::string user = test::raw_shown(db, "SELECT quote_ident(current_user)").substr(0, 200);
        const std::string schema = user.substr(0, user.size() - 1);
        stranger.execute("CREATE SCHEMA " + schema);
        for (const std::string name : {"item", "item_history", "rowan_transaction"})
            stranger.execute("CREATE TABLE " + schema + "." + name + " (LIKE public." + name + " INCLUDING ALL)");
        stranger.execute("CREATE FUNCTION " + schema +
                         ".rowan_transaction_after(this bigint) RETURNS bigint LANGUAGE "
                         "plpgsql AS $$BEGIN RAISE 'not this one'; END$$");
        stranger.execute("CREATE FUNCTION " + schema +
                         ".rowan_transaction_last() RETURNS void LANGUAGE plpgsql AS "
                         "$$BEGIN RAISE 'not this one'; END$$");
        stranger.execute("BEGIN; UPDATE public.item SET count = 2; INSERT INTO public.item (count) VALUES (3); COMMIT");
        stranger.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; DELETE FROM public.item WHERE id = 2; COMMIT");
        stranger.execute("TRUNCATE public.item");
        CHECK(test::raw_shown(db, "SELECT operation, count FROM public.item_history ORDER BY transaction_id, id") ==
              "insert|1;update|2;insert|3;delete|3;delete|2;");
        CHECK(test::raw_shown(db, "SELECT count(*) FROM public.rowan_transaction") == "4;");
        for (const std::string name : {"item_history", "rowan_transaction"})
            CHECK(test::raw_shown(db, "SELECT count(*) FROM " + schema + "." + name) == "0;");
        stranger.execute("DROP SCHEMA " + schema + " CASCADE");
        // Which needs no new functions.
        const auto functions = [&] {
            return test::raw_shown(db, "SELECT proname::text, xmin::text FROM pg_proc WHERE pronamespace = "
                                       "'public'::regnamespace ORDER BY proname");
        };
        const std::string before = functions();
        db.create_tables();
        CHECK(functions() == before);
        CHECK(test::raw_shown(db, "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND NOT "
                                  "EXISTS (SELECT FROM unnest(proconfig) AS each WHERE each LIKE 'search_path=%')") ==
              "0;");
    }
    TEST_CASE("a history may be in any schema of the search path, and move to another") {
        const test::lasting_database<postgres> database;
        connection<shop> db{database.name()};
        db.execute(R"(CREATE SCHEMA "it's ""so"; SET search_path = "it's ""so", public)");
        db.create_tables();
        db.insert(Item{0, 1});
        connection<test::stranger<postgres>> stranger{database.name()};
        stranger.execute(R"(UPDATE "it's ""so".item SET count = 2)");
        CHECK(db.versions<Item>(1).size() == 2);
        db.execute(R"(ALTER SCHEMA "it's ""so" RENAME TO moved; SET search_path = moved)");
        db.create_tables();
        stranger.execute("UPDATE moved.item SET count = 3");
        CHECK(db.versions<Item>(1).size() == 3);
        db.drop_tables();
        db.execute("DROP SCHEMA moved CASCADE");
    }
    TEST_CASE("each history follows the number of a transaction by a trigger of its own") {
        connection<two_schemas> db{test::empty_database<postgres>::name()};
        db.execute("DROP SCHEMA IF EXISTS ab, a CASCADE");
        db.create_tables();
        CHECK(test::raw_shown(db, "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'rowan_transaction'::regclass AND "
                                  "tgname LIKE 'rowan_history_number_%'") == "2;");
        db.execute("DROP SCHEMA ab, a CASCADE");
    }
}

} // namespace history_postgres_scripts_test
