#include "async/faults.hpp"
#include "faults/postgres_restart/tls_server.hpp"
#include "support/skip.hpp"

#include "rowan/async.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

// Coroutines whose server is restarted, asks for TLS and a password, or does not answer a request to cancel.
namespace async_restart_test {

using namespace async_faults;
using rowan::col;
using rowan::operator""_p;

using shared_pool = rowan::async::pool<items>;
constexpr auto by_tag = rowan::select<Item>().where(col<&Item::tag> == rowan::param<"tag">);
constexpr auto add = rowan::insert<Item>().set(col<&Item::tag> = rowan::param<"tag">, col<&Item::number> = 1);

/// What became of the writes of one coroutine, by their tags.
struct outcomes {
    std::vector<std::string> done, unknown, failed, wrong;
};

/// Coroutines that write and read by a pool, on two threads, until they are told to end.
class load {
public:
    load(const std::string& name, int count) : seen_(static_cast<std::size_t>(count)) {
        pool_.emplace(context_, name,
                      rowan::pool_options{.maximum = 12, .acquire_timeout = 3min, .check_after_idle = 1h}, bounded);
        for (int i = 0; i < count; ++i)
            asio::co_spawn(context_, work(i), [this](const std::exception_ptr& failure) {
                if (failure) seen_[0].wrong.push_back("a coroutine failed: " + word_of(failure));
            });
        for (int i = 0; i < 2; ++i) threads_.emplace_back([this] { context_.run(); });
    }
    ~load() { join(); }
    load(const load&) = delete;
    load& operator=(const load&) = delete;

    void wait_for_writes(int more) {
        const int before = writes_;
        wait_until([&] { return writes_ > before + more; });
    }
    [[nodiscard]] int failures() const { return failures_; }
    /// Ends them, each after what it does, and tells what they have seen.
    outcomes end() {
        join();
        outcomes sum;
        const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
        for (const outcomes& each : seen_) {
            append(sum.done, each.done);
            append(sum.unknown, each.unknown);
            append(sum.failed, each.failed);
            append(sum.wrong, each.wrong);
        }
        return sum;
    }
    [[nodiscard]] shared_pool& pool() { return *pool_; }
    [[nodiscard]] asio::io_context& context() { return context_; }

private:
    void join() {
        is_over_ = true;
        for (std::thread& each : threads_) each.join();
        threads_.clear();
    }
    asio::awaitable<std::string> write(int way, const Item& item) {
        switch (way % 4) {
        case 0:
            return end_of(pool_->insert(item));
        case 1:
            return end_of(pool_->transact([&item](auto& tx) -> asio::awaitable<void> {
                co_await tx.insert(item);
                (void)co_await tx(by_tag, "tag"_p = item.tag).one();
            }));
        case 2:
            return end_of(pool_->with([&item](auto& db) -> asio::awaitable<void> { co_await db.insert(item); }));
        default:
            return end_of(pool_->pipeline([&item](auto& p) { p(add, "tag"_p = item.tag); }));
        }
    }
    asio::awaitable<void> work(int number) {
        outcomes& seen = seen_[static_cast<std::size_t>(number)];
        asio::steady_timer pause(co_await asio::this_coro::executor);
        for (int i = 0; !is_over_; ++i) {
            const Item item{0, std::to_string(number) + "_" + std::to_string(i), number};
            const std::string word = co_await write(i, item);
            auto& list = word == "done"             ? seen.done
                         : word == "commit_unknown" ? seen.unknown
                         : word == "connection_lost" || word == "timed_out" || word == "resource_exhausted"
                             ? seen.failed
                             : seen.wrong;
            list.push_back(&list == &seen.wrong ? word : item.tag);
            ++(word == "done" ? writes_ : failures_);
            const std::string read = co_await end_of(pool_->operator()(by_tag, "tag"_p = item.tag).all());
            if (read != "done" && read != "connection_lost" && read != "timed_out" && read != "resource_exhausted")
                seen.wrong.push_back(read);
            if (word == "done") continue;
            // So that the server can come back on a machine that has nothing but work for it.
            pause.expires_after(1ms);
            co_await pause.async_wait(asio::use_awaitable);
        }
    }

