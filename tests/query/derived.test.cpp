#include "query/library.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace derived_test {

using namespace library_test;
using namespace rowan;

constexpr auto total_author = col<&Total::author_id>;
constexpr auto total_books = col<&Total::books>;
constexpr auto grouped = select(book_author, count().as<"number">()).from<Book>().group_by(book_author);
constexpr auto totals = subquery<Total>(grouped.where(year > param<"after">));

constexpr auto from_query =
    select(total_author, total_books * 2).from(totals).where(total_books > 0).order_by(total_author);
static_assert(test::text(from_query) ==
              R"(SELECT "total"."author_id", "total"."books" * ?2)"
              R"( FROM (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") AS "total" WHERE "total"."books" > ?3)"
              R"( ORDER BY "total"."author_id")");
constexpr auto rows_of_query = select<Total>().from(totals);
static_assert(test::text(rows_of_query) ==
              R"(SELECT "total"."author_id", "total"."books")"
              R"( FROM (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") AS "total")");
static_assert(std::is_same_v<row_type<decltype(rows_of_query)>, Total>);

constexpr auto inner =
    select(author_name, total_books).from<Author>().join(totals, author_id == total_author && author_id < 9);
constexpr auto left = select(author_name, total_books).from<Author>().left_join(totals, author_id == total_author);
constexpr auto right =
    select(author_name, total_books).from<Author>().right_join(totals, author_id == total_author && author_id > 1);
constexpr auto full = select<Author, Total>().full_join(totals, author_id == total_author && author_id > 1);
constexpr auto cross = select(author_name, total_books).from<Author>().cross_join(totals).where(author_id == 3);
static_assert(test::text(inner) ==
              R"(SELECT "author"."name", "total"."books" FROM "author")"
              R"( JOIN (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") AS "total")"
              R"( ON "author"."id" = "total"."author_id" AND "author"."id" < ?2)");
static_assert(test::text(left) ==
              R"(SELECT "author"."name", "total"."books" FROM "author" LEFT)"
              R"( JOIN (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") AS "total")"
              R"( ON "author"."id" = "total"."author_id")");
static_assert(test::text(right) ==
              R"(SELECT "author"."name", "total"."books" FROM "author" RIGHT)"
              R"( JOIN (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") AS "total")"
              R"( ON "author"."id" = "total"."author_id" AND "author"."id" > ?2)");
static_assert(test::text(full) ==
              R"(SELECT "author"."id", "author"."name", "author"."country", "total"."author_id", "total"."books")"
              R"( FROM "author" FULL JOIN (SELECT "books"."author_id" AS "author_id", count(*) AS "books")"
              R"( FROM "books" WHERE "books"."year" > ?1 GROUP BY "books"."author_id") AS "total")"
              R"( ON "author"."id" = "total"."author_id" AND "author"."id" > ?2)");
static_assert(test::text(cross) ==
              R"(SELECT "author"."name", "total"."books" FROM "author" CROSS)"
              R"( JOIN (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") AS "total" WHERE "author"."id" = ?2)");
using name_row = row<cell<"name", std::string>, cell<"books", std::optional<std::int64_t>>>;
static_assert(std::is_same_v<row_type<decltype(left)>, name_row>);
static_assert(std::is_same_v<std::tuple_element_t<1, row_type<decltype(full)>>, std::optional<Total>>);

// Whole rows of a table as a query, by another name and by its own.
using recent = alias<"recent", Book>;
constexpr auto by_alias =
    select(title, recent::col<&Book::status>)
        .from<Book>()
        .join(subquery<recent>(select<Book>().where(year > 1970)), recent::col<&Book::id> == book_id)
        .where(recent::col<&Book::status> == Status::closed)
        .order_by(book_id);
static_assert(
    test::text(by_alias) ==
    R"(SELECT "books"."title", "recent"."status" FROM "books")"
    R"( JOIN (SELECT "books"."id" AS "id", "books"."author_id" AS "author_id", "books"."title" AS "title", "books"."year" AS "year", "books"."price" AS "price", "books"."status" AS "status")"
    R"( FROM "books" WHERE "books"."year" > ?1) AS "recent" ON "recent"."id" = "books"."id")"
    R"( WHERE "recent"."status" = ?2 ORDER BY "books"."id")");
