#include "reference/reference.hpp"

#include <doctest/doctest.h>

#include <array>

namespace reference_operators_test {

using namespace rowan;
using namespace reference;

static_assert(is_written(year == 1969, R"("book"."year" = ?1)"));
static_assert(is_written(year != 1969, R"("book"."year" <> ?1)"));
static_assert(is_written(year < 1969, R"("book"."year" < ?1)"));
static_assert(is_written(year <= 1969, R"("book"."year" <= ?1)"));
static_assert(is_written(year > 1969, R"("book"."year" > ?1)"));
static_assert(is_written(year >= 1969, R"("book"."year" >= ?1)"));

static_assert(is_written(year > 1960 && price < 10.0, R"("book"."year" > ?1 AND "book"."price" < ?2)"));
static_assert(is_written(year > 1960 || price < 10.0, R"("book"."year" > ?1 OR "book"."price" < ?2)"));
static_assert(is_written(!(year > 1960), R"(NOT "book"."year" > ?1)"));
static_assert(is_written(!(year > 1960 && price < 10.0), R"(NOT ("book"."year" > ?1 AND "book"."price" < ?2))"));
static_assert(is_written(is_null(price), R"("book"."price" IS NULL)"));
static_assert(is_written(is_not_null(price), R"("book"."price" IS NOT NULL)"));
static_assert(is_written(is_distinct_from(country, "US"), R"("author"."country" IS DISTINCT FROM ?1)"));
static_assert(is_written(is_not_distinct_from(country, param<"country">),
                         R"("author"."country" IS NOT DISTINCT FROM ?1)"));

static_assert(is_written(year + 1, R"("book"."year" + ?1)"));
static_assert(is_written(year - 1, R"("book"."year" - ?1)"));
static_assert(is_written(price * 2.0, R"("book"."price" * ?1)"));
static_assert(is_written(price / 2.0, R"("book"."price" / ?1)"));
static_assert(is_written(year % 100, R"("book"."year" % ?1)"));
static_assert(is_written(-year, R"(-"book"."year")"));
static_assert(is_written((year - 1900) * 2, R"(("book"."year" - ?1) * ?2)"));
static_assert(is_written(title + "!", R"("book"."title" || ?1)"));

static_assert(is_written(between(year, 1960, 1969), R"("book"."year" BETWEEN ?1 AND ?2)"));
static_assert(is_written(in(year, 1969, 1974), R"("book"."year" IN (?1, ?2))"));
static_assert(is_written(in(year, std::array{1969, 1974}), R"("book"."year" IN rowan_array(?1))",
                         R"("book"."year" = ANY ($1))"));
static_assert(is_written(in(col<&Author::id>, select(col<&Book::author_id>).from<Book>()),
                         R"("author"."id" IN (SELECT "book"."author_id" FROM "book"))"));
static_assert(is_written(in(row_of(title, year), row_of("Solaris", 1961), row_of("Malafrena", 1979)),
                         R"(("book"."title", "book"."year") IN ((?1, ?2), (?3, ?4)))"));
static_assert(is_written(in(row_of(title, year), select(title, year).from<Book>()),
                         R"(("book"."title", "book"."year") IN (SELECT "book"."title", "book"."year" FROM "book"))"));
static_assert(is_written(exists(select(literal<1>).from<Book>().where(col<&Book::author_id> == col<&Author::id>)),
                         R"(EXISTS (SELECT 1 FROM "book" WHERE "book"."author_id" = "author"."id"))"));
static_assert(is_written(year == scalar(select(max(year)).from<Book>()),
                         R"("book"."year" = (SELECT max("book"."year") FROM "book"))"));
static_assert(is_written(row_of(year, title) > row_of(1969, "M"), R"(("book"."year", "book"."title") > (?1, ?2))"));

static_assert(is_written(like(title, "The %"), R"("book"."title" LIKE ?1)"));
static_assert(is_written(like(title, "100\\%", escape<'\\'>), R"("book"."title" LIKE ?1 ESCAPE '\')"));
static_assert(is_written(ilike(title, "the %"), R"("book"."title" LIKE ?1)", R"("book"."title" ILIKE $1)"));
static_assert(is_written<sqlite_dialect>(glob(title, "The *"), R"("book"."title" GLOB ?1)"));
static_assert(is_written<postgres_dialect>(regexp_match(title, "^The "), R"("book"."title" ~ $1)"));

static_assert(is_written(case_(when(year < 1970, "old"), when(year < 2000, "recent")).else_("young"),
                         R"(CASE WHEN "book"."year" < ?1 THEN ?2 WHEN "book"."year" < ?3 THEN ?4 ELSE ?5 END)"));
static_assert(is_written(case_(when(year < 1970, year)), R"(CASE WHEN "book"."year" < ?1 THEN "book"."year" END)"));
static_assert(is_written(cast<double>(year), R"(CAST("book"."year" AS REAL))",
                         R"(CAST("book"."year" AS double precision))"));
static_assert(is_written(cast<std::int64_t>(price), R"(CAST("book"."price" AS INTEGER))",
                         R"(CAST(trunc("book"."price") AS bigint))"));
static_assert(is_written(cast<std::string>(year), R"(CAST("book"."year" AS TEXT))", R"(CAST("book"."year" AS text))"));
static_assert(is_written(cast<std::string>(due), R"(CAST("loan"."due" AS TEXT))",
                         R"(to_char("loan"."due", 'YYYY-MM-DD'))"));
static_assert(is_written(coalesce(price, 0.0), R"(coalesce("book"."price", ?1))"));
static_assert(is_written(nullif(title, ""), R"(nullif("book"."title", ?1))"));
static_assert(is_written<sqlite_dialect>(collate<"NOCASE">(title) == "solaris",
                                         R"("book"."title" COLLATE "NOCASE" = ?1)"));
static_assert(is_written<postgres_dialect>(collate<"C">(title) < "M", R"("book"."title" COLLATE "C" < $1)"));

TEST_CASE_TEMPLATE("operators", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK((of_book(db, year == 1969) && !of_book(db, year != 1969) && !of_book(db, year < 1969) &&
           of_book(db, year <= 1969) && !of_book(db, year > 1969) && of_book(db, year >= 1969)));
    CHECK(of_book(db, year > 1960 && price < 10.0) == true);
    CHECK(of_book(db, year > 1970 || price < 9.0) == false);
    CHECK_FALSE(of_book(db, !(year > 1960)));
    CHECK((of_book(db, is_not_null(price)) && !of_book(db, is_null(price))));
    CHECK(list(db, select(name).from<Author>().where(is_distinct_from(country, "US"))) == "Stanislaw Lem, N. N.");
    CHECK(list(db, select(name).from<Author>().where(is_not_distinct_from(country, param<"country">)),
               "country"_p = "US") == "Ursula K. Le Guin");
    CHECK(of_book(db, year + 1) == 1970);
    CHECK(of_book(db, price * 2.0) == 19.0);
    CHECK(of_book(db, price / 2.0) == 4.75);
    CHECK(of_book(db, year % 100) == 69);
    if constexpr (std::is_same_v<Driver, sqlite>) CHECK(of_book(db, year / 0) == std::nullopt);
    else CHECK_THROWS_AS(of_book(db, year / 0), error);
    CHECK(of_book(db, -year) == -1969);
    CHECK(of_book(db, (year - 1900) * 2) == 138);
    CHECK(of_book(db, title + "!") == "The Left Hand of Darkness!");
}
TEST_CASE_TEMPLATE("predicates", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    const auto books = [&](auto condition) {
        return list(db, select(title).from<Book>().where(condition).order_by(year));
    };
    const auto authors = [&](auto condition) { return list(db, select(name).from<Author>().where(condition)); };
    CHECK(books(between(year, 1961, 1969)) == "Solaris, The Left Hand of Darkness");
    CHECK(books(in(year, 1969, 1974)) == "The Left Hand of Darkness, The Dispossessed");
    CHECK(books(in(year, std::array{1969, 1974})) == "The Left Hand of Darkness, The Dispossessed");
    CHECK(authors(in(col<&Author::id>, select(col<&Book::author_id>).template from<Book>())) ==
          "Ursula K. Le Guin, Stanislaw Lem");
    CHECK(books(in(row_of(title, year), row_of("Solaris", 1961), row_of("Malafrena", 1979))) == "Solaris");
    CHECK(books(!in(row_of(title, year), select(title, year).from<Book>())).empty());
    CHECK(authors(!exists(select(literal<1>).template from<Book>().where(col<&Book::author_id> == col<&Author::id>))) ==
          "N. N.");
    CHECK(books(year == scalar(select(max(year)).from<Book>())) == "The Dispossessed");
    CHECK(books(row_of(year, title) > row_of(1969, "M")) == "The Left Hand of Darkness, The Dispossessed");
    CHECK(books(like(title, "The %")) == "The Left Hand of Darkness, The Dispossessed");
    CHECK(books(like(title, "100\\%", escape<'\\'>)).empty());
    CHECK(books(ilike(title, "the d%")) == "The Dispossessed");
    if constexpr (std::is_same_v<Driver, sqlite>) CHECK(books(glob(title, "*[Dd]ark*")) == "The Left Hand of Darkness");
    else CHECK(books(regexp_match(title, "[Dd]ark")) == "The Left Hand of Darkness");
}
TEST_CASE_TEMPLATE("cases, casts and what stands for null", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(of_book(db, case_(when(year < 1970, "old"), when(year < 2000, "recent")).else_("young")) == "old");
    CHECK(of_book(db, case_(when(year > 1970, year))) == std::nullopt);
    CHECK(of_book(db, cast<double>(year)) == 1969.0);
    CHECK(of_book(db, cast<std::int64_t>(price)) == 9);
    CHECK(of_book(db, cast<std::string>(year)) == "1969");
    CHECK(of_loan(db, cast<std::string>(due)) == "2024-03-15");
    CHECK(of_book(db, coalesce(price, 0.0)) == 9.5);
    CHECK(of_book(db, nullif(title, "")) == "The Left Hand of Darkness");
    const auto books = [&](auto condition) { return list(db, select(title).from<Book>().where(condition)); };
    if constexpr (std::is_same_v<Driver, sqlite>) CHECK(books(collate<"NOCASE">(title) == "solaris") == "Solaris");
    else CHECK(books(collate<"C">(title) < "T") == "Solaris");
}

} // namespace reference_operators_test
