#include "support/caught.hpp"
#include "support/temporary_file.hpp"

#include "rowan/pool.hpp"
#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace pool_sqlite_test {

using namespace rowan;
using namespace std::chrono_literals;
using test::caught;
using test::temporary_file;

struct Book {
    std::int64_t id{};
    std::string title{};
};
struct library {
    using driver = sqlite;
    using tables = rowan::tables<Book>;
};
constexpr auto books = select(count()).from<Book>();
constexpr auto titled = select<Book>().where(col<&Book::title> == param<"title">);

TEST_SUITE("engine") {
    TEST_CASE("a pool writes by one connection and reads by others") {
        const temporary_file file;
        pool<library> pool(file.name(), {.maximum = 3});
        pool.create_tables();
        Book book{.title = "Emma"};
        CHECK(pool.insert(book) == 1);
        book.title = "Persuasion";
        pool.update(book);
        pool.update(Book{1, "Persuasion"}, only<&Book::title>);
        pool.upsert(Book{2, "Emma"});
        pool.insert(std::vector<Book>{{0, "Lady Susan"}, {0, "Sanditon"}});
        CHECK(pool.get<Book>(1).title == "Persuasion");
        CHECK(pool(titled, "title"_p = "Emma").one().id == 2);
        CHECK(pool(update<Book>().set(col<&Book::title> = "?").where(col<&Book::id> >= 3)) == 2);
        CHECK(pool(rowan::remove<Book>().where(col<&Book::id> == 4).returning(col<&Book::title>)).scalar() == "?");
        pool.remove(book);
        CHECK(pool.remove<Book>(2));
        CHECK_FALSE(pool.find<Book>(2));
        CHECK(pool(books).scalar() == 1);
        CHECK(pool.primary()(select<Book>()).one().id == 3);

        const auto now = pool.statistics();
        CHECK(now.created == 2);
        CHECK(now.replica_reads == 4);
        CHECK(now.fallbacks == 0);
    }

    TEST_CASE("readers go on while somebody writes, and see what is committed") {
        const temporary_file file;
        pool<library> pool(file.name(), {.maximum = 2});
        pool.create_tables();
        pool.transact([&](auto& db) {
            db.insert(Book{.title = "Emma"});
            CHECK(pool(books).scalar() == 0);
        });
        CHECK(pool(books).scalar() == 1);
        const auto reader = pool.acquire_reader();
        CHECK_THROWS_AS(reader->insert(Book{}), read_only_database);
    }

    TEST_CASE("a pool of one connection reads by the one that writes") {
        const temporary_file file;
        pool<library> pool(file.name(), {.maximum = 1, .acquire_timeout = 10ms});
        pool.create_tables();
        CHECK(pool(books).scalar() == 0);
        {
            const auto reader = pool.acquire_reader();
            CHECK((*reader)(books).scalar() == 0);
        }
        CHECK(pool.statistics().created == 1);
        const auto held = pool.acquire();
        CHECK_THROWS_AS((void)pool(books), timed_out);
    }

    TEST_CASE("a transaction that fails leaves nothing, and the writer is as good as new") {
        const temporary_file file;
        pool<library> pool(file.name());
        pool.create_tables();
        CHECK_THROWS_AS(pool.transact([](auto& db) {
            db.insert(Book{});
            throw std::logic_error("mine");
        }),
                        std::logic_error);
        pool.with([](auto& db) {
            db.execute("BEGIN");
            db.insert(Book{});
        });
        CHECK(pool(books).scalar() == 0);
        CHECK_THROWS_AS(pool.remove(Book{7, ""}), not_found);
        pool.insert(Book{});
        CHECK(pool(books).scalar() == 1);
        CHECK(pool.statistics().created == 2);
    }

    TEST_CASE("a database that connections cannot share is refused") {
        for (const std::string name : {":memory:", "", "file::memory:", "file:x?mode=memory&cache=shared"})
            CHECK_THROWS_AS(pool<library>{name}, not_shareable);
        const auto error = caught<not_shareable>([] { pool<library>{":memory:"}; });
        CHECK(std::string(error.what()) == "a database in memory belongs to one connection; give the name of a file");
    }

    TEST_CASE("a database that only may be read can have a pool, too") {
        const temporary_file file;
        {
            pool<library> pool(file.name());
            pool.create_tables();
            pool.insert(Book{.title = "Emma"});
        }
        pool<library> pool(file.name(), {}, {.read_only = true});
        CHECK(pool(books).scalar() == 1);
        CHECK_THROWS_AS(pool.insert(Book{}), read_only_database);
    }

    TEST_CASE("what this driver cannot promise of replicas is refused") {
        const temporary_file file, copy;
        pool<library>(copy.name()).create_tables();
        CHECK_THROWS_AS(pool<library>(file.name(), {.replicas = {copy.name()}, .max_replay_lag = 1s}), error);
        CHECK_THROWS_AS(pool<library>(file.name(), {.replicas = {copy.name()}, .read_your_writes = true}), error);
        pool<library> pool(file.name(), {.maximum = 1, .replicas = {copy.name()}, .read_your_writes = false});
        pool.create_tables();
        pool.insert(Book{});
        CHECK(pool(books).scalar() == 0);
        CHECK(pool.primary()(books).scalar() == 1);
    }
}

} // namespace pool_sqlite_test
