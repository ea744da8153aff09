#include "async/running.hpp"
#include "support/raw.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

// An operation that is canceled completes when its statement and the request have ended, and no other is hit.
namespace async_cancel_test {

using namespace rowan;
using namespace std::chrono_literals;

struct Mark {
    std::int64_t id = 0;
    std::int64_t number = 0;
};
template <class Driver>
struct marks {
    using driver = Driver;
    using tables = rowan::tables<Mark>;
};
template <class Driver>
using session = async::connection<marks<Driver>>;

constexpr auto how_many = select(count()).from<Mark>();

/// Works for minutes.
template <class Driver>
const char* long_script() {
    if (std::is_same_v<Driver, postgres>) return "SELECT pg_sleep(300)";
    return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) SELECT max(i) FROM "
           "n";
}
template <class Driver, class Function>
void with_tables(Function function) {
    test::with_connection<marks<Driver>>(std::move(function));
}
asio::awaitable<void> pause(std::chrono::microseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}
/// What an exception is, in a word.
std::string word_of(const std::exception_ptr& failure) {
    if (!failure) return "done";
    try {
        std::rethrow_exception(failure);
    } catch (const canceled&) {
        return "canceled";
    } catch (const timed_out&) {
        return "timed out";
    } catch (const boost::system::system_error& thrown) {
        return thrown.code() == asio::error::operation_aborted ? "canceled" : thrown.what();
    } catch (const std::exception& thrown) {
        return thrown.what();
    }
}
/// Begins an operation and emits a signal to it as soon as it runs; the word for its end.
template <class Operation>
asio::awaitable<std::string> canceled_by(Operation operation, asio::cancellation_type type,
                                         std::chrono::microseconds after = 20ms) {
    const auto executor = co_await asio::this_coro::executor;
    asio::cancellation_signal signal;
    std::string word;
    std::move(operation)(asio::bind_cancellation_slot(
        signal.slot(), [&](std::exception_ptr failure, auto&&...) { word = word_of(failure); }));
    auto wait = pause(after);
    co_await std::move(wait);
    signal.emit(type);
    while (word.empty()) co_await asio::post(executor, asio::use_awaitable);
    co_return word;
}

/// Begins an operation and emits a signal to it before anything else runs; the word for its end.
template <class Operation>
asio::awaitable<std::string> canceled_at_once(Operation operation, asio::cancellation_type type) {
    const auto executor = co_await asio::this_coro::executor;
    asio::cancellation_signal signal;
    std::string word;
    std::move(operation)(asio::bind_cancellation_slot(
        signal.slot(), [&](std::exception_ptr failure, auto&&...) { word = word_of(failure); }));
    signal.emit(type);
    while (word.empty()) co_await asio::post(executor, asio::use_awaitable);
    co_return word;
}

