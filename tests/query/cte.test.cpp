#include "query/library.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace cte_test {

using namespace library_test;
using namespace rowan;

constexpr auto books_of = select(book_author, count()).from<Book>().where(year > param<"after">).group_by(book_author);
constexpr auto totals = cte<Total>(books_of);
constexpr auto total_author = col<&Total::author_id>;
constexpr auto total_books = col<&Total::books>;

constexpr auto one = select(author_name, total_books)
                         .with(totals)
                         .from<Total>()
                         .join<Author>(author_id == total_author && author_id < 9)
                         .where(total_books > 0)
                         .order_by(desc(total_books));
static_assert(test::text(one) ==
              R"(WITH "total" ("author_id", "books") AS (SELECT "books"."author_id", count(*) FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id"))"
              R"( SELECT "author"."name", "total"."books" FROM "total" JOIN "author")"
              R"( ON "author"."id" = "total"."author_id" AND "author"."id" < ?2 WHERE "total"."books" > ?3)"
              R"( ORDER BY "total"."books" DESC)");
static_assert(std::is_same_v<row_type<decltype(one)>, row<cell<"name", std::string>, cell<"books", std::int64_t>>>);
constexpr auto absent = select<Author, Total>()
                            .left_join<Total>(author_id == total_author)
                            .order_by(author_id)
                            .with(cte<Total>(books_of).not_materialized());
static_assert(test::text(absent) ==
              R"(WITH "total" ("author_id", "books") AS NOT MATERIALIZED (SELECT "books"."author_id", count(*))"
              R"( FROM "books" WHERE "books"."year" > ?1 GROUP BY "books"."author_id"))"
              R"( SELECT "author"."id", "author"."name", "author"."country", "total"."author_id", "total"."books")"
              R"( FROM "author" LEFT JOIN "total" ON "author"."id" = "total"."author_id" ORDER BY "author"."id")");
static_assert(std::is_same_v<std::tuple_element_t<1, row_type<decltype(absent)>>, std::optional<Total>>);

// Each may use those before it, and a table expression may have other names.
using first_total = alias<"first total", Total>;
constexpr auto several =
    select(total_author, first_total::col<&Total::books>)
        .with(totals.materialized(),
              cte<first_total>(select<Total>().from<Total>().where(total_books > 1 && total_author != 7)))
        .from<Total>()
        .left_join<first_total>(first_total::col<&Total::author_id> == total_author)
        .where(total_author < 100)
        .order_by(total_author);
static_assert(
    test::text(several) ==
    R"(WITH "total" ("author_id", "books") AS MATERIALIZED (SELECT "books"."author_id", count(*))"
    R"( FROM "books" WHERE "books"."year" > ?1)"
    R"( GROUP BY "books"."author_id"), "first total" ("author_id", "books") AS (SELECT "total"."author_id", "total"."books")"
    R"( FROM "total" WHERE "total"."books" > ?2 AND "total"."author_id" <> ?3))"
    R"( SELECT "total"."author_id", "first total"."books" FROM "total" LEFT JOIN "first total")"
    R"( ON "first total"."author_id" = "total"."author_id" WHERE "total"."author_id" < ?4)"
    R"( ORDER BY "total"."author_id")");

// A recursive one reads from itself: the employees below one, with their depth.
constexpr auto employee = col<&Employee::id>;
constexpr auto zero = cast<std::int64_t>(literal<0>);
constexpr auto below = cte<Level>(union_all(select(employee, zero).from<Employee>().where(employee == param<"top">),
                                            select(employee, col<&Level::depth> + 1)
                                                .from<Level>()
                                                .join<Employee>(col<&Employee::boss_id> == col<&Level::id>)
                                                .where(col<&Level::depth> < 5)));
constexpr auto tree = select(col<&Employee::name>, col<&Level::depth>)
                          .with(below)
                          .from<Level>()
                          .join<Employee>(employee == col<&Level::id>)
                          .order_by(col<&Level::depth>, employee);
