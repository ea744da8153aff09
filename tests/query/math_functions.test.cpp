#include "support/drivers.hpp"
#include "support/expression.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace math_functions_test {

struct Point {
    std::int64_t id = 0;
    int x = 0;
    double y = 0;
    std::optional<double> z{};
    std::int8_t narrow = -128;
    std::optional<std::int16_t> maybe{};
    float single = -0.5F;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Point>;
};

using namespace rowan;

constexpr auto x = col<&Point::x>;
constexpr auto y = col<&Point::y>;
constexpr auto z = col<&Point::z>;

constexpr test::text_in<Point> is_text{};

static_assert(is_text(abs(x - 1), R"(abs("point"."x" - ?1))", R"(abs("point"."x" - $1))"));
static_assert(is_text(round(y), R"(round("point"."y"))",
                      R"(CAST(round(CAST(CAST("point"."y" AS text) AS numeric)) AS double precision))"));
static_assert(
    is_text(round(y, x), R"(round("point"."y", "point"."x"))",
            R"(CAST(round(CAST(CAST("point"."y" AS text) AS numeric), greatest(CAST("point"."x" AS integer), 0)))"
            R"( AS double precision))"));
static_assert(is_text(ceil(y), R"(ceil(CAST("point"."y" AS REAL)))", R"(ceil(CAST("point"."y" AS double precision)))"));
static_assert(is_text(floor(x), R"(floor(CAST("point"."x" AS REAL)))",
                      R"(floor(CAST("point"."x" AS double precision)))"));
static_assert(is_text(trunc(y), R"(trunc(CAST("point"."y" AS REAL)))",
                      R"(trunc(CAST("point"."y" AS double precision)))"));
static_assert(is_text(sign(y), R"(sign("point"."y"))", R"(CAST(sign("point"."y") AS bigint))"));
static_assert(is_text(sqrt(x), R"(sqrt("point"."x"))"));
static_assert(is_text(exp(x), R"(exp("point"."x"))"));
static_assert(is_text(ln(x), R"(ln("point"."x"))"));
static_assert(is_text(log10(x), R"(log10("point"."x"))"));
static_assert(is_text(power(x, y), R"(power("point"."x", "point"."y"))"));
static_assert(is_text(atan2(y, x), R"(atan2("point"."y", "point"."x"))"));
static_assert(is_text(sin(x) * cos(x) - tan(x), R"(sin("point"."x") * cos("point"."x") - tan("point"."x"))"));
static_assert(is_text(asin(x), R"(asin("point"."x"))"));
static_assert(is_text(acos(x), R"(acos("point"."x"))"));
static_assert(is_text(atan(x), R"(atan("point"."x"))"));
static_assert(is_text(degrees(radians(x) + pi()), R"(degrees(radians("point"."x") + pi()))"));

