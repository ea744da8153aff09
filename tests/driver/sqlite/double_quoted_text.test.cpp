#include "support/caught.hpp"
#include "support/raw.hpp"
#include "support/temporary_file.hpp"

#include "rowan/pool.hpp"
#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

// SQLite takes a name in double quotes that is not there for a text, unless it is told not to. Other programs rely on that.
namespace double_quoted_text_test {

using namespace rowan;
using test::caught;

struct Book {
    std::int64_t id = 0;
    std::string title;
    std::optional<std::string> kind;
};
struct Chapter {
    std::int64_t id = 0;
    std::int64_t book_id = 0;
};
/// A view.
struct Shown {
    std::int64_t id = 0;
    std::string label;
};
struct library {
    using driver = sqlite;
    using tables = rowan::tables<Book, Chapter, Shown>;
};

/// A file that another program has made, and a connection to it.
class fixture {
public:
    explicit fixture(const std::string& more) {
        sqlite3* opened = nullptr;
        REQUIRE(sqlite3_open(file_.name().c_str(), &opened) == SQLITE_OK);
        const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> other(opened, &sqlite3_close);
        sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DML, 1, nullptr);
        sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DDL, 1, nullptr);
        const std::string all =
            R"(CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, kind TEXT DEFAULT "new")"
            R"( CHECK (kind IN ("new", "old")));)"
            R"(CREATE INDEX new_books ON book (title) WHERE kind = "new";)"
            R"(CREATE TABLE chapter (id INTEGER PRIMARY KEY, book_id INTEGER REFERENCES book (id) ON DELETE CASCADE);)"
            R"(CREATE TABLE log (what TEXT, "title" TEXT);)" +
            more;
        REQUIRE_MESSAGE(sqlite3_exec(opened, all.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK,
                        sqlite3_errmsg(opened));
        db.emplace(file_.name());
    }
    std::string log() { return test::raw_shown(*db, "SELECT what, title FROM log"); }
    [[nodiscard]] std::string name() const { return file_.name(); }

    std::optional<connection<library>> db;

private:
    test::temporary_file file_;
};

/// What the message of a schema_mismatch says, without the statement.
template <class Action>
std::string reason(const Action& action) {
    const std::string message = caught<schema_mismatch>(action).what();
    return message.substr(0, message.find("; in: "));
}
std::string reason_of(const std::string& name, const std::string& where) {
    return "no such column: " + name + "; the " + where + " has \"" + name +
           "\" in double quotes, which is a name and never a text here: for the text write '" + name + "'";
}

