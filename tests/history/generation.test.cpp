#include "support/drivers.hpp"

#include "rowan/history/generation.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

// Triggers are made anew when they are not those that the program makes, unless a later rowan has made them.
namespace generation_test {

/// A table, and the same as the next version of the program has it.
struct Book {
    std::int64_t id = 0;
    std::string title;
};
struct LaterBook {
    std::int64_t id = 0;
    std::string title;
    std::optional<std::int64_t> year;
};

} // namespace generation_test

template <>
inline constexpr auto rowan::table<generation_test::Book> = rowan::define<generation_test::Book>("book");
template <>
inline constexpr auto rowan::table<generation_test::LaterBook> = rowan::define<generation_test::LaterBook>("book");
template <>
inline constexpr auto rowan::history<generation_test::Book> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<generation_test::LaterBook> = rowan::versioned{};

namespace generation_test {

using namespace rowan;

template <class Driver, class Table>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Table>;
};

/// What the database says of its triggers: their texts, and what changes when they are made anew.
template <class Driver>
class triggers {
public:
    explicit triggers(const std::string& name) : db_(name) {}

    [[nodiscard]] std::vector<test::cells> texts() {
        if constexpr (std::is_same_v<Driver, sqlite>)
            return test::raw_rows(db_, "SELECT sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid");
        else
            return test::raw_rows(db_,
                                  "SELECT prosrc FROM pg_proc WHERE prosrc LIKE '%rowan history%' ORDER BY proname");
    }
    [[nodiscard]] std::vector<test::cells> version() {
        if constexpr (std::is_same_v<Driver, sqlite>) return test::raw_rows(db_, "PRAGMA schema_version");
        else
            return test::raw_rows(db_, "SELECT (SELECT sum(xmin::text::bigint) FROM pg_proc), "
                                       "(SELECT sum(xmin::text::bigint) FROM pg_trigger), "
                                       "(SELECT sum(xmin::text::bigint) FROM pg_class), "
                                       "(SELECT sum(xmin::text::bigint) FROM pg_attribute)");
    }
    /// Changes their texts, as a program that makes others would.
    void replace(const std::string& part, const std::string& by) {
        if constexpr (std::is_same_v<Driver, sqlite>) {
            for (const auto& row : test::raw_rows(db_, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")) {
                std::string text = std::get<std::string>(row[1]);
                const auto place = text.find(part);
                REQUIRE(place != std::string::npos);
                db_.execute("DROP TRIGGER \"" + std::get<std::string>(row[0]) + "\"");
                db_.execute(text.replace(place, part.size(), by));
            }
        } else
            db_.execute("DO $$ DECLARE each text; BEGIN FOR each IN SELECT pg_get_functiondef(oid) FROM pg_proc WHERE "
                        "prosrc LIKE '%rowan history%' LOOP EXECUTE replace(each, '" +
                        part + "', '" + by + "'); END LOOP; END $$");
    }
    /// The generations that they are of.
    [[nodiscard]] std::string generations() {
        std::string found;
        for (const auto& row : texts()) {
            const auto each = std::to_string(detail::generation_of(std::get<std::string>(row[0])));
            if (found.find(each) == std::string::npos) found += each;
        }
        return found;
    }

private:
    connection<test::stranger<Driver>> db_;
};

template <class Driver>
struct fixture {
    test::lasting_database<Driver> database;
    connection<library<Driver, Book>> db{database.name()};
    connection<test::stranger<Driver>> stranger{database.name()};
    triggers<Driver> found{database.name()};

