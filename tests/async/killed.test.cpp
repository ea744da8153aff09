#include "async/faults.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// A backend that ends while a coroutine is in the middle of something.
namespace async_killed_test {

using namespace async_faults;
using rowan::col;

constexpr auto count_up = rowan::update<Item>().set(col<&Item::number> = 1).where(col<&Item::id> > 0);
const rowan::postgres_options by_ten{
    .connect_timeout = bounded.connect_timeout, .answer_timeout = bounded.answer_timeout, .rows_per_fetch = 10};

/// What is done, by a connection or a transaction; `writes` if it may commit something by itself.
template <class Words>
struct task {
    const char* name;
    bool writes;
    asio::awaitable<std::string> (*run)(Words& words);
};
template <class Words>
std::vector<task<Words>> tasks() {
    static const Item one{0, "a", 1};
    static const std::vector<Item> some = some_items(100), many = some_items(copied);
    return {
        {"query", false, [](Words& words) { return end_of(words(all_items).all()); }},
        {"get", false, [](Words& words) { return end_of(words.template find<Item>(std::int64_t{1})); }},
        {"stream", false,
         [](Words& words) -> asio::awaitable<std::string> {
             auto rows = words.stream(all_items);
             co_return co_await end_of(rows.next());
         }},
        {"pipeline that reads", false,
         [](Words& words) {
             return end_of(words.pipeline([](auto& p) {
                 (void)p(all_items);
                 (void)p(all_items);
             }));
         }},
        {"blocking code that reads", false,
         [](Words& words) {
             return end_of(words.run([](auto& blocking) { return blocking(all_items).all().size(); }));
         }},
        {"insert", true, [](Words& words) { return end_of(words.insert(one)); }},
        {"insert of several", true, [](Words& words) { return end_of(words.insert(some)); }},
        {"insert by COPY", false, [](Words& words) { return end_of(words.insert(many)); }},
        {"update", true, [](Words& words) { return end_of(words(count_up)); }},
        {"SQL", true,
         [](Words& words) { return end_of(words.execute("INSERT INTO item(tag, number) VALUES ('a', 1)")); }},
        {"transaction", false,
         [](Words& words) {
             return end_of(words.transact([](auto& tx) -> asio::awaitable<void> { co_await tx.insert(one); }));
         }},
    };
}

/// Runs a task that waits for a lock, until its backend is ended.
template <class Words>
asio::awaitable<std::string> run_killed(const task<Words>& each, Words& words, test::raw_postgres& other,
                                        const std::string& name) {
    const int backend = co_await backend_serving(words);
    table_lock lock(name);
    auto fault = meanwhile([&other, backend] {
        wait_until_inside(other, backend);
        terminate(other, backend);
    });
    const std::string word = co_await each.run(words);
    fault.get();
    co_return word;
}

TEST_SUITE("async") {
    TEST_CASE("a backend that is ended before a statement is a lost connection: nothing was done") {
        for (const auto& each : tasks<session>()) {
            CAPTURE(std::string(each.name));
            with_session(bounded, [&](session& db, auto& other, const std::string& name) -> asio::awaitable<void> {
                co_await terminate_between(other, db);
                CHECK_THAT(co_await each.run(db) == "connection_lost");
                co_await check_lost_until_open(db, name);
                CHECK(count_items(name) == 0);
            });
        }
    }
    TEST_CASE("a backend that is ended within a statement is a lost connection, or an unknown commit") {
        for (const auto& each : tasks<session>()) {
            CAPTURE(std::string(each.name));
            with_session(bounded, [&](session& db, auto& other, const std::string& name) -> asio::awaitable<void> {
                CHECK_THAT(co_await run_killed(each, db, other, name) ==
                           (each.writes ? "commit_unknown" : "connection_lost"));
                co_await check_lost_until_open(db, name);
                CHECK(count_items(name) == 0);
            });
        }
    }
    TEST_CASE("a backend that is ended within a transaction is a lost connection, and nothing is left of it") {
        using transaction = rowan::async::transaction<rowan::detail::connection_state<items, asio::any_io_executor>>;
        for (const bool is_between : {false, true})
            for (const auto& each : tasks<transaction>()) {
                CAPTURE(std::string(each.name));
                with_session(bounded, [&](session& db, auto& other, const std::string& name) -> asio::awaitable<void> {
                    std::string inside;
                    const std::string word = co_await end_of(db.transact([&](transaction& tx) -> asio::awaitable<void> {
                        co_await tx.execute("CREATE TABLE only_here()");
                        if (is_between) {
                            co_await terminate_between(other, tx);
                            inside = co_await each.run(tx);
                        } else inside = co_await run_killed(each, tx, other, name);
                        // It goes on as if nothing had happened, and cannot commit.
                    }));
                    CHECK(inside == "connection_lost");
                    CHECK(word == "connection_lost");
                    co_await check_lost_until_open(db, name);
                    CHECK(count_items(name) == 0);
                    CHECK(other("SELECT to_regclass('only_here') IS NULL") == "t");
                });
            }
    }
    TEST_CASE("a COMMIT whose backend is ended before it is none, and within it, unknown") {
        for (const bool is_within : {false, true}) {
            CAPTURE(is_within);
            with_session(bounded, [&](session& db, auto& other, const std::string& name) -> asio::awaitable<void> {
                if (is_within) make_commits_endless(name);
                const int backend = co_await backend_serving(db);
                begun commit(db.transact([&](auto& tx) -> asio::awaitable<void> {
                    const Item mine{0, "mine", 0};
                    co_await tx.insert(mine);
                    if (!is_within) co_await terminate_between(other, tx);
                }));
                if (is_within) {
                    co_await until([&] { return is_inside(other, backend); });
                    terminate(other, backend);
                }
                CHECK_THAT(co_await commit.end() == (is_within ? "commit_unknown" : "connection_lost"));
                co_await check_lost_until_open(db, name);
                CHECK(count_items(name) == 0);
            });
        }
    }
    TEST_CASE("a COMMIT that is canceled is none") {
        with_session(bounded, [](session& db, auto& other, const std::string& name) -> asio::awaitable<void> {
            make_commits_endless(name);
            const int backend = co_await backend_serving(db);
            begun commit(db.transact([](auto& tx) -> asio::awaitable<void> {
                const Item mine{0, "mine", 0};
                co_await tx.insert(mine);
            }));
            co_await until([&] { return is_inside(other, backend); });
            commit.cancel();
            CHECK_THAT(co_await commit.end() == "canceled");
            CHECK_FALSE(db.is_broken());
            CHECK_THAT(co_await end_of(db(all_items).all()) == "done");
            CHECK(count_items(name) == 0);
        });
    }
    TEST_CASE("a stream whose backend is ended between two batches fails at one of the next") {
        with_session(by_ten, [](session& db, auto& other, const std::string& name) -> asio::awaitable<void> {
            const auto some = some_items(100);
            co_await db.insert(some);
            auto rows = db.stream(all_items);
            const auto first = co_await rows.next(10);
            CHECK((first && first->size() == 10));
            co_await terminate_between(other, db);
            std::string word;
            // What was fetched is still given.
            for (int batch = 0; batch < 3 && word != "connection_lost"; ++batch) word = co_await end_of(rows.next(10));
            CHECK(word == "connection_lost");
            co_await check_lost_until_open(db, name);
        });
    }
    TEST_CASE("a stream outlives its connection's loss, and the connection is opened beside it") {
        for (const bool is_read : {false, true})
            with_session(by_ten, [&](session& db, auto& other, const std::string& name) -> asio::awaitable<void> {
                const auto some = some_items(100);
                co_await db.insert(some);
                {
                    auto rows = db.stream(all_items);
                    (void)co_await rows.next(5);
                    co_await terminate_between(other, db);
                    CHECK_THAT(co_await end_of(db.execute("SELECT 1")) == "connection_lost");
                    co_await db.open(name, bounded);
                    if (is_read) {
                        const std::string message = co_await test::failure_of<rowan::error>(rows.next(10));
                        CHECK(message == "the connection of this stream was closed; run the query again");
                    }
                }
                CHECK_THAT(co_await end_of(db(all_items).all()) == "done");
                CHECK_FALSE(db.is_broken());
            });
    }
    TEST_CASE("a pool whose idle connections are ended replaces them, and nobody sees it") {
        const std::string name = empty_items();
        test::run_to_end([&]() -> asio::awaitable<void> {
            rowan::async::pool<items> pool{co_await asio::this_coro::executor,
                                           name,
                                           {.minimum = 3, .maximum = 3, .check_after_idle = 0ms},
                                           bounded};
            co_await pool.maintain();
            CHECK(pool.statistics().idle == 3);
            test::raw_postgres other(name);
            other("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
                  "datname = current_database()");
            const Item a{0, "a", 0}, b{0, "b", 0}, c{0, "c", 0}, d{0, "d", 0};
            std::vector<begun> all;
            for (const Item* each : {&a, &b, &c, &d}) all.emplace_back(pool.insert(*each));
            for (const begun& each : all) CHECK_THAT(co_await each.end() == "done");
            CHECK(count_items(name) == 4);
            co_await until([&] { return pool.statistics().in_use == 0; });
            CHECK(pool.statistics().discarded == 3);
            CHECK(pool.statistics().open == 3);
            co_await pool.close();
        });
    }
    TEST_CASE("a backend that is ended during the request to cancel what it runs") {
        with_session(bounded, [](session& db, auto& other, const std::string& name) -> asio::awaitable<void> {
            for (int round = 0; round < 20; ++round) {
                const int backend = co_await backend_serving(db);
                begun sleep(db.execute("SELECT pg_sleep(3600)"));
                co_await until([&] { return is_inside(other, backend); });
                sleep.cancel();
                other("SELECT pg_terminate_backend(" + std::to_string(backend) + ")");
                const std::string word = co_await sleep.end();
                CHECK_MESSAGE((word == "canceled" || word == "commit_unknown"), word);
                wait_until_gone(other, backend);
                if (!db.is_broken()) co_await db.run([](auto& blocking) { wait_until_told(blocking); });
                CHECK_THAT(co_await end_of(db(all_items).all()) == "connection_lost");
                co_await check_lost_until_open(db, name);
            }
        });
    }
    TEST_CASE("a network that ends during the request to cancel ends both") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        test::proxy proxy(test::postgres_port());
        const std::string through = test::over_tcp(name, proxy.port());
        test::run_to_end([&]() -> asio::awaitable<void> {
            session db{co_await asio::this_coro::executor};
            co_await db.open(through, bounded);
            const int backend = co_await backend_serving(db);
            begun sleep(sleep_in_transaction(db));
            co_await until([&] { return is_inside(other, backend); });
            proxy.stall();
            sleep.cancel();
            co_await until([&] { return proxy.connections() == 2; });
            proxy.cut();
            const std::string word = co_await sleep.end();
            CHECK(word == "canceled");
            proxy.resume();
            co_await check_lost_until_open(db, through);
            terminate(other, backend);
        });
    }
}

} // namespace async_killed_test
