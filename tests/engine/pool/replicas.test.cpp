#include "engine/pool/fake.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pool_replicas_test {

using namespace rowan;
using namespace std::chrono_literals;
using test::servers::Answer;
using test::servers::clock;
using test::servers::network;
using test::servers::pool;

constexpr auto nextval = function<std::int64_t(), "nextval('answers')">;
constexpr auto no_function = function<std::int64_t(), "no_function()">;
constexpr auto all = select<Answer>();
constexpr auto locked = all.for_update();
constexpr auto ids = select(col<&Answer::id>).from<Answer>();
constexpr auto locked_ids = ids.for_share();

struct Kept {
    std::int64_t id{};
};

static_assert(is_replica_safe<decltype(all)>);
static_assert(is_replica_safe<decltype(ids.into<Kept>())>);
static_assert(is_replica_safe<decltype(union_all(ids, ids))>);
static_assert(is_replica_safe<decltype(all.where(in(col<&Answer::id>, ids)))>);
static_assert(!is_replica_safe<decltype(locked)>);
static_assert(!is_replica_safe<decltype(locked_ids.into<Kept>())>);
static_assert(!is_replica_safe<decltype(union_all(ids, locked_ids))>);
static_assert(!is_replica_safe<decltype(all.where(in(col<&Answer::id>, locked_ids)))>);
static_assert(!is_replica_safe<decltype(select<Kept>().with(cte<Kept>(locked_ids)))>);
static_assert(!is_replica_safe<decltype(select<Kept>().from(subquery<Kept>(locked_ids)))>);
static_assert(!is_replica_safe<decltype(update<Answer>().set(col<&Answer::text> = "").every_row())>);
static_assert(!is_replica_safe<decltype(insert<Answer>().set(col<&Answer::text> = "").returning(col<&Answer::id>))>);

/// Which server answers a query.
std::int64_t answering(pool& connections) { return connections(all).one().id; }

