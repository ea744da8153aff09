#include "support/caught.hpp"
#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <list>
#include <ranges>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

namespace bulk_test {

using namespace rowan;
using test::caught;

struct Entry {
    std::int64_t id = 0;
    std::string name;
    int number = 0;
};
struct Small {
    std::uint8_t id = 0;
    int number = 0;
};
struct Keyed {
    std::string id;
    int number = 0;
};
struct OnlyKey {
    std::int64_t id = 0;
};
template <class Driver>
struct journal {
    using driver = Driver;
    using tables = rowan::tables<Entry, Small, Keyed, OnlyKey>;
};

std::vector<Entry> make(std::size_t count) {
    std::vector<Entry> rows(count);
    for (std::size_t i = 0; i < count; ++i) {
        rows[i].name = "the entry of the number " + std::to_string(i);
        rows[i].number = static_cast<int>(i);
    }
    return rows;
}

template <class Driver>
struct fixture {
    connection<journal<Driver>> db{test::empty_database<Driver>::name()};
    fixture() { db.create_tables(); }

    std::int64_t entries() { return db(select(count()).from<Entry>()).scalar(); }
    /// How many of the rows are not in the database as they are here, under the key that they have here.
    std::size_t wrong(const std::vector<Entry>& rows) {
        std::size_t count = 0;
        for (const Entry& row : rows) {
            const auto found = db.template find<Entry>(row.id);
            count += found && found->name == row.name && found->number == row.number ? 0 : 1;
        }
        return count;
    }
};

constexpr std::size_t sizes[] = {0, 1, 2, 9, 10, 11, 49, 50, 51, 60, 249, 250, 251, 311, 1000, 1999, 2000, 5001};

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("a range of any size goes in as it is, and its rows get their keys", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::int64_t total = 0;
        for (const bool inside : {false, true})
            for (const std::size_t size : sizes) {
                CAPTURE(size);
                auto rows = make(size);
                if (inside) {
                    auto scope = db.begin();
                    db.insert(rows);
                    CHECK(db.transaction_depth() == 1);
                    scope.commit();
                } else {
                    db.insert(rows);
                }
                CHECK_FALSE(db.in_transaction());
                CHECK(here.wrong(rows) == 0);
                for (std::size_t i = 0; i < size; ++i) REQUIRE(rows[i].id == total + static_cast<std::int64_t>(i) + 1);
                total += static_cast<std::int64_t>(size);
                REQUIRE(here.entries() == total);
            }
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "keys are right where a trigger inserts into the same table") {
        for (const char* trigger : {"CREATE TRIGGER echo AFTER INSERT ON entry WHEN NEW.number >= 0"
                                    " BEGIN INSERT INTO entry (name, number) VALUES ('echo', -1); END",
                                    "CREATE TRIGGER echo AFTER INSERT ON entry WHEN NEW.number % 10 = 9"
                                    " BEGIN INSERT INTO entry (name, number) VALUES ('echo', -1); END",
                                    "CREATE TRIGGER echo BEFORE INSERT ON entry WHEN NEW.number = 5"
                                    " BEGIN INSERT INTO entry (name, number) VALUES ('echo', -1); END"}) {
            CAPTURE(trigger);
            db.execute("DROP TRIGGER IF EXISTS echo; DELETE FROM entry");
            db.execute(trigger);
            for (const std::size_t size : sizes) {
                CAPTURE(size);
                const auto before = db(select(count()).from<Entry>().where(col<&Entry::number> >= 0)).scalar();
                auto rows = make(size);
                db.insert(rows);
                CHECK(wrong(rows) == 0);
                CHECK(db(select(count()).from<Entry>().where(col<&Entry::number> >= 0)).scalar() ==
                      before + static_cast<std::int64_t>(size));
            }
        }
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "keys are right where they have come to their end") {
        db.execute("INSERT INTO entry VALUES (9223372036854775800, 'last', 0)");
        auto rows = make(30);
        db.insert(rows);
        CHECK(wrong(rows) == 0);
        CHECK(entries() == 31);
    }
    TEST_CASE_TEMPLATE("keys are right behind negative ones", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.execute("INSERT INTO entry VALUES (-9223372036854775808, 'first', 0)");
        auto rows = make(60);
        db.insert(rows);
        CHECK(here.wrong(rows) == 0);
    }
    TEST_CASE_TEMPLATE("a range of which one row is refused is not inserted at all", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.execute("CREATE UNIQUE INDEX one ON entry (number)");
        for (const std::size_t size : {std::size_t{2}, std::size_t{11}, std::size_t{312}, std::size_t{2000}})
            for (const std::size_t bad : {std::size_t{1}, size / 2, size - 1})
                for (const bool inside : {false, true}) {
                    CAPTURE(size);
                    CAPTURE(bad);
                    auto rows = make(size);
                    rows[bad].number = 0;
                    if (inside) {
                        auto scope = db.begin();
                        db.insert(Entry{0, "kept", -1});
                        // In PostgreSQL an error ends the transaction in which it happens.
                        if constexpr (std::is_same_v<Driver, sqlite>)
                            CHECK_THROWS_AS(db.insert(rows), constraint_violation);
                        else CHECK_THROWS_AS(db.transact([&] { db.insert(rows); }), constraint_violation);
                        CHECK(here.entries() == 1);
                        scope.rollback();
                    } else {
                        CHECK_THROWS_AS(db.insert(rows), constraint_violation);
                    }
                    CHECK_FALSE(db.in_transaction());
                    CHECK(here.entries() == 0);
                }
        auto rows = make(1000);
        db.insert(rows);
        CHECK(here.wrong(rows) == 0);
    }
    TEST_CASE_TEMPLATE("a key that the field does not hold takes all rows out again", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::vector<Small> rows(256);
        const auto error = caught<type_mismatch>([&] { db.insert(rows); });
        CHECK(std::string(error.what()).find("the key that the database made does not fit the field") == 0);
        CHECK(db(select(count()).from<Small>()).scalar() == 0);
        rows.resize(255);
        // A sequence does not go back.
        if constexpr (std::is_same_v<Driver, postgres>) db.execute("ALTER TABLE small ALTER id RESTART");
        db.insert(rows);
        CHECK(rows[254].id == 255);
        Small one;
        CHECK_THROWS_AS(db.insert(one), type_mismatch);
        CHECK(db(select(count()).from<Small>()).scalar() == 255);
    }

