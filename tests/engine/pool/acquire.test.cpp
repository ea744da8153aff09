#include "engine/pool/fake.hpp"
#include "support/caught.hpp"
#include "support/wait_until.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace pool_acquire_test {

using namespace rowan;
using namespace std::chrono_literals;
using test::caught;
using test::servers::network;
using test::servers::pool;

/// Returns when so many threads wait for a connection.
void wait_for_waiting(const pool& connections, std::size_t count) {
    test::wait_until([&] { return connections.statistics().waiting == count; });
}

TEST_SUITE("engine") {
    TEST_CASE("a pool opens its minimum at once, and more when they are wanted") {
        network net;
        pool connections("primary", {.minimum = 2, .maximum = 3}, {&net});
        CHECK(net.primary.opened == 2);
        {
            const auto first = connections.acquire(), second = connections.acquire();
            CHECK(net.primary.opened == 2);
            const auto third = connections.acquire();
            CHECK(net.primary.opened == 3);
            const auto now = connections.statistics();
            CHECK(now.open == 3);
            CHECK(now.in_use == 3);
            CHECK(now.idle == 0);
        }
        CHECK(connections.statistics().idle == 3);
        for (int i = 0; i < 10; ++i) (void)connections.acquire();
        CHECK(net.primary.opened == 3);
        CHECK(connections.statistics().acquired == 13);
    }

    TEST_CASE("who finds no connection in time is told so, and the pool goes on") {
        network net;
        pool connections("primary", {.maximum = 1, .acquire_timeout = 20ms}, {&net});
        {
            const auto held = connections.acquire();
            const auto begin = std::chrono::steady_clock::now();
            const auto error = caught<pool_exhausted>([&] { (void)connections.acquire(); });
            CHECK(std::string(error.what()) ==
                  "the pool is exhausted: within 20 ms (acquire_timeout) no connection became free, of which it opens "
                  "1 of this "
                  "kind; give them back sooner, or choose a greater maximum or acquire_timeout");
            CHECK_THROWS_AS((void)connections.acquire(), timed_out);
            CHECK(std::chrono::steady_clock::now() - begin >= 20ms);
        }
        (void)connections.acquire();
        CHECK(connections.statistics().timeouts == 2);
        CHECK(connections.statistics().waiting == 0);
        CHECK(connections.statistics().in_use == 0);
    }

    TEST_CASE("who waits is served in the order of coming") {
        network net;
        pool connections("primary", {.maximum = 1, .acquire_timeout = 60s}, {&net});
        std::vector<std::size_t> order;
        std::vector<std::thread> threads;
        {
            const auto held = connections.acquire();
            for (std::size_t i = 0; i < 8; ++i) {
                threads.emplace_back([&, i] {
                    const auto mine = connections.acquire();
                    order.push_back(i);
                });
                wait_for_waiting(connections, i + 1);
            }
        }
        for (auto& each : threads) each.join();
        CHECK(order == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7});
        CHECK(net.primary.opened == 1);
    }

    TEST_CASE("one who waited in vain is not counted on: the next in the line gets the connection") {
        network net;
        pool connections("primary", {.maximum = 1, .acquire_timeout = 200ms}, {&net});
        auto held = connections.acquire();
        std::thread impatient([&] { CHECK_THROWS_AS((void)connections.acquire(), timed_out); });
        test::wait_until([&] {
            const auto now = connections.statistics();
            return now.waiting == 1 || now.timeouts == 1;
        });
        std::this_thread::sleep_for(100ms);
        bool is_served = false;
        std::thread patient([&] {
            // On a slow machine it waits in vain, too, and comes again; a connection that is lost would never come.
            for (const auto end = std::chrono::steady_clock::now() + 60s; std::chrono::steady_clock::now() < end;) {
                try {
                    (void)connections.acquire();
                    is_served = true;
                    return;
                } catch (const timed_out&) {}
            }
        });
        impatient.join();
        held.give_back();
        patient.join();
        CHECK(is_served);
    }

    TEST_CASE("a connection that cannot be opened is the error of the one who needed it") {
        network net;
        pool connections("primary", {.minimum = 1, .maximum = 2, .acquire_timeout = 20ms}, {&net});
        auto held = connections.acquire();
        net.primary.is_up = false;
        // Its place is free again each time: else the third would wait in vain.
        for (int i = 0; i < 3; ++i) CHECK_THROWS_AS((void)connections.acquire(), connection_lost);
        CHECK(connections.statistics().failed == 3);
        CHECK(connections.statistics().open == 1);
        net.primary.is_up = true;
        held->insert(test::servers::Answer{});
        (void)connections.acquire();
    }

    TEST_CASE("when opening fails, the next in the line may try") {
        network net;
        pool connections("primary", {.minimum = 0, .maximum = 1, .acquire_timeout = 60s}, {&net});
        auto held = connections.acquire();
        std::atomic<int> lost{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 5; ++i)
            threads.emplace_back([&] {
                try {
                    (void)connections.acquire();
                } catch (const connection_lost&) {
                    ++lost;
                }
            });
        wait_for_waiting(connections, 5);
        net.primary.is_up = false;
        CHECK_THROWS_AS(held->execute("SELECT 1"), connection_lost);
        held.give_back();
        for (auto& each : threads) each.join();
        CHECK(lost == 5);
        CHECK(connections.statistics().open == 0);
    }

    TEST_CASE("a pool without a server, or without room, cannot be made") {
        network net;
        net.primary.is_up = false;
        CHECK_THROWS_AS(pool("primary", {}, {&net}), connection_lost);
        pool later("primary", {.minimum = 0}, {&net});
        net.primary.is_up = true;
        CHECK(later.get<test::servers::Answer>(1).id == 1);
        CHECK_THROWS_AS(pool("primary", {.maximum = 0}, {&net}), error);
        CHECK_THROWS_AS(pool("primary", {.minimum = 3, .maximum = 2}, {&net}), error);
    }
}

} // namespace pool_acquire_test
