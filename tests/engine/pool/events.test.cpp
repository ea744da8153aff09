#include "engine/pool/fake.hpp"
#include "support/drivers.hpp"

#include "rowan/pool.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace pool_events_test {

using namespace rowan;
using namespace std::chrono_literals;
using test::servers::Answer;
using test::servers::network;

struct Item {
    std::int64_t id = 0;
    std::string name;
};

using trace = std::vector<std::string>;

/// What is told of all connections of a pool.
class diary {
public:
    std::string refuses{};

    void on(const first_connect&) { note("first_connect"); }
    void on(const after_connect&) { note("after_connect"); }
    void on(const checkout&) { note("checkout"); }
    void on(const checkin& e) noexcept { note(e.is_usable ? "checkin" : "checkin of one that is lost"); }
    void on(const before_reset&) noexcept { note("before_reset"); }
    void on(const invalidate& e) noexcept {
        static constexpr const char* reasons[] = {"lost", "expired", "idle", "closed"};
        note(std::string("invalidate ") + reasons[static_cast<int>(e.reason)]);
    }
    void on(const after_rollback&) noexcept { note("after_rollback"); }
    void on(const after_close&) noexcept { note("after_close"); }

    trace taken() {
        const std::lock_guard lock(mutex_);
        return std::exchange(seen_, {});
    }

private:
    void note(const std::string& event) {
        {
            const std::lock_guard lock(mutex_);
            seen_.push_back(event);
        }
        if (event == refuses) throw std::runtime_error("refused");
    }

    std::mutex mutex_;
    trace seen_;
};

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<shared<diary>>;
};
struct fake_shop {
    using driver = test::servers::driver;
    using tables = rowan::tables<Answer>;
    using listeners = rowan::listeners<shared<diary>>;
};
using fake_pool = pool<fake_shop>;

/// Uses the connection in each event that gives it.
struct worker {
    std::atomic<int> reset_in_transaction{0}, free{0};

    void on(const first_connect&, auto& db) {
        db.create_tables();
        db.insert(Item{0, "first"});
    }
    void on(const checkout&, auto& db) { db.insert(Item{0, "out"}); }
    void on(const before_reset&, auto& db) noexcept {
        if (db.in_transaction()) ++reset_in_transaction;
    }
    void on(const checkin&, auto& db) noexcept {
        if (!db.in_transaction()) ++free;
        db.insert(Item{0, "in"});
    }
};
template <class Driver>
struct working_shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<shared<worker>>;
};

/// Counts what is lent, in all threads.
struct gauge {
    std::atomic<int> first{0}, lent{0}, most{0}, opened{0}, thrown_away{0};

