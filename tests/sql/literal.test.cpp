#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace literal_test {

using namespace rowan;
using namespace std::chrono;

enum class Status : std::int8_t { open = -1, closed };

template <encoding Encoding = encoding::standard, class Dialect = sqlite_dialect, class Value>
constexpr bool is_written_as(const Value& value, std::string_view text) {
    char data[64]{};
    detail::text_sink out{data};
    detail::write_literal<Dialect, Encoding>(out, value);
    return std::string_view(data, out.size) == text;
}
std::string written(double value) {
    char data[400]{};
    detail::text_sink out{data};
    detail::write_real(out, value);
    return std::string(data, out.size);
}

static_assert(is_written_as(true, "1") && is_written_as(false, "0"));
static_assert(is_written_as(0, "0") && is_written_as(-42, "-42") && is_written_as(std::uint8_t{200}, "200"));
static_assert(is_written_as(std::numeric_limits<std::int64_t>::max(), "9223372036854775807"));
static_assert(is_written_as(std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"));

static_assert(is_written_as(0.0, "0.0") && is_written_as(-0.0, "-0.0") && is_written_as(1.0, "1.0"));
static_assert(is_written_as(0.1, "0.1") && is_written_as(-0.25, "-0.25") && is_written_as(0.001, "0.001"));
static_assert(is_written_as(100.0, "100.0") && is_written_as(123456.789, "123456.789"));
static_assert(is_written_as(0.1 + 0.2, "0.30000000000000004"));
static_assert(is_written_as(1e15, "1000000000000000.0") && is_written_as(9007199254740993.0, "9007199254740992.0"));
static_assert(is_written_as(1e16, "1.0e16") && is_written_as(1e300, "1.0e300") && is_written_as(-1.5e22, "-1.5e22"));
static_assert(is_written_as(1e-7, "1.0e-7") && is_written_as(2.5e-300, "2.5e-300"));
static_assert(is_written_as(5e-324, "5.0e-324"));
static_assert(is_written_as(std::numeric_limits<double>::max(), "1.7976931348623157e308"));
static_assert(is_written_as(std::numeric_limits<double>::infinity(), "9e999"));
static_assert(is_written_as(-std::numeric_limits<double>::infinity(), "-9e999"));
static_assert(is_written_as(0.5F, "0.5"));
template <class Value>
constexpr bool is_in_postgres(Value value, std::string_view text) {
    return is_written_as<encoding::standard, postgres_dialect>(value, text);
}
static_assert(is_in_postgres(1e300, "1.0e300") && is_in_postgres(true, "TRUE") && is_in_postgres(false, "FALSE"));
static_assert(is_in_postgres(std::numeric_limits<double>::infinity(), "CAST('Infinity' AS double precision)"));
static_assert(is_in_postgres(-std::numeric_limits<float>::infinity(), "CAST('-Infinity' AS double precision)"));
static_assert(is_in_postgres(-0.0, "CAST('-0' AS double precision)") && is_in_postgres(0.0, "0.0"));
static_assert(is_in_postgres(std::numeric_limits<double>::quiet_NaN(), "CAST('NaN' AS double precision)"));

static_assert(is_written_as(std::string_view("plain"), "'plain'") && is_written_as(std::string_view(), "''"));
static_assert(is_written_as(std::string_view("it's \"'quoted'\""), "'it''s \"''quoted''\"'"));
static_assert(is_written_as(Status::open, "'open'") && is_written_as<encoding::integer>(Status::open, "-1"));
static_assert(is_written_as(2024y / 2 / 29, "'2024-02-29'"));
static_assert(is_written_as(sys_seconds{sys_days{2024y / 2 / 29} + 1s}, "'2024-02-29 00:00:01'"));
static_assert(is_written_as<encoding::integer>(sys_seconds{-1s}, "-1"));
static_assert(is_written_as(std::optional<int>{}, "NULL") && is_written_as(std::optional{3}, "3"));

enum class Key : std::uint64_t {};
enum class Letter : char { a = 'a' };
static_assert(is_written_as<encoding::integer>(Key{7}, "7") && is_written_as<encoding::integer>(Letter::a, "97"));

/// Whether what `make` gives has a literal, without which a definition does not compile.
template <encoding Encoding = encoding::standard, class Dialect = sqlite_dialect, class Make,
          bool = is_written_as<Encoding, Dialect>(Make{}(), "")>
constexpr bool has_literal(Make) {
    return true;
}
template <encoding = encoding::standard, class = sqlite_dialect>
constexpr bool has_literal(...) {
    return false;
}
using nanos = sys_time<nanoseconds>;
static_assert(has_literal([] { return Status::open; }) && !has_literal([] { return Status{7}; }));
static_assert(has_literal<encoding::integer>([] { return Status{7}; }));
static_assert(!has_literal([] { return sys_seconds(sys_days(10000y / 1 / 1)); }) &&
              !has_literal([] { return 2023y / 2 / 29; }));
static_assert(!has_literal<encoding::integer>([] { return Key{~std::uint64_t{0}}; }));
static_assert(!has_literal<encoding::integer>([] { return sys_time<duration<std::uint64_t>>::max(); }));
static_assert(has_literal([] { return nanos(1ns); }) &&
              !has_literal<encoding::standard, postgres_dialect>([] { return nanos(1ns); }) &&
              has_literal<encoding::standard, postgres_dialect>([] { return nanos(1us); }));

TEST_SUITE("sql") {
    TEST_CASE_TEMPLATE("a real number in a text is read as the same number", Driver, TEST_DRIVERS) {
        std::mt19937_64 random(7);
        int wrong = 0, wrong_in_database = 0;
        connection<test::stranger<Driver>> db{test::empty_database<Driver>::name()};
        for (int i = 0; i < 20'000; ++i) {
            double value = std::bit_cast<double>(random());
            if (i % 2 == 0) value = static_cast<double>(random() % 1'000'000) / 1000;
            if (!std::isfinite(value)) continue;
            const std::string text = written(value);
            wrong += std::strtod(text.c_str(), nullptr) == value ? 0 : 1;
            if (i > 2000 || i % 2 == 1) continue;
            const bool is_sqlite = std::is_same_v<Driver, sqlite>;
            const auto rows =
                test::raw_rows(db, "SELECT " + (is_sqlite ? text : "CAST(" + text + " AS double precision)"));
            wrong_in_database += rows.at(0).at(0) == test::cell(value) ? 0 : 1;
        }
        CHECK(wrong == 0);
        CHECK(wrong_in_database == 0);
        CHECK(written(std::numeric_limits<double>::quiet_NaN()) == "NULL");
    }
}

} // namespace literal_test
