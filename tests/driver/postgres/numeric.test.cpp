#include "rowan/driver/postgres/numeric.hpp"
#include "rowan/schema/decimal.hpp"

#include "support/skip.hpp"

#include <doctest/doctest.h>
#include <libpq-fe.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace numeric_test {

using namespace rowan;
using namespace std::string_literals;

std::string encode(const decimal& number) {
    std::string encoded;
    detail::append_numeric(encoded, number.text());
    return encoded;
}
decimal number_of(std::string_view encoded) { return decimal(detail::numeric_text(encoded)); }

/// A server, asked for one value in the binary format.
class server {
public:
    explicit server(const char* address) : connection_(PQconnectdb(address), PQfinish) {
        REQUIRE_MESSAGE(PQstatus(connection_.get()) == CONNECTION_OK, PQerrorMessage(connection_.get()));
    }
    std::string ask(const char* sql, const std::string& value, bool is_binary, bool gives_binary) {
        const char* data = value.data();
        const int size = static_cast<int>(value.size()), format = is_binary ? 1 : 0;
        const std::unique_ptr<PGresult, void (*)(PGresult*)> result(
            PQexecParams(connection_.get(), sql, 1, nullptr, &data, &size, &format, gives_binary ? 1 : 0), PQclear);
        REQUIRE_MESSAGE(PQresultStatus(result.get()) == PGRES_TUPLES_OK, PQerrorMessage(connection_.get()));
        return {PQgetvalue(result.get(), 0, 0), static_cast<std::size_t>(PQgetlength(result.get(), 0, 0))};
    }
    std::string encode(const std::string& text) { return ask("SELECT $1::numeric", text, false, true); }
    std::string text(const std::string& encoded) { return ask("SELECT $1::numeric", encoded, true, false); }

private:
    std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};
std::optional<server> open_server() {
    const char* address = std::getenv("ROWAN_TEST_POSTGRES");
    if (address == nullptr) {
        test::skip("ROWAN_TEST_POSTGRES names no server");
        return std::nullopt;
    }
    return server(address);
}

std::string random_digits(std::mt19937_64& random, std::size_t most) {
    std::string digits(random() % (most + 1), '0');
    // Long runs of one digit, which make digits of base 10000 that are zero.
    for (char& c : digits) c = static_cast<char>('0' + (random() % 3 == 0 ? random() % 10 : 0));
    return digits;
}

TEST_SUITE("driver") {
    TEST_CASE("a numeric has its parts most significant byte first") {
        CHECK(encode(decimal("-12345.67")) == "\0\3\0\1\x40\0\0\2\0\1\x09\x29\x1a\x2c"s);
        CHECK(encode(decimal()) == "\0\0\0\0\0\0\0\0"s);
        CHECK(encode(decimal("0.00001")) == "\0\1\xff\xfe\0\0\0\5\x03\xe8"s);
        CHECK(number_of("\0\3\0\1\x40\0\0\2\0\1\x09\x29\x1a\x2c"s) == decimal("-12345.67"));
        // 1.50, with the scale that a column says.
        CHECK(number_of("\0\2\0\0\0\0\0\2\0\1\x13\x88"s).text() == "1.50");
        CHECK(number_of("\0\0\0\0\0\0\0\3"s).text() == "0.000");
        CHECK(encode(decimal("1.50")) == "\0\2\0\0\0\0\0\2\0\1\x13\x88"s);
    }
    TEST_CASE("what is no number, and what is no numeric, is refused") {
        for (const auto& encoded :
             {"\0\0\0\0\xc0\0\0\0"s, "\0\0\0\0\xd0\0\0\x20"s, "\0\0\0\0\xf0\0\0\x20"s, ""s, "\0\1"s,
              "\0\1\0\0\0\0\0\0"s, "\0\0\0\0\0\0\0\0\0"s, "\0\1\0\0\0\0\0\0\x27\x10"s,
              // Digits that the scale hides, and a scale that no numeric has.
              "\0\2\0\0\0\0\0\0\0\1\x13\x88"s, "\0\2\0\0\0\0\0\2\0\1\x13\x89"s, "\0\0\0\0\0\0\x40\0"s})
            CHECK_THROWS_AS((void)detail::numeric_text(encoded), type_mismatch);
    }
    TEST_CASE("the server reads what is written and writes what is read") {
        auto db = open_server();
        if (!db) return;
        std::mt19937_64 random(11);
        for (int i = 0; i < 3000; ++i) {
            const std::size_t most = i % 100 == 0 ? 3000 : 30;
            const std::string text = (random() % 2 == 0 ? "-" : "") + ("0" + random_digits(random, most)) + "." +
                                     random_digits(random, most) + "0";
            const decimal number(text);
            CAPTURE(text);
            CHECK(decimal(db->text(encode(number))) == number);
            CHECK(db->encode(number.text()) == encode(number));
            CHECK(number_of(db->encode(text)).text() == number.text());
        }
        for (const char* text : {"1e131071", "-1e-16383", "9999", "10000", "1e4", "1e-4", "0.00010001"}) {
            CHECK(decimal(db->text(encode(decimal(text)))) == decimal(text));
            CHECK(number_of(db->encode(text)) == decimal(text));
        }
        for (const char* text : {"NaN", "Infinity", "-Infinity"})
            CHECK_THROWS_AS((void)detail::numeric_text(db->encode(text)), type_mismatch);
    }
    TEST_CASE("a numeric is the nearest floating point number") {
        std::mt19937_64 random(12);
        for (int i = 0; i < 20'000; ++i) {
            const double value = std::bit_cast<double>(random());
            if (!std::isfinite(value)) continue;
            char digits[32];
            const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
            const std::string encoded =
                encode(decimal(std::string_view(digits, static_cast<std::size_t>(end - digits))));
            CHECK(detail::numeric_to_real<double>(encoded) == value);
        }
        // Between two numbers, to the even one; one digit more decides.
        CHECK(detail::numeric_to_real<double>(encode(decimal("9007199254740993"))) == 9007199254740992.0);
        CHECK(detail::numeric_to_real<double>(encode(decimal("9007199254740993." + std::string(900, '0') + "1"))) ==
              9007199254740994.0);
        CHECK(detail::numeric_to_real<float>(encode(decimal("16777217"))) == 16777216.0F);
        CHECK(detail::numeric_to_real<double>(encode(decimal("1e-400"))) == 0.0);
        CHECK(std::signbit(*detail::numeric_to_real<double>(encode(decimal("-1e-16383")))));
        CHECK(detail::numeric_to_real<double>(encode(decimal("5e-324"))) == std::numeric_limits<double>::denorm_min());
        CHECK_FALSE(detail::numeric_to_real<double>(encode(decimal("1e309"))));
        CHECK_FALSE(detail::numeric_to_real<float>(encode(decimal("-1e39"))));
    }
}

} // namespace numeric_test
