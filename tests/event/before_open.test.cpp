#include "support/drivers.hpp"

#include "rowan/pool.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace before_open_test {

using namespace rowan;

struct Item {
    std::int64_t id = 0;
    std::string name;
};

using trace = std::vector<std::string>;

/// Knows what the program does not: the name of the database and how it is opened.
template <class Driver>
struct vault {
    std::string name{};
    bool refuses = false;
    trace seen{};

    void on(before_open<Driver>& e) {
        seen.push_back("before_open " + e.name);
        if (refuses) throw std::runtime_error("refused");
        if (!name.empty()) e.name = name;
        if constexpr (std::is_same_v<Driver, sqlite>) e.options.foreign_keys = false;
        else e.options.application_name = "vault";
    }
    void on(const before_connect& e) { seen.push_back("before_connect " + std::string(e.name)); }
    void on(const after_connect& e) { seen.push_back("after_connect " + std::string(e.name)); }
    void on(const connect_error& e) { seen.push_back("connect_error " + std::string(e.name)); }
};
/// Of whatever driver.
struct generic {
    int heard = 0;
    template <class Driver>
    void on(before_open<Driver>&) {
        ++heard;
    }
};
/// A template of all events of tables does not take this one.
struct of_tables {
    template <template <class> class Event, class Table>
    void on(const Event<Table>&) noexcept {
        static_assert(std::is_same_v<Table, Item>);
    }
};

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<vault<Driver>, generic, of_tables>;
};

/// Whether the option that the handler changes is as the handler wants it.
template <class Driver>
bool is_changed(connection<shop<Driver>>& db) {
    if constexpr (std::is_same_v<Driver, sqlite>) {
        db.execute("INSERT INTO item SELECT foreign_keys, 'asked' FROM pragma_foreign_keys");
        return db(select<Item>().where(col<&Item::name> == "asked")).one().id == 0;
    } else {
        db.execute("INSERT INTO item VALUES (1, current_setting('application_name'))");
        return db(select<Item>()).one().name == "vault";
    }
}

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("a handler chooses the database and its options before it is opened", Driver, TEST_DRIVERS) {
        const std::string name = test::empty_database<Driver>::name();
        connection<shop<Driver>> db("nowhere/at/all", {}, vault<Driver>{.name = name});
        CHECK(db.template listener<vault<Driver>>().seen ==
              trace{"before_open nowhere/at/all", "before_connect " + name, "after_connect " + name});
        CHECK(db.template listener<generic>().heard == 1);
        db.create_tables();
        CHECK(is_changed(db));
    }
    TEST_CASE_TEMPLATE("the options that were given are those that a handler finds, and stay as they are", Driver,
                       TEST_DRIVERS) {
        typename Driver::options chosen;
        if constexpr (std::is_same_v<Driver, sqlite>) chosen.create = false;
        else chosen.application_name = "mine";
        const auto open = [&](const std::string& name) {
            connection<shop<Driver>> db(name, chosen);
            db.create_tables();
            return is_changed(db);
        };
        CHECK(open(test::empty_database<Driver>::name()));
        if constexpr (std::is_same_v<Driver, sqlite>) {
            CHECK(chosen.foreign_keys);
            CHECK_THROWS_AS(open("no_such_file.db"), connection_lost);
        } else CHECK(chosen.application_name == "mine");
    }
    TEST_CASE_TEMPLATE("an exception opens nothing", Driver, TEST_DRIVERS) {
        const test::temporary_file file;
        const std::string name = std::is_same_v<Driver, sqlite> ? file.name() : test::empty_database<Driver>::name();
        using connection = rowan::connection<shop<Driver>>;
        CHECK_THROWS_AS((connection{name, {}, vault<Driver>{.refuses = true}}), std::runtime_error);
        if constexpr (std::is_same_v<Driver, sqlite>)
            CHECK_THROWS_AS((connection{name, {.create = false}}), connection_lost);
    }
    TEST_CASE_TEMPLATE("each connection of a pool is opened as a handler wants it", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        pool<shop<Driver>> connections("nowhere/at/all", {.minimum = 2, .maximum = 2}, {},
                                       vault<Driver>{.name = database.name()});
        connections.create_tables();
        connections.insert(Item{0, "a"});
        CHECK(connections(select<Item>()).one().name == "a");
        CHECK(connections.statistics().created == 2);
    }
}

} // namespace before_open_test
