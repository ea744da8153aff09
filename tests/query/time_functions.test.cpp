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
/// The same moment at every precision that a database keeps, as far as the precision goes.
struct Moment {
    std::int64_t id = 0;
    sys_days day;
    sys_time<hours> hour;
    sys_time<minutes> minute;
    sys_seconds second;
    sys_time<milliseconds> millisecond;
    sys_time<duration<std::int64_t, std::ratio<1, 16>>> sixteenth;
    sys_time<microseconds> microsecond;
    sys_time<nanoseconds> nanosecond;
    sys_time<duration<int, std::ratio<43200>>> half_day;
};
/// Times of units that are longer than a day.
struct Period {
    std::int64_t id = 0;
    sys_time<weeks> week;
    std::optional<sys_time<weeks>> maybe_week;
    sys_time<duration<int, std::ratio<172800>>> two_days;
    sys_days day;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Loan, Moment, Period>;
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
static_assert(is_text(date_of(begun), R"(date(substr("loan"."begun", 1, 10)))",
                      R"(CAST(timezone('UTC', "loan"."begun") AS date))"));
static_assert(is_text(year_of(begun), R"(CAST(strftime('%Y', substr("loan"."begun", 1, 10)) AS INTEGER))",
                      R"(CAST(extract(year FROM timezone('UTC', "loan"."begun")) AS bigint))"));
static_assert(is_text(month_of(due), R"(CAST(strftime('%m', "loan"."due") AS INTEGER))",
                      R"(CAST(extract(month FROM CAST("loan"."due" AS date)) AS bigint))"));
static_assert(is_text(day_of(due), R"(CAST(strftime('%d', "loan"."due") AS INTEGER))",
                      R"(CAST(extract(day FROM CAST("loan"."due" AS date)) AS bigint))"));
static_assert(is_text(hour_of(begun), R"(CAST(strftime('%H', substr("loan"."begun", 1, 19)) AS INTEGER))",
                      R"(CAST(extract(hour FROM timezone('UTC', "loan"."begun")) AS bigint))"));
static_assert(is_text(minute_of(begun), R"(CAST(strftime('%M', substr("loan"."begun", 1, 19)) AS INTEGER))",
                      R"(CAST(extract(minute FROM timezone('UTC', "loan"."begun")) AS bigint))"));
static_assert(is_text(second_of(begun), R"(CAST(strftime('%S', substr("loan"."begun", 1, 19)) AS INTEGER))",
                      R"(CAST(floor(extract(second FROM timezone('UTC', "loan"."begun"))) AS bigint))"));
static_assert(is_text(add_days(due, 1), R"(date("loan"."due", ?1 || ' days'))",
                      R"((CAST("loan"."due" AS date) + CAST($1 AS integer)))"));
static_assert(
    is_text(add_days(begun, col<&Loan::id> + 1),
            R"((date(substr("loan"."begun", 1, 10), ("loan"."id" + ?1) || ' days') || substr("loan"."begun", 11)))",
            R"(("loan"."begun" + CAST("loan"."id" + $1 AS integer) * INTERVAL '24 hours'))"));
static_assert(is_text(days_between(due, begun),
                      R"(CAST(julianday(date(substr("loan"."begun", 1, 10))) - julianday("loan"."due") AS INTEGER))",
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
    TEST_CASE_TEMPLATE("no precision makes a day, or a part of it, that of another one", Driver, TEST_DRIVERS) {
        connection<library<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        const sys_days day = 2023y / 12 / 31;
        // The least that is left of the day is a microsecond in PostgreSQL, and a nanosecond in SQLite.
        constexpr auto least = std::is_same_v<typename Driver::dialect, sqlite_dialect> ? 1ns : nanoseconds(1us);
        for (const nanoseconds left : {least, nanoseconds(400us), nanoseconds(499us), nanoseconds(500us),
                                       nanoseconds(501us), nanoseconds(1ms), nanoseconds(24h)}) {
            CAPTURE(left.count());
            const auto time = sys_time<nanoseconds>(day) + 24h - left;
            const auto as = []<class Duration>(sys_time<nanoseconds> exact, std::type_identity<Duration>) {
                return floor<Duration>(exact);
            };
            Moment row{0,
                       as(time, std::type_identity<days>{}),
                       as(time, std::type_identity<hours>{}),
                       as(time, std::type_identity<minutes>{}),
                       as(time, std::type_identity<seconds>{}),
                       as(time, std::type_identity<milliseconds>{}),
                       as(time, std::type_identity<duration<std::int64_t, std::ratio<1, 16>>>{}),
                       as(time, std::type_identity<microseconds>{}),
                       time,
                       as(time, std::type_identity<duration<int, std::ratio<43200>>>{})};
            db.insert(row);
            const auto check = [&]<auto Member>(std::integral_constant<decltype(Member), Member>) {
                constexpr auto column = col<Member>;
                const auto written = row.*Member;
                const auto is_row = col<&Moment::id> == row.id;
                const auto parts =
                    db(select(date_of(column), year_of(column), month_of(column), day_of(column), hour_of(column),
                              minute_of(column), second_of(column), days_between(column, year_month_day(2024y / 1 / 1)),
                              days_between(column, col<&Moment::day>))
                           .template from<Moment>()
                           .where(is_row))
                        .one();
                const hh_mm_ss clock(written - floor<days>(written));
                const auto& [date, year, month, day_of_month, hour, minute, second, to_next, to_same] = parts;
                CHECK(date == 2023y / 12 / 31);
                CHECK((year == 2023 && month == 12 && day_of_month == 31));
                CHECK(hour == clock.hours().count());
                CHECK(minute == clock.minutes().count());
                CHECK(second == clock.seconds().count());
                CHECK((to_next == 1 && to_same == 0));
                for (const int more : {0, 1, -1, 60, -365}) {
                    const auto later = written + days(more);
                    const auto found = db(select(add_days(column, more))
                                              .template from<Moment>()
                                              .where(is_row && add_days(column, more) == later))
                                           .all();
                    CHECK((found.size() == 1 && found[0].template get<0>() == later));
                }
            };
            check(std::integral_constant<sys_days Moment::*, &Moment::day>{});
            check(std::integral_constant<sys_time<hours> Moment::*, &Moment::hour>{});
            check(std::integral_constant<sys_time<minutes> Moment::*, &Moment::minute>{});
            check(std::integral_constant<sys_seconds Moment::*, &Moment::second>{});
            check(std::integral_constant<sys_time<milliseconds> Moment::*, &Moment::millisecond>{});
            check(std::integral_constant<decltype(Moment::sixteenth) Moment::*, &Moment::sixteenth>{});
            check(std::integral_constant<sys_time<microseconds> Moment::*, &Moment::microsecond>{});
            check(std::integral_constant<sys_time<nanoseconds> Moment::*, &Moment::nanosecond>{});
            check(std::integral_constant<decltype(Moment::half_day) Moment::*, &Moment::half_day>{});
        }
    }
    TEST_CASE_TEMPLATE("a time of a unit longer than a day becomes a day when days are added", Driver, TEST_DRIVERS) {
        connection<library<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        const auto day = sys_days{2024y / 2 / 29}; // a Thursday, as the first day of 1970 was
        db.insert(Period{0, floor<weeks>(day), floor<weeks>(day), floor<duration<int, std::ratio<172800>>>(day), day});
        db.insert(Period{0, floor<weeks>(day), {}, floor<duration<int, std::ratio<172800>>>(day), day});
        const auto is_row = col<&Period::id> == 1;
        for (const int more : {0, 1, -1, 7, 14, -365}) {
            CAPTURE(more);
            const auto later = [&](const auto& column) {
                return db(select(add_days(column, more)).template from<Period>().where(is_row)).scalar();
            };
            static_assert(std::is_same_v<decltype(later(col<&Period::week>)), sys_days>);
            static_assert(std::is_same_v<decltype(later(col<&Period::maybe_week>)), std::optional<sys_days>>);
            static_assert(std::is_same_v<decltype(later(col<&Period::two_days>)), sys_days>);
            CHECK(later(col<&Period::week>) == day + days(more));
            CHECK(later(col<&Period::maybe_week>) == day + days(more));
            CHECK(later(col<&Period::two_days>) == floor<duration<int, std::ratio<172800>>>(day) + days(more));
            CHECK(later(col<&Period::day>) == day + days(more));
            CHECK(db(select(count()).template from<Period>().where(
                         add_days(col<&Period::week>, more) == day + days(more) &&
                         add_days(col<&Period::week>, more) == add_days(col<&Period::day>, more)))
                      .scalar() == 2);
        }
        CHECK(db(select(add_days(col<&Period::maybe_week>, 1)).template from<Period>().where(col<&Period::id> == 2))
                  .scalar() == std::nullopt);
        CHECK(db(select(date_of(col<&Period::week>), days_between(col<&Period::week>, col<&Period::day>),
                        hour_of(col<&Period::week>), day_of(col<&Period::two_days>))
                     .template from<Period>()
                     .where(is_row))
                  .one()
                  .template get<0>() == 2024y / 2 / 29);
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
