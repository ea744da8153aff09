#include "support/expression.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

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
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Point>;
};

using namespace rowan;

constexpr auto x = col<&Point::x>;
constexpr auto y = col<&Point::y>;
constexpr auto z = col<&Point::z>;

constexpr test::text_in<Point> is_text{};

static_assert(is_text(abs(x - 1), R"(abs("point"."x" - ?1))", R"(abs("point"."x" - $1))"));
static_assert(is_text(round(y), R"(round("point"."y"))",
                      R"(CAST(round(CAST("point"."y" AS numeric)) AS double precision))"));
static_assert(is_text(round(y, x), R"(round("point"."y", "point"."x"))",
                      R"(CAST(round(CAST("point"."y" AS numeric), greatest(CAST("point"."x" AS integer), 0)))"
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

struct fixture {
    connection<library> db{":memory:"};
    fixture() {
        db.create_tables();
        db.insert(Point{.x = -3, .y = 2.5});
    }
    template <class Type, class Expression>
    Type value(const Expression& expression) {
        return test::value_of<Type, Point>(db, expression);
    }
};

TEST_SUITE("query") {
    TEST_CASE_FIXTURE(fixture, "a function of numbers has the type that its value has") {
        CHECK(value<std::int64_t>(abs(x)) == 3);
        CHECK(value<double>(abs(y)) == 2.5);
        CHECK(value<std::int64_t>(abs(x - 1)) == 4);
        CHECK(value<double>(round(y)) == 3);
        CHECK(value<double>(round(-y)) == -3);
        CHECK(value<double>(round(y + 0.126, 2)) == 2.63);
        CHECK(value<double>(round(y, -1)) == 3);
        CHECK(value<double>(ceil(y)) == 3);
        CHECK(value<double>(floor(y)) == 2);
        CHECK(value<std::optional<double>>(floor(x) / 2) == -1.5);
        CHECK(value<double>(trunc(-y)) == -2);
        CHECK(value<std::int64_t>(sign(x)) == -1);
        CHECK(value<std::int64_t>(sign(y)) == 1);
        CHECK(value<double>(exp(x)) == doctest::Approx(std::exp(-3)));
        CHECK(value<std::optional<double>>(power(x, 2)) == 9);
        CHECK(value<std::optional<double>>(power(2, x)) == 0.125);
        CHECK(value<std::optional<double>>(sqrt(y * 10)) == 5);
        CHECK(*value<std::optional<double>>(ln(y)) == doctest::Approx(std::log(2.5)));
        CHECK(*value<std::optional<double>>(log10(y * 400)) == doctest::Approx(3));
    }
    TEST_CASE_FIXTURE(fixture, "the absolute value of a narrow number has room") {
        CHECK(value<std::int64_t>(abs(col<&Point::narrow>)) == 128);
        CHECK(value<std::int64_t>(-col<&Point::narrow>) == 128);
        CHECK(value<double>(abs(col<&Point::single>)) == 0.5);
        CHECK(value<std::optional<std::int64_t>>(abs(col<&Point::maybe>)) == std::nullopt);
        db(update<Point>().set(col<&Point::maybe> = -32768).every_row());
        CHECK(value<std::optional<std::int64_t>>(abs(col<&Point::maybe>)) == 32768);
    }
    TEST_CASE_FIXTURE(fixture, "functions of angles") {
        CHECK(value<double>(pi()) == doctest::Approx(3.14159265358979));
        CHECK(value<double>(sin(y)) == doctest::Approx(std::sin(2.5)));
        CHECK(value<double>(cos(y)) == doctest::Approx(std::cos(2.5)));
        CHECK(value<double>(tan(y)) == doctest::Approx(std::tan(2.5)));
        CHECK(*value<std::optional<double>>(asin(y / 5)) == doctest::Approx(std::asin(0.5)));
        CHECK(*value<std::optional<double>>(acos(y / 5)) == doctest::Approx(std::acos(0.5)));
        CHECK(value<double>(atan(y)) == doctest::Approx(std::atan(2.5)));
        CHECK(value<double>(atan2(y, x)) == doctest::Approx(std::atan2(2.5, -3)));
        CHECK(value<double>(radians(x)) == doctest::Approx(-0.0523598775598));
        CHECK(value<double>(degrees(pi())) == doctest::Approx(180));
    }
    TEST_CASE_FIXTURE(fixture, "where a function has no value, it is null") {
        CHECK(value<std::optional<double>>(sqrt(x)) == std::nullopt);
        CHECK(value<std::optional<double>>(ln(x)) == std::nullopt);
        CHECK(value<std::optional<double>>(log10(x)) == std::nullopt);
        CHECK(value<std::optional<double>>(asin(x)) == std::nullopt);
        CHECK(value<std::optional<double>>(acos(x)) == std::nullopt);
        CHECK(value<std::optional<double>>(power(x, 0.5)) == std::nullopt);
        CHECK(value<std::optional<double>>(round(z)) == std::nullopt);
        CHECK(value<std::optional<double>>(abs(z)) == std::nullopt);
        CHECK(value<std::optional<double>>(atan2(y, z)) == std::nullopt);
        CHECK(test::count_of<Point>(db, abs(x) == 3 && sqrt(y) < 2) == 1);
    }
}

} // namespace math_functions_test
