#include "support/caught.hpp"

#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace named_values_test {

enum class Colour : std::int8_t { red = -3, green = 0, blue = 7 };
// Without enumerators: integers with a type of their own.
enum class Key : std::int64_t {};
enum class HugeKey : std::uint64_t {};
enum class Letter : char {};
enum class Letter8 : char8_t {};
enum class WideLetter : wchar_t {};
enum class Switch : bool { off, on };
template <class Duration>
struct Entry {
    std::chrono::sys_time<Duration> at{};
    std::string note{};
};
struct Money {
    std::int64_t cents = 0;
    friend bool operator==(const Money&, const Money&) = default;
};
struct Isbn {
    std::string digits;
    friend bool operator==(const Isbn&, const Isbn&) = default;
};
struct Picture {
    rowan::bytes content;
    friend bool operator==(const Picture&, const Picture&) = default;
};
struct Birthday {
    std::chrono::year_month_day date{};
    friend bool operator==(const Birthday&, const Birthday&) = default;
};

} // namespace named_values_test

template <class Duration>
inline constexpr auto rowan::table<named_values_test::Entry<Duration>> =
    rowan::define<named_values_test::Entry<Duration>>(rowan::primary_key<&named_values_test::Entry<Duration>::at>);

template <>
struct rowan::value_traits<named_values_test::Money> {
    using stored = std::int64_t;
    static std::int64_t to_stored(const named_values_test::Money& money) { return money.cents; }
    static named_values_test::Money from_stored(std::int64_t cents) { return {cents}; }
};
template <>
struct rowan::value_traits<named_values_test::Isbn> {
    using stored = std::string;
    static std::string to_stored(const named_values_test::Isbn& isbn) { return "ISBN " + isbn.digits; }
    static named_values_test::Isbn from_stored(std::string_view text) {
        if (!text.starts_with("ISBN ")) throw std::invalid_argument("no ISBN");
        return {std::string(text.substr(5))};
    }
};
template <>
struct rowan::value_traits<named_values_test::Picture> {
    using stored = bytes;
    static const bytes& to_stored(const named_values_test::Picture& picture) { return picture.content; }
    static named_values_test::Picture from_stored(const bytes& content) { return {content}; }
};
template <>
struct rowan::value_traits<named_values_test::Birthday> {
    using stored = std::chrono::year_month_day;
    static stored to_stored(const named_values_test::Birthday& birthday) { return birthday.date; }
    static named_values_test::Birthday from_stored(const stored& date) { return {date}; }
};

namespace named_values_test {

using namespace rowan;
using namespace std::chrono;
using test::caught;

template <class Row>
struct diary {
    using driver = sqlite;
    using tables = rowan::tables<Row>;
};

struct fixture {
    detail::sqlite_connection db{":memory:", {}};

