#include "query/library.hpp"

#include <doctest/doctest.h>

#include <string>

namespace update_from_test {

using namespace library_test;
using namespace rowan;

constexpr auto of_author = book_author == author_id;
constexpr auto total_author = col<&Total::author_id>;
constexpr auto total_books = col<&Total::books>;
constexpr auto totals =
    subquery<Total>(select(book_author, count()).from<Book>().where(year > param<"after">).group_by(book_author));
using older = alias<"older", Book>;
constexpr auto books = select(book_id, year).from<Book>().order_by(book_id);

constexpr auto from_table =
    update<Book>().set(year = year + param<"more">, price = 1.5).from<Author>().where(of_author && country == "PL");
constexpr auto from_query =
    update<Book>().set(year = total_books * 1000).from(totals).where(total_author == book_author, year > 1);
constexpr auto from_itself =
    update<Book>()
        .set(year = older::col<&Book::year>)
        .from<older>()
        .where(older::col<&Book::author_id> == book_author && older::col<&Book::title> == "Lathe");
constexpr auto from_two = update<Book>()
                              .set(year = total_books)
                              .from<Author>()
                              .from(totals)
                              .where(of_author && total_author == author_id, author_name == "Lem");
static_assert(test::text(from_table) == R"(UPDATE "books" SET "year" = "books"."year" + ?1, "price" = ?2 FROM "author")"
                                        R"( WHERE "books"."author_id" = "author"."id" AND "author"."country" = ?3)");
static_assert(test::text(from_query) ==
              R"(UPDATE "books" SET "year" = "total"."books" * ?2)"
              R"( FROM (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") AS "total")"
              R"( WHERE "total"."author_id" = "books"."author_id" AND "books"."year" > ?3)");
static_assert(test::text(from_itself) ==
              R"(UPDATE "books" SET "year" = "older"."year" FROM "books" AS "older")"
              R"( WHERE "older"."author_id" = "books"."author_id" AND "older"."title" = ?1)");
static_assert(test::text(from_two) ==
              R"(UPDATE "books" SET "year" = "total"."books")"
              R"( FROM "author", (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") AS "total")"
              R"( WHERE "books"."author_id" = "author"."id" AND "total"."author_id" = "author"."id")"
              R"( AND "author"."name" = ?2)");

constexpr auto using_table = rowan::remove<Book>().using_<Author>().where(of_author && country == param<"country">);
constexpr auto using_query =
    rowan::remove<Book>().using_(totals).where(total_author == book_author && total_books < 2, year < 3000);
constexpr auto using_itself = rowan::remove<Book>().using_<older>().where(older::col<&Book::author_id> == book_author &&
                                                                          older::col<&Book::year> < year);
constexpr auto using_two =
    rowan::remove<Book>().using_<Author>().using_(totals).where(of_author, total_author == author_id);
constexpr auto using_any = rowan::remove<Book>().using_<Counter>().every_row();
constexpr auto using_returning = using_table.returning(book_id);
static_assert(sql_text<sqlite_dialect>(using_table) ==
              R"(DELETE FROM "books" WHERE EXISTS (SELECT 1 FROM "author")"
              R"( WHERE "books"."author_id" = "author"."id" AND "author"."country" = ?1))");
static_assert(sql_text<postgres_dialect>(using_table) ==
              R"(DELETE FROM "books" USING "author" WHERE "books"."author_id" = "author"."id")"
              R"( AND "author"."country" = $1)");
static_assert(sql_text<sqlite_dialect>(using_query) ==
              R"(DELETE FROM "books" WHERE EXISTS (SELECT 1)"
              R"( FROM (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") AS "total")"
              R"( WHERE "total"."author_id" = "books"."author_id" AND "total"."books" < ?2)"
              R"( AND "books"."year" < ?3))");
