#include "support/clocked_postgres.hpp"
#include "support/postgres_server.hpp"
#include "support/proxy.hpp"
#include "support/skip.hpp"
#include "support/wait_until.hpp"

#include "rowan/pool.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <future>
#include <string>
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
    using driver = test::clocked_postgres;
    using tables = rowan::tables<Book>;
};
constexpr auto books = select(count()).from<Book>();
constexpr auto sleeping_on_standby =
    function<std::string(), "", "(CASE WHEN pg_is_in_recovery() THEN pg_sleep(3600)::text ELSE 'awake' END)">;

/// The standby receives what the primary writes, but shows nothing of it until the end of the scope.
class paused_standby {
public:
    explicit paused_standby(const std::string& conninfo) : standby_(conninfo) {
        standby_("SELECT pg_wal_replay_pause()");
        test::wait_until([&] { return standby_("SELECT pg_get_wal_replay_pause_state()") == "paused"; });
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
        : sender_(sender_of(primary)), is_deaf_(kill(sender_, SIGSTOP) == 0) {
        if (is_deaf_) test::wait_until([&] { return is_stopped(); });
    }
    ~deaf_standby() {
        if (is_deaf_) kill(sender_, SIGCONT);
    }
    deaf_standby(const deaf_standby&) = delete;
    deaf_standby& operator=(const deaf_standby&) = delete;

    /// False where the server's processes are not for this one to stop.
    [[nodiscard]] bool is_deaf() const { return is_deaf_; }

private:
    static pid_t sender_of(const std::string& primary) {
        test::raw_postgres server(primary);
        std::string found;
        test::wait_until([&] {
            found = server("SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'standby'");
            return !found.empty();
        });
        return std::stoi(found);
    }
    [[nodiscard]] bool is_stopped() const {
        std::ifstream file("/proc/" + std::to_string(sender_) + "/stat");
        std::string state;
        std::getline(file, state);
        return state.find(") T ") != std::string::npos;
    }

    pid_t sender_;
    bool is_deaf_;
};

int standby_port() {
    return std::stoi(PQport(test::raw_postgres(test::server_variable("ROWAN_TEST_STANDBY")).handle()));
}
/// Has the standby show what was written, and reads from it.
void read_from_standby(pool<library>& pool, std::int64_t count) {
    // Asks the primary where it is.
    CHECK(pool(books).scalar() == count);
    test::wait_for_standby();
    test::stopped_clock::advance(100ms); // for which one that lagged rests
    const auto before = pool.statistics().replica_reads;
    CHECK(pool(books).scalar() == count);
    CHECK(pool.statistics().replica_reads == before + 1);
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
        read_from_standby(pool, 0);
        {
            const paused_standby paused(standby);
            const auto before = pool.statistics();
            pool.insert(Book{});
            // What it shows is not so old yet.
            CHECK(pool(books).scalar() == 0);
            CHECK(pool.statistics().replica_reads == before.replica_reads + 1);
            test::stopped_clock::advance(300ms);
            CHECK(pool(books).scalar() == 1);
            CHECK(pool.statistics().fallbacks == before.fallbacks + 1);
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
        const std::string standby = test::standby();
        pool<library> pool(primary, {.replicas = {standby}, .max_replay_lag = 400ms});
        read_from_standby(pool, 0);
        const deaf_standby deaf(primary);
        if (!deaf.is_deaf()) return test::skip("the primary's processes are not ours");
        pool.insert(Book{});
        CHECK(test::raw_postgres(standby)("SELECT count(*) FROM book") == "0");
        test::stopped_clock::advance(400ms);
        const auto before = pool.statistics().replica_reads;
        for (int i = 0; i < 20; ++i) {
            CHECK(pool(books).scalar() == 1);
            test::stopped_clock::advance(30ms);
        }
        CHECK(pool.statistics().replica_reads == before);
    }

    TEST_CASE("a standby behind a network that stalls is given up soon, and rests") {
        const std::string primary = test::empty_postgres();
        connection<library>(primary).create_tables();
        const std::string standby = test::standby();
        test::proxy network(standby_port());
        test::stopped_clock time;
        pool<library> pool(
            primary,
            {.answer_timeout = 100ms, .replicas = {test::over_tcp(standby, network.port())}, .replica_rest = 2s});
        CHECK(pool(books).scalar() == 0);
        CHECK(pool.statistics().replica_reads == 1);
        network.stall();
        time.go();
        CHECK(pool(books).scalar() == 0);
        CHECK(time.longest_in_vain() >= 100ms);
        CHECK(time.longest_in_vain() <= 1s); // for which any sign of life is waited for, too
        // Nobody waits for it while it rests.
        time.forget();
        CHECK(!pool.find<Book>(1).has_value());
        {
            const auto reader = pool.acquire_reader();
            CHECK((*reader)(books).scalar() == 0);
        }
        CHECK(time.longest_in_vain() == 0ms);
        CHECK(pool.statistics().fallbacks == 3);
        // It is tried again, by opening another connection.
        time.advance(2s);
        CHECK(pool(books).scalar() == 0);
        CHECK(time.longest_in_vain() <= 100ms);
        CHECK(pool.statistics().failed == 1);
        CHECK(pool.statistics().fallbacks == 4);
        network.resume();
        network.cut();
        time.stop();
        time.advance(2s);
        CHECK(pool(books).scalar() == 0);
        CHECK(pool.statistics().replica_reads == 2);
    }

    TEST_CASE("a standby that works for too long on a query is no failing one, and the primary answers") {
        const std::string primary = test::empty_postgres();
        const std::string standby = test::standby();
        test::stopped_clock time;
        pool<library> pool(primary, {.answer_timeout = 100ms, .replicas = {standby}});
        pool.create_tables();
        test::wait_for_standby();
        test::raw_postgres server(standby);
        const auto running = [&](const std::string& condition) {
            return server("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'rowan' AND datname = "
                          "current_database() AND " +
                          condition);
        };
        auto others = std::async(std::launch::async, [&] {
            test::wait_until([&] { return running("wait_event = 'PgSleep'") == "1"; });
            (void)pool(books);
            // Now the others know that the standby answers.
            time.go_for_one_wait();
        });
        CHECK(pool(select(sleeping_on_standby())).scalar() == "awake");
        others.get();
        CHECK(time.longest_in_vain() == 100ms);
        CHECK(pool.statistics().fallbacks == 1);
        CHECK(pool.statistics().replica_reads == 1);
        test::wait_until([&] { return running("state = 'active'") == "0"; });
        // A reader may take its time.
        const auto reader = pool.acquire_reader();
        time.forget();
        CHECK((*reader)(books).scalar() == 0);
        CHECK(time.shortest_limit() == postgres_options{}.answer_timeout);
        CHECK(pool.statistics().replica_reads == 2);
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
        test::stopped_clock time;
        pool<library> pool(test::over_tcp(primary, network.port()), {.maximum = 1, .answer_timeout = 100ms});
        auto db = pool.acquire();
        db->execute("BEGIN");
        network.stall();
        time.go();
        db.give_back();
        CHECK(time.longest_in_vain() >= 100ms);
        CHECK(time.longest_in_vain() <= 1s); // for which any sign of life is waited for, too
        CHECK(pool.statistics().open == 0);
    }
}

} // namespace pool_standby_test
