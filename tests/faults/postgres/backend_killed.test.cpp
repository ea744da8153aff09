#include "faults/postgres/faults.hpp"

#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

// A backend that ends in the middle of something.
namespace backend_killed_test {

using namespace faults;
using test::caught;

struct Numbered {
    std::int64_t number{};
};

/// What is done, while its backend is ended; `writes` if it may commit something by itself.
struct task {
    const char* name;
    bool writes;
    std::function<void(database&)> run;
};

const std::vector<task>& tasks() {
    static const std::vector<task> all{
        {"query", false, [](database& db) { (void)db(all_items).all(); }},
        {"stream", false, [](database& db) { db.stream(all_items).for_each([](const auto&) {}); }},
        {"get", false, [](database& db) { (void)db.find<Item>(std::int64_t{1}); }},
        {"query with a common table expression", false,
         [](database& db) {
             using namespace rowan;
             const auto numbers = select(col<&Item::number>).from<Item>();
             (void)db(select<Numbered>().from<Numbered>().with(cte<Numbered>(numbers))).all();
         }},
        {"explain that runs nothing", false, [](database& db) { (void)db.explain(all_items); }},
        {"pipeline that reads", false,
         [](database& db) {
             db.pipeline([](auto& p) {
                 (void)p(all_items);
                 (void)p(all_items);
             });
         }},
        {"insert", true, [](database& db) { db.insert(Item{0, "a", 1}); }},
        {"insert of several", true, [](database& db) { db.insert(some_items(100)); }},
        // The server is not told of the end of its rows.
        {"insert by COPY", false, [](database& db) { db.insert(some_items(copied)); }},
        {"update", true,
         [](database& db) {
             db(rowan::update<Item>().set(rowan::col<&Item::number> = 1).where(rowan::col<&Item::id> > 0));
         }},
        {"SQL", true, [](database& db) { db.execute("INSERT INTO item(tag, number) VALUES ('a', 1)"); }},
        {"SQL that begins with a query", true,
         [](database& db) { db.execute("SELECT 1; INSERT INTO item(tag, number) VALUES ('a', 1)"); }},
        {"pipeline that reads, then writes", true,
         [](database& db) {
             db.pipeline([](auto& p) {
                 (void)p(all_items);
                 (void)p(rowan::update<Item>().set(rowan::col<&Item::number> = 1).where(rowan::col<&Item::id> > 0));
             });
         }},
    };
    return all;
}

TEST_SUITE("faults") {
    TEST_CASE("a backend that is ended in the middle of a statement is a lost connection, or an unknown commit") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        for (const task& each : tasks()) {
            CAPTURE(std::string(each.name));
            database db(name, bounded);
            db.insert(some_items(copied));
            db.execute("TRUNCATE item");
            table_lock lock(name);
            auto fault = meanwhile([&, backend = backend_of(db)] {
                wait_until_inside(other, backend);
                terminate(other, backend);
            });
            if (each.writes) CHECK_THROWS_AS(each.run(db), rowan::commit_unknown);
            else CHECK_THROWS_AS(each.run(db), rowan::connection_lost);
            fault.get();
            check_lost(db);
            lock.release();
            CHECK(count_items(name) == 0);
        }
    }
    TEST_CASE("in a transaction a backend that is ended is a lost connection, and nothing is left of the transaction") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        for (const task& each : tasks()) {
            CAPTURE(std::string(each.name));
            database db(name, bounded);
            {
                auto scope = db.begin();
                db.execute("CREATE TABLE only_here()");
                table_lock lock(name);
                auto fault = meanwhile([&, backend = backend_of(db)] {
                    wait_until_inside(other, backend);
                    terminate(other, backend);
                });
                CHECK_THROWS_AS(each.run(db), rowan::connection_lost);
                fault.get();
                CHECK_THROWS_AS(scope.commit(), rowan::connection_lost);
            }
            CHECK_FALSE(db.in_transaction());
            check_lost(db);
            CHECK(count_items(name) == 0);
            CHECK(other("SELECT to_regclass('only_here') IS NULL") == "t");
        }
    }
    TEST_CASE("a session that the server ended while nothing ran is a lost connection: nothing was done") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        for (const std::string& where : {name, test::over_tcp(name)})
            for (const task& each : tasks()) {
                CAPTURE(std::string(each.name));
                database db(where, bounded);
                (void)db(all_items).all();
                terminate(other, backend_of(db));
                wait_until_told(db);
                CHECK_THROWS_AS(each.run(db), rowan::connection_lost);
                check_lost(db);
                CHECK(count_items(name) == 0);
            }
    }
    TEST_CASE("a COMMIT to a session that the server had ended is a lost connection") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        for (const std::string& where : {name, test::over_tcp(name)}) {
            database db(where, bounded);
            auto scope = db.begin();
            db.insert(Item{0, "a", 1});
            terminate(other, backend_of(db));
            wait_until_told(db);
            CHECK_THROWS_AS(scope.commit(), rowan::connection_lost);
            check_lost(db);
            CHECK(count_items(name) == 0);
        }
    }
    TEST_CASE("the error of a session that was ended says what the server said of it") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        database db(name, bounded);
        auto scope = db.begin();
        auto fault = meanwhile([&, backend = backend_of(db)] {
            wait_until_inside(other, backend);
            terminate(other, backend);
        });
        const auto error = caught<rowan::connection_lost>([&] { db.execute("SELECT pg_sleep(3600)"); });
        fault.get();
        CHECK(std::string(error.what()).find("administrator command") != std::string::npos);
    }
}

} // namespace backend_killed_test