TEST_SUITE("engine") {
    TEST_CASE("plain queries go to the replicas in turn, everything else to the primary") {
        network net;
        pool connections("primary", {.replicas = {"first", "second"}}, {&net});
        CHECK(net.first.opened == 0);
        CHECK(std::set{answering(connections), answering(connections)} == std::set<std::int64_t>{2, 3});
        CHECK(std::set{connections.get<Answer>(1).id, connections.find<Answer>(1)->id} == std::set<std::int64_t>{2, 3});
        const std::vector<std::int64_t> keys{2, 3};
        // The one row that it has says that a replica answered.
        const auto found = connections.find<Answer>(keys);
        CHECK((found[0].has_value() || found[1].has_value()));

        CHECK(connections.primary()(all).one().id == 1);
        CHECK(connections.primary().get<Answer>(1).id == 1);
        CHECK(connections.primary().find<Answer>(1)->id == 1);
        CHECK_FALSE(connections.primary().find<Answer>(keys)[0].has_value());
        CHECK(connections.primary().get<Answer>(std::vector<std::int64_t>{1}).front().id == 1);
        CHECK(connections.with([](auto& db) { return db(all).one().id; }) == 1);
        CHECK(connections.transact([](auto& db) { return db(all).one().id; }) == 1);
        CHECK(connections(ids).scalar() != 1);

        connections.insert(Answer{});
        CHECK(connections(update<Answer>().set(col<&Answer::text> = "").every_row()) == 1);
        CHECK(net.primary.position == 2);
        CHECK(net.first.position + net.second.position == 0);
        CHECK(connections.statistics().fallbacks == 0);
    }

    TEST_CASE("the primary stands in for replicas that fail, until they have had a rest") {
        network net;
        pool connections("primary", {.replicas = {"first"}, .replica_rest = 50ms}, {&net});
        net.first.is_up = false;
        CHECK(answering(connections) == 1);
        CHECK(connections.statistics().failed == 1);
        net.first.is_up = true;
        CHECK(answering(connections) == 1);
        CHECK(connections.statistics().failed == 1);
        clock::advance(60ms);
        CHECK(answering(connections) == 2);
        // It goes away while it is read from: the reader does not notice.
        net.first.restart();
        CHECK(answering(connections) == 1);
        clock::advance(60ms);
        CHECK(answering(connections) == 2);
        const auto now = connections.statistics();
        CHECK(now.fallbacks == 3);
        CHECK(now.replica_reads == 2);
        CHECK(now.discarded == 1);
    }

    TEST_CASE("a replica stands in for another one that fails") {
        network net;
        pool connections("primary", {.replicas = {"first", "second", "nowhere"}}, {&net});
        net.first.is_up = false;
        for (int i = 0; i < 6; ++i) CHECK(answering(connections) == 3);
        CHECK(connections.statistics().fallbacks == 0);
    }

    TEST_CASE("a query that a replica ends, or that writes after all, is answered by the primary") {
        network net;
        pool connections("primary", {.replicas = {"first"}}, {&net});
        net.first.cancels_reads = true;
        CHECK(answering(connections) == 1);
        net.first.cancels_reads = false;
        CHECK(answering(connections) == 2);
        net.first.is_standby = true;
        CHECK(answering(connections) == 2);
        CHECK(connections(select(nextval())).scalar() == 1);
        CHECK(connections.statistics().discarded == 0);
    }

    TEST_CASE("an error of the query itself is not tried elsewhere") {
        network net;
        pool connections("primary", {.replicas = {"first"}}, {&net});
        CHECK_THROWS_AS((void)connections(select(no_function())), schema_mismatch);
        CHECK(connections.statistics().fallbacks == 0);
    }

    TEST_CASE("who wrote reads what was written: by the primary, until a replica has it") {
        network net;
        pool connections("primary", {.replicas = {"first"}, .read_your_writes = true}, {&net});
        CHECK(answering(connections) == 2);
        connections.insert(Answer{});
        CHECK(answering(connections) == 1);
        CHECK(answering(connections) == 1);
        net.first.position = 1;
        CHECK(answering(connections) == 2);
        const int questions = net.first.questions + net.primary.questions;
        for (int i = 0; i < 10; ++i) CHECK(answering(connections) == 2);
        CHECK(net.first.questions + net.primary.questions == questions);
        connections.transact([](auto& db) { db.insert(Answer{}); });
        CHECK(answering(connections) == 1);
        net.first.position = 2;
        CHECK(answering(connections) == 2);
        {
            auto db = connections.acquire();
            db->insert(Answer{});
        }
        CHECK(answering(connections) == 1);
    }

    TEST_CASE("a replica that was away is asked again what it shows") {
        network net;
        pool connections("primary", {.replicas = {"first"}, .read_your_writes = true, .replica_rest = 20ms}, {&net});
        connections.insert(Answer{});
        net.first.position = 1;
        CHECK(answering(connections) == 2);
        net.first.restart();
        CHECK(answering(connections) == 1);
        // As one that was made anew from an older copy.
        net.first.position = 0;
        clock::advance(30ms);
        CHECK(answering(connections) == 1);
        net.first.position = 1;
        CHECK(answering(connections) == 2);
    }

    TEST_CASE("of answers that come late, that to the last question counts") {
        detail::write_horizon horizon;
        const auto first = horizon.take_ticket(), second = horizon.take_ticket();
        horizon.note(second, 20);
        horizon.note(first, 10);
        CHECK(horizon.position() == 20);
        const auto third = horizon.take_ticket(), fourth = horizon.take_ticket();
        horizon.note(fourth, std::nullopt);
        horizon.note(third, 30);
        CHECK_FALSE(horizon.position());
        // After a failover the primary may be at an earlier place.
        horizon.note(horizon.take_ticket(), 5);
        CHECK(horizon.position() == 5);
    }

    TEST_CASE("while nobody knows what was written, the primary is read") {
        network net;
        pool connections("primary", {.replicas = {"first"}, .read_your_writes = true}, {&net});
        net.primary.loses_commits = true;
        CHECK_THROWS_AS(connections.transact([](auto& db) { db.insert(Answer{}); }), commit_unknown);
        net.primary.loses_commits = false;
        net.first.position = 1;
        // The first of these asks the primary again.
        CHECK(answering(connections) == 1);
        CHECK(answering(connections) == 2);
    }

    TEST_CASE("reads of several replicas are never of two users at once, and limits hold for each server") {
        network net;
        pool connections("primary", {.maximum = 2, .replicas = {"first", "second"}}, {&net});
        const auto first = connections.acquire_reader(), second = connections.acquire_reader();
        const auto third = connections.acquire_reader(), fourth = connections.acquire_reader();
        CHECK(net.first.open == 2);
        CHECK(net.second.open == 2);
        CHECK(connections.statistics().in_use == 4);
    }
}

} // namespace pool_replicas_test
