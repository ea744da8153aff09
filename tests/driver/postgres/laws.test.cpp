#include "support/caught.hpp"
#include "support/drivers.hpp"
#include "support/lift_statement_timeout.hpp"
#include "support/wait_until.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <vector>

// What only PostgreSQL has, or only it can make go wrong.
namespace postgres_laws_test {

using namespace rowan;
using test::caught;
using namespace std::chrono_literals;

struct Item {
    std::int64_t id{};
    std::string name{};
    std::optional<int> amount{};
};
struct shop {
    using driver = postgres;
    using tables = rowan::tables<Item>;
};
struct fixture {
    std::string name = test::empty_database<postgres>::name();
    connection<shop> db{name};
    fixture() {
        db.create_tables();
        db.insert(std::vector<Item>{{0, "a", 1}, {0, "b", 2}});
    }
    std::string names() {
        std::string all;
        for (const Item& item : db(select<Item>().order_by(col<&Item::id>))) all += item.name;
        return all;
    }
};

/// Whether a session waits for a lock.
bool somebody_waits(test::raw_postgres& server) {
    return server("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                  "wait_event_type = 'Lock'") != "0";
}

TEST_SUITE("driver") {
    TEST_CASE_FIXTURE(fixture, "a statement is prepared again after the session has forgotten it") {
        for (const char* forgets : {"DISCARD ALL", "DEALLOCATE ALL"}) {
            CAPTURE(forgets);
            CHECK(names() == "ab");
            db.execute(forgets);
            CHECK(names() == "ab");
            CHECK(db.get<Item>(1).amount == 1);
            // Behind rowan's back.
            test::raw_rows(db, forgets);
            CHECK(names() == "ab");
        }
        auto scope = db.begin();
        test::raw_rows(db, "DEALLOCATE ALL");
        CHECK_THROWS_AS(names(), serialization_failure);
        scope.rollback();
        int attempts = 0;
        db.transact({.retries = 1}, [&] {
            CHECK(names() == "ab");
            if (++attempts == 1) test::raw_rows(db, "DEALLOCATE ALL");
            const std::string seen = names();
            CHECK(seen == "ab");
        });
        CHECK(attempts == 2);
    }
    TEST_CASE_FIXTURE(fixture, "a statement is prepared again after its table was changed") {
        connection<shop> other(name);
        CHECK(names() == "ab");
        other.execute("ALTER TABLE item ALTER amount TYPE integer");
        CHECK(names() == "ab");
        CHECK(db.get<Item>(2).amount == 2);
        other.execute("ALTER TABLE item ALTER amount TYPE smallint");
        CHECK(db.get<Item>(2).amount == 2);
        other.execute("ALTER TABLE item ALTER amount TYPE text");
        const auto error = caught<type_mismatch>([&] { (void)names(); });
        CHECK(std::string(error.what()).starts_with("column 'amount' of table 'item' is text in the database"));
        other.execute("ALTER TABLE item ALTER amount TYPE bigint USING amount::bigint");
        CHECK(names() == "ab");
        {
            auto scope = db.begin();
            CHECK(db(select(count()).from<Item>()).scalar() == 2);
            db.execute("ALTER TABLE item ALTER amount TYPE integer");
            CHECK_THROWS_AS(names(), serialization_failure);
        }
        CHECK(names() == "ab");
    }
    TEST_CASE_FIXTURE(fixture, "rows are copied into a table that was changed since they were copied last") {
        connection<shop> other(name);
        std::vector<Item> rows(3000, Item{0, "x", 7});
        db.insert(rows);
        for (const char* type : {"integer", "numeric", "smallint", "bigint"}) {
            CAPTURE(type);
            other.execute(std::string("ALTER TABLE item ALTER amount TYPE ") + type);
            const auto before = test::raw_rows(other, "SELECT count(*) FROM item");
            try {
                db.insert(rows);
            } catch (const error& failure) {
                INFO(std::string(failure.what()));
                CHECK(test::raw_rows(other, "SELECT count(*) FROM item") == before);
                db.insert(rows);
            }
            CHECK(test::raw_rows(other, "SELECT sum(amount)::bigint FROM item WHERE id >= " +
                                            std::to_string(rows[0].id))[0][0] == test::cell(std::int64_t{21000}));
        }
    }
    TEST_CASE_FIXTURE(fixture, "no cursor is left when a transaction that had streams has ended") {
        db.insert(std::vector<Item>(2500, Item{0, "x", {}}));
        const auto cursors = [&] { return test::raw_shown(db, "SELECT count(*) FROM pg_cursors"); };
        {
            auto scope = db.begin();
            auto stream = db.stream(select<Item>());
            (void)stream.begin();
            CHECK(cursors() == "1;");
            scope.commit();
            CHECK(cursors() == "0;");
        }
        auto held = db.stream(select<Item>());
        (void)held.begin();
        CHECK(cursors() == "1;");
        CHECK_THROWS_AS(db.transact([&] { db.execute("SELECT 1 / 0"); }), error);
        int rest = 0;
        held.for_each([&](const auto&) { ++rest; });
        CHECK(rest == 2501);
    }
    TEST_CASE_FIXTURE(fixture, "two transactions that wait for each other are a deadlock, and it is tried again") {
        connection<shop> other(name);
        test::raw_postgres watcher(name);
        db.execute("SET deadlock_timeout = '50ms'");
        other.execute("SET deadlock_timeout = '1h'"); // so that it is this one that notices it
        const auto set = [](std::int64_t id, const char* text) {
            return update<Item>().set(col<&Item::name> = text).where(col<&Item::id> == id);
        };
        std::atomic<bool> has_first = false;
        std::future<void> rival;
        int attempts = 0;
        std::vector<std::string> errors;
        db.transact({.retries = 2}, [&] {
            // Both would else begin anew to wait for each other.
            if (attempts > 0) rival.get();
            db(set(1, "mine"));
            if (++attempts == 1) {
                rival = std::async(std::launch::async, [&] {
                    auto scope = other.begin();
                    other(set(2, "theirs"));
                    has_first = true;
                    other(set(1, "theirs"));
                    scope.commit();
                });
                test::wait_until([&] { return has_first && somebody_waits(watcher); });
            }
            try {
                db(set(2, "mine"));
            } catch (const deadlock& failure) {
                errors.push_back(failure.details().sqlstate);
                throw;
            }
        });
        CHECK(attempts == 2);
        CHECK(errors == std::vector<std::string>{"40P01"});
        CHECK(names() == "minemine");
    }
    TEST_CASE_FIXTURE(fixture, "a statement that runs is canceled from another thread, and the connection goes on") {
        test::raw_postgres watcher(name);
        auto canceler = std::async(std::launch::async, [&] {
            test::wait_until([&] {
                return watcher("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                               "wait_event = 'PgSleep'") != "0";
            });
            CHECK(db.cancel());
        });
        CHECK_THROWS_AS(db.execute("SELECT pg_sleep(3600)"), canceled);
        canceler.get();
        CHECK(names() == "ab");
        connection<shop> limited(name, {.statement_timeout = 20ms});
        CHECK_THROWS_AS(limited.execute("SELECT pg_sleep(3600)"), canceled);
        test::lift_statement_timeout(limited);
        CHECK(limited.get<Item>(1).name == "a");
    }
    TEST_CASE_FIXTURE(fixture, "a cancel that is asked for later says when it is over, and ends nothing after that") {
        test::raw_postgres watcher(name);
        for (int round = 0; round < 20; ++round) {
            std::promise<bool> over;
            auto canceler = std::async(std::launch::async, [&] {
                test::wait_until([&] {
                    return watcher("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                                   "wait_event = 'PgSleep'") != "0";
                });
                CHECK(db.handle().cancel_later([&](bool is_asked) { over.set_value(is_asked); }));
            });
            CHECK_THROWS_AS(db.execute("SELECT pg_sleep(3600)"), canceled);
            canceler.get();
            CHECK(over.get_future().get());
            CHECK(names() == "ab");
        }
    }
    TEST_CASE_FIXTURE(fixture, "a transaction that was prepared is committed or rolled back by another connection") {
        connection<shop> other(name);
        for (const bool is_kept : {true, false}) {
            {
                auto scope = db.begin();
                db.insert(Item{0, "p", {}});
                scope.prepare("it's prepared");
            }
            CHECK_FALSE(db.handle().in_transaction());
            CHECK(other.prepared_transactions() == std::vector<std::string>{"it's prepared"});
            if (is_kept) other.commit_prepared("it's prepared");
            else other.rollback_prepared("it's prepared");
            CHECK(other.prepared_transactions().empty());
            CHECK(names() == "abp");
        }
        CHECK_THROWS_AS(other.commit_prepared("nothing"), error);
    }
    TEST_CASE_FIXTURE(fixture, "a lock on a name is held by one, to the end of its scope") {
        connection<shop> other(name, {.lock_timeout = 20ms});
        {
            const auto held = db.lock("import");
            CHECK_FALSE(other.try_lock("import"));
            CHECK(other.try_lock("export"));
            CHECK_THROWS_AS((void)other.lock("import"), busy);
        }
        CHECK(other.try_lock("import"));
        {
            auto scope = db.begin();
            db.lock_in_transaction(42);
            CHECK_FALSE(other.try_lock(42));
        }
        CHECK(other.try_lock(42));
    }
}

} // namespace postgres_laws_test