static_assert(sql_text<postgres_dialect>(using_query) ==
              R"(DELETE FROM "books" USING (SELECT "books"."author_id" AS "author_id", count(*) AS "books")"
              R"( FROM "books" WHERE "books"."year" > $1 GROUP BY "books"."author_id") AS "total")"
              R"( WHERE "total"."author_id" = "books"."author_id" AND "total"."books" < $2)"
              R"( AND "books"."year" < $3)");
static_assert(sql_text<sqlite_dialect>(using_itself) ==
              R"(DELETE FROM "books" WHERE EXISTS (SELECT 1 FROM "books" AS "older")"
              R"( WHERE "older"."author_id" = "books"."author_id" AND "older"."year" < "books"."year"))");
static_assert(sql_text<postgres_dialect>(using_itself) ==
              R"(DELETE FROM "books" USING "books" AS "older" WHERE "older"."author_id" = "books"."author_id")"
              R"( AND "older"."year" < "books"."year")");
static_assert(sql_text<sqlite_dialect>(using_two) ==
              R"(DELETE FROM "books" WHERE EXISTS (SELECT 1)"
              R"( FROM "author", (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") AS "total")"
              R"( WHERE "books"."author_id" = "author"."id" AND "total"."author_id" = "author"."id"))");
static_assert(sql_text<postgres_dialect>(using_two) ==
              R"(DELETE FROM "books")"
              R"( USING "author", (SELECT "books"."author_id" AS "author_id", count(*) AS "books" FROM "books")"
              R"( WHERE "books"."year" > $1 GROUP BY "books"."author_id") AS "total")"
              R"( WHERE "books"."author_id" = "author"."id" AND "total"."author_id" = "author"."id")");
static_assert(sql_text<sqlite_dialect>(using_any) == R"(DELETE FROM "books" WHERE EXISTS (SELECT 1 FROM "counter"))");
static_assert(sql_text<postgres_dialect>(using_any) == R"(DELETE FROM "books" USING "counter")");
static_assert(sql_text<sqlite_dialect>(using_returning) ==
              R"(DELETE FROM "books" WHERE EXISTS (SELECT 1 FROM "author")"
              R"( WHERE "books"."author_id" = "author"."id" AND "author"."country" = ?1) RETURNING "books"."id")");
static_assert(sql_text<postgres_dialect>(using_returning) ==
              R"(DELETE FROM "books" USING "author" WHERE "books"."author_id" = "author"."id")"
              R"( AND "author"."country" = $1 RETURNING "books"."id")");

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("rows are changed by the rows that they are joined to", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.db(from_table, "more"_p = 5) == 1);
        CHECK(test.rows(books) == "1|1974;2|1971;3|1966;4|1990;");
        CHECK(test.db(from_itself) == 3);
        CHECK(test.rows(books) == "1|1971;2|1971;3|1966;4|1971;");
        CHECK(test.db(from_query, "after"_p = 1970) == 3);
        CHECK(test.rows(books) == "1|3000;2|3000;3|1966;4|3000;");
        CHECK(test.db(from_two, "after"_p = 0) == 1);
        CHECK(test.rows(books) == "1|3000;2|3000;3|1;4|3000;");
    }
    TEST_CASE_TEMPLATE("rows are removed for which there is a row to join", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.db(using_any) == 0);
        CHECK(test.db(using_itself) == 2);
        CHECK(test.rows(books) == "2|1971;3|1961;");
        CHECK(test.rows(using_returning, "country"_p = "PL") == "3;");
        CHECK(test.db(using_table, "country"_p = "PL") == 0);
        CHECK(test.db(using_query, "after"_p = 1980) == 0);
        CHECK(test.db(using_query, "after"_p = 1900) == 1);
        CHECK(test.rows(books).empty());
    }
    TEST_CASE_TEMPLATE("rows are removed by several sources", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.db(using_two, "after"_p = 1965) == 3);
        CHECK(test.rows(books) == "3|1961;");
        test.db(insert<Counter>());
        CHECK(test.db(using_any) == 1);
    }
}

} // namespace update_from_test
