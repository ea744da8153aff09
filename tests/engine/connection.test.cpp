#include "support/caught.hpp"
#include "support/temporary_file.hpp"

#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <type_traits>

namespace connection_test {

struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book, Author>;
};
struct pascal_library : library {
    using naming = rowan::pascal_case;
};

} // namespace connection_test

template <>
inline constexpr auto rowan::table<connection_test::Book> = rowan::define<connection_test::Book>(
    rowan::foreign_key<&connection_test::Book::author_id>.references<&connection_test::Author::id>());

namespace connection_test {

using namespace rowan;
using test::caught;
using test::temporary_file;

template <class Database>
std::string text(connection<Database>& db, const char* sql) {
    auto statement = db.handle().prepare(sql);
    REQUIRE(statement.step());
    std::string result;
    statement.template read<encoding::standard>(0, result);
    return result;
}

TEST_SUITE("engine") {
    TEST_CASE("what one connection wrote, the next reads") {
        const temporary_file file;
        connection<library>(file.name()).create_tables();
        CHECK(connection<library>(file.name()).insert(Author{0, "Ursula K. Le Guin"}) == 1);
        CHECK(connection<library>(file.name()).get<Author>(1).name == "Ursula K. Le Guin");
        static_assert(!std::is_copy_constructible_v<connection<library>>);
        static_assert(!std::is_move_constructible_v<connection<library>>);
    }
    TEST_CASE("foreign keys are kept unless the options say otherwise") {
        connection<library> kept{":memory:"};
        kept.create_tables();
        CHECK_THROWS_AS(kept.insert(Book{0, 9}), constraint_violation);
        connection<library> loose{":memory:", {.foreign_keys = false}};
        loose.create_tables();
        CHECK(loose.insert(Book{0, 9}) == 1);
    }
    TEST_CASE("a write-ahead log lets readers go on beside a writer") {
        const temporary_file file;
        connection<library> writer{file.name(), {.wal = true}};
        CHECK(text(writer, "PRAGMA journal_mode") == "wal");
        writer.create_tables();
        connection<library> reader{file.name(), {.busy_timeout = std::chrono::milliseconds{0}}};
        auto scope = writer.begin({.mode = transaction_mode::immediate});
        writer.insert(Author{0, "x"});
        CHECK(reader(select(count()).from<Author>()).scalar() == 0);
        scope.commit();
        CHECK(reader(select(count()).from<Author>()).scalar() == 1);
        const temporary_file other;
        connection<library> rollback_journal{other.name()};
        CHECK(text(rollback_journal, "PRAGMA journal_mode") == "delete");
    }
    TEST_CASE("a URI names a database and how to open it") {
        connection<library> first{"file:rowan_connection_test?mode=memory&cache=shared"};
        connection<library> second{"file:rowan_connection_test?mode=memory&cache=shared"};
        first.create_tables();
        first.insert(Author{0, "shared"});
        CHECK(second.get<Author>(1).name == "shared");
        const temporary_file file;
        CHECK_THROWS_AS(connection<library>{"file:" + file.name() + "?mode=rw"}, connection_lost);
        connection<library>{"file:" + file.name() + "?mode=rwc"}.create_tables();
        CHECK(std::filesystem::exists(file.path()));
    }
    TEST_CASE("two databases in memory are two") {
        connection<library> first{":memory:"}, second{":memory:"};
        first.create_tables();
        CHECK_THROWS_AS((void)second.find<Author>(1), schema_mismatch);
    }
    TEST_CASE("a pattern that is bound does not plan the statement anew, by choice") {
        const auto steps = [](const sqlite_options& options) {
            connection<library> db{":memory:", options};
            db.execute("CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE);"
                       "CREATE INDEX by_name ON author (name)");
            auto statement = db.handle().prepare("EXPLAIN QUERY PLAN SELECT id FROM author WHERE name LIKE ?1");
            statement.bind<encoding::standard>(1, std::string_view("Le%"));
            REQUIRE(statement.step());
            std::string plan;
            statement.read<encoding::standard>(3, plan);
            return plan;
        };
        CHECK(steps({}).find("SCAN") == 0);
        CHECK(steps({.stable_plans = false}).find("SEARCH") == 0);
    }
    TEST_CASE("a database has the names of its policy") {
        connection<pascal_library> db{":memory:"};
        db.create_tables();
        CHECK(text(db, "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema ORDER BY name)") ==
              "Author,Book");
        CHECK(text(db, "SELECT group_concat(name) FROM pragma_table_info('Book')") == "Id,AuthorId");
        Author author{0, "x"};
        db.insert(author);
        db.insert(Book{0, author.id});
        CHECK(db(select(col<&Author::name>).from<Book>().join<Author>()).scalar() == "x");
    }
    TEST_CASE("several statements are executed at once, up to the first that fails") {
        connection<library> db{":memory:"};
        db.execute("CREATE TABLE t (x); INSERT INTO t VALUES (1); INSERT INTO t VALUES (2);");
        CHECK_THROWS_AS(db.execute("INSERT INTO t VALUES (3); INSERT INTO u VALUES (4); INSERT INTO t VALUES (5)"),
                        schema_mismatch);
        CHECK(text(db, "SELECT group_concat(x) FROM t") == "1,2,3");
        db.execute("");
    }
}

} // namespace connection_test