static_assert(sql_text<sqlite_dialect>(tree) ==
              R"(WITH RECURSIVE "level" ("id", "depth") AS (SELECT "employee"."id", CAST(0 AS INTEGER))"
              R"( FROM "employee" WHERE "employee"."id" = ?1 UNION ALL)"
              R"( SELECT "employee"."id", "level"."depth" + ?2 FROM "level" JOIN "employee")"
              R"( ON "employee"."boss_id" = "level"."id" WHERE "level"."depth" < ?3))"
              R"( SELECT "employee"."name", "level"."depth" FROM "level" JOIN "employee")"
              R"( ON "employee"."id" = "level"."id" ORDER BY "level"."depth", "employee"."id")");
static_assert(sql_text<postgres_dialect>(tree) ==
              R"(WITH RECURSIVE "level" ("id", "depth") AS (SELECT "employee"."id", CAST(0 AS bigint))"
              R"( FROM "employee" WHERE "employee"."id" = $1 UNION ALL)"
              R"( SELECT "employee"."id", "level"."depth" + $2 FROM "level" JOIN "employee")"
              R"( ON "employee"."boss_id" = "level"."id" WHERE "level"."depth" < $3))"
              R"( SELECT "employee"."name", "level"."depth" FROM "level" JOIN "employee")"
              R"( ON "employee"."id" = "level"."id" ORDER BY "level"."depth", "employee"."id")");
using part = alias<"part", Level>;
constexpr auto tree_by_alias =
    select(part::col<&Level::id>)
        .with(cte<part>(union_(select(employee, zero).from<Employee>().where(is_null(col<&Employee::boss_id>)),
                               select(employee, part::col<&Level::depth> + 1)
                                   .from<part>()
                                   .join<Employee>(col<&Employee::boss_id> == part::col<&Level::id>))))
        .from<part>()
        .order_by(part::col<&Level::depth>, part::col<&Level::id>);
static_assert(sql_text<sqlite_dialect>(tree_by_alias) ==
              R"(WITH RECURSIVE "part" ("id", "depth") AS (SELECT "employee"."id", CAST(0 AS INTEGER))"
              R"( FROM "employee" WHERE "employee"."boss_id" IS NULL UNION)"
              R"( SELECT "employee"."id", "part"."depth" + ?1 FROM "part" JOIN "employee")"
              R"( ON "employee"."boss_id" = "part"."id") SELECT "part"."id" FROM "part")"
              R"( ORDER BY "part"."depth", "part"."id")");
static_assert(sql_text<postgres_dialect>(tree_by_alias) ==
              R"(WITH RECURSIVE "part" ("id", "depth") AS (SELECT "employee"."id", CAST(0 AS bigint))"
              R"( FROM "employee" WHERE "employee"."boss_id" IS NULL UNION)"
              R"( SELECT "employee"."id", "part"."depth" + $1 FROM "part" JOIN "employee")"
              R"( ON "employee"."boss_id" = "part"."id") SELECT "part"."id" FROM "part")"
              R"( ORDER BY "part"."depth", "part"."id")");

// Whole rows of a table, by the name of an alias: the table itself is there as well.
using recent = alias<"recent", Book>;
constexpr auto recent_books = cte<recent>(select<Book>().where(year > 1970));
constexpr auto whole = select<recent>().with(recent_books).order_by(recent::col<&Book::year>);
static_assert(
    test::text(whole) ==
    R"(WITH "recent" ("id", "author_id", "title", "year", "price", "status") AS (SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" WHERE "books"."year" > ?1))"
    R"( SELECT "recent"."id", "recent"."author_id", "recent"."title", "recent"."year", "recent"."price", "recent"."status")"
    R"( FROM "recent" ORDER BY "recent"."year")");
static_assert(std::is_same_v<row_type<decltype(whole)>, Book>);
constexpr auto beside_table = select(title, recent::col<&Book::title>)
                                  .with(recent_books)
                                  .from<Book>()
                                  .left_join<recent>(recent::col<&Book::id> == book_id)
                                  .where(recent::col<&Book::status> != Status::open)
                                  .order_by(book_id);
