#include "tpch/queries_13_17.hpp"

#include "tpch/compare.hpp"

#include <doctest/doctest.h>

namespace test::tpch {

static_assert(has_constant_text(queries::q13()));
static_assert(has_constant_text(queries::q14()));
static_assert(has_constant_text(queries::q15()));
static_assert(has_constant_text(queries::q16()));
static_assert(has_constant_text(queries::q17()));

static_assert(rowan::sql_text<rowan::sqlite>(queries::q13()) ==
              R"(SELECT "customer_orders"."c_count", count(*) AS "custdist")"
              R"( FROM (SELECT "customer"."c_custkey" AS "c_custkey", count("orders"."o_orderkey") AS "c_count")"
              R"( FROM "customer")"
              R"( LEFT JOIN "orders" ON "orders"."o_custkey" = "customer"."c_custkey")"
              R"( AND NOT "orders"."o_comment" LIKE ?1)"
              R"( GROUP BY "customer"."c_custkey") AS "customer_orders")"
              R"( GROUP BY "customer_orders"."c_count")"
              R"( ORDER BY 2 DESC, "customer_orders"."c_count" DESC)");
static_assert(rowan::sql_text<rowan::postgres_dialect>(queries::q13()) ==
              R"(SELECT "customer_orders"."c_count", count(*) AS "custdist")"
              R"( FROM (SELECT "customer"."c_custkey" AS "c_custkey", count("orders"."o_orderkey") AS "c_count")"
              R"( FROM "customer")"
              R"( LEFT JOIN "orders" ON "orders"."o_custkey" = "customer"."c_custkey")"
              R"( AND NOT "orders"."o_comment" LIKE $1)"
              R"( GROUP BY "customer"."c_custkey") AS "customer_orders")"
              R"( GROUP BY "customer_orders"."c_count")"
              R"( ORDER BY 2 DESC, "customer_orders"."c_count" DESC)");

TEST_SUITE("tpch") {

    TEST_CASE_TEMPLATE("Q13: customer distribution", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q13(), reference::q13);
    }
    TEST_CASE_TEMPLATE("Q14: promotion effect", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q14(), reference::q14);
    }
    TEST_CASE_TEMPLATE("Q15: top supplier", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q15(), reference::q15);
    }
    TEST_CASE_TEMPLATE("Q16: parts/supplier relationship", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q16(), reference::q16);
    }
    TEST_CASE_TEMPLATE("Q17: small-quantity-order revenue", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q17(), reference::q17);
    }

} // TEST_SUITE

} // namespace test::tpch