TEST_SUITE("async") {
    TEST_CASE_TEMPLATE("a statement is ended, and the connection goes on", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string&) -> asio::awaitable<void> {
            for (const auto type : {asio::cancellation_type::terminal, asio::cancellation_type::partial}) {
                std::string word = co_await canceled_by(db.execute(long_script<Driver>()), type);
                CHECK(word == "canceled");
                CHECK_FALSE(db.is_broken());
                CHECK_THAT(co_await db(how_many).scalar() == 0);
            }
            // In a transaction that blocks, what follows is not.
            std::string word = co_await canceled_by(db.run([](auto& blocking) {
                try {
                    blocking.execute(long_script<Driver>());
                } catch (const canceled&) {
                    return blocking(how_many).scalar();
                }
                return std::int64_t{-1};
            }),
                                                    asio::cancellation_type::terminal);
            CHECK(word == "done");
        });
    }
    TEST_CASE_TEMPLATE("what has begun is not ended by a total cancellation", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string&) -> asio::awaitable<void> {
            const char* script =
                std::is_same_v<Driver, postgres>
                    ? "SELECT pg_sleep(0.2)"
                    : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
                      "SELECT max(i) FROM n";
            std::string word = co_await canceled_by(db.execute(script), asio::cancellation_type::total, 1ms);
            CHECK(word == "done");
        });
    }
    TEST_CASE_TEMPLATE("an operation that has not begun is ended by a cancellation of any type", Driver, TEST_DRIVERS) {
        for (const auto type : {asio::cancellation_type::terminal, asio::cancellation_type::total}) {
            with_tables<Driver>([type](session<Driver>& db, const std::string&) -> asio::awaitable<void> {
                const std::vector<Mark> some{{0, 1}, {0, 2}, {0, 3}};
                co_await db.insert(some);
                {
                    auto rows = db.stream(select<Mark>());
                    (void)co_await rows.next(1);
                }
                // The stream that was left ends first.
                std::string word = co_await canceled_at_once(db.insert(some), type);
                CHECK(word == "canceled");
                {
                    auto rows = db.stream(select<Mark>());
                    (void)co_await rows.next(1);
                }
                word = co_await canceled_at_once(
                    db.transact([&](auto& tx) -> asio::awaitable<void> { co_await tx.insert(some); }), type);
                CHECK(word == "canceled");
                CHECK_THAT(co_await db(how_many).scalar() == 3);
            });
            // Begun while nobody runs the context.
            const test::lasting_database<Driver> database;
            asio::io_context context(1);
            session<Driver> db(context);
            test::run_to_end(context, db.open(database.name()));
            test::run_to_end(context, db.create_tables());
            const Mark mark{0, 1};
            asio::cancellation_signal signal;
            std::string word;
            db.insert(mark)(asio::bind_cancellation_slot(
                signal.slot(), [&](std::exception_ptr failure, auto) { word = word_of(failure); }));
            signal.emit(type);
            context.restart();
            context.run();
            CHECK(word == "canceled");
            CHECK(test::run_to_end(context, db(how_many).scalar()) == 0);
        }
    }
    TEST_CASE_TEMPLATE("a transaction that has begun is not ended by a total cancellation", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string& name) -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            async::pool<marks<Driver>> pool{executor, name, {.maximum = 1}};
            for (const bool is_pooled : {false, true}) {
                asio::cancellation_signal signal;
                std::string word;
                const auto insert_two = [&](auto& tx) -> asio::awaitable<void> {
                    const Mark mark{0, 1};
                    co_await tx.insert(mark);
                    signal.emit(asio::cancellation_type::total);
                    co_await tx.insert(mark);
                };
                const auto begin = [&](auto operation) {
                    std::move(operation)(asio::bind_cancellation_slot(
                        signal.slot(), [&](std::exception_ptr failure) { word = word_of(failure); }));
                };
                if (is_pooled) begin(pool.transact(insert_two));
                else begin(db.transact(insert_two));
                while (word.empty()) co_await asio::post(executor, asio::use_awaitable);
                CHECK(word == "done");
            }
            CHECK_THAT(co_await db(how_many).scalar() == 4);
            const char* script =
                std::is_same_v<Driver, postgres>
                    ? "SELECT pg_sleep(0.1)"
                    : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
                      "SELECT max(i) FROM n";
            std::string word = co_await canceled_by(pool.execute(script), asio::cancellation_type::total, 5ms);
            CHECK(word == "done");
            co_await pool.close();
        });
    }
    TEST_CASE_TEMPLATE("each word of a pool that waits for its place is ended by a cancellation of any type", Driver,
                       TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string& name) -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            async::pool<marks<Driver>> pool{executor, name, {.maximum = 1, .acquire_timeout = 5min}};
            const Mark mark{0, 1};
            for (const auto type : {asio::cancellation_type::terminal, asio::cancellation_type::total}) {
                auto used = co_await pool.acquire();
                const auto check = [&](auto operation) -> asio::awaitable<void> {
                    asio::cancellation_signal signal;
                    std::string word;
                    std::move(operation)(
                        asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr failure, auto&&...) {
                            word = word_of(failure);
                            if (failure) CHECK_THROWS_AS(std::rethrow_exception(failure), canceled);
                        }));
                    while (pool.statistics().waiting == 0) co_await asio::post(executor, asio::use_awaitable);
                    signal.emit(type);
                    for (int i = 0; i < 100 && word.empty(); ++i) co_await asio::post(executor, asio::use_awaitable);
                    if (word.empty()) used.give_back(); // it goes on, and the test ends
                    while (word.empty()) co_await asio::post(executor, asio::use_awaitable);
                    CHECK(word == "canceled");
                    CHECK(pool.statistics().waiting == 0);
                };
                auto rows = pool.stream(select<Mark>());
                co_await check(pool.acquire());
                co_await check(pool.insert(mark));
                co_await check(pool.execute("DELETE FROM mark"));
                co_await check(pool.run([](auto& blocking) { blocking.insert(Mark{0, 1}); }));
                co_await check(pool.with([&](auto& lent) -> asio::awaitable<void> { co_await lent.insert(mark); }));
                co_await check(pool.transact([&](auto& tx) -> asio::awaitable<void> { co_await tx.insert(mark); }));
                co_await check(pool(how_many).scalar());
                co_await check(rows.next());
                used.give_back();
                CHECK_THAT(!test::value_of(co_await rows.next()).has_value());
            }
            CHECK_THAT(co_await db(how_many).scalar() == 0);
            co_await pool.close();
        });
    }
    TEST_CASE_TEMPLATE("a timer ends an operation beside it", Driver, TEST_DRIVERS) {
        using namespace boost::asio::experimental::awaitable_operators;
        with_tables<Driver>([](session<Driver>& db, const std::string&) -> asio::awaitable<void> {
            const auto first = co_await (db.execute(long_script<Driver>()) || pause(20ms));
            CHECK(first.index() == 1);
            // And a transaction, of which nothing stays.
            const auto second = co_await (db.transact([&](auto& tx) -> asio::awaitable<void> {
                Mark mark{0, 1};
                co_await tx.insert(mark);
                co_await tx.execute(long_script<Driver>());
            }) || pause(20ms));
            CHECK(second.index() == 1);
            CHECK_FALSE(db.in_transaction());
            CHECK_THAT(co_await db(how_many).scalar() == 0);
        });
    }
    TEST_CASE_TEMPLATE("an operation has a time, and a connection one for each", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string&) -> asio::awaitable<void> {
            std::string message = co_await test::failure_of<timed_out>(db.within(20ms).execute(long_script<Driver>()));
            CHECK(message.starts_with("the operation has taken longer than the 20 ms that it was given"));
            CHECK_FALSE(db.is_broken());
            CHECK_THAT(co_await db.within(5min)(how_many).scalar() == 0);
            db.limit_operations(30ms);
            message = co_await test::failure_of<timed_out>(db.execute(long_script<Driver>()));
            CHECK(message.starts_with("the operation has taken longer than the 30 ms that it was given"));
            message = co_await test::failure_of<timed_out>(
                db.transact([](auto& tx) -> asio::awaitable<void> { co_await tx.execute(long_script<Driver>()); }));
            db.limit_operations(std::chrono::milliseconds::max());
            CHECK_FALSE(db.in_transaction());
            CHECK_THAT(co_await db(how_many).scalar() == 0);
        });
    }
    TEST_CASE_TEMPLATE("a wait for a lock and a pause before a retry are ended, too", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string& name) -> asio::awaitable<void> {
            typename Driver::options patient{};
            if constexpr (std::is_same_v<Driver, sqlite>) patient.busy_timeout = 5min;
            session<Driver> other{co_await asio::this_coro::executor};
            co_await other.open(name, patient);
            Mark mark{0, 1};
            co_await db.insert(mark);
            co_await db.transact({.mode = transaction_mode::immediate}, [&](auto& tx) -> asio::awaitable<void> {
                mark.number = 2;
                co_await tx.update(mark);
                const Mark theirs{mark.id, 3};
                std::string word = co_await canceled_by(other.update(theirs), asio::cancellation_type::terminal);
                CHECK(word == "canceled");
            });
            std::string word = co_await canceled_by(db.run([](auto& blocking) {
                blocking.transact({.retries = 1000}, [] { throw busy("as if another had the lock"); });
            }),
                                                    asio::cancellation_type::terminal);
            CHECK(word == "canceled");
            CHECK_THAT(co_await db(how_many).scalar() == 1);
        });
    }
    TEST_CASE_TEMPLATE("a request that comes late hits no later statement", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db, const std::string&) -> asio::awaitable<void> {
            int ended = 0;
            for (int i = 0; i < 300; ++i) {
                const char* script = std::is_same_v<Driver, postgres> ? "SELECT pg_sleep(0.001)" : "SELECT 1";
                std::string word = co_await canceled_by(db.execute(script), asio::cancellation_type::terminal,
                                                        std::chrono::microseconds(i * 7));
                ended += word == "canceled" ? 1 : 0;
                CHECK_MESSAGE((word == "canceled" || word == "done"), word);
                CHECK_THAT(co_await db(how_many).scalar() == 0);
            }
            MESSAGE("ended ", ended, " of 300");
        });
    }
    TEST_CASE_TEMPLATE("after a thousand cancellations the pool is whole and has what was committed", Driver,
                       TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        const std::string name = database.name();
        std::set<std::int64_t> committed;
        test::run_to_end([&]() -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            async::pool<marks<Driver>> pool{executor, name, {.maximum = 4}};
            co_await pool.create_tables();
            std::minstd_rand random(7); // NOLINT: the same each time
            int running = 0, ended = 0;
            std::vector<std::string> others;
            for (int i = 0; i < 1000; ++i) {
                while (running >= 8) co_await asio::post(executor, asio::use_awaitable);
                ++running;
                struct attempt {
                    explicit attempt(const asio::any_io_executor& given) : timer(given) {}
                    asio::cancellation_signal signal;
                    asio::steady_timer timer;
                };
                auto one = std::make_shared<attempt>(executor);
                one->timer.expires_after(std::chrono::microseconds(random() % 3000));
                one->timer.async_wait([one](auto failure) {
                    if (!failure) one->signal.emit(asio::cancellation_type::terminal);
                });
                pool.transact([i](auto& tx) -> asio::awaitable<void> {
                    Mark mark{0, i};
                    co_await tx.insert(mark);
                    mark = co_await tx.template get<Mark>(mark.id);
                    co_await tx.update(mark);
                })(asio::bind_cancellation_slot(one->signal.slot(), [&, one, i](std::exception_ptr failure) {
                    --running;
                    one->timer.cancel();
                    const std::string word = word_of(failure);
                    if (word == "done") committed.insert(i);
                    else if (word == "canceled") ++ended;
                    else others.push_back(word);
                }));
            }
            while (running > 0) co_await asio::post(executor, asio::use_awaitable);
            CHECK(others == std::vector<std::string>{});
            CHECK(ended + static_cast<int>(committed.size()) == 1000);
            MESSAGE("canceled ", ended, " of 1000");
            while (pool.statistics().in_use > 0) co_await asio::post(executor, asio::use_awaitable);
            const auto statistics = pool.statistics();
            CHECK(statistics.waiting == 0);
            CHECK(statistics.open == statistics.idle);
            CHECK(statistics.discarded == 0);
            std::set<std::int64_t> found;
            for (const Mark& mark : co_await pool(select<Mark>()).all()) found.insert(mark.number);
            CHECK(found == committed);
            co_await pool.close();
        });
    }
}

} // namespace async_cancel_test
