#include "support/drivers.hpp"
#include "support/expression.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace time_functions_test {

using namespace std::chrono;

struct Loan {
    std::int64_t id = 0;
    sys_time<milliseconds> begun;
    sys_seconds seen;
    sys_time<microseconds> exact;
    year_month_day due;
    std::optional<sys_days> closed;
    sys_seconds counted;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Loan>;
};

} // namespace time_functions_test

template <>
inline constexpr auto rowan::table<time_functions_test::Loan> =
    rowan::define<time_functions_test::Loan>(rowan::as_integer<&time_functions_test::Loan::counted>);

namespace time_functions_test {

using namespace rowan;

constexpr auto begun = col<&Loan::begun>;
constexpr auto due = col<&Loan::due>;

constexpr test::text_in<Loan> is_text{};

static_assert(is_text(current_timestamp<seconds>(), "strftime('%Y-%m-%d %H:%M:%S', 'now')",
                      "date_trunc('second', CURRENT_TIMESTAMP)"));
static_assert(is_text(current_timestamp(), "strftime('%Y-%m-%d %H:%M:%f', 'now')",
                      "date_trunc('milliseconds', CURRENT_TIMESTAMP)"));
static_assert(is_text(current_date(), "date('now')", "CAST(timezone('UTC', CURRENT_TIMESTAMP) AS date)"));
static_assert(is_text(date_of(begun), R"(date("loan"."begun"))", R"(CAST(timezone('UTC', "loan"."begun") AS date))"));
static_assert(is_text(year_of(begun), R"(CAST(strftime('%Y', "loan"."begun") AS INTEGER))",
                      R"(CAST(extract(year FROM timezone('UTC', "loan"."begun")) AS bigint))"));
static_assert(is_text(month_of(due), R"(CAST(strftime('%m', "loan"."due") AS INTEGER))",
                      R"(CAST(extract(month FROM CAST("loan"."due" AS date)) AS bigint))"));
static_assert(is_text(day_of(due), R"(CAST(strftime('%d', "loan"."due") AS INTEGER))",
                      R"(CAST(extract(day FROM CAST("loan"."due" AS date)) AS bigint))"));
static_assert(is_text(hour_of(begun), R"(CAST(strftime('%H', "loan"."begun") AS INTEGER))",
                      R"(CAST(extract(hour FROM timezone('UTC', "loan"."begun")) AS bigint))"));
static_assert(is_text(minute_of(begun), R"(CAST(strftime('%M', "loan"."begun") AS INTEGER))",
                      R"(CAST(extract(minute FROM timezone('UTC', "loan"."begun")) AS bigint))"));
static_assert(is_text(second_of(begun), R"(CAST(strftime('%S', "loan"."begun") AS INTEGER))",
                      R"(CAST(floor(extract(second FROM timezone('UTC', "loan"."begun"))) AS bigint))"));
static_assert(is_text(add_days(due, 1), R"(date("loan"."due", ?1 || ' days'))",
                      R"((CAST("loan"."due" AS date) + CAST($1 AS integer)))"));
static_assert(is_text(add_days(begun, col<&Loan::id> + 1),
                      R"((date("loan"."begun", ("loan"."id" + ?1) || ' days') || substr("loan"."begun", 11)))",
                      R"(("loan"."begun" + CAST("loan"."id" + $1 AS integer) * INTERVAL '24 hours'))"));
static_assert(is_text(days_between(due, begun),
                      R"(CAST(julianday(date("loan"."begun")) - julianday("loan"."due") AS INTEGER))",
                      R"((CAST(CAST(timezone('UTC', "loan"."begun") AS date) AS date) - CAST("loan"."due" AS date)))"));

// A time that is stored as an integer has no text to take apart.
static_assert(callable<decltype(detail::date_of_function), decltype(begun)>);
static_assert(!callable<decltype(detail::date_of_function), decltype(due)>);
static_assert(!callable<decltype(detail::date_of_function), decltype(col<&Loan::counted>)>);

constexpr auto noon = sys_days{2024y / 2 / 28} + 23h + 59min;

template <class Driver>
struct filled : connection<library<Driver>> {
    filled() : connection<library<Driver>>(test::empty_database<Driver>::name()) {
        this->create_tables();
        this->insert(Loan{0, noon + 58s + 999ms, noon, noon + 7us, 2024y / 2 / 29, {}, noon});
    }
};
template <class Type, class Database, class Expression>
Type value(connection<Database>& db, const Expression& expression) {
    return test::value_of<Type, Loan>(db, expression);
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("the parts of dates and times are integers", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<year_month_day>(db, date_of(begun)) == 2024y / 2 / 28);
        CHECK(value<std::int64_t>(db, year_of(begun)) == 2024);
        CHECK(value<std::int64_t>(db, month_of(due)) == 2);
        CHECK(value<std::int64_t>(db, day_of(due)) == 29);
        CHECK(value<std::int64_t>(db, hour_of(begun)) == 23);
        CHECK(value<std::int64_t>(db, minute_of(col<&Loan::seen>)) == 59);
        CHECK(value<std::int64_t>(db, second_of(begun)) == 58);
        CHECK(value<std::optional<std::int64_t>>(db, year_of(col<&Loan::closed>)) == std::nullopt);
    }
    TEST_CASE_TEMPLATE("days are added in the form in which the time is stored", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<year_month_day>(db, add_days(due, 1)) == 2024y / 3 / 1);
        CHECK(value<year_month_day>(db, add_days(due, -60)) == 2023y / 12 / 31);
        CHECK(value<sys_time<milliseconds>>(db, add_days(begun, 2)) == noon + 58s + 999ms + 48h);
        CHECK(value<sys_seconds>(db, add_days(col<&Loan::seen>, -1)) == noon - 24h);
        CHECK(value<sys_time<microseconds>>(db, add_days(col<&Loan::exact>, 1)) == noon + 7us + 24h);
        CHECK(value<std::optional<sys_days>>(db, add_days(col<&Loan::closed>, 1)) == std::nullopt);
        const auto found = [&](auto condition) { return test::count_of<Loan>(db, condition); };
        CHECK(found(add_days(begun, 1) == sys_time<milliseconds>(noon + 58s + 999ms + 24h)) == 1);
        CHECK(found(add_days(col<&Loan::seen>, 1) == sys_seconds(noon + 24h)) == 1);
        CHECK(found(add_days(begun, col<&Loan::id>) > begun) == 1);
        db(update<Loan>().set(col<&Loan::closed> = sys_days{2024y / 1 / 1}).every_row());
        CHECK(value<std::optional<sys_days>>(db, add_days(col<&Loan::closed>, 31)) == sys_days{2024y / 2 / 1});
    }
    TEST_CASE_TEMPLATE("days between dates and times", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<std::int64_t>(db, days_between(begun, due)) == 1);
        CHECK(value<std::int64_t>(db, days_between(due, begun)) == -1);
        CHECK(value<std::int64_t>(db, days_between(due, 2025y / 2 / 28)) == 365);
        CHECK(value<std::int64_t>(db, days_between(begun, sys_seconds(noon + 1min))) == 1);
        CHECK(value<std::optional<std::int64_t>>(db, days_between(col<&Loan::closed>, due)) == std::nullopt);
        CHECK(db(select(days_between(due, param<"to">)).template from<Loan>(), "to"_p = 2024y / 3 / 2).scalar() == 2);
    }
    TEST_CASE_TEMPLATE("the present is a time in milliseconds", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        const auto before = floor<milliseconds>(system_clock::now());
        const auto there = value<sys_time<milliseconds>>(db, current_timestamp());
        CHECK(there >= before - 1ms);
        CHECK(there <= system_clock::now() + 1ms);
        CHECK(value<year_month_day>(db, current_date()) >= year_month_day{floor<days>(before)});
        CHECK(test::count_of<Loan>(db, begun < current_timestamp() && due < current_date()) == 1);
    }
}

} // namespace time_functions_test
