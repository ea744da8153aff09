#include "async/running.hpp"
#include "support/raw.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// A pool whose places are awaited.
namespace async_pool_test {

using namespace rowan;
using namespace std::chrono_literals;

struct Entry {
    std::int64_t id = 0;
    std::string text{};
    int changes = 0;
};
template <class Driver>
struct book {
    using driver = Driver;
    using tables = rowan::tables<Entry>;
};
template <class Driver>
using shared_pool = async::pool<book<Driver>>;

constexpr auto how_many = select(count()).from<Entry>();

template <class Driver, class Function>
void with_pool(const pool_options& chosen, Function function) {
    const test::lasting_database<Driver> database;
    const std::string name = database.name();
    connection<book<Driver>>(name).create_tables();
    test::run_to_end([&]() -> asio::awaitable<void> {
        shared_pool<Driver> pool{co_await asio::this_coro::executor, name, chosen};
        co_await function(pool, name);
        co_await pool.close();
    });
}
asio::awaitable<void> turn() { co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable); }

TEST_SUITE("async") {
    TEST_CASE_TEMPLATE("two hundred coroutines share eight connections on two threads", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        const std::string name = database.name();
        asio::io_context context(2);
        shared_pool<Driver> pool(context, name, {.maximum = 8, .acquire_timeout = 5min});
        test::run_to_end(context, pool.create_tables());
        std::atomic<int> over = 0, failed = 0;
        for (int i = 0; i < 200; ++i)
            asio::co_spawn(
                context,
                [&pool, i]() -> asio::awaitable<void> {
                    for (int k = 0; k < 3; ++k) {
                        Entry entry{0, "entry " + std::to_string(i)};
                        co_await pool.insert(entry);
                        const Entry found = co_await pool.template get<Entry>(entry.id);
                        if (found.text != entry.text) throw std::runtime_error("another's row");
                        co_await pool.transact([&entry](auto& tx) -> asio::awaitable<void> {
                            entry = co_await tx.template get<Entry>(entry.id);
                            ++entry.changes;
                            co_await tx.update(entry);
                        });
                    }
                },
                [&](std::exception_ptr failure) {
                    ++over;
                    if (failure) ++failed;
                });
        context.restart();
        std::thread second([&] { context.run(); });
        context.run();
        second.join();
        CHECK(over == 200);
        CHECK(failed == 0);
        const auto all = test::run_to_end(context, pool(select<Entry>()).all());
        CHECK(all.size() == 600);
        for (const Entry& each : all) CHECK(each.changes == 1);
        CHECK(pool.statistics().in_use == 0);
        CHECK(pool.statistics().created <= 8);
    }
    TEST_CASE_TEMPLATE("every word of a pool, on any of its connections", Driver, TEST_DRIVERS) {
        with_pool<Driver>({.maximum = 3}, [](shared_pool<Driver>& pool, const std::string&) -> asio::awaitable<void> {
            std::vector<Entry> some{{0, "a"}, {0, "b"}, {0, "c"}};
            co_await pool.insert(some);
            CHECK_THAT(co_await pool(how_many).scalar() == 3);
            auto rows = pool.stream(select<Entry>().order_by(col<&Entry::id>));
            std::string texts;
            while (const auto batch = co_await rows.next(2))
                for (const Entry& each : *batch) texts += each.text;
            CHECK(texts == "abc");
            CHECK_THAT(co_await pool.run([](auto& blocking) { return blocking(how_many).scalar(); }) == 3);
            const int seven = co_await pool.with([](auto& db) -> asio::awaitable<int> {
                co_await db.execute("CREATE TEMPORARY TABLE mine (id INTEGER)");
                co_await db.execute("DROP TABLE mine"); // on the same connection
                co_return 7;
            });
            CHECK(seven == 7);
            {
                auto db = co_await pool.acquire();
                co_await db->remove(some[0]);
                const auto reader = co_await pool.acquire_reader();
                CHECK_THAT(co_await (*reader)(how_many).scalar() == 2);
            }
            auto [found, changed] = co_await pool.pipeline([](auto& p) {
                return std::pair{p(select<Entry>()), p(update<Entry>().set(col<&Entry::changes> = 9).every_row())};
            });
            CHECK(found.get().size() == 2);
            CHECK(changed.get() == 2);
        });
    }
    TEST_CASE_TEMPLATE("a connection comes back as good as new", Driver, TEST_DRIVERS) {
        with_pool<Driver>({.maximum = 1}, [](shared_pool<Driver>& pool, const std::string&) -> asio::awaitable<void> {
            {
                auto db = co_await pool.acquire();
                co_await db->run([](auto& blocking) {
                    blocking.execute("BEGIN; INSERT INTO entry (text, changes) VALUES ('x', 0)");
                });
            }
            CHECK_THAT(co_await pool(how_many).scalar() == 0);
            {
                // A stream that is left in its middle.
                co_await pool.run([](auto& blocking) {
                    for (int i = 0; i < 300; ++i) blocking.insert(Entry{0, "x"});
                });
                auto rows = pool.stream(select<Entry>());
                (void)co_await rows.next(10);
            }
            co_await pool.drop_tables();
            CHECK(pool.statistics().created == 1);
        });
    }
    TEST_CASE_TEMPLATE("who waits is served in order, or told in time, and a place that is canceled is passed on",
                       Driver, TEST_DRIVERS) {
        with_pool<Driver>(
            {.maximum = 1, .acquire_timeout = 1ms},
            [](shared_pool<Driver>& pool, const std::string&) -> asio::awaitable<void> {
                const auto first = co_await pool.acquire();
                const std::string message = co_await test::failure_of<pool_exhausted>(pool.acquire());
                CHECK(message == "the pool is exhausted: within 1 ms (acquire_timeout) no connection became free, of "
                                 "which it opens 1 "
                                 "of this kind; give them back sooner, or choose a greater maximum or acquire_timeout");
                boost::system::error_code code;
                (void)co_await pool.acquire()(async::as_error_code(asio::redirect_error(asio::use_awaitable, code)));
                CHECK(code == async::errc::pool_exhausted);
                CHECK(pool.statistics().timeouts == 2);
            });
        with_pool<Driver>(
            {.maximum = 1, .acquire_timeout = 5min},
            [](shared_pool<Driver>& pool, const std::string&) -> asio::awaitable<void> {
                auto first = co_await pool.acquire();
                std::string order;
                asio::cancellation_signal signal;
                using lent = async::lent<book<Driver>, asio::any_io_executor>;
                pool.acquire()(asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr failure, lent) {
                    order += failure ? "canceled " : "first ";
                }));
                pool.acquire()([&](std::exception_ptr failure, lent) { order += failure ? "failed " : "second "; });
                pool.acquire()([&](std::exception_ptr failure, lent) { order += failure ? "failed " : "third "; });
                while (pool.statistics().waiting < 3) co_await turn();
                signal.emit(asio::cancellation_type::total);
                while (pool.statistics().waiting == 3) co_await turn();
                first.give_back();
                while (order.size() < 22) co_await turn();
                CHECK(order == "canceled second third ");
            });
    }
    TEST_CASE_TEMPLATE("closing waits for what is in use, and turns others away", Driver, TEST_DRIVERS) {
        with_pool<Driver>({.maximum = 1}, [](shared_pool<Driver>& pool, const std::string&) -> asio::awaitable<void> {
            auto used = co_await pool.acquire();
            bool is_closed = false, is_told = false;
            pool.acquire()([&](std::exception_ptr failure, auto) {
                is_told = true;
                CHECK_THROWS_AS(std::rethrow_exception(failure), pool_closed);
            });
            while (pool.statistics().waiting == 0) co_await turn();
            pool.close()([&](std::exception_ptr failure) { is_closed = failure == nullptr; });
            while (!is_told) co_await turn();
            CHECK_FALSE(is_closed);
            CHECK_THAT(co_await (*used)(how_many).scalar() == 0);
            const std::string message = co_await test::failure_of<pool_closed>(pool(how_many).scalar());
            CHECK(message == "the pool is closed, or is being closed, and lends no connection any longer; close it "
                             "after its last use");
            boost::system::error_code code;
            (void)co_await pool.acquire()(async::as_error_code(asio::redirect_error(asio::use_awaitable, code)));
            CHECK(code == async::errc::pool_closed);
            used.give_back();
            while (!is_closed) co_await turn();
            CHECK(pool.statistics().open == 0);
        });
    }
    TEST_CASE_TEMPLATE("one that is old is closed, and one that misses is opened", Driver, TEST_DRIVERS) {
        with_pool<Driver>({.minimum = 1, .maximum = 1, .life_time = 0ms},
                          [](shared_pool<Driver>& pool, const std::string&) -> asio::awaitable<void> {
                              for (int i = 0; i < 3; ++i) CHECK_THAT(co_await pool(how_many).scalar() == 0);
                              CHECK(pool.statistics().created == 3);
                              CHECK(pool.statistics().discarded == 0);
                          });
        with_pool<Driver>({.minimum = 2, .maximum = 2},
                          [](shared_pool<Driver>& pool, const std::string&) -> asio::awaitable<void> {
                              co_await pool.maintain();
                              CHECK(pool.statistics().idle == 2);
                          });
    }
    TEST_CASE("one that is broken is replaced, and those that may be are asked before they are lent") {
        with_pool<postgres>(
            {.minimum = 3, .maximum = 3},
            [](shared_pool<postgres>& pool, const std::string& name) -> asio::awaitable<void> {
                co_await pool.maintain();
                CHECK(pool.statistics().idle == 3);
                test::raw_postgres other(name);
                other("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
                      "datname = current_database()");
                (void)co_await test::failure_of<connection_lost>(pool(how_many).scalar());
                // The others are as lost, and nobody sees it.
                const auto first = co_await pool.acquire(), second = co_await pool.acquire(),
                           third = co_await pool.acquire();
                for (const auto* each : {&first, &second, &third})
                    CHECK_THAT(co_await (**each)(how_many).scalar() == 0);
                CHECK(pool.statistics().discarded == 3);
            });
    }
    TEST_CASE("while no connection can be opened, tries rest longer and longer") {
        test::run_to_end([]() -> asio::awaitable<void> {
            const std::string name = test::postgres_database() + " dbname=there_is_none";
            shared_pool<postgres> pool{
                co_await asio::this_coro::executor, name, {.maximum = 2, .acquire_timeout = 1ms}};
            for (int i = 0; i < 3; ++i) (void)co_await test::failure_of<connection_lost>(pool(how_many).scalar());
            CHECK(pool.statistics().failed == 3);
            CHECK(pool.statistics().open == 0);
            co_await pool.close();
        });
    }
    TEST_CASE("what a pool cannot be is told") {
        asio::io_context context;
        CHECK_THROWS_AS(shared_pool<sqlite>(context, "x", {.maximum = 0}), error);
        CHECK_THROWS_AS(shared_pool<sqlite>(context, "x", {.replicas = {"y"}}), error);
        shared_pool<sqlite> pool(context, ":memory:", {.maximum = 2});
        CHECK_THROWS_AS(test::run_to_end(context, pool(how_many).scalar()), not_shareable);
    }
    TEST_CASE_TEMPLATE("a pool may outlive the context in which it was being closed", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        const std::string name = database.name();
        auto context = std::make_unique<asio::io_context>(1);
        shared_pool<Driver> pool(*context, name);
        auto used = test::run_to_end(*context, pool.acquire());
        const auto token = std::make_shared<int>(0);
        pool.close()([token](std::exception_ptr) { FAIL_CHECK("it was closed"); });
        context->restart();
        context->poll();
        context.reset();
        CHECK(token.use_count() == 1);
    }
    TEST_CASE_TEMPLATE("a wait for the end of a pool that is canceled says so", Driver, TEST_DRIVERS) {
        with_pool<Driver>({.maximum = 1}, [](shared_pool<Driver>& pool, const std::string&) -> asio::awaitable<void> {
            auto used = co_await pool.acquire();
            asio::cancellation_signal signal;
            std::exception_ptr thrown;
            pool.close()(asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr failure) {
                thrown = failure ? failure : std::make_exception_ptr(std::runtime_error("it was closed"));
            }));
            while (pool.statistics().open > 1) co_await turn();
            for (int i = 0; i < 10; ++i) co_await turn();
            signal.emit(asio::cancellation_type::terminal);
            while (!thrown) co_await turn();
            CHECK_THROWS_AS(std::rethrow_exception(thrown), canceled);
        });
    }
    TEST_CASE_TEMPLATE("a context that is destroyed while many wait leaves nothing", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        const std::string name = database.name();
        connection<book<Driver>>(name).create_tables();
        const auto token = std::make_shared<int>(0);
        for (int turns : {1, 5, 20, 80, 160}) {
            asio::io_context context(1);
            shared_pool<Driver> pool(context, name, {.maximum = 2});
            for (int i = 0; i < 20; ++i)
                asio::co_spawn(
                    context,
                    [](shared_pool<Driver>& from, std::shared_ptr<int>) -> asio::awaitable<void> {
                        for (;;)
                            co_await from.transact([](auto& tx) -> asio::awaitable<void> {
                                Entry entry{0, "x"};
                                co_await tx.insert(entry);
                            });
                    }(pool, token),
                    asio::detached);
            for (int turn = 0; turn < turns; ++turn) context.run_one_for(100ms);
        }
        CHECK(token.use_count() == 1);
    }
}

} // namespace async_pool_test
