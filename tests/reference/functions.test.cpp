#include "reference/reference.hpp"

#include <doctest/doctest.h>

namespace reference_functions_test {

using namespace rowan;
using namespace reference;

static_assert(is_written(lower(title), R"(lower("book"."title"))"));
static_assert(is_written(upper(title), R"(upper("book"."title"))"));
static_assert(is_written(length(title), R"(length("book"."title"))"));
static_assert(is_written(trim(title), R"(trim("book"."title"))", R"(btrim("book"."title"))"));
static_assert(is_written(trim(title, "* "), R"(trim("book"."title", ?1))", R"(btrim("book"."title", $1))"));
static_assert(is_written(ltrim(title), R"(ltrim("book"."title"))"));
static_assert(is_written(ltrim(title, "* "), R"(ltrim("book"."title", ?1))"));
static_assert(is_written(rtrim(title), R"(rtrim("book"."title"))"));
static_assert(is_written(rtrim(title, "* "), R"(rtrim("book"."title", ?1))"));
static_assert(is_written(replace(title, "a", "b"), R"(replace("book"."title", ?1, ?2))"));
static_assert(is_written(substr(title, 5), R"(substr("book"."title", ?1))",
                         R"(substr("book"."title", CAST($1 AS integer)))"));
static_assert(is_written(substr(title, 5, 4), R"(substr("book"."title", ?1, ?2))",
                         R"(substr("book"."title", CAST($1 AS integer), CAST($2 AS integer)))"));
static_assert(is_written(position(title, "Left"), R"(instr("book"."title", ?1))", R"(strpos("book"."title", $1))"));

static_assert(is_written(abs(year), R"(abs("book"."year"))"));
static_assert(is_written(sign(year), R"(sign("book"."year"))", R"(CAST(sign("book"."year") AS bigint))"));
static_assert(is_written(round(price), R"(round("book"."price"))",
                         R"(CAST(round(CAST(CAST("book"."price" AS text) AS numeric)) AS double precision))"));
static_assert(is_written(
    round(price, 1), R"(round("book"."price", ?1))",
    R"(CAST(round(CAST(CAST("book"."price" AS text) AS numeric), greatest(CAST($1 AS integer), 0)) AS double precision))"));
static_assert(is_written(ceil(price), R"(ceil(CAST("book"."price" AS REAL)))",
                         R"(ceil(CAST("book"."price" AS double precision)))"));
static_assert(is_written(floor(price), R"(floor(CAST("book"."price" AS REAL)))",
                         R"(floor(CAST("book"."price" AS double precision)))"));
static_assert(is_written(trunc(price), R"(trunc(CAST("book"."price" AS REAL)))",
                         R"(trunc(CAST("book"."price" AS double precision)))"));
static_assert(is_written(sqrt(price), R"(sqrt("book"."price"))"));
static_assert(is_written(exp(price), R"(exp("book"."price"))"));
static_assert(is_written(ln(price), R"(ln("book"."price"))"));
static_assert(is_written(log10(price), R"(log10("book"."price"))"));
static_assert(is_written(power(price, 2), R"(power("book"."price", ?1))"));

static_assert(is_written(pi(), R"(pi())"));
static_assert(is_written(sin(price), R"(sin("book"."price"))"));
static_assert(is_written(cos(price), R"(cos("book"."price"))"));
static_assert(is_written(tan(price), R"(tan("book"."price"))"));
static_assert(is_written(asin(price), R"(asin("book"."price"))"));
static_assert(is_written(acos(price), R"(acos("book"."price"))"));
static_assert(is_written(atan(price), R"(atan("book"."price"))"));
static_assert(is_written(atan2(price, 1.0), R"(atan2("book"."price", ?1))"));
static_assert(is_written(radians(price), R"(radians("book"."price"))"));
static_assert(is_written(degrees(price), R"(degrees("book"."price"))"));

static_assert(is_written(current_timestamp(), R"(strftime('%Y-%m-%d %H:%M:%f', 'now'))",
                         R"(date_trunc('milliseconds', CURRENT_TIMESTAMP))"));
static_assert(is_written(current_date(), R"(date('now'))", R"(CAST(timezone('UTC', CURRENT_TIMESTAMP) AS date))"));
static_assert(is_written(date_of(taken), R"(date(substr("loan"."taken", 1, 10)))",
                         R"(CAST(timezone('UTC', "loan"."taken") AS date))"));
static_assert(is_written(year_of(taken), R"(CAST(strftime('%Y', substr("loan"."taken", 1, 10)) AS INTEGER))",
                         R"(CAST(extract(year FROM timezone('UTC', "loan"."taken")) AS bigint))"));
static_assert(is_written(month_of(taken), R"(CAST(strftime('%m', substr("loan"."taken", 1, 10)) AS INTEGER))",
                         R"(CAST(extract(month FROM timezone('UTC', "loan"."taken")) AS bigint))"));
static_assert(is_written(day_of(taken), R"(CAST(strftime('%d', substr("loan"."taken", 1, 10)) AS INTEGER))",
                         R"(CAST(extract(day FROM timezone('UTC', "loan"."taken")) AS bigint))"));
static_assert(is_written(hour_of(taken), R"(CAST(strftime('%H', substr("loan"."taken", 1, 19)) AS INTEGER))",
                         R"(CAST(extract(hour FROM timezone('UTC', "loan"."taken")) AS bigint))"));
static_assert(is_written(minute_of(taken), R"(CAST(strftime('%M', substr("loan"."taken", 1, 19)) AS INTEGER))",
                         R"(CAST(extract(minute FROM timezone('UTC', "loan"."taken")) AS bigint))"));
static_assert(is_written(second_of(taken), R"(CAST(strftime('%S', substr("loan"."taken", 1, 19)) AS INTEGER))",
                         R"(CAST(floor(extract(second FROM timezone('UTC', "loan"."taken"))) AS bigint))"));
static_assert(is_written(year_of(due), R"(CAST(strftime('%Y', "loan"."due") AS INTEGER))",
                         R"(CAST(extract(year FROM CAST("loan"."due" AS date)) AS bigint))"));
static_assert(is_written(month_of(due), R"(CAST(strftime('%m', "loan"."due") AS INTEGER))",
                         R"(CAST(extract(month FROM CAST("loan"."due" AS date)) AS bigint))"));
static_assert(is_written(day_of(due), R"(CAST(strftime('%d', "loan"."due") AS INTEGER))",
                         R"(CAST(extract(day FROM CAST("loan"."due" AS date)) AS bigint))"));
static_assert(is_written(add_days(due, 7), R"(date("loan"."due", ?1 || ' days'))",
                         R"((CAST("loan"."due" AS date) + CAST($1 AS integer)))"));
static_assert(is_written(add_days(taken, 7),
                         R"((date(substr("loan"."taken", 1, 10), ?1 || ' days') || substr("loan"."taken", 11)))",
                         R"(("loan"."taken" + CAST($1 AS integer) * INTERVAL '24 hours'))"));
static_assert(
    is_written(days_between(taken, due),
               R"(CAST(julianday("loan"."due") - julianday(date(substr("loan"."taken", 1, 10))) AS INTEGER))",
               R"((CAST("loan"."due" AS date) - CAST(CAST(timezone('UTC', "loan"."taken") AS date) AS date)))"));
static_assert(is_written(
    days_between(due, current_date()), R"(CAST(julianday(date('now')) - julianday("loan"."due") AS INTEGER))",
    R"((CAST(CAST(timezone('UTC', CURRENT_TIMESTAMP) AS date) AS date) - CAST("loan"."due" AS date)))"));

// Functions of the database that rowan does not know: one line each.
inline constexpr auto hex =
    function<std::string(std::string), "hex({})", "upper(encode(convert_to({}, 'UTF8'), 'hex'))">;
inline constexpr auto likelihood = function<bool(bool, double), "likelihood({}, {})", "">;
inline constexpr auto both_bits = function<std::int64_t(std::int64_t, std::int64_t), "({} & {})">;

static_assert(is_written(hex(title), R"(hex("book"."title"))",
                         R"(upper(encode(convert_to("book"."title", 'UTF8'), 'hex')))"));
static_assert(is_written<sqlite_dialect>(likelihood(year == 1969, literal<0.25>),
                                         R"(likelihood("book"."year" = ?1, 0.25))"));
static_assert(is_written(both_bits(year, 1), R"(("book"."year" & ?1))"));
static_assert(callable<decltype(hex), decltype(title)> && !callable<decltype(hex), decltype(year)>);

TEST_CASE_TEMPLATE("functions of texts", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(of_book(db, lower(title)) == "the left hand of darkness");
    CHECK(of_book(db, upper(title)) == "THE LEFT HAND OF DARKNESS");
    CHECK(of_book(db, length(title)) == 25);
    CHECK(of_book(db, trim(" " + title + " ")) == "The Left Hand of Darkness");
    CHECK(of_book(db, ltrim(title, "The ")) == "Left Hand of Darkness");
    CHECK(of_book(db, rtrim(title, "s")) == "The Left Hand of Darkne");
    CHECK(of_book(db, replace(title, "Left", "Right")) == "The Right Hand of Darkness");
    CHECK(of_book(db, substr(title, 5)) == "Left Hand of Darkness");
    CHECK(of_book(db, substr(title, 5, 4)) == "Left");
    CHECK(of_book(db, position(title, "Left")) == 5);
}
TEST_CASE_TEMPLATE("functions of numbers", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(of_book(db, abs(-year)) == 1969);
    CHECK(of_book(db, sign(-year)) == -1);
    CHECK(of_book(db, round(price)) == 10.0);
    CHECK(of_book(db, round(price / 3.0, 1)) == 3.2);
    CHECK(of_book(db, ceil(price)) == 10.0);
    CHECK(of_book(db, floor(price)) == 9.0);
    CHECK(of_book(db, trunc(-price)) == -9.0);
    CHECK(of_book(db, sqrt(price * 0.0 + 4.0)) == 2.0);
    if constexpr (std::is_same_v<Driver, sqlite>) CHECK(of_book(db, sqrt(-price)) == std::nullopt);
    else CHECK_THROWS_AS(of_book(db, sqrt(-price)), error);
    CHECK(of_book(db, power(price, 2)) == 90.25);
    CHECK(of_book(db, cos(price * 0.0)) == 1.0);
    CHECK(of_book(db, degrees(pi())) == 180.0);
}
TEST_CASE_TEMPLATE("functions of dates and times", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    using namespace std::chrono_literals;
    using std::chrono::sys_days, std::chrono::February, std::chrono::March, std::chrono::April;
    CHECK(of_loan(db, date_of(taken)) == 2024y / March / 1);
    CHECK(of_loan(db, year_of(taken)) == 2024);
    CHECK(of_loan(db, month_of(due)) == 3);
    CHECK(of_loan(db, day_of(due)) == 15);
    CHECK(of_loan(db, hour_of(taken)) == 10);
    CHECK(of_loan(db, minute_of(taken)) == 30);
    CHECK(of_loan(db, second_of(taken)) == 0);
    CHECK(of_loan(db, add_days(due, 17)) == 2024y / April / 1);
    CHECK(of_loan(db, add_days(taken, -1)) == sys_days(2024y / February / 29) + 10h + 30min);
    CHECK(of_loan(db, days_between(taken, due)) == 14);
    CHECK(of_loan(db, year_of(current_timestamp())) > 2024);
    CHECK(of_loan(db, days_between(due, current_date())) > 0);
}
TEST_CASE_TEMPLATE("functions that a program declares", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(of_book(db, hex(substr(title, 1, 3))) == "546865");
    if constexpr (std::is_same_v<Driver, sqlite>) CHECK(of_book(db, likelihood(year == 1969, literal<0.25>)));
    CHECK(of_book(db, both_bits(year, 1)) == 1);
}

} // namespace reference_functions_test
