#include "support/caught.hpp"
#include "support/drivers.hpp"

#include "rowan/pool.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace on_commit_test {

using namespace rowan;
using test::caught;

struct Item {
    std::int64_t id = 0;
    std::string name;
};

using trace = std::vector<std::string>;

struct log {
    trace seen{};
    void on(const after_commit&) noexcept { seen.emplace_back("after_commit"); }
    void on(const after_rollback&) noexcept { seen.emplace_back("after_rollback"); }
    void on(const after_release&) noexcept { seen.emplace_back("after_release"); }
    void on(const after_rollback_to&) noexcept { seen.emplace_back("after_rollback_to"); }
};

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<log>;
};

template <class Driver>
struct fixture {
    connection<shop<Driver>> db{test::empty_database<Driver>::name()};
    trace& seen = db.template listener<log>().seen;

    fixture() {
        db.create_tables();
        seen.clear();
    }
    /// Registers both for the open transaction.
    void watch(const std::string& name) {
        db.on_commit([this, name] { seen.push_back(name + " committed"); });
        db.on_rollback([this, name] { seen.push_back(name + " rolled back"); });
    }
    trace taken() { return std::exchange(seen, {}); }
    std::int64_t items() { return db(select(count()).template from<Item>()).scalar(); }
};

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("a function is called once, after the commit or the rollback of the outermost transaction",
                       Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.db.transact([&] {
            here.watch("a");
            here.watch("b");
            CHECK(here.taken().empty());
        });
        CHECK(here.taken() == trace{"after_commit", "a committed", "b committed"});
        {
            const auto tx = here.db.begin();
            here.watch("a");
        }
        CHECK(here.taken() == trace{"after_rollback", "a rolled back"});
        here.db.transact([] {});
        CHECK(here.taken() == trace{"after_commit"});
    }
    TEST_CASE_TEMPLATE("what was registered in a savepoint goes with it", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto outer = db.begin();
        here.watch("outer");
        {
            auto kept = db.begin();
            here.watch("kept");
            {
                auto gone = db.begin();
                here.watch("gone");
                gone.rollback();
                CHECK(here.taken() == trace{"after_rollback_to", "gone rolled back"});
            }
            kept.commit();
            CHECK(here.taken() == trace{"after_release"});
        }
        here.watch("later");
        SUBCASE("commit") {
            outer.commit();
            CHECK(here.taken() == trace{"after_commit", "outer committed", "kept committed", "later committed"});
        }
        SUBCASE("rollback") {
            outer.rollback();
            CHECK(here.taken() ==
                  trace{"after_rollback", "outer rolled back", "kept rolled back", "later rolled back"});
        }
        SUBCASE("of one inside, with what was released in it") {
            {
                const auto around = db.begin();
                {
                    auto inside = db.begin();
                    here.watch("inside");
                    inside.commit();
                }
                here.taken();
            }
            CHECK(here.taken() == trace{"after_rollback_to", "inside rolled back"});
            outer.commit();
            CHECK(here.taken().size() == 4);
        }
    }
    TEST_CASE_TEMPLATE("each try of a transaction has functions of its own", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        int tries = 0;
        here.db.transact({.retries = 1}, [&] {
            here.watch("try " + std::to_string(++tries));
            if (tries == 1) throw busy("try again", 5, "");
        });
        CHECK(here.taken() == trace{"after_rollback", "try 1 rolled back", "after_commit", "try 2 committed"});
    }
    TEST_CASE_TEMPLATE("what a function throws is kept, and the transaction is what it is", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.transact([&] {
            db.insert(Item{0, "a"});
            db.on_commit([] { throw std::runtime_error("first"); });
            db.on_commit([] { throw std::logic_error("second"); });
            here.watch("a");
        });
        CHECK(here.taken() == trace{"after_commit", "a committed"});
        CHECK(here.items() == 1);
        const std::vector<std::exception_ptr> failures = db.reported_exceptions();
        REQUIRE(failures.size() == 2);
        CHECK(caught<std::runtime_error>([&] { std::rethrow_exception(failures[0]); }).what() == std::string("first"));
        CHECK_THROWS_AS(std::rethrow_exception(failures[1]), std::logic_error);
        CHECK(db.reported_exceptions().empty());
        {
            const auto tx = db.begin();
            db.on_rollback([] { throw std::runtime_error("third"); });
        }
        CHECK(db.reported_exceptions().size() == 1);
    }
    TEST_CASE_TEMPLATE("a function may use the connection", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.transact([&] {
            db.on_commit([](auto& connection) {
                CHECK_FALSE(connection.in_transaction());
                connection.transact([&] {
                    connection.insert(Item{0, "after"});
                    connection.on_commit([&] { connection.insert(Item{0, "after that"}); });
                });
            });
            here.watch("a");
        });
        CHECK(here.items() == 2);
        CHECK(here.taken() == trace{"after_commit", "after_commit", "a committed"});
        db.transact([&] {
            {
                const auto savepoint = db.begin();
                db.on_rollback([](auto& connection) {
                    CHECK(connection.transaction_depth() == 1);
                    connection.insert(Item{0, "instead"});
                    connection.on_commit([&] { connection.insert(Item{0, "of it"}); });
                });
            }
            CHECK(here.items() == 3);
        });
        CHECK(here.items() == 4);
        CHECK(db.reported_exceptions().empty());
    }
    TEST_CASE_TEMPLATE("a function need not be copied, and is gone with its transaction", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto state = std::make_shared<int>(0);
        db.transact([&] {
            db.on_rollback([state] { *state += 10; });
            db.on_commit([state, only = std::make_unique<int>(1)] { *state += *only; });
        });
        CHECK(*state == 1);
        CHECK(state.use_count() == 1);
    }
    TEST_CASE_TEMPLATE("outside of a transaction there is nothing to wait for", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        CHECK(caught<error>([&] { db.on_commit([] {}); }).what() ==
              std::string("on_commit is for an open transaction, and there is none: begin one by db.begin() or "
                          "db.transact(…)"));
        CHECK_THROWS_AS(db.on_rollback([] {}), error);
        db.execute("BEGIN");
        CHECK_THROWS_AS(db.on_rollback([] {}), error);
        db.execute("ROLLBACK");
        db.transact([] {});
        CHECK(here.taken() == trace{"after_commit"});
    }
    TEST_CASE_TEMPLATE("a commit that is refused is a rollback", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.execute("CREATE TABLE child (item BIGINT REFERENCES item DEFERRABLE INITIALLY DEFERRED)");
        CHECK_THROWS_AS(db.transact([&] {
            here.watch("a");
            db.execute("INSERT INTO child VALUES (99)");
        }),
                        constraint_violation);
        CHECK(here.taken() == trace{"after_rollback", "a rolled back"});
    }
    TEST_CASE_TEMPLATE("a connection that goes back to its pool has nothing left to call or to report", Driver,
                       TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        pool<shop<Driver>> connections(database.name(), {.maximum = 1});
        connections.create_tables();
        int committed = 0, rolled_back = 0;
        connections.transact([&](auto& db) { db.on_commit([&] { ++committed; }); });
        CHECK(committed == 1);
        std::unique_ptr<transaction<connection<shop<Driver>>>> open;
        {
            const auto db = connections.acquire();
            open = std::make_unique<transaction<connection<shop<Driver>>>>(*db);
            db->on_rollback([&] {
                ++rolled_back;
                throw std::runtime_error("nobody hears");
            });
        }
        CHECK(rolled_back == 1);
        const auto db = connections.acquire();
        CHECK(db->reported_exceptions().empty());
    }
}

} // namespace on_commit_test
