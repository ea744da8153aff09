#include "query/library.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace subquery_test {

using namespace library_test;
using namespace rowan;

using other = alias<"other", Book>;
constexpr auto books_of_author = book_author == author_id;
template <class Query>
using first_value = std::tuple_element_t<0, row_type<Query>>;

constexpr auto latest = select(title).from<Book>().where(year == scalar(select(max(year)).from<Book>()));
constexpr auto latest_alias =
    select(title).from<Book>().where(year == scalar(select(max(other::col<&Book::year>)).from<other>()));
static_assert(test::text(latest) ==
              R"(SELECT "books"."title" FROM "books" WHERE "books"."year" = (SELECT max("books"."year"))"
              R"( FROM "books"))");
static_assert(test::text(latest_alias) ==
              R"(SELECT "books"."title" FROM "books" WHERE "books"."year" = (SELECT max("other"."year"))"
              R"( FROM "books" AS "other"))");

constexpr auto numbers = select(author_name, scalar(select(count()).from<Book>().where(books_of_author)).as<"books">(),
                                scalar(select(max(year)).from<Book>().where(books_of_author)).as<"latest">(),
                                scalar(select(title).from<Book>().where(books_of_author).order_by(year).limit(1)))
                             .from<Author>()
                             .order_by(author_id);
static_assert(test::text(numbers) ==
              R"(SELECT "author"."name", (SELECT count(*) FROM "books")"
              R"( WHERE "books"."author_id" = "author"."id") AS "books", (SELECT max("books"."year"))"
              R"( FROM "books" WHERE "books"."author_id" = "author"."id") AS "latest", (SELECT "books"."title")"
              R"( FROM "books" WHERE "books"."author_id" = "author"."id" ORDER BY "books"."year" LIMIT ?1))"
              R"( FROM "author" ORDER BY "author"."id")");
static_assert(
    std::is_same_v<row_type<decltype(numbers)>,
                   row<cell<"name", std::string>, cell<"books", std::int64_t>, cell<"latest", std::optional<int>>,
                       cell<fixed_string<0>{}, std::optional<std::string>>>>);

// Only a query of one aggregate function without groups is sure to have a row.
template <class Query>
constexpr bool may_be_null(Query query) {
    return detail::is_optional<first_value<decltype(select(scalar(query)))>>;
}
static_assert(!may_be_null(select(count()).from<Book>()) &&
              !may_be_null(select(count() + 1).from<Book>().where(year > 1)));
static_assert(may_be_null(select(year).from<Book>()) && may_be_null(select(max(year)).from<Book>()));
static_assert(may_be_null(select(count()).from<Book>().group_by(year)));
static_assert(may_be_null(select(count()).from<Book>().limit(1)) &&
              may_be_null(select(count()).from<Book>().offset(1)));

constexpr auto has_books = exists(select<Book>().where(books_of_author && year > param<"year">));
constexpr auto with_books = select(author_name).from<Author>().where(has_books).order_by(author_id);
constexpr auto without_books = select(author_name).from<Author>().where(!has_books).order_by(author_id);
static_assert(
    test::text(with_books) ==
    R"(SELECT "author"."name" FROM "author")"
    R"( WHERE EXISTS (SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" WHERE "books"."author_id" = "author"."id" AND "books"."year" > ?1))"
    R"( ORDER BY "author"."id")");
static_assert(
    test::text(without_books) ==
    R"(SELECT "author"."name" FROM "author")"
    R"( WHERE NOT EXISTS (SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" WHERE "books"."author_id" = "author"."id" AND "books"."year" > ?1))"
    R"( ORDER BY "author"."id")");
static_assert(std::is_same_v<first_value<decltype(select(has_books))>, bool>);

constexpr auto in_books = select(author_name).from<Author>().where(in(author_id, select(book_author).from<Book>()));
constexpr auto not_in_books =
    select(author_name).from<Author>().where(!in(author_id, select(book_author).from<Book>()));
