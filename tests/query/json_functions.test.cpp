#include "support/drivers.hpp"
#include "support/expression.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
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
                      R"(CASE json_type("event"."body", '$."a"' || CASE json_type("event"."body", '$."a"') )"
                      R"(WHEN 'object' THEN '."0"' ELSE '[0]' END) WHEN 'text' THEN json_extract("event"."body", )"
                      R"('$."a"' || CASE json_type("event"."body", '$."a"') WHEN 'object' THEN '."0"' )"
                      R"(ELSE '[0]' END) END)",
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
                      R"(CAST(coalesce(CASE WHEN jsonb_typeof(CAST("event"."body" AS jsonb)) = 'object' THEN )"
                      R"(jsonb_set(CAST("event"."body" AS jsonb), ARRAY['a'], CASE WHEN jsonb_typeof()"
                      R"(coalesce(CAST("event"."body" AS jsonb) #> ARRAY['a'], '{}')) = 'object' THEN jsonb_set()"
                      R"(coalesce(CAST("event"."body" AS jsonb) #> ARRAY['a'], '{}'), ARRAY['b'], )"
                      R"(coalesce(to_jsonb(CAST($1 AS bigint)), 'null')) END) END, )"
                      R"(CAST("event"."body" AS jsonb)) AS text))"));

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
constexpr auto with_line = json_set<"a", "b\nc">(body, 1);
constexpr auto with_zero = json_get<bool, "a\0b">(body);
static_assert(!is_in<std::remove_const_t<decltype(with_line)>, sqlite_dialect>(with_line));
static_assert(is_in<std::remove_const_t<decltype(with_line)>, postgres_dialect>(with_line));
static_assert(!is_in<std::remove_const_t<decltype(with_zero)>, postgres_dialect>(with_zero));
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

