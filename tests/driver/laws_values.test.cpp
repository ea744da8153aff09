#include "driver/laws.hpp"
#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace laws_values_test {

using namespace rowan;
using test::caught;
using namespace test::laws;

/// What goes in by itself comes back as it is.
template <class Driver>
struct echo : opened<Driver> {
    template <class Target, class Value>
    Target through(const Value& value) {
        auto statement = this->connection.prepare("SELECT $1");
        statement.template bind<encoding::standard>(1, value);
        const bool has_row = statement.step();
        REQUIRE(has_row);
        Target target{};
        statement.template read<encoding::standard>(0, target);
        CHECK_FALSE(statement.step());
        return target;
    }
    template <class Value>
    Value round_trip(const Value& value) {
        return through<Value>(value);
    }
    template <class Integer>
    void check_integer() {
        using limits = std::numeric_limits<Integer>;
        constexpr std::int64_t lowest = static_cast<std::int64_t>(limits::min());
        constexpr std::int64_t highest =
            sizeof(Integer) == 8 ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(limits::max());
        for (const std::int64_t value : {lowest, std::int64_t{0}, std::int64_t{1}, highest}) {
            CHECK(round_trip(static_cast<Integer>(value)) == static_cast<Integer>(value));
            CHECK(through<Integer>(value) == static_cast<Integer>(value));
            CHECK(through<std::int64_t>(static_cast<Integer>(value)) == value);
        }
        if constexpr (sizeof(Integer) < 8) {
            CHECK_THROWS_AS(through<Integer>(highest + 1), type_mismatch);
            CHECK_THROWS_AS(through<Integer>(lowest - 1), type_mismatch);
        } else if constexpr (limits::min() == 0) {
            CHECK_THROWS_AS(through<Integer>(std::int64_t{-1}), type_mismatch);
            CHECK_THROWS_AS(round_trip(limits::max()), type_mismatch);
        }
        CHECK_THROWS_AS(through<Integer>(std::optional<Integer>()), type_mismatch);
        CHECK(round_trip(std::optional<Integer>()) == std::nullopt);
        CHECK(round_trip(std::optional<Integer>(limits::min())) == limits::min());
    }
    template <class Real>
    void check_real() {
        using limits = std::numeric_limits<Real>;
        for (const Real value :
             {Real{0}, Real(-0.0), Real{-1.5}, Real(0.1), limits::min(), limits::denorm_min(), limits::max(),
              limits::lowest(), limits::epsilon(), limits::infinity(), -limits::infinity()}) {
            CHECK(round_trip(value) == value);
            CHECK(std::signbit(round_trip(value)) == std::signbit(value));
        }
        if constexpr (keeps_nan<Driver>) CHECK(std::isnan(round_trip(limits::quiet_NaN())));
        else CHECK_THROWS_AS(round_trip(limits::quiet_NaN()), type_mismatch);
        CHECK_THROWS_AS(through<Real>(std::optional<Real>()), type_mismatch);
        CHECK(round_trip(std::optional<Real>()) == std::nullopt);
    }
};

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("integers and truths keep their limits, and nothing is narrowed", Driver, LAW_DRIVERS) {
        echo<Driver> db;
        db.template check_integer<std::int8_t>();
        db.template check_integer<std::uint8_t>();
        db.template check_integer<std::int16_t>();
        db.template check_integer<std::uint16_t>();
        db.template check_integer<std::int32_t>();
        db.template check_integer<std::uint32_t>();
        db.template check_integer<std::int64_t>();
        db.template check_integer<std::uint64_t>();
        for (const bool value : {true, false}) CHECK(db.round_trip(value) == value);
        CHECK_THROWS_AS(db.template through<bool>(std::int64_t{2}), type_mismatch);
        CHECK_THROWS_AS(db.template through<bool>(std::optional<bool>()), type_mismatch);
    }
    TEST_CASE_TEMPLATE("real numbers keep their limits, and nothing becomes infinite", Driver, LAW_DRIVERS) {
        echo<Driver> db;
        db.template check_real<float>();
        db.template check_real<double>();
        CHECK_THROWS_AS(db.template through<float>(1e300), type_mismatch);
        CHECK_THROWS_AS(db.template through<float>(-1e300), type_mismatch);
        CHECK_THROWS_AS(db.template through<std::int64_t>(1.5), type_mismatch);
        CHECK_THROWS_AS(db.template through<std::int64_t>(1.0), type_mismatch);
    }
    TEST_CASE_TEMPLATE("texts and bytes are kept byte for byte, or refused", Driver, LAW_DRIVERS) {
        using namespace std::string_literals;
        echo<Driver> db;
        for (const std::string& text : {""s, " "s, "O'Reilly \"quoted\" \\ $1 ?1"s, "Ærøskøbing 🌍"s, "line\r\n\tend"s,
                                        std::string(1'000'000, 'x')})
            CHECK(db.round_trip(text) == text);
        for (const std::string& text : {"nul \0 within"s, "\0"s, "\xff\xfe no UTF-8"s}) {
            if constexpr (keeps_any_text<Driver>) CHECK(db.round_trip(text) == text);
            else CHECK_THROWS_AS(db.round_trip(text), type_mismatch);
        }
        bytes all;
        for (int i = 0; i < 1'000'000; ++i) all.push_back(static_cast<std::byte>(i % 256));
        for (const bytes& each : {bytes{}, bytes{std::byte{0}}, bytes{std::byte{0}, std::byte{255}, std::byte{0}}, all})
            CHECK(db.round_trip(each) == each);
        CHECK(db.round_trip(std::optional<std::string>("")) == "");
        CHECK(db.round_trip(std::optional<std::string>()) == std::nullopt);
        CHECK(db.round_trip(std::optional<bytes>(bytes{})) == bytes{});
        CHECK(db.round_trip(std::optional<bytes>()) == std::nullopt);
        CHECK_THROWS_AS(db.template through<std::string>(std::int64_t{1}), type_mismatch);
        CHECK_THROWS_AS(db.template through<std::int64_t>("1"s), type_mismatch);
        CHECK_THROWS_AS(db.template through<std::string>(std::optional<std::string>()), type_mismatch);
        CHECK_THROWS_AS(db.template through<bytes>("text"s), type_mismatch);
    }
    TEST_CASE_TEMPLATE("a value that is refused says which, and leaves the statement usable", Driver, LAW_DRIVERS) {
        opened<Driver> db;
        auto statement = db.connection.prepare("SELECT $1 AS answer");
        statement.template bind<encoding::standard>(1, std::optional<int>());
        REQUIRE(statement.step());
        int number = 7;
        const std::string message =
            caught<type_mismatch>([&] { statement.template read<encoding::standard>(0, number); }).what();
        CHECK(message.starts_with("column 'answer' holds null where an integer is wanted"));
        CHECK(number == 7);
        statement.reset();
        CHECK_THROWS_AS(statement.template bind<encoding::standard>(1, ~std::uint64_t{0}), type_mismatch);
        statement.template bind<encoding::standard>(1, 42);
        REQUIRE(statement.step());
        statement.template read<encoding::standard>(0, number);
        CHECK(number == 42);
    }
    TEST_CASE_TEMPLATE("each column is null or has a value, by itself", Driver, LAW_DRIVERS) {
        opened<Driver> db;
        auto statement = db.connection.prepare("SELECT $1 AS a, $2 AS b, $3 AS c");
        for (const bool is_first : {true, false, true}) {
            const std::optional<int> number = is_first ? std::nullopt : std::optional(7);
            const std::optional<std::string> text = is_first ? std::optional<std::string>("x") : std::nullopt;
            statement.template bind<encoding::standard>(1, number);
            statement.template bind<encoding::standard>(2, text);
            statement.template bind<encoding::standard>(3, std::nullopt);
            REQUIRE(statement.step());
            CHECK(statement.is_null(0) == is_first);
            CHECK(statement.is_null(1) != is_first);
            CHECK(statement.is_null(2));
            // What was there before is replaced.
            std::optional<int> read_number = 1;
            std::optional<std::string> read_text = "before", read_none = "before";
            statement.template read<encoding::standard>(0, read_number);
            statement.template read<encoding::standard>(1, read_text);
            statement.template read<encoding::standard>(2, read_none);
            CHECK(read_number == number);
            CHECK(read_text == text);
            CHECK(read_none == std::nullopt);
            statement.reset();
        }
    }
    TEST_CASE_TEMPLATE("texts and bytes are read as views, too", Driver, LAW_DRIVERS) {
        opened<Driver> db;
        auto statement = db.connection.prepare("SELECT $1 AS a, $2 AS b");
        const std::string text = "Ærøskøbing";
        const bytes data{std::byte{0}, std::byte{255}};
        statement.template bind<encoding::standard>(1, std::string_view(text));
        statement.template bind<encoding::standard>(2, data);
        REQUIRE(statement.step());
        std::string_view seen;
        bytes_view view;
        std::optional<std::string_view> maybe;
        statement.template read<encoding::standard>(0, seen);
        statement.template read<encoding::standard>(1, view);
        statement.template read<encoding::standard>(0, maybe);
        CHECK(seen == text);
        CHECK(bytes(view.begin(), view.end()) == data);
        CHECK(maybe == text);
        CHECK_THROWS_AS(statement.template read<encoding::standard>(0, view), type_mismatch);
        CHECK_THROWS_AS(statement.template read<encoding::standard>(1, seen), type_mismatch);
    }
}

} // namespace laws_values_test
