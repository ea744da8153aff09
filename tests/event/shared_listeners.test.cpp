#include "support/drivers.hpp"

#include "rowan/pool.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace shared_listeners_test {

using namespace rowan;

struct Item {
    std::int64_t id = 0;
    std::int64_t amount = 0;
};

/// Of all threads.
struct metrics {
    std::atomic<int> inserted{0}, statements{0};

    void on(const after_insert<Item>&) { ++inserted; }
    void on(const after_execute&) { ++statements; }
};
/// Cannot be made by default; writes in the transaction of the connection that it is called for.
struct limit {
    int& total;
    explicit limit(int& where) : total(where) {}
    template <class Table>
    void on(const after_update<Table>& e, auto& db) {
        total += static_cast<int>(e.after.amount - e.before.amount);
        db.insert(Item{0, 0});
    }
};
struct counter {
    int count = 0;
    void on(const after_insert<Item>&) { ++count; }
};

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<counter, shared<metrics>>;
};
template <class Driver>
struct limited_shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<shared<limit>, counter>;
};

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("all connections of a pool have one shared listener", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        pool<shop<Driver>> connections(database.name(), {.minimum = 3, .maximum = 3});
        connections.create_tables();
        metrics& all = connections.template listener<metrics>();
        CHECK(all.statements > 0);
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int n = 0; n < 20; ++n) {
                    connections.insert(Item{});
                    (void)connections(select(count()).template from<Item>()).scalar();
                }
            });
        for (std::thread& each : threads) each.join();
        CHECK(all.inserted == 80);
        CHECK(all.statements >= 160);
        const auto db = connections.acquire();
        CHECK(&db->template listener<metrics>() == &all);
        CHECK(db->template listener<counter>().count <= 80);
    }
    TEST_CASE_TEMPLATE("a shared listener is given by reference, and more connections may have it", Driver,
                       TEST_DRIVERS) {
        metrics all;
        connection<shop<Driver>> first(test::empty_database<Driver>::name(), {}, std::ref(all));
        first.create_tables();
        first.insert(Item{});
        CHECK(all.inserted == 1);
        CHECK(&first.template listener<metrics>() == &all);
        {
            const test::lasting_database<Driver> database;
            pool<shop<Driver>> connections(database.name(), {}, {}, counter{7}, std::ref(all));
            connections.create_tables();
            connections.insert(Item{});
            CHECK(&connections.template listener<metrics>() == &all);
            CHECK(connections.with([](auto& db) { return db.template listener<counter>().count; }) >= 7);
        }
        CHECK(all.inserted == 2);
    }
    TEST_CASE_TEMPLATE("a handle means one listener, which lives as long as one of them", Driver, TEST_DRIVERS) {
        const shared<metrics> handle;
        {
            connection<shop<Driver>> db(test::empty_database<Driver>::name(), {}, handle);
            db.create_tables();
            db.insert(Item{});
        }
        CHECK(handle->inserted == 1);
        auto pointer = std::make_shared<metrics>();
        const std::weak_ptr<metrics> left = pointer;
        {
            connection<shop<Driver>> db(test::empty_database<Driver>::name(), {}, std::move(pointer));
            CHECK_FALSE(left.expired());
        }
        CHECK(left.expired());
    }
    TEST_CASE_TEMPLATE("without being given, connections that are no pool's have each their own", Driver,
                       TEST_DRIVERS) {
        const std::string name = test::empty_database<Driver>::name();
        connection<shop<Driver>> first(name);
        first.create_tables();
        connection<shop<Driver>> second(name);
        CHECK(&first.template listener<metrics>() != &second.template listener<metrics>());
    }
    TEST_CASE_TEMPLATE("a shared listener with a state is given, and writes as any other", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        int total = 0;
        pool<limited_shop<Driver>> connections(database.name(), {}, {}, limit(total));
        connections.create_tables();
        connections.insert(Item{0, 5});
        connections.update(Item{1, 8});
        CHECK(connections.template listener<limit>().total == 3);
        CHECK(connections(select(count()).template from<Item>()).scalar() == 2);
    }
}

} // namespace shared_listeners_test
