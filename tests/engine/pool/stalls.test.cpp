#include "engine/pool/fake.hpp"
#include "support/wait_until.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

// Servers that are there and do not answer, or not as they should.
namespace pool_stalls_test {

using namespace rowan;
using namespace std::chrono_literals;
using test::servers::Answer;
using test::servers::clock;
using test::servers::network;
using test::servers::pool;

constexpr auto all = select<Answer>();

std::int64_t answering(pool& connections) { return connections(all).one().id; }

/// How much time of the servers passes.
auto time_of(const auto& action) {
    const auto begin = clock::now();
    action();
    return clock::now() - begin;
}

TEST_SUITE("engine") {
    TEST_CASE("a replica that falls silent is given up after a time of its own, and rests") {
        network net;
        pool connections("primary", {.answer_timeout = 50ms, .replicas = {"first"}, .replica_rest = 10s}, {&net});
        CHECK(answering(connections) == 2);
        net.first.is_silent = true;
        CHECK(time_of([&] { CHECK(answering(connections) == 1); }) == 50ms);
        CHECK(answering(connections) == 1);
        const auto reader = connections.acquire_reader();
        CHECK((*reader)(all).one().id == 1);
        CHECK(connections.statistics().fallbacks == 3);
        CHECK(net.first.waits == 1);
    }

    TEST_CASE(
        "a replica that is silent from the beginning, or when it is asked whether it lives, is given up likewise") {
        network net;
        pool connections("primary",
                         {.check_after_idle = 0ms, .answer_timeout = 50ms, .replicas = {"first"}, .replica_rest = 1ms},
                         {&net});
        net.first.is_silent = true;
        CHECK(time_of([&] { CHECK(answering(connections) == 1); }) == 50ms);
        net.first.is_silent = false;
        clock::advance(5ms);
        CHECK(answering(connections) == 2);
        net.first.is_silent = true;
        const int opened = net.first.opened;
        CHECK(time_of([&] { CHECK(answering(connections) == 1); }) == 50ms);
        // It is not asked and opened again one after the other.
        CHECK(net.first.opened == opened);
        CHECK(net.first.waits == 2);
    }

    TEST_CASE("a replica is tried by one reader when it has rested, and by all when it has answered") {
        network net;
        pool connections("primary", {.answer_timeout = 300ms, .replicas = {"first"}, .replica_rest = 500ms}, {&net});
        net.first.is_silent = true;
        CHECK(answering(connections) == 1);
        clock::advance(550ms);
        net.first.during_wait = [&] {
            for (int i = 0; i < 4; ++i) CHECK(answering(connections) == 1);
        };
        CHECK(answering(connections) == 1);
        CHECK(net.first.waits == 2);
        net.first.is_silent = false;
        clock::advance(550ms);
        for (int i = 0; i < 3; ++i) CHECK(answering(connections) == 2);
    }

    TEST_CASE("who waits for a connection to a replica that falls silent reads elsewhere") {
        network net;
        pool connections(
            "primary", {.maximum = 1, .acquire_timeout = 60s, .answer_timeout = 200ms, .replicas = {"first"}}, {&net});
        CHECK(answering(connections) == 2);
        net.first.is_silent = true;
        net.first.during_wait = [&] { test::wait_until([&] { return connections.statistics().waiting == 5; }); };
        std::atomic<int> answered{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 6; ++i) threads.emplace_back([&] { answered += answering(connections) == 1 ? 1 : 0; });
        for (auto& each : threads) each.join();
        CHECK(answered == 6);
        CHECK(net.first.waits == 1);
    }

    TEST_CASE("when all connections to a replica are in use for too long, another or the primary is read") {
        network net;
        pool connections("primary", {.maximum = 1, .acquire_timeout = 20ms, .replicas = {"first"}}, {&net});
        const auto reader = connections.acquire_reader();
        CHECK(net.first.open == 1);
        CHECK(answering(connections) == 1);
        const auto other = connections.acquire_reader();
        CHECK((*other)(all).one().id == 1);
        CHECK(connections.statistics().timeouts == 2);
    }

    TEST_CASE("a query for which a replica needs too long is answered by the primary") {
        network net;
        pool connections("primary", {.answer_timeout = 400ms, .replicas = {"first"}, .replica_rest = 10s}, {&net});
        net.first.is_slow = true;
        net.first.during_wait = [&] {
            net.first.is_slow = false;
            CHECK(answering(connections) == 2);
        };
        CHECK(answering(connections) == 1);
        // It answered somebody else meanwhile, so that it does not rest.
        CHECK(answering(connections) == 2);
        net.first.is_slow = true;
        CHECK(answering(connections) == 1);
        net.first.is_slow = false;
        CHECK(answering(connections) == 1);
        CHECK(net.first.waits == 2);
    }

    TEST_CASE("a reader of a replica may take its time") {
        network net;
        pool connections("primary", {.answer_timeout = 400ms, .replicas = {"first"}}, {&net});
        CHECK(answering(connections) == 2);
        const auto reader = connections.acquire_reader(), db = connections.acquire();
        CHECK(reader->handle().limit() == db->handle().limit());
        CHECK(net.first.opened == 1);
    }

    TEST_CASE("what only a replica has no room for, or has damaged, is read from the primary") {
        for (void (*const trouble)() :
             {+[] { throw disk_full("no room to sort"); }, +[] { throw resource_exhausted("no memory"); },
              +[] { throw corrupt_database("a page is torn"); }, +[] { throw busy("a lock is replayed"); }}) {
            network net;
            pool connections("primary", {.replicas = {"first"}}, {&net});
            net.first.trouble = trouble;
            CHECK(answering(connections) == 1);
            CHECK(connections.statistics().fallbacks == 1);
            // Of the primary it is an error.
            net.primary.trouble = trouble;
            CHECK_THROWS_AS(answering(connections), error);
        }
    }

    TEST_CASE("giving back a connection takes no longer than an answer may, and one that is lost by it is not kept") {
        network net;
        pool connections(
            "primary", {.maximum = 1, .answer_timeout = 50ms, .replicas = {"first"}, .read_your_writes = true}, {&net});
        auto db = connections.acquire();
        db->execute("BEGIN");
        net.primary.is_silent = true;
        CHECK(time_of([&] { db.give_back(); }) == 50ms);
        CHECK(connections.statistics().open == 0);
        net.primary.is_silent = false;
        net.primary.is_lost_when_asked = true;
        connections.insert(Answer{});
        CHECK(connections.statistics().open == 0);
        CHECK(connections.statistics().discarded == 2);
        net.primary.is_lost_when_asked = false;
        connections.insert(Answer{});
        CHECK(connections.statistics().open == 1);
    }
}

} // namespace pool_stalls_test