/// Whether a step leads to a key of an object, and to an element of an array.
template <fixed_string Step, class Database>
void both(connection<Database>& db, std::optional<std::int64_t> key, std::optional<std::int64_t> element) {
    using number = std::optional<std::int64_t>;
    const auto keys = val(R"({"x": {"1": 1, "-1": 2, "01": 3, "1e3": 4, "9223372036854775808": 5, "+1": 6, "0": 7}})");
    const auto list = val(R"({"x": [10, 11, 12]})");
    CAPTURE(Step.view());
    CHECK(value<number>(db, json_get<std::int64_t, "x", Step>(keys)) == key);
    CHECK(value<number>(db, json_get<std::int64_t, "x", Step>(list)) == element);
    CHECK(is_so(db, json_contains<"x", Step>(keys)) == key.has_value());
    CHECK(is_so(db, json_contains<"x", Step>(list)) == element.has_value());
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
    TEST_CASE_TEMPLATE("a step like a number is a key of an object and an index of an array", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        using number = std::optional<std::int64_t>;
        const auto keys =
            val(R"({"x": {"1": 1, "-1": 2, "01": 3, "1e3": 4, "9223372036854775808": 5, "+1": 6, "0": 7}})");
        const auto list = val(R"({"x": [10, 11, 12]})");
        both<"1">(db, 1, 11);
        both<"-1">(db, 2, 12);
        both<"01">(db, 3, 11);
        both<"1e3">(db, 4, std::nullopt);
        both<"9223372036854775808">(db, 5, std::nullopt);
        both<"+1">(db, 6, 11);
        both<"0">(db, 7, 10);
        both<"-0">(db, std::nullopt, 10);
        both<"3">(db, std::nullopt, std::nullopt);
        both<"-4">(db, std::nullopt, std::nullopt);
        both<"2147483647">(db, std::nullopt, std::nullopt);
        both<"4294967296">(db, std::nullopt, std::nullopt);
        both<" 2">(db, std::nullopt, 12);
        both<"1.0">(db, std::nullopt, std::nullopt);
        both<"">(db, std::nullopt, std::nullopt);
        // Several of them, in any mixture.
        const auto deep = val(R"([{"7": [[1, 2], {"0": {"1": "a"}}]}])");
        CHECK(value<number>(db, json_get<std::int64_t, "0", "7", "0", "1">(deep)) == 2);
        CHECK(value<std::optional<string>>(db, json_get<string, "0", "7", "1", "0", "1">(deep)) == "a");
        CHECK(value<number>(db, json_get<std::int64_t, "0", "8", "0", "1">(deep)) == std::nullopt);
        CHECK(is_so(db, json_contains<"0", "7", "0">(deep, 2)));
        CHECK_FALSE(is_so(db, json_contains<"0", "7", "1">(deep, 2)));
        CHECK(value<number>(db, json_get<std::int64_t, "x">(val(R"({"x": [1]})"))) == std::nullopt);
        CHECK(value<number>(db, json_get<std::int64_t, "0">(more)) == std::nullopt);
    }
    TEST_CASE_TEMPLATE("json_set makes what is not there, and changes nothing where it leads nowhere", Driver,
                       TEST_DRIVERS) {
        filled<Driver> db;
        const auto is_set = [&](const auto& call, std::string_view expected) {
            string text = value<string>(db, call);
            std::erase(text, ' ');
            CHECK(text == expected);
        };
        is_set(json_set<"o", "1">(val(R"({"o":{"1":1}})"), 9), R"({"o":{"1":9}})");
        is_set(json_set<"o", "2">(val(R"({"o":{"1":1}})"), 9), R"({"o":{"1":1,"2":9}})");
        is_set(json_set<"o", "-1">(val(R"({"o":{}})"), 9), R"({"o":{"-1":9}})");
        is_set(json_set<"l", "1">(val(R"({"l":[1,2]})"), 9), R"({"l":[1,9]})");
        is_set(json_set<"l", "2">(val(R"({"l":[1,2]})"), 9), R"({"l":[1,2,9]})");
        is_set(json_set<"l", "01">(val(R"({"l":[1,2]})"), 9), R"({"l":[1,9]})");
        is_set(json_set<"l", "3">(val(R"({"l":[1,2]})"), 9), R"({"l":[1,2]})");
        is_set(json_set<"l", "-2">(val(R"({"l":[1,2]})"), 9), R"({"l":[9,2]})");
        is_set(json_set<"l", "-3">(val(R"({"l":[1,2]})"), 9), R"({"l":[1,2]})");
        is_set(json_set<"l", "x">(val(R"({"l":[1,2]})"), 9), R"({"l":[1,2]})");
        is_set(json_set<"l", "9223372036854775808">(val(R"({"l":[1,2]})"), 9), R"({"l":[1,2]})");
        is_set(json_set<"l", "2", "x">(val(R"({"l":[1,2]})"), 9), R"({"l":[1,2,{"x":9}]})");
        is_set(json_set<"l", "5", "x">(val(R"({"l":[1,2]})"), 9), R"({"l":[1,2]})");
        is_set(json_set<"a", "0", "0">(val("{}"), 9), R"({"a":[[9]]})");
        is_set(json_set<"a", "1">(val("{}"), 9), "{}");
        is_set(json_set<"a", "-1">(val("{}"), 9), "{}");
        is_set(json_set<"a", "b", "c">(val("{}"), 9), R"({"a":{"b":{"c":9}}})");
        is_set(json_set<"s", "x">(val(R"({"s":5})"), 9), R"({"s":5})");
        is_set(json_set<"s", "0">(val(R"({"s":5})"), 9), R"({"s":5})");
        is_set(json_set<"n", "x", "y">(val(R"({"n":null})"), 9), R"({"n":null})");
        is_set(json_set<"0", "1">(val(R"([{"1":2}])"), 9), R"([{"1":9}])");
        is_set(json_set<"0">(val("5"), 9), "5");
        is_set(json_set<"x">(val("[]"), 9), "[]");
        is_set(json_set<"">(val("{}"), 9), R"({"":9})");
        CHECK(value<std::optional<string>>(db, json_set<"a", "0">(more, 1)) == std::nullopt);
    }
    TEST_CASE_TEMPLATE("a number of JSON is an integer if it is one and fits", Driver, TEST_DRIVERS) {
        filled<Driver> db;
        using number = std::optional<std::int64_t>;
        const auto of = [&](const char* json) { return value<number>(db, json_get<std::int64_t, "0">(val(json))); };
        CHECK(of("[-1]") == -1);
        CHECK(of("[9223372036854775807]") == std::numeric_limits<std::int64_t>::max());
        CHECK(of("[-9223372036854775808]") == std::numeric_limits<std::int64_t>::min());
        CHECK(of("[9223372036854775808]") == std::nullopt);
        CHECK(of("[-9223372036854775809]") == std::nullopt);
        CHECK(of("[1.0]") == std::nullopt);
        CHECK(value<std::optional<double>>(db, json_get<double, "0">(val("[9223372036854775808]"))) == 0x1p63);
        CHECK(value<std::optional<double>>(db, json_get<double, "0">(val("[1e3]"))) == 1000);
        CHECK_THROWS_AS(of("[01]"), error);
        // Documented differences: PostgreSQL keeps no spelling.
        constexpr bool keeps_spelling = std::is_same_v<Driver, sqlite>;
        CHECK(of("[1e3]") == (keeps_spelling ? number() : number(1000)));
        if constexpr (keeps_spelling)
            CHECK(value<std::optional<double>>(db, json_get<double, "0">(val("[1e400]"))) ==
                  std::numeric_limits<double>::infinity());
        else CHECK_THROWS_AS(value<std::optional<double>>(db, json_get<double, "0">(val("[1e400]"))), error);
        const auto twice = val(R"({"a": 1, "a": 2})");
        CHECK(value<number>(db, json_get<std::int64_t, "a">(twice)) == (keeps_spelling ? 1 : 2));
        const auto escaped = val(R"({"\u0061": 1, "\u000a": 2, "\n\\": 3})");
        constexpr bool is_compared_raw = keeps_spelling && SQLITE_VERSION_NUMBER < 3045000;
        CHECK(value<number>(db, json_get<std::int64_t, "a">(escaped)) == (is_compared_raw ? number() : number(1)));
        CHECK(value<number>(db, json_get<std::int64_t, "\n">(escaped)) == (is_compared_raw ? number() : number(2)));
        CHECK(value<number>(db, json_get<std::int64_t, "\n\\">(escaped)) == 3);
    }
}

} // namespace json_functions_test
