#include "support/drivers.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What no two rows may have alike: REPLACE removes the row that is in the way, and no delete trigger runs.
namespace history_replace_test {

struct User {
    std::int64_t id = 0;
    std::string email;
    std::string nick;
    std::optional<int> desk;
    int floor = 0;
    bool active = true;
    friend bool operator==(const User&, const User&) = default;
};
struct Seat {
    std::string hall;
    int number = 0;
    int guest = 0;
    friend bool operator==(const Seat&, const Seat&) = default;
};

} // namespace history_replace_test

template <>
inline constexpr auto rowan::table<history_replace_test::User> = rowan::define<history_replace_test::User>(
    rowan::unique<&history_replace_test::User::email>,
    rowan::index_on("user_by_nick", rowan::lower(rowan::col<&history_replace_test::User::nick>)).unique(),
    rowan::index<&history_replace_test::User::desk, rowan::descending<&history_replace_test::User::floor>>.unique().where(
        rowan::col<&history_replace_test::User::active> == true));
template <>
inline constexpr auto rowan::table<history_replace_test::Seat> = rowan::define<history_replace_test::Seat>(
    rowan::primary_key<&history_replace_test::Seat::hall, &history_replace_test::Seat::number>,
    rowan::unique<&history_replace_test::Seat::hall, &history_replace_test::Seat::guest>);
template <>
inline constexpr auto rowan::history<history_replace_test::User> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_replace_test::Seat> = rowan::versioned{};

namespace history_replace_test {

using namespace rowan;

struct office {
    using driver = sqlite;
    using tables = rowan::tables<User, Seat>;
};

struct fixture {
    connection<office> db{":memory:"};
    bool is_within_transaction = false;