template <class Driver>
struct filled : connection<library<Driver>> {
    filled() : connection<library<Driver>>(test::empty_database<Driver>::name()) {
        this->create_tables();
        this->insert(Point{.x = -3, .y = 2.5});
    }
};
template <class Type, class Database, class Expression>
Type value(connection<Database>& db, const Expression& expression) {
    return test::value_of<Type, Point>(db, expression);
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a function of numbers has the type that its value has", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<std::int64_t>(db, abs(x)) == 3);
        CHECK(value<double>(db, abs(y)) == 2.5);
        CHECK(value<std::int64_t>(db, abs(x - 1)) == 4);
        CHECK(value<double>(db, round(y)) == 3);
        CHECK(value<double>(db, round(-y)) == -3);
        CHECK(value<double>(db, round(y + 0.126, 2)) == 2.63);
        CHECK(value<double>(db, round(y, -1)) == 3);
        CHECK(value<double>(db, ceil(y)) == 3);
        CHECK(value<double>(db, floor(y)) == 2);
        CHECK(value<std::optional<double>>(db, floor(x) / 2) == -1.5);
        CHECK(value<double>(db, trunc(-y)) == -2);
        CHECK(value<std::int64_t>(db, sign(x)) == -1);
        CHECK(value<std::int64_t>(db, sign(y)) == 1);
        CHECK(value<double>(db, exp(x)) == doctest::Approx(std::exp(-3)));
        CHECK(value<std::optional<double>>(db, power(x, 2)) == 9);
        CHECK(value<std::optional<double>>(db, power(2, x)) == 0.125);
        CHECK(value<std::optional<double>>(db, sqrt(y * 10)) == 5);
        CHECK(*value<std::optional<double>>(db, ln(y)) == doctest::Approx(std::log(2.5)));
        CHECK(*value<std::optional<double>>(db, log10(y * 400)) == doctest::Approx(3));
    }
    TEST_CASE_TEMPLATE("the absolute value of a narrow number has room", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<std::int64_t>(db, abs(col<&Point::narrow>)) == 128);
        CHECK(value<std::int64_t>(db, -col<&Point::narrow>) == 128);
        CHECK(value<double>(db, abs(col<&Point::single>)) == 0.5);
        CHECK(value<std::optional<std::int64_t>>(db, abs(col<&Point::maybe>)) == std::nullopt);
        db(update<Point>().set(col<&Point::maybe> = -32768).every_row());
        CHECK(value<std::optional<std::int64_t>>(db, abs(col<&Point::maybe>)) == 32768);
    }
    TEST_CASE_TEMPLATE("functions of angles", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<double>(db, pi()) == doctest::Approx(3.14159265358979));
        CHECK(value<double>(db, sin(y)) == doctest::Approx(std::sin(2.5)));
        CHECK(value<double>(db, cos(y)) == doctest::Approx(std::cos(2.5)));
        CHECK(value<double>(db, tan(y)) == doctest::Approx(std::tan(2.5)));
        CHECK(*value<std::optional<double>>(db, asin(y / 5)) == doctest::Approx(std::asin(0.5)));
        CHECK(*value<std::optional<double>>(db, acos(y / 5)) == doctest::Approx(std::acos(0.5)));
        CHECK(value<double>(db, atan(y)) == doctest::Approx(std::atan(2.5)));
        CHECK(value<double>(db, atan2(y, x)) == doctest::Approx(std::atan2(2.5, -3)));
        CHECK(value<double>(db, radians(x)) == doctest::Approx(-0.0523598775598));
        CHECK(value<double>(db, degrees(pi())) == doctest::Approx(180));
    }
    TEST_CASE_TEMPLATE("where a function has no value, it is null in SQLite and an error in PostgreSQL", Driver,
                       TEST_DRIVERS) {
        filled<Driver> db;
        const auto has_none = [&](const auto& call) {
            const auto get = [&] {
                return value<typename std::remove_cvref_t<decltype(call)>::expression_type>(db, call);
            };
            if constexpr (std::is_same_v<Driver, sqlite>) return get() == std::nullopt;

            try {
                get();
            } catch (const error&) {
                return true;
            }
            return false;
        };
        CHECK(has_none(sqrt(x)));
        CHECK(has_none(ln(x)));
        CHECK(has_none(log10(x)));
        CHECK(has_none(asin(x)));
        CHECK(has_none(acos(x)));
        CHECK(has_none(power(x, 0.5)));
        CHECK(has_none(x / 0));
        CHECK(has_none(x % 0));
    }
    TEST_CASE_TEMPLATE("a function of null is null", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<std::optional<double>>(db, round(z)) == std::nullopt);
        CHECK(value<std::optional<double>>(db, abs(z)) == std::nullopt);
        CHECK(value<std::optional<double>>(db, atan2(y, z)) == std::nullopt);
        CHECK(test::count_of<Point>(db, abs(x) == 3 && sqrt(y) < 2) == 1);
    }
}

} // namespace math_functions_test
