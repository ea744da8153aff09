#include "support/caught.hpp"
#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

// Numbers and texts where a database has no more of them: what it gives then, and what rowan makes of it.
namespace property_limits_test {

struct Widths {
    std::int64_t id = 0;
    bool flag = false;
    std::int8_t i8 = 0;
    std::int16_t i16 = 0;
    std::int32_t i32 = 0;
    std::int64_t i64 = 0;
    std::uint8_t u8 = 0;
    std::uint16_t u16 = 0;
    std::uint32_t u32 = 0;
    std::uint64_t u64 = 0;
    float single = 0;
    double real = 0;
    std::string text;
};
template <class Driver>
struct database {
    using driver = Driver;
    using tables = rowan::tables<Widths>;
};

using namespace rowan;
using namespace std::string_literals;

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t exact = std::int64_t{1} << 53; // from here on a double does not hold every integer
constexpr double infinity = std::numeric_limits<double>::infinity();

template <class Driver>
struct fixture {
    connection<database<Driver>> db{test::empty_database<Driver>::name()};

    fixture() { db.create_tables(); }

    template <class Expression>
    auto value_of(const Expression& expression) {
        std::optional<detail::make_optional_type<typename Expression::expression_type>> result;
        for (const auto& row : db(select(expression))) result = row.template get<0>();
        return result.value();
    }
    /// Stored, read, and found by a bound value.
    template <auto Member>
    bool is_kept(const Widths& row) {
        const auto expected = row.*Member;
        int count = 0;
        for (const auto& [stored, bound] : db(select(col<Member>, val(expected))
                                                  .template from<Widths>()
                                                  .where(col<&Widths::id> == row.id && col<Member> == expected)))
            count += stored == expected && bound == expected ? 1 : 100;
        return count == 1;
    }
    void check_limits(auto limit) {
        const auto of = [&]<class Type>(Type) { return static_cast<Type>(limit(std::numeric_limits<Type>())); };
        Widths row{0,
                   of(false),
                   of(std::int8_t{}),
                   of(std::int16_t{}),
                   of(std::int32_t{}),
                   of(std::int64_t{}),
                   of(std::uint8_t{}),
                   of(std::uint16_t{}),
                   of(std::uint32_t{}),
                   0,
                   of(0.0F),
                   of(0.0),
                   "x"};
        row.u64 = row.i64 < 0 ? 0 : static_cast<std::uint64_t>(greatest);
        db.insert(row);
        CHECK(is_kept<&Widths::flag>(row));
        CHECK(is_kept<&Widths::i8>(row));
        CHECK(is_kept<&Widths::i16>(row));
        CHECK(is_kept<&Widths::i32>(row));
        CHECK(is_kept<&Widths::i64>(row));
        CHECK(is_kept<&Widths::u8>(row));
        CHECK(is_kept<&Widths::u16>(row));
        CHECK(is_kept<&Widths::u32>(row));
        CHECK(is_kept<&Widths::u64>(row));
        CHECK(is_kept<&Widths::single>(row));
        CHECK(is_kept<&Widths::real>(row));
    }
};

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("numbers of every width are kept at their limits", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        test.check_limits([](auto limits) { return limits.lowest(); });
        test.check_limits([](auto limits) { return limits.max(); });
        test.check_limits([](auto limits) { return limits.min(); });
        test.check_limits([](auto limits) { return limits.denorm_min(); });
        test.check_limits([](auto limits) { return limits.has_infinity ? limits.infinity() : limits.max(); });
        test.check_limits([](auto limits) {
            return limits.has_infinity ? static_cast<decltype(limits.max())>(-1) * limits.infinity() : limits.lowest();
        });
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "a number that no column can hold is not bound") {
        Widths row;
        row.u64 = static_cast<std::uint64_t>(greatest) + 1;
        CHECK_THROWS_AS(db.insert(row), type_mismatch);
        row.u64 = 0;
        row.real = std::numeric_limits<double>::quiet_NaN();
        CHECK_THROWS_AS(db.insert(row), type_mismatch);
        CHECK_THROWS_AS(value_of(val(row.real)), type_mismatch);
        // It is equal to nothing, and so no list has it.
        CHECK(value_of(in(val(1), std::vector{row.real, 1.0})) == true);
        CHECK(value_of(in(val(1), std::vector{row.real})) == false);
        CHECK(value_of(in(val(1), std::vector<std::optional<int>>{2, std::nullopt})) == std::nullopt);
    }
    // sqlite.org/lang_expr.html: integers that leave 64 bits go on as real numbers, which no integer of rowan's holds.
    TEST_CASE_FIXTURE(fixture<sqlite>, "an integer that leaves 64 bits is a real number and not read as an integer") {
        CHECK_THROWS_AS(value_of(val(greatest) + 1), type_mismatch);
        CHECK_THROWS_AS(value_of(val(least) - 1), type_mismatch);
        CHECK_THROWS_AS(value_of(val(greatest) * -2), type_mismatch);
        CHECK_THROWS_AS(value_of(-val(least)), type_mismatch);
        CHECK_THROWS_AS(value_of(val(least) / -1), type_mismatch);
        CHECK(value_of(val(least) % -1) == 0);
        CHECK(value_of((val(greatest) + 1) == 0x1p63) == true);
        CHECK(value_of(val(greatest) + 1 > greatest) == true);
        CHECK(value_of(cast<double>(val(greatest) + 1)) == 0x1p63);
        CHECK(value_of(cast<std::int64_t>(val(greatest) + 1)) == greatest);
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "there is no absolute value of the least integer") {
        CHECK(test::caught<error>([&] { (void)value_of(abs(val(least))); }).what() != ""s);
        CHECK_THROWS_WITH_AS(value_of(abs(val(least))), doctest::Contains("integer overflow"), error);
        CHECK(value_of(abs(val(least + 1))) == greatest);
        CHECK(value_of(abs(val(-infinity))) == infinity);
        CHECK(value_of(abs(val(std::int8_t{-128}))) == 128);
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "division by zero is null, and the sign of a rest is that of what is divided") {
        CHECK(value_of(val(1) / 0) == std::nullopt);
        CHECK(value_of(val(1) % 0) == std::nullopt);
        CHECK(value_of(val(1.0) / -0.0) == std::nullopt);
        CHECK(value_of(val(1.5) % 0.5) == std::nullopt); // `%` is of integers
        CHECK(value_of(val(5.9) % 3.9) == 2.0);
        CHECK(value_of(val(-7) % 3) == -1);
        CHECK(value_of(val(7) % -3) == 1);
        CHECK(value_of(val(-7) / 2) == -3);
        CHECK(value_of(val(1e300) % 10) == static_cast<double>(greatest % 10));
    }
    // sqlite.org/floatingpoint.html: what is not a number is null.
    TEST_CASE_FIXTURE(fixture<sqlite>, "what is not a number is null, which a real number is not") {
        CHECK_THROWS_AS(value_of(val(infinity) - infinity), type_mismatch);
        CHECK_THROWS_AS(value_of(val(infinity) * 0.0), type_mismatch);
        CHECK(value_of(val(infinity) / infinity) == std::nullopt);
        CHECK(value_of(is_null(val(infinity) - infinity)) == true);
        CHECK(value_of(coalesce(val(infinity) - infinity, 1.5)) == 1.5);
        CHECK(value_of(val(std::numeric_limits<double>::max()) * 2) == infinity);
        CHECK(value_of(val(std::numeric_limits<double>::denorm_min()) / 2) == 0.0);
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "an integer and a real number are compared exactly") {
        const auto real = static_cast<double>(exact);
        CHECK(value_of(val(exact) == real) == true);
        CHECK(value_of(val(exact + 1) == real) == false);
        CHECK(value_of(val(exact + 1) > real) == true);
        CHECK(value_of(val(exact - 1) < real) == true);
        CHECK(value_of(val(greatest) < 0x1p63) == true);
        CHECK(value_of(val(least) == -0x1p63) == true);
        CHECK(value_of(in(val(exact + 1), std::vector{real, real + 2})) == false);
        CHECK(value_of(in(val(exact + 1), real, real + 2)) == false);
        CHECK(value_of(nullif(val(exact + 1), real)) == exact + 1);
        CHECK(value_of(is_distinct_from(val(exact + 1), real)) == true);
        CHECK(value_of(between(val(exact + 1), real, real)) == false);
        CHECK(value_of(val(infinity) > greatest) == true);
        CHECK(value_of(val(-0.0) == 0) == true);
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "an integer among real numbers is read where a double holds it") {
        CHECK(value_of(coalesce(nullif(val(1), 1), 0.5)) == 0.5);
        CHECK(value_of(coalesce(val(exact), 0.5)) == static_cast<double>(exact));
        CHECK_THROWS_AS(value_of(coalesce(val(exact + 1), 0.5)), type_mismatch);
        CHECK(value_of(coalesce(cast<double>(val(exact + 1)), 0.5)) == static_cast<double>(exact));
    }
    TEST_CASE_TEMPLATE("a real number is rounded half away from zero", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.value_of(round(val(0.5))) == 1.0);
        CHECK(test.value_of(round(val(-2.5))) == -3.0);
        CHECK(test.value_of(round(val(0x1p52 + 1))) == 0x1p52 + 1);
        CHECK(test.value_of(round(val(infinity))) == infinity);
        CHECK(test.value_of(round(val(least))) == -0x1p63);
        CHECK(test.value_of(round(val(2.125), 2)) == 2.13);
        CHECK(test.value_of(round(val(-1.25), 1)) == -1.3);
        CHECK(test.value_of(round(val(12.5), -1)) == 13.0);
    }
    // sqlite.org/lang_expr.html#castexpr: the nearest integer that there is, of a text the longest number at its front.
    TEST_CASE_FIXTURE(fixture<sqlite>, "a cast gives the nearest value") {
        CHECK(value_of(cast<std::int64_t>(val(-2.9))) == -2);
        CHECK(value_of(cast<std::int64_t>(val(1e300))) == greatest);
        CHECK(value_of(cast<std::int64_t>(val(-infinity))) == least);
        CHECK_THROWS_AS(value_of(cast<std::int8_t>(val(128))), type_mismatch);
        CHECK(value_of(cast<double>(val(exact + 1))) == static_cast<double>(exact));
        CHECK(value_of(cast<bool>(val(-0.0))) == false);
        CHECK(value_of(cast<bool>(val(0.1))) == true);
        CHECK(value_of(cast<std::string>(val(least))) == std::to_string(least));
        CHECK(value_of(cast<std::string>(val(-2.5))) == "-2.5");
        CHECK(value_of(cast<std::string>(val(1e20))) == "1.0e+20");
        CHECK(value_of(cast<std::int64_t>(val(" -12abc"))) == -12);
        CHECK(value_of(cast<std::int64_t>(val("9223372036854775808"))) == greatest);
        CHECK(value_of(cast<std::int64_t>(val("1\0002"s))) == 1);
        CHECK(value_of(cast<double>(val("1e400"))) == infinity);
        CHECK(value_of(cast<double>(val("."))) == 0.0);
    }
    TEST_CASE_FIXTURE(fixture<sqlite>, "a long text of any bytes is kept, put together and found") {
        Widths row;
        row.text = std::string(60'000, '\'') + "\0\xff;--"s + std::string(60'000, 'a');
        db.insert(row);
        CHECK(is_kept<&Widths::text>(row));
        CHECK(value_of(val(row.text) + row.text) == row.text + row.text);
        CHECK(value_of(replace(val(row.text), "'", "''")) == std::string(120'000, '\'') + row.text.substr(60'000));
        CHECK(value_of(length(val(row.text))) == 60'000);
        CHECK(value_of(position(val(row.text), "\xff;"s)) == 60'002);
        CHECK(value_of(in(val(row.text), std::vector{row.text})) == true);
        CHECK(value_of(like(val(row.text), std::string(50'000, '\''))) == false);
        // SQLITE_MAX_LIKE_PATTERN_LENGTH (sqlite.org/limits.html)
        CHECK_THROWS_AS(value_of(like(val(row.text), row.text)), error);
    }
    TEST_CASE_TEMPLATE("what leaves its type is an error in PostgreSQL", Driver, postgres) {
        fixture<Driver> test;
        const auto is_error = [&](const auto& expression) {
            try {
                test.value_of(expression);
            } catch (const error&) {
                return true;
            }
            return false;
        };
        CHECK(is_error(val(greatest) + 1));
        CHECK(is_error(val(least) - 1));
        CHECK(is_error(-val(least)));
        CHECK(is_error(val(least) / -1));
        CHECK(is_error(abs(val(least))));
        CHECK(is_error(val(1) / 0));
        CHECK(is_error(val(1) % 0));
        CHECK(is_error(val(1.0) / -0.0));
        CHECK(is_error(val(1.5) % 0.5));
        CHECK(is_error(val(std::numeric_limits<double>::max()) * 2));
        CHECK(is_error(cast<std::int64_t>(val(1e300))));
        CHECK(is_error(cast<std::int64_t>(val("12abc"))));
        CHECK(is_error(cast<std::int8_t>(val(128))));
        CHECK(test.value_of(val(least) % -1) == 0);
        CHECK(test.value_of(abs(val(least + 1))) == greatest);
        CHECK(test.value_of(val(5.9) % 3.9) == 2.0);
        CHECK(test.value_of(val(-7) % 3) == -1);
        CHECK(test.value_of(val(-7) / 2) == -3);
        CHECK(test.value_of(cast<std::int64_t>(val(-2.9))) == -2);
        CHECK(test.value_of(cast<bool>(val(0.1))) == true);
        CHECK(test.value_of(cast<std::string>(val(1e20))) == "1e+20");
    }
    TEST_CASE_TEMPLATE("what is not a number is a number in PostgreSQL", Driver, postgres) {
        fixture<Driver> test;
        CHECK(std::isnan(test.value_of(val(infinity) - infinity).value()));
        CHECK(test.value_of(is_null(val(infinity) - infinity)) == false);
        CHECK(test.value_of(val(std::numeric_limits<double>::quiet_NaN()) > infinity) == true);
    }
    TEST_CASE_TEMPLATE("a long text is kept, put together and found in PostgreSQL", Driver, postgres) {
        fixture<Driver> test;
        Widths row;
        row.text = std::string(60'000, '\'') + "é;--" + std::string(60'000, 'a');
        test.db.insert(row);
        CHECK(test.template is_kept<&Widths::text>(row));
        CHECK(test.value_of(val(row.text) + row.text) == row.text + row.text);
        CHECK(test.value_of(length(val(row.text))) == 120'004);
        CHECK(test.value_of(position(val(row.text), ";--")) == 60'002);
        CHECK(test.value_of(in(val(row.text), std::vector{row.text})) == true);
        row.text = "a\0b"s;
        CHECK_THROWS_AS(test.db.insert(row), error);
    }
    TEST_CASE_TEMPLATE("nothing is in an empty list, not even null", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.value_of(in(nullif(val(1), 1), std::vector<int>{})) == false);
        CHECK(test.value_of(!in(nullif(val("a"), "a"), std::vector<std::string>{})) == true);
    }
}

} // namespace property_limits_test
