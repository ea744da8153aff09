#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace named_window_test {

struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
    double price = 0;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Book>;
};

using namespace rowan;

constexpr auto id = col<&Book::id>;
constexpr auto year = col<&Book::year>;
constexpr auto price = col<&Book::price>;

constexpr auto ranked = select(id, rank().over<"by year">(), sum(price).over<"last two">().as<"sum">()).from<Book>();
constexpr auto named = ranked.where(price > param<"least">)
                           .order_by(id)
                           .limit(10)
                           .window<"by year">(partition_by(year / 10).order_by(desc(year)))
                           .window<"last two">(order_by(id).rows(preceding(1), current_row));

// The clause stands between HAVING and ORDER BY, wherever it was written.
static_assert(sql_text<sqlite_dialect>(named) ==
              R"(SELECT "book"."id", rank() OVER "by year", sum("book"."price") OVER "last two" AS "sum" FROM "book")"
              R"( WHERE "book"."price" > ?1 WINDOW "by year" AS (PARTITION BY "book"."year" / ?2)"
              R"( ORDER BY "book"."year" DESC), "last two" AS (ORDER BY "book"."id")"
              R"( ROWS BETWEEN ?3 PRECEDING AND CURRENT ROW) ORDER BY "book"."id" LIMIT ?4)");
constexpr auto by_count = select(year, rank().over<R"(a"b)">())
                              .from<Book>()
                              .group_by(year)
                              .having(count() > 1)
                              .window<R"(a"b)">(order_by(desc(count())));
static_assert(sql_text<postgres_dialect>(by_count) ==
              R"(SELECT "book"."year", rank() OVER "a""b" FROM "book" GROUP BY "book"."year" HAVING count(*) > $1)"
              R"( WINDOW "a""b" AS (ORDER BY count(*) DESC))");

template <class Query>
constexpr bool is_valid(const Query&) {
    return valid<Query, library<sqlite>>;
}
static_assert(is_valid(named) && !is_valid(ranked));
static_assert(!is_valid(ranked.window<"by year">(window())) &&
              is_valid(ranked.window<"by year">(window()).window<"last two">(window())));
static_assert(is_valid(select(id).from<Book>().window<"unused">(window())));
static_assert(!is_valid(select(id).from<Book>().order_by(rank().over<"w">())) &&
              !is_valid(select(-(rank().over<"w">() + 1)).from<Book>().window<"v">(window())));
// A window of groups has what is the same for all rows of a group.
static_assert(is_valid(by_count) && !is_valid(select(year).from<Book>().group_by(year).window<"w">(order_by(price))));

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("windows are named once and used by several functions", Driver, TEST_DRIVERS) {
        connection<library<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        db.insert(std::vector<Book>{{0, "A", 1961, 1}, {0, "B", 1969, 2}, {0, "C", 1974, 4}, {0, "D", 1962, 8}});
        std::string text;
        for (const auto& row : db(named, "least"_p = 1.5))
            text += std::to_string(row.template get<0>()) + ":" + std::to_string(row.template get<1>()) + ":" +
                    std::to_string(static_cast<int>(row.template get<"sum">().value())) + " ";
        CHECK(text == "2:1:2 3:1:6 4:2:12 ");
        CHECK(db(by_count).all().empty());
    }
}

} // namespace named_window_test
