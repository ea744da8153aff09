#include "reference/reference.hpp"

#include <doctest/doctest.h>

namespace reference_overview_test {

using namespace rowan;
using namespace reference;

struct Total {
    std::int64_t author_id{};
    std::int64_t books{};
};

constexpr auto totals =
    select(col<&Book::author_id>, count()).from<Book>().where(year >= param<"since">).group_by(col<&Book::author_id>);
constexpr auto ranking =
    select(name, col<&Total::books>, rank().over(order_by(desc(col<&Total::books>).nulls_last())).as<"place">())
        .with(cte<Total>(totals))
        .from<Author>()
        .left_join<Total>(col<&Total::author_id> == col<&Author::id>)
        .order_by(named<"place">);
static_assert(
    sql_text<postgres_dialect>(ranking) ==
    R"(WITH "total" ("author_id", "books") AS (SELECT "book"."author_id", count(*) FROM "book")"
    R"( WHERE "book"."year" >= $1 GROUP BY "book"."author_id"))"
    R"( SELECT "author"."name", "total"."books", rank() OVER (ORDER BY "total"."books" DESC NULLS LAST) AS "place")"
    R"( FROM "author" LEFT JOIN "total" ON "total"."author_id" = "author"."id" ORDER BY 3)");

// Without group_by the column stands beside an aggregate function: such a query does not compile, and one can ask.
static_assert(!valid<decltype(select(col<&Book::author_id>, count()).from<Book>()), library>);
static_assert(valid<decltype(totals), library>);

TEST_CASE_TEMPLATE("a query with all kinds of parts", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    std::vector<std::string> lines;
    for (const auto& [author, books, place] : db(ranking, "since"_p = 1960))
        lines.push_back(std::to_string(place) + ". " + author + ": " + std::to_string(books.value_or(0)));
    CHECK(lines == std::vector<std::string>{"1. Ursula K. Le Guin: 2", "2. Stanislaw Lem: 1", "3. N. N.: 0"});
}

} // namespace reference_overview_test
