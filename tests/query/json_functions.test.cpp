#include "support/drivers.hpp"
#include "support/expression.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace json_functions_test {

struct Event {
    std::int64_t id = 0;
    std::string body;
    std::optional<std::string> more;
    bool is_new = false;
    int count = 0;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Event>;
};

using namespace rowan;
using std::string;

constexpr auto body = col<&Event::body>;
constexpr auto more = col<&Event::more>;

template <class Expression>
consteval bool is_text(Expression expression, std::string_view sqlite, std::string_view postgres) {
    return test::sqlite_text<Event>(expression) == sqlite && test::postgres_text<Event>(expression) == postgres;
}

static_assert(is_text(json_get<string, "a", "0">(body),
                      R"(CASE json_type("event"."body", '$."a"[0]') WHEN 'text' )"
                      R"(THEN json_extract("event"."body", '$."a"[0]') END)",
                      R"(CASE jsonb_typeof(CAST("event"."body" AS jsonb) #> ARRAY['a', '0']) WHEN 'string' )"
                      R"(THEN CAST("event"."body" AS jsonb) #>> ARRAY['a', '0'] END)"));
static_assert(is_text(json_get<bool, "a">(body),
                      R"(CASE json_type("event"."body", '$."a"') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)",
                      R"(CASE jsonb_typeof(CAST("event"."body" AS jsonb) #> ARRAY['a']) WHEN 'boolean' )"
                      R"(THEN CAST(CAST("event"."body" AS jsonb) #>> ARRAY['a'] AS boolean) END)"));
static_assert(is_text(json_contains<"a", "b">(body), R"((json_type("event"."body", '$."a"."b"') IS NOT NULL))",
                      R"((CAST("event"."body" AS jsonb) #> ARRAY['a', 'b'] IS NOT NULL))"));
static_assert(is_text(json_contains<"a">(body, "x"),
                      R"(EXISTS (SELECT 1 FROM json_each("event"."body", '$."a"') AS "rowan_each" WHERE )"
                      R"(json_type("event"."body", '$."a"') = 'array' AND "rowan_each"."type" = 'text' )"
                      R"(AND "rowan_each"."value" = ?1))",
                      R"(coalesce(jsonb_typeof(CAST("event"."body" AS jsonb) #> ARRAY['a']) = 'array' AND )"
                      R"(CAST("event"."body" AS jsonb) #> ARRAY['a'] @> to_jsonb(CAST($1 AS text)), FALSE))"));
static_assert(is_text(json_set<"a", "b">(body, 5), R"(json_set("event"."body", '$."a"."b"', ?1))",
                      R"(CAST(jsonb_set(jsonb_set(CAST("event"."body" AS jsonb), ARRAY['a'], )"
                      R"(coalesce(CAST("event"."body" AS jsonb) #> ARRAY['a'], '{}')), ARRAY['a', 'b'], )"
                      R"(coalesce(to_jsonb(CAST($1 AS bigint)), 'null')) AS text))"));

// A key stands in the text as JSON has it, in quotes as SQL has them.
static_assert(is_text(json_contains<"it's {a\\b}">(body),
                      R"((json_type("event"."body", '$."it''s {a\\b}"') IS NOT NULL))",
                      R"((CAST("event"."body" AS jsonb) #> ARRAY['it''s {a\b}'] IS NOT NULL))"));
