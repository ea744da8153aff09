#include "support/caught.hpp"

#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace errors_test {

struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    int year = 0;
};
struct Code {
    std::string id;
    std::optional<std::int64_t> amount;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book, Code>;
};

} // namespace errors_test

template <>
inline constexpr auto rowan::table<errors_test::Book> = rowan::define<errors_test::Book>(
    "books", rowan::foreign_key<&errors_test::Book::author_id>.references<&errors_test::Author::id>(),
    rowan::unique<&errors_test::Book::author_id, &errors_test::Book::title>,
    rowan::check(rowan::col<&errors_test::Book::year> > 0).named("year_is_positive"),
    rowan::check(rowan::col<&errors_test::Book::year> < 3000));
template <>
inline constexpr auto rowan::table<errors_test::Code> = rowan::define<errors_test::Code>("codes", rowan::strict);

namespace errors_test {

using namespace rowan;
using test::caught;

struct fixture {
    connection<library> db{":memory:"};
    Author author{.name = "Ursula K. Le Guin"};

    fixture() {
        db.create_tables();
        db.insert(author);
        db.insert(Book{0, author.id, "The Dispossessed", 1974});
    }
    std::int64_t books() { return db(select(count()).from<Book>()).scalar(); }

    /// After an error the connection does what it did before, and nothing of the failed statement is there.
    void check_unchanged() {
        CHECK(books() == 1);
        CHECK_FALSE(db.in_transaction());
        db.insert(Book{0, author.id, "The Lathe of Heaven", 1971});
        CHECK(books() == 2);
    }
};

constexpr const char* secret = "s3cret";

TEST_SUITE("engine") {
    TEST_CASE_FIXTURE(fixture, "a row that is not unique is refused with the columns") {
        const auto error =
            caught<constraint_violation>([&] { db.insert(Book{0, author.id, "The Dispossessed", 1974}); });
        CHECK(error.kind() == constraint_kind::unique);
        CHECK(error.constraint() == "books.author_id, books.title");
        CHECK(error.code() == SQLITE_CONSTRAINT_UNIQUE);
        CHECK(error.sql() == R"(INSERT INTO "books" ("author_id", "title", "year") VALUES (?1, ?2, ?3))");
        CHECK(std::string(error.what()).find("Dispossessed") == std::string::npos);
        CHECK(std::string(error.what()).find(error.sql()) != std::string::npos);
        check_unchanged();
    }
    TEST_CASE_FIXTURE(fixture, "a primary key that is there already is refused") {
        db.insert(Code{"a", 1});
        const auto error = caught<constraint_violation>([&] { db.insert(Code{"a", 2}); });
        CHECK(error.kind() == constraint_kind::primary_key);
        CHECK(error.constraint() == "codes.id");
        CHECK(error.code() == SQLITE_CONSTRAINT_PRIMARYKEY);
        CHECK(db.get<Code>("a").amount == 1);
        check_unchanged();

        // The rowid is a primary key of its own code.
        const auto rowid = caught<constraint_violation>([&] { db.execute("INSERT INTO books VALUES (1, 1, 'x', 1)"); });
        CHECK(rowid.kind() == constraint_kind::primary_key);
        CHECK(rowid.constraint() == "books.id");
    }
    TEST_CASE_FIXTURE(fixture, "a row that refers to none is refused") {
        const auto error = caught<constraint_violation>([&] { db.insert(Book{0, 99, secret, 1}); });
        CHECK(error.kind() == constraint_kind::foreign_key);
        CHECK(error.constraint().empty());
        CHECK(error.code() == SQLITE_CONSTRAINT_FOREIGNKEY);
        CHECK(std::string(error.what()).find(secret) == std::string::npos);
        check_unchanged();

        const auto referred = caught<constraint_violation>([&] { db.remove(author); });
        CHECK(referred.kind() == constraint_kind::foreign_key);
        CHECK(referred.sql() == R"(DELETE FROM "author" WHERE "id" = ?1)");
        CHECK(db.find<Author>(author.id));
    }
    TEST_CASE_FIXTURE(fixture, "a check that a row does not meet is named, or its text given") {
        const auto named = caught<constraint_violation>([&] { db.insert(Book{0, author.id, secret, -5}); });
        CHECK(named.kind() == constraint_kind::check);
        CHECK(named.constraint() == "year_is_positive");
        CHECK(named.code() == SQLITE_CONSTRAINT_CHECK);
        CHECK(std::string(named.what()).find(secret) == std::string::npos);
        CHECK(std::string(named.what()).find("-5") == std::string::npos);
        const auto text = caught<constraint_violation>([&] { db.insert(Book{0, author.id, secret, 4000}); });
        // SQLite would give the whole text, if that did not begin with a quoted name.
        CHECK(text.constraint() == "year");
        check_unchanged();

        const auto update = caught<constraint_violation>(
            [&] { db(rowan::update<Book>().set(col<&Book::year> = -1).where(col<&Book::id> > 0)); });
        CHECK(update.kind() == constraint_kind::check);
        CHECK(db.get<Book>(1).year == 1974);
    }
    TEST_CASE_FIXTURE(fixture, "a null where none may be is refused with the column") {
        const auto error =
            caught<constraint_violation>([&] { db.execute("INSERT INTO books (author_id, year) VALUES (1, 1)"); });
        CHECK(error.kind() == constraint_kind::not_null);
        CHECK(error.constraint() == "books.title");
        CHECK(error.code() == SQLITE_CONSTRAINT_NOTNULL);
        check_unchanged();
    }
    TEST_CASE_FIXTURE(fixture, "a value of another type is refused by a strict table") {
        const auto error =
            caught<constraint_violation>([&] { db.execute("INSERT INTO codes VALUES ('a', 's3cret')"); });
        CHECK(error.kind() == constraint_kind::data_type);
        CHECK(error.constraint() == "codes.amount");
        CHECK(error.code() == SQLITE_CONSTRAINT_DATATYPE);
        CHECK_FALSE(db.find<Code>("a"));
        check_unchanged();
    }
    TEST_CASE_FIXTURE(fixture, "what a trigger raises is a violation with its message") {
        db.execute("CREATE TRIGGER guard BEFORE INSERT ON books WHEN NEW.year = 13"
                   " BEGIN SELECT RAISE(ABORT, 'thirteen is not wanted'); END");
        const auto error = caught<constraint_violation>([&] { db.insert(Book{0, author.id, secret, 13}); });
        CHECK(error.kind() == constraint_kind::trigger);
        CHECK(error.code() == SQLITE_CONSTRAINT_TRIGGER);
        CHECK(std::string(error.what()).find("thirteen is not wanted") != std::string::npos);
        check_unchanged();
    }
    TEST_CASE_FIXTURE(fixture, "a statement on many rows that fails at one changes none") {
        db.insert(Book{0, author.id, "Rocannon's World", 1966});
        CHECK_THROWS_AS(db(rowan::update<Book>().set(col<&Book::year> = col<&Book::year> - 1966).every_row()),
                        constraint_violation);
        CHECK(db.get<Book>(1).year == 1974);
        CHECK(db.get<Book>(2).year == 1966);
    }
    TEST_CASE_FIXTURE(fixture, "an error within a transaction leaves what was done before it in place") {
        auto scope = db.begin();
        db.insert(Book{0, author.id, "Planet of Exile", 1966});
        CHECK_THROWS_AS(db.insert(Book{0, author.id, "Planet of Exile", 1966}), constraint_violation);
        CHECK(db.in_transaction());
        db.insert(Book{0, author.id, "City of Illusions", 1967});
        scope.commit();
        CHECK(books() == 3);
    }

    TEST_CASE_FIXTURE(fixture, "SQL that is none is a syntax error") {
        for (const char* text : {"SELEC 1", "SELECT 1 FROM", "SELECT (", "SELECT 'open", "CREATE TABLE"}) {
            CAPTURE(text);
            const auto error = caught<syntax_error>([&] { db.execute(text); });
            CHECK(error.sql() == text);
            CHECK(error.code() == SQLITE_ERROR);
        }
        check_unchanged();
    }
    TEST_CASE("a database without the table or the column that the program describes does not match it") {
        connection<library> db{":memory:"};
        const auto table = caught<schema_mismatch>([&] { (void)db(select<Author>()).all(); });
        CHECK(std::string(table.what()).find("no such table: author") != std::string::npos);
        CHECK(table.sql() == sql_text<library>(select<Author>()));
        CHECK_THROWS_AS(db.insert(Author{.name = "x"}), schema_mismatch);

        db.execute("CREATE TABLE author (id INTEGER PRIMARY KEY)");
        const auto column = caught<schema_mismatch>([&] { (void)db(select<Author>()).all(); });
        CHECK(std::string(column.what()).find("author.name") != std::string::npos);
        CHECK_THROWS_AS(db.insert(Author{.name = "x"}), schema_mismatch);

        db.execute("ALTER TABLE author ADD COLUMN name TEXT NOT NULL DEFAULT ''");
        db.insert(Author{.name = "x"});
        CHECK(db(select<Author>()).one().name == "x");
    }
    TEST_CASE_FIXTURE(fixture, "every error is a rowan::error and a std::runtime_error") {
        CHECK_THROWS_AS(db.insert(Book{0, 99, "x", 1}), rowan::error);
        CHECK_THROWS_AS(db.insert(Book{0, 99, "x", 1}), std::runtime_error);
        CHECK_THROWS_AS((void)db.get<Book>(99), rowan::error);
        const auto missing = caught<not_found>([&] { (void)db.get<Book>(99); });
        CHECK(missing.code() == 0);
        CHECK(missing.sql() == R"(SELECT "id", "author_id", "title", "year" FROM "books" WHERE "id" = ?1)");
    }
}

} // namespace errors_test
