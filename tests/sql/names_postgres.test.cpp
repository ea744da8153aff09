#include "support/drivers.hpp"
#include "support/text.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Names within texts and dollar quotes of PostgreSQL's SQL, and names that a naming policy makes.
namespace names_postgres_test {

enum class Mood { sad, glad };
enum class Weather { sun, rain };

struct Day {
    std::int64_t id{};
    Mood mood{};
    std::vector<Weather> weather{};
};
struct Plain {
    std::int64_t id{};
    double value{};
};
struct Named {
    std::int64_t id{};
    double value{};
};

/// `value` -> `the "value'`.
struct quoting {
    template <class Sink>
    static constexpr void write(Sink& sink, std::string_view name) {
        for (const char c : std::string_view("the \"")) sink.put(c);
        for (const char c : name) sink.put(c);
        sink.put('\'');
    }
};

} // namespace names_postgres_test

template <>
inline constexpr auto rowan::enum_type<names_postgres_test::Mood> = rowan::native_enum("mood$$");
template <>
inline constexpr auto rowan::enum_type<names_postgres_test::Weather> = rowan::native_enum("it's $r$ \"$$\" $rrr$");
template <>
inline constexpr auto rowan::table<names_postgres_test::Named> = rowan::define<names_postgres_test::Named>(
    "it's", rowan::in_schema("a\"b"), rowan::column_name<&names_postgres_test::Named::id>("i\"d's"));

namespace names_postgres_test {

using namespace rowan;

struct days {
    using driver = postgres;
    using tables = rowan::tables<Day>;
};
template <class Driver>
struct quoted_names {
    using driver = Driver;
    using naming = quoting;
    using tables = rowan::tables<Plain>;
};

// The tag of a dollar quote is none that a name has.
static_assert(
    sql_text<postgres_dialect>(create<Day>())
        .starts_with(
            R"(DO $r$BEGIN CREATE TYPE "mood$$" AS ENUM ('sad', 'glad'); EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END$r$;
DO $rr$BEGIN CREATE TYPE "it's $r$ ""$$"" $rrr$" AS ENUM ('sun', 'rain'); EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END$rr$;
)"));
static_assert(detail::has_dollar_tag("$$", 0) && detail::has_dollar_tag("a$b$r$", 1) &&
              detail::has_dollar_tag("$r$$", 0) && !detail::has_dollar_tag("$r", 1) &&
              !detail::has_dollar_tag("$rr$", 1) && !detail::has_dollar_tag("$b$", 1) &&
              !detail::has_dollar_tag("", 0) && !detail::has_dollar_tag("$", 0));

// A name that is a text has its quotes as they are there, and within a name of a table they are doubled twice.
template <class Statement, class Naming = snake_case>
constexpr std::string_view text = detail::text_of<Statement, postgres_dialect, Naming>;
static_assert(test::contains(text<detail::copy_rows<Named, true>>,
                             R"(pg_get_serial_sequence('"a""b"."it''s"', 'i"d''s'::name))"));
static_assert(test::contains(text<detail::column_validation<Named, void>>,
                             R"(WHERE attrelid = '"a""b"."it''s"'::regclass)"));
static_assert(test::contains(text<detail::column_validation<Plain, void>, quoting>,
                             R"(VALUES ('the "value''', 'a number)"));
static_assert(text<detail::get_row<Plain>, quoting> ==
              R"(SELECT "the ""id'", "the ""value'" FROM "the ""Plain'" WHERE "the ""id'" = $1)");

TEST_SUITE("sql") {
    TEST_CASE("types of the database are made under any names") {
        connection<days> db{test::empty_database<postgres>::name()};
        db.create_tables();
        db.create_tables();
        const auto id = db.insert(Day{.mood = Mood::glad, .weather = {Weather::sun, Weather::rain}});
        CHECK(db.get<Day>(id).weather.back() == Weather::rain);
        const std::vector moods{Mood::glad};
        CHECK(db(select<Day>().where(in(col<&Day::mood>, moods))).all().size() == 1);
        db.insert(std::vector<Day>(2100));
        CHECK(db(select(count()).from<Day>().where(col<&Day::mood> == Mood::sad)).scalar() == 2100);
    }
    TEST_CASE_TEMPLATE("names that a naming policy makes may have quotes", Driver, TEST_DRIVERS) {
        connection<quoted_names<Driver>> db{test::empty_database<Driver>::name()};
        db.create_tables();
        for (const std::size_t count : {std::size_t{1}, std::size_t{300}, std::size_t{2100}}) {
            std::vector<Plain> rows(count, Plain{.value = 1.5});
            db.insert(rows);
            CHECK(db.template get<Plain>(rows.back().id).value == 1.5);
        }
        if constexpr (std::is_same_v<Driver, postgres>) {
            db.execute(R"(ALTER TABLE "the ""Plain'" ALTER COLUMN "the ""value'" TYPE integer)");
            CHECK_THROWS_AS(db.insert(Plain{.value = 1.76}), type_mismatch);
        }
    }
}

} // namespace names_postgres_test
