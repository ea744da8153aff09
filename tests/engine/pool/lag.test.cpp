#include "engine/pool/fake.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>

// What a pool says of how old a replica may be. Who asks it takes part of the time in samples of the primary.
namespace pool_lag_test {

using namespace rowan;
using namespace std::chrono_literals;
using test::servers::Answer;
using test::servers::clock;
using test::servers::network;
using test::servers::pool;

constexpr auto all = select<Answer>();

std::int64_t answering(pool& connections) { return connections(all).one().id; }

TEST_SUITE("engine") {
    TEST_CASE("a replica that lags is passed over") {
        network net;
        pool connections("primary", {.replicas = {"first"}, .max_replay_lag = 10s}, {&net});
        net.primary.position = 5;
        net.first.position = 4;
        for (int i = 0; i < 10; ++i) CHECK(answering(connections) == 1);
        CHECK(net.first.questions == 1);
        net.first.position = 5;
        clock::advance(110ms);
        CHECK(answering(connections) == 2);
        // What they said still holds: they are not asked each time, and what is written meanwhile is not old.
        net.primary.position = 100;
        const int questions = net.first.questions + net.primary.questions;
        for (int i = 0; i < 10; ++i) CHECK(answering(connections) == 2);
        CHECK(net.first.questions + net.primary.questions == questions);
        CHECK(connections.statistics().fallbacks == 10);
    }

    TEST_CASE("a replica that receives nothing is passed over as soon as what it shows is too old") {
        network net;
        pool connections("primary", {.replicas = {"first"}, .max_replay_lag = 500ms}, {&net});
        CHECK(answering(connections) == 2);
        connections.insert(Answer{});
        CHECK(answering(connections) == 2);
        clock::advance(550ms);
        CHECK(answering(connections) == 1);
    }

    TEST_CASE("a replica that follows is read from all the time, and few questions are asked") {
        network net;
        pool connections("primary", {.replicas = {"first"}, .max_replay_lag = 2s}, {&net});
        CHECK(answering(connections) == 2);
        for (int read = 0; read < 2500; ++read) {
            // It is a little behind.
            const std::uint64_t written = net.primary.position;
            connections.insert(Answer{});
            clock::advance(1ms);
            CHECK(answering(connections) == 2);
            net.first.position = written;
        }
        CHECK(net.primary.questions <= 7);
        CHECK(net.first.questions <= 4);
    }

    TEST_CASE("while an idle primary writes nothing, a replica is not asked again") {
        network net;
        pool connections("primary", {.replicas = {"first"}, .max_replay_lag = 40ms}, {&net});
        net.primary.position = net.first.position = 1;
        for (int i = 0; i < 10; ++i) {
            CHECK(answering(connections) == 2);
            clock::advance(15ms);
        }
        CHECK(net.first.questions == 1);
    }

    TEST_CASE(
        "while nobody has asked the primary, it is read; when all its connections are in use, the next one asks") {
        network net;
        pool connections("primary", {.maximum = 2, .replicas = {"first"}, .max_replay_lag = 10s}, {&net});
        auto first = connections.acquire();
        CHECK(answering(connections) == 1);
        CHECK(net.primary.questions == 1);
        CHECK(answering(connections) == 2);
        first.give_back();
        CHECK(net.primary.questions == 1);
    }

    TEST_CASE("a primary that does not say where it is proves nothing") {
        network net;
        pool connections("primary", {.replicas = {"first"}, .max_replay_lag = 10s, .replica_rest = 1ms}, {&net});
        net.primary.is_lost_when_asked = true;
        CHECK(answering(connections) == 1);
        CHECK(net.first.opened == 0);
        CHECK(connections.statistics().discarded >= 1);
    }

    TEST_CASE("samples of the primary: one at a time, in their time, and of the last ones only those that are young") {
        detail::position_samples<clock> samples(1000ms);
        const auto now = clock::now();
        CHECK_FALSE(samples.has_young());
        CHECK(samples.claim());
        CHECK_FALSE(samples.claim());
        samples.note(now - 900ms, 10);
        CHECK_FALSE(samples.claim());
        samples.note(now - 800ms, 5); // too near
        samples.note(now - 500ms, 20);
        CHECK_FALSE(samples.is_young(9));
        CHECK(samples.is_young(20));
        clock::advance(300ms);
        CHECK_FALSE(samples.is_young(19));
        CHECK(samples.is_young(20));
        CHECK(samples.claim());
        samples.miss();
        CHECK(samples.is_wanted());
        samples.note(now, std::nullopt);
        CHECK_FALSE(samples.is_wanted());
        clock::advance(300ms);
        CHECK_FALSE(samples.has_young());
        detail::position_samples<clock> endless(std::chrono::milliseconds::max());
        endless.note(now, 1);
        CHECK(endless.is_young(1));
        CHECK_FALSE(endless.claim());
    }
}

} // namespace pool_lag_test
