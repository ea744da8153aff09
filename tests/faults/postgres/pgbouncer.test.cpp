#include "faults/postgres/faults.hpp"

#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

// Behind PgBouncer each transaction may be served by another session of the server.
namespace pgbouncer_test {

using namespace faults;
using rowan::col;

const rowan::postgres_options through_bouncer{.connect_timeout = bounded.connect_timeout,
                                              .answer_timeout = bounded.answer_timeout,
                                              .named_statements = false,
                                              .rows_per_fetch = 100};

constexpr auto add = rowan::insert<Item>().set(col<&Item::tag> = rowan::param<"tag">, col<&Item::number> = 1);
constexpr auto by_tag = rowan::select<Item>().where(col<&Item::tag> == rowan::param<"tag">);

TEST_SUITE("faults") {
    TEST_CASE("all that is done by one statement or in a transaction works through PgBouncer") {
        using namespace rowan;
        empty_items();
        database db(test::pgbouncer(), through_bouncer);
        for (int i = 0; i < 3; ++i) {
            const std::string tag = "run" + std::to_string(i) + "_";
            Item item{0, tag, 1};
            db.insert(item);
            CHECK(db.get<Item>(item.id).tag == tag);
            item.number = 5;
            db.update(item);
            CHECK(db(by_tag, "tag"_p = tag).one().number == 5);
            db.insert(some_items(10, tag + "a"));
            db.insert(some_items(copied, tag + "c"));
            auto piped = db.pipeline([&](auto& p) {
                p(add, "tag"_p = tag + "p");
                return p(by_tag, "tag"_p = tag + "p");
            });
            CHECK(piped.get().size() == 1);
            db.transact([&] {
                std::size_t rows = 0;
                db.stream(all_items).for_each([&](const auto&) { ++rows; });
                CHECK(rows == db(all_items).all().size());
                db.remove(item);
                CHECK_FALSE(db.find<Item>(item.id));
                auto inner = db.begin();
                db.insert(Item{0, tag + "gone", 0});
            });
            CHECK_THROWS_AS(db.insert(some_items(1, tag + "a")), constraint_violation);
            CHECK(db(by_tag, "tag"_p = tag + "gone").all().empty());
        }
    }
    TEST_CASE("settings of a session are refused where sessions are shared") {
        rowan::postgres_options chosen = through_bouncer;
        chosen.statement_timeout = 5s;
        CHECK_THROWS_WITH_AS(database(test::pgbouncer(), chosen), doctest::Contains("statement_timeout"),
                             rowan::connection_lost);
    }
    TEST_CASE("a stream outside of a transaction is refused through PgBouncer, and the connection goes on") {
        empty_items();
        database db(test::pgbouncer(), through_bouncer);
        const auto error = test::caught<rowan::error>([&] { db.stream(all_items).for_each([](const auto&) {}); });
        CHECK(std::string(error.what()).find("a stream is read in a transaction") != std::string::npos);
        CHECK(db(all_items).all().empty());
    }
    TEST_CASE("many clients share few sessions of the server") {
        using namespace rowan;
        const std::string name = empty_items();
        const std::string bouncer = test::pgbouncer();
        constexpr int clients = 24, rounds = 25;
        std::vector<std::thread> threads;
        std::atomic<int> failures = 0;
        for (int client = 0; client < clients; ++client)
            threads.emplace_back([&, client] {
                try {
                    database db(bouncer, through_bouncer);
                    for (int round = 0; round < rounds; ++round) {
                        const std::string tag = std::to_string(client) + "_" + std::to_string(round);
                        db.insert(Item{0, tag, client});
                        if (db(by_tag, "tag"_p = tag).one().number != client) ++failures;
                        db.transact([&] {
                            db.insert(Item{0, tag + "t", client});
                            // Times are in UTC in every session.
                            if (db(by_tag, "tag"_p = tag + "t").one().number != client) ++failures;
                        });
                        db.pipeline([&](auto& p) {
                            p(add, "tag"_p = tag + "p");
                            p(add, "tag"_p = tag + "q");
                        });
                    }
                } catch (const std::exception& error) {
                    ++failures;
                    MESSAGE(std::string(error.what()));
                }
            });
        for (std::thread& each : threads) each.join();
        CHECK(failures == 0);
        CHECK(count_items(name) == clients * rounds * 4);
        // Those of PgBouncer and the one that asks; others that were closed are still there for a moment.
        test::raw_postgres other(name);
        wait_until([&] {
            return std::stoi(other("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")) <= 6;
        });
    }
    TEST_CASE("a session that the server ends behind PgBouncer is an error of its type") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        database db(test::pgbouncer(), through_bouncer);
        CHECK(db(all_items).all().empty());
        auto fault = meanwhile([&] {
            const std::string inside =
                "FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query = 'SELECT pg_sleep(3600)' AND "
                "datname = current_database()";
            wait_until([&] { return other("SELECT count(*) " + inside) == "1"; });
            other("SELECT pg_terminate_backend(pid) " + inside);
        });
        auto scope = db.begin();
        CHECK_THROWS_AS(db.execute("SELECT pg_sleep(3600)"), rowan::connection_lost);
        fault.get();
        scope.rollback();
        // PgBouncer closes the client's connection, too.
        check_lost(db);
    }
}

} // namespace pgbouncer_test
