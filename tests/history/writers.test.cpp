#include "support/skip.hpp"
#include "support/temporary_file.hpp"

#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace history_writers_test {

struct Author {
    std::int64_t id = 0;
    std::string name;
    friend bool operator==(const Author&, const Author&) = default;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    std::optional<int> year;
    friend bool operator==(const Book&, const Book&) = default;
};
struct Member {
    std::int64_t id = 0;
    std::string name;
};
struct Loan {
    std::int64_t id = 0;
    std::int64_t member_id = 0;
    std::string title;
};

} // namespace history_writers_test

template <>
inline constexpr auto rowan::table<history_writers_test::Book> = rowan::define<history_writers_test::Book>("books");
template <>
inline constexpr auto rowan::table<history_writers_test::Loan> = rowan::define<history_writers_test::Loan>(
    "loan",
    rowan::foreign_key<&history_writers_test::Loan::member_id>.references<&history_writers_test::Member::id>().on_delete(
        rowan::cascade));
template <>
inline constexpr auto rowan::history<history_writers_test::Author> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_writers_test::Book> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_writers_test::Loan> = rowan::versioned{};

namespace history_writers_test {

using namespace rowan;

/// Writes at the begin of each transaction, if it is told to.
struct early_writer {
    bool writes = false;
    void on(const after_begin&, auto& db) {
        if (writes) db.insert(Author{0, "early"});
    }
};

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Member, Loan>;
    using listeners = rowan::listeners<early_writer>;
};

constexpr const char* letters[] = {"i", "u", "r"};

template <class Driver>
struct fixture {
    connection<library<Driver>> db{test::empty_database<Driver>::name()};

    fixture() { db.create_tables(); }

