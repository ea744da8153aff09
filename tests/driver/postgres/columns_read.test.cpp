#include "support/caught.hpp"
#include "support/postgres_server.hpp"
#include "support/skip.hpp"

#include "rowan/postgres.hpp"
#include "rowan/values.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

// Which columns of tables that others have made a field is read from, and that nothing is read as another value.
namespace columns_read_test {

enum class Colour { red, green };
enum class Level : std::uint8_t { low, high };

/// The tables in the database have one of these columns at a time.
struct Old {
    bool flag{};
    std::int8_t tiny{};
    std::int16_t small{};
    std::int32_t medium{};
    std::int64_t large{};
    std::uint32_t positive{};
    std::uint64_t huge{};
    float single{};
    double exact{};
    std::string text{};
    rowan::bytes data{};
    Colour colour{};
    Level level{};
    std::chrono::sys_seconds second{};
    std::chrono::sys_time<std::chrono::microseconds> microsecond{};
    std::chrono::sys_time<std::chrono::nanoseconds> nanosecond{};
    std::chrono::sys_time<std::chrono::milliseconds> millisecond{};
    std::chrono::sys_days midnight{};
    std::chrono::sys_seconds ticks{};
    std::chrono::year_month_day day{};
    rowan::decimal price{};
    rowan::uuid code{};
    rowan::interval length{};
    rowan::json details{};
    std::optional<std::string> maybe_text{};
    std::optional<std::int16_t> maybe_small{};
    std::optional<rowan::decimal> maybe_price{};
};

} // namespace columns_read_test

template <>
inline constexpr auto rowan::table<columns_read_test::Old> = rowan::define<columns_read_test::Old>(
    rowan::as_integer<&columns_read_test::Old::level>, rowan::as_integer<&columns_read_test::Old::ticks>);

namespace columns_read_test {

using namespace rowan;
using namespace std::chrono;
using test::caught;

struct heirlooms {
    using driver = postgres;
    using tables = rowan::tables<Old>;
};

const std::string numeric_advice = "; read it into a double, or leave such rows out by a condition";

struct fixture {
    std::string name = test::empty_postgres();
    test::raw_postgres server{name};
    connection<heirlooms> db{name};

