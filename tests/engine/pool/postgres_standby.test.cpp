#include "support/postgres_server.hpp"
#include "support/proxy.hpp"
#include "support/skip.hpp"

#include "rowan/pool.hpp"
#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

// A pool on a real primary and its standby, which pauses, receives nothing or is behind a network that stalls.
namespace pool_standby_test {

using namespace rowan;
using namespace std::chrono_literals;

struct Book {
    std::int64_t id{};
    std::string title{};
};
struct library {
    using driver = postgres;
    using tables = rowan::tables<Book>;
};
constexpr auto books = select(count()).from<Book>();
constexpr auto sleeping = function<std::string(double), "", "pg_sleep({})::text">;

/// The standby receives what the primary writes, but shows nothing of it until the end of the scope.
class paused_standby {
public:
    explicit paused_standby(const std::string& conninfo) : standby_(conninfo) {
        standby_("SELECT pg_wal_replay_pause()");
        while (standby_("SELECT pg_get_wal_replay_pause_state()") != "paused") std::this_thread::sleep_for(1ms);
    }
    ~paused_standby() { standby_("SELECT pg_wal_replay_resume()"); }
    paused_standby(const paused_standby&) = delete;
    paused_standby& operator=(const paused_standby&) = delete;

private:
    test::raw_postgres standby_;
};

/// The standby keeps its connection to the primary, and hears nothing from it until the end of the scope.
class deaf_standby {
public:
    explicit deaf_standby(const std::string& primary)
        : sender_(std::stoi(
              test::raw_postgres(primary)("SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'standby'"))),
          is_deaf_(kill(sender_, SIGSTOP) == 0) {}
    ~deaf_standby() {
        if (is_deaf_) kill(sender_, SIGCONT);
    }
    deaf_standby(const deaf_standby&) = delete;
    deaf_standby& operator=(const deaf_standby&) = delete;

    /// False where the server's processes are not for this one to stop.
    [[nodiscard]] bool is_deaf() const { return is_deaf_; }

private:
    pid_t sender_;
    bool is_deaf_;
};

int standby_port() {
    return std::stoi(PQport(test::raw_postgres(test::server_variable("ROWAN_TEST_STANDBY")).handle()));
}
auto time_of(const auto& action) {
    const auto begin = std::chrono::steady_clock::now();
    action();
    return std::chrono::steady_clock::now() - begin;
}

/// Reads until the standby was found to be fresh enough.
void read_from_standby(pool<library>& pool, std::int64_t count) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (pool.statistics().replica_reads == 0 && std::chrono::steady_clock::now() < end) {
        CHECK(pool(books).scalar() == count);
        std::this_thread::sleep_for(10ms);
    }
    CHECK(pool.statistics().replica_reads == 1);
}

