#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace list_test {

using namespace rowan;
using namespace std::chrono;

enum class Color : std::int8_t { red = -1, green };

struct Code {
    std::string text{};
    bool operator==(const Code&) const = default;
};

struct Thing {
    std::int64_t id{};
    std::string name{};
    bytes data{};
    double size{};
    bool flag{};
    Color color{};
    Color number{};
    sys_seconds at{};
    sys_seconds ticks{};
    year_month_day day{};
    std::optional<int> maybe{};
    Code code{};
};

template <class Driver>
struct things {
    using driver = Driver;
    using tables = rowan::tables<Thing>;
};

} // namespace list_test

template <>
struct rowan::value_traits<list_test::Code> {
    using stored = std::string;
    static std::string to_stored(const list_test::Code& code) { return "#" + code.text; }
    static list_test::Code from_stored(const std::string& text) { return {text.substr(1)}; }
};
template <>
inline constexpr auto rowan::table<list_test::Thing> = rowan::define<list_test::Thing>(
    rowan::as_integer<&list_test::Thing::number>, rowan::as_integer<&list_test::Thing::ticks>);

namespace list_test {

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("a list of any type that can be bound finds what a comparison finds", Driver, TEST_DRIVERS) {
        connection<things<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        const Thing one{.id = 1,
                        // PostgreSQL's texts have no zero bytes.
                        .name = std::is_same_v<Driver, sqlite> ? std::string("a\0b", 3) : "a b",
                        .data = {std::byte{0}, std::byte{1}},
                        .size = 0.5,
                        .flag = true,
                        .color = Color::red,
                        .number = Color::red,
                        .at = sys_days{2026y / November / 21} + 1h,
                        .ticks = sys_days{1969y / July / 20},
                        .day = 1974y / May / 1,
                        .maybe = 7,
                        .code = {"x"}};
        Thing other{.at = sys_days{2000y / January / 1}, .ticks = {}, .day = 2000y / January / 1, .code = {"y"}};
        other.color = other.number = Color::green;
        db.insert(std::vector<Thing>{one, other});

        const auto finds_one = [&](auto column, const auto& list) {
            const auto found = db(select<Thing>().where(in(column, list))).all();
            return found.size() == 1 && found[0].id == 1;
        };
        CHECK(finds_one(col<&Thing::id>, std::vector<std::int64_t>{1, 5}));
        CHECK(finds_one(col<&Thing::id>, std::vector<std::uint64_t>{1, 18446744073709551615U}));
        CHECK(finds_one(col<&Thing::name>, std::vector<std::string>{one.name, "zz"}));
        CHECK(finds_one(col<&Thing::data>, std::vector<bytes>{one.data}));
        CHECK(finds_one(col<&Thing::size>, std::vector<double>{0.5}));
        CHECK(finds_one(col<&Thing::color>, std::vector<Color>{Color::red, static_cast<Color>(99)}));
        CHECK(finds_one(col<&Thing::number>, std::vector<Color>{Color::red}));
        CHECK(finds_one(col<&Thing::at>, std::vector<sys_seconds>{one.at}));
        CHECK(finds_one(col<&Thing::ticks>, std::vector<sys_seconds>{one.ticks}));
        CHECK(finds_one(col<&Thing::day>, std::vector<year_month_day>{one.day, 2026y / February / 30}));
        CHECK(finds_one(col<&Thing::maybe>, std::vector<int>{7}));
        CHECK(finds_one(col<&Thing::code>, std::vector<Code>{{"x"}}));
        // What no column holds is equal to nothing, and different from everything.
        const auto finds_other = [&](auto column, const auto& list) {
            const auto found = db(select<Thing>().where(!in(column, list))).all();
            return found.size() == 1 && found[0].id != 1;
        };
        CHECK(finds_other(col<&Thing::id>, std::vector<std::uint64_t>{1, 18446744073709551615U}));
        CHECK(finds_other(col<&Thing::color>, std::vector<Color>{Color::red, static_cast<Color>(99)}));
        CHECK(finds_other(col<&Thing::day>, std::vector<year_month_day>{one.day, 2026y / February / 30}));
        CHECK(db(select<Thing>().where(in(col<&Thing::id>, std::vector<int>{}))).all().empty());
        CHECK(db(select<Thing>().where(!in(col<&Thing::id>, std::vector<int>{}))).all().size() == 2);
        CHECK(db(select<Thing>().where(in(col<&Thing::name>, std::vector<std::string>{""}))).all().size() == 1);
    }
    TEST_CASE_TEMPLATE("values at the limits of their types are found in lists, and by a list of keys", Driver,
                       TEST_DRIVERS) {
        connection<things<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        using whole = std::numeric_limits<std::int64_t>;
        using real = std::numeric_limits<double>;
        const auto check = [&]<class Field>(Field Thing::*, auto column, const std::vector<Field>& values) {
            for (const Field& value : values) {
                if constexpr (!detail::is_optional<Field>)
                    CHECK(db(select(count()).template from<Thing>().where(column == value)).scalar() == 1);
                CHECK(
                    db(select(count()).template from<Thing>().where(in(column, std::vector<Field>{value}))).scalar() ==
                    1);
            }
            const auto all = db(select(count()).template from<Thing>()).scalar();
            CHECK(db(select(count()).template from<Thing>().where(in(column, values))).scalar() ==
                  static_cast<std::int64_t>(values.size()));
            CHECK(db(select(count()).template from<Thing>().where(!in(column, values))).scalar() ==
                  all - static_cast<std::int64_t>(values.size()));
        };
        const auto fill = [&]<class Field>(Field Thing::* member, const std::vector<Field>& values) {
            db(remove<Thing>().every_row());
            std::vector<Thing> rows(values.size() + 1);
            for (std::size_t i = 0; i < rows.size(); ++i) {
                rows[i] = Thing{.id = static_cast<std::int64_t>(i) + 1,
                                .name = "another",
                                .data = {std::byte{7}},
                                .size = -77.5,
                                .at = sys_days{2000y / January / 1},
                                .day = 2000y / January / 2,
                                .maybe = -77,
                                .code = {"another"}};
                if (i < values.size()) rows[i].*member = values[i];
            }
            db.insert(rows);
        };
        const auto run = [&](auto member, auto column, auto values) {
            fill(member, values);
            check(member, column, values);
        };
        run(&Thing::name, col<&Thing::name>,
            std::vector<std::string>{"", " ", "'", R"("\)", "{NULL}", "NULL", std::string(100'000, 'x'),
                                     "\xf0\x9f\x8d\x8e"});
        run(&Thing::data, col<&Thing::data>,
            std::vector<bytes>{{}, {std::byte{0}}, {std::byte{0xff}}, bytes(100'000, std::byte{0})});
        run(&Thing::size, col<&Thing::size>,
            std::vector<double>{real::min(), real::max(), real::lowest(), real::denorm_min(), real::infinity(),
                                -real::infinity(), 0.1});
        run(&Thing::at, col<&Thing::at>,
            std::vector<sys_seconds>{sys_days{0y / January / 1}, sys_seconds{-1s}, sys_days{9999y / December / 31}});
        run(&Thing::ticks, col<&Thing::ticks>,
            std::vector<sys_seconds>{sys_seconds{seconds{whole::min()}}, sys_seconds{-1s},
                                     sys_seconds{seconds{whole::max()}}});
        run(&Thing::day, col<&Thing::day>, std::vector<year_month_day>{0y / January / 1, 9999y / December / 31});
        run(&Thing::maybe, col<&Thing::maybe>,
            std::vector<std::optional<int>>{std::numeric_limits<int>::min(), 0, std::numeric_limits<int>::max()});
        run(&Thing::code, col<&Thing::code>, std::vector<Code>{{""}, {"'"}, {R"(\")"}});

        // What is not a number is equal to nothing that SQLite holds.
        if constexpr (std::is_same_v<Driver, sqlite>) {
            const std::vector<double> none{real::quiet_NaN()};
            CHECK(db(select<Thing>().where(in(col<&Thing::size>, none))).all().empty());
            CHECK(db(select<Thing>().where(!in(col<&Thing::size>, none))).all().size() == 4);
        }
        db(remove<Thing>().every_row());
        const Thing last{.name = "n", .at = sys_seconds{}, .day = 2000y / January / 1, .code = {"c"}};
        for (const std::int64_t key : {whole::min(), std::int64_t{-1}, whole::max()}) {
            Thing row = last;
            row.id = key;
            db.upsert(row);
        }
        const std::vector<std::int64_t> keys{whole::max(), whole::min(), 5, -1};
        const auto found = db.template find<Thing>(keys);
        CHECK(found[0].value().id == whole::max());
        CHECK(found[1].value().id == whole::min());
        CHECK_FALSE(found[2].has_value());
        CHECK(found[3].value().id == -1);
    }
}

} // namespace list_test
