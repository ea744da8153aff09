#include "support/drivers.hpp"
#include "support/wait_until.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <exception>
#include <set>
#include <string>
#include <thread>

// A transaction has a later number than those whose writes it has seen, whenever its constraints are checked.
namespace history_order_test {

struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
};

} // namespace history_order_test

template <>
inline constexpr auto rowan::table<history_order_test::Book> = rowan::define<history_order_test::Book>(
    rowan::foreign_key<&history_order_test::Book::author_id>.references<&history_order_test::Author::id>().initially_deferred());
template <>
inline constexpr auto rowan::history<history_order_test::Author> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_order_test::Book> = rowan::versioned{};

namespace history_order_test {

using namespace rowan;

struct statement_log {
    std::string seen{};
    void on(const before_execute& e) { seen += std::string(e.sql.substr(0, e.sql.find(' '))) + "+"; }
    void on(const after_execute& e) { seen += std::string(e.sql.substr(0, e.sql.find(' '))) + "-"; }
};
struct library {
    using driver = postgres;
    using tables = rowan::tables<Author, Book>;
    using listeners = rowan::listeners<statement_log>;
};

struct fixture {
    test::lasting_database<postgres> database;
    connection<library> db{database.name()}, other{database.name()};
    test::raw_postgres stranger{database.name()};

    fixture() {
        db.create_tables();
        db.insert(Author{0, "first"});
    }
    /// How many books of the past have no author in it.
    int orphans() {
        int count = 0;
        for (const auto& record : db.transactions()) {
            std::set<std::int64_t> authors;
            for (const Author& each : db(select<Author>().as_of(record.id))) authors.insert(each.id);
            for (const Book& each : db(select<Book>().as_of(record.id)))
                if (!authors.contains(each.author_id)) ++count;
        }
        return count;
    }
    /// `write` commits a book of author 2, who comes when the commit runs: after the order of the transaction was checked, and before
    /// the foreign key is.
    template <class Write>
    void write_while_author_comes(const Write& write) {
        stranger(
            "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(4711); "
            "RETURN NULL; END'");
        stranger("CREATE CONSTRAINT TRIGGER \"A_hold\" AFTER INSERT ON book DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
                 "EXECUTE FUNCTION hold()"); // is called before the trigger of the key, whose name begins with RI
        stranger("SELECT pg_advisory_lock(4711)");
        std::exception_ptr failure;
        {
            const std::jthread writer([&] {
                try {
                    write();
                } catch (...) {
                    failure = std::current_exception();
                }
            });
            test::wait_until([&] {
                return stranger("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == "1";
            });
            other.insert(Author{0, "second"});
            stranger("SELECT pg_advisory_unlock(4711)");
        }
        if (failure) std::rethrow_exception(failure);
        REQUIRE(db(select<Author>()).all().size() == 2);
        REQUIRE(db(select<Book>()).all().size() == 1);
    }
};

TEST_SUITE("history") {
    TEST_CASE_FIXTURE(fixture, "constraints that a transaction has checked early do not change the order") {
        auto tx = db.begin({.actor = "ann"});
        db.execute("SET CONSTRAINTS ALL IMMEDIATE");
        db.update(Author{1, "changed"});
        other.insert(Author{0, "second"});
        db.insert(Book{0, 2});
        tx.commit();
        CHECK(orphans() == 0);
        CHECK(db.transactions().back().actor == "ann");
        CHECK(db.versions<Author>(1).back().transaction == db.versions<Book>(1)[0].transaction);
        CHECK(db.versions<Book>(1)[0].transaction.id > db.versions<Author>(2)[0].transaction.id);
    }
    TEST_CASE_FIXTURE(fixture, "what goes with the commit is told as any statement, and only where there is a record") {
        auto& seen = db.listener<statement_log>().seen;
        auto tx = db.begin();
        db.update(Author{1, "changed"});
        seen.clear();
        tx.commit();
        CHECK(seen == "SET+SELECT+COMMIT+SET-SELECT-COMMIT-");
        seen.clear();
        db.transact([] {});
        CHECK(seen == "BEGIN+BEGIN-COMMIT+COMMIT-");
    }
    TEST_CASE_FIXTURE(fixture, "a foreign key may be met while the commit runs") {
        write_while_author_comes([&] { db.insert(Book{0, 2}); });
        CHECK(orphans() == 0);
    }
    TEST_CASE_FIXTURE(fixture, "a transaction that is prepared has its order from then") {
        auto tx = db.begin();
        db.execute("SET CONSTRAINTS ALL IMMEDIATE");
        db.update(Author{1, "changed"});
        other.insert(Author{0, "second"});
        db.insert(Book{0, 2});
        tx.prepare("order");
        db.commit_prepared("order");
        CHECK(orphans() == 0);
    }
    TEST_CASE_FIXTURE(fixture, "a foreign key that is not met fails the commit") {
        auto tx = db.begin();
        db.insert(Book{0, 9});
        CHECK_THROWS_AS(tx.commit(), constraint_violation);
        tx.rollback();
        CHECK(db.versions<Book>(1).empty());
        CHECK(db.transactions().size() == 1);
        db.insert(Book{0, 1});
        CHECK(db.transactions().size() == 2);
    }
    TEST_CASE_FIXTURE(fixture, "a transaction in which a statement failed cannot be committed") {
        auto tx = db.begin();
        db.insert(Book{0, 1});
        CHECK_THROWS_AS(db.execute("SELECT 1/0"), error);
        CHECK_THROWS_AS(tx.commit(), transaction_lost);
        tx.rollback();
        CHECK(db.transactions().size() == 1);
    }
    // What rowan does before its commit, another program may do as well: SET CONSTRAINTS ALL IMMEDIATE, and
    // SELECT "rowan_transaction_last"().
    TEST_CASE_FIXTURE(fixture,
                      "another program that checks early may write a book that the past has before its author") {
        stranger("BEGIN; SET CONSTRAINTS ALL IMMEDIATE; UPDATE author SET name = 'changed'");
        other.insert(Author{0, "second"});
        stranger("INSERT INTO book (author_id) VALUES (2)");
        SUBCASE("by itself") {
            stranger("COMMIT");
            CHECK(orphans() == 1);
        }
        SUBCASE("but not if it checks the order, too") {
            stranger("SELECT \"rowan_transaction_last\"(); COMMIT");
            CHECK(orphans() == 0);
        }
    }
    TEST_CASE_FIXTURE(fixture, "another program whose key is met while its commit runs may write such a book, too") {
        test::raw_postgres program(database.name());
        SUBCASE("by itself") {
            write_while_author_comes([&] {
                program("BEGIN; UPDATE author SET name = 'changed'; INSERT INTO book (author_id) VALUES (2); COMMIT");
            });
            CHECK(orphans() == 1);
        }
        SUBCASE("but not if it checks the order, too") {
            write_while_author_comes([&] {
                program("BEGIN; UPDATE author SET name = 'changed'; INSERT INTO book (author_id) VALUES (2); "
                        "SET CONSTRAINTS ALL IMMEDIATE; SELECT \"rowan_transaction_last\"(); COMMIT");
            });
            CHECK(orphans() == 0);
        }
    }
}

} // namespace history_order_test
