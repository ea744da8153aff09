#include "support/caught.hpp"
#include "support/drivers.hpp"

#include "rowan/pool.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace execute_errors_test {

using namespace rowan;
using test::caught;

struct Item {
    std::int64_t id = 0;
    std::string name;
};

/// An error of the program's own.
struct name_taken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Does what the test wants with each error.
struct translator {
    std::function<void(execute_error&)> action{};
    int heard = 0;

    void on(execute_error& e) {
        ++heard;
        if (action) action(e);
    }
};
struct second {
    bool replaces = false;
    int heard = 0, lost = 0;
    void on(execute_error& e) {
        ++heard;
        if (e.is_disconnect) ++lost;
        if (replaces) e.replace(std::logic_error("second"));
    }
};

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<translator, second>;
};

void replace_taken(execute_error& e) {
    if (dynamic_cast<const constraint_violation*>(&e.error) != nullptr) e.replace(name_taken("taken"));
}
void declare_lost(execute_error& e) { e.is_disconnect = true; }

template <class Driver>
struct fixture {
    connection<shop<Driver>> db{test::empty_database<Driver>::name()};
    translator& listener = db.template listener<translator>();

    fixture() {
        db.create_tables();
        db.execute("CREATE UNIQUE INDEX one_name ON item (name)");
        db.insert(Item{0, "a"});
    }
};

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("a handler puts another exception in the place of an error", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.listener.action = replace_taken;
        CHECK_THROWS_AS(db.insert(Item{0, "a"}), name_taken);
        CHECK_THROWS_AS(db.execute("INSERT INTO item VALUES (7, 'a')"), name_taken);
        CHECK_THROWS_AS(db.execute("SELEC"), syntax_error);
        CHECK_THROWS_AS(db.transact([&] { db.insert(Item{0, "a"}); }), name_taken);
        CHECK_FALSE(db.in_transaction());
        CHECK_FALSE(db.is_broken());
        CHECK(db(select<Item>()).one().name == "a");
        CHECK(here.listener.heard == 4);
        CHECK(db.template listener<second>().heard == 4);
        db.template listener<second>().replaces = true;
        CHECK_THROWS_AS(db.insert(Item{0, "a"}), std::logic_error);
    }
    TEST_CASE_TEMPLATE("an error of a statement that cannot be prepared is told, too", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.execute("DROP TABLE item");
        here.listener.action = [](execute_error& e) { e.replace(name_taken(std::string(e.sql))); };
        CHECK_THROWS_AS((void)db.template get<Item>(1), name_taken);
        CHECK_THROWS_AS(db.insert(Item{0, "b"}), name_taken);
        CHECK_THROWS_AS((void)db(select<Item>()).all(), name_taken);
        CHECK(here.listener.heard == 3);
    }
    TEST_CASE_TEMPLATE("what a handler puts in the place of an error may be tried again", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.listener.action = [](execute_error& e) { e.replace(busy("again", 0, e.sql)); };
        int tries = 0;
        db.transact({.retries = 3}, [&] { db.insert(Item{0, ++tries < 3 ? "a" : "b"}); });
        CHECK(tries == 3);
        CHECK(db(select<Item>()).all().size() == 2);
    }
    TEST_CASE_TEMPLATE("a commit that fails tells its error, and may have another", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.execute("CREATE TABLE child (item BIGINT REFERENCES item DEFERRABLE INITIALLY DEFERRED)");
        here.listener.action = replace_taken;
        CHECK_THROWS_AS(db.transact([&] { db.execute("INSERT INTO child VALUES (99)"); }), name_taken);
        CHECK_FALSE(db.handle().in_transaction());
    }
    TEST_CASE_TEMPLATE("a connection that a handler declares lost runs nothing any longer", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        here.listener.action = declare_lost;
        SUBCASE("alone") { CHECK_THROWS_AS(db.insert(Item{0, "a"}), constraint_violation); }
        SUBCASE("in a transaction, which is rolled back") {
            CHECK_THROWS_AS(db.transact([&] {
                db.insert(Item{0, "b"});
                db.transact([&] { db.insert(Item{0, "a"}); });
            }),
                            constraint_violation);
            CHECK_FALSE(db.in_transaction());
            CHECK_FALSE(db.handle().in_transaction());
        }
        SUBCASE("also if a later handler throws") {
            here.listener.action = [](execute_error& e) {
                e.is_disconnect = true;
                throw std::runtime_error("mine");
            };
            CHECK_THROWS_AS(db.insert(Item{0, "a"}), std::runtime_error);
        }
        CHECK(db.is_broken());
        CHECK_FALSE(db.is_alive());
        CHECK_THROWS_AS((void)db(select<Item>()).all(), connection_lost);
        CHECK_THROWS_AS(db.execute("SELECT 1"), connection_lost);
        CHECK_THROWS_AS((void)db.begin(), connection_lost);
        CHECK(
            caught<connection_lost>([&] { db.insert(Item{0, "c"}); }).what() ==
            std::string("a handler of execute_error has declared this connection lost (is_disconnect); open another"));
        CHECK(here.listener.heard == 1);
        CHECK_FALSE(db.reset());
    }
    TEST_CASE_TEMPLATE("a pool opens another connection in the place of one that a handler declares lost", Driver,
                       TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        translator declaring;
        declaring.action = declare_lost;
        pool<shop<Driver>> connections(database.name(), {.maximum = 1}, {}, declaring);
        connections.create_tables();
        CHECK_THROWS_AS(connections.execute("SELEC"), syntax_error);
        CHECK(connections.statistics().discarded == 1);
        connections.insert(Item{0, "a"});
        CHECK(connections.statistics().created == 2);
    }
    TEST_CASE("a connection that is known to be lost is told as such") {
        connection<shop<postgres>> db(test::empty_postgres());
        CHECK_THROWS_AS(db.execute("SELECT pg_terminate_backend(pg_backend_pid())"), error);
        CHECK(db.template listener<second>().lost == 1);
    }
}

} // namespace execute_errors_test
