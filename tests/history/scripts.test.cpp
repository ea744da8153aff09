#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

// SQL that rowan has not written, within its transactions, outside of them, and by other programs: each change is recorded with the
// actor of its own transaction and with no other.
namespace history_scripts_test {

struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    int year = 0;
};
struct Note {
    std::int64_t id = 0;
    std::string text;
};
/// Writes when the transaction is about to be committed, if it is told to.
struct late_writer {
    int year = 0;
    void on(const rowan::before_commit&, auto& db) {
        if (year != 0) db.insert(Book{0, 1, year});
    }
};

} // namespace history_scripts_test

template <>
inline constexpr auto rowan::table<history_scripts_test::Book> = rowan::define<history_scripts_test::Book>(
    "book",
    rowan::foreign_key<&history_scripts_test::Book::author_id>.references<&history_scripts_test::Author::id>().initially_deferred());
template <>
inline constexpr auto rowan::history<history_scripts_test::Book> = rowan::versioned{};

namespace history_scripts_test {

using namespace rowan;

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Note>;
    using listeners = rowan::listeners<late_writer>;
};

template <class Driver>
struct fixture {
    static constexpr bool is_sqlite = std::is_same_v<Driver, sqlite>;

    test::lasting_database<Driver> database;
    connection<library<Driver>> db{database.name()};
    connection<test::stranger<Driver>> stranger{database.name()};

