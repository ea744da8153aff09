#include "engine/pool/fake.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace pool_give_back_test {

using namespace rowan;
using namespace std::chrono_literals;
using test::servers::Answer;
using test::servers::network;
using test::servers::pool;

struct diary {
    std::vector<std::string>* lines = nullptr;
    void on(const after_rollback&) noexcept { lines->emplace_back("rollback"); }
    void on(const after_rollback_to& e) noexcept { lines->push_back("rollback to " + std::to_string(e.depth)); }
    void on(const after_close&) noexcept { lines->emplace_back("close"); }
};
struct watched {
    using driver = test::servers::driver;
    using tables = rowan::tables<Answer>;
    using listeners = rowan::listeners<diary>;
};

struct unaware_connection : private test::servers::connection {
    static constexpr auto offers = capability::life;
    using test::servers::connection::changes, test::servers::connection::connection, test::servers::connection::execute,
        test::servers::connection::in_transaction, test::servers::connection::is_alive,
        test::servers::connection::last_insert_id, test::servers::connection::pause, test::servers::connection::prepare;
};
struct unaware_driver : test::servers::driver {
    using connection = unaware_connection;
};
struct unaware_database {
    using driver = unaware_driver;
    using tables = rowan::tables<Answer>;
};

static_assert(!std::is_copy_constructible_v<pooled<watched>>);
static_assert(std::is_nothrow_move_constructible_v<pooled<watched>>);
// A temporary gives its connection back too early for what is made from it.
template <class Handle>
concept dereferenceable = requires(Handle handle) { *std::forward<Handle>(handle); };
static_assert(dereferenceable<const pooled<watched>&> && !dereferenceable<pooled<watched>>);

TEST_SUITE("engine") {
    TEST_CASE("what is open when a connection is given back is rolled back, with its events") {
        network net;
        std::vector<std::string> lines;
        {
            rowan::pool<watched> connections("primary", {.maximum = 1}, {&net}, diary{&lines});
            std::optional<transaction<connection<watched>>> outer, inner;
            {
                auto db = connections.acquire();
                outer.emplace(*db);
                inner.emplace(*db);
            }
            CHECK(lines == std::vector<std::string>{"rollback to 1", "rollback"});
            auto db = connections.acquire();
            CHECK(db->transaction_depth() == 0);
            CHECK_FALSE(db->handle().in_transaction());
            // What was left behind does not end the transaction of the next user.
            auto next = db->begin();
            inner.reset();
            outer.reset();
            CHECK(db->transaction_depth() == 1);
            next.commit();
            CHECK(lines.size() == 2);
        }
        CHECK(lines.back() == "close");
    }

    TEST_CASE("a transaction that SQL of the program has begun is rolled back, too") {
        network net;
        pool connections("primary", {.maximum = 1}, {&net});
        connections.with([](auto& db) { db.execute("BEGIN"); });
        CHECK(connections.with([](auto& db) { return !db.handle().in_transaction(); }));
        CHECK(net.primary.opened == 1);
    }

    TEST_CASE("an exception of the user gives the connection back") {
        network net;
        pool connections("primary", {.maximum = 1, .acquire_timeout = 20ms}, {&net});
        for (int i = 0; i < 3; ++i) {
            CHECK_THROWS_AS(connections.with([](auto&) { throw std::logic_error("mine"); }), std::logic_error);
            CHECK_THROWS_AS(connections.transact([](auto& db) {
                db.insert(Answer{});
                throw std::logic_error("mine");
            }),
                            std::logic_error);
        }
        CHECK(net.primary.opened == 1);
        CHECK(connections.statistics().in_use == 0);
        CHECK(connections.statistics().discarded == 0);
    }

    TEST_CASE("a connection that was lost is not handed out again, also if the user caught the error") {
        network net;
        pool connections("primary", {.maximum = 1}, {&net});
        {
            auto db = connections.acquire();
            net.primary.restart();
            CHECK_THROWS_AS(db->insert(Answer{}), connection_lost);
        }
        CHECK(connections.statistics().discarded == 1);
        CHECK(connections.statistics().open == 0);
        connections.insert(Answer{});
        CHECK(net.primary.opened == 2);
        CHECK(net.primary.open == 1);
    }

    TEST_CASE("a connection of which a commit is unknown is not handed out again") {
        network net;
        pool connections("primary", {.maximum = 1}, {&net});
        net.primary.loses_commits = true;
        CHECK_THROWS_AS(connections.transact([](auto& db) { db.insert(Answer{}); }), commit_unknown);
        net.primary.loses_commits = false;
        CHECK(connections.statistics().discarded == 1);
        connections.transact([](auto& db) { db.insert(Answer{}); });
        CHECK(net.primary.most_open == 1);
    }

    TEST_CASE("when one connection was lost, the others are asked before they are handed out") {
        network net;
        pool connections("primary", {.minimum = 4, .maximum = 4}, {&net});
        net.primary.restart();
        CHECK_THROWS_AS(connections.insert(Answer{}), connection_lost);
        // Nobody else notices.
        for (int i = 0; i < 8; ++i) {
            const auto first = connections.acquire(), second = connections.acquire(), third = connections.acquire();
            first->insert(Answer{});
            second->insert(Answer{});
            third->insert(Answer{});
        }
        CHECK(connections.statistics().discarded == 4);
        CHECK(net.primary.most_open == 4);
        CHECK(net.primary.checks == 3);
    }

    TEST_CASE("a handle can be moved, assigned and given back early") {
        network net;
        pool connections("primary", {.maximum = 2, .acquire_timeout = 20ms}, {&net});
        auto first = connections.acquire();
        auto second = connections.acquire();
        auto moved = std::move(first);
        CHECK(connections.statistics().in_use == 2);
        second = std::move(moved);
        CHECK(connections.statistics().in_use == 1);
        second->insert(Answer{});
        second.give_back();
        second.give_back();
        CHECK(connections.statistics().in_use == 0);
    }

    TEST_CASE("handles that outlive the pool close their connections") {
        network net;
        {
            auto connections =
                std::make_unique<pool>("primary", pool_options{.minimum = 3}, test::servers::options{&net});
            auto left = connections->acquire(), other = connections->acquire();
            CHECK(net.primary.open == 3);
            connections.reset();
            CHECK(net.primary.open == 2);
            left->insert(Answer{});
            left.give_back();
            CHECK(net.primary.open == 1);
        }
        CHECK(net.primary.open == 0);
    }

    TEST_CASE("a driver that does not know what it has lost is asked after an exception of the user") {
        network net;
        rowan::pool<unaware_database> connections("primary", {.maximum = 1}, {&net});
        const auto insert = [](auto& db) { db.insert(Answer{}); };
        connections.with(insert);
        connections.with(insert);
        CHECK(net.primary.checks == 0);
        net.primary.restart();
        CHECK_THROWS_AS(connections.with(insert), connection_lost);
        connections.with(insert);
        CHECK(net.primary.checks == 1);
        CHECK(connections.statistics().discarded == 1);
    }
}

} // namespace pool_give_back_test
