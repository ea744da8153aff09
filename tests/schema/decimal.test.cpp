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
    TEST_CASE("a decimal has the text of its number, with the scale that it was given") {
        CHECK(decimal().text() == "0");
        for (const char* text : {"0", "1", "-1", "10", "1.5", "-0.001", "1.50", "0.00", "100.0", "-2.000",
                                 "123456789012345678901234567890.000000000001"})
            CHECK(read(text) == text);
        CHECK(read("+007.") == "7");
        CHECK(read(".5") == "0.5");
        CHECK(read("-0.00") == "0.00");
        CHECK(read("00100.0100") == "100.0100");
        CHECK(read("1e3") == "1000");
        CHECK(read("1.50e1") == "15.0");
        CHECK(read("1.50e3") == "1500");
        CHECK(read("1.25E1") == "12.5");
        CHECK(read("125e-2") == "1.25");
        CHECK(read("1200e-2") == "12.00");
        CHECK(read("-125E-5") == "-0.00125");
        CHECK(read("1e+2") == "100");
        CHECK(read("0e-3") == "0.000");
    }
    TEST_CASE("zero is zero whatever its exponent is") {
        for (const char* text : {"0e999999", "0e3000000000", "-0e99999999999999999999", "000e+3000000000"})
            CHECK(read(text) == "0");
        CHECK(decimal("0.0e-3000000000") == decimal());
        CHECK(decimal("0e-99999999999999999999") == decimal());
        for (const char* text : {"0e3000000000x", "0e", "0e+-1", "0e+", "1e3000000000", "1e-3000000000"})
            CHECK(read(text) == "none");
    }
    TEST_CASE("a decimal has the shortest text that its number has") {
        const auto shortest = [](std::string_view text) { return std::string(decimal(text).shortest()); };
        CHECK(shortest("1.50") == "1.5");
        CHECK(shortest("-2.000") == "-2");
        CHECK(shortest("0.00") == "0");
        CHECK(shortest("100") == "100");
        CHECK(shortest("100.0100") == "100.01");
        CHECK(value_traits<decimal>::to_stored(decimal("10.10")) == "10.1");
        CHECK(value_traits<decimal>::to_native(decimal("10.10")) == "10.10");
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
        // Zeros at the end have no room, either.
        CHECK(read("1." + std::string(20000, '0')) == "1." + std::string(16383, '0'));
        CHECK(read("0." + std::string(20000, '0')) == "0." + std::string(16383, '0'));
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
    TEST_CASE("decimals are equal whatever their scales are, and have equal hashes") {
        CHECK(decimal("1.50") == decimal("1.5"));
        CHECK(decimal("1.50") <= decimal("1.5"));
        CHECK(decimal("0.00") == decimal(0));
        CHECK(decimal("-2.0") == decimal(-2));
        CHECK(decimal("1.50") != decimal("15.0"));
        CHECK(decimal("1.500") < decimal("1.51"));
        CHECK(decimal("-1.500") > decimal("-1.51"));
        CHECK(std::hash<decimal>()(decimal("-2.00")) == std::hash<decimal>()(decimal(-2)));
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
