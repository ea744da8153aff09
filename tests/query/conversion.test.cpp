#include "support/drivers.hpp"
#include "support/expression.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace conversion_test {

enum class Grade { poor, good };
struct Item {
    std::int64_t id = 0;
    std::string name;
    int count = 0;
    double price = 0;
    std::optional<std::string> note;
    Grade grade{};
    std::chrono::year_month_day made{};
    std::chrono::sys_seconds at;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Item>;
};

} // namespace conversion_test

template <>
inline constexpr auto rowan::table<conversion_test::Item> =
    rowan::define<conversion_test::Item>(rowan::as_integer<&conversion_test::Item::grade>);

namespace conversion_test {

using namespace rowan;
using std::string;

constexpr test::text_in<Item> is_text{};

constexpr auto count_of = col<&Item::count>;
constexpr auto price = col<&Item::price>;
constexpr auto name = col<&Item::name>;
constexpr auto note = col<&Item::note>;
constexpr auto made = col<&Item::made>;
constexpr auto at = col<&Item::at>;

static_assert(is_text(cast<std::int64_t>(name), R"(CAST("item"."name" AS INTEGER))",
                      R"(CAST("item"."name" AS bigint))"));
static_assert(is_text(cast<std::int16_t>(count_of), R"(CAST("item"."count" AS INTEGER))",
                      R"(CAST("item"."count" AS smallint))"));
static_assert(is_text(cast<int>(price), R"(CAST("item"."price" AS INTEGER))",
                      R"(CAST(trunc("item"."price") AS integer))"));
static_assert(is_text(cast<std::uint32_t>(count_of), R"(CAST("item"."count" AS INTEGER))",
                      R"(CAST("item"."count" AS bigint))"));
static_assert(is_text(cast<float>(count_of), R"(CAST("item"."count" AS REAL))", R"(CAST("item"."count" AS real))"));
static_assert(is_text(cast<double>(count_of + 1), R"(CAST("item"."count" + ?1 AS REAL))",
                      R"(CAST("item"."count" + $1 AS double precision))"));
static_assert(is_text(cast<string>(count_of), R"(CAST("item"."count" AS TEXT))", R"(CAST("item"."count" AS text))"));
static_assert(is_text(cast<string>(made), R"(CAST("item"."made" AS TEXT))", R"(to_char("item"."made", 'YYYY-MM-DD'))"));
static_assert(is_text(cast<string>(at), R"(CAST("item"."at" AS TEXT))",
                      R"(to_char(timezone('UTC', "item"."at"), 'YYYY-MM-DD HH24:MI:SS'))"));
static_assert(is_text(cast<bool>(count_of), R"(("item"."count" <> 0))"));
static_assert(is_text(cast<int>(count_of > 1), R"(CAST("item"."count" > ?1 AS INTEGER))",
                      R"(CAST("item"."count" > $1 AS integer))"));
static_assert(is_text(cast<std::int64_t>(count_of > 1), R"(CAST("item"."count" > ?1 AS INTEGER))",
                      R"(CAST(CAST("item"."count" > $1 AS integer) AS bigint))"));
static_assert(is_text(coalesce(note, name, "x"), R"(coalesce("item"."note", "item"."name", ?1))",
                      R"(coalesce("item"."note", "item"."name", $1))"));
static_assert(is_text(nullif(count_of, 0), R"(nullif("item"."count", ?1))", R"(nullif("item"."count", $1))"));

// A constant is part of the text.
static_assert(is_text(literal<5>, "5"));
static_assert(is_text(count_of - literal<-5>, R"("item"."count" - -5)"));
static_assert(is_text(-literal<-5>, "-(-5)"));
static_assert(is_text(literal<true>, "1", "TRUE"));
static_assert(is_text(literal<2.5>, "2.5", "CAST(2.5 AS double precision)"));
static_assert(is_text(literal<Grade::good>, "'good'"));
static_assert(is_text(col<&Item::grade> == literal<Grade::good>, R"("item"."grade" = 1)"));
static_assert(is_text(literal_text<"it's">, "'it''s'"));
static_assert(is_text(name + literal_text<"!">, R"("item"."name" || '!')"));
static_assert(is_text(val(5), "?1", "$1"));

template <class Expression>
using type = typename Expression::expression_type;
static_assert(std::is_same_v<type<decltype(coalesce(note, note))>, std::optional<string>>);
static_assert(std::is_same_v<type<decltype(coalesce(note, "x"))>, string>);
static_assert(std::is_same_v<type<decltype(coalesce(count_of, price))>, double>);
static_assert(std::is_same_v<type<decltype(val("x"))>, string>);
static_assert(std::is_same_v<type<decltype(val(std::string_view("x")))>, string>);

template <class Driver>
struct filled : connection<library<Driver>> {
    filled() : connection<library<Driver>>(test::empty_database<Driver>::name()) {
        this->create_tables();
        using namespace std::chrono;
        this->insert(Item{0, "12", 7, -2.75, {}, Grade::good, 2024y / 2 / 29, sys_days{2024y / 2 / 29} + 5h});
    }
};
template <class Type, class Database, class Expression>
Type value(connection<Database>& db, const Expression& expression) {
    return test::value_of<Type, Item>(db, expression);
}
template <class Database, class Condition>
std::int64_t count(connection<Database>& db, const Condition& condition) {
    return test::count_of<Item>(db, condition);
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a cast gives a value of another type", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<std::int64_t>(db, cast<std::int64_t>(name)) == 12);
        CHECK(value<double>(db, cast<double>(name)) == 12);
        CHECK(value<int>(db, cast<int>(price)) == -2);
        CHECK(value<double>(db, cast<double>(count_of)) == 7);
        CHECK(value<string>(db, cast<string>(count_of)) == "7");
        CHECK(value<string>(db, cast<string>(price)) == "-2.75");
        CHECK(value<string>(db, cast<string>(made)) == "2024-02-29");
        CHECK(value<string>(db, cast<string>(at)) == "2024-02-29 05:00:00");
        CHECK(value<bool>(db, cast<bool>(count_of)));
        CHECK_FALSE(value<bool>(db, cast<bool>(count_of - 7)));
        CHECK(value<int>(db, cast<int>(count_of > 1)) == 1);
        CHECK(value<std::int64_t>(db, cast<std::int64_t>(col<&Item::grade>)) == 1);
        CHECK(value<std::optional<int>>(db, cast<int>(note)) == std::nullopt);
        CHECK(db(select(cast<string>(param<"x">)).template from<Item>(), "x"_p = "y").scalar() == "y");
    }
    TEST_CASE_TEMPLATE("coalesce gives the first that is not null", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<string>(db, coalesce(note, name)) == "12");
        CHECK(value<string>(db, coalesce(note, "none")) == "none");
        CHECK(value<std::optional<string>>(db, coalesce(note, note)) == std::nullopt);
        CHECK(value<double>(db, coalesce(nullif(count_of, 7), price)) == -2.75);
        CHECK(value<Grade>(db, coalesce(nullif(col<&Item::grade>, Grade::good), Grade::poor)) == Grade::poor);
        CHECK(db(select(coalesce(note, param<"x">)).template from<Item>(), "x"_p = "y").scalar() == "y");
    }
    TEST_CASE_TEMPLATE("nullif is null where both are equal", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(value<std::optional<int>>(db, nullif(count_of, 7)) == std::nullopt);
        CHECK(value<std::optional<int>>(db, nullif(count_of, 8)) == 7);
        CHECK(value<std::optional<string>>(db, nullif(name, "x")) == "12");
    }
    TEST_CASE_TEMPLATE("constants and values stand by themselves", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(db(select(val(5).as<"n">(), val("x"), literal<2.5>, literal_text<"it's">, literal<true>)).one() ==
              db(select(literal<5>.template as<"n">(), literal_text<"x">, val(2.5), val(string("it's")), val(true)))
                  .one());
        CHECK(value<int>(db, literal<-5>) == -5);
        CHECK(value<Grade>(db, literal<Grade::good>) == Grade::good);
        CHECK(count(db, col<&Item::grade> == literal<Grade::good> && name == literal_text<"12">) == 1);
        CHECK(count(db, count_of - literal<-5> == 12 && -literal<-5> == 5) == 1);
        CHECK(value<Grade>(db, case_(when(count_of > 1, literal<Grade::poor>)).else_(col<&Item::grade>)) ==
              Grade::poor);
    }
}

} // namespace conversion_test
