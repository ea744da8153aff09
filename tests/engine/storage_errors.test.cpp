#include "support/caught.hpp"
#include "support/temporary_file.hpp"

#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace storage_errors_test {

using namespace rowan;
using test::caught;
using test::temporary_file;

struct Note {
    std::int64_t id = 0;
    std::string text;
};
struct notes {
    using driver = sqlite;
    using tables = rowan::tables<Note>;
};
constexpr sqlite_options impatient{.busy_timeout = std::chrono::milliseconds{0}};

std::int64_t count_of(connection<notes>& db) { return db(select(count()).from<Note>()).scalar(); }

TEST_SUITE("engine") {
    TEST_CASE("a lock of another connection is busy, and no more when it is gone") {
        const temporary_file file;
        connection<notes> first{file.name()}, second{file.name(), impatient};
        first.create_tables();
        {
            auto scope = first.begin({.mode = transaction_mode::immediate});
            const auto error = caught<busy>([&] { second.insert(Note{0, "s3cret"}); });
            CHECK((error.code() & 0xff) == SQLITE_BUSY);
            CHECK(error.sql() == R"(INSERT INTO "note" ("text") VALUES (?1))");
            CHECK(std::string(error.what()).find("s3cret") == std::string::npos);
            CHECK_THROWS_AS((void)second.begin({.mode = transaction_mode::immediate}), busy);
            CHECK_FALSE(second.in_transaction());
            CHECK(count_of(second) == 0);
            first.insert(Note{0, "one"});
            scope.commit();
        }
        second.insert(Note{0, "two"});
        CHECK(count_of(first) == 2);
    }
    TEST_CASE("a statement waits for a lock as long as the options say") {
        const temporary_file file;
        connection<notes> first{file.name()}, second{file.name(), {.busy_timeout = std::chrono::milliseconds{60}}};
        first.create_tables();
        auto scope = first.begin({.mode = transaction_mode::immediate});
        const auto begin = std::chrono::steady_clock::now();
        CHECK_THROWS_AS(second.insert(Note{0, "x"}), busy);
        CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds{50});
        scope.rollback();
    }
    TEST_CASE("a wait for a lock is canceled from another thread") {
        const temporary_file file;
        connection<notes> first{file.name()}, second{file.name(), {.busy_timeout = std::chrono::minutes(10)}};
        first.create_tables();
        auto scope = first.begin({.mode = transaction_mode::immediate});
        const auto canceled_while = [&](const auto& action) {
            std::atomic<bool> is_over = false;
            // Whenever the wait begins, one of these comes while it goes on.
            std::thread canceler([&] {
                while (!is_over) {
                    CHECK(second.cancel());
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                }
            });
            const auto error = caught<canceled>(action);
            is_over = true;
            canceler.join();
            CHECK(error.code() == SQLITE_INTERRUPT);
            return std::string(error.sql());
        };
        CHECK(canceled_while([&] { second.insert(Note{0, "x"}); }) == R"(INSERT INTO "note" ("text") VALUES (?1))");
        CHECK(canceled_while([&] { second.execute("DELETE FROM note"); }) == "DELETE FROM note");
        CHECK(canceled_while([&] { (void)second.begin({.mode = transaction_mode::immediate}); }) == "BEGIN IMMEDIATE");
        scope.rollback();
        second.insert(Note{0, "x"});
        CHECK(count_of(second) == 1);
    }
    TEST_CASE("what was canceled before does not end a later wait for a lock") {
        const temporary_file file;
        connection<notes> first{file.name()}, second{file.name(), {.busy_timeout = std::chrono::milliseconds{20}}};
        first.create_tables();
        auto scope = first.begin({.mode = transaction_mode::immediate});
        bool is_asked = false;
        CHECK(second.handle().cancel_later([&](bool asked) { is_asked = asked; }));
        CHECK(is_asked);
        CHECK_THROWS_AS(second.insert(Note{0, "x"}), busy);
        CHECK_THROWS_AS(second.insert(Note{0, "x"}), busy);
    }
    TEST_CASE("a reader that wants to write after another wrote cannot be served") {
        const temporary_file file;
        connection<notes> first{file.name(), {.wal = true}}, second{file.name(), impatient};
        first.create_tables();
        auto scope = second.begin();
        CHECK(count_of(second) == 0);
        first.insert(Note{0, "one"});
        const auto error = caught<serialization_failure>([&] { second.insert(Note{0, "two"}); });
        CHECK(error.code() == SQLITE_BUSY_SNAPSHOT);
        scope.rollback();
        second.insert(Note{0, "two"});
        CHECK(count_of(first) == 2);
    }

    TEST_CASE("a file that is no database is refused when it is opened") {
        const temporary_file file;
        std::ofstream(file.path()) << std::string(5000, 'x');
        const auto error = caught<corrupt_database>([&] { connection<notes> db{file.name()}; });
        CHECK(error.code() == SQLITE_NOTADB);
        CHECK(std::filesystem::file_size(file.path()) == 5000);
    }
    TEST_CASE("a damaged file is noticed where it is read, and what is whole can be read still") {
        const temporary_file file;
        std::vector<Note> many(400, Note{0, std::string(500, 'n')});
        {
            connection<notes> db{file.name()};
            db.create_tables();
            db.insert(many);
        }
        {
            std::fstream stream(file.path(), std::ios::in | std::ios::out | std::ios::binary);
            stream.seekp(20 * 4096);
            stream << std::string(10 * 4096, '\x5a');
        }
        connection<notes> db{file.name()};
        const auto error = caught<corrupt_database>([&] { (void)db(select<Note>()).all(); });
        CHECK((error.code() & 0xff) == SQLITE_CORRUPT);
        CHECK(error.sql() == R"(SELECT "note"."id", "note"."text" FROM "note")");
        CHECK(db.get<Note>(1).text == many[0].text);
        CHECK(db.get<Note>(400).text == many[0].text);
        CHECK_THROWS_AS((void)db(select<Note>()).all(), corrupt_database);
    }
    TEST_CASE("a database that is opened to be read cannot be written") {
        const temporary_file file;
        {
            connection<notes> db{file.name()};
            db.create_tables();
            db.insert(Note{0, "one"});
        }
        for (const bool by_uri : {false, true}) {
            CAPTURE(by_uri);
            connection<notes> db{by_uri ? "file:" + file.name() + "?mode=ro" : file.name(), {.read_only = !by_uri}};
            const auto error = caught<read_only_database>([&] { db.insert(Note{0, "two"}); });
            CHECK((error.code() & 0xff) == SQLITE_READONLY);
            CHECK_THROWS_AS(db.execute("DELETE FROM note"), read_only_database);
            CHECK(count_of(db) == 1);
        }
        connection<notes> db{file.name()};
        db.execute("PRAGMA query_only = 1");
        CHECK_THROWS_AS(db.insert(Note{0, "two"}), read_only_database);
        db.execute("PRAGMA query_only = 0");
        db.insert(Note{0, "two"});
        CHECK(count_of(db) == 2);
    }
    TEST_CASE("what cannot be opened says its name") {
        const auto error = caught<connection_lost>([&] { connection<notes> db{"/no/such/folder/notes.db"}; });
        CHECK((error.code() & 0xff) == SQLITE_CANTOPEN);
        CHECK(std::string(error.what()).find("/no/such/folder/notes.db") != std::string::npos);
        CHECK_THROWS_AS(connection<notes>{std::filesystem::temp_directory_path().string()}, connection_lost);

        const temporary_file file;
        CHECK_THROWS_AS(connection<notes>(file.name(), {.create = false}), connection_lost);
        CHECK_THROWS_AS(connection<notes>(file.name(), {.read_only = true}), connection_lost);
        CHECK_FALSE(std::filesystem::exists(file.path()));
        connection<notes>(file.name()).create_tables();
        connection<notes>(file.name(), {.create = false}).insert(Note{0, "there"});
    }

    TEST_CASE("a full database refuses a row and keeps the others") {
        const temporary_file file;
        connection<notes> db{file.name()};
        db.create_tables();
        db.insert(Note{0, "small"});
        db.execute("PRAGMA max_page_count = 10");
        const auto error = caught<disk_full>([&] { db.insert(Note{0, std::string(100'000, 's')}); });
        CHECK(error.code() == SQLITE_FULL);
        CHECK(error.sql() == R"(INSERT INTO "note" ("text") VALUES (?1))");
        CHECK_FALSE(db.in_transaction());
        CHECK(count_of(db) == 1);
        db.insert(Note{0, "small"});
        CHECK(count_of(db) == 2);
    }
    TEST_CASE("a range that the database is too full for is not inserted in part") {
        const temporary_file file;
        connection<notes> db{file.name()};
        db.create_tables();
        db.execute("PRAGMA max_page_count = 10");
        std::vector<Note> many(1000, Note{0, std::string(100, 'n')});
        CHECK_THROWS_AS(db.insert(many), disk_full);
        CHECK_FALSE(db.in_transaction());
        CHECK(count_of(db) == 0);
        db.insert(Note{0, "small"});
        CHECK(count_of(db) == 1);
    }
    TEST_CASE("a transaction that runs into a full database is rolled back as a whole") {
        const temporary_file file;
        connection<notes> db{file.name()};
        db.create_tables();
        db.execute("PRAGMA max_page_count = 10");
        CHECK_THROWS_AS(db.transact([&] {
            db.insert(Note{0, "small"});
            auto nested = db.begin();
            db.insert(Note{0, std::string(100'000, 'n')});
            nested.commit();
        }),
                        disk_full);
        CHECK(db.transaction_depth() == 0);
        CHECK(count_of(db) == 0);
        db.insert(Note{0, "small"});
        CHECK(count_of(db) == 1);
    }
}

} // namespace storage_errors_test