    template <class Table = Book>
    std::string operations(std::int64_t id) {
        std::string text;
        for (const auto& each : db.template versions<Table>(id)) text += letters[static_cast<int>(each.operation)];
        return text;
    }
};

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("one transaction has one record, with actor and note, for all that it writes", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        db.transact({.actor = "ann", .note = "first"}, [&] {
            db.insert(Author{0, "Le Guin"});
            db.insert(std::vector<Book>(300, Book{0, 1, "x", {}}));
            db(rowan::update<Book>().set(col<&Book::year> = 1974).where(col<&Book::id> <= 2));
            db.transact({}, [&] { db.template remove<Book>(3); });
        });
        const auto author = db.template versions<Author>(1);
        REQUIRE(author.size() == 1);
        const auto records = db.transactions();
        CHECK(records.back() == author[0].transaction);
        CHECK(author[0].transaction.actor == "ann");
        CHECK(author[0].transaction.note == "first");
        const auto books = db.template versions_in<Book>(author[0].transaction.id);
        CHECK(books.size() == 299);
        for (const auto& book : books) {
            CHECK(book.transaction == author[0].transaction);
            CHECK(book.operation == version_operation::insert);
        }
        CHECK(books[1].row == Book{2, 1, "x", 1974});
        CHECK(books[2].row.id == 4);
    }
    TEST_CASE_TEMPLATE("who and why belong to their own transaction", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        db.transact({.actor = "ann"}, [&] { db.insert(Author{0, "a"}); });
        db.insert(Author{0, "b"});
        { const auto tx = db.begin({.actor = "rolled back"}); }
        db.transact({.note = "why"}, [&] { db.insert(Author{0, "c"}); });
        CHECK(db.template versions<Author>(1)[0].transaction.actor == "ann");
        CHECK_FALSE(db.template versions<Author>(1)[0].transaction.note);
        CHECK_FALSE(db.template versions<Author>(2)[0].transaction.actor);
        CHECK_FALSE(db.template versions<Author>(3)[0].transaction.actor);
        CHECK(db.template versions<Author>(3)[0].transaction.note == "why");
    }
    TEST_CASE_TEMPLATE("what a handler writes at the begin of a transaction belongs to it", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        db.transact({.actor = "ann"}, [&] { db.insert(Author{0, "a"}); });
        db.template listener<early_writer>().writes = true;
        db.transact({.actor = "ben"}, [&] { db.insert(Author{0, "b"}); });
        CHECK(db.template versions<Author>(2)[0].transaction.actor == "ben");
        CHECK(db.template versions<Author>(2)[0].transaction == db.template versions<Author>(3)[0].transaction);
    }
    TEST_CASE_TEMPLATE("the time of a transaction is the time of its first write", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        using std::chrono::system_clock;
        const auto begin = std::chrono::floor<std::chrono::milliseconds>(system_clock::now());
        db.insert(Author{0, "a"});
        const auto at = db.template versions<Author>(1)[0].transaction.at;
        CHECK(at >= begin);
        CHECK(at <= system_clock::now());
    }
    TEST_CASE_TEMPLATE("a statement on many rows makes a version of each that it changes", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        db.insert(std::vector<Book>{{0, 1, "a", 1}, {0, 1, "b", 2}, {0, 1, "c", 1}});
        db(rowan::update<Book>().set(col<&Book::year> = 1).every_row());
        CHECK(made.operations(1) == "i");
        CHECK(made.operations(2) == "iu");
        CHECK(made.operations(3) == "i");
        db(rowan::remove<Book>().where(col<&Book::year> == 1));
        CHECK(made.operations(2) == "iur");
        CHECK(made.operations(3) == "ir");
        CHECK(db.template versions<Book>(1)[1].transaction == db.template versions<Book>(3)[1].transaction);
    }
    TEST_CASE_TEMPLATE("a key that changes is a removal and an insertion", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        db.insert(Book{0, 1, "a", 1});
        db.execute("UPDATE books SET id = 137");
        CHECK(made.operations(1) == "ir");
        CHECK(made.operations(137) == "i");
        CHECK(db.template versions<Book>(137)[0].row == Book{137, 1, "a", 1});
        CHECK(db.template versions<Book>(137)[0].transaction == db.template versions<Book>(1)[1].transaction);
        db.transact([&] {
            db.insert(Author{0, "so that all has one record"});
            db.execute("UPDATE books SET id = 138; UPDATE books SET id = 137");
        });
        CHECK(made.operations(137) == "i");
        CHECK(made.operations(138).empty());
    }
    TEST_CASE_TEMPLATE("another program's SQL is recorded, in anonymous transactions", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        connection<library<Driver>> db(database.name());
        db.create_tables();
        db.transact({.actor = "ann"}, [&] { db.insert(Book{0, 1, "a", 1}); });
        {
            connection<test::stranger<Driver>> other(database.name());
            other.execute("UPDATE books SET year = 2");
            other.execute("BEGIN; INSERT INTO books VALUES (2, 1, 'b', NULL); ROLLBACK");
            other.execute("INSERT INTO books VALUES (3, 1, 'c', NULL)");
            other.execute(
                "INSERT INTO books VALUES (3, 1, 'd', 4) ON CONFLICT (id) DO UPDATE SET title = excluded.title");
            other.execute(
                std::is_same_v<Driver, sqlite>
                    ? "REPLACE INTO books VALUES (3, 1, 'e', NULL)"
                    : "BEGIN; DELETE FROM books WHERE id = 3; INSERT INTO books VALUES (3, 1, 'e', NULL); COMMIT");
            other.execute("UPDATE books SET year = year");
            other.execute("DELETE FROM books WHERE id = 1");
        }
        const auto first = db.template versions<Book>(1), third = db.template versions<Book>(3);
        REQUIRE(first.size() == 3);
        CHECK(first[0].transaction.actor == "ann");
        CHECK(first[1].row.year == 2);
        CHECK_FALSE(first[1].transaction.actor);
        CHECK_FALSE(first[1].transaction.note);
        CHECK(first[2].operation == version_operation::remove);
        REQUIRE(third.size() == 3);
        CHECK(third[0].row.title == "c");
        CHECK(third[1].row.title == "d");
        CHECK(third[2].row == Book{3, 1, "e", {}});
        CHECK(third[2].operation == version_operation::update);
        CHECK(db.template versions<Book>(2).empty());
        db.transact({.actor = "ben"}, [&] { db.update(Book{3, 1, "f", {}}); });
        CHECK(db.template versions<Book>(3).back().transaction.actor == "ben");
    }
    TEST_CASE("what the sqlite3 shell writes is recorded") {
        if (std::system("command -v sqlite3 >/dev/null") != 0) return test::skip("the shell sqlite3 is not installed");
        const test::temporary_file file;
        connection<library<sqlite>> db(file.name());
        db.create_tables();
        const std::string sql = "INSERT INTO books VALUES (7, 1, 'a', 1); UPDATE books SET title = 'b' WHERE id = 7;";
        REQUIRE(std::system(("sqlite3 '" + file.name() + "' \"" + sql + "\"").c_str()) == 0);
        const auto versions = db.template versions<Book>(7);
        REQUIRE(versions.size() == 2);
        CHECK(versions[0].row.title == "a");
        CHECK(versions[1].row.title == "b");
        CHECK_FALSE(versions[1].transaction.actor);
    }
    TEST_CASE_TEMPLATE("numbers of transactions beyond 32 bits work", Driver, TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        db.insert(Book{0, 1, "before", 1});
        db.execute("INSERT INTO rowan_transaction (id, at) VALUES (5000000000, '2020-01-01 00:00:00.000')");
        if constexpr (std::is_same_v<Driver, postgres>)
            db.execute("SELECT setval(pg_get_serial_sequence('rowan_transaction', 'id'), 5000000000)");
        db.update(Book{1, 1, "after", 1});
        db.execute("UPDATE books SET title = 'later'");
        const auto versions = db.template versions<Book>(1);
        REQUIRE(versions.size() == 3);
        CHECK(versions[1].transaction.id == 5000000001);
        CHECK(versions[0].end_transaction_id == 5000000001);
        CHECK(versions[2].transaction.id == 5000000002);
        CHECK(db(select<Book>().as_of(5000000000)).one().title == "before");
        CHECK(db(select<Book>().as_of(5000000001)).one().title == "after");
        CHECK(db.previous(versions[2]) == versions[1]);
        CHECK(db.template versions_in<Book>(5000000001).size() == 1);
    }
    TEST_CASE_TEMPLATE("rows that the database removes by itself belong to the transaction that made it do so", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> made;
        auto& db = made.db;
        db.insert(Member{0, "m"});
        db.insert(std::vector<Loan>{{0, 1, "a"}, {0, 1, "b"}});
        db.transact({.actor = "ann"}, [&] { db.template remove<Member>(1); });
        const auto first = db.template versions<Loan>(1), second = db.template versions<Loan>(2);
        REQUIRE(first.size() == 2);
        REQUIRE(second.size() == 2);
        CHECK(first[1].transaction.actor == "ann");
        CHECK(first[1].transaction == second[1].transaction);
    }
}

} // namespace history_writers_test
