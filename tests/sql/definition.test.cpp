#include "support/caught.hpp"
#include "support/text.hpp"

#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace definition_test {

enum class Colour { red, green };

struct Plain {
    std::int64_t id = 0;
    bool flag = false;
    std::optional<unsigned> number;
    float real = 0;
    std::string text;
    rowan::bytes blob;
    Colour colour{};
    std::chrono::sys_seconds at;
    std::chrono::year_month_day day;
};
struct HTTPHeader {
    std::string Name;
    std::string content_type;
};
struct Natural {
    int id = 0;
};
struct Country {
    std::string code;
    std::string name;
};
struct Line {
    std::int64_t invoice = 0;
    int number = 0;
    std::optional<std::string> country;
    double price = 0;
    int quantity = 0;
    double total = 0;
    double half = 0;
    Colour colour{};
    std::optional<std::int64_t> previous_invoice{};
    std::optional<int> previous_number{};
};
struct Defaults {
    std::int64_t id = 0;
    bool flag = false;
    int integer = 0;
    double real = 0;
    double tiny = 0;
    std::string text;
    std::optional<std::string> language;
    Colour colour{};
    Colour number{};
    std::chrono::sys_seconds at;
    std::chrono::year_month_day day;
};

} // namespace definition_test

template <>
inline constexpr auto rowan::table<definition_test::Natural> =
    rowan::define<definition_test::Natural>(rowan::primary_key<&definition_test::Natural::id>.natural());
template <>
inline constexpr auto rowan::table<definition_test::Country> =
    rowan::define<definition_test::Country>("the \"countries\"", rowan::primary_key<&definition_test::Country::code>,
                                            rowan::column_name<&definition_test::Country::name>("full \"name\""),
                                            rowan::unique<&definition_test::Country::name>, rowan::strict);

namespace definition_test {
using L = Line;
}
template <>
inline constexpr auto rowan::table<definition_test::Line> = rowan::define<definition_test::Line>(
    "lines", rowan::primary_key<&definition_test::L::invoice, &definition_test::L::number>,
    rowan::foreign_key<&definition_test::L::country>
        .references<&definition_test::Country::code>()
        .on_delete(rowan::set_null)
        .on_update(rowan::cascade),
    rowan::foreign_key<&definition_test::L::previous_invoice, &definition_test::L::previous_number>
        .references<&definition_test::L::invoice, &definition_test::L::number>()
        .on_delete(rowan::restrict)
        .initially_deferred(),
    rowan::unique<&definition_test::L::country, &definition_test::L::price>,
    rowan::index<&definition_test::L::price, rowan::descending<&definition_test::L::number>>,
    rowan::index<&definition_test::L::quantity>.unique().where(rowan::col<&definition_test::L::quantity> > 100),
    rowan::index<&definition_test::L::colour>.where(rowan::col<&definition_test::L::colour> ==
                                                    definition_test::Colour::green),
    rowan::check(rowan::col<&definition_test::L::price> * 2 >= 0.1 || !(rowan::col<&definition_test::L::quantity> < -5)),
    rowan::check(rowan::in(rowan::col<&definition_test::L::country>, "DK", "it's")).named("known \"country\""),
    rowan::generated<&definition_test::L::total>(rowan::col<&definition_test::L::price> *
                                                 rowan::col<&definition_test::L::quantity>)
        .stored(),
    rowan::generated<&definition_test::L::half>(rowan::col<&definition_test::L::price> / 2));
template <>
inline constexpr auto rowan::table<definition_test::Defaults> = rowan::define<definition_test::Defaults>(
    rowan::default_value<&definition_test::Defaults::flag>(true),
    rowan::default_value<&definition_test::Defaults::integer>(-7),
    rowan::default_value<&definition_test::Defaults::real>(0.1),
    rowan::default_value<&definition_test::Defaults::tiny>(-1e-7),
    rowan::default_value<&definition_test::Defaults::text>("it's \"so\""),
    rowan::default_value<&definition_test::Defaults::language>("en"),
    rowan::default_value<&definition_test::Defaults::colour>(definition_test::Colour::green),
    rowan::default_value<&definition_test::Defaults::number>(definition_test::Colour::green),
    rowan::as_integer<&definition_test::Defaults::number>,
    rowan::default_value<&definition_test::Defaults::at>(
        std::chrono::sys_seconds{std::chrono::sys_days{std::chrono::year{1969} / 7 / 20} + std::chrono::hours{20}}),
    rowan::default_value<&definition_test::Defaults::day>(std::chrono::year{1969} / 7 / 20));

