#include "support/caught.hpp"
#include "support/clocked_postgres.hpp"
#include "support/postgres_server.hpp"
#include "support/proxy.hpp"
#include "support/wait_until.hpp"

#include "rowan/pool.hpp"
#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

// A pool on real servers: what they do when they are killed, stall and lag.
namespace pool_postgres_test {

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
constexpr auto setting = function<std::string(std::string), "", "current_setting({})">;

/// Ends all sessions of the tests' database but one, as a restart of the server does.
void end_sessions_but(test::raw_postgres& own) {
    const std::string ended = own("WITH others AS MATERIALIZED (SELECT pid FROM pg_stat_activity "
                                  "WHERE datname = current_database() AND pid <> pg_backend_pid()) "
                                  "SELECT coalesce(array_agg(pid), '{}') FROM others WHERE pg_terminate_backend(pid)");
    test::wait_until(
        [&] { return own("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY ('" + ended + "')") == "0"; });
}
void end_sessions(const std::string& conninfo) {
    test::raw_postgres own(conninfo);
    end_sessions_but(own);
}
std::string sessions(const std::string& conninfo) {
    return test::raw_postgres(conninfo)("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                        "AND application_name = 'rowan'");
}

TEST_SUITE("engine") {
    TEST_CASE("sessions that the server ended are replaced, and one caller at the most notices") {
        const std::string primary = test::empty_postgres();
        pool<library> pool(primary, {.minimum = 4, .maximum = 4});
        pool.create_tables();
        end_sessions(primary);
        CHECK_THROWS_AS((void)pool(books), connection_lost);
        for (int i = 0; i < 3; ++i) {
            const auto first = pool.acquire(), second = pool.acquire(), third = pool.acquire(), fourth = pool.acquire();
            for (const auto* each : {&first, &second, &third, &fourth}) CHECK((**each)(books).scalar() == 0);
        }
        CHECK(pool.statistics().discarded == 4);
        CHECK(pool.statistics().open == 4);
        CHECK(sessions(primary) == "4");
    }

    TEST_CASE("a session that was ended within a transaction is not handed out again") {
        const std::string primary = test::empty_postgres();
        pool<library> pool(primary, {.maximum = 1});
        pool.create_tables();
        CHECK_THROWS_AS(pool.transact([&](auto& db) {
            db.insert(Book{});
            end_sessions(primary);
            db.insert(Book{});
        }),
                        connection_lost);
        CHECK(pool.statistics().discarded == 1);
        CHECK(pool(books).scalar() == 0);
        pool.insert(Book{});
        CHECK(pool(books).scalar() == 1);
    }

    TEST_CASE("a transaction that failed in the server leaves a connection that is as good as new") {
        const std::string primary = test::empty_postgres();
        pool<library> pool(primary, {.maximum = 1});
        pool.create_tables();
        pool.with([](auto& db) {
            db.execute("BEGIN");
            CHECK_THROWS_AS(db.execute("SELECT no_such_column"), schema_mismatch);
        });
        pool.insert(Book{});
        CHECK(pool.statistics().created == 1);
    }

    TEST_CASE("a session forgets what SQL told it, if that is asked for, and keeps what it has prepared") {
        const std::string primary = test::empty_postgres();
        pool<library> pool(primary, {.maximum = 1}, {.forget_session = true});
        pool.create_tables();
        CHECK(pool(books).scalar() == 0);
        const auto prepared = [&] {
            return pool.with([](auto& db) {
                auto statement = db.handle().prepare("SELECT count(*) FROM pg_prepared_statements");
                std::int64_t count = 0;
                if (statement.step()) statement.template read<encoding::standard>(0, count);
                return count;
            });
        };
        const auto before = prepared();
        pool.with([](auto& db) { db.execute("SET work_mem = '1MB'; SELECT pg_advisory_lock(1); LISTEN news"); });
        CHECK(pool(select(setting("work_mem"))).scalar() != "1MB");
        CHECK(pool(select(setting("TimeZone"))).scalar() == "UTC");
        CHECK(prepared() >= before);
        test::raw_postgres other(primary);
        CHECK(other("SELECT pg_try_advisory_lock(1)") == "t");
        CHECK(pool.statistics().created == 1);
    }

    TEST_CASE("a connection of which the network is silent is replaced within the time of opening one") {
        const std::string primary = test::empty_postgres();
        test::proxy network(test::postgres_port());
        test::stopped_clock time;
        pool<library> pool(test::over_tcp(primary, network.port()), {.maximum = 1, .check_after_idle = 0ms},
                           {.connect_timeout = 100ms});
        pool.create_tables();
        network.stall();
        time.go();
        CHECK_THROWS_AS(pool.insert(Book{}), connection_lost);
        CHECK(time.longest_in_vain() == 100ms);
        network.resume();
        network.cut();
        time.stop();
        pool.insert(Book{});
        CHECK(pool.statistics().discarded == 1);
        CHECK(pool.statistics().failed == 1);
    }

    TEST_CASE("fifty threads go on when all sessions are ended again and again") {
        const std::string primary = test::empty_postgres();
        pool<library> pool(primary, {.maximum = 8, .acquire_timeout = 3min});
        pool.create_tables();
        test::raw_postgres own(primary);
        std::atomic<int> wanted{0}, certain{0}, unknown{0}, lost{0}, other{0};
        std::vector<std::jthread> threads;
        for (int i = 0; i < 50; ++i)
            threads.emplace_back([&](const std::stop_token& end) {
                while (!end.stop_requested()) {
                    try {
                        pool.transact([](auto& db) { db.insert(Book{.title = "x"}); });
                        ++certain;
                    } catch (const commit_unknown&) {
                        ++unknown;
                    } catch (const connection_lost&) {
                        ++lost;
                    } catch (...) {
                        ++other;
                    }
                    // A machine that is busy with them alone would not come to the rest.
                    if (certain >= wanted) std::this_thread::sleep_for(50ms);
                }
            });
        for (int i = 0; i < 10; ++i) {
            wanted = certain + 50;
            test::wait_until([&] { return certain >= wanted || other > 0; });
            end_sessions_but(own);
        }
        test::wait_until([&] { return pool.statistics().discarded >= 10 || other > 0; });
        for (auto& each : threads) each.request_stop();
        threads.clear();
        CHECK(other == 0);
        const int count = std::stoi(test::raw_postgres(primary)("SELECT count(*) FROM book"));
        CHECK(count >= certain);
        CHECK(count <= certain + unknown);
        const auto now = pool.statistics();
        CHECK(now.in_use == 0);
        CHECK(now.open <= 8);
        CHECK(now.created - now.closed == now.open);
        // Those that were closed last may still be there for a moment.
        test::wait_until([&] { return std::stoul(sessions(primary)) <= now.open; });
    }
}

} // namespace pool_postgres_test