    template <class Result, encoding Written = encoding::standard, encoding Read = Written, class Value>
    Result through(const char* sql, const Value& value) {
        auto statement = db.prepare(sql);
        statement.bind<Written>(1, value);
        REQUIRE(statement.step());
        Result result{};
        statement.read<Read>(0, result);
        return result;
    }
    template <encoding Encoding = encoding::standard, class Value>
    Value round_trip(const Value& value) {
        return through<Value, Encoding>("SELECT ?1", value);
    }
    template <class Target, encoding Encoding = encoding::standard>
    Target read(const char* sql) {
        auto statement = db.prepare(sql);
        REQUIRE(statement.step());
        Target target{};
        statement.read<Encoding>(0, target);
        return target;
    }
};

TEST_SUITE("driver") {
    TEST_CASE_FIXTURE(fixture, "an enumeration is the name of its enumerator") {
        for (const Colour colour : {Colour::red, Colour::green, Colour::blue}) CHECK(round_trip(colour) == colour);
        CHECK(through<std::string>("SELECT ?1", Colour::red) == "red");
        CHECK(round_trip(std::optional<Colour>{}) == std::nullopt);
        for (const char* other : {"SELECT 'yellow' AS c", "SELECT 'Red' AS c", "SELECT '' AS c", "SELECT 0 AS c"})
            CHECK(std::string(caught<type_mismatch>([&] { (void)read<Colour>(other); }).what())
                      .find("where the name of an enumerator of Colour is wanted") != std::string::npos);
        CHECK(
            std::string(caught<type_mismatch>([&] { round_trip(Colour{5}); }).what()) ==
            "parameter 1: a value of Colour without an enumerator within rowan::enum_range has no name to store; widen "
            "that, or store the column with as_integer; in: SELECT ?1");
    }
    TEST_CASE_FIXTURE(fixture, "an enumeration is an integer by choice") {
        for (const Colour colour : {Colour::red, Colour::blue, Colour{5}})
            CHECK(round_trip<encoding::integer>(colour) == colour);
        CHECK(through<int, encoding::integer>("SELECT ?1", Colour::red) == -3);
        CHECK_THROWS_AS((read<Colour, encoding::integer>("SELECT 128")), type_mismatch);
        CHECK_THROWS_AS((read<Colour, encoding::integer>("SELECT 'red'")), type_mismatch);
    }
    TEST_CASE_FIXTURE(fixture, "an enumeration is an integer of any kind beneath, and needs no enumerators then") {
        const auto keeps = [&](auto... values) {
            return (
                (round_trip<encoding::integer>(values) == values &&
                 through<std::int64_t, encoding::integer>("SELECT ?1", values) == static_cast<std::int64_t>(values)) &&
                ...);
        };
        CHECK(keeps(Switch::off, Switch::on, Letter{'a'}, Letter{-1}, Letter8{255}, WideLetter{-1}, Key{-1},
                    Key{std::numeric_limits<std::int64_t>::min()}, HugeKey{0x7fffffffffffffff}));
        CHECK_THROWS_AS(round_trip<encoding::integer>(HugeKey{std::uint64_t{1} << 63U}), type_mismatch);
        CHECK_THROWS_AS((read<Switch, encoding::integer>("SELECT 2")), type_mismatch);
        CHECK_THROWS_AS((read<Switch, encoding::integer>("SELECT -1")), type_mismatch);
        CHECK_THROWS_AS((read<Letter, encoding::integer>("SELECT 128")), type_mismatch);
        CHECK_THROWS_AS((read<Letter8, encoding::integer>("SELECT -1")), type_mismatch);
        CHECK_THROWS_AS((read<HugeKey, encoding::integer>("SELECT -1")), type_mismatch);
    }

    TEST_CASE_FIXTURE(fixture, "a time is a text of the precision of its type") {
        const sys_days day = 2024y / February / 29;
        CHECK(through<std::string>("SELECT ?1", sys_seconds{day + 23h + 59min + 58s}) == "2024-02-29 23:59:58");
        CHECK(through<std::string>("SELECT ?1", sys_time<milliseconds>{day + 7ms}) == "2024-02-29 00:00:00.007");
        CHECK(through<std::string>("SELECT ?1", sys_time<microseconds>{day + 7us}) == "2024-02-29 00:00:00.000007");
        CHECK(through<std::string>("SELECT ?1", sys_time<nanoseconds>{day - 1ns}) == "2024-02-28 23:59:59.999999999");
        CHECK(through<std::string>("SELECT ?1", day) == "2024-02-29");
        for (const auto before : {0s, -1s, -86'400s * 365 * 300, 86'400s * 365 * 1000})
            CHECK(round_trip(sys_seconds{day + before}) == sys_seconds{day + before});
        CHECK(round_trip(sys_time<nanoseconds>{day - 1ns}) == sys_time<nanoseconds>{day - 1ns});
        // SQLite's own functions understand it.
        CHECK(through<std::string>("SELECT datetime(?1, '+1 second')", sys_seconds{day + 23h + 59min + 59s}) ==
              "2024-03-01 00:00:00");
        CHECK_THROWS_AS(round_trip(sys_seconds{sys_days{10000y / 1 / 1}}), type_mismatch);
        CHECK_THROWS_AS(round_trip(sys_seconds{sys_days{-1y / 1 / 1}}), type_mismatch);
    }
    TEST_CASE_FIXTURE(fixture, "a time that the field does not hold exactly is refused") {
        const auto message =
            caught<type_mismatch>([&] { (void)read<sys_time<milliseconds>>("SELECT '2024-02-29' AS at"); });
        CHECK(std::string(message.what()) == "column 'at' holds a text where a time (YYYY-MM-DD HH:MM:SS.fff) that the "
                                             "field holds exactly is wanted; in: SELECT '2024-02-29' AS at");
        CHECK_THROWS_AS(read<sys_seconds>("SELECT '2024-02-29 12:00:00.5'"), type_mismatch);
        CHECK_THROWS_AS(read<sys_seconds>("SELECT '2023-02-29 12:00:00'"), type_mismatch);
        CHECK_THROWS_AS(read<sys_seconds>("SELECT 'yesterday'"), type_mismatch);
        CHECK_THROWS_AS(read<sys_seconds>("SELECT 1709164800"), type_mismatch);
        CHECK_THROWS_AS(read<sys_days>("SELECT '2024-02-29 12:00:00'"), type_mismatch);
        CHECK_THROWS_AS(read<sys_time<nanoseconds>>("SELECT '2500-01-01 00:00:00.000000000'"), type_mismatch);
    }
    TEST_CASE("a time of another program's file is found by what is read of it, or is not read") {
        const std::string day = "2024-02-29";
        const auto try_all = [&]<class Row>(std::type_identity<Row>) {
            connection<diary<Row>> db{":memory:"};
            int read = 0;
            for (const std::string between : {" ", "T", "t"})
                for (const std::string clock : {"12:30", "12:30:00", "12:30:00.5", "12:30:00.250", "12:30:00.000000",
                                                "12:30:00.25", "12:30:00.123456", "12:30:00.1234567",
                                                "12:30:00.123456789", "00:00", "00:00:00", "24:00:00", "12", ""})
                    for (const std::string zone : {"", "Z", "+00", "+00:00", " ", "-05:00"}) {
                        const std::string text = clock.empty() ? day + zone : day + between + clock + zone;
                        CAPTURE(text);
                        db.execute(
                            "DROP TABLE IF EXISTS entry; CREATE TABLE entry (at TEXT PRIMARY KEY, note TEXT NOT NULL); "
                            "INSERT INTO entry VALUES ('" +
                            text + "', 'a')");
                        try {
                            const auto at = db(select(col<&Row::at>).template from<Row>()).scalar();
                            const std::vector<decltype(Row::at)> list{at};
                            CHECK(db.template find<Row>(at));
                            CHECK(db.template find<Row>(list)[0]);
                            CHECK(
                                db(select<Row>().where(col<&Row::at> == at && in(col<&Row::at>, list))).all().size() ==
                                1);
                            db.update(Row{at, "b"});
                            ++read;
                        } catch (const type_mismatch&) {}
                    }
            return read;
        };
        CHECK(try_all(std::type_identity<Entry<days>>{}) > 0);
        CHECK(try_all(std::type_identity<Entry<seconds>>{}) > 0);
        CHECK(try_all(std::type_identity<Entry<milliseconds>>{}) > 0);
        CHECK(try_all(std::type_identity<Entry<microseconds>>{}) > 0);
    }
    TEST_CASE_FIXTURE(fixture, "a time is a count of ticks by choice") {
        const sys_time<milliseconds> time = sys_days{1969y / 12 / 31} + 1ms;
        CHECK(through<std::int64_t, encoding::integer>("SELECT ?1", time) == -86'399'999);
        CHECK(round_trip<encoding::integer>(time) == time);
        CHECK(round_trip<encoding::integer>(sys_time<nanoseconds>::max()) == sys_time<nanoseconds>::max());
        using narrow_seconds = sys_time<duration<std::int32_t>>;
        CHECK_THROWS_AS((read<narrow_seconds, encoding::integer>("SELECT 2147483648")), type_mismatch);
        using unsigned_micros = sys_time<duration<std::uint64_t, std::micro>>;
        const unsigned_micros most(unsigned_micros::duration(0x7fffffffffffffff));
        CHECK(round_trip<encoding::integer>(most) == most);
        CHECK(std::string(caught<type_mismatch>([&] {
                              round_trip<encoding::integer>(most + duration<std::uint64_t, std::micro>(1));
                          }).what()) ==
              "parameter 1: an unsigned integer above 9223372036854775807 cannot be stored; in: SELECT ?1");
        CHECK_THROWS_AS((read<unsigned_micros, encoding::integer>("SELECT -1")), type_mismatch);
        CHECK_THROWS_AS((read<sys_seconds, encoding::integer>("SELECT '2024-02-29'")), type_mismatch);
    }
    TEST_CASE_FIXTURE(fixture, "a date is a text and exists") {
        CHECK(round_trip(2024y / 2 / 29) == 2024y / 2 / 29);
        CHECK(through<std::string>("SELECT ?1", 0y / 1 / 1) == "0000-01-01");
        CHECK(round_trip(9999y / 12 / 31) == 9999y / 12 / 31);
        CHECK_THROWS_AS(round_trip(2023y / 2 / 29), type_mismatch);
        CHECK_THROWS_AS(round_trip(10000y / 1 / 1), type_mismatch);
        CHECK_THROWS_AS(read<year_month_day>("SELECT '2023-02-29'"), type_mismatch);
        CHECK_THROWS_AS(read<year_month_day>("SELECT '2023-02-28 00:00:00'"), type_mismatch);
        CHECK_THROWS_AS(read<year_month_day>("SELECT 20230228"), type_mismatch);
    }

    TEST_CASE_FIXTURE(fixture, "a type of the user is stored as it says") {
        CHECK(round_trip(Money{-250}) == Money{-250});
        CHECK(through<std::int64_t>("SELECT ?1", Money{7}) == 7);
        CHECK(round_trip(Isbn{"0-441-47812-3"}) == Isbn{"0-441-47812-3"});
        CHECK(through<std::string>("SELECT ?1", Isbn{"x"}) == "ISBN x");
        CHECK(round_trip(std::optional<Isbn>{}) == std::nullopt);
        CHECK(round_trip(std::optional{Isbn{""}}) == Isbn{""});
        CHECK(round_trip(Birthday{1929y / 10 / 21}) == Birthday{1929y / 10 / 21});
        const Picture picture{{std::byte{1}, std::byte{0}}};
        CHECK(round_trip(picture) == picture);
        CHECK(round_trip(Picture{}) == Picture{});
        CHECK(through<std::string>("SELECT typeof(?1)", Picture{}) == "blob");
        CHECK_THROWS_AS(read<Isbn>("SELECT 'none'"), std::invalid_argument);
        CHECK_THROWS_AS(read<Money>("SELECT 'none'"), type_mismatch);
        CHECK_THROWS_AS(read<Isbn>("SELECT NULL"), type_mismatch);
    }
}

} // namespace named_values_test