namespace definition_test {

using namespace rowan;
using namespace std::chrono;
using test::caught;

template <class Driver>
struct shop {
    using driver = Driver;
    using tables = rowan::tables<Plain, HTTPHeader, Natural, Line, Country, Defaults>;
};

static_assert(sql_text<shop<sqlite>>(create<Plain>()) == R"(CREATE TABLE "plain" (
    "id" INTEGER PRIMARY KEY NOT NULL,
    "flag" INTEGER NOT NULL,
    "number" INTEGER,
    "real" REAL NOT NULL,
    "text" TEXT NOT NULL,
    "blob" BLOB NOT NULL,
    "colour" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "day" TEXT NOT NULL
))");
static_assert(sql_text<shop<sqlite>>(create<HTTPHeader>()) == R"(CREATE TABLE "http_header" (
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL
))");
static_assert(sql_text<shop<sqlite>>(create<Natural>()) == R"(CREATE TABLE "natural" (
    "id" INTEGER NOT NULL,
    PRIMARY KEY ("id")
))");
static_assert(sql_text<shop<sqlite>>(create<Country>()) == R"(CREATE TABLE "the ""countries""" (
    "code" TEXT NOT NULL,
    "full ""name""" TEXT NOT NULL,
    PRIMARY KEY ("code"),
    UNIQUE ("full ""name""")
) STRICT)");
static_assert(sql_text<shop<sqlite>>(create<Line>()) == R"(CREATE TABLE "lines" (
    "invoice" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "country" TEXT,
    "price" REAL NOT NULL,
    "quantity" INTEGER NOT NULL,
    "total" REAL GENERATED ALWAYS AS ("price" * "quantity") STORED,
    "half" REAL GENERATED ALWAYS AS ("price" / 2) VIRTUAL,
    "colour" TEXT NOT NULL,
    "previous_invoice" INTEGER,
    "previous_number" INTEGER,
    PRIMARY KEY ("invoice", "number"),
    FOREIGN KEY ("country") REFERENCES "the ""countries""" ("code") ON DELETE SET NULL ON UPDATE CASCADE,
    FOREIGN KEY ("previous_invoice", "previous_number") REFERENCES "lines" ("invoice", "number") ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
    UNIQUE ("country", "price"),
    CHECK ("price" * 2 >= 0.1 OR NOT "quantity" < -5),
    CONSTRAINT "known ""country""" CHECK ("country" IN ('DK', 'it''s'))
);
CREATE INDEX "lines_price_number_index" ON "lines" ("price", "number" DESC);
CREATE UNIQUE INDEX "lines_quantity_index" ON "lines" ("quantity") WHERE "quantity" > 100;
CREATE INDEX "lines_colour_index" ON "lines" ("colour") WHERE "colour" = 'green')");
static_assert(sql_text<shop<sqlite>>(create<Defaults>()) == R"(CREATE TABLE "defaults" (
    "id" INTEGER PRIMARY KEY NOT NULL,
    "flag" INTEGER NOT NULL DEFAULT 1,
    "integer" INTEGER NOT NULL DEFAULT -7,
    "real" REAL NOT NULL DEFAULT 0.1,
    "tiny" REAL NOT NULL DEFAULT -1.0e-7,
    "text" TEXT NOT NULL DEFAULT 'it''s "so"',
    "language" TEXT DEFAULT 'en',
    "colour" TEXT NOT NULL DEFAULT 'green',
    "number" INTEGER NOT NULL DEFAULT 1,
    "at" TEXT NOT NULL DEFAULT '1969-07-20 20:00:00',
    "day" TEXT NOT NULL DEFAULT '1969-07-20'
))");
static_assert(
    sql_text<shop<sqlite>>(create<Natural>().if_not_exists()).starts_with(R"(CREATE TABLE IF NOT EXISTS "natural")"));
