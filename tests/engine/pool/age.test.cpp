#include "engine/pool/fake.hpp"

#include <doctest/doctest.h>

#include <chrono>

namespace pool_age_test {

using namespace rowan;
using namespace std::chrono_literals;
using test::servers::clock;
using test::servers::network;
using test::servers::pool;

TEST_SUITE("engine") {
    TEST_CASE("what nobody wanted for long is closed, down to the minimum") {
        network net;
        pool connections("primary", {.minimum = 1, .maximum = 4, .idle_time = 20ms}, {&net});
        { const auto first = connections.acquire(), second = connections.acquire(), third = connections.acquire(); }
        CHECK(net.primary.open == 3);
        clock::advance(40ms);
        // Whoever comes next tidies up.
        (void)connections.acquire();
        CHECK(net.primary.open == 1);
        CHECK(connections.statistics().closed == 2);
        CHECK(connections.statistics().discarded == 0);
    }

    TEST_CASE("a program with quiet times can tidy up itself") {
        network net;
        pool connections("primary", {.minimum = 2, .maximum = 4, .idle_time = 1ms, .life_time = 60ms}, {&net});
        { const auto first = connections.acquire(), second = connections.acquire(), third = connections.acquire(); }
        clock::advance(5ms);
        connections.maintain();
        CHECK(net.primary.open == 2);
        clock::advance(80ms);
        connections.maintain();
        CHECK(net.primary.open == 2);
        CHECK(net.primary.opened == 5);
    }

    TEST_CASE(
        "what has lived long enough is replaced while nobody wants it, if a younger one is idle for longer, too") {
        network net;
        pool connections("primary", {.minimum = 1, .maximum = 2, .life_time = 200ms}, {&net});
        auto older = connections.acquire();
        clock::advance(120ms);
        { const auto younger = connections.acquire(); }
        older.give_back();
        clock::advance(85ms);
        connections.maintain();
        CHECK(net.primary.opened == 2);
        CHECK(net.primary.open == 1);
    }

    TEST_CASE("a connection that has lived long enough is closed, one that is in use afterwards, and another is opened "
              "when it is wanted") {
        network net;
        pool connections("primary", {.maximum = 1, .life_time = 20ms}, {&net});
        {
            auto db = connections.acquire();
            clock::advance(30ms);
            db->insert(test::servers::Answer{});
            CHECK(net.primary.opened == 1);
        }
        CHECK(net.primary.open == 0);
        (void)connections.acquire();
        CHECK(net.primary.opened == 2);
        clock::advance(30ms);
        (void)connections.acquire();
        CHECK(net.primary.opened == 3);
        CHECK(net.primary.most_open == 1);
    }

    TEST_CASE("times without an end do not end") {
        constexpr auto never = std::chrono::milliseconds::max();
        network net;
        pool connections(
            "primary",
            {.maximum = 1, .acquire_timeout = never, .idle_time = never, .life_time = never, .check_after_idle = never},
            {&net});
        for (int i = 0; i < 3; ++i) (void)connections.acquire();
        connections.maintain();
        CHECK(net.primary.opened == 1);
        CHECK(net.primary.checks == 0);
    }

    TEST_CASE("only a connection that was idle for long is asked whether it is alive") {
        network net;
        pool connections("primary", {.maximum = 1, .check_after_idle = 20ms}, {&net});
        (void)connections.acquire();
        CHECK(net.primary.checks == 0);
        clock::advance(30ms);
        net.primary.restart();
        connections.insert(test::servers::Answer{});
        CHECK(net.primary.checks == 1);
        CHECK(connections.statistics().discarded == 1);
        CHECK(net.primary.opened == 2);
    }
}

} // namespace pool_age_test