static_assert(
    test::text(beside_table) ==
    R"(WITH "recent" ("id", "author_id", "title", "year", "price", "status") AS (SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" WHERE "books"."year" > ?1) SELECT "books"."title", "recent"."title" FROM "books")"
    R"( LEFT JOIN "recent" ON "recent"."id" = "books"."id" WHERE "recent"."status" <> ?2)"
    R"( ORDER BY "books"."id")");
constexpr auto along_key = select(author_name, recent::col<&Book::title>)
                               .with(recent_books)
                               .from<Author>()
                               .join<recent>()
                               .order_by(recent::col<&Book::id>);
static_assert(
    test::text(along_key) ==
    R"(WITH "recent" ("id", "author_id", "title", "year", "price", "status") AS (SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" WHERE "books"."year" > ?1) SELECT "author"."name", "recent"."title" FROM "author")"
    R"( JOIN "recent" ON "recent"."author_id" = "author"."id" ORDER BY "recent"."id")");

// A table expression is seen by the queries within the statement.
constexpr auto in_subquery = select(author_name)
                                 .with(recent_books)
                                 .from<Author>()
                                 .where(exists(select<recent>().where(recent::col<&Book::author_id> == author_id)) &&
                                        author_id == scalar(select(min(recent::col<&Book::author_id>)).from<recent>()));
static_assert(
    test::text(in_subquery) ==
    R"(WITH "recent" ("id", "author_id", "title", "year", "price", "status") AS (SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" WHERE "books"."year" > ?1) SELECT "author"."name" FROM "author")"
    R"( WHERE EXISTS (SELECT "recent"."id", "recent"."author_id", "recent"."title", "recent"."year", "recent"."price", "recent"."status")"
    R"( FROM "recent" WHERE "recent"."author_id" = "author"."id"))"
    R"( AND "author"."id" = (SELECT min("recent"."author_id") FROM "recent"))");
static_assert(!valid<decltype(select<Total>().from<Total>()), library<sqlite>>);
static_assert(!valid<decltype(select(count()).from<Author>().with(totals).where(exists(select<Level>().from<Level>()))),
                     library<sqlite>>);

constexpr auto inserting = insert<Counter>().columns<&Counter::value>().with(totals).from(
    select(cast<int>(total_books)).from<Total>().where(total_books > param<"min">));
static_assert(sql_text<sqlite_dialect>(inserting) ==
              R"(WITH "total" ("author_id", "books") AS (SELECT "books"."author_id", count(*) FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") INSERT INTO "counter" ("value"))"
              R"( SELECT CAST("total"."books" AS INTEGER) FROM "total" WHERE "total"."books" > ?2)");
static_assert(sql_text<postgres_dialect>(inserting) ==
              R"(WITH "total" ("author_id", "books") AS (SELECT "books"."author_id", count(*) FROM "books")"
              R"( WHERE "books"."year" > $1 GROUP BY "books"."author_id") INSERT INTO "counter" ("value"))"
              R"( SELECT CAST("total"."books" AS integer) FROM "total" WHERE "total"."books" > $2)");
constexpr auto updating = update<Book>()
                              .with(totals)
                              .set(year = year + 100)
                              .where(in(book_author, select(total_author).from<Total>().where(total_books > 1)));
static_assert(test::text(updating) ==
              R"(WITH "total" ("author_id", "books") AS (SELECT "books"."author_id", count(*) FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") UPDATE "books")"
              R"( SET "year" = "books"."year" + ?2 WHERE "books"."author_id" IN (SELECT "total"."author_id")"
              R"( FROM "total" WHERE "total"."books" > ?3))");
constexpr auto removing = rowan::remove<Book>()
                              .with(recent_books)
                              .where(in(book_id, select(recent::col<&Book::id>).from<recent>()), year < 1990);
static_assert(
    test::text(removing) ==
    R"(WITH "recent" ("id", "author_id", "title", "year", "price", "status") AS (SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" WHERE "books"."year" > ?1) DELETE FROM "books")"
    R"( WHERE "books"."id" IN (SELECT "recent"."id" FROM "recent") AND "books"."year" < ?2)");
constexpr auto updating_from =
    update<Book>().with(totals).set(year = total_books).from<Total>().where(total_author == book_author && year > 0);