static_assert(test::contains(sql_text<shop<sqlite>>(create<Line>().if_not_exists()), R"(;
CREATE INDEX IF NOT EXISTS "lines_price_number_index")"));
static_assert(sql_text<shop<sqlite>>(drop<Line>()) == R"(DROP TABLE "lines")");
static_assert(sql_text<shop<sqlite>>(drop<Country>().if_exists()) == R"(DROP TABLE IF EXISTS "the ""countries""")");

Line line(int number) {
    return {
        .invoice = 1, .number = number, .country = "DK", .price = 2.5 + number, .quantity = 4, .total = 99, .half = 99};
}

template <class Driver>
struct created : connection<shop<Driver>> {
    created() : connection<shop<Driver>>(test::empty_database<Driver>::name()) { this->create_tables(); }
    /// The constraint that forbids a row.
    std::string refusal_of(const Line& row) {
        return caught<constraint_violation>([&] { this->insert(row); }).constraint();
    }
};

TEST_SUITE("sql") {
    TEST_CASE_TEMPLATE("tables can be created twice, dropped and created again", Driver, TEST_DRIVERS) {
        created<Driver> db;
        db.insert(Natural{7});
        db.create_tables();
        CHECK(db.template get<Natural>(7).id == 7);
        db.drop_tables();
        CHECK_THROWS_AS(db.insert(Natural{7}), schema_mismatch);
        db.drop_tables();
        db.create_tables();
        CHECK_FALSE(db.template find<Natural>(7));
    }
    TEST_CASE_TEMPLATE("a column that an insert leaves out has its default", Driver, TEST_DRIVERS) {
        created<Driver> db;
        db(insert<Defaults>());
        const auto row = db.template get<Defaults>(1);
        CHECK(row.flag);
        CHECK(row.integer == -7);
        CHECK(row.real == 0.1);
        CHECK(row.tiny == -1e-7);
        CHECK(row.text == "it's \"so\"");
        CHECK(row.language == "en");
        CHECK(row.colour == Colour::green);
        CHECK(row.number == Colour::green);
        CHECK(row.at == sys_days{1969y / 7 / 20} + 20h);
        CHECK(row.day == 1969y / 7 / 20);
    }
    TEST_CASE_TEMPLATE("a generated column is what the database computes", Driver, TEST_DRIVERS) {
        created<Driver> db;
        db.insert(Country{"DK", "Denmark"});
        db.insert(line(1));
        CHECK(db.template get<Line>(1, 1).total == 14.0);
        CHECK(db.template get<Line>(1, 1).half == 1.75);
        auto row = db.template get<Line>(1, 1);
        row.quantity = 2;
        db.update(row);
        CHECK(db.template get<Line>(1, 1).total == 7.0);
    }
    TEST_CASE_TEMPLATE("constraints and indexes are those of the definition", Driver, TEST_DRIVERS) {
        // SQLite says which columns it is about, PostgreSQL what the constraint is called.
        constexpr bool is_sqlite = std::is_same_v<Driver, sqlite>;
        created<Driver> db;
        db.insert(Country{"DK", "Denmark"});
        db.insert(line(1));
        auto row = line(1);
        row.price = 70;
        CHECK(db.refusal_of(row) == (is_sqlite ? "lines.invoice, lines.number" : "lines_pkey"));
        row = line(2);
        row.price = line(1).price;
        CHECK(db.refusal_of(row) == (is_sqlite ? "lines.country, lines.price" : "lines_country_price_key"));
        row = line(2);
        row.country = "SE";
        CHECK(db.refusal_of(row) == "known \"country\"");
        row = line(2);
        row.price = -1;
        row.quantity = -6;
        CHECK(caught<constraint_violation>([&] { db.insert(row); }).kind() == constraint_kind::check);
        row = line(2);
        row.quantity = 101;
        db.insert(row);
        row.number = 3;
        row.price = 50;
        CHECK(db.refusal_of(row) == (is_sqlite ? "lines.quantity" : "lines_quantity_index"));
        CHECK_THROWS_AS(db.insert(Country{"SE", "Denmark"}), constraint_violation);
    }
    TEST_CASE_TEMPLATE("a foreign key does what its actions say, a deferred one at commit", Driver, TEST_DRIVERS) {
        created<Driver> db;
        db.insert(Country{"DK", "Denmark"});
        db.insert(line(1));
        CHECK_THROWS_AS(db.execute("UPDATE \"the \"\"countries\"\"\" SET code = 'SE'"), constraint_violation);
        db.execute("UPDATE \"the \"\"countries\"\"\" SET code = 'it''s'");
        CHECK(db.template get<Line>(1, 1).country == "it's");
        db.template remove<Country>("it's");
        CHECK(db.template get<Line>(1, 1).country == std::nullopt);

        auto later = line(2);
        later.country.reset();
        later.previous_invoice = 1;
        later.previous_number = 3;
        {
            auto scope = db.begin();
            db.insert(later);
            CHECK(caught<constraint_violation>([&] { scope.commit(); }).kind() == constraint_kind::foreign_key);
            CHECK(db.in_transaction());
        }
        CHECK_FALSE(db.template find<Line>(1, 2));
        auto scope = db.begin();
        db.insert(later);
        later.number = 3;
        later.price = 60;
        db.insert(later);
        scope.commit();
        CHECK(db.template find<Line>(1, 2));
        CHECK_THROWS_AS(db.template remove<Line>(1, 3), constraint_violation);
    }
}

} // namespace definition_test
