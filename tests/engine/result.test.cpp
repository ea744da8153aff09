#include "support/caught.hpp"
#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <iterator>
#include <optional>
#include <ranges>
#include <string>
#include <type_traits>
#include <vector>

namespace result_test {

using namespace rowan;
using test::caught;

struct Entry {
    std::int64_t id = 0;
    std::string name;
    std::optional<int> number;
};
template <class Driver>
struct journal {
    using driver = Driver;
    using tables = rowan::tables<Entry>;
};
constexpr auto all = select<Entry>().order_by(col<&Entry::id>);
constexpr auto names = select(col<&Entry::name>).from<Entry>().order_by(col<&Entry::id>);

template <class Driver>
struct fixture {
    connection<journal<Driver>> db{test::empty_database<Driver>::name()};
    fixture() {
        db.create_tables();
        for (int i = 1; i <= 5; ++i) db.insert(Entry{0, std::string(1, static_cast<char>('a' + i - 1)), i});
    }
};

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("rows are read one after the other", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::string seen;
        for (const Entry& entry : db(all)) {
            seen += entry.name;
            // In SQLite the statement runs still, and what has not been read can change.
            if (entry.id == 2) db.execute("UPDATE entry SET name = 'z' WHERE id = 5");
        }
        CHECK(seen == (std::is_same_v<Driver, sqlite> ? "abcdz" : "abcde"));
        auto result = db(all);
        static_assert(std::input_iterator<decltype(result.begin())>);
        static_assert(std::sentinel_for<decltype(result.end()), decltype(result.begin())>);
        CHECK(std::ranges::distance(result) == 5);
        CHECK(result.begin() == result.end());
    }
    TEST_CASE_TEMPLATE("a loop can be left in the middle, and the query be run again", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        for (int i = 0; i < 3; ++i) {
            for (const Entry& entry : db(all))
                if (entry.id == 2) break;
        }
        // No statement is left running: a table that is read cannot be dropped.
        db.execute("DROP TABLE entry");
    }
    TEST_CASE_TEMPLATE("a query without rows can run within a loop over itself", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        constexpr auto called = select<Entry>().where(col<&Entry::name> == param<"name">);
        int loops = 0;
        // The statement of the inner one is not kept: it is gone with its last row, and here there is none.
        for (const Entry& entry : db(called, "name"_p = "a")) {
            CHECK(db(called, "name"_p = entry.name + "z").all().empty());
            CHECK_FALSE(db(called, "name"_p = entry.name + "z").first());
            ++loops;
        }
        CHECK(loops == 1);
    }
    TEST_CASE_TEMPLATE("a query can run within a loop over itself", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::string seen;
        for (const Entry& outer : db(all)) {
            seen += outer.name;
            if (outer.id % 2 == 0)
                for (const Entry& inner : db(all)) seen += inner.name;
        }
        CHECK(seen == "ababcdecdabcdee");
        db.execute("DROP TABLE entry");
    }
    TEST_CASE_TEMPLATE("a row is the same object each time, and can be moved from", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::vector<Entry> kept;
        const Entry* address = nullptr;
        for (Entry& entry : db(all)) {
            CHECK((address == nullptr || address == &entry));
            address = &entry;
            kept.push_back(std::move(entry));
        }
        REQUIRE(kept.size() == 5);
        for (std::size_t i = 0; i < 5; ++i) CHECK(kept[i].name == std::string(1, static_cast<char>('a' + i)));
    }
    TEST_CASE_TEMPLATE("an optional that was there is gone in a row where it is null", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.execute("UPDATE entry SET number = NULL WHERE id = 3");
        std::vector<std::optional<int>> numbers;
        for (const Entry& entry : db(all)) numbers.push_back(entry.number);
        CHECK(numbers == std::vector<std::optional<int>>{1, 2, std::nullopt, 4, 5});
    }
    TEST_CASE_TEMPLATE("all gives what is left, and into appends it", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        CHECK(db(all).all().size() == 5);
        auto result = db(all);
        auto place = result.begin();
        CHECK(place->name == "a");
        ++place;
        CHECK((*place).name == "b");
        CHECK(result.all().size() == 3);
        CHECK(result.all().empty());

        std::vector<Entry> rows{Entry{0, "before", {}}};
        db(all).into(rows);
        CHECK(rows.size() == 6);
        CHECK(rows[0].name == "before");
        CHECK(rows[5].name == "e");
    }
    TEST_CASE_TEMPLATE("first is the first row, or none", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        CHECK(db(all).first()->name == "a");
        CHECK_FALSE(db(select<Entry>().where(col<&Entry::id> > 5)).first());
        auto result = db(all);
        CHECK(result.first());
        CHECK_FALSE(result.first());
        db.execute("DROP TABLE entry");
    }
    TEST_CASE_TEMPLATE("one is exactly one row", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        CHECK(db(select<Entry>().where(col<&Entry::id> == 4)).one().name == "d");
        const auto none = caught<not_found>([&] { (void)db(select<Entry>().where(col<&Entry::id> == 9)).one(); });
        CHECK(none.sql().find(R"(WHERE "entry"."id" = )") != std::string::npos);
        const auto many = caught<too_many_rows>([&] { (void)db(all).one(); });
        CHECK(many.sql() == sql_text<journal<Driver>>(all));
        db.execute("DROP TABLE entry");
    }
    TEST_CASE_TEMPLATE("scalar is the one value", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto number = db(select(count()).from<Entry>()).scalar();
        static_assert(std::is_same_v<decltype(number), const std::int64_t>);
        CHECK(number == 5);
        CHECK(db(select(max(col<&Entry::name>)).template from<Entry>()).scalar() == "e");
        CHECK(db(select(sum(col<&Entry::number>)).template from<Entry>().where(col<&Entry::id> > 9)).scalar() ==
              std::nullopt);
        CHECK_THROWS_AS((void)db(names).scalar(), too_many_rows);
        CHECK_THROWS_AS((void)db(select(col<&Entry::name>).template from<Entry>().where(col<&Entry::id> == 9)).scalar(),
                        not_found);
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "an error in the middle of a result leaves the connection usable") {
        db.execute("UPDATE entry SET number = 'x' WHERE id = 3");
        int seen = 0;
        CHECK_THROWS_AS(
            {
                for ([[maybe_unused]] const Entry& entry : db(all)) ++seen;
            },
            type_mismatch);
        CHECK(seen == 2);
        CHECK(db(names).all().size() == 5);
        CHECK_THROWS_AS((void)db(all).all(), type_mismatch);
        db.execute("DROP TABLE entry");
    }
    TEST_CASE_TEMPLATE("a statement is prepared anew where the schema has changed", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        CHECK(db(all).all().size() == 5);
        db.execute("ALTER TABLE entry ADD COLUMN extra INTEGER; CREATE INDEX by_name ON entry (name)");
        CHECK(db(all).all().size() == 5);
        db.execute("DROP TABLE entry");
        CHECK_THROWS_AS((void)db(all).all(), schema_mismatch);
        db.create_tables();
        db.insert(Entry{0, "x", 1});
        CHECK(db(all).all().size() == 1);
    }
    TEST_CASE_TEMPLATE("statements that write say how many rows they wrote", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        CHECK(db(update<Entry>().set(col<&Entry::number> = 0).where(col<&Entry::id> > 2)) == 3);
        CHECK(db(update<Entry>().set(col<&Entry::number> = std::nullopt).where(col<&Entry::id> > 9)) == 0);
        CHECK(db(insert<Entry>().set(col<&Entry::name> = "f")) == 1);
        CHECK(db(rowan::remove<Entry>().where(col<&Entry::id> != 1)) == 5);
        CHECK(db(rowan::remove<Entry>().every_row()) == 1);
        CHECK(db(rowan::remove<Entry>().every_row()) == 0);
    }
}

} // namespace result_test
