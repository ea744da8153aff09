#include "driver/laws.hpp"
#include "support/caught.hpp"

#include "rowan/values.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace laws_values_test {

/// A type of the user's own, kept as a text.
struct Tag {
    std::string name{};
    friend bool operator==(const Tag&, const Tag&) = default;
};

} // namespace laws_values_test

template <>
struct rowan::value_traits<laws_values_test::Tag> {
    using stored = std::string;
    static std::string to_stored(const laws_values_test::Tag& tag) { return "#" + tag.name; }
    static laws_values_test::Tag from_stored(const std::string& text) { return {text.substr(1)}; }
};

namespace laws_values_test {

using namespace rowan;
using namespace std::chrono;
using test::caught;
using namespace test::laws;

enum class Colour { red, green };
enum class Shade : signed char { dark = -128, light = 127 };

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
    TEST_CASE_TEMPLATE("a value that is refused says which, and leaves the statement usable", Driver, TEST_DRIVERS) {
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
}

/// A column of every kind, for all the ways into a table and out of it.
struct Everything {
    std::int64_t id{};
    bool flag{};
    std::int8_t tiny{};
    std::uint32_t natural{};
    std::int64_t big{};
    std::uint64_t huge{};
    float real{};
    double exact{};
    std::string text{};
    bytes data{};
    Colour colour{};
    Shade shade{};
    sys_seconds second{};
    sys_time<milliseconds> millisecond{};
    sys_time<microseconds> microsecond{};
    sys_time<hours> hour{};
    sys_days midnight{};
    sys_seconds ticks{};
    year_month_day day{2000y / 1 / 1};
    Tag tag{};
    decimal price{};
    uuid code{};
    interval length{};
    json details{"{}"};
    std::optional<bool> maybe_flag{};
    std::optional<int> maybe_number{};
    std::optional<double> maybe_exact{};
    std::optional<std::string> maybe_text{};
    std::optional<bytes> maybe_data{};
    std::optional<Colour> maybe_colour{};
    std::optional<Shade> maybe_shade{};
    std::optional<sys_time<milliseconds>> maybe_time{};
    std::optional<year_month_day> maybe_day{};
    std::optional<Tag> maybe_tag{};
    std::optional<decimal> maybe_price{};
    std::optional<uuid> maybe_code{};
    std::optional<interval> maybe_length{};
    std::optional<json> maybe_details{};

    friend bool operator==(const Everything&, const Everything&) = default;
};

} // namespace laws_values_test

template <>
inline constexpr auto rowan::table<laws_values_test::Everything> =
    rowan::define<laws_values_test::Everything>(rowan::as_integer<&laws_values_test::Everything::shade>,
                                                rowan::as_integer<&laws_values_test::Everything::maybe_shade>,
                                                rowan::as_integer<&laws_values_test::Everything::ticks>);

