#include "async/faults.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

// Behind PgBouncer each transaction of a coroutine may be served by another session of the server.
namespace async_pgbouncer_test {

using namespace async_faults;
using rowan::col;
using rowan::operator""_p;

const rowan::postgres_options through_bouncer{.connect_timeout = bounded.connect_timeout,
                                              .answer_timeout = bounded.answer_timeout,
                                              .named_statements = false,
                                              .rows_per_fetch = 100};

constexpr auto add = rowan::insert<Item>().set(col<&Item::tag> = rowan::param<"tag">, col<&Item::number> = 1);
constexpr auto by_tag = rowan::select<Item>().where(col<&Item::tag> == rowan::param<"tag">);

/// Of these tests: a session that another has left asleep ends when its time is over.
constexpr const char* asleep =
    "FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query = 'SELECT pg_sleep(3600)' AND "
    "datname = current_database()";
bool is_one_asleep(test::raw_postgres& other) { return other(std::string("SELECT count(*) ") + asleep) == "1"; }

TEST_SUITE("async") {
    TEST_CASE("every word works through PgBouncer, by itself or in a transaction") {
        empty_items();
        test::run_to_end([]() -> asio::awaitable<void> {
            session db{co_await asio::this_coro::executor};
            co_await db.open(test::pgbouncer(), through_bouncer);
            for (int i = 0; i < 3; ++i) {
                const std::string tag = "run" + std::to_string(i) + "_";
                Item item{0, tag, 1};
                co_await db.insert(item);
                item = co_await db.get<Item>(item.id);
                CHECK(item.tag == tag);
                item.number = 5;
                co_await db.update(item);
                item = co_await db(by_tag, "tag"_p = tag).one();
                CHECK(item.number == 5);
                const auto some = some_items(10, tag + "a"), many = some_items(copied, tag + "c");
                co_await db.insert(some);
                co_await db.insert(many);
                auto piped = co_await db.pipeline([&](auto& p) {
                    p(add, "tag"_p = tag + "p");
                    return p(by_tag, "tag"_p = tag + "p");
                });
                CHECK(piped.get().size() == 1);
                co_await db.transact([&](auto& tx) -> asio::awaitable<void> {
                    std::size_t rows = 0;
                    auto stream = tx.stream(all_items);
                    while (const auto batch = co_await stream.next(70)) rows += batch->size();
                    const auto all = co_await tx(all_items).all();
                    CHECK(rows == all.size());
                    co_await tx.remove(item);
                    const auto found = co_await tx.template find<Item>(item.id);
                    CHECK_FALSE(found);
                    const Item gone{0, tag + "gone", 0};
                    CHECK_THAT(co_await end_of(tx.transact([&](auto& inner) -> asio::awaitable<void> {
                                   co_await inner.insert(gone);
                                   throw std::runtime_error("no");
                               })) == "no");
                });
                const auto twin = some_items(1, tag + "a");
                CHECK_THAT(co_await end_of(db.insert(twin)) == "constraint_violation");
                const auto none = co_await db(by_tag, "tag"_p = tag + "gone").all();
                CHECK(none.empty());
            }
        });
    }
    TEST_CASE("a stream outside of a transaction is refused through PgBouncer, and the connection goes on") {
        empty_items();
        test::run_to_end([]() -> asio::awaitable<void> {
            session db{co_await asio::this_coro::executor};
            co_await db.open(test::pgbouncer(), through_bouncer);
            auto rows = db.stream(all_items);
            const std::string message = co_await test::failure_of<rowan::error>(rows.next());
            CHECK(message.find("a stream is read in a transaction") != std::string::npos);
            CHECK_THAT(co_await end_of(db(all_items).all()) == "done");
        });
    }
    TEST_CASE("a pool of many connections shares the few sessions of PgBouncer") {
        const std::string name = empty_items();
        constexpr int clients = 40, rounds = 8;
        int over = 0;
        std::vector<std::string> failures;
        test::run_to_end([&]() -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            rowan::async::pool<items> pool{
                executor, test::pgbouncer(), {.maximum = 12, .acquire_timeout = 3min}, through_bouncer};
            const auto work = [&](int client) -> asio::awaitable<void> {
                for (int round = 0; round < rounds; ++round) {
                    const std::string tag = std::to_string(client) + "_" + std::to_string(round);
                    const Item item{0, tag, client};
                    co_await pool.insert(item);
                    const Item found = co_await pool(by_tag, "tag"_p = tag).one();
                    if (found.number != client) failures.push_back("another's row");
                    co_await pool.transact([&](auto& tx) -> asio::awaitable<void> {
                        const Item more{0, tag + "t", client};
                        co_await tx.insert(more);
                        const auto seen = co_await tx(by_tag, "tag"_p = tag + "t").one();
                        if (seen.number != client) failures.push_back("another's row");
                    });
                    co_await pool.pipeline([&](auto& p) {
                        p(add, "tag"_p = tag + "p");
                        p(add, "tag"_p = tag + "q");
                    });
                }
            };
            for (int client = 0; client < clients; ++client)
                asio::co_spawn(executor, work(client), [&](const std::exception_ptr& failure) {
                    ++over;
                    if (failure) failures.push_back(word_of(failure));
                });
            co_await until([&] { return over == clients; });
            CHECK(pool.statistics().discarded == 0);
            co_await pool.close();
        });
        CHECK(failures == std::vector<std::string>{});
        CHECK(count_items(name) == clients * rounds * 4);
    }
    TEST_CASE("a cancellation reaches the session behind PgBouncer, and the connection goes on") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        test::run_to_end([&]() -> asio::awaitable<void> {
            session db{co_await asio::this_coro::executor};
            co_await db.open(test::pgbouncer(), through_bouncer);
            begun sleep(db.execute("SELECT pg_sleep(3600)"));
            co_await until([&] { return is_one_asleep(other); });
            sleep.cancel();
            CHECK_THAT(co_await sleep.end() == "canceled");
            CHECK_FALSE(db.is_broken());
            CHECK_THAT(co_await end_of(db(all_items).all()) == "done");
        });
    }
    TEST_CASE("a session that the server ends behind PgBouncer is a lost connection") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        test::run_to_end([&]() -> asio::awaitable<void> {
            session db{co_await asio::this_coro::executor};
            co_await db.open(test::pgbouncer(), through_bouncer);
            begun transaction(db.transact([](auto& tx) -> asio::awaitable<void> {
                const Item mine{0, "mine", 0};
                co_await tx.insert(mine);
                co_await tx.execute("SELECT pg_sleep(3600)");
            }));
            co_await until([&] { return is_one_asleep(other); });
            other(std::string("SELECT pg_terminate_backend(pid) ") + asleep);
            CHECK_THAT(co_await transaction.end() == "connection_lost");
            CHECK(db.is_broken());
            CHECK_THAT(co_await end_of(db(all_items).all()) == "connection_lost");
            co_await db.open(test::pgbouncer(), through_bouncer);
            CHECK_THAT(co_await end_of(db(all_items).all()) == "done");
        });
        CHECK(count_items(name) == 0);
    }
}

} // namespace async_pgbouncer_test
