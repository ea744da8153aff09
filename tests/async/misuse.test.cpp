#include "async/running.hpp"
#include "support/caught.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

// What rowan can see is told, and nothing hangs; what is destroyed in its middle ends.
namespace async_misuse_test {

using namespace rowan;

struct Note {
    std::int64_t id = 0;
    std::string text{};
};
template <class Driver>
struct notes {
    using driver = Driver;
    using tables = rowan::tables<Note>;
};
template <class Driver>
using session = async::connection<notes<Driver>>;

constexpr auto how_many = select(count()).from<Note>();

/// A query that takes long on the server, and one that a connection of SQLite works on for long.
template <class Driver>
const char* long_script() {
    if (std::is_same_v<Driver, postgres>) return "SELECT pg_sleep(300)";
    return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) SELECT max(i) FROM "
           "n";
}

TEST_SUITE("async") {
    TEST_CASE_TEMPLATE("two operations at once, and a connection that is not open, are told", Driver, TEST_DRIVERS) {
        const std::string name = test::empty_database<Driver>::name();
        test::run_to_end([&]() -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            session<Driver> db{executor};
            std::string message = co_await test::failure_of<error>(db(how_many).scalar());
            CHECK(message == "the connection is not open: co_await its open(…) first");
            co_await db.open(name);
            co_await db.create_tables();
            message = co_await test::failure_of<error>(db.open(name));
            CHECK(message == "the connection is open already; close it first");
            int over = 0;
            db(how_many).scalar()([&](std::exception_ptr failure, std::int64_t) { over += failure ? 10 : 1; });
            db(how_many).scalar()([&](std::exception_ptr failure, std::int64_t) { over += failure ? 10 : 1; });
            while (over < 11) co_await asio::post(executor, asio::use_awaitable);
            CHECK(over == 11); // the first is not disturbed
            co_await db.close();
            (void)co_await test::failure_of<error>(db(how_many).scalar());
        });
    }
    TEST_CASE_TEMPLATE("an open that fails leaves a connection that can be opened", Driver, TEST_DRIVERS) {
        const std::string good = test::empty_database<Driver>::name();
        test::run_to_end([&]() -> asio::awaitable<void> {
            session<Driver> db{co_await asio::this_coro::executor};
            const std::string bad =
                std::is_same_v<Driver, postgres> ? good + " dbname=there_is_none" : "/there/is/no/folder/file.db";
            (void)co_await test::failure_of<connection_lost>(db.open(bad));
            CHECK_FALSE(db.is_open());
            co_await db.open(good);
            CHECK(db.is_open());
        });
    }
    TEST_CASE_TEMPLATE("a connection that is destroyed while it works ends what it does", Driver, TEST_DRIVERS) {
        const std::string name = test::empty_database<Driver>::name();
        asio::io_context context(1);
        auto db = std::make_unique<session<Driver>>(context);
        test::run_to_end(context, db->open(name));
        std::exception_ptr thrown;
        int calls = 0;
        db->execute(long_script<Driver>())([&](std::exception_ptr failure) {
            ++calls;
            thrown = failure;
        });
        asio::post(context, [&] { db.reset(); });
        context.restart();
        context.run();
        CHECK(calls == 1);
        CHECK_THROWS_AS(std::rethrow_exception(thrown), error);
    }
    TEST_CASE_TEMPLATE("a context that is destroyed in the middle leaves nothing", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        const std::string name = database.name();
        for (int turns : {1, 2, 3, 5, 8, 13, 21, 34, 55}) {
            bool is_over = false;
            const auto token = std::make_shared<int>(0);
            {
                asio::io_context context(1);
                asio::co_spawn(
                    context,
                    // What it refers to is given to it: it goes on when this lambda is gone.
                    [](asio::io_context& here, std::string where, bool& ended,
                       std::shared_ptr<int>) -> asio::awaitable<void> {
                        session<Driver> db{here};
                        co_await db.open(where);
                        co_await db.create_tables();
                        co_await db.transact([](auto& tx) -> asio::awaitable<void> {
                            for (int i = 0; i < 3; ++i) {
                                Note note{0, "a text that is too long for a short string"};
                                co_await tx.insert(note);
                            }
                            auto rows = tx.stream(select<Note>());
                            (void)co_await rows.next(1);
                            co_await tx.execute(long_script<Driver>());
                        });
                        ended = true;
                    }(context, name, is_over, token),
                    asio::detached);
                for (int turn = 0; turn < turns; ++turn) context.run_one_for(std::chrono::milliseconds(50));
            }
            CHECK_FALSE(is_over);
            CHECK(token.use_count() == 1);
        }
        connection<notes<Driver>> after(name);
        after.create_tables();
        CHECK(after(how_many).scalar() == 0);
    }
    TEST_CASE_TEMPLATE("connections may be destroyed after their context", Driver, TEST_DRIVERS) {
        const std::string name = test::empty_database<Driver>::name();
        auto context = std::make_unique<asio::io_context>(1);
        auto db = std::make_unique<session<Driver>>(*context);
        test::run_to_end(*context, db->open(name));
        test::run_to_end(*context, db->create_tables());
        context.reset();
        db.reset();
    }
    TEST_CASE("what is awaited inside of a function that runs on the connection's thread is told, and does not hang") {
        const std::string name = test::empty_database<sqlite>::name();
        test::run_to_end([&]() -> asio::awaitable<void> {
            session<sqlite> db{co_await asio::this_coro::executor};
            co_await db.open(name);
            co_await db.create_tables();
            const auto is_refused = [](auto operation) {
                const auto refusal = test::caught<error>([&] { operation(asio::use_future).get(); });
                return std::string(refusal.what()).starts_with("another operation of this connection goes on");
            };
            const bool are_refused = co_await db.run([&](auto& blocking) {
                const bool all = is_refused(db(how_many).scalar()) &&
                                 is_refused(db.transact([](auto& tx) -> asio::awaitable<void> {
                                     const Note note{0, "not written"};
                                     co_await tx.insert(note);
                                 })) &&
                                 is_refused(db.run([](auto& inner) { inner.insert(Note{0, "not written"}); }));
                return all && blocking(how_many).scalar() == 0; // it goes on
            });
            CHECK(are_refused);
            co_await db.transact([&](auto& tx) -> asio::awaitable<void> {
                CHECK_THAT(co_await tx.run([&](auto&) { return is_refused(tx(how_many).scalar()); }));
            });
        });
    }
    TEST_CASE_TEMPLATE("an operation that nobody begins does nothing", Driver, TEST_DRIVERS) {
        const std::string name = test::empty_database<Driver>::name();
        test::run_to_end([&]() -> asio::awaitable<void> {
            session<Driver> db{co_await asio::this_coro::executor};
            co_await db.open(name);
            co_await db.create_tables();
            {
                Note note{0, "not written"};
                [[maybe_unused]] auto never = db.insert(note);
                [[maybe_unused]] auto neither =
                    db.transact([&](auto& tx) -> asio::awaitable<void> { co_await tx.insert(note); });
            }
            CHECK_THAT(co_await db(how_many).scalar() == 0);
        });
    }
}

} // namespace async_misuse_test