    fixture() {
        db.create_tables();
        db.insert(User{0, "a@x", "ann", 1, 1, true});
        db.insert(User{0, "b@x", "bob", 2, 1, true});
        db.insert(User{0, "c@x", "cat", {}, 1, true});
        db.insert(std::vector<Seat>{{"a", 1, 10}, {"a", 2, 20}, {"b", 1, 10}});
    }
    void run(const std::string& sql) {
        if (is_within_transaction) db.transact({.actor = "ann"}, [&] { db.execute(sql); });
        else db.execute(sql);
        check();
    }
    /// The past of now is what the tables hold, and versions without an end are of rows that are there.
    void check() {
        const auto now = db.transactions().back().id;
        CHECK(db(select<User>().as_of(now).order_by(col<&User::id>)).all() ==
              db(select<User>().order_by(col<&User::id>)).all());
        const auto order = [](auto query) { return query.order_by(col<&Seat::hall>, col<&Seat::number>); };
        CHECK(db(order(select<Seat>().as_of(now))).all() == db(order(select<Seat>())).all());
    }
    std::string operations(std::int64_t id) {
        std::string text;
        for (const auto& each : db.versions<User>(id)) text += "iur"[static_cast<int>(each.operation)];
        return text;
    }
};

TEST_SUITE("history") {
    TEST_CASE_FIXTURE(fixture, "a row that REPLACE removes ends its version, by whatever it was in the way") {
        SUBCASE("outside of a transaction") {}
        SUBCASE("within one") { is_within_transaction = true; }
        const auto before = db.transactions().size();
        SUBCASE("a unique constraint") {
            run("INSERT OR REPLACE INTO user (email, nick, floor, active) VALUES ('b@x', 'new', 1, 1)");
            CHECK(operations(2) == "ir");
            CHECK(operations(4) == "i");
        }
        SUBCASE("an index of an expression") {
            run("REPLACE INTO user (email, nick, floor, active) VALUES ('new@x', 'BOB', 1, 1)");
            CHECK(operations(2) == "ir");
        }
        SUBCASE("a partial index of several columns") {
            run("REPLACE INTO user (email, nick, desk, floor, active) VALUES ('new@x', 'new', 2, 1, 1)");
            CHECK(operations(2) == "ir");
        }
        SUBCASE("several rows at once") {
            run("REPLACE INTO user (email, nick, desk, floor, active) VALUES ('a@x', 'bob', 7, 1, 1)");
            CHECK(operations(1) == "ir");
            CHECK(operations(2) == "ir");
            CHECK(operations(3) == "i");
        }
        SUBCASE("the primary key and another") {
            run("REPLACE INTO user VALUES (1, 'b@x', 'ann', 5, 1, 1)");
            CHECK(operations(1) == "iu");
            CHECK(operations(2) == "ir");
        }
        SUBCASE("an update") {
            run("UPDATE OR REPLACE user SET email = 'b@x' WHERE id = 1");
            CHECK(operations(1) == "iu");
            CHECK(operations(2) == "ir");
        }
        SUBCASE("an update of an expression") {
            run("UPDATE OR REPLACE user SET nick = 'Bob' WHERE id = 1");
            CHECK(operations(2) == "ir");
        }
        SUBCASE("an update of the key") {
            run("UPDATE OR REPLACE user SET id = 2 WHERE id = 1");
            CHECK(operations(1) == "ir");
            CHECK(operations(2) == "iu");
        }
        SUBCASE("an update of the key and another") {
            run("UPDATE OR REPLACE user SET id = 9, email = 'c@x' WHERE id = 1");
            CHECK(operations(1) == "ir");
            CHECK(operations(3) == "ir");
            CHECK(operations(9) == "i");
        }
        SUBCASE("an update by another name of the key") {
            run("UPDATE user SET rowid = 9 WHERE id = 1");
            CHECK(operations(1) == "ir");
            CHECK(operations(9) == "i");
        }
        SUBCASE("a key of several columns") {
            run("REPLACE INTO seat VALUES ('a', 7, 20)");
            CHECK(db.versions<Seat>("a", 2).size() == 2);
            CHECK(db.versions<Seat>("b", 1).size() == 1);
        }
        SUBCASE("rows that come by a statement of their own") {
            run("REPLACE INTO user (email, nick, floor, active) SELECT email, nick || '2', floor, active FROM user");
            CHECK(operations(1) == "ir");
        }
        // One statement, one row that takes a place: one transaction, with all that it did.
        if (db(select(count()).from<User>()).scalar() < 3 && !is_within_transaction)
            CHECK(db.transactions().size() == before + 1);
        run("UPDATE user SET floor = 3");
    }
    TEST_CASE_FIXTURE(fixture, "a constraint of the table that replaces is as REPLACE") {
        db.execute("DROP TABLE seat; CREATE TABLE seat (hall TEXT NOT NULL, number INTEGER NOT NULL, guest INTEGER NOT "
                   "NULL, PRIMARY KEY (hall, number), UNIQUE (hall, guest) ON CONFLICT REPLACE)");
        db.create_table<Seat>();
        db.execute("DELETE FROM seat_history");
        db.transact({.actor = "ann"}, [&] { db.insert(std::vector<Seat>{{"a", 1, 10}, {"a", 2, 10}, {"a", 3, 10}}); });
        CHECK(db.versions<Seat>("a", 1).empty());
        CHECK(db.versions<Seat>("a", 3).size() == 1);
        db.insert(Seat{"a", 4, 10});
        CHECK(db.versions<Seat>("a", 3).size() == 2);
        check();
    }
    TEST_CASE_FIXTURE(fixture, "what replaces and is replaced in one transaction is as if it had not been") {
        db.transact({.actor = "ann"}, [&] {
            db.insert(User{0, "d@x", "dan", {}, 1, true});
            db.execute("REPLACE INTO user (email, nick, floor, active) VALUES ('d@x', 'eve', 1, 1)");
            db.execute("UPDATE user SET floor = 9 WHERE id = 2");
            db.execute("REPLACE INTO user VALUES (20, 'b@x', 'b2', NULL, 1, 1)");
        });
        check();
        CHECK(operations(4).empty());
        CHECK(operations(5) == "i");
        REQUIRE(operations(2) == "ir");
        CHECK(db.versions<User>(2)[1].row == db.versions<User>(2)[0].row); // what it was before the transaction
        db.transact(
            [&] { db.execute("DELETE FROM user WHERE id = 20; INSERT INTO user VALUES (2, 'b@x', 'bob', 2, 1, 1)"); });
        CHECK(operations(2) == "iri");
        check();
    }
    TEST_CASE_FIXTURE(fixture, "what is ignored ends nothing") {
        const auto records = db.transactions();
        run("INSERT OR IGNORE INTO user (email, nick, floor, active) VALUES ('b@x', 'new', 1, 1)");
        run("INSERT INTO user (email, nick, floor, active) VALUES ('b@x', 'new', 1, 1) ON CONFLICT DO NOTHING");
        run("UPDATE OR IGNORE user SET email = 'b@x' WHERE id = 1");
        CHECK_THROWS_AS(db.execute("INSERT OR FAIL INTO user (email, nick, floor, active) VALUES ('b@x', 'n', 1, 1)"),
                        constraint_violation);
        CHECK(db.transactions() == records);
        run("INSERT OR IGNORE INTO user (email, nick, floor, active) VALUES ('d@x', 'd', 1, 1), ('b@x', 'e', 1, 1)");
        CHECK(operations(2) == "i");
        CHECK(db.transactions().size() == records.size() + 1);
    }
    TEST_CASE_FIXTURE(fixture, "with triggers for what is replaced there is one version all the same") {
        db.execute("PRAGMA recursive_triggers = ON");
        run("REPLACE INTO user (email, nick, floor, active) VALUES ('b@x', 'new', 1, 1)");
        run("REPLACE INTO user VALUES (1, 'a@x', 'ann', 5, 2, 1)");
        CHECK(operations(1).back() != 'r');
        CHECK(operations(2) == "ir");
    }
    TEST_CASE("other cases of letters are in the way, and are another value, where the table says so") {
        connection<office> db{":memory:"};
        db.execute(
            "CREATE TABLE user (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, nick TEXT NOT "
            "NULL COLLATE NOCASE, desk INTEGER, floor INTEGER NOT NULL, active INTEGER NOT NULL)");
        db.create_tables();
        db.insert(User{0, "b@x", "bob", {}, 1, true});
        db.insert(User{0, "a@x", "ann", {}, 1, true});
        db.execute("REPLACE INTO user VALUES (7, 'B@X', 'new', NULL, 1, 1)");
        CHECK(db.versions<User>(1).size() == 2);
        db.update(User{2, "a@x", "Ann", {}, 1, true});
        REQUIRE(db.versions<User>(2).size() == 2);
        CHECK(db.versions<User>(2)[1].row.nick == "Ann");
    }
}

} // namespace history_replace_test
