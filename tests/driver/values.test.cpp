#include "support/caught.hpp"

#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace values_test {

using namespace rowan;
using test::caught;

struct fixture {
    detail::sqlite_connection db{":memory:", {}};

    /// What SQLite makes of a bound value.
    template <class Result, encoding Encoding = encoding::standard, class Value>
    Result through(const char* sql, const Value& value) {
        auto statement = db.prepare(sql);
        statement.bind<Encoding>(1, value);
        REQUIRE(statement.step());
        Result result{};
        statement.read<Encoding>(0, result);
        CHECK_FALSE(statement.step());
        return result;
    }
    template <encoding Encoding = encoding::standard, class Value>
    Value round_trip(const Value& value) {
        return through<Value, Encoding>("SELECT ?1", value);
    }
    template <class Value>
    std::string type_of(const Value& value) {
        return through<std::string>("SELECT typeof(?1)", value);
    }
    template <class Target>
    Target read(const char* sql) {
        auto statement = db.prepare(sql);
        REQUIRE(statement.step());
        Target target{};
        statement.read<encoding::standard>(0, target);
        return target;
    }
    template <class Target>
    std::string refusal(const char* sql) {
        return caught<type_mismatch>([&] { (void)read<Target>(sql); }).what();
    }
};

TEST_SUITE("driver") {
    TEST_CASE_FIXTURE(fixture, "a boolean is 0 or 1 and nothing else") {
        CHECK(round_trip(true) == true);
        CHECK(round_trip(false) == false);
        CHECK(type_of(true) == "integer");
        CHECK(through<int>("SELECT ?1", true) == 1);
        CHECK(refusal<bool>("SELECT 2 AS flag") ==
              "column 'flag' holds an integer where a boolean (0 or 1) is wanted; in: SELECT 2 AS flag");
        CHECK_THROWS_AS(read<bool>("SELECT -1"), type_mismatch);
        CHECK_THROWS_AS(read<bool>("SELECT 1.0"), type_mismatch);
        CHECK_THROWS_AS(read<bool>("SELECT '1'"), type_mismatch);
        CHECK_THROWS_AS(read<bool>("SELECT NULL"), type_mismatch);
    }

    TEST_CASE_TEMPLATE("an integer keeps its limits and refuses what is beyond them", Integer, signed char,
                       unsigned char, short, unsigned short, int, unsigned, long, unsigned long, long long,
                       unsigned long long) {
        fixture db;
        using limits = std::numeric_limits<Integer>;
        constexpr std::int64_t lowest = static_cast<std::int64_t>(limits::min());
        constexpr std::int64_t highest =
            static_cast<std::int64_t>(sizeof(Integer) == 8 ? std::numeric_limits<std::int64_t>::max() : limits::max());
        for (const std::int64_t value : {lowest, std::int64_t{0}, std::int64_t{1}, highest}) {
            CHECK(db.round_trip(static_cast<Integer>(value)) == static_cast<Integer>(value));
            CHECK(db.through<Integer>("SELECT ?1", value) == static_cast<Integer>(value));
        }
        CHECK(db.type_of(limits::min()) == "integer");
        if constexpr (sizeof(Integer) < 8) {
            CHECK_THROWS_AS(db.through<Integer>("SELECT ?1", highest + 1), type_mismatch);
            CHECK_THROWS_AS(db.through<Integer>("SELECT ?1", lowest - 1), type_mismatch);
        } else if constexpr (limits::min() == 0) {
            CHECK_THROWS_AS(db.through<Integer>("SELECT ?1", std::int64_t{-1}), type_mismatch);
            CHECK_THROWS_AS(db.round_trip(static_cast<Integer>(highest) + 1), type_mismatch);
            CHECK_THROWS_AS(db.round_trip(limits::max()), type_mismatch);
        }
        CHECK_THROWS_AS(db.read<Integer>("SELECT 1.0"), type_mismatch);
        CHECK_THROWS_AS(db.read<Integer>("SELECT '1'"), type_mismatch);
        CHECK_THROWS_AS(db.read<Integer>("SELECT x'01'"), type_mismatch);
        CHECK_THROWS_AS(db.read<Integer>("SELECT NULL"), type_mismatch);
    }
    TEST_CASE_FIXTURE(fixture, "an integer that does not fit is refused with the column and without the value") {
        CHECK(refusal<int>("SELECT 2147483648 AS year") ==
              "column 'year' holds an integer where an integer within the "
              "range of the field is wanted; in: SELECT 2147483648 AS year");
        CHECK(read<std::int64_t>("SELECT 9223372036854775807") == std::numeric_limits<std::int64_t>::max());
        // Beyond 64 bits SQLite has a real number.
        CHECK(refusal<std::int64_t>("SELECT 9223372036854775808 AS n") ==
              "column 'n' holds a real number where an integer is wanted; in: SELECT 9223372036854775808 AS n");
        const auto bound = caught<type_mismatch>([&] { round_trip(std::uint64_t{1} << 63); });
        CHECK(std::string(bound.what()) ==
              "parameter 1: an unsigned integer above 9223372036854775807 cannot be stored; in: SELECT ?1");
    }

    TEST_CASE_TEMPLATE("a floating point number keeps its limits", Real, float, double) {
        fixture db;
        using limits = std::numeric_limits<Real>;
        for (const Real value : {Real{0}, Real{-1.5}, Real(0.1), limits::min(), limits::denorm_min(), limits::max(),
                                 limits::lowest(), limits::epsilon(), limits::infinity(), -limits::infinity()})
            CHECK(db.round_trip(value) == value);
        CHECK(db.type_of(Real{1}) == "real");
        CHECK(db.read<Real>("SELECT 3") == Real{3});
        constexpr std::int64_t exact = std::int64_t{1} << limits::digits;
        CHECK(db.through<Real>("SELECT ?1", exact) == static_cast<Real>(exact));
        CHECK(db.through<Real>("SELECT ?1", -exact) == static_cast<Real>(-exact));
        CHECK_THROWS_AS(db.through<Real>("SELECT ?1", exact + 1), type_mismatch);
        CHECK_THROWS_AS(db.through<Real>("SELECT ?1", -exact - 1), type_mismatch);
        CHECK_THROWS_AS(db.read<Real>("SELECT '1.5'"), type_mismatch);
        CHECK_THROWS_AS(db.read<Real>("SELECT NULL"), type_mismatch);
    }
    TEST_CASE_FIXTURE(fixture, "a number beyond the range of float is not read as infinity") {
        CHECK_THROWS_AS(read<float>("SELECT 1e300"), type_mismatch);
        CHECK_THROWS_AS(read<float>("SELECT -1e300"), type_mismatch);
        CHECK(read<float>("SELECT 9e999") == std::numeric_limits<float>::infinity());
    }
    TEST_CASE_FIXTURE(fixture, "what is not a number is refused, since SQLite would make it null") {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const auto error = caught<type_mismatch>([&] { round_trip(nan); });
        CHECK(std::string(error.what()) == "parameter 1: SQLite does not store what is not a number (NaN); use an "
                                           "optional that is empty; in: SELECT ?1");
        CHECK_THROWS_AS(round_trip(std::optional{nan}), type_mismatch);
        CHECK_THROWS_AS(round_trip(std::numeric_limits<float>::quiet_NaN()), type_mismatch);
    }

    TEST_CASE_FIXTURE(fixture, "a text is kept byte for byte") {
        using namespace std::string_literals;
        for (const std::string& text : {""s, "a"s, "nul \0 within"s, "\0"s, "\xff\xfe\x80 no UTF-8"s, "\xc3"s,
                                        "Ærøskøbing 🌍"s, std::string(3'000'000, 'x')}) {
            CHECK(round_trip(text) == text);
            CHECK(through<std::string>("SELECT ?1", std::string_view(text)) == text);
        }
        CHECK(type_of(std::string()) == "text");
        CHECK(type_of(std::string_view()) == "text");
        CHECK(through<int>("SELECT length(CAST(?1 AS BLOB))", "a\0b"s) == 3);
        CHECK_THROWS_AS(read<std::string>("SELECT 1"), type_mismatch);
        CHECK_THROWS_AS(read<std::string>("SELECT x'61'"), type_mismatch);
        CHECK_THROWS_AS(read<std::string>("SELECT NULL"), type_mismatch);
    }
    TEST_CASE_FIXTURE(fixture, "a text of a database in UTF-16 is read as UTF-8") {
        db.execute("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('Ærø 🌍'), ('')");
        CHECK(read<std::string>("SELECT x FROM t WHERE x <> ''") == "Ærø 🌍");
        CHECK(read<std::string>("SELECT x FROM t WHERE x = ''").empty());
    }
    TEST_CASE_FIXTURE(fixture, "bytes are kept, also when there are none") {
        const bytes all{std::byte{0}, std::byte{255}, std::byte{0}, std::byte{39}};
        CHECK(round_trip(all) == all);
        CHECK(round_trip(bytes{}) == bytes{});
        CHECK(type_of(bytes{}) == "blob");
        CHECK(type_of(all) == "blob");
        CHECK_THROWS_AS(read<bytes>("SELECT 'text'"), type_mismatch);
        CHECK_THROWS_AS(read<bytes>("SELECT NULL"), type_mismatch);
    }
    TEST_CASE_FIXTURE(fixture, "an optional is null or its value") {
        CHECK(round_trip(std::optional<int>{}) == std::nullopt);
        CHECK(round_trip(std::optional<int>{0}) == 0);
        CHECK(round_trip(std::optional<std::string>{}) == std::nullopt);
        CHECK(round_trip(std::optional<std::string>{""}) == "");
        CHECK(type_of(std::optional<int>{}) == "null");
        CHECK(type_of(std::nullopt) == "null");
        CHECK_THROWS_AS(read<std::optional<int>>("SELECT 'x'"), type_mismatch);

        std::optional<std::string> kept = "before";
        auto statement = db.prepare("SELECT NULL");
        REQUIRE(statement.step());
        statement.read<encoding::standard>(0, kept);
        CHECK_FALSE(kept);
    }
    TEST_CASE_FIXTURE(fixture, "a value for a parameter that the statement does not have is an error") {
        auto statement = db.prepare("SELECT ?1");
        CHECK_THROWS_AS(statement.bind<encoding::standard>(2, 1), rowan::error);
    }
}

} // namespace values_test