    asio::io_context context_{2};
    std::optional<shared_pool> pool_;
    std::vector<outcomes> seen_;
    std::atomic<bool> is_over_ = false;
    std::atomic<int> writes_ = 0, failures_ = 0;
    std::vector<std::thread> threads_;
};

std::ptrdiff_t count_other_than(const std::map<std::string, int>& rows, const std::vector<std::string>& tags, int least,
                                int most) {
    return std::ranges::count_if(tags, [&](const std::string& tag) {
        const auto found = rows.find(tag);
        const int count = found == rows.end() ? 0 : found->second;
        return count < least || count > most;
    });
}

/// The rows are those that were told, and all connections of the pool are good.
void check_recovered(const std::string& name, load& coroutines, const outcomes& seen) {
    MESSAGE(seen.done.size(), " done, ", seen.unknown.size(), " unknown, ", seen.failed.size(), " failed");
    CHECK(seen.wrong == std::vector<std::string>{});
    std::map<std::string, int> rows;
    database db(name, bounded);
    for (const Item& each : db(all_items)) ++rows[each.tag];
    CHECK(count_other_than(rows, seen.done, 1, 1) == 0);
    CHECK(count_other_than(rows, seen.unknown, 0, 1) == 0);
    CHECK(count_other_than(rows, seen.failed, 0, 0) == 0);
    CHECK(rows.size() <= seen.done.size() + seen.unknown.size());

    shared_pool& pool = coroutines.pool();
    test::run_to_end(coroutines.context(), [](shared_pool& from) -> asio::awaitable<void> {
        co_await until([&] { return from.statistics().in_use == 0; });
        {
            std::vector<rowan::async::lent<items, asio::any_io_executor>> all;
            for (auto left = from.statistics().open; left > 0; --left) {
                auto one = co_await from.acquire();
                all.push_back(std::move(one));
            }
            for (const auto& each : all) CHECK_THAT(co_await end_of(each->execute("SELECT 1")) == "done");
        }
        co_await until([&] { return from.statistics().in_use == 0; });
        const auto statistics = from.statistics();
        CHECK(statistics.waiting == 0);
        CHECK(statistics.open == statistics.idle);
        CHECK(statistics.open == statistics.created - statistics.closed);
        CHECK(statistics.discarded <= statistics.closed);
        CHECK(statistics.discarded > 0);
        co_await from.close();
        CHECK(from.statistics().open == 0);
    }(pool));
}

/// Without the constraint that would hide rows that are written twice.
std::string unconstrained_items() {
    std::string name = empty_items();
    test::raw_postgres other(name);
    other("ALTER TABLE item DROP CONSTRAINT item_tag_key; CREATE INDEX ON item(tag)");
    return name;
}

/// Ends the server as a crash of the machine would; false if this user may not.
bool stop_immediately(const std::string& name) {
    const int server =
        std::stoi(test::raw_postgres(name)("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"));
    return kill(server, SIGQUIT) == 0;
}

/// The pool of one connection whose use is looked at.
rowan::pool_options single() { return {.maximum = 1, .acquire_timeout = 3min, .check_after_idle = 1h}; }

TEST_SUITE("faults") {
    TEST_CASE("a pool of coroutines recovers from a server that is restarted, and no write is lost or done twice") {
        for (const bool is_immediate : {false, true}) {
            CAPTURE(is_immediate);
            const std::string name = unconstrained_items();
            load coroutines(name, 60);
            for (int restart = 0; restart < 2 || coroutines.failures() == 0; ++restart) {
                REQUIRE(restart < 20);
                coroutines.wait_for_writes(300);
                if (is_immediate && !stop_immediately(name)) return test::skip("this user may not end the server");
                test::restart_postgres();
            }
            coroutines.wait_for_writes(600);
            const outcomes seen = coroutines.end();
            CHECK(seen.failed.size() + seen.unknown.size() > 0);
            check_recovered(name, coroutines, seen);
        }
    }
    TEST_CASE("all words work by TLS with a password, and a cancellation closes the connection") {
        if (std::system("command -v openssl > /dev/null") != 0) return test::skip("there is no openssl");
        tls_server server;
        const std::string name = server.conninfo("localhost", "ca");
        test::raw_postgres other(test::postgres_database());
        const auto gone = [&](int backend) {
            return other("SELECT count(*) FROM pg_stat_activity WHERE pid = " + std::to_string(backend)) == "0";
        };
        test::run_to_end([&]() -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            session db{executor};
            CHECK_THAT(co_await end_of(db.open(name + " password=wrong", bounded)) == "permission_denied");
            co_await db.open(name, bounded);
            int backend = co_await backend_serving(db);
            CHECK(other("SELECT ssl FROM pg_stat_ssl WHERE pid = " + std::to_string(backend)) == "t");

            const auto many = some_items(copied);
            co_await db.insert(many);
            Item item{0, "one", 1};
            co_await db.insert(item);
            item.number = 2;
            co_await db.update(item);
            std::size_t rows = 0;
            auto stream = db.stream(all_items);
            while (const auto batch = co_await stream.next(1000)) rows += batch->size();
            CHECK(rows == copied + 1);
            co_await db.transact([&](auto& tx) -> asio::awaitable<void> {
                auto piped = co_await tx.pipeline([](auto& p) { return p(by_tag, "tag"_p = "one"); });
                CHECK(piped.get().size() == 1);
                co_await tx.remove(item);
            });
            const auto left = co_await db.run([](auto& blocking) { return blocking(all_items).all().size(); });
            CHECK(left == copied);

            for (const bool is_late : {false, true}) {
                backend = co_await backend_serving(db);
                if (is_late)
                    CHECK_THAT(co_await end_of(db.transact([](auto& tx) -> asio::awaitable<void> {
                                   co_await tx.within(20ms).execute("SELECT pg_sleep(3600)");
                               })) == "timed_out");
                else {
                    begun sleep(db.transact([](auto& tx) -> asio::awaitable<void> {
                        const Item never{0, "never", 1};
                        co_await tx.insert(never);
                        co_await tx.execute("SELECT pg_sleep(3600)");
                    }));
                    co_await until([&] { return is_inside(other, backend); });
                    sleep.cancel();
                    CHECK_THAT(co_await sleep.end() == "canceled");
                }
                co_await check_lost_until_open(db, name);
                // The server goes on until it has something to say, as libpq's manual has it.
                terminate(other, backend);
            }
            // What may have committed is told.
            make_commits_endless(name);
            backend = co_await backend_serving(db);
            const Item perhaps{0, "perhaps", 1};
            begun commit(db.insert(perhaps));
            co_await until([&] { return is_inside(other, backend); });
            commit.cancel();
            CHECK_THAT(co_await commit.end() == "commit_unknown");
            co_await check_lost_until_open(db, name);
            terminate(other, backend);

            // In a pool it is replaced.
            const auto options = single();
            shared_pool pool{executor, name, options, bounded};
            backend = co_await pool.run([](auto& blocking) { return backend_of(blocking); });
            begun sleep(sleep_in_transaction(pool));
            co_await until([&] { return is_inside(other, backend); });
            sleep.cancel();
            CHECK_THAT(co_await sleep.end() == "canceled");
            const auto count = co_await pool(rowan::select(rowan::count()).from<Item>()).scalar();
            CHECK(count == static_cast<std::int64_t>(copied));
            CHECK(pool.statistics().discarded == 1);
            CHECK(pool.statistics().created == 2);
            terminate(other, backend);
            co_await until([&] { return gone(backend); });
            co_await pool.close();
        });
    }
    TEST_CASE("a request to cancel that nobody answers ends with its operation, in bounded time") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        test::proxy proxy(test::postgres_port());
        const std::string through = test::over_tcp(name, proxy.port());
        for (const bool is_pooled : {false, true}) {
            test::run_to_end([&]() -> asio::awaitable<void> {
                const auto executor = co_await asio::this_coro::executor;
                const auto options = single();
                shared_pool pool{executor, through, options, bounded};
                {
                    auto lent = co_await pool.acquire();
                    auto& db = *lent;
                    rowan::detail::source_access::source_of(db).state->cancel_bound = 1ms;
                    const int backend = co_await backend_serving(db);
                    begun sleep(sleep_in_transaction(db));
                    co_await until([&] { return is_inside(other, backend); });
                    proxy.stall();
                    const auto begin = clock::now();
                    sleep.cancel();
                    CHECK_THAT(co_await sleep.end() == "canceled");
                    CHECK(clock::now() - begin < 1min);
                    CHECK(db.is_broken());
                    proxy.resume();
                    if (!is_pooled) co_await check_lost_until_open(db, through);
                    terminate(other, backend);
                }
                CHECK_THAT(co_await end_of(pool(all_items).all()) == "done");
                CHECK(pool.statistics().discarded == (is_pooled ? 1 : 0));
                co_await pool.close();
            });
        }
    }
    TEST_CASE("a request to cancel that ends late is none of the connection that was opened meanwhile") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        test::proxy first(test::postgres_port()), second(test::postgres_port());
        test::run_to_end([&]() -> asio::awaitable<void> {
            session db{co_await asio::this_coro::executor};
            auto& bound = rowan::detail::source_access::source_of(db).state->cancel_bound;
            const auto canceled_in_silence = [&](test::proxy& between) -> asio::awaitable<begun> {
                co_await db.open(test::over_tcp(name, between.port()), bounded);
                const int backend = co_await backend_serving(db);
                begun sleep(sleep_in_transaction(db));
                co_await until([&] { return is_inside(other, backend); });
                between.stall();
                sleep.cancel();
                co_return sleep;
            };
            bound = 1ms;
            const begun lost = co_await canceled_in_silence(first);
            CHECK_THAT(co_await lost.end() == "canceled");
            CHECK(db.is_broken());

            bound = 3min;
            begun sleep = co_await canceled_in_silence(second);
            first.cut();
            asio::steady_timer pause(co_await asio::this_coro::executor, 50ms);
            co_await pause.async_wait(asio::use_awaitable);
            sleep.cancel(); // its own request is still under way
            second.resume();
            CHECK_THAT(co_await sleep.end() == "canceled");
            CHECK_FALSE(db.is_broken());
        });
    }
    TEST_CASE("a request to cancel that nobody answers may outlive the program's connections and their context") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        test::proxy proxy(test::postgres_port());
        const std::string through = test::over_tcp(name, proxy.port());
        auto context = std::make_unique<asio::io_context>(1);
        int backend = 0;
        test::run_to_end(*context,
                         [](test::proxy& between, test::raw_postgres& beside, const std::string& where,
                            int& serving) -> asio::awaitable<void> {
                             session db{co_await asio::this_coro::executor};
                             co_await db.open(where, bounded);
                             rowan::detail::source_access::source_of(db).state->cancel_bound = 1ms;
                             serving = co_await backend_serving(db);
                             begun sleep(sleep_in_transaction(db));
                             co_await until([&] { return is_inside(beside, serving); });
                             between.stall();
                             sleep.cancel();
                             CHECK_THAT(co_await sleep.end() == "canceled");
                         }(proxy, other, through, backend));
        context.reset();
        // The request is still under way; its end finds nobody.
        CHECK(proxy.connections() > 0);
        proxy.cut();
        terminate(other, backend);
        CHECK(proxy.connections() == 0);
    }
}

} // namespace async_restart_test
