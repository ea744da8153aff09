#include "support/caught.hpp"

#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

namespace limit_test {

using namespace rowan;
using test::caught;

struct Step {
    std::int64_t id = 0;
};
template <class Driver>
struct ladder {
    using driver = Driver;
    using tables = rowan::tables<Step>;
};
constexpr auto steps = select<Step>().order_by(col<&Step::id>);

static_assert(sql_text<sqlite>(select<Step>().limit<10>()) == R"(SELECT "step"."id" FROM "step" LIMIT 10)");
static_assert(sql_text<sqlite>(select<Step>().limit<0>().offset<9223372036854775807>()) ==
              R"(SELECT "step"."id" FROM "step" LIMIT 0 OFFSET 9223372036854775807)");
static_assert(sql_text<sqlite>(select<Step>().offset<5>()) == R"(SELECT "step"."id" FROM "step" LIMIT -1 OFFSET 5)");
static_assert(sql_text<sqlite>(select<Step>().where(col<&Step::id> > 1).limit<2>().offset(3)) ==
              R"(SELECT "step"."id" FROM "step" WHERE "step"."id" > ?1 LIMIT 2 OFFSET ?2)");

template <class Driver>
struct filled : connection<ladder<Driver>> {
    filled() : connection<ladder<Driver>>(test::empty_database<Driver>::name()) {
        this->create_tables();
        for (int i = 0; i < 5; ++i) {
            Step step;
            this->insert(step);
        }
    }
};
template <class Database, class Query>
std::string ids(connection<Database>& db, const Query& query) {
    std::string text;
    for (const Step& step : db(query)) text += std::to_string(step.id);
    return text;
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a limit and an offset may be part of the text", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(ids(db, steps.limit<2>()) == "12");
        CHECK(ids(db, steps.limit<2>().offset<3>()) == "45");
        CHECK(ids(db, steps.offset<3>()) == "45");
        CHECK(ids(db, steps.where(col<&Step::id> > 1).template limit<2>().offset(1)) == "34");
        CHECK(ids(db, steps.limit<0>()).empty());
    }
    TEST_CASE_TEMPLATE("a negative number of rows is an error when it is bound", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        const auto negative = caught<type_mismatch>([&] { (void)db(steps.limit(-1)); });
        CHECK(std::string(negative.what()).starts_with("limit and offset take no negative number; leave them out"));
        CHECK(negative.sql() == sql_text<ladder<Driver>>(steps.limit(-1)));
        CHECK_THROWS_AS((void)db(steps.limit(2).offset(std::int64_t{-1})), type_mismatch);
        CHECK_THROWS_AS((void)db(steps.limit(param<"n">), "n"_p = -1), type_mismatch);
        CHECK_THROWS_AS((void)db.stream(steps.offset(param<"n">), "n"_p = -1), type_mismatch);
        CHECK_THROWS_AS((void)db.explain(steps.limit(-1)), type_mismatch);
        CHECK(ids(db, steps.limit(1U)) == "1");
        CHECK(db(steps.limit(param<"n">), "n"_p = 3).all().size() == 3);
    }
}

} // namespace limit_test