    /// Makes the table with one column, `small integer` or the like, and one value in it.
    void put(const std::string& column, const std::string& value) {
        server("DROP TABLE IF EXISTS old; CREATE TABLE old (" + column + "); INSERT INTO old VALUES (" + value + ")");
    }
    template <auto Member>
    auto read(const std::string& column, const std::string& value) {
        put(column, value);
        return db(select(col<Member>).template from<Old>()).scalar();
    }
    /// What is said of the type of the column, where there is no row and where there is one.
    template <auto Member>
    std::string refused(const std::string& column) {
        const auto message = [&] {
            return std::string(
                caught<type_mismatch>([&] { (void)db(select(col<Member>).template from<Old>()).all(); }).what());
        };
        put(column, "NULL");
        const std::string with_row = message();
        server("DELETE FROM old");
        CHECK(message() == with_row);
        const std::size_t place = with_row.find("; in: ");
        return with_row.substr(0, place);
    }
    /// What is said of a value that the field does not have.
    template <auto Member>
    std::string refused(const std::string& column, const std::string& value) {
        CAPTURE(column);
        CAPTURE(value);
        const std::string message = caught<type_mismatch>([&] { (void)read<Member>(column, value); }).what();
        CHECK_THROWS_AS(db.stream(select(col<Member>).template from<Old>()).for_each([](const auto&) {}),
                        type_mismatch);
        const std::string named = "column '" + column.substr(0, column.find(' ')) + "' holds ";
        CHECK(message.starts_with(named));
        return message.substr(named.size(), message.find("; in: ") - named.size());
    }
};

TEST_SUITE("driver") {
    TEST_CASE_FIXTURE(fixture, "integers are read from integers of any width, if they fit the field") {
        CHECK(read<&Old::tiny>("tiny smallint", "-128") == -128);
        CHECK(read<&Old::small>("small smallint", "32767") == 32767);
        CHECK(read<&Old::small>("small integer", "-32768") == -32768);
        CHECK(read<&Old::small>("small bigint", "32767") == 32767);
        CHECK(read<&Old::large>("large smallint", "-32768") == -32768);
        CHECK(read<&Old::large>("large integer", "-2147483648") == -2147483648);
        CHECK(read<&Old::large>("large bigint", "-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
        CHECK(read<&Old::large>("large oid", "4294967295") == 4294967295);
        CHECK(read<&Old::positive>("positive oid", "4294967295") == 4294967295);
        CHECK(read<&Old::huge>("huge oid", "0") == 0);
        CHECK(read<&Old::maybe_small>("maybe_small integer", "7") == 7);

        const std::string range = " where an integer within the range of the field is wanted";
        CHECK(refused<&Old::tiny>("tiny smallint", "128") == "smallint" + range);
        CHECK(refused<&Old::small>("small integer", "70000") == "integer" + range);
        CHECK(refused<&Old::small>("small bigint", "-32769") == "bigint" + range);
        CHECK(refused<&Old::medium>("medium bigint", "2147483648") == "bigint" + range);
        CHECK(refused<&Old::positive>("positive integer", "-1") == "integer" + range);
        CHECK(refused<&Old::huge>("huge smallint", "-1") == "smallint" + range);
        (void)refused<&Old::medium>("medium oid", "2147483648");
        (void)refused<&Old::maybe_small>("maybe_small integer", "70000");

        CHECK(refused<&Old::large>("large numeric") ==
              "column 'large' of table 'old' is numeric in the database, and the program has an integer there");
        for (const std::string type :
             {"real", "double precision", "text", "boolean", "bytea", "date", "money", "xid"}) {
            CAPTURE(type);
            CHECK(refused<&Old::large>("large " + type).ends_with("and the program has an integer there"));
        }
    }
    TEST_CASE_FIXTURE(fixture, "a truth is read from a boolean only") {
        CHECK(read<&Old::flag>("flag boolean", "true") == true);
        CHECK(read<&Old::flag>("flag boolean", "false") == false);
        CHECK(refused<&Old::flag>("flag integer") ==
              "column 'flag' of table 'old' is integer in the database, and the program has a boolean there");
        (void)refused<&Old::flag>("flag text");
        (void)refused<&Old::flag>("flag bit(1)");
    }
    TEST_CASE_FIXTURE(fixture, "real numbers are read from all numbers, if they fit the field") {
        CHECK(read<&Old::single>("single real", "0.1") == 0.1F);
        CHECK(read<&Old::exact>("exact real", "0.1") == double{0.1F});
        CHECK(read<&Old::exact>("exact real", "'-Infinity'") == -std::numeric_limits<double>::infinity());
        CHECK(std::isnan(read<&Old::exact>("exact real", "'NaN'")));
        CHECK(read<&Old::single>("single double precision", "0.1") == 0.1F);
        CHECK(read<&Old::single>("single double precision", "'Infinity'") == std::numeric_limits<float>::infinity());
        CHECK(std::isnan(read<&Old::single>("single double precision", "'NaN'")));
        CHECK(read<&Old::exact>("exact numeric", "0.1") == 0.1);
        CHECK(read<&Old::exact>("exact numeric", "'-Infinity'") == -std::numeric_limits<double>::infinity());
        CHECK(read<&Old::single>("single numeric", "'Infinity'") == std::numeric_limits<float>::infinity());
        CHECK(read<&Old::exact>("exact numeric(20, 3)", "-1234567.5") == -1234567.5);
        CHECK(read<&Old::single>("single numeric", "16777217") == 16777216.0F);
        CHECK(read<&Old::exact>("exact smallint", "-3") == -3.0);
        CHECK(read<&Old::exact>("exact bigint", "9007199254740992") == 9007199254740992.0);
        CHECK(read<&Old::single>("single integer", "-16777216") == -16777216.0F);
        CHECK(read<&Old::exact>("exact oid", "4294967295") == 4294967295.0);

        const std::string range = " where a number within the range of the field is wanted";
        CHECK(refused<&Old::single>("single double precision", "1e300") == "double precision" + range);
        CHECK(refused<&Old::single>("single numeric", "-1e39") == "numeric" + range);
        CHECK(refused<&Old::exact>("exact numeric", "1e400") == "numeric" + range);
        CHECK(std::isnan(read<&Old::exact>("exact numeric", "'NaN'")));
        CHECK(std::isnan(read<&Old::single>("single numeric", "'NaN'")));
        CHECK(refused<&Old::exact>("exact bigint", "9007199254740993") ==
              "bigint where a number that the floating point field holds exactly is wanted");
        (void)refused<&Old::single>("single integer", "16777217");
        CHECK(refused<&Old::exact>("exact text")
                  .ends_with("is text in the database, and the program has a number there"));
    }
    TEST_CASE_FIXTURE(fixture, "texts are read from all that is a text, and from documents and numerics") {
        const std::string word = "'Ærø'";
        CHECK(read<&Old::text>("text varchar", word) == "Ærø");
        CHECK(read<&Old::text>("text varchar(3)", word) == "Ærø");
        CHECK(read<&Old::text>("text char(5)", word) == "Ærø  ");
        CHECK(read<&Old::text>("text char", "'x'") == "x");
        CHECK(read<&Old::text>("text name", word) == "Ærø");
        CHECK(read<&Old::text>("text json", R"('{"a":  [1]}')") == R"({"a":  [1]})");
        CHECK(read<&Old::text>("text jsonb", R"('{"a":  [1]}')") == R"({"a": [1]})");
        CHECK(read<&Old::text>("text xml", "'<a b=\"c\">Ærø</a>'") == "<a b=\"c\">Ærø</a>");
        CHECK(read<&Old::text>("text numeric", "-1.50") == "-1.50");
        CHECK(read<&Old::text>("text numeric(10, 3)", "7") == "7.000");
        CHECK(read<&Old::text>("text numeric", "1e30") == "1" + std::string(30, '0'));
        server("CREATE TYPE size AS ENUM ('small', 'very large'); CREATE DOMAIN word AS varchar(10)");
        CHECK(read<&Old::text>("text size", "'very large'") == "very large");
        CHECK(read<&Old::text>("text word", word) == "Ærø");
        CHECK(read<&Old::maybe_text>("maybe_text char(2)", "'a'") == "a ");
        const auto streamed = [&](const std::string& column, const std::string& value) {
            put(column, value);
            std::string seen;
            for (const auto& [text] : db.stream(select(col<&Old::text>).from<Old>())) seen += text;
            return seen;
        };
        CHECK(streamed("text char(5)", word) == "Ærø  ");
        CHECK(streamed("text jsonb", "'[1,2]'") == "[1, 2]");
        CHECK(streamed("text xml", "'<a/>'") == "<a/>");
        // A view needs a text that is there, and that of a number is made.
        CHECK_THROWS_AS(streamed("text numeric", "1.5"), type_mismatch);

        CHECK(refused<&Old::text>("text numeric", "'NaN'") == "NaN where a finite number is wanted" + numeric_advice);
        server("CREATE TYPE pair AS (a text, b text)");
        // Types that rowan has nothing to do with have their names, too.
        for (const std::string type :
             {"bytea", "integer", "boolean", "date", "timestamp with time zone", "uuid", "interval", "inet", "text[]",
              "pair", "tsvector", "money", "point", "int4range", "regclass[]", "bit varying", "pair[]"}) {
            CAPTURE(type);
            CHECK(refused<&Old::text>("text " + type) ==
                  "column 'text' of table 'old' is " + type + " in the database, and the program has a text there");
        }
    }
    TEST_CASE_FIXTURE(fixture, "texts are read from the text types of extensions") {
        if (server("SELECT count(*) FROM pg_available_extensions WHERE name = 'citext'") == "0")
            return test::skip("the extension citext is not installed");
        server("CREATE EXTENSION citext");
        CHECK(read<&Old::text>("text citext", "'Ærø'") == "Ærø");
        CHECK(read<&Old::colour>("colour citext", "'green'") == Colour::green);
        CHECK(db(select(col<&Old::colour>).from<Old>().where(col<&Old::colour> == Colour::green)).all().size() == 1);
    }
    TEST_CASE_FIXTURE(fixture, "bytes are read from bytes only") {
        CHECK(read<&Old::data>("data bytea", "'\\x00ff'") == bytes{std::byte{0}, std::byte{255}});
        CHECK(read<&Old::data>("data bytea", "''").empty());
        CHECK(refused<&Old::data>("data text").ends_with("is text in the database, and the program has bytes there"));
        (void)refused<&Old::data>("data uuid");
    }
    TEST_CASE_FIXTURE(fixture,
                      "enumerations are read from texts and from enumerations of the database, or as integers") {
        CHECK(read<&Old::colour>("colour text", "'green'") == Colour::green);
        CHECK(read<&Old::colour>("colour varchar(5)", "'red'") == Colour::red);
        CHECK(read<&Old::colour>("colour char(5)", "'green'") == Colour::green);
        CHECK(read<&Old::colour>("colour char(5)", "'red'") == Colour::red);
        CHECK(read<&Old::colour>("colour name", "'red'") == Colour::red);
        server("CREATE TYPE colour AS ENUM ('blue', 'green', 'red')");
        CHECK(read<&Old::colour>("colour colour", "'green'") == Colour::green);
        const std::string wanted = " where the name of an enumerator of Colour is wanted";
        CHECK(refused<&Old::colour>("colour text", "'blue'") == "text" + wanted);
        CHECK(refused<&Old::colour>("colour text", "'Green'") == "text" + wanted);
        CHECK(refused<&Old::colour>("colour colour", "'blue'") ==
              "the label 'blue' of colour" + wanted + "; give the enumeration an enumerator called so");
        server("CREATE SCHEMA art; CREATE TYPE art.\"Hue\" AS ENUM ('it''s blue'); CREATE DOMAIN tint AS art.\"Hue\"");
        CHECK(refused<&Old::colour>("colour tint", "'it''s blue'")
                  .starts_with("the label 'it's blue' of art.\"Hue\"" + wanted));
        CHECK(refused<&Old::colour>("colour integer")
                  .ends_with(
                      "is integer in the database, and the program has the name of an enumerator of Colour there"));

        CHECK(read<&Old::level>("level smallint", "1") == Level::high);
        CHECK(read<&Old::level>("level integer", "0") == Level::low);
        CHECK(read<&Old::level>("level bigint", "255") == Level{255});
        CHECK(refused<&Old::level>("level integer", "256") ==
              "integer where an integer within the range of the field is wanted");
        CHECK(refused<&Old::level>("level text").ends_with("and the program has an integer there"));
    }
    TEST_CASE_FIXTURE(fixture, "times are read with or without a time zone, and without one they are in UTC") {
        const std::string zoned = " timestamp with time zone", plain = " timestamp without time zone";
        // The text has another zone than the session that reads.
        CHECK(read<&Old::second>("second" + zoned, "'2024-02-29 12:30:15+05:45'") ==
              sys_days(2024y / 2 / 29) + 6h + 45min + 15s);
        server("SET timezone = 'Asia/Kathmandu'");
        CHECK(read<&Old::second>("second" + plain, "'2024-02-29 12:30:15'") ==
              sys_days(2024y / 2 / 29) + 12h + 30min + 15s);
        CHECK(read<&Old::microsecond>("microsecond" + plain, "'1969-12-31 23:59:59.999999'") ==
              sys_days(1970y / 1 / 1) - 1us);
        CHECK(read<&Old::microsecond>("microsecond timestamp(0)", "'0001-01-01 BC'") == sys_days(0y / 1 / 1));
        CHECK(read<&Old::nanosecond>("nanosecond" + plain, "'2024-01-01 00:00:00.000001'") ==
              sys_days(2024y / 1 / 1) + 1us);
        // The first and the last time of PostgreSQL, whose years a `year` does not have.
        const sys_seconds first(sys_days(1970y / 1 / 1) - days(2440588)), end(9'224'318'016'000s);
        for (const std::string& type : {zoned, plain}) {
            CHECK(read<&Old::millisecond>("millisecond" + type, "'294276-12-31 23:59:59.999+00'") == end - 1ms);
            CHECK(read<&Old::second>("second" + type, "'294276-12-31 23:59:59+00'") == end - 1s);
            CHECK(read<&Old::midnight>("midnight" + type, "'294276-12-31 00:00+00'") == end - days(1));
            CHECK(read<&Old::millisecond>("millisecond" + type, "'4714-11-24 00:00:00.001+00 BC'") == first + 1ms);
            CHECK(read<&Old::microsecond>("microsecond" + type, "'4714-11-24 00:00:00.000001+00 BC'") == first + 1us);
            (void)refused<&Old::microsecond>("microsecond" + type, "'294276-12-31 00:00+00'");
            (void)refused<&Old::millisecond>("millisecond" + type, "'294276-12-31 23:59:59.9999+00'");
        }
        CHECK(read<&Old::midnight>("midnight" + plain, "'2024-02-29'") == sys_days(2024y / 2 / 29));

        const std::string wanted = " where a time that the field holds exactly is wanted";
        for (const std::string& type : {zoned, plain})
            for (const std::string infinite : {"'infinity'", "'-infinity'"}) {
                const std::string said =
                    infinite.substr(1, infinite.size() - 2) + wanted + "; leave such rows out by a condition";
                CHECK(refused<&Old::second>("second" + type, infinite) == said);
                CHECK(refused<&Old::microsecond>("microsecond" + type, infinite) == said);
                (void)refused<&Old::midnight>("midnight" + type, infinite);
            }
        (void)refused<&Old::second>("second" + plain, "'2024-01-01 00:00:00.5'");
        (void)refused<&Old::midnight>("midnight" + plain, "'2024-01-01 00:00:01'");
        (void)refused<&Old::nanosecond>("nanosecond" + plain, "'2300-01-01'");
        CHECK(refused<&Old::second>("second date") ==
              "column 'second' of table 'old' is date in the database, and the program has a time there");
        for (const std::string type : {"time", "text", "bigint", "interval"})
            (void)refused<&Old::second>("second " + type);

        CHECK(read<&Old::ticks>("ticks integer", "-1") == sys_seconds(-1s));
        CHECK(refused<&Old::ticks>("ticks timestamptz").ends_with("and the program has an integer there"));
    }
    TEST_CASE_FIXTURE(fixture, "dates are read from dates, and infinite ones are refused") {
        CHECK(read<&Old::day>("day date", "'2024-02-29'") == 2024y / 2 / 29);
        CHECK(read<&Old::day>("day date", "'4714-11-24 BC'") == year(-4713) / 11 / 24);
        CHECK(read<&Old::day>("day date", "'32767-12-31'") == 32767y / 12 / 31);
        const std::string wanted = " where a date within the years that the field holds is wanted";
        for (const std::string value : {"'32768-01-01'", "'5874897-12-31'"})
            CHECK(refused<&Old::day>("day date", value) == "date" + wanted);
        for (const std::string value : {"infinity", "-infinity"})
            CHECK(refused<&Old::day>("day date", "'" + value + "'") ==
                  value + wanted + "; leave such rows out by a condition");
        CHECK(refused<&Old::day>("day timestamp")
                  .ends_with("is timestamp without time zone in the database, and the program has a date there"));
        (void)refused<&Old::day>("day text");
    }
    TEST_CASE_FIXTURE(fixture, "decimals, UUIDs, intervals and documents are read from what they are") {
        CHECK(read<&Old::price>("price numeric(10, 4)", "-1.5") == decimal("-1.5"));
        for (const std::string text :
             {"-1.50", "0", "0.00", "100", "100.000", "0.0001", "12345678.90", "0.00000", "1e20"}) {
            server("DROP TABLE IF EXISTS old; CREATE TABLE old (price numeric); INSERT INTO old VALUES (" + text + ")");
            const auto found = db(select(col<&Old::price>).template from<Old>()).scalar();
            CHECK(found.text() == server("SELECT price FROM old"));
            // What is written has the scale that it has in C++.
            db(update<Old>()
                   .set(col<&Old::price> = decimal(found.text()))
                   .where(col<&Old::price> == decimal(found.shortest())));
            CHECK(server("SELECT price FROM old") == found.text());
        }
        CHECK(read<&Old::code>("code uuid", "'01234567-89ab-cdef-fedc-ba9876543210'") ==
              uuid_of("01234567-89ab-cdef-fedc-ba9876543210"));
        CHECK(read<&Old::length>("length interval", "'1 month -1 second'") == interval::of(months(1), -1s));
        CHECK(read<&Old::details>("details json", "'[1,  2]'") == json{"[1,  2]"});
        CHECK(read<&Old::details>("details jsonb", "'[1,  2]'") == json{"[1, 2]"});
        for (const std::string special : {"NaN", "Infinity", "-Infinity"}) {
            CHECK(refused<&Old::price>("price numeric", "'" + special + "'") ==
                  special + " where a decimal number is wanted" + numeric_advice);
            (void)refused<&Old::maybe_price>("maybe_price numeric", "'" + special + "'");
        }
        for (const std::string type : {"double precision", "bigint", "text", "money"})
            (void)refused<&Old::price>("price " + type);
        (void)refused<&Old::code>("code text");
        (void)refused<&Old::code>("code bytea");
        (void)refused<&Old::length>("length time");
        (void)refused<&Old::details>("details text");
    }
    TEST_CASE_FIXTURE(fixture, "a null is read into an optional only") {
        CHECK(read<&Old::maybe_text>("maybe_text xml", "NULL") == std::nullopt);
        CHECK(read<&Old::maybe_small>("maybe_small oid", "NULL") == std::nullopt);
        CHECK(read<&Old::maybe_price>("maybe_price numeric", "NULL") == std::nullopt);
        CHECK(refused<&Old::flag>("flag boolean", "NULL") == "null where a boolean is wanted");
        CHECK(refused<&Old::large>("large integer", "NULL") == "null where an integer is wanted");
        CHECK(refused<&Old::exact>("exact numeric", "NULL") == "null where a number is wanted");
        CHECK(refused<&Old::text>("text varchar", "NULL") == "null where a text is wanted");
        CHECK(refused<&Old::data>("data bytea", "NULL") == "null where bytes is wanted");
        CHECK(refused<&Old::colour>("colour text", "NULL") ==
              "null where the name of an enumerator of Colour is wanted");
        CHECK(refused<&Old::second>("second timestamp", "NULL") == "null where a time is wanted");
        CHECK(refused<&Old::day>("day date", "NULL") == "null where a date is wanted");
        for (const auto& message :
             {refused<&Old::price>("price numeric", "NULL"), refused<&Old::code>("code uuid", "NULL"),
              refused<&Old::length>("length interval", "NULL"), refused<&Old::details>("details json", "NULL")})
            CHECK(message.starts_with("null where "));
    }
}

} // namespace columns_read_test