    fixture() {
        db.create_tables();
        db.insert(Author{0, "a"});
        db.insert(Book{0, 1, 1});
    }
    ~fixture() {
        if constexpr (is_sqlite) CHECK(test::raw_rows(stranger, "SELECT * FROM rowan_current_transaction").empty());
    }
    /// "1 2ann 3": the versions of a book by their years and their actors. Each must end where the next one begins.
    std::string years(std::int64_t id) {
        std::string text;
        std::optional<std::int64_t> end;
        for (const auto& each : db.template versions<Book>(id)) {
            if (!text.empty()) CHECK(end == each.transaction.id);
            end = each.end_transaction_id;
            if (end) CHECK(*end > each.transaction.id);
            text += text.empty() ? "" : " ";
            text += each.operation == version_operation::remove ? "-" : std::to_string(each.row.year);
            text += each.transaction.actor.value_or("");
        }
        CHECK_FALSE(end);
        return text;
    }
    void set_year(int year) { db.execute("UPDATE book SET year = " + std::to_string(year) + " WHERE id = 1"); }
    void update(int year) { db.update(Book{1, 1, year}); }
    std::size_t records() { return db.transactions().size(); }
};

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("SQL of the program belongs to the transaction that it runs in", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto before = here.records();
        SUBCASE("alone") {
            db.transact({.actor = "ann", .note = "why"}, [&] {
                db.execute("UPDATE book SET year = 2; INSERT INTO book VALUES (7, 1, 7); UPDATE book SET year = 3");
            });
            CHECK(here.years(1) == "1 3ann");
            CHECK(here.years(7) == "3ann");
            CHECK(db.template versions<Book>(7)[0].transaction.note == "why");
        }
        SUBCASE("before the first write of rowan") {
            db.transact({.actor = "ann"}, [&] {
                here.set_year(2);
                here.update(3);
            });
            CHECK(here.years(1) == "1 3ann");
        }
        SUBCASE("behind it, and in a savepoint") {
            db.transact({.actor = "ann"}, [&] {
                here.update(2);
                db.transact([&] { here.set_year(3); });
            });
            CHECK(here.years(1) == "1 3ann");
        }
        SUBCASE("in a savepoint that is rolled back") {
            db.transact({.actor = "ann"}, [&] {
                {
                    auto savepoint = db.begin();
                    here.set_year(2);
                }
                here.set_year(3);
                {
                    auto savepoint = db.begin();
                    here.update(4);
                }
            });
            CHECK(here.years(1) == "1 3ann");
        }
        SUBCASE("with no actor") {
            db.transact([&] {
                db.execute("UPDATE book SET year = 2; INSERT INTO book VALUES (7, 1, 7)");
                here.update(3);
            });
            CHECK(here.years(1) == "1 3");
        }
        CHECK(here.records() == before + 1);
        here.set_year(10); // outside
        here.stranger.execute("UPDATE book SET year = 11 WHERE id = 1");
        CHECK(here.years(1).ends_with(" 10 11"));
        db.transact({.actor = "ben"}, [&] { here.update(12); });
        CHECK(here.years(1).ends_with(" 10 11 12ben"));
    }
    TEST_CASE_TEMPLATE("SQL that reads, or writes other tables, makes no record and hinders nobody", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto before = here.records();
        db.transact({.actor = "ann"}, [&] {
            db.execute("SELECT 1; SELECT 2 -- INSERT");
            here.stranger.execute("UPDATE author SET name = 'free'");
        });
        db.transact({.actor = "ann", .read_only = true}, [&] { db.execute("WITH a AS (SELECT 1) SELECT * FROM a"); });
        db.transact({.actor = "ann"}, [&] { db.execute("INSERT INTO note VALUES (1, 'x')"); });
        CHECK(here.records() == before);
        here.update(2);
        CHECK(here.years(1) == "1 2");
    }
    TEST_CASE_TEMPLATE("what SQL commits is of the actor, and what comes after it is not", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto tx = db.begin({.actor = "ann"});
        SUBCASE("behind a write of rowan") {
            here.update(2);
            db.execute("-- the end\n commit");
        }
        SUBCASE("behind SQL") {
            here.set_year(2);
            db.execute("/* the end */ END");
        }
        SUBCASE("in one script") { db.execute("UPDATE book SET year = 2; ; COMMIT TRANSACTION"); }
        here.stranger.execute("UPDATE book SET year = 3");
        CHECK_THROWS_AS(here.update(4), transaction_lost);
        CHECK_THROWS_AS(here.set_year(4), transaction_lost);
        CHECK_THROWS_AS(tx.commit(), transaction_lost);
        tx.rollback();
        CHECK(here.years(1) == "1 2ann 3");
        here.set_year(5);
        db.transact({.actor = "ben"}, [&] { here.update(6); });
        CHECK(here.years(1) == "1 2ann 3 5 6ben");
    }
    TEST_CASE_TEMPLATE("SQL may end the transaction and begin another", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto tx = db.begin({.actor = "ann"});
        here.update(2);
        SUBCASE("with a commit") {
            db.execute("COMMIT; BEGIN");
            here.update(3);
            tx.commit();
            CHECK(here.years(1) == "1 2ann 3ann");
        }
        SUBCASE("with a rollback") {
            db.execute("ROLLBACK; BEGIN");
            here.update(3);
            tx.commit();
            CHECK(here.years(1) == "1 3ann");
        }
    }
    TEST_CASE_TEMPLATE("SQL may take a savepoint back", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto before = here.records();
        db.transact({.actor = "ann"}, [&] {
            SUBCASE("that had the first write") {
                db.execute("SAVEPOINT a");
                here.update(2);
                db.execute("ROLLBACK TO a");
                here.update(3);
            }
            SUBCASE("that had the first SQL that writes") {
                db.execute("SAVEPOINT a");
                here.set_year(2);
                db.execute("ROLLBACK TO a");
                here.set_year(3);
            }
            SUBCASE("within one script") {
                db.execute("SAVEPOINT a; UPDATE book SET year = 2; ROLLBACK TO a; UPDATE book SET year = 3");
            }
            SUBCASE("behind the first write") {
                here.update(5);
                db.execute("SAVEPOINT a");
                here.update(2);
                db.execute("ROLLBACK TO a; RELEASE a");
                here.update(3);
            }
            SUBCASE("of rowan") {
                auto savepoint = db.begin();
                here.update(2);
                savepoint.rollback();
                db.execute("SAVEPOINT a");
                here.update(4);
                db.execute("ROLLBACK TO a");
                db.transact([&] { here.update(3); });
            }
        });
        CHECK(here.years(1) == "1 3ann");
        CHECK(here.records() == before + 1);
    }
    TEST_CASE_TEMPLATE("SQL that the driver's connection runs is noticed, too", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.transact({.actor = "ann"}, [&] {
            const auto run = [&](const char* sql, bool by_driver) {
                if (by_driver) db.handle().execute(sql);
                else test::raw_changes(db.handle().native_handle(), sql);
            };
            for (const bool by_driver : {true, false}) {
                run("SAVEPOINT a", by_driver);
                here.update(2);
                run("ROLLBACK TO a", by_driver);
                here.update(3);
            }
        });
        CHECK(here.years(1) == "1 3ann");
    }
    TEST_CASE_TEMPLATE("a commit that fails, and what follows it", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto before = here.records();
        auto tx = db.begin({.actor = "ann"});
        db.insert(Book{0, 99, 5});
        here.update(2);
        SUBCASE("of rowan") { CHECK_THROWS_AS(tx.commit(), constraint_violation); }
        SUBCASE("of SQL") { CHECK_THROWS_AS(db.execute("COMMIT"), constraint_violation); }
        if constexpr (fixture<Driver>::is_sqlite) {
            SUBCASE("twice") {
                CHECK_THROWS_AS(tx.commit(), constraint_violation);
                CHECK_THROWS_AS(tx.commit(), constraint_violation);
            }
            SUBCASE("and more SQL") {
                CHECK_THROWS_AS(tx.commit(), constraint_violation);
                db.execute("UPDATE book SET year = 6 WHERE year = 5");
            }
            SUBCASE("and savepoints") {
                CHECK_THROWS_AS(tx.commit(), constraint_violation);
                {
                    auto savepoint = db.begin();
                    here.update(9);
                }
                db.transact([&] { here.update(7); });
            }
            here.update(3);
            db.upsert(Author{99, "late"});
            tx.commit();
            CHECK(here.years(1) == "1 3ann");
            CHECK(here.years(2).ends_with("ann"));
            CHECK(here.records() == before + 1);
        } else {
            CHECK_THROWS_AS(here.update(3), transaction_lost);
            tx.rollback();
            CHECK(here.years(1) == "1");
            CHECK(here.records() == before);
        }
        here.stranger.execute("UPDATE book SET year = 8 WHERE id = 1");
        db.transact({.actor = "ben"}, [&] { here.update(9); });
        CHECK(here.years(1).ends_with(" 8 9ben"));
    }
    TEST_CASE_TEMPLATE("what a handler writes before the commit belongs to the transaction", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto before = here.records();
        db.template listener<late_writer>().year = 4;
        db.transact({.actor = "ann"}, [&] { here.update(2); });
        CHECK(here.years(1) == "1 2ann");
        CHECK(here.years(2) == "4ann");
        CHECK(here.records() == before + 1);
        db.template listener<late_writer>().year = 0;
    }
    TEST_CASE_TEMPLATE("SQL creates tables of a database that has none as yet", Driver, TEST_DRIVERS) {
        connection<library<Driver>> db{test::empty_database<Driver>::name()};
        db.transact({.actor = "ann"}, [&] {
            db.execute("CREATE TABLE other (id INTEGER); INSERT INTO other VALUES (1); DROP TABLE other");
        });
        db.create_tables();
        CHECK(db.transactions().empty());
    }
    TEST_CASE("the mark of a transaction cannot be committed by others than rowan") {
        fixture<sqlite> here;
        {
            auto tx = here.db.begin({.actor = "ann"});
            here.update(2);
            CHECK_THROWS_AS(here.db.handle().execute("COMMIT"), constraint_violation);
            here.update(3);
            tx.commit();
        }
        CHECK(here.years(1) == "1 3ann");
    }
    TEST_CASE("a mark that was left behind is replaced") {
        fixture<sqlite> here;
        here.stranger.execute("PRAGMA foreign_keys = OFF; INSERT INTO rowan_transaction VALUES (50, 'x', 'old', NULL); "
                              "INSERT INTO rowan_current_transaction (one, id, uncommitted) VALUES (1, 50, 0)");
        here.db.transact({.actor = "ann"}, [&] { here.update(2); });
        CHECK(here.years(1) == "1 2ann");
    }
    TEST_CASE("a table of marks of an older form is made anew") {
        fixture<sqlite> here;
        here.db.execute(
            "DROP TABLE rowan_current_transaction; "
            "CREATE TABLE rowan_current_transaction (id INTEGER PRIMARY KEY, is_anonymous INTEGER NOT NULL)");
        here.db.create_tables();
        here.db.transact({.actor = "ann"}, [&] { here.update(2); });
        CHECK(here.years(1) == "1 2ann");
    }
    TEST_CASE("rows that go with a table that is dropped are removed in the transaction that drops it") {
        fixture<sqlite> here;
        here.db.execute("CREATE TABLE shelf (id INTEGER PRIMARY KEY); INSERT INTO shelf VALUES (1); "
                        "ALTER TABLE book ADD COLUMN shelf_id INTEGER REFERENCES shelf (id) ON DELETE CASCADE; "
                        "UPDATE book SET shelf_id = 1");
        here.db.transact({.actor = "ann"}, [&] { here.db.execute("DROP TABLE shelf"); });
        CHECK(here.years(1) == "1 -ann");
    }
}

} // namespace history_scripts_test
