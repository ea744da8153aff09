#include "support/drivers.hpp"

#include "rowan/pool.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// What was changed in a transaction is told once it is committed.
namespace event_committed_test {

using namespace rowan;

struct User {
    std::int64_t id = 0;
    std::string name;
    int age = 0;
};
/// Without a key.
struct Visit {
    std::string place;
};
/// With hooks that hear, and no listener.
struct Door {
    std::int64_t id = 0;
    bool is_open = false;
};
struct Quiet {
    std::int64_t id = 0;
};

using trace = std::vector<std::string>;

inline std::string shown(const std::optional<User>& user) {
    return user ? std::to_string(user->id) + " " + user->name + " " + std::to_string(user->age) : "-";
}

struct listener {
    trace seen;

    void on(const committed<User>& e) {
        if (e.changes.front().after && e.changes.front().after->name == "unheard of") throw std::runtime_error("who?");
        std::string all;
        for (const row_change<User>& each : e.changes) all += shown(each.before) + " > " + shown(each.after) + "; ";
        seen.push_back(all);
    }
    void on(const committed<Visit>& e, auto& db) noexcept {
        std::string all = std::to_string(db(select(count()).template from<Visit>()).scalar()) + ": ";
        for (const row_change<Visit>& each : e.changes) all += each.after->place + " ";
        seen.push_back(all);
    }
};
inline int doors = 0;

template <class Driver>
struct house {
    using driver = Driver;
    using tables = rowan::tables<User, Visit, Door, Quiet>;
    using listeners = rowan::listeners<listener>;
};
template <class Driver>
struct cached_house {
    using driver = Driver;
    using tables = rowan::tables<User, Visit, Door, Quiet>;
    using listeners = rowan::listeners<shared<listener>>;
};

} // namespace event_committed_test

template <>
struct rowan::hooks<event_committed_test::Door> {
    static void on(const committed<event_committed_test::Door>& e) noexcept {
        event_committed_test::doors += static_cast<int>(e.changes.size());
    }
};

namespace event_committed_test {

template <class Driver>
struct fixture {
    connection<house<Driver>> db{test::empty_database<Driver>::name()};
    fixture() { db.create_tables(); }
    trace seen() { return std::exchange(db.template listener<listener>().seen, {}); }
};

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("a write outside of a transaction is told when it is done", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        User jane{0, "Jane", 1};
        here.db.insert(jane);
        jane.age = 2;
        here.db.update(jane);
        here.db.update(jane); // no change
        here.db.remove(jane);
        CHECK(here.seen() == trace{"- > 1 Jane 1; ", "1 Jane 1 > 1 Jane 2; ", "1 Jane 2 > -; "});
        here.db(insert<User>().values(std::vector<User>{{0, "a", 1}, {0, "b", 1}}));
        here.db(update<User>().set(col<&User::age> = col<&User::age> + 1).every_row());
        const trace seen = here.seen();
        REQUIRE(seen.size() == 2);
        CHECK(seen[1].find("a 1 > ") != std::string::npos);
    }
    TEST_CASE_TEMPLATE("of a transaction each row is told once, with its first and its last value", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        std::vector<User> users{{0, "a", 1}, {0, "b", 1}, {0, "c", 1}};
        here.db.insert(users);
        here.seen();
        here.db.transact([&] {
            User& b = users[1];
            b.age = 2;
            here.db.update(b);
            b.age = 3;
            here.db.update(b);
            here.db.remove(users[0]);
            User fleeting{0, "f", 1};
            here.db.insert(fleeting);
            here.db.remove(fleeting);
            User& c = users[2];
            c.age = 9;
            here.db.update(c);
            c.age = 1;
            here.db.update(c); // as it was
            here.db.insert(User{0, "d", 4});
            here.db.upsert(User{1, "again", 1});
            CHECK(here.seen().empty());
        });
        const bool uses_keys_again = std::is_same_v<Driver, sqlite>;
        CHECK(here.seen() ==
              trace{std::string("2 b 1 > 2 b 3; 1 a 1 > 1 again 1; - > ") + (uses_keys_again ? "4" : "5") + " d 4; "});
    }
    TEST_CASE_TEMPLATE("what is rolled back, also to a savepoint, is not told", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        CHECK_THROWS(db.transact([&] {
            db.insert(User{0, "a", 1});
            throw std::runtime_error("no");
        }));
        CHECK(here.seen().empty());
        db.transact([&] {
            db.insert(User{0, "b", 1});
            CHECK_THROWS(db.transact([&] {
                db.insert(User{0, "c", 1});
                db.transact([&] { db.insert(User{0, "d", 1}); });
                throw std::runtime_error("no");
            }));
            db.transact([&] { db.insert(User{0, "e", 1}); });
        });
        const trace seen = here.seen();
        REQUIRE(seen.size() == 1);
        CHECK(seen[0].find(" b 1; - > ") != std::string::npos);
        CHECK(seen[0].find(" c 1") == std::string::npos);
        CHECK(seen[0].find(" d 1") == std::string::npos);
        CHECK(seen[0].find(" e 1") != std::string::npos);
    }
    TEST_CASE_TEMPLATE("rows without a key, handlers with the connection, and hooks of the table", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        here.db.insert(std::vector<Visit>{{"Rome"}, {"Rome"}});
        CHECK(here.seen() == trace{"2: Rome Rome "});
        doors = 0;
        here.db.insert(std::vector<Door>{{0, true}, {0, false}});
        CHECK(doors == 2);
        here.db.insert(Quiet{});
        CHECK(here.seen().empty());
        CHECK(!detail::any_heard<detail::core<house<Driver>>, after_insert<Quiet>>);
    }
    TEST_CASE_TEMPLATE("what a handler throws is kept, for the transaction is committed", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.db.insert(User{0, "unheard of", 1});
        CHECK(here.seen().empty());
        CHECK(here.db(select(count()).template from<User>()).scalar() == 1);
        const auto reported = here.db.reported_exceptions();
        REQUIRE(reported.size() == 1);
        CHECK_THROWS_WITH(std::rethrow_exception(reported[0]), "who?");
    }
    TEST_CASE_TEMPLATE("one cache for all connections of a pool", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        rowan::pool<cached_house<Driver>> all(database.name(), {.maximum = 2});
        all.create_tables();
        all.insert(User{0, "a", 1});
        {
            auto one = all.acquire();
            one->insert(User{0, "b", 1});
        }
        all.insert(User{0, "c", 1});
        CHECK(all.template listener<listener>().seen.size() == 3);
    }
}

} // namespace event_committed_test