    fixture() {
        db.create_tables();
        db.insert(Book{0, "a"});
    }
};

const std::string mark = "generation " + std::to_string(detail::history_generation),
                  earlier = "generation " + std::to_string(detail::history_generation - 1),
                  later = "generation " + std::to_string(detail::history_generation + 1);

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("a column that was added to table and history is recorded at once", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.stranger.execute("ALTER TABLE book ADD COLUMN year BIGINT");
        connection<library<Driver, LaterBook>> next{here.database.name()};
        CHECK_THROWS_AS(next.create_tables(), schema_mismatch);
        CHECK_THROWS_AS(next.template create_table<LaterBook>(), schema_mismatch);
        here.db.update(Book{1, "b"}); // what records goes on as it was
        here.stranger.execute("ALTER TABLE book_history ADD COLUMN year BIGINT");
        SUBCASE("when the tables are created") { next.create_tables(); }
        SUBCASE("when the table is created") { next.template create_table<LaterBook>(); }
        next.update(LaterBook{1, "b", 1974});
        here.stranger.execute("UPDATE book SET year = 1975");
        next.insert(LaterBook{0, "c", 1976});
        const auto versions = next.template versions<LaterBook>(1);
        REQUIRE(versions.size() == 4);
        CHECK_FALSE(versions[1].row.year);
        CHECK(versions[2].row.year == 1974);
        CHECK(versions[3].row.year == 1975);
        CHECK(next(select<LaterBook>().as_of(versions[2].transaction.id)).one().year == 1974);
        CHECK(next.template versions<LaterBook>(2)[0].row.year == 1976);
    }
    TEST_CASE_TEMPLATE("a program that does not know the column leaves it recorded", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.stranger.execute(
            "ALTER TABLE book ADD COLUMN year BIGINT; ALTER TABLE book_history ADD COLUMN year BIGINT");
        connection<library<Driver, LaterBook>> next{here.database.name()};
        next.create_tables();
        const auto texts = here.found.texts();
        connection<library<Driver, Book>> before{here.database.name()};
        before.create_tables();
        CHECK(here.found.texts() == texts);
        next.update(LaterBook{1, "a", 1974});
        before.update(Book{1, "b"});
        const auto versions = next.template versions<LaterBook>(1);
        REQUIRE(versions.size() == 3);
        CHECK(versions[1].row.year == 1974);
        CHECK(versions[2].row.year == 1974);
        // But not if not all of its triggers are there, or of this generation.
        SUBCASE("a trigger is missing") {
            here.stranger.execute(std::is_same_v<Driver, sqlite> ? "DROP TRIGGER book_history_delete"
                                                                 : "DROP TRIGGER book_history_delete ON book");
        }
        SUBCASE("the triggers are of an earlier generation") { here.found.replace(mark, earlier); }
        before.create_tables();
        CHECK(here.found.texts() != texts);
        before.template remove<Book>(1);
        CHECK(before.template versions<Book>(1).size() == 4);
        next.create_tables();
        CHECK(here.found.texts() == texts);
    }
    TEST_CASE_TEMPLATE("a column that was removed from table and history is not looked for", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        connection<library<Driver, LaterBook>> before{database.name()};
        before.create_tables();
        before.insert(LaterBook{0, "a", 1974});
        connection<library<Driver, Book>> next{database.name()};
        if constexpr (std::is_same_v<Driver, sqlite>) // which refuses to remove what a trigger names
            for (const std::string_view suffix : detail::history_triggers)
                before.execute("DROP TRIGGER IF EXISTS book" + std::string(suffix));
        before.execute("ALTER TABLE book DROP COLUMN year; ALTER TABLE book_history DROP COLUMN year");
        next.create_tables();
        next.update(Book{1, "b"});
        CHECK(next.template versions<Book>(1).size() == 2);
    }
    TEST_CASE_TEMPLATE("where nothing differs nothing is changed", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        const auto version = here.found.version();
        here.db.create_tables();
        here.db.template create_table<Book>();
        connection<library<Driver, Book>>(here.database.name()).create_tables();
        CHECK(here.found.version() == version);
    }
    TEST_CASE_TEMPLATE("nor does anything wait for those who write", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        connection<library<Driver, Book>> other{here.database.name()};
        auto tx = other.begin({.mode = transaction_mode::immediate});
        other.insert(Book{0, "b"});
        if constexpr (std::is_same_v<Driver, sqlite>) here.stranger.execute("PRAGMA user_version");
        connection<library<Driver, Book>> db{here.database.name()};
        if constexpr (std::is_same_v<Driver, sqlite>) db.execute("PRAGMA busy_timeout = 1");
        else db.execute("SET lock_timeout = '1ms'");
        db.create_tables();
        tx.commit();
        CHECK(db.transactions().size() == 2);
    }
    TEST_CASE_TEMPLATE("triggers of an earlier generation, and others, are made anew", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        const auto texts = here.found.texts();
        CHECK(here.found.generations() == std::to_string(detail::history_generation));
        SUBCASE("of an earlier generation") { here.found.replace(mark, earlier); }
        SUBCASE("from before there were generations") {
            here.found.replace(std::string(detail::mark_begin).substr(3), "no mark ");
        }
        SUBCASE("of another text") { here.found.replace("hash ", "hash 9"); }
        REQUIRE(here.found.texts() != texts);
        here.db.create_tables();
        CHECK(here.found.texts() == texts);
        here.db.update(Book{1, "b"});
        CHECK(here.db.template versions<Book>(1).size() == 2);
    }
    TEST_CASE_TEMPLATE("triggers of a later generation are left as they are", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.found.replace(mark, later);
        const auto texts = here.found.texts();
        const auto version = here.found.version();
        here.db.create_tables();
        CHECK(here.found.texts() == texts);
        CHECK(here.found.version() == version);
        here.db.update(Book{1, "b"});
        CHECK(here.db.template versions<Book>(1).size() == 2);
    }
    TEST_CASE_TEMPLATE("a trigger that is gone is made again", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        const auto texts = here.found.texts();
        here.db.execute(std::is_same_v<Driver, sqlite> ? "DROP TRIGGER book_history_insert"
                                                       : "DROP FUNCTION book_history_number() CASCADE");
        here.db.create_tables();
        CHECK(here.found.texts() == texts);
    }
}

} // namespace generation_test
