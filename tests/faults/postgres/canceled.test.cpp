#include "faults/postgres/faults.hpp"

#include "support/caught.hpp"
#include "support/lift_statement_timeout.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <random>
#include <string>
#include <thread>
#include <utility>

// Statements that are ended by a limit of time, or by another thread.
namespace canceled_test {

using namespace faults;
using test::caught;

/// After an error the connection is as good as before.
void check_usable(database& db, const std::string& name) {
    CHECK_FALSE(db.is_broken());
    CHECK(std::ssize(db(all_items).all()) == count_items(name));
}

TEST_SUITE("faults") {
    TEST_CASE("a statement that takes too long is canceled, and the connection goes on") {
        const std::string name = empty_items();
        database db(name, {.statement_timeout = 20ms, .answer_timeout = bounded.answer_timeout});
        // The limit may end whatever statement is run for it.
        const auto too_long = [&](const auto& action) {
            const table_lock lock(name);
            CHECK(caught<rowan::canceled>(action).details().sqlstate == "57014");
        };
        too_long([&] { (void)db(all_items).all(); });
        too_long([&] { db.insert(Item{0, "a", 1}); });
        too_long([&] { db.insert(some_items(100)); });
        too_long([&] { db.insert(some_items(copied)); });
        too_long([&] { db.stream(all_items).for_each([](const auto&) {}); });
        too_long([&] { db.pipeline([](auto& p) { (void)p(all_items); }); });
        too_long([&] { db.execute("DELETE FROM item"); });
        test::lift_statement_timeout(db);
        check_usable(db, name);
        too_long([&] {
            db.transact([&] {
                db.execute("SET LOCAL statement_timeout = 20");
                db.insert(Item{0, "a", 1});
            });
        });
        CHECK_FALSE(db.in_transaction());
        db.insert(some_items(copied));
        db.execute("SET statement_timeout = 20");
        too_long([&] { db.insert(some_items(copied, "b")); });
        test::lift_statement_timeout(db);
        check_usable(db, name);
        CHECK(count_items(name) == static_cast<int>(copied));
    }
    TEST_CASE("what the program does not wait for any longer is ended in the server") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        test::stopped_clock time;
        clocked_database db(name, impatient);
        const int backend = backend_of(db);
        auto impatience = meanwhile([&] {
            wait_until_inside(other, backend);
            time.go();
        });
        CHECK_THROWS_AS(db.execute("SELECT pg_sleep(3600)"), rowan::commit_unknown);
        impatience.get();
        wait_until([&] {
            return other("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid = " +
                         std::to_string(backend)) == "0";
        });
    }
    TEST_CASE("a COMMIT that another thread cancels is none") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        make_commits_endless(name);
        database db(name, bounded);
        const auto canceled = [&](const auto& action) {
            auto canceler = meanwhile([&, backend = backend_of(db)] {
                wait_until_inside(other, backend);
                CHECK(db.cancel());
            });
            CHECK_THROWS_AS(action(), rowan::canceled);
            canceler.get();
        };
        {
            auto scope = db.begin();
            db.insert(Item{0, "a", 1});
            canceled([&] { scope.commit(); });
        }
        CHECK_FALSE(db.in_transaction());
        canceled([&] { db.insert(Item{0, "a", 1}); });
        check_usable(db, name);
        CHECK(count_items(name) == 0);
    }
    TEST_CASE("a lock that does not come in time is busy, and the connection goes on") {
        const std::string name = empty_items();
        database db(name, {.answer_timeout = bounded.answer_timeout, .lock_timeout = 20ms});
        const auto locked = [&](const auto& action) {
            const table_lock lock(name);
            CHECK(caught<rowan::busy>(action).details().sqlstate == "55P03");
        };
        locked([&] { (void)db(all_items).all(); });
        locked([&] { db.insert(some_items(copied)); });
        locked([&] { db.transact({.retries = 1}, [&] { db.insert(Item{0, "a", 1}); }); });
        locked([&] { db.pipeline([](auto& p) { (void)p(all_items); }); });
        check_usable(db, name);
    }
    TEST_CASE("what another thread cancels at any moment ends one statement at the most, and the connection goes on") {
        const std::string name = empty_items();
        database db(name, bounded);
        std::atomic<bool> is_over = false;
        std::atomic<int> begun = 0, asked = 0, cancels = 0;
        auto canceler = meanwhile([&] {
            std::mt19937 random(7);
            while (!is_over) {
                // Another one each time: however slow the machine is, some are not canceled, and none twice.
                const int victim = begun + 1 + static_cast<int>(random() % 4);
                while (begun < victim && !is_over) std::this_thread::sleep_for(100us);
                std::this_thread::sleep_for(std::chrono::microseconds(random() % 6000));
                ++asked;
                if (db.cancel()) ++cancels;
            }
        });
        int done = 0, canceled = 0;
        std::int64_t next = 0;
        // Nothing but `canceled` is thrown, and what it is thrown for has not been done.
        const auto attempt = [&](const auto& action) {
            ++begun;
            try {
                action();
                return true;
            } catch (const rowan::canceled&) {
                ++canceled;
                return false;
            }
        };
        const auto round = [&] {
            const std::string tag = std::to_string(++next) + "_";
            if (attempt([&] { db.insert(Item{0, tag, next}); })) ++done;
            if (attempt([&] { db.insert(some_items(10, tag + "a")); })) done += 10;
            if (next % 10 == 0 && attempt([&] { db.insert(some_items(2500, tag + "c")); })) done += 2500;
            (void)attempt([&] { (void)db.find<Item>(next); });
            (void)attempt([&] { db.execute("SELECT pg_sleep(0.005)"); });
            (void)attempt([&] {
                int rows = 0;
                for (const auto& item : db.stream(all_items))
                    if (item.get<0>() > 0 && ++rows == 1500) break;
            });
            (void)attempt([&] {
                auto piped = db.pipeline([](auto& p) {
                    return std::pair{p(rowan::select<Item>().limit(1)), p(rowan::select<Item>().limit(2))};
                });
                CHECK(piped.first.get().size() <= 1);
            });
            const bool is_committed = attempt([&] {
                db.transact([&] {
                    db.insert(Item{0, tag + "t", next});
                    db.insert(Item{0, tag + "u", next});
                });
            });
            if (is_committed) done += 2;
            CHECK_FALSE(db.in_transaction());
        };
        wait_until([&] {
            round();
            return cancels > 100 && canceled > 30 && done > 100;
        });
        is_over = true;
        canceler.get();
        CHECK(canceled <= asked);
        CHECK(count_items(name) == done);
        // One that is on its way may still come.
        (void)attempt([&] { db.execute("SELECT pg_sleep(0.1)"); });
        check_usable(db, name);
    }
    TEST_CASE("cancel of a connection whose server is gone says so, and does not hang") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        test::proxy proxy(test::postgres_port());
        database db(test::over_tcp(name, proxy.port()), bounded);
        CHECK(db.cancel());
        proxy.leave();
        CHECK_FALSE(db.cancel());
    }
}

} // namespace canceled_test