TEST_SUITE("driver") {
    TEST_CASE("a trigger of another program that has a text in double quotes is named") {
        fixture here(
            R"(INSERT INTO book VALUES (1, 'Eden', 'new'); INSERT INTO chapter VALUES (1, 1);)"
            R"(CREATE TRIGGER log_new AFTER INSERT ON book BEGIN INSERT INTO log VALUES ("book", new.title); END;)"
            R"(CREATE TRIGGER log_title AFTER UPDATE OF title ON book)"
            R"( BEGIN INSERT INTO log (what, title) VALUES ("title", new.title); END;)"
            R"(CREATE TRIGGER "log ""gone""" AFTER DELETE ON chapter WHEN old.book_id <> "a ""none""" BEGIN SELECT 1; END;)");
        auto& db = *here.db;
        const std::string none =
            R"(no such column: a "none"; the trigger "log ""gone""" has "a ""none""" in double quotes,)"
            R"( which is a name and never a text here: for the text write 'a "none"')";
        // The texts are names of the statement, too.
        CHECK(reason([&] { db.insert(Book{0, "Solaris", "new"}); }) == reason_of("book", R"(trigger "log_new")"));
        CHECK(reason([&] { db.update(Book{1, "Solaris", "new"}); }) == reason_of("title", R"(trigger "log_title")"));
        CHECK(reason([&] { db.execute("UPDATE book SET title = 'Solaris'"); }) ==
              reason_of("title", R"(trigger "log_title")"));
        // The trigger of a table from which a foreign key removes rows.
        CHECK(reason([&] { db.remove<Book>(1); }) == none);
        db.update(Book{1, "Eden", "old"}, only<&Book::kind>);
        CHECK(db.get<Book>(1).kind == "old");
        CHECK(here.log().empty());
        db.execute("DROP TRIGGER log_new; CREATE TRIGGER log_new AFTER INSERT ON book "
                   "BEGIN INSERT INTO log VALUES ('book', new.title); END");
        db.insert(Book{0, "Solaris", "new"});
        CHECK(here.log() == "book|Solaris;");
    }
    TEST_CASE("a trigger that belongs to the connection, or to an attached file, is named") {
        fixture here("");
        auto& db = *here.db;
        db.execute(
            R"(CREATE TEMP TRIGGER log_new AFTER INSERT ON book BEGIN INSERT INTO log VALUES ("temporary", ''); END;)"
            R"(ATTACH ':memory:' AS "an other"; CREATE TABLE "an other".note (id INTEGER PRIMARY KEY);)"
            R"(CREATE TRIGGER "an other".log_note AFTER INSERT ON note WHEN new.id = "attached" BEGIN SELECT 1; END)");
        CHECK(reason([&] { db.insert(Book{0, "Eden", {}}); }) == reason_of("temporary", R"(trigger "log_new")"));
        CHECK(reason([&] { db.execute("INSERT INTO note VALUES (1)"); }) ==
              reason_of("attached", R"(trigger "log_note")"));
    }
    TEST_CASE("a view of another program that has a text in double quotes is named") {
        fixture here(
            R"(INSERT INTO book VALUES (1, 'Eden', 'new');)"
            R"(CREATE VIEW shown AS SELECT id, "label" AS label FROM book WHERE title <> "none";)"
            R"(CREATE TRIGGER show AFTER INSERT ON chapter BEGIN INSERT INTO log SELECT id, label FROM shown; END)");
        auto& db = *here.db;
        CHECK(reason([&] { (void)db.get<Shown>(1); }) == reason_of("label", R"(view "shown")"));
        CHECK(reason([&] { (void)db(select<Shown>()).all(); }) == reason_of("label", R"(view "shown")"));
        CHECK(reason([&] { db.insert(Chapter{0, 1}); }) == reason_of("label", R"(view "shown")"));
        pool<library> readers(here.name());
        CHECK(reason([&] { (void)readers.get<Shown>(1); }) == reason_of("label", R"(view "shown")"));
    }
    TEST_CASE("what a statement itself lacks is not laid at the door of a trigger or view") {
        fixture here(R"(CREATE VIEW broken AS SELECT "gone" FROM book;)"
                     R"(CREATE TRIGGER log_new AFTER INSERT ON book BEGIN INSERT INTO log VALUES ("gone", ''); END;)");
        auto& db = *here.db;
        CHECK(reason([&] { db.execute(R"(SELECT "gone" FROM book)"); }) == "no such column: gone");
        CHECK(reason([&] { db.execute(R"(UPDATE chapter SET "gone" = 1)"); }) == "no such column: gone");
        CHECK(reason([&] { db.execute(R"(INSERT INTO chapter ("gone") VALUES (1))"); }) ==
              "table chapter has no column named gone");
    }
    TEST_CASE("texts in double quotes in checks, defaults and indexes go on working until a statement reads them") {
        fixture here("");
        auto& db = *here.db;
        db.execute("INSERT INTO book (title) VALUES ('Eden')");
        CHECK(db.get<Book>(1).kind == "new");
        CHECK_THROWS_AS(db.insert(Book{0, "Solaris", "lost"}), constraint_violation);
        CHECK(test::raw_shown(db, "PRAGMA integrity_check") == "ok;");
        db.execute("ALTER TABLE book ADD COLUMN note TEXT");
        CHECK(
            reason([&] { db.execute("ALTER TABLE log RENAME COLUMN what TO which"); }) ==
            R"(error in table book: no such column: new; the table "book" has "new" in double quotes, which is a name)"
            R"( and never a text here: for the text write 'new')");
        for (const char* sql : {"VACUUM", " vacuum main"})
            CHECK(reason([&] { db.execute(sql); }) == reason_of("new", R"(table "book" or index "new_books")"));
        CHECK(test::raw_shown(db, "SELECT count(*) FROM book") == "1;");
    }
    TEST_CASE("a foreign key says which column it does not find") {
        fixture here(R"(CREATE TABLE mark (id INTEGER REFERENCES book ("a ""page"""));)"
                     R"(CREATE TABLE loan (id INTEGER REFERENCES book (title));)"
                     R"(CREATE TABLE note (id INTEGER REFERENCES thing (id));)");
        auto& db = *here.db;
        CHECK(reason([&] { db.execute("INSERT INTO mark VALUES (1)"); }) ==
              R"(foreign key mismatch - "mark" referencing "book": "book" has no column "a ""page""")");
        CHECK(reason([&] { db.execute("INSERT INTO loan VALUES (1)"); }) ==
              R"(foreign key mismatch - "loan" referencing "book": what it refers to is neither the primary key nor)"
              R"( unique in "book")");
        CHECK(reason([&] { db.execute("INSERT INTO note VALUES (1)"); }) == "no such table: main.thing");
        CHECK(reason([&] { db.execute("CREATE TABLE page (id INTEGER, FOREIGN KEY (book) REFERENCES book (id))"); }) ==
              R"(unknown column "book" in foreign key definition)");
    }
    TEST_CASE("what later versions of SQLite guess of a name is not repeated") {
        CHECK(detail::without_guess(
                  R"(no such column: "full_name" - should this be a string literal in single-quotes?)") ==
              "no such column: full_name");
        CHECK(detail::without_guess(
                  R"(error in view v: no such column: "a" - should this be a string literal in single-quotes?)") ==
              "error in view v: no such column: a");
        for (const char* message : {"no such column: a.b", R"(no such column: "x)", "no such table: x", ""})
            CHECK(detail::without_guess(message) == message);
    }
    TEST_CASE("a conflict that no constraint of the database decides is a mismatch") {
        fixture here("");
        CHECK(reason([&] { here.db->execute("INSERT INTO log VALUES (1, 2) ON CONFLICT (what) DO NOTHING"); }) ==
              "ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint");
    }
}

} // namespace double_quoted_text_test