constexpr auto by_own_name =
    select<Book>().from(subquery<Book>(select<Book>().order_by(desc(year)).limit(2))).order_by(year);
static_assert(
    test::text(by_own_name) ==
    R"(SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM (SELECT "books"."id" AS "id", "books"."author_id" AS "author_id", "books"."title" AS "title", "books"."year" AS "year", "books"."price" AS "price", "books"."status" AS "status")"
    R"( FROM "books" ORDER BY "books"."year" DESC LIMIT ?1) AS "books" ORDER BY "books"."year")");

// Queries within queries within queries.
constexpr auto nested = select(max(total_books).as<"most">())
                            .from(subquery<Total>(select(total_author, total_books + param<"more">)
                                                      .from(subquery<Total>(grouped.where(year > 1900)))
                                                      .where(total_author < param<"last">)))
                            .where(total_author > 0);
static_assert(test::text(nested) ==
              R"(SELECT max("total"."books") AS "most")"
              R"( FROM (SELECT "total"."author_id" AS "author_id", "total"."books" + ?1 AS "books")"
              R"( FROM (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books")"
              R"( WHERE "books"."year" > ?3 GROUP BY "books"."author_id") AS "total")"
              R"( WHERE "total"."author_id" < ?2) AS "total" WHERE "total"."author_id" > ?4)");

// Names of results hold where the query stands in the place of a table too.
constexpr auto by_name = select<Total>().from(subquery<Total>(select(book_author.as<"who">(), count().as<"n">())
                                                                  .from<Book>()
                                                                  .group_by(named<"who">)
                                                                  .order_by(named<"n">)
                                                                  .limit(1)));
static_assert(test::text(by_name) ==
              R"(SELECT "total"."author_id", "total"."books")"
              R"( FROM (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books" GROUP BY 1)"
              R"( ORDER BY 2 LIMIT ?1) AS "total")");

struct pascal_library : library<sqlite> {
    using naming = pascal_case;
};
static_assert(
    sql_text<pascal_library>(from_query) ==
    R"(SELECT "Total"."AuthorId", "Total"."Books" * ?2 FROM (SELECT "books"."AuthorId" AS "AuthorId", count(*) AS)"
    R"( "Books" FROM "books" WHERE "books"."Year" > ?1 GROUP BY "books"."AuthorId") AS "Total")"
    R"( WHERE "Total"."Books" > ?3 ORDER BY "Total"."AuthorId")");

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("rows come from a query", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(from_query, "after"_p = 1900) == "1|6;2|2;");
        CHECK(test.rows(rows_of_query, "after"_p = 1972) == "1,2;");
        CHECK(test.rows(by_alias) == "Lathe|1;Tehanu|1;");
        CHECK(test.rows(by_own_name) == "1,1,Dispossessed,1974,9.5,0;4,1,Tehanu,1990,9.5,1;");
        CHECK(test.rows(nested, "more"_p = 10, "last"_p = 9) == "13;");
        CHECK(test.rows(nested, "more"_p = 10, "last"_p = 1) == "-;");
        CHECK(test.rows(by_name) == "2,1;");
    }
    TEST_CASE_TEMPLATE("a query is joined as a table is", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(inner.order_by(author_id), "after"_p = 1900) == "Le Guin|3;Lem|1;");
        CHECK(test.rows(left.order_by(author_id), "after"_p = 1972) == "Le Guin|2;Lem|-;Nobody|-;");
        CHECK(test.rows(right.order_by(total_author), "after"_p = 1900) == "-|3;Lem|1;");
        CHECK(test.rows(full.order_by(asc(author_id).nulls_first(), total_author), "after"_p = 1900) ==
              "-|1,3;1,Le Guin,US|-;2,Lem,PL|2,1;3,Nobody,-|-;");
        CHECK(test.rows(cross.order_by(total_author), "after"_p = 1900) == "Nobody|3;Nobody|1;");
    }
}

} // namespace derived_test