    TEST_CASE_TEMPLATE("ranges of all kinds are inserted", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto constant = make(60);
        db.insert(constant);
        CHECK(here.entries() == 60);
        db.insert(make(60));
        CHECK(here.entries() == 120);

        std::list<Entry> list;
        for (const auto& row : constant) list.push_back(row);
        db.insert(list);
        CHECK(list.back().id == 180);
        Entry array[12] = {};
        db.insert(array);
        CHECK(array[11].id == 192);

        auto rows = make(60);
        db.insert(rows | std::views::take(30));
        CHECK(rows[29].id == 222);
        CHECK(rows[30].id == 0);
        db.insert(rows | std::views::filter([](const Entry& row) { return row.number % 2 == 1; }));
        CHECK(here.entries() == 252);
    }
    TEST_CASE_TEMPLATE("a range that makes its rows on the way is inserted", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(std::views::iota(0, 300) | std::views::transform([](int i) {
                      return Entry{0, "a name that is too long to be kept within the object " + std::to_string(i), i};
                  }));
        CHECK(here.entries() == 300);
        std::int64_t number = 0;
        for (const Entry& row : db(select<Entry>().order_by(col<&Entry::id>))) {
            REQUIRE(row.name == "a name that is too long to be kept within the object " + std::to_string(number));
            REQUIRE(row.number == number++);
        }
    }
    TEST_CASE_TEMPLATE("a range that can be gone through only once is inserted", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::istringstream numbers("1 2 3 4 5 6 7 8 9 10 11 12");
        db.insert(std::views::istream<int>(numbers) | std::views::transform([](int i) { return Entry{0, "x", i}; }));
        CHECK(here.entries() == 12);
        CHECK(db(select(sum(col<&Entry::number>)).template from<Entry>()).scalar() == 78);
    }

    TEST_CASE_TEMPLATE("tables without a generated key, and with nothing else, go in too", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::vector<Keyed> keyed;
        for (int i = 0; i < 261; ++i) keyed.push_back({std::to_string(i), i});
        db.insert(keyed);
        CHECK(db(select(count()).from<Keyed>()).scalar() == 261);
        CHECK(db.template get<Keyed>("260").number == 260);

        std::vector<OnlyKey> keys(12);
        db.insert(keys);
        CHECK(keys[11].id == 12);
        CHECK(db(select(count()).from<OnlyKey>()).scalar() == 12);
    }
}

} // namespace bulk_test