TEST_SUITE("engine") {
    TEST_CASE("plain queries are answered by the standby, and everything else by the primary") {
        const std::string primary = test::empty_postgres();
        connection<library>(primary).create_tables();
        pool<library> pool(primary, {.replicas = {test::standby()}});
        constexpr auto recovery = function<bool(), "", "pg_is_in_recovery()">;
        constexpr auto number = function<std::int64_t(), "", "nextval('numbers')">;
        CHECK(pool(select(recovery())).scalar());
        CHECK_FALSE(pool.primary()(select(recovery())).scalar());
        CHECK(pool.with([&](auto& db) { return !db(select(recovery())).scalar(); }));
        pool.insert(Book{});
        CHECK(pool(select<Book>().for_update()).size() == 1);
        // The type does not say that this writes, but the standby does.
        pool.with([](auto& db) { db.execute("CREATE SEQUENCE numbers"); });
        test::wait_for_standby();
        CHECK(pool(select(number())).scalar() == 1);
        CHECK(pool.statistics().fallbacks == 1);
    }

    TEST_CASE("a standby that has not replayed a write of the pool is not read from") {
        const std::string primary = test::empty_postgres();
        connection<library>(primary).create_tables();
        const std::string standby = test::standby();
        pool<library> pool(primary, {.replicas = {standby}, .read_your_writes = true});
        CHECK(pool(books).scalar() == 0);
        CHECK(pool.statistics().replica_reads == 1);
        {
            const paused_standby paused(standby);
            for (int i = 1; i <= 10; ++i) {
                pool.insert(Book{});
                CHECK(pool(books).scalar() == i);
            }
            CHECK(pool.statistics().replica_reads == 1);
            CHECK(pool.statistics().fallbacks == 10);
        }
        test::wait_for_standby();
        CHECK(pool(books).scalar() == 10);
        CHECK(pool.statistics().replica_reads == 2);
        // Without a pause, whoever answers.
        for (int i = 11; i <= 100; ++i) {
            pool.insert(Book{});
            REQUIRE(pool(books).scalar() == i);
        }
    }

    TEST_CASE("a standby that lags is not read from, and one that follows is") {
        const std::string primary = test::empty_postgres();
        connection<library>(primary).create_tables();
        const std::string standby = test::standby();
        pool<library> pool(primary, {.replicas = {standby}, .max_replay_lag = 300ms});
        {
            const paused_standby paused(standby);
            pool.insert(Book{});
            std::this_thread::sleep_for(400ms);
            CHECK(pool(books).scalar() == 1);
            CHECK(pool.statistics().fallbacks == 1);
        }
        read_from_standby(pool, 1);
    }

    TEST_CASE("a standby that is away is stood in for by the primary") {
        const std::string primary = test::empty_postgres();
        pool<library> pool(primary, {.replicas = {"host=/nowhere"}, .max_replay_lag = 1s});
        pool.create_tables();
        CHECK(pool(books).scalar() == 0);
        CHECK(pool.statistics().failed == 1);
        CHECK(pool.statistics().fallbacks == 1);
    }

    TEST_CASE("a standby that has replayed all that it received, and receives nothing, is not up to date") {
        const std::string primary = test::empty_postgres();
        connection<library>(primary).create_tables();
        pool<library> pool(primary, {.replicas = {test::standby()}, .max_replay_lag = 400ms});
        read_from_standby(pool, 0);
        const deaf_standby deaf(primary);
        if (!deaf.is_deaf()) return test::skip("the primary's processes are not ours");
        pool.insert(Book{});
        std::this_thread::sleep_for(450ms);
        for (int i = 0; i < 20; ++i) {
            CHECK(pool(books).scalar() == 1);
            std::this_thread::sleep_for(20ms);
        }
    }

    TEST_CASE("a standby behind a network that stalls is given up soon, and rests") {
        const std::string primary = test::empty_postgres();
        connection<library>(primary).create_tables();
        const std::string standby = test::standby();
        test::proxy network(standby_port());
        pool<library> pool(
            primary,
            {.answer_timeout = 600ms, .replicas = {test::over_tcp(standby, network.port())}, .replica_rest = 2s});
        CHECK(pool(books).scalar() == 0);
        CHECK(pool.statistics().replica_reads == 1);
        network.stall();
        CHECK(time_of([&] { CHECK(pool(books).scalar() == 0); }) < 10s);
        CHECK(time_of([&] { CHECK(!pool.find<Book>(1).has_value()); }) < 500ms);
        {
            const auto reader = pool.acquire_reader();
            CHECK((*reader)(books).scalar() == 0);
        }
        CHECK(pool.statistics().fallbacks == 3);
        // It is tried again, by opening another connection, and by the others.
        std::this_thread::sleep_for(2s);
        CHECK(time_of([&] { CHECK(pool(books).scalar() == 0); }) < 10s);
        network.resume();
        network.cut();
        std::this_thread::sleep_for(2s);
        CHECK(pool(books).scalar() == 0);
        CHECK(pool.statistics().replica_reads == 2);
    }

    TEST_CASE("a standby that works for too long on a query is no failing one, and the primary answers") {
        const std::string primary = test::empty_postgres();
        const std::string standby = test::standby();
        pool<library> pool(primary, {.answer_timeout = 600ms, .replicas = {standby}});
        pool.create_tables();
        test::wait_for_standby();
        std::atomic<bool> is_over{false};
        std::thread others([&] {
            while (!is_over) {
                (void)pool(books);
                std::this_thread::sleep_for(10ms);
            }
        });
        CHECK(pool(select(sleeping(1.5))).scalar().empty());
        is_over = true;
        others.join();
        CHECK(pool.statistics().fallbacks == 1);
        test::raw_postgres server(standby);
        CHECK(server("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'rowan' AND state = 'active' "
                     "AND datname = current_database()") == "0");
        const auto reader = pool.acquire_reader();
        CHECK((*reader)(select(sleeping(1.5))).scalar().empty());
        CHECK(pool.statistics().fallbacks == 1);
    }

    TEST_CASE("the rows of many keys are read from the standby, too") {
        const std::string primary = test::empty_postgres();
        pool<library> pool(primary, {.replicas = {test::standby()}});
        pool.create_tables();
        pool.insert(std::vector<Book>{{.title = "Emma"}, {.title = "Persuasion"}});
        test::wait_for_standby();
        const std::vector<std::int64_t> keys{2, 1, 7};
        CHECK(pool.get<Book>(std::vector<std::int64_t>{2, 1}).front().title == "Persuasion");
        CHECK_FALSE(pool.find<Book>(keys)[2].has_value());
        CHECK_THROWS_AS((void)pool.get<Book>(keys), not_found);
        CHECK(pool.statistics().fallbacks == 0);
        CHECK(pool.primary().find<Book>(keys)[1]->title == "Emma");
    }

    TEST_CASE(
        "giving back a connection in a transaction, when the network stalls, takes no longer than an answer may") {
        const std::string primary = test::empty_postgres();
        test::proxy network(test::postgres_port());
        pool<library> pool(test::over_tcp(primary, network.port()), {.maximum = 1, .answer_timeout = 300ms});
        auto db = pool.acquire();
        db->execute("BEGIN");
        network.stall();
        CHECK(time_of([&] { db.give_back(); }) < 10s);
        CHECK(pool.statistics().open == 0);
    }
}

} // namespace pool_standby_test
