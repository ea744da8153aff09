#include "faults/postgres/faults.hpp"

#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

// A network that stalls, so that nobody is told of anything, or that is cut.
namespace network_test {

using namespace faults;
using test::caught;

constexpr auto endless = rowan::select<Item>();

/// A view in the place of the table: after many rows its query sleeps.
void make_items_endless(const std::string& name) {
    test::raw_postgres other(name);
    other("DROP TABLE item; CREATE VIEW item AS SELECT n AS id, repeat('x', 100) AS tag, n AS number "
          "FROM generate_series(1, 100000) n WHERE n < 100000 OR pg_sleep(3600) IS NULL");
}

struct fixture {
    std::string name = empty_items();
    test::raw_postgres other{name};
    test::proxy proxy{test::postgres_port()};
    std::string through_proxy = test::over_tcp(name, proxy.port());
    test::stopped_clock time;

    /// From here on nothing comes, and limits of time count.
    void stall() {
        proxy.stall();
        time.go();
    }
};

/// More than the network takes while nobody reads it, for COPY.
std::vector<Item> many_items() {
    auto rows = some_items(20'000);
    for (Item& each : rows) each.tag += std::string(2000, 'x');
    return rows;
}

TEST_SUITE("faults") {
    TEST_CASE_FIXTURE(fixture, "a server that accepts a connection and says nothing is given up in time") {
        proxy.stall();
        const auto begin = clock::now();
        const auto error = caught<rowan::connection_lost>([&] { const database db(through_proxy, impatient); });
        CHECK(clock::now() - begin >= impatient.connect_timeout);
        CHECK(std::string(error.what()) == "cannot open the database: no answer for 100 ms");
    }
    TEST_CASE_FIXTURE(fixture, "the time of the connection string is taken before that of the options") {
        proxy.stall();
        const auto error = caught<rowan::connection_lost>(
            [&] { const database db(through_proxy + " connect_timeout=1", {.connect_timeout = 1h}); });
        CHECK(std::string(error.what()) == "cannot open the database: no answer for 1000 ms");
    }
    TEST_CASE_FIXTURE(fixture, "a network that stalls is a lost connection after the time for answers") {
        const auto give_up = [&](const auto& action) {
            clocked_database db(through_proxy, impatient);
            db.insert(some_items(3, "a" + std::to_string(backend_of(db))));
            const auto begin = clock::now();
            time.forget();
            CHECK_THROWS_AS(action(db), rowan::connection_lost);
            CHECK(clock::now() - begin >= impatient.answer_timeout);
            CHECK(time.longest_in_vain() == impatient.answer_timeout);
            check_lost(db);
            time.stop();
            proxy.cut();
            proxy.resume();
        };
        give_up([&](clocked_database& db) {
            stall();
            (void)db(all_items).all();
        });
        give_up([&](clocked_database& db) {
            auto scope = db.begin();
            stall();
            db.execute("SELECT 1");
        });
        give_up([&](clocked_database& db) {
            stall();
            db.stream(all_items).for_each([](const auto&) {});
        });
        give_up([&](clocked_database& db) {
            stall();
            db.pipeline([](auto& p) {
                (void)p(all_items);
                (void)p(all_items);
            });
        });
        give_up([&](clocked_database& db) {
            auto scope = db.begin();
            stall();
            db.insert(some_items(copied));
        });
        give_up([&](clocked_database& db) {
            stall();
            auto scope = db.begin();
        });
        give_up([&](clocked_database& db) {
            stall();
            auto lock = db.lock(7);
        });
    }
    TEST_CASE_FIXTURE(fixture, "a stream whose network stalls between its rows is a lost connection") {
        database direct(name, bounded);
        direct.insert(some_items(100));
        clocked_database db(through_proxy, {.answer_timeout = 100ms, .rows_per_fetch = 10});
        int rows = 0;
        CHECK_THROWS_AS(db.stream(all_items).for_each([&](const auto&) {
            if (++rows == 15) stall();
        }),
                        rowan::connection_lost);
        CHECK(rows == 20);
        check_lost(db);
    }
    TEST_CASE_FIXTURE(fixture, "a stall in the middle of rows that are sent by COPY is a lost connection") {
        clocked_database db(through_proxy, impatient);
        const int backend = backend_of(db);
        db.insert(some_items(copied, "warm"));
        auto rows = many_items();
        // Nothing is taken by the other end of the network when a part of them has been sent.
        proxy.stall_after_bytes(1'000'000);
        auto impatience = meanwhile([&] {
            wait_until([&] { return proxy.is_stalled(); });
            time.go();
        });
        // The server has not been told of their end: it cannot have committed them.
        CHECK_THROWS_AS(db.insert(rows), rowan::connection_lost);
        impatience.get();
        check_lost(db);
        proxy.cut();
        wait_until_gone(other, backend);
        CHECK(count_items(name) == static_cast<int>(copied));
    }
    TEST_CASE_FIXTURE(fixture,
                      "a network that is cut in the middle of rows that are sent by COPY is a lost connection") {
        auto rows = many_items();
        for (const bool is_in_transaction : {true, false}) {
            database db(through_proxy, bounded);
            const int backend = backend_of(db);
            auto scope = std::make_unique<rowan::transaction<database>>(db);
            if (!is_in_transaction) scope->rollback();
            (void)db(all_items).all();
            proxy.cut_after_bytes(1'000'000);
            CHECK_THROWS_AS(db.insert(rows), rowan::connection_lost);
            proxy.resume();
            scope.reset();
            check_lost(db);
            wait_until_gone(other, backend);
            CHECK(count_items(name) == 0);
        }
    }
    TEST_CASE_FIXTURE(fixture, "rows that come slowly to a COPY are no stall") {
        other("ALTER TABLE item DROP CONSTRAINT item_tag_key");
        clocked_database db(through_proxy, impatient);
        auto rows = many_items();
        constexpr int stalls = 4;
        proxy.stall_after_bytes(1'000'000);
        auto fault = meanwhile([&] {
            for (int i = 0; i < stalls; ++i) {
                wait_until([&] { return proxy.is_stalled(); });
                std::this_thread::sleep_for(impatient.answer_timeout / 2);
                if (i + 1 < stalls) proxy.stall_after_bytes(1'000'000);
                else proxy.resume();
            }
        });
        time.forget();
        db.insert(rows);
        fault.get();
        // Together the waits took longer than one may, and each had the whole time.
        CHECK(time.shortest_limit() == impatient.answer_timeout);
        CHECK(count_items(name) == std::ssize(rows));
    }
    TEST_CASE_FIXTURE(fixture, "a network that is cut in the middle of a big result is a lost connection") {
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
    TEST_CASE("a server that is not there is a lost connection at once") {
        const std::string name = test::postgres_database();
        for (const std::string& nowhere : {name + " host=/nowhere", name + " host=127.0.0.1 port=1"}) {
            const auto error = caught<rowan::connection_lost>([&] { const database db(nowhere, bounded); });
            CHECK(std::string(error.what()).find("no answer for") == std::string::npos);
        }
    }
    TEST_CASE("connections that are lost leave no descriptors behind") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        test::proxy proxy(test::postgres_port());
        proxy.stall();
        const std::string stalled = test::over_tcp(name, proxy.port()),
                          wrong = test::over_tcp(name) + " password=wrong";
        const auto once = [&] {
            CHECK_THROWS((void)database(stalled, {.connect_timeout = 5ms}));
            CHECK_THROWS((void)database(wrong, bounded));
            CHECK_THROWS((void)database(name + "_missing", bounded));
            database db(name, bounded);
            terminate(other, backend_of(db));
            CHECK_THROWS((void)db(all_items).all());
        };
        constexpr std::size_t rounds = 20;
        // The proxy, too, has descriptors for each connection.
        const auto cut = [&](std::size_t connections) {
            wait_until([&] { return proxy.connections() == connections; });
            proxy.cut();
        };
        once();
        cut(1);
        const auto before = open_descriptors();
        for (std::size_t i = 0; i < rounds; ++i) once();
        cut(rounds);
        // What test cases before have left to be closed may have been counted.
        CHECK(open_descriptors() <= before);
    }
}

} // namespace network_test
