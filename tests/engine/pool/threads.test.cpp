#include "engine/pool/fake.hpp"
#include "support/temporary_file.hpp"

#include "rowan/pool.hpp"
#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

namespace pool_threads_test {

using namespace rowan;
using namespace std::chrono_literals;
using test::servers::Answer;

constexpr int thread_count = 50;

template <class Action>
void in_threads(const Action& action) {
    std::vector<std::thread> threads;
    for (int i = 0; i < thread_count; ++i) threads.emplace_back([&action, i] { action(i); });
    for (auto& each : threads) each.join();
}

struct Entry {
    std::int64_t id{};
    std::int64_t thread{};
    std::int64_t step{};
};
/// Notices two threads in one connection: the rows of a transaction are those of one thread.
struct one_user {
    std::unique_ptr<std::atomic<int>> users = std::make_unique<std::atomic<int>>(0);
    std::atomic<int>* collisions = nullptr;

    explicit one_user(std::atomic<int>* count = nullptr) : collisions(count) {}
    one_user(const one_user& other) : collisions(other.collisions) {}
    one_user& operator=(one_user&&) = default;

    void on(const before_execute&) { *collisions += (*users)++ == 0 ? 0 : 1; }
    void on(const after_execute&) { --*users; }
    void on(const execute_error&) { --*users; }
};
struct journal {
    using driver = sqlite;
    using tables = rowan::tables<Entry>;
    using listeners = rowan::listeners<one_user>;
};

TEST_SUITE("engine") {
    TEST_CASE("fifty threads write and read by one pool, and none meets another in a connection") {
        const test::temporary_file file;
        std::atomic<int> collisions{0}, wrong{0};
        std::atomic<std::int64_t> written{0};
        pool<journal> pool(file.name(), {.maximum = 6, .acquire_timeout = 60s, .life_time = 50ms},
                           {.busy_timeout = 60s}, one_user(&collisions));
        pool.create_tables();
        pool.with([](auto& db) { db.execute("PRAGMA synchronous = OFF"); });
        in_threads([&](int thread) {
            for (int step = 0; step < 20; ++step) {
                const Entry entry{.thread = thread, .step = step};
                try {
                    switch ((thread + step) % 5) {
                    case 0:
                        pool.insert(entry);
                        ++written;
                        break;
                    case 1:
                        pool.transact([&](auto& db) {
                            db.insert(entry);
                            db.insert(entry);
                        });
                        written += 2;
                        break;
                    case 2:
                        pool.transact([&](auto& db) {
                            db.insert(entry);
                            throw std::logic_error("mine");
                        });
                        break;
                    case 3: {
                        auto db = pool.acquire();
                        db->execute("BEGIN");
                        db->insert(entry);
                        throw std::logic_error("mine");
                    }
                    default:
                        for (const Entry& each : pool(select<Entry>().where(col<&Entry::thread> == thread)))
                            wrong += each.thread != thread;
                    }
                } catch (const std::logic_error&) {
                    continue;
                } catch (const error&) {
                    ++wrong;
                }
            }
        });
        CHECK(collisions == 0);
        CHECK(wrong == 0);
        CHECK(pool(select(count()).from<Entry>()).scalar() == written);
        const auto now = pool.statistics();
        CHECK(now.in_use == 0);
        CHECK(now.waiting == 0);
        CHECK(now.open == now.idle);
        CHECK(now.created - now.closed == now.open);
        CHECK(now.open <= 6);
    }

    TEST_CASE("fifty threads go on when their server is restarted again and again") {
        test::servers::network net;
        std::atomic<int> steps{0}, done{0}, lost{0}, other{0};
        {
            test::servers::pool pool("primary",
                                     {.maximum = 8,
                                      .acquire_timeout = 60s,
                                      .idle_time = 1ms,
                                      .life_time = 5ms,
                                      .replicas = {"first", "second"},
                                      .max_replay_lag = 100ms,
                                      .read_your_writes = true,
                                      .replica_rest = 1ms},
                                     {&net});
            // A server loses eight connections at the most.
            constexpr int steps_per_restart = 50;
            const auto restart = [&](int number) {
                test::servers::clock::advance(1ms);
                (number % 2 == 0 ? net.primary : net.first).restart();
                net.second.position = net.primary.position.load();
                if (number % 8 == 0) pool.maintain();
            };
            in_threads([&](int thread) {
                for (int step = 0; step < 200; ++step) {
                    try {
                        if (const int all = ++steps; all % steps_per_restart == 0) restart(all / steps_per_restart);
                        switch ((thread + step) % 4) {
                        case 0:
                            pool.insert(Answer{});
                            break;
                        case 1:
                            pool.transact([](auto& db) {
                                db.insert(Answer{});
                                db.transact([&] { db.insert(Answer{}); });
                            });
                            break;
                        case 2: {
                            auto moved = pool.acquire_reader();
                            auto db = std::move(moved);
                            (void)(*db)(select<Answer>()).all();
                            break;
                        }
                        default:
                            (void)pool(select<Answer>()).one();
                        }
                        ++done;
                    } catch (const connection_lost&) {
                        ++lost;
                    } catch (...) {
                        ++other;
                    }
                }
            });
            CHECK(other == 0);
            CHECK(done + lost == thread_count * 200);
            CHECK(done > lost);
            const auto now = pool.statistics();
            CHECK(now.in_use == 0);
            CHECK(now.waiting == 0);
            CHECK(now.created - now.closed == now.open);
            CHECK(now.discarded > 0);
            CHECK(now.timeouts == 0);
        }
        for (auto* each : {&net.primary, &net.first, &net.second}) {
            CHECK(each->collisions == 0);
            CHECK(each->open == 0);
            CHECK(each->most_open <= 8);
        }
    }

    TEST_CASE("threads that wait in vain and threads that are served do not lose a connection between them") {
        test::servers::network net;
        test::servers::pool pool("primary", {.maximum = 2, .acquire_timeout = 1ms}, {&net});
        std::atomic<std::uint64_t> served{0}, in_vain{0};
        in_threads([&](int) {
            for (int step = 0; step < 20; ++step) {
                try {
                    const auto db = pool.acquire();
                    std::this_thread::sleep_for(200us);
                    ++served;
                } catch (const timed_out&) {
                    ++in_vain;
                }
            }
        });
        CHECK(served + in_vain == thread_count * 20);
        CHECK(pool.statistics().timeouts == in_vain);
        CHECK(pool.statistics().acquired == served);
        CHECK(pool.statistics().in_use == 0);
        CHECK(net.primary.most_open <= 2);
        const auto first = pool.acquire(), second = pool.acquire();
        CHECK(net.primary.open == 2);
    }
}

} // namespace pool_threads_test
