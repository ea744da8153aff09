#include "tpch/queries_01_06.hpp"

#include "tpch/compare.hpp"

#include <doctest/doctest.h>

namespace test::tpch {

static_assert(has_constant_text(queries::q01()));
static_assert(has_constant_text(queries::q02()));
static_assert(has_constant_text(queries::q03()));
static_assert(has_constant_text(queries::q04()));
static_assert(has_constant_text(queries::q05()));
static_assert(has_constant_text(queries::q06()));

static_assert(rowan::sql_text<rowan::sqlite>(queries::q01()) ==
              R"(SELECT "lineitem"."l_returnflag", "lineitem"."l_linestatus",)"
              R"( sum("lineitem"."l_quantity") AS "sum_qty", sum("lineitem"."l_extendedprice") AS "sum_base_price",)"
              R"( sum("lineitem"."l_extendedprice" * (?1 - "lineitem"."l_discount")) AS "sum_disc_price",)"
              R"( sum("lineitem"."l_extendedprice" * (?2 - "lineitem"."l_discount") * (?3 + "lineitem"."l_tax")))"
              R"( AS "sum_charge",)"
              R"( avg("lineitem"."l_quantity") AS "avg_qty", avg("lineitem"."l_extendedprice") AS "avg_price",)"
              R"( avg("lineitem"."l_discount") AS "avg_disc", count(*) AS "count_order")"
              R"( FROM "lineitem")"
              R"( WHERE "lineitem"."l_shipdate" <= ?4)"
              R"( GROUP BY "lineitem"."l_returnflag", "lineitem"."l_linestatus")"
              R"( ORDER BY "lineitem"."l_returnflag", "lineitem"."l_linestatus")");
static_assert(
    rowan::sql_text<rowan::postgres_dialect>(queries::q01()) ==
    R"(SELECT "lineitem"."l_returnflag", "lineitem"."l_linestatus",)"
    R"( CAST(sum("lineitem"."l_quantity") AS bigint) AS "sum_qty",)"
    R"( CAST(sum("lineitem"."l_extendedprice") AS bigint) AS "sum_base_price",)"
    R"( CAST(sum("lineitem"."l_extendedprice" * ($1 - "lineitem"."l_discount")) AS bigint) AS "sum_disc_price",)"
    R"( CAST(sum("lineitem"."l_extendedprice" * ($2 - "lineitem"."l_discount") * ($3 + "lineitem"."l_tax")))"
    R"( AS bigint) AS "sum_charge",)"
    R"( CAST(avg("lineitem"."l_quantity") AS double precision) AS "avg_qty",)"
    R"( CAST(avg("lineitem"."l_extendedprice") AS double precision) AS "avg_price",)"
    R"( CAST(avg("lineitem"."l_discount") AS double precision) AS "avg_disc", count(*) AS "count_order")"
    R"( FROM "lineitem")"
    R"( WHERE "lineitem"."l_shipdate" <= $4)"
    R"( GROUP BY "lineitem"."l_returnflag", "lineitem"."l_linestatus")"
    R"( ORDER BY "lineitem"."l_returnflag", "lineitem"."l_linestatus")");

static_assert(rowan::sql_text<rowan::sqlite>(queries::q06()) ==
              R"(SELECT sum("lineitem"."l_extendedprice" * "lineitem"."l_discount") AS "revenue")"
              R"( FROM "lineitem")"
              R"( WHERE "lineitem"."l_shipdate" >= ?1 AND "lineitem"."l_shipdate" < ?2)"
              R"( AND "lineitem"."l_discount" BETWEEN ?3 AND ?4 AND "lineitem"."l_quantity" < ?5)");
static_assert(rowan::sql_text<rowan::postgres_dialect>(queries::q06()) ==
              R"(SELECT CAST(sum("lineitem"."l_extendedprice" * "lineitem"."l_discount") AS bigint) AS "revenue")"
              R"( FROM "lineitem")"
              R"( WHERE "lineitem"."l_shipdate" >= $1 AND "lineitem"."l_shipdate" < $2)"
              R"( AND "lineitem"."l_discount" BETWEEN $3 AND $4 AND "lineitem"."l_quantity" < $5)");

TEST_SUITE("tpch") {

    TEST_CASE_TEMPLATE("Q1: pricing summary report", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q01(), reference::q01);
    }
    TEST_CASE_TEMPLATE("Q2: minimum cost supplier", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q02(), reference::q02);
    }
    TEST_CASE_TEMPLATE("Q3: shipping priority", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q03(), reference::q03);
    }
    TEST_CASE_TEMPLATE("Q4: order priority checking", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q04(), reference::q04);
    }
    TEST_CASE_TEMPLATE("Q5: local supplier volume", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q05(), reference::q05);
    }
    TEST_CASE_TEMPLATE("Q6: forecasting revenue change", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q06(), reference::q06);
    }

} // TEST_SUITE

} // namespace test::tpch