namespace laws_values_test {

template <class Driver>
struct archive {
    using driver = Driver;
    using tables = rowan::tables<Everything>;
};

constexpr auto example = uuid_of("01234567-89ab-cdef-fedc-ba9876543210");

Everything least() {
    using std::numeric_limits;
    // SQLite keeps times from the year 0 on, and both drivers keep these.
    const sys_days first = 0001y / 1 / 1;
    return {.id = 0,
            .flag = false,
            .tiny = -128,
            .natural = 0,
            .big = numeric_limits<std::int64_t>::min(),
            .huge = 0,
            .real = numeric_limits<float>::lowest(),
            .exact = numeric_limits<double>::denorm_min(),
            .text = "",
            .data = {},
            .colour = Colour::red,
            .shade = Shade::dark,
            .second = first,
            .millisecond = first + 1ms,
            .microsecond = first + 1us,
            .hour = first,
            .midnight = first,
            .ticks = sys_seconds(seconds(numeric_limits<std::int64_t>::min())),
            .day = 0001y / 1 / 1,
            .tag = {""},
            .price = decimal("-0.000000000000000000000000000001"),
            .code = {},
            .length = interval::of(months(-1), -1us),
            .details = {"null"}};
}
Everything greatest() {
    using std::numeric_limits;
    const sys_days last = 9999y / 12 / 31;
    return {.id = 0,
            .flag = true,
            .tiny = 127,
            .natural = numeric_limits<std::uint32_t>::max(),
            .big = numeric_limits<std::int64_t>::max(),
            .huge = static_cast<std::uint64_t>(numeric_limits<std::int64_t>::max()),
            .real = numeric_limits<float>::infinity(),
            .exact = numeric_limits<double>::max(),
            .text = "it's \"Ærø\" 🌍\n\\.\t\\N",
            .data = {std::byte{0}, std::byte{255}, std::byte{0}},
            .colour = Colour::green,
            .shade = Shade::light,
            .second = last + 23h + 59min + 59s,
            .millisecond = last + 23h + 59min + 59s + 999ms,
            .microsecond = last + 23h + 59min + 59s + 999'999us,
            .hour = last + 23h,
            .midnight = last,
            .ticks = sys_seconds(seconds(numeric_limits<std::int64_t>::max())),
            .day = 9999y / 12 / 31,
            .tag = {"tag"},
            .price = decimal("123456789012345678901234567890.5"),
            .code = example,
            .length = interval::of(months(1200), 36h + 1us),
            .details = {R"({"a": [1, null]})"},
            .maybe_flag = true,
            .maybe_number = numeric_limits<int>::min(),
            .maybe_exact = -numeric_limits<double>::infinity(),
            .maybe_text = "",
            .maybe_data = bytes{},
            .maybe_colour = Colour::red,
            .maybe_shade = Shade::dark,
            .maybe_time = sys_days(1969y / 12 / 31) + 23h + 59min + 59s + 999ms,
            .maybe_day = 1970y / 1 / 1,
            .maybe_tag = Tag{"t"},
            .maybe_price = decimal(0),
            .maybe_code = uuid{},
            .maybe_length = interval{},
            .maybe_details = json{"[]"}};
}

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("every kind of value comes back from a table as it went in, by every way", Driver,
                       TEST_DRIVERS) {
        connection<archive<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        std::vector<Everything> rows{least(), greatest()};
        for (Everything& row : rows) db.insert(row);
        // Few rows, and as many as go in another way (arrays and COPY on PostgreSQL).
        for (const int count : {10, 2100}) {
            std::vector<Everything> many;
            for (int i = 0; i < count; ++i) many.push_back(i % 2 == 0 ? least() : greatest());
            db.insert(many);
            rows.insert(rows.end(), many.begin(), many.end());
        }
        const auto found = db(select<Everything>().order_by(col<&Everything::id>)).all();
        REQUIRE(found.size() == rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CAPTURE(i);
            REQUIRE(found[i].id == static_cast<std::int64_t>(i + 1));
            REQUIRE(found[i] == rows[i]);
        }
        for (const std::int64_t key : {1, 2}) {
            const auto& expected = rows[static_cast<std::size_t>(key - 1)];
            CHECK(db.template get<Everything>(key) == expected);
            Everything changed = rows[static_cast<std::size_t>(2 - key)];
            changed.id = key;
            db.update(changed);
            CHECK(db.template get<Everything>(key) == changed);
            db.upsert(expected);
            CHECK(db.template get<Everything>(key) == expected);
        }
        std::size_t streamed = 0;
        for (const auto& row : db.stream(select<Everything>().order_by(col<&Everything::id>))) {
            const auto& expected = rows[streamed++];
            REQUIRE(row.template get<"text">() == expected.text);
            REQUIRE(row.template get<"microsecond">() == expected.microsecond);
            REQUIRE(row.template get<"maybe_tag">() == expected.maybe_tag);
        }
        CHECK(streamed == rows.size());
    }
    TEST_CASE_TEMPLATE("every kind of value is found by itself and in a list", Driver, TEST_DRIVERS) {
        connection<archive<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        const Everything wanted = greatest();
        db.insert(least());
        db.insert(wanted);
        using E = Everything;
        const auto found = [&](const auto& column, const auto& value) {
            const std::vector<std::remove_cvref_t<decltype(value)>> list{value};
            return db(select(count()).template from<E>().where(column == value && in(column, list))).scalar();
        };
        CHECK(found(col<&E::tiny>, wanted.tiny) == 1);
        CHECK(found(col<&E::natural>, wanted.natural) == 1);
        CHECK(found(col<&E::big>, wanted.big) == 1);
        CHECK(found(col<&E::huge>, wanted.huge) == 1);
        CHECK(found(col<&E::real>, wanted.real) == 1);
        CHECK(found(col<&E::exact>, wanted.exact) == 1);
        CHECK(found(col<&E::text>, wanted.text) == 1);
        CHECK(found(col<&E::data>, wanted.data) == 1);
        CHECK(found(col<&E::colour>, wanted.colour) == 1);
        CHECK(found(col<&E::shade>, wanted.shade) == 1);
        CHECK(found(col<&E::second>, wanted.second) == 1);
        CHECK(found(col<&E::millisecond>, wanted.millisecond) == 1);
        CHECK(found(col<&E::microsecond>, wanted.microsecond) == 1);
        CHECK(found(col<&E::ticks>, wanted.ticks) == 1);
        CHECK(found(col<&E::day>, wanted.day) == 1);
        CHECK(found(col<&E::tag>, wanted.tag) == 1);
        CHECK(found(col<&E::price>, wanted.price) == 1);
        CHECK(found(col<&E::code>, wanted.code) == 1);
    }
    TEST_CASE_TEMPLATE("a null where none is wanted is an error that names the column", Driver, TEST_DRIVERS) {
        connection<archive<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        db.insert(greatest());
        db.execute("ALTER TABLE everything RENAME TO old; CREATE TABLE everything AS SELECT * FROM old; "
                   "UPDATE everything SET tag = NULL");
        const auto error = caught<type_mismatch>([&] { (void)db.template get<Everything>(1); });
        CHECK(std::string(error.what()).starts_with("column 'tag' holds null where a text is wanted"));
        CHECK(db(select(col<&Everything::text>).template from<Everything>()).scalar() == greatest().text);
    }
    TEST_CASE_TEMPLATE("a value that the database does not have is refused before it is written", Driver,
                       TEST_DRIVERS) {
        connection<archive<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        const auto refused = [&](auto change) {
            Everything row = least();
            change(row);
            CHECK_THROWS_AS(db.insert(row), type_mismatch);
            std::vector<Everything> rows(3, least());
            change(rows[1]);
            CHECK_THROWS_AS(db.insert(rows), type_mismatch);
            rows.assign(2100, least());
            change(rows[2000]);
            CHECK_THROWS_AS(db.insert(rows), type_mismatch);
            CHECK(db(select(count()).template from<Everything>()).scalar() == 0);
            CHECK_FALSE(db.in_transaction());
        };
        refused([](Everything& row) { row.huge = ~std::uint64_t{0}; });
        refused([](Everything& row) { row.day = 2023y / 2 / 29; });
        refused([](Everything& row) { row.colour = static_cast<Colour>(7); });
        refused([](Everything& row) { row.second = sys_seconds::max(); });
        if constexpr (!keeps_any_text<Driver>) refused([](Everything& row) { row.text = std::string("a\0b", 3); });
        if constexpr (!keeps_nan<Driver>)
            refused([](Everything& row) { row.exact = std::numeric_limits<double>::quiet_NaN(); });
        db.insert(least());
        CHECK(db(select(count()).template from<Everything>()).scalar() == 1);
    }
}

} // namespace laws_values_test
