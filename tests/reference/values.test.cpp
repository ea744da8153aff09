#include "reference/reference.hpp"

#include <doctest/doctest.h>

namespace reference_values_test {

using namespace rowan;
using namespace reference;

constexpr auto since = select(title, year).from<Book>().where(year >= param<"year">).order_by(year);
static_assert(sql_text<sqlite>(since) ==
              R"(SELECT "book"."title", "book"."year" FROM "book" WHERE "book"."year" >= ?1 ORDER BY "book"."year")");
static_assert(sql_text<postgres_dialect>(since) ==
              R"(SELECT "book"."title", "book"."year" FROM "book" WHERE "book"."year" >= $1 ORDER BY "book"."year")");

static_assert(is_written(title, R"("book"."title")"));

using later = alias<"later", Book>;
constexpr auto sequels =
    select(title, later::col<&Book::title>.as<"sequel">())
        .from<Book>()
        .join<later>(col<&Book::author_id> == later::col<&Book::author_id> && year < later::col<&Book::year>);
static_assert(is_written(
    sequels,
    R"(SELECT "book"."title", "later"."title" AS "sequel" FROM "book")"
    R"( JOIN "book" AS "later" ON "book"."author_id" = "later"."author_id" AND "book"."year" < "later"."year")"));

static_assert(is_written(year == 1969, R"("book"."year" = ?1)"));
static_assert(is_written(year == param<"year">, R"("book"."year" = ?1)"));
static_assert(is_written(year == val(1969), R"("book"."year" = ?1)"));
static_assert(is_written(year == literal<1969>, R"("book"."year" = 1969)"));
static_assert(is_written(title == literal_text<"Solaris">, R"("book"."title" = 'Solaris')"));
static_assert(is_written(select(val(1).as<"n">(), literal<2.5>.as<"x">(), literal<true>.as<"yes">()),
                         R"(SELECT ?1 AS "n", 2.5 AS "x", 1 AS "yes")",
                         R"(SELECT $1 AS "n", CAST(2.5 AS double precision) AS "x", TRUE AS "yes")"));

constexpr auto of_reader =
    select(title).from<Book>().join<Loan>().where(col<&Loan::reader> == param<"reader">, taken >= param<"from">);

// A parameter may be null where null means something.
constexpr auto of_country = select(name).from<Author>().where(is_not_distinct_from(country, param<"country">));
constexpr auto moved = update<Author>().set(country = param<"to">).where(is_not_distinct_from(country, param<"from">));

TEST_CASE_TEMPLATE("columns, values and parameters", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(list(db, since, "year"_p = 1969) == "The Left Hand of Darkness, The Dispossessed");
    CHECK(db(sequels).one().template get<"sequel">() == "The Dispossessed");
    CHECK(of_book(db, year == 1969));
    CHECK(of_book(db, year == val(1969)));
    CHECK(of_book(db, year == literal<1969>));
    CHECK_FALSE(of_book(db, title == literal_text<"Solaris">));
    const auto row =
        db(select(val(1).template as<"n">(), literal<2.5>.template as<"x">(), literal<true>.template as<"yes">()))
            .one();
    CHECK((row.template get<"n">() == 1 && row.template get<"x">() == 2.5 && row.template get<"yes">()));
    CHECK(db(of_reader, "reader"_p = "Ada", "from"_p = std::chrono::sys_seconds{}).one().template get<0>() ==
          "The Left Hand of Darkness");
    CHECK(list(db, of_country, "country"_p = std::nullopt) == "N. N.");
    CHECK(db(moved, "from"_p = std::nullopt, "to"_p = "PL") == 1);
    CHECK(db(moved, "from"_p = std::optional<std::string>("US"), "to"_p = std::nullopt) == 1);
    CHECK(list(db, of_country, "country"_p = std::nullopt) == "Ursula K. Le Guin");
}

} // namespace reference_values_test
