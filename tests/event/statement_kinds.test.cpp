#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace statement_kinds_test {

using namespace rowan;

struct Item {
    std::int64_t id = 0;
    std::string name;
};

struct Named {
    std::string name;
};
constexpr auto named = cte<Named>(select(col<&Item::name>).from<Item>());

constexpr auto removal =
    remove<Item>().with(named).where(in(col<&Item::name>, select(col<&Named::name>).from<Named>()));

struct log {
    std::vector<statement_kind> seen{};
    void on(const before_execute& e) { seen.push_back(e.kind); }
};
template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Item>;
    using listeners = rowan::listeners<log>;
};
using kinds = std::vector<statement_kind>;

static_assert(detail::kind_of_text("SELECT \"INSERT INTO \" FROM x FOR UPDATE") == statement_kind::select);
static_assert(detail::kind_of_text("WITH a AS (SELECT 'DELETE FROM x' AS b) SELECT b FROM a FOR UPDATE OF a") ==
              statement_kind::select);
static_assert(detail::kind_of_text(R"(WITH a AS (SELECT 1) UPDATE "x" SET "y" = 1)") == statement_kind::update);
static_assert(detail::kind_of_text(R"(WITH a AS (SELECT 'it''s' AS b) DELETE FROM "x")") == statement_kind::remove);
static_assert(detail::kind_of_text("EXPLAIN SELECT 1") == statement_kind::other);
static_assert(detail::kind_of_text("") == statement_kind::other);

TEST_SUITE("event") {
    TEST_CASE_TEMPLATE("a statement tells what kind it is", Driver, TEST_DRIVERS) {
        connection<shop<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        auto& seen = db.template listener<log>().seen;
        const auto taken = [&] { return std::exchange(seen, {}); };
        taken();

        using enum statement_kind;
        db.insert(Item{0, "a"});
        CHECK(taken() == kinds{insert});
        db.upsert(Item{1, "b"});
        CHECK(taken() == kinds{insert});
        db.update(Item{1, "c"});
        CHECK(taken() == kinds{update});
        (void)db.template get<Item>(1);
        CHECK(taken() == kinds{select});
        (void)db.template find<Item>(std::vector<std::int64_t>{1, 2});
        CHECK(taken() == kinds{select});
        (void)db(rowan::select<Item>().where(col<&Item::name> == "SELECT")).all();
        CHECK(taken() == kinds{select});
        db(rowan::insert<Item>().values(Item{0, "d"}));
        CHECK(taken() == kinds{insert});
        db(rowan::update<Item>().set(col<&Item::name> = "e").every_row());
        CHECK(taken() == kinds{update});
        (void)db(rowan::update<Item>().set(col<&Item::name> = "f").every_row().returning()).all();
        CHECK(taken() == kinds{update});
        db(rowan::remove<Item>().where(col<&Item::id> == 2));
        CHECK(taken() == kinds{remove});
        db.template remove<Item>(1);
        CHECK(taken() == kinds{remove});
        // It may take several statements, some of which ask for keys.
        std::vector<Item> rows(3000);
        db.insert(rows);
        const kinds of_range = taken();
        CHECK(std::count(of_range.begin(), of_range.end(), insert) >= 1);
        CHECK(std::count(of_range.begin(), of_range.end(), remove) == 0);
        db.pipeline([](auto& p) { (void)p(rowan::select<Item>().template limit<1>()); });
        const kinds of_pipeline = taken();
        CHECK(std::count(of_pipeline.begin(), of_pipeline.end(), select) == 1);
        db.execute("SELECT 1");
        db.execute("DELETE FROM item");
        CHECK(taken() == kinds{other, other});
        db.transact([&] { db.transact([] {}); });
        CHECK(taken() == kinds{other, other, other, other});
    }
    TEST_CASE_TEMPLATE("a statement with a WITH clause is what it does", Driver, TEST_DRIVERS) {
        connection<shop<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        auto& seen = db.template listener<log>().seen;
        seen.clear();
        (void)db(select<Named>().with(named)).all();
        CHECK(seen == kinds{statement_kind::select});
        seen.clear();
        db(removal);
        CHECK(seen == kinds{statement_kind::remove});
    }
}

} // namespace statement_kinds_test