static_assert(test::text(in_books) ==
              R"(SELECT "author"."name" FROM "author" WHERE "author"."id" IN (SELECT "books"."author_id")"
              R"( FROM "books"))");
static_assert(test::text(not_in_books) ==
              R"(SELECT "author"."name" FROM "author" WHERE NOT "author"."id" IN (SELECT "books"."author_id")"
              R"( FROM "books"))");
static_assert(std::is_same_v<first_value<decltype(select(in(author_id, select(book_author).from<Book>())))>, bool>);
static_assert(
    std::is_same_v<first_value<decltype(select(in(price, select(price).from<Book>())))>, std::optional<bool>>);

// Two deep: the innermost query uses a column of the outermost one. Parameters of one name are one wherever they are.
constexpr auto deep =
    select(author_name)
        .from<Author>()
        .where(author_id > param<"low"> && country == "US",
               exists(select<Book>().where(books_of_author&& year > 1970 && author_id > param<"low">,
                                           in(book_id, select(other::col<&Book::id>)
                                                           .from<other>()
                                                           .where(other::col<&Book::author_id> == author_id &&
                                                                  other::col<&Book::year> < param<"high">)))),
               author_id < 100)
        .limit(5);
static_assert(
    test::text(deep) ==
    R"(SELECT "author"."name" FROM "author" WHERE "author"."id" > ?1 AND "author"."country" = ?3)"
    R"( AND EXISTS (SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" WHERE "books"."author_id" = "author"."id" AND "books"."year" > ?4)"
    R"( AND "author"."id" > ?1 AND "books"."id" IN (SELECT "other"."id" FROM "books" AS "other")"
    R"( WHERE "other"."author_id" = "author"."id" AND "other"."year" < ?2)))"
    R"( AND "author"."id" < ?5 LIMIT ?6)");

constexpr auto in_having = select(book_author, count().as<"books">())
                               .from<Book>()
                               .where(year > 1900)
                               .group_by(book_author)
                               .having(count() > scalar(select(count()).from<Author>().where(country == "PL")))
                               .order_by(book_author);
static_assert(test::text(in_having) ==
              R"(SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."year" > ?1)"
              R"( GROUP BY "books"."author_id" HAVING count(*) > (SELECT count(*) FROM "author")"
              R"( WHERE "author"."country" = ?2) ORDER BY "books"."author_id")");

constexpr auto in_order = select(author_name)
                              .from<Author>()
                              .order_by(desc(scalar(select(count()).from<Book>().where(books_of_author))), author_name);
static_assert(test::text(in_order) == R"(SELECT "author"."name" FROM "author" ORDER BY (SELECT count(*) FROM "books")"
                                      R"( WHERE "books"."author_id" = "author"."id") DESC, "author"."name")");

// A query in the select list of groups: its own columns are none of the groups'.
constexpr auto beside_groups =
    select(book_author, count(),
           scalar(select(author_name).from<Author>().where(author_id == book_author && author_id > 0)))
        .from<Book>()
        .group_by(book_author)
        .order_by(book_author);
static_assert(test::text(beside_groups) ==
              R"(SELECT "books"."author_id", count(*), (SELECT "author"."name" FROM "author")"
              R"( WHERE "author"."id" = "books"."author_id" AND "author"."id" > ?1) FROM "books")"
              R"( GROUP BY "books"."author_id" ORDER BY "books"."author_id")");
static_assert(valid<decltype(beside_groups), library<sqlite>>);
constexpr auto outside_groups = select(book_author, scalar(select(author_name).from<Author>().where(author_id == year)))
                                    .from<Book>()
                                    .group_by(book_author);
static_assert(!valid<decltype(outside_groups), library<sqlite>>);

constexpr auto in_set =
    update<Book>()
        .set(
            price = scalar(
                select(avg(other::col<&Book::price>)).from<other>().where(other::col<&Book::author_id> == book_author)),
            year = year + param<"more">)
        .where(is_null(price) && in(book_author, select(author_id).from<Author>().where(country == "US")));
