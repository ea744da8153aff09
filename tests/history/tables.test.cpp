#include "support/temporary_file.hpp"

#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace history_tables_test {

struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    std::optional<int> year;
    friend bool operator==(const Book&, const Book&) = default;
};
/// A tree: removing a node removes those below it.
struct Node {
    std::int64_t id = 0;
    std::optional<std::int64_t> parent_id;
};

} // namespace history_tables_test

template <>
inline constexpr auto rowan::table<history_tables_test::Book> = rowan::define<history_tables_test::Book>("books");
template <>
inline constexpr auto rowan::table<history_tables_test::Node> = rowan::define<history_tables_test::Node>(
    rowan::foreign_key<&history_tables_test::Node::parent_id>.references<&history_tables_test::Node::id>().on_delete(
        rowan::cascade));
template <>
inline constexpr auto rowan::history<history_tables_test::Book> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_tables_test::Node> = rowan::versioned{};

namespace history_tables_test {

using namespace rowan;

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Book, Node>;
};

template <class Driver>
struct fixture {
    connection<library<Driver>> db{test::empty_database<Driver>::name()};

    fixture() { db.create_tables(); }
};

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("rows that were there before begin their history when the table becomes versioned", Driver,
                       TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        connection<test::stranger<Driver>>(database.name())
            .execute("CREATE TABLE books (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, title TEXT NOT NULL, "
                     "year INTEGER); INSERT INTO books VALUES (1, 1, 'old', NULL), (2, 1, 'older', 3)");
        connection<library<Driver>> db(database.name());
        db.transact({.actor = "ann", .note = "history begins"}, [&] { db.create_tables(); });
        const auto versions = db.template versions<Book>(1);
        REQUIRE(versions.size() == 1);
        CHECK(versions[0].row == Book{1, 1, "old", {}});
        CHECK(versions[0].transaction.note == "history begins");
        db.create_tables();
        db.update(Book{1, 1, "new", {}});
        db.template remove<Book>(2);
        CHECK(db.template versions<Book>(1).size() == 2);
        CHECK(db(select<Book>().as_of(versions[0].transaction.id)).all().size() == 2);
        CHECK(db.template versions<Book>(2).size() == 2);
    }
    TEST_CASE_TEMPLATE("creating tables again changes nothing", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        db.create_tables();
        CHECK(db.transactions().empty());
        db.insert(Book{0, 1, "a", 1});
        const auto records = db.transactions();
        db.create_tables();
        db.template create_table<Book>();
        CHECK(db.transactions() == records);
        CHECK(db.template versions<Book>(1).size() == 1);
    }
    TEST_CASE_TEMPLATE("one table may be created outside of a transaction", Driver, TEST_DRIVERS) {
        connection<library<Driver>> db(test::empty_database<Driver>::name());
        db.execute("CREATE TABLE books (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, title TEXT NOT NULL, "
                   "year INTEGER); INSERT INTO books VALUES (1, 1, 'old', NULL)");
        db.template create_table<Book>();
        db.transact({.actor = "ann"}, [&] { db.update(Book{1, 1, "new", {}}); });
        db.execute("UPDATE books SET title = 'newer'");
        const auto versions = db.template versions<Book>(1);
        REQUIRE(versions.size() == 3);
        CHECK(versions[1].transaction.actor == "ann");
        CHECK_FALSE(versions[2].transaction.actor);
    }
    TEST_CASE_TEMPLATE("dropping the tables drops their history, and they can be made anew", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        db.insert(Book{0, 1, "a", 1});
        db.insert(Node{0, {}});
        db.insert(Node{0, 1});
        db.drop_tables();
        CHECK_THROWS_AS((void)db.template versions<Book>(1), schema_mismatch);
        db.create_tables();
        CHECK(db.template versions<Book>(1).empty());
        db.insert(Book{0, 1, "b", 1});
        CHECK(db.template versions<Book>(1).size() == 1);
    }
    TEST_CASE_TEMPLATE("one table may be dropped with its history, outside of a transaction", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        db.insert(Book{0, 1, "a", 1});
        db.insert(Node{0, {}});
        db.insert(Node{0, 1});
        db.template drop_table<Node>();
        CHECK_THROWS_AS((void)db.template versions<Node>(1), schema_mismatch);
        CHECK(db.template versions<Book>(1).size() == 1);
        db.template create_table<Node>();
        db.insert(Node{0, {}});
        CHECK(db.template versions<Node>(1).size() == 1);
    }
    TEST_CASE_TEMPLATE("rows that go with the one they refer to are removed in its transaction", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        db.insert(Node{0, {}});
        db.insert(std::vector<Node>{{0, 1}, {0, 2}});
        db.transact({.actor = "ann"}, [&] { db.template remove<Node>(1); });
        for (std::int64_t id = 1; id <= 3; ++id) {
            const auto versions = db.template versions<Node>(id);
            REQUIRE(versions.size() == 2);
            CHECK(versions[1].operation == version_operation::remove);
            CHECK(versions[1].transaction.actor == "ann");
        }
    }
}

} // namespace history_tables_test