static_assert(test::text(updating_from) ==
              R"(WITH "total" ("author_id", "books") AS (SELECT "books"."author_id", count(*) FROM "books")"
              R"( WHERE "books"."year" > ?1 GROUP BY "books"."author_id") UPDATE "books")"
              R"( SET "year" = "total"."books" FROM "total" WHERE "total"."author_id" = "books"."author_id")"
              R"( AND "books"."year" > ?2)");

// The writer has room for 32 that are seen at once. Where a query has optional parts, its text is written when it is run.
constexpr auto levels = select(author_id, literal<1>).from<Author>();
template <std::size_t Number>
constexpr fixed_string<2> letters{{char('a' + Number / 10), char('a' + Number % 10), '\0'}};
template <std::size_t First, std::size_t... Index>
constexpr auto counted_with(std::index_sequence<Index...>, bool present) {
    return select(count())
        .from<Author>()
        .with(cte<alias<letters<First + Index>, Level>>(levels)...)
        .where(when(present, author_id > 1));
}
template <std::size_t Outer, std::size_t Inner>
constexpr auto seeing(bool present) {
    return counted_with<0>(std::make_index_sequence<Outer>{}, present)
        .where(author_id < scalar(counted_with<Outer>(std::make_index_sequence<Inner>{}, present)) + 10);
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a query begins with others, which have names", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(one, "after"_p = 1900) == "Le Guin|3;Lem|1;");
        CHECK(test.rows(one, "after"_p = 1972) == "Le Guin|2;");
        CHECK(test.rows(absent, "after"_p = 1972) == "1,Le Guin,US|1,2;2,Lem,PL|-;3,Nobody,-|-;");
        CHECK(test.rows(several, "after"_p = 1900) == "1|3;2|-;");
        CHECK(test.rows(whole) == "2,1,Lathe,1971,-,1;1,1,Dispossessed,1974,9.5,0;4,1,Tehanu,1990,9.5,1;");
        CHECK(test.rows(beside_table) == "Lathe|Lathe;Tehanu|Tehanu;");
        CHECK(test.rows(along_key) == "Le Guin|Dispossessed;Le Guin|Lathe;Le Guin|Tehanu;");
        CHECK(test.rows(in_subquery) == "Le Guin;");
    }
    TEST_CASE_TEMPLATE("a query sees 32 table expressions, and not more", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(counted_with<0>(std::make_index_sequence<32>{}, true)) == "2;");
        CHECK(test.rows(counted_with<0>(std::make_index_sequence<32>{}, false)) == "3;");
        CHECK_THROWS_AS(test.rows(counted_with<0>(std::make_index_sequence<33>{}, true)), std::length_error);
        CHECK(test.rows(seeing<30, 2>(true)) == "2;");
        CHECK_THROWS_AS(test.rows(seeing<30, 3>(true)), std::length_error);
        CHECK(test.rows(select(count()).template from<Author>()) == "3;");
    }
    TEST_CASE_TEMPLATE("a query goes down a tree", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(tree, "top"_p = 1) == "Ann|0;Bob|1;Cid|1;Dee|2;");
        CHECK(test.rows(tree, "top"_p = 2) == "Bob|0;Dee|1;");
        CHECK(test.rows(tree_by_alias) == "1;2;3;4;");
    }
    TEST_CASE_TEMPLATE("statements that write begin with queries", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.db(inserting, "after"_p = 1900, "min"_p = 1) == 1);
        CHECK(test.rows(select<Counter>()) == "1,3;");
        CHECK(test.db(updating, "after"_p = 1900) == 3);
        CHECK(test.rows(select(year).template from<Book>().order_by(book_id)) == "2074;2071;1961;2090;");
        CHECK(test.db(updating_from, "after"_p = 2000) == 3);
        CHECK(test.rows(select(year).template from<Book>().order_by(book_id)) == "3;3;1961;3;");
        test.db(update<Book>().set(year = 1980).where(book_id > 2));
        CHECK(test.db(removing) == 2);
        CHECK(test.rows(select(book_id).template from<Book>()) == "1;2;");
    }
}

} // namespace cte_test
