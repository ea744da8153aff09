#include "reference/reference.hpp"

#include <doctest/doctest.h>

namespace reference_nested_test {

using namespace rowan;
using namespace reference;

/// An aggregate that stands for the rows of a query.
struct Total {
    std::int64_t author_id{};
    std::int64_t books{};
};

constexpr auto per_author =
    select(col<&Book::author_id>, count().as<"books">()).from<Book>().group_by(col<&Book::author_id>);

constexpr auto names_and_titles =
    union_(select(name.as<"text">()).from<Author>(), select(title).from<Book>()).order_by(named<"text">).limit<3>();
static_assert(
    is_written(names_and_titles,
               R"(SELECT "author"."name" AS "text" FROM "author" UNION SELECT "book"."title" FROM "book" ORDER BY 1)"
               R"( LIMIT 3)"));

constexpr auto all_of_both =
    union_all(select(col<&Author::id>).from<Author>(), select(col<&Book::author_id>).from<Book>());
static_assert(is_written(all_of_both,
                         R"(SELECT "author"."id" FROM "author" UNION ALL SELECT "book"."author_id" FROM "book")"));

constexpr auto with_a_book =
    intersect(select(col<&Author::id>).from<Author>(), select(col<&Book::author_id>).from<Book>());
static_assert(is_written(with_a_book,
                         R"(SELECT "author"."id" FROM "author" INTERSECT SELECT "book"."author_id" FROM "book")"));

constexpr auto without_a_book =
    except(select(col<&Author::id>).from<Author>(), select(col<&Book::author_id>).from<Book>());
static_assert(is_written(without_a_book,
                         R"(SELECT "author"."id" FROM "author" EXCEPT SELECT "book"."author_id" FROM "book")"));

constexpr auto latest_title =
    select(name, scalar(select(max(year)).from<Book>().where(col<&Book::author_id> == col<&Author::id>)).as<"latest">())
        .from<Author>();
static_assert(is_written(latest_title, R"(SELECT "author"."name", (SELECT max("book"."year") FROM "book")"
                                       R"( WHERE "book"."author_id" = "author"."id") AS "latest" FROM "author")"));

constexpr auto unread = select(title).from<Book>().where(
    !exists(select(literal<1>).from<Loan>().where(col<&Loan::book_id> == col<&Book::id>)));
static_assert(is_written(unread, R"(SELECT "book"."title" FROM "book" WHERE NOT EXISTS (SELECT 1 FROM "loan")"
                                 R"( WHERE "loan"."book_id" = "book"."id"))"));

constexpr auto read_books =
    select(title).from<Book>().where(in(col<&Book::id>, select(col<&Loan::book_id>).from<Loan>()));
static_assert(is_written(
    read_books, R"(SELECT "book"."title" FROM "book" WHERE "book"."id" IN (SELECT "loan"."book_id" FROM "loan"))"));

constexpr auto counted = select(name, col<&Total::books>)
                             .from<Author>()
                             .left_join(subquery<Total>(per_author), col<&Total::author_id> == col<&Author::id>);
static_assert(is_written(counted,
                         R"(SELECT "author"."name", "total"."books" FROM "author")"
                         R"( LEFT JOIN (SELECT "book"."author_id" AS "author_id", count(*) AS "books" FROM "book")"
                         R"( GROUP BY "book"."author_id") AS "total" ON "total"."author_id" = "author"."id")"));

constexpr auto most = select(max(col<&Total::books>)).from(subquery<Total>(per_author));
static_assert(is_written(
    most, R"(SELECT max("total"."books") FROM (SELECT "book"."author_id" AS "author_id", count(*) AS "books")"
          R"( FROM "book" GROUP BY "book"."author_id") AS "total")"));

using same_author = alias<"same_author", Total>;
constexpr auto above_average = select(name)
                                   .with(cte<Total>(per_author))
                                   .from<Total>()
                                   .join<Author>(col<&Author::id> == col<&Total::author_id>)
                                   .where(cast<double>(col<&Total::books>) >
                                          scalar(select(avg(same_author::col<&Total::books>)).from<same_author>()));
static_assert(is_written(
    above_average,
    R"(WITH "total" ("author_id", "books") AS (SELECT "book"."author_id", count(*) AS "books" FROM "book")"
    R"( GROUP BY "book"."author_id") SELECT "author"."name" FROM "total")"
    R"( JOIN "author" ON "author"."id" = "total"."author_id")"
    R"( WHERE CAST("total"."books" AS REAL) > (SELECT avg("same_author"."books") FROM "total" AS "same_author"))",
    R"(WITH "total" ("author_id", "books") AS (SELECT "book"."author_id", count(*) AS "books" FROM "book")"
    R"( GROUP BY "book"."author_id") SELECT "author"."name" FROM "total")"
    R"( JOIN "author" ON "author"."id" = "total"."author_id")"
    R"( WHERE CAST("total"."books" AS double precision) > (SELECT CAST(avg("same_author"."books") AS double)"
    R"( precision) FROM "total" AS "same_author"))"));

constexpr auto kept = select<Total>().with(cte<Total>(per_author).materialized());
static_assert(is_written(
    kept, R"(WITH "total" ("author_id", "books") AS MATERIALIZED (SELECT "book"."author_id", count(*) AS "books")"
          R"( FROM "book" GROUP BY "book"."author_id") SELECT "total"."author_id", "total"."books" FROM "total")"));

constexpr auto in_place = select<Total>().with(cte<Total>(per_author).not_materialized());
static_assert(is_written(
    in_place,
    R"(WITH "total" ("author_id", "books") AS NOT MATERIALIZED (SELECT "book"."author_id", count(*) AS "books")"
    R"( FROM "book" GROUP BY "book"."author_id") SELECT "total"."author_id", "total"."books" FROM "total")"));

struct Numbered {
    std::int64_t author_id{};
    std::string title{};
    std::int64_t place{};
};
constexpr auto places = row_number().over(partition_by(col<&Book::author_id>).order_by(desc(year)));
constexpr auto latest = select(col<&Numbered::title>)
                            .from(subquery<Numbered>(select(col<&Book::author_id>, title, places).from<Book>()))
                            .where(col<&Numbered::place> == 1)
                            .order_by(col<&Numbered::title>);
static_assert(is_written(
    latest, R"(SELECT "numbered"."title" FROM (SELECT "book"."author_id" AS "author_id", "book"."title" AS "title")"
            R"(, row_number() OVER (PARTITION BY "book"."author_id" ORDER BY "book"."year" DESC) AS "place")"
            R"( FROM "book") AS "numbered" WHERE "numbered"."place" = ?1 ORDER BY "numbered"."title")"));

struct Step {
    std::int64_t number{};
};
constexpr auto to_ten = select<Step>().with(cte<Step>(union_all(
    select(literal<std::int64_t{1}>), select(col<&Step::number> + 1).from<Step>().where(col<&Step::number> < 10))));
static_assert(is_written(
    to_ten,
    R"(WITH RECURSIVE "step" ("number") AS (SELECT 1 UNION ALL SELECT "step"."number" + ?1 FROM "step")"
    R"( WHERE "step"."number" < ?2) SELECT "step"."number" FROM "step")",
    R"(WITH RECURSIVE "step" ("number") AS (SELECT CAST(1 AS bigint) UNION ALL SELECT "step"."number" + $1 FROM "step")"
    R"( WHERE "step"."number" < $2) SELECT "step"."number" FROM "step")"));

TEST_CASE_TEMPLATE("set operations", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(list(db, names_and_titles) == "N. N., Solaris, Stanislaw Lem");
    CHECK(db(all_of_both).all().size() == 6);
    CHECK(db(with_a_book).all().size() == 2);
    CHECK(db(without_a_book).scalar() == 3);
}
TEST_CASE_TEMPLATE("queries within queries", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    const auto rows = db(latest_title).all();
    CHECK((rows[0].template get<"latest">() == 1974 && !rows[2].template get<"latest">()));
    CHECK(list(db, unread) == "The Dispossessed");
    CHECK(list(db, read_books) == "The Left Hand of Darkness, Solaris");
    CHECK(db(counted).all()[2].template get<"books">() == std::nullopt);
    CHECK(db(most).scalar() == 2);
    CHECK(list(db, latest) == "Solaris, The Dispossessed");
    CHECK(list(db, above_average) == "Ursula K. Le Guin");
    CHECK(db(kept).all().size() == 2);
    CHECK(db(in_place).all().size() == 2);
    CHECK(db(to_ten).all().back().number == 10);
}

} // namespace reference_nested_test
