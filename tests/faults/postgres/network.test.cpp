#include "faults/postgres/faults.hpp"

#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

// A network that stalls, so that nobody is told of anything, or that is cut.
namespace network_test {

using namespace faults;
using test::caught;

constexpr auto endless = rowan::select<Item>();

/// A view in the place of the table: after many rows its query sleeps for a minute.
void make_items_endless(const std::string& name) {
    test::raw_postgres other(name);
    other("DROP TABLE item; CREATE VIEW item AS SELECT n AS id, repeat('x', 100) AS tag, n AS number "
          "FROM generate_series(1, 100000) n WHERE n < 100000 OR pg_sleep(60) IS NULL");
}

struct fixture {
    std::string name = empty_items();
    test::raw_postgres other{name};
    test::proxy proxy{test::postgres_port()};
    std::string through_proxy = test::over_tcp(name, proxy.port());
};

TEST_SUITE("faults") {
    TEST_CASE_FIXTURE(fixture, "a server that accepts a connection and says nothing is given up in time" *
                                   doctest::timeout(limit)) {
        proxy.stall();
        const auto begin = clock::now();
        const auto error = caught<rowan::connection_lost>([&] { const database db(through_proxy, impatient); });
        CHECK(clock::now() - begin >= 300ms);
        CHECK(clock::now() - begin < 3s);
        CHECK(std::string(error.what()) == "cannot open the database: no answer for 300 ms");
    }
    TEST_CASE_FIXTURE(fixture, "the time of the connection string is taken before that of the options" *
                                   doctest::timeout(limit)) {
        proxy.stall();
        const auto begin = clock::now();
        CHECK_THROWS_AS(database(through_proxy + " connect_timeout=1", {.connect_timeout = 60s}),
                        rowan::connection_lost);
        CHECK(clock::now() - begin < 5s);
    }
    TEST_CASE_FIXTURE(fixture, "a network that stalls is a lost connection after the time for answers" *
                                   doctest::timeout(limit)) {
        const auto give_up = [&](const auto& action) {
            database db(through_proxy, impatient);
            db.insert(some_items(3, "a" + std::to_string(backend_of(db))));
            const auto begin = clock::now();
            CHECK_THROWS_AS(action(db), rowan::connection_lost);
            CHECK(clock::now() - begin >= 300ms);
            CHECK(clock::now() - begin < 3s);
            check_lost(db);
            proxy.cut();
            proxy.resume();
        };
        give_up([&](database& db) {
            proxy.stall();
            (void)db(all_items).all();
        });
        give_up([&](database& db) {
            auto scope = db.begin();
            proxy.stall();
            db.execute("SELECT 1");
        });
        give_up([&](database& db) {
            proxy.stall();
            db.stream(all_items).for_each([](const auto&) {});
        });
        give_up([&](database& db) {
            proxy.stall();
            db.pipeline([](auto& p) {
                (void)p(all_items);
                (void)p(all_items);
            });
        });
        give_up([&](database& db) {
            auto scope = db.begin();
            proxy.stall();
            db.insert(some_items(copied));
        });
        give_up([&](database& db) {
            proxy.stall();
            auto scope = db.begin();
        });
        give_up([&](database& db) {
            proxy.stall();
            auto lock = db.lock(7);
        });
    }
    TEST_CASE_FIXTURE(fixture,
                      "a stream whose network stalls between its rows is a lost connection" * doctest::timeout(limit)) {
        database direct(name, bounded);
        direct.insert(some_items(100));
        database db(through_proxy, {.answer_timeout = 300ms, .rows_per_fetch = 10});
        int rows = 0;
        CHECK_THROWS_AS(db.stream(all_items).for_each([&](const auto&) {
            if (++rows == 15) proxy.stall();
        }),
                        rowan::connection_lost);
        CHECK(rows == 20);
        check_lost(db);
    }
    TEST_CASE_FIXTURE(fixture, "a stall in the middle of rows that are sent by COPY is a lost connection" *
                                   doctest::timeout(limit)) {
        database db(through_proxy, {.answer_timeout = 1s});
        const int backend = backend_of(db);
        db.insert(some_items(copied, "warm"));
        auto rows = some_items(50'000);
        for (Item& each : rows) each.tag += std::string(2000, 'x');
        // Nothing is taken by the other end of the network when a part of them has been sent.
        auto fault = meanwhile([&] {
            wait_until([&] {
                return other(
                           "SELECT coalesce(sum(bytes_processed), 0) > 100000 FROM pg_stat_progress_copy WHERE pid = " +
                           std::to_string(backend)) == "t";
            });
            proxy.stall();
        });
        // The server has not been told of their end: it cannot have committed them.
        CHECK_THROWS_AS(db.insert(rows), rowan::connection_lost);
        fault.get();
        check_lost(db);
        proxy.cut();
        wait_until_gone(other, backend);
        CHECK(count_items(name) == static_cast<int>(copied));
    }
    TEST_CASE_FIXTURE(fixture,
                      "a network that is cut in the middle of rows that are sent by COPY is a lost connection" *
                          doctest::timeout(limit)) {
        for (const bool is_in_transaction : {true, false}) {
            database db(through_proxy, bounded);
            const int backend = backend_of(db);
            auto scope = std::make_unique<rowan::transaction<database>>(db);
            if (!is_in_transaction) scope->rollback();
            (void)db(all_items).all();
            proxy.cut_after_bytes(1'000'000);
            CHECK_THROWS_AS(db.insert(some_items(200'000)), rowan::connection_lost);
            proxy.resume();
            scope.reset();
            check_lost(db);
            wait_until_gone(other, backend);
            CHECK(count_items(name) == 0);
        }
    }
    TEST_CASE_FIXTURE(fixture, "rows that come slowly to a COPY are no stall" * doctest::timeout(limit)) {
        other("ALTER TABLE item DROP CONSTRAINT item_tag_key");
        database db(through_proxy, {.answer_timeout = 1s});
        auto rows = some_items(copied);
        for (Item& each : rows) each.tag += std::string(10'000, 'x');
        auto fault = meanwhile([&] {
            for (int i = 0; i < 4; ++i) {
                std::this_thread::sleep_for(20ms);
                proxy.stall();
                std::this_thread::sleep_for(400ms);
                proxy.resume();
            }
        });
        db.insert(rows);
        fault.get();
        CHECK(count_items(name) == static_cast<int>(copied));
    }
    TEST_CASE_FIXTURE(fixture, "a network that is cut in the middle of a big result is a lost connection" *
                                   doctest::timeout(limit)) {
        make_items_endless(name);
        const auto cut_inside = [&](const auto& action) {
            database db(through_proxy, bounded);
            const int backend = backend_of(db);
            auto fault = meanwhile([&] {
                wait_until_inside(other, backend);
                proxy.cut();
            });
            CHECK_THROWS_AS(action(db), rowan::connection_lost);
            fault.get();
            check_lost(db);
            // The server notices when it writes to the connection.
            terminate(other, backend);
        };
        cut_inside([](database& db) { (void)db(endless).all(); });
        cut_inside([](database& db) { db.pipeline([](auto& p) { (void)p(endless); }); });
        cut_inside([](database& db) {
            auto scope = db.begin();
            db.stream(endless).for_each([](const auto&) {});
        });
    }
    TEST_CASE("a server that is not there is a lost connection at once" * doctest::timeout(limit)) {
        const std::string name = test::postgres_database();
        for (const std::string& nowhere : {name + " host=/nowhere", name + " host=127.0.0.1 port=1"}) {
            const auto begin = clock::now();
            CHECK_THROWS_AS(database(nowhere, bounded), rowan::connection_lost);
            CHECK(clock::now() - begin < 3s);
        }
    }
    TEST_CASE("connections that are lost leave no descriptors behind" * doctest::timeout(limit)) {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        test::proxy proxy(test::postgres_port());
        proxy.stall();
        const std::string stalled = test::over_tcp(name, proxy.port()),
                          wrong = test::over_tcp(name) + " password=wrong";
        const auto once = [&] {
            CHECK_THROWS((void)database(stalled, {.connect_timeout = 20ms}));
            CHECK_THROWS((void)database(wrong, bounded));
            CHECK_THROWS((void)database(name + "_missing", bounded));
            database db(name, bounded);
            terminate(other, backend_of(db));
            CHECK_THROWS((void)db(all_items).all());
        };
        once();
        proxy.cut();
        const auto before = open_descriptors();
        for (int i = 0; i < 20; ++i) once();
        proxy.cut();
        CHECK(open_descriptors() == before);
    }
}

} // namespace network_test
