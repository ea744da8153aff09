#include "driver/laws.hpp"
#include "support/caught.hpp"

#include "rowan/values.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <ratio>
#include <string>
#include <type_traits>
#include <vector>

namespace laws_columns_test {

/// A type of the user's own, kept as a text.
struct Tag {
    std::string name{};
    friend bool operator==(const Tag&, const Tag&) = default;
};

} // namespace laws_columns_test

template <>
struct rowan::value_traits<laws_columns_test::Tag> {
    using stored = std::string;
    static std::string to_stored(const laws_columns_test::Tag& tag) { return "#" + tag.name; }
    static laws_columns_test::Tag from_stored(const std::string& text) { return {text.substr(1)}; }
};

namespace laws_columns_test {

using namespace rowan;
using namespace std::chrono;
using test::caught;
using namespace test::laws;

enum class Colour { red, green };
template <class>
struct Fruit {
    enum class Taste : std::uint8_t { sweet, sour = 100 };
};
enum class Shade : signed char { dark = -128, light = 127 };

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
    sys_time<duration<std::uint64_t, std::micro>> unsigned_time{};
    sys_time<duration<std::int16_t>> short_time{};
    sys_time<weeks> week{};
    Fruit<int>::Taste taste{};
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

} // namespace laws_columns_test

template <>
inline constexpr auto rowan::table<laws_columns_test::Everything> =
    rowan::define<laws_columns_test::Everything>(rowan::as_integer<&laws_columns_test::Everything::shade>,
                                                 rowan::as_integer<&laws_columns_test::Everything::maybe_shade>,
                                                 rowan::as_integer<&laws_columns_test::Everything::ticks>);

namespace laws_columns_test {

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
            .unsigned_time = {},
            .short_time = sys_time<duration<std::int16_t>>(duration<std::int16_t>(numeric_limits<std::int16_t>::min())),
            .week = ceil<weeks>(first),
            .taste = {},
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
            .unsigned_time = sys_time<duration<std::uint64_t, std::micro>>(last - sys_days{} + 1us),
            .short_time = sys_time<duration<std::int16_t>>(duration<std::int16_t>(numeric_limits<std::int16_t>::max())),
            .week = floor<weeks>(last),
            .taste = Fruit<int>::Taste::sour,
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
        law_connection<archive<Driver>> db(test::empty_database<Driver>::name());
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
        law_connection<archive<Driver>> db(test::empty_database<Driver>::name());
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
        CHECK(found(col<&E::unsigned_time>, wanted.unsigned_time) == 1);
        CHECK(found(col<&E::short_time>, wanted.short_time) == 1);
        CHECK(found(col<&E::week>, wanted.week) == 1);
        CHECK(found(col<&E::taste>, wanted.taste) == 1);
        CHECK(found(col<&E::day>, wanted.day) == 1);
        CHECK(found(col<&E::tag>, wanted.tag) == 1);
        CHECK(found(col<&E::price>, wanted.price) == 1);
        CHECK(found(col<&E::code>, wanted.code) == 1);
    }
    TEST_CASE_TEMPLATE("a null where none is wanted is an error that names the column", Driver, TEST_DRIVERS) {
        law_connection<archive<Driver>> db(test::empty_database<Driver>::name());
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
        law_connection<archive<Driver>> db(test::empty_database<Driver>::name());
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

} // namespace laws_columns_test
