#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace later_test {

using namespace rowan;

struct Item {
    std::int64_t id{};
    std::string name{};
};
template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
};

} // namespace later_test

template <>
inline constexpr auto rowan::history<later_test::Item> = rowan::versioned{};

namespace later_test {

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("a key is not given again after its row is gone, so that histories do not mix", Driver,
                       TEST_DRIVERS) {
        connection<shop<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        Item alice{.name = "Alice"}, bob{.name = "Bob"};
        db.insert(alice);
        db.remove(alice);
        db.insert(bob);
        CHECK(bob.id != alice.id);
        CHECK(db.template versions<Item>(alice.id).size() == 2);
        CHECK(db.template versions<Item>(bob.id).size() == 1);
        // The greatest key of the table is behind the one that is given next: ranges get the right ones all the same.
        db.remove(bob);
        std::vector<Item> many(30);
        for (std::size_t i = 0; i < many.size(); ++i) many[i].name = std::to_string(i);
        db.insert(many);
        for (const Item& each : many) CHECK(db.template get<Item>(each.id).name == each.name);
    }

    TEST_CASE_TEMPLATE("a history table that lacks a column is seen when the tables are created", Driver,
                       TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        connection<shop<Driver>> db{database.name()};
        db.create_tables();
        if constexpr (std::is_same_v<Driver, sqlite>) // which keeps a column that a trigger names
            for (const std::string_view suffix : detail::history_triggers)
                db.execute("DROP TRIGGER IF EXISTS item" + std::string(suffix));
        db.execute("ALTER TABLE item_history DROP COLUMN name");
        connection<shop<Driver>> next{database.name()};
        CHECK_THROWS_AS(next.create_tables(), schema_mismatch);
    }
}

} // namespace later_test
