#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace result_name_test {

struct Place {
    std::int64_t id = 0;
    std::string country;
    std::string city_name;
};
/// The places of an initial.
struct Initial {
    std::string letter;
    std::int64_t places = 0;
};
template <class Driver>
struct atlas {
    using driver = Driver;
    using tables = rowan::tables<Place>;
    using naming = rowan::pascal_case;
};

using namespace rowan;

// A name that a column has, too: what is grouped is the result.
constexpr auto initials =
    select(substr(col<&Place::country>, literal<1>, literal<1>).as<"country">(), count().as<"n">())
        .from<Place>()
        .group_by(named<"country">);
static_assert(sql_text<atlas<sqlite>>(initials.order_by(desc(named<"n">).nulls_last(), named<"country">)) ==
              R"(SELECT substr("Place"."Country", 1, 1) AS "country", count(*) AS "n" FROM "Place")"
              R"( GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1)");

// The columns have the names of another aggregate there.
constexpr auto derived = select<Initial>().from(subquery<Initial>(initials)).order_by(col<&Initial::letter>);
static_assert(
    sql_text<atlas<sqlite>>(derived) ==
    R"(SELECT "Initial"."Letter", "Initial"."Places" FROM (SELECT substr("Place"."Country", 1, 1))"
    R"( AS "Letter", count(*) AS "Places" FROM "Place" GROUP BY 1) AS "Initial" ORDER BY "Initial"."Letter")");

// A column that has no name but its own, which the database has otherwise.
constexpr auto by_city = select(col<&Place::id>, col<&Place::city_name>).from<Place>().order_by(named<"city_name">);
static_assert(sql_text<atlas<sqlite>>(by_city) == R"(SELECT "Place"."Id", "Place"."CityName" FROM "Place" ORDER BY 2)");
static_assert(sql_text<atlas<sqlite>>(union_(select<Place>(), select<Place>()).order_by(desc(named<"city_name">)))
                  .ends_with(R"( FROM "Place" ORDER BY 3 DESC)"));

// A query within another one has names of its own.
constexpr auto within =
    select(col<&Place::id>.as<"a">(), col<&Place::country>.as<"b">())
        .from<Place>()
        .where(in(col<&Place::id>, select(col<&Place::id>.as<"b">()).from<Place>().order_by(named<"b">).limit<1>()))
        .order_by(named<"b">);
static_assert(sql_text<atlas<sqlite>>(within).ends_with(R"(ORDER BY 1 LIMIT 1) ORDER BY 2)"));

// Windows and aggregates take their rows before there are results.
static_assert(row_key<decltype(desc(col<&Place::id>))> && row_key<decltype(col<&Place::id>)>);
static_assert(!row_key<decltype(desc(named<"n">))> && !row_key<result_name<"n">>);

} // namespace result_name_test

TEST_SUITE("sql") {

    TEST_CASE_TEMPLATE("a result that a clause names is that result, whatever columns are called", Driver,
                       TEST_DRIVERS) {
        using namespace result_name_test;
        rowan::connection<atlas<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        std::vector<Place> places{{0, "Peru", "Lima"}, {0, "Poland", "Krakow"}, {0, "Chile", "Arica"}};
        db.insert(places);

        const auto found = db(derived).all();
        REQUIRE(found.size() == 2);
        CHECK((found[0].letter == "C" && found[0].places == 1));
        CHECK((found[1].letter == "P" && found[1].places == 2));
        CHECK(db(by_city).first()->template get<"city_name">() == "Arica");
        CHECK(db(within).all().size() == 1);
    }

} // TEST_SUITE