static_assert(test::text(in_set) ==
              R"(UPDATE "books" SET "price" = (SELECT avg("other"."price") FROM "books" AS "other")"
              R"( WHERE "other"."author_id" = "books"."author_id"), "year" = "books"."year" + ?1)"
              R"( WHERE "books"."price" IS NULL AND "books"."author_id" IN (SELECT "author"."id" FROM "author")"
              R"( WHERE "author"."country" = ?2))");
constexpr auto in_remove = rowan::remove<Author>().where(!exists(select<Book>().where(books_of_author)));
static_assert(
    test::text(in_remove) ==
    R"(DELETE FROM "author")"
    R"( WHERE NOT EXISTS (SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" WHERE "books"."author_id" = "author"."id"))");
constexpr auto in_insert = insert<Counter>().set(
    col<&Counter::value> = scalar(select(count()).from<Book>().where(year > param<"after">)) + 10);
static_assert(test::text(in_insert) == R"(INSERT INTO "counter" ("value") VALUES ((SELECT count(*) FROM "books")"
                                       R"( WHERE "books"."year" > ?1) + ?2))");

// A value is written as the column is with which a query is compared, or which it gives.
constexpr auto same_status = select(title).from<Book>().where(
    status == scalar(select(other::col<&Book::status>).from<other>().where(other::col<&Book::title> == "Lathe")));
constexpr auto status_of = select(scalar(select(status).from<Book>().where(book_author == author_id && year > 1980)))
                               .from<Author>()
                               .order_by(author_id);
constexpr auto given_status = select(author_name)
                                  .from<Author>()
                                  .where(scalar(select(max(status)).from<Book>().where(books_of_author)) == param<"s">);

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a query is a value in another one", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(latest) == "Tehanu;");
        CHECK(test.rows(latest_alias) == "Tehanu;");
        CHECK(test.rows(numbers) == "Le Guin|3|1990|Lathe;Lem|1|1961|Solaris;Nobody|0|-|-;");
        CHECK(test.rows(in_having) == "1|3;");
        CHECK(test.rows(in_order) == "Le Guin;Lem;Nobody;");
        CHECK(test.rows(beside_groups) == "1|3|Le Guin;2|1|Lem;");
    }
    TEST_CASE_TEMPLATE("a query is asked whether it has rows, and for values", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(with_books, "year"_p = 1970) == "Le Guin;");
        CHECK(test.rows(with_books, "year"_p = 1960) == "Le Guin;Lem;");
        CHECK(test.rows(without_books, "year"_p = 1970) == "Lem;Nobody;");
        CHECK(test.rows(in_books.order_by(author_id)) == "Le Guin;Lem;");
        CHECK(test.rows(not_in_books) == "Nobody;");
        CHECK(test.rows(deep, "low"_p = 0, "high"_p = 1972) == "Le Guin;");
        CHECK(test.rows(deep, "high"_p = 1971, "low"_p = 0).empty());
        CHECK(test.rows(deep, "low"_p = 1, "high"_p = 1972).empty());
    }
    TEST_CASE_TEMPLATE("statements that write use queries", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.db(in_set, "more"_p = 3) == 1);
        CHECK(test.rows(select(price, year).template from<Book>().where(book_id == 2)) == "9.5|1974;");
        CHECK(test.db(in_remove) == 1);
        CHECK(test.rows(select(author_name).template from<Author>().order_by(author_id)) == "Le Guin;Lem;");
        CHECK(test.db(in_insert, "after"_p = 1972) == 1);
        CHECK(test.rows(select<Counter>()) == "1,13;");
    }
    TEST_CASE_TEMPLATE("queries give and take values as their columns are stored", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(same_status.order_by(book_id)) == "Lathe;Tehanu;");
        CHECK(test.rows(status_of) == "1;-;-;");
        CHECK(test.rows(given_status, "s"_p = Status::open) == "Lem;");
    }
}

} // namespace subquery_test