    void on(const first_connect&) { ++first; }
    void on(const after_connect&) { ++opened; }
    void on(const checkout&) {
        const int now = ++lent;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {}
    }
    void on(const checkin&) noexcept { --lent; }
    void on(const invalidate&) noexcept { ++thrown_away; }
};
template <class Driver>
struct gauged_shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<shared<gauge>>;
};

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("a pool tells of its first connection, and of each that is lent and comes back", Driver,
                       TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        diary told;
        {
            pool<shop<Driver>> connections(database.name(), {.maximum = 1}, {}, std::ref(told));
            CHECK(told.taken() == trace{"after_connect", "first_connect"});
            connections.create_tables();
            CHECK(told.taken() == trace{"checkout", "before_reset", "checkin"});
            {
                const auto db = connections.acquire();
                CHECK(told.taken() == trace{"checkout"});
                const auto open = db->begin();
                db->insert(Item{});
            }
            CHECK(told.taken() == trace{"after_rollback", "before_reset", "checkin"});
            connections.with([](auto& db) { db.execute("BEGIN"); });
            CHECK(told.taken() == trace{"checkout", "before_reset", "checkin"});
        }
        CHECK(told.taken() == trace{"invalidate closed", "after_close"});
    }
    TEST_CASE_TEMPLATE("a handler that refuses the first connection closes it, and is told of the next", Driver,
                       TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        diary told;
        told.refuses = "first_connect";
        using pool = rowan::pool<shop<Driver>>;
        CHECK_THROWS_AS((pool{database.name(), {}, {}, std::ref(told)}), std::runtime_error);
        CHECK(told.taken() == trace{"after_connect", "first_connect", "after_close"});
    }
    TEST_CASE("a pool of which the first connection was refused opens another first one") {
        network net;
        diary told;
        told.refuses = "first_connect";
        fake_pool connections("primary", {.minimum = 0}, {&net}, std::ref(told));
        CHECK_THROWS_AS((void)connections.acquire(), std::runtime_error);
        told.refuses.clear();
        told.taken();
        { const auto db = connections.acquire(); }
        CHECK(told.taken() == trace{"after_connect", "first_connect", "checkout", "before_reset", "checkin"});
        CHECK(connections.statistics().failed == 1);
    }
    TEST_CASE_TEMPLATE("a handler that refuses a checkout gives the connection back", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        diary told;
        pool<shop<Driver>> connections(database.name(), {.maximum = 1}, {}, std::ref(told));
        told.taken();
        told.refuses = "checkout";
        CHECK_THROWS_AS(connections.create_tables(), std::runtime_error);
        CHECK_THROWS_AS((void)connections.acquire_reader(), std::runtime_error);
        told.refuses.clear();
        CHECK(told.taken() == trace{"checkout", "before_reset", "checkin", "checkout", "before_reset", "checkin"});
        connections.create_tables();
        CHECK(connections.statistics().created == 1);
        CHECK(connections.statistics().in_use == 0);
    }
    TEST_CASE_TEMPLATE("handlers of a pool's events may use the connection", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        pool<working_shop<Driver>> connections(database.name(), {.maximum = 1});
        auto& told = connections.template listener<worker>();
        const auto names = [&](const char* name) {
            return connections.with([&](auto& db) {
                return db(select(count()).template from<Item>().where(col<&Item::name> == name)).scalar();
            });
        };
        CHECK(names("first") == 1);
        CHECK(names("out") == 2);
        CHECK(names("in") == 2);
        CHECK(told.free == 3);
        std::optional<transaction<connection<working_shop<Driver>>>> open;
        {
            const auto db = connections.acquire();
            open.emplace(*db);
        }
        CHECK(told.reset_in_transaction == 1);
        CHECK(told.free == 4);
        CHECK(names("first") == 1);
    }
    TEST_CASE_TEMPLATE("what threads hear of a pool adds up", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        gauge told;
        {
            pool<gauged_shop<Driver>> connections(database.name(), {.minimum = 0, .maximum = 3}, {}, std::ref(told));
            connections.create_tables();
            std::vector<std::thread> threads;
            for (int i = 0; i < 6; ++i)
                threads.emplace_back([&] {
                    for (int n = 0; n < 20; ++n) (void)connections(select(count()).template from<Item>()).scalar();
                });
            for (std::thread& each : threads) each.join();
            CHECK(told.first == 1);
            CHECK(told.lent == 0);
            CHECK(told.most <= 3);
            CHECK(told.most >= 1);
            CHECK(connections.statistics().created == static_cast<std::uint64_t>(told.opened));
        }
        CHECK(told.thrown_away == told.opened);
    }

    TEST_CASE("a connection that is lost is thrown away, with the reason") {
        network net;
        diary told;
        fake_pool connections("primary", {.minimum = 2, .maximum = 2}, {&net}, std::ref(told));
        told.taken();
        net.primary.restart();
        CHECK_THROWS_AS(connections.insert(Answer{}), connection_lost);
        CHECK(told.taken() == trace{"checkout", "checkin of one that is lost", "invalidate lost", "after_close"});
        connections.insert(Answer{});
        CHECK(told.taken() ==
              trace{"invalidate lost", "after_close", "after_connect", "checkout", "before_reset", "checkin"});
    }
    TEST_CASE("a connection whose time is over is thrown away, with the reason") {
        network net;
        diary told;
        fake_pool connections("primary", {.minimum = 0, .maximum = 2, .idle_time = 1min, .life_time = 10min}, {&net},
                              std::ref(told));
        connections.insert(Answer{});
        told.taken();
        SUBCASE("of idling") {
            test::servers::clock::advance(2min);
            connections.maintain();
            CHECK(told.taken() == trace{"invalidate idle", "after_close"});
        }
        SUBCASE("of life") {
            test::servers::clock::advance(11min);
            connections.maintain();
            CHECK(told.taken() == trace{"invalidate expired", "after_close"});
        }
        SUBCASE("of life, when it is wanted") {
            test::servers::clock::advance(11min);
            connections.insert(Answer{});
            CHECK(told.taken() ==
                  trace{"invalidate expired", "after_close", "after_connect", "checkout", "before_reset", "checkin"});
        }
    }
    TEST_CASE("a connection that outlives its pool is thrown away when it comes back") {
        network net;
        diary told;
        auto connections =
            std::make_unique<fake_pool>("primary", pool_options{}, test::servers::options{&net}, std::ref(told));
        auto left = connections->acquire();
        connections.reset();
        told.taken();
        left.give_back();
        CHECK(told.taken() == trace{"before_reset", "checkin", "invalidate closed", "after_close"});
    }
    TEST_CASE("a replica's connections tell, too, and the first of all is told once") {
        network net;
        diary told;
        fake_pool connections("primary", {.replicas = {"first", "second"}}, {&net}, std::ref(told));
        CHECK(told.taken() == trace{"after_connect", "first_connect"});
        (void)connections(select<Answer>()).all();
        CHECK(told.taken() == trace{"after_connect", "checkout", "before_reset", "checkin"});
        told.refuses = "checkout";
        CHECK_THROWS_AS((void)connections(select<Answer>()).all(), std::runtime_error);
    }
}

} // namespace pool_events_test
