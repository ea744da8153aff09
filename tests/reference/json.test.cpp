#include "reference/reference.hpp"

#include <doctest/doctest.h>

namespace reference_json_test {

using namespace rowan;
using namespace reference;

static_assert(
    is_written(json_get<std::string, "tags", "0">(note),
               R"(CASE json_type("loan"."note", '$."tags"' || CASE json_type("loan"."note", '$."tags"') WHEN 'object')"
               R"( THEN '."0"' ELSE '[0]' END) WHEN 'text' THEN json_extract("loan"."note", '$."tags"' ||)"
               R"( CASE json_type("loan"."note", '$."tags"') WHEN 'object' THEN '."0"' ELSE '[0]' END) END)",
               R"(CASE jsonb_typeof(CAST("loan"."note" AS jsonb) #> ARRAY['tags', '0']) WHEN 'string' THEN)"
               R"( CAST("loan"."note" AS jsonb) #>> ARRAY['tags', '0'] END)"));
static_assert(is_written(
    json_get<std::int64_t, "stars">(note),
    R"(CASE WHEN json_type("loan"."note", '$."stars"') = 'integer' AND)"
    R"( typeof(json_extract("loan"."note", '$."stars"')) = 'integer' THEN json_extract("loan"."note", '$."stars"') END)",
    R"(CASE jsonb_typeof(CAST("loan"."note" AS jsonb) #> ARRAY['stars']) WHEN 'number' THEN)"
    R"( CASE WHEN CAST("loan"."note" AS jsonb) #>> ARRAY['stars'] ~ '^-?[0-9]+$' AND)"
    R"( CAST(CAST("loan"."note" AS jsonb) #>> ARRAY['stars'] AS numeric) BETWEEN)"
    R"( -9223372036854775808 AND 9223372036854775807 THEN)"
    R"( CAST(CAST("loan"."note" AS jsonb) #>> ARRAY['stars'] AS bigint) END END)"));
static_assert(is_written(json_get<double, "stars">(note),
                         R"(CASE WHEN json_type("loan"."note", '$."stars"') IN ('integer', 'real') THEN)"
                         R"( CAST(json_extract("loan"."note", '$."stars"') AS REAL) END)",
                         R"(CASE jsonb_typeof(CAST("loan"."note" AS jsonb) #> ARRAY['stars']) WHEN 'number' THEN)"
                         R"( CAST(CAST("loan"."note" AS jsonb) #>> ARRAY['stars'] AS double precision) END)"));
static_assert(is_written(json_get<bool, "lost">(note),
                         R"(CASE json_type("loan"."note", '$."lost"') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)",
                         R"(CASE jsonb_typeof(CAST("loan"."note" AS jsonb) #> ARRAY['lost']) WHEN 'boolean' THEN)"
                         R"( CAST(CAST("loan"."note" AS jsonb) #>> ARRAY['lost'] AS boolean) END)"));
static_assert(is_written(json_contains<"tags">(note), R"((json_type("loan"."note", '$."tags"') IS NOT NULL))",
                         R"((CAST("loan"."note" AS jsonb) #> ARRAY['tags'] IS NOT NULL))"));
static_assert(is_written(
    json_contains<"tags">(note, "sf"),
    R"(EXISTS (SELECT 1 FROM json_each("loan"."note", '$."tags"') AS "rowan_each")"
    R"( WHERE json_type("loan"."note", '$."tags"') = 'array' AND "rowan_each"."type" = 'text')"
    R"( AND "rowan_each"."value" = ?1))",
    R"(coalesce(jsonb_typeof(CAST("loan"."note" AS jsonb) #> ARRAY['tags']) = 'array' AND CAST("loan"."note")"
    R"( AS jsonb) #> ARRAY['tags'] @> to_jsonb(CAST($1 AS text)), FALSE))"));
static_assert(is_written(
    json_set<"stars">(note, 4), R"(json_set("loan"."note", '$."stars"', ?1))",
    R"(CAST(coalesce(CASE WHEN jsonb_typeof(CAST("loan"."note" AS jsonb)) = 'object' THEN)"
    R"( jsonb_set(CAST("loan"."note" AS jsonb), ARRAY['stars'], coalesce(to_jsonb(CAST($1 AS bigint)), 'null')))"
    R"( END, CAST("loan"."note" AS jsonb)) AS text))"));

TEST_CASE_TEMPLATE("functions of JSON", Driver, TEST_DRIVERS) {
    filled<Driver> db;
    CHECK(of_loan(db, json_get<std::string, "tags", "0">(note)) == "sf");
    CHECK(of_loan(db, json_get<std::int64_t, "stars">(note)) == 5);
    CHECK(of_loan(db, json_get<double, "stars">(note)) == 5.0);
    CHECK(of_loan(db, json_get<bool, "lost">(note)) == std::nullopt);
    CHECK(of_loan(db, json_get<bool, "stars">(note)) == std::nullopt);
    CHECK(of_loan(db, json_contains<"tags">(note)));
    CHECK(of_loan(db, json_contains<"tags">(note, "sf")));
    CHECK_FALSE(of_loan(db, json_contains<"tags">(note, "crime")));
    CHECK(of_loan(db, json_set<"stars">(note, 4)) ==
          (std::is_same_v<Driver, sqlite> ? R"({"stars":4,"tags":["sf","war"]})"
                                          : R"({"tags": ["sf", "war"], "stars": 4})"));
    CHECK(of_loan(db, json_get<std::int64_t, "stars">(json_set<"stars">(note, 4))) == 4);
}

} // namespace reference_json_test
