#include "support/caught.hpp"

#include "rowan/schema/decimal.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace decimal_test {

using namespace rowan;

static_assert(storable<decimal> && storable<std::optional<decimal>>);
static_assert(detail::kind_of<decimal>() == value_kind::decimal);
static_assert(!detail::is_number<decimal> && !std::is_same_v<detail::family<decimal>, detail::family<std::string>>);

std::string read(std::string_view text) {
    const auto number = decimal::parse(text);
    return number ? number->text() : "none";
}

TEST_SUITE("schema") {
    TEST_CASE("a decimal has the shortest text of its number") {
        CHECK(decimal().text() == "0");
        for (const char* text : {"0", "1", "-1", "10", "1.5", "-0.001", "123456789012345678901234567890.000000000001"})
            CHECK(read(text) == text);
        CHECK(read("1.50") == "1.5");
        CHECK(read("+007.") == "7");
        CHECK(read(".5") == "0.5");
        CHECK(read("-0.00") == "0");
        CHECK(read("00100.0100") == "100.01");
        CHECK(read("1e3") == "1000");
        CHECK(read("1.25E1") == "12.5");
        CHECK(read("125e-2") == "1.25");
        CHECK(read("-125E-5") == "-0.00125");
        CHECK(read("1e+2") == "100");
        CHECK(read("0e999999") == "0");
    }
    TEST_CASE("a text that is no decimal number is refused") {
        for (const char* text :
             {"",      "-",  ".",    "+-1", "--1",      "1 ",   " 1",    "1,5",           "1.5.",     "1e",      "1e+",
              "1e+-1", "e5", "0x10", "NaN", "Infinity", "-inf", "1_000", "1e99999999999", "1e131072", "1e-16384"}) {
            CAPTURE(text);
            CHECK(read(text) == "none");
            CHECK_THROWS_AS(decimal{std::string_view(text)}, type_mismatch);
        }
        CHECK(std::string(test::caught<type_mismatch>([] { decimal("secret"); }).what()) ==
              "a text is no decimal number");
    }
    TEST_CASE("a decimal has as many digits as numeric has") {
        CHECK(read("1e131071").size() == 131072);
        CHECK(read("1e-16383").size() == 2 + 16383);
        CHECK(read(std::string(131072, '9')) == std::string(131072, '9'));
        CHECK(read(std::string(131073, '9')) == "none");
        CHECK(read("0." + std::string(16384, '9')) == "none");
    }
    TEST_CASE("a decimal is made from any integer") {
        CHECK(decimal(0).text() == "0");
        CHECK(decimal(-7).text() == "-7");
        CHECK(decimal(std::numeric_limits<std::uint64_t>::max()).text() == "18446744073709551615");
        CHECK(decimal(std::numeric_limits<std::int64_t>::min()).text() == "-9223372036854775808");
        CHECK(decimal(5) == decimal("5.00"));
    }
    TEST_CASE("decimals are ordered by their number") {
        const std::vector<const char*> sorted{"-1e30", "-100", "-12",   "-9.5", "-9.49", "-9", "-0.1",
                                              "-0.01", "0",    "0.009", "0.01", "0.1",   "1",  "1.0001",
                                              "1.5",   "9",    "10",    "10.5", "1e30"};
        for (std::size_t i = 0; i < sorted.size(); ++i)
            for (std::size_t j = 0; j < sorted.size(); ++j) {
                CAPTURE(sorted[i]);
                CAPTURE(sorted[j]);
                CHECK((decimal(sorted[i]) <=> decimal(sorted[j])) == (i <=> j));
                CHECK((decimal(sorted[i]) == decimal(sorted[j])) == (i == j));
            }
    }
    TEST_CASE("equal decimals have equal hashes") {
        CHECK(std::hash<decimal>()(decimal("1.50")) == std::hash<decimal>()(decimal("15e-1")));
    }
    TEST_CASE("the text of a default is the one that a decimal has") {
        using traits = value_traits<decimal>;
        static_assert(traits::is_default("1.5") && traits::is_default("-10") && traits::is_default("0"));
        static_assert(!traits::is_default("1.50") && !traits::is_default("-0") && !traits::is_default("01"));
        static_assert(!traits::is_default(".5") && !traits::is_default("5.") && !traits::is_default("") &&
                      !traits::is_default("1e5") && !traits::is_default("-"));
        CHECK(traits::is_default(decimal("-12345.678").text()));
    }
}

} // namespace decimal_test