static_assert(is_text(json_contains<"a\"b">(body), R"((json_type("event"."body", '$.a\"b') IS NOT NULL))",
                      R"((CAST("event"."body" AS jsonb) #> ARRAY['a"b'] IS NOT NULL))"));

template <class Expression, class Dialect>
constexpr bool is_in(const Expression&) {
    return std::is_same_v<typename Expression::template dialect_mistake<Dialect>, detail::no_mistake>;
}
constexpr auto unnamed = json_get<bool, "a\".b">(body);
constexpr auto unmade = json_set<"a\\b">(body, 1);
static_assert(!is_in<std::remove_const_t<decltype(unnamed)>, sqlite_dialect>(unnamed));
static_assert(is_in<std::remove_const_t<decltype(unnamed)>, postgres_dialect>(unnamed));
static_assert(!is_in<std::remove_const_t<decltype(unmade)>, sqlite_dialect>(unmade));

template <class Driver>
struct filled : connection<library<Driver>> {
    filled() : connection<library<Driver>>(test::empty_database<Driver>::name()) {
        this->create_tables();
        this->insert(Event{0,
                           R"({"name": "x", "n": 5, "r": 2.5, "yes": true, "no": false, "none": null,)"
                           R"( "list": [1, "1", 2.5, true, null, "x"], "in": {"deep": ["a", {"k": "v"}]},)"
                           R"( "a.b": 1, "c\"d": 2, "e\\f": {"g": 3}, "it's {": 4})",
                           {},
                           true,
                           7});
    }
};
template <class Type, class Database, class Expression>
Type value(connection<Database>& db, const Expression& expression) {
    return test::value_of<Type, Event>(db, expression);
}
template <class Database, class Condition>
bool is_so(connection<Database>& db, const Condition& condition) {
    return value<bool>(db, condition);
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("json_get gives the value at a path if it is of the type", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        using std::optional;
        CHECK(value<optional<string>>(db, json_get<string, "name">(body)) == "x");
        CHECK(value<optional<string>>(db, json_get<string, "in", "deep", "1", "k">(body)) == "v");
        CHECK(value<optional<std::int64_t>>(db, json_get<std::int64_t, "n">(body)) == 5);
        CHECK(value<optional<double>>(db, json_get<double, "r">(body)) == 2.5);
        CHECK(value<optional<double>>(db, json_get<double, "n">(body)) == 5);
        CHECK(value<optional<bool>>(db, json_get<bool, "yes">(body)) == true);
        CHECK(value<optional<bool>>(db, json_get<bool, "no">(body)) == false);
        CHECK(value<optional<string>>(db, json_get<string, "n">(body)) == std::nullopt);
        CHECK(value<optional<string>>(db, json_get<string, "in">(body)) == std::nullopt);
        CHECK(value<optional<string>>(db, json_get<string, "absent">(body)) == std::nullopt);
        CHECK(value<optional<std::int64_t>>(db, json_get<std::int64_t, "r">(body)) == std::nullopt);
        CHECK(value<optional<std::int64_t>>(db, json_get<std::int64_t, "yes">(body)) == std::nullopt);
        CHECK(value<optional<bool>>(db, json_get<bool, "n">(body)) == std::nullopt);
        CHECK(value<optional<bool>>(db, json_get<bool, "none">(body)) == std::nullopt);
        CHECK(value<optional<bool>>(db, json_get<bool, "none">(more)) == std::nullopt);
        CHECK(db(select(json_get<double, "x">(param<"json">)).template from<Event>(), "json"_p = R"({"x": 1})")
                  .scalar() == 1);
    }
    TEST_CASE_TEMPLATE("keys may have any characters", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        using number = std::optional<std::int64_t>;
        CHECK(value<number>(db, json_get<std::int64_t, "a.b">(body)) == 1);
        CHECK(value<number>(db, json_get<std::int64_t, "c\"d">(body)) == 2);
        CHECK(value<number>(db, json_get<std::int64_t, "e\\f", "g">(body)) == 3);
        CHECK(value<number>(db, json_get<std::int64_t, "it's {">(body)) == 4);
    }
    TEST_CASE_TEMPLATE("json_contains asks for a path, or for an element of the array there", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(is_so(db, json_contains<"name">(body)));
        CHECK_FALSE(is_so(db, json_contains<"name">(body, "x")));
        CHECK(is_so(db, json_contains<"in", "deep">(body, "a")));
        CHECK_FALSE(is_so(db, json_contains<"in", "deep">(body, "v")));
        CHECK_FALSE(is_so(db, json_contains<"in">(body, "deep")));
    }
    TEST_CASE_TEMPLATE("json_contains is never null", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        CHECK(is_so(db, json_contains<"in", "deep">(body)));
        CHECK(is_so(db, json_contains<"none">(body)));
        CHECK_FALSE(is_so(db, json_contains<"in", "shallow">(body)));
        CHECK_FALSE(is_so(db, json_contains<"in">(more)));
        CHECK(is_so(db, json_contains<"list">(body, 1)));
        CHECK(is_so(db, json_contains<"list">(body, "1")));
        CHECK(is_so(db, json_contains<"list">(body, 2.5)));
        CHECK(is_so(db, json_contains<"list">(body, true)));
        CHECK(is_so(db, json_contains<"list">(body, json_get<string, "name">(body))));
        CHECK_FALSE(is_so(db, json_contains<"list">(body, "2.5")));
        CHECK_FALSE(is_so(db, json_contains<"list">(body, 2)));
        CHECK_FALSE(is_so(db, json_contains<"list">(body, false)));
        CHECK_FALSE(is_so(db, json_contains<"list">(body, more)));
        CHECK_FALSE(is_so(db, json_contains<"name">(body, "x")));
        CHECK_FALSE(is_so(db, json_contains<"in">(body, "a")));
        CHECK_FALSE(is_so(db, json_contains<"list">(more, 1)));
    }
    TEST_CASE_TEMPLATE("json_set gives the text with another value", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        const auto base = val(R"({"a":{"b":1}})");
        // PostgreSQL writes it with spaces.
        const auto is_set = [&](const auto& call, std::string_view expected) {
            string text = value<string>(db, call);
            std::erase(text, ' ');
            return text == expected;
        };
        CHECK(is_set(json_set<"a", "b">(base, 2), R"({"a":{"b":2}})"));
        CHECK(is_set(json_set<"a", "c">(base, "it's"), R"({"a":{"b":1,"c":"it's"}})"));
        CHECK(is_set(json_set<"x", "y", "0">(base, 2.5), R"({"a":{"b":1},"x":{"y":[2.5]}})"));
        CHECK(is_set(json_set<"a">(base, true), R"({"a":true})"));
        CHECK(is_set(json_set<"a">(base, col<&Event::count> > 9), R"({"a":false})"));
        CHECK(is_set(json_set<"a">(base, more), R"({"a":null})"));
        CHECK(is_set(json_set<"a">(base, std::nullopt), R"({"a":null})"));
        CHECK(is_set(json_set<"a">(base, base), R"({"a":"{\"a\":{\"b\":1}}"})"));
        CHECK(is_set(json_set<"a">(base, json_set<"b">(val("{}"), 1)), R"({"a":"{\"b\":1}"})"));
        CHECK(value<std::optional<string>>(db, json_set<"a">(more, 1)) == std::nullopt);
        db(update<Event>().set(body = json_set<"name">(body, "y")).every_row());
        CHECK(value<std::optional<string>>(db, json_get<string, "name">(body)) == "y");
    }
}

} // namespace json_functions_test
