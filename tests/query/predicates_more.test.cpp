#include "support/drivers.hpp"
#include "support/expression.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace predicates_more_test {

struct Book {
    std::int64_t id = 0;
    std::string title;
    std::optional<std::string> note;
    int year = 0;
    std::chrono::sys_seconds due;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Book>;
};

} // namespace predicates_more_test

template <>
inline constexpr auto rowan::table<predicates_more_test::Book> =
    rowan::define<predicates_more_test::Book>(rowan::as_integer<&predicates_more_test::Book::due>);

namespace predicates_more_test {

using namespace std::chrono_literals;
constexpr auto day = std::chrono::sys_seconds(std::chrono::sys_days{2024y / 2 / 29});

using namespace rowan;
using std::string;

constexpr test::text_in<Book> is_text{};

constexpr auto title = col<&Book::title>;
constexpr auto note = col<&Book::note>;
constexpr auto year = col<&Book::year>;
constexpr auto due = col<&Book::due>;

static_assert(is_text(is_distinct_from(note, std::nullopt), R"("book"."note" IS DISTINCT FROM ?1)",
                      R"("book"."note" IS DISTINCT FROM $1)"));
static_assert(is_text(!is_not_distinct_from(note, title), R"(NOT "book"."note" IS NOT DISTINCT FROM "book"."title")"));
static_assert(is_text(is_distinct_from(year, 1) == is_distinct_from(note, title),
                      R"(("book"."year" IS DISTINCT FROM ?1) = ("book"."note" IS DISTINCT FROM "book"."title"))",
                      R"(("book"."year" IS DISTINCT FROM $1) = ("book"."note" IS DISTINCT FROM "book"."title"))"));
static_assert(is_text(like(title, note, escape<'\\'>), R"("book"."title" LIKE "book"."note" ESCAPE '\')"));
static_assert(is_text(like(title, note, escape<'\''>), R"("book"."title" LIKE "book"."note" ESCAPE '''')"));
static_assert(is_text(ilike(title, note), R"("book"."title" LIKE "book"."note")",
                      R"("book"."title" ILIKE "book"."note")"));
static_assert(is_text(ilike(title, note, escape<'!'>), R"("book"."title" LIKE "book"."note" ESCAPE '!')",
                      R"("book"."title" ILIKE "book"."note" ESCAPE '!')"));
static_assert(test::sqlite_text<Book>(glob(title, note)) == R"("book"."title" GLOB "book"."note")");
static_assert(test::postgres_text<Book>(regexp_match(title, note)) == R"("book"."title" ~ "book"."note")");
static_assert(test::postgres_text<Book>(regexp_match(title + note, note + title)) ==
              R"(("book"."title" || "book"."note") ~ ("book"."note" || "book"."title"))");
static_assert(is_text(collate<"NOCASE">(title) == note, R"("book"."title" COLLATE "NOCASE" = "book"."note")"));
static_assert(is_text(collate<"a\"b">(title + note), R"(("book"."title" || "book"."note") COLLATE "a""b")"));
static_assert(is_text(row_of(year, title) < row_of(literal<5>, note),
                      R"(("book"."year", "book"."title") < (5, "book"."note"))"));
static_assert(
    is_text(in(row_of(year, title), row_of(literal<1>, note), row_of(literal<2>, title + note)),
            R"(("book"."year", "book"."title") IN ((1, "book"."note"), (2, "book"."title" || "book"."note")))"));
static_assert(is_text(!(row_of(year, title) != row_of(year, note)),
                      R"(NOT ("book"."year", "book"."title") <> ("book"."year", "book"."note"))"));

// What the operators refuse can be asked.
static_assert(comparable_with<decltype(title), const char*>);
static_assert(!comparable_with<decltype(title), int>);
static_assert(!comparable_with<decltype(title), std::optional<string>>);
static_assert(!comparable_with<int, int>);
static_assert(comparable_with<decltype(title), decltype(param<"x">)>);
static_assert(calculable_with<decltype(year), double>);
static_assert(!calculable_with<decltype(year), decltype(title)>);
static_assert(combinable_with<decltype(year == 1), decltype(is_null(note))>);
static_assert(!combinable_with<decltype(year == 1), decltype(year)>);
static_assert(matchable_with<decltype(title), string>);
static_assert(!matchable_with<decltype(year), string>);
static_assert(assignable_from<decltype(note), std::nullopt_t>);
static_assert(assignable_from<decltype(title), decltype(note)>);
static_assert(!assignable_from<decltype(title), std::nullopt_t>);
static_assert(!assignable_from<decltype(year), double>);
static_assert(!assignable_from<decltype(year), string>);

template <class Driver>
struct filled : connection<library<Driver>> {
    filled() : connection<library<Driver>>(test::empty_database<Driver>::name()) {
        this->create_tables();
        this->insert(Book{0, "Emma", {}, 1815, day});
        this->insert(Book{0, "100% Emma", "x", 1816, day + 24h});
        this->insert(Book{0, "emma", "emma", 1816, day + 48h});
    }
};
template <class Type, class Database, class Expression>
Type value(connection<Database>& db, const Expression& expression) {
    return test::value_of<Type, Book>(db, expression);
}
template <class Database, class Condition>
std::int64_t count(connection<Database>& db, const Condition& condition) {
    return test::count_of<Book>(db, condition);
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("is_distinct_from takes null for a value and is never null", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(count(db, is_distinct_from(note, "x")) == 2);
        CHECK(count(db, is_not_distinct_from(note, "x")) == 1);
        CHECK(count(db, is_distinct_from(note, std::nullopt)) == 2);
        CHECK(count(db, is_not_distinct_from(note, std::optional<string>())) == 1);
        CHECK(count(db, is_not_distinct_from(note, title)) == 1);
        CHECK(value<bool>(db, is_distinct_from(note, title)));
        CHECK(db(select(title).from<Book>().where(is_not_distinct_from(note, param<"n">)), "n"_p = "x").scalar() ==
              "100% Emma");
    }
    TEST_CASE_TEMPLATE("a pattern may have an escape character", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(count(db, like(title, "%\\% %", escape<'\\'>)) == 1);
        CHECK(count(db, like(title, "100!%%", escape<'!'>)) == 1);
        CHECK(count(db, like(title, "100\'%%", escape<'\''>)) == 1);
        CHECK(count(db, ilike(title, "EMMA")) == 2);
        CHECK(count(db, ilike(title, "%!% emma", escape<'!'>)) == 1);
        CHECK(count(db, !like(title, "%m!ma", escape<'!'>)) == 0);
    }
    TEST_CASE_TEMPLATE("a pattern of SQLite's own", Driver, sqlite) {
        filled<Driver> db;
        CHECK(count(db, glob(title, "[Ee]mma")) == 2);
        CHECK(count(db, glob(title, "EMMA")) == 0);
        CHECK(value<std::optional<bool>>(db, glob(title, note)) == std::nullopt);
    }
    TEST_CASE_TEMPLATE("a pattern of PostgreSQL's own", Driver, postgres) {
        filled<Driver> db;
        CHECK(count(db, regexp_match(title, "^[Ee]mma$")) == 2);
        CHECK(count(db, regexp_match(title, "EMMA")) == 0);
        CHECK(value<std::optional<bool>>(db, regexp_match(title, note)) == std::nullopt);
    }
    TEST_CASE_TEMPLATE("a text is compared by another collation", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        if constexpr (std::is_same_v<Driver, sqlite>) {
            CHECK(count(db, collate<"NOCASE">(title) == "EMMA") == 2);
            CHECK(count(db, collate<"BINARY">(title + "") == "EMMA") == 0);
            CHECK(value<std::optional<string>>(db, collate<"NOCASE">(note)) == std::nullopt);
        } else {
            CHECK(count(db, collate<"C">(title) < "Z") == 2);
            CHECK(count(db, collate<"und-x-icu">(title) < "Z") == 3);
            CHECK(value<std::optional<string>>(db, collate<"C">(note)) == std::nullopt);
        }
    }
    TEST_CASE_TEMPLATE("rows of values are compared one by one", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(count(db, row_of(year, title) == row_of(1816, "emma")) == 1);
        CHECK(count(db, row_of(year, title) != row_of(1816, "emma")) == 2);
        CHECK(count(db, row_of(year, title) < row_of(1816, "a")) == 2);
        CHECK(count(db, row_of(year, title) <= row_of(1816, "emma")) == 3);
        CHECK(count(db, row_of(year, title) > row_of(1815, "Emma")) == 2);
        CHECK(count(db, row_of(1815, "Emma") >= row_of(year, title)) == 1);
        CHECK(count(db, row_of(year, title) == row_of(year, note)) == 1);
        CHECK(count(db, in(row_of(year, title), row_of(1815, "Emma"), row_of(1816, "emma"), row_of(1816, "x"))) == 2);
        CHECK(value<bool>(db, row_of(year, title) == row_of(1815, "Emma")));
        CHECK(value<std::optional<bool>>(db, row_of(year, note) == row_of(1815, "Emma")) == std::nullopt);
        CHECK(db(select(title).from<Book>().where(row_of(year, title) == row_of(param<"y">, param<"t">)), "y"_p = 1815,
                 "t"_p = "Emma")
                  .scalar() == "Emma");
    }
    TEST_CASE_TEMPLATE("a value in a row is written as the column beside it is", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(count(db, row_of(title, due) > row_of("Emma", day)) == 1);
        CHECK(count(db, row_of(due, title) == row_of(day, "Emma")) == 1);
        CHECK(count(db, in(row_of(due, title), row_of(day, "Emma"), row_of(day + 48h, "emma"))) == 2);
        CHECK(count(db, is_distinct_from(due, day)) == 2);
    }
}

} // namespace predicates_more_test
