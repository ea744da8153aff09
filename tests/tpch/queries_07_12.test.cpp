#include "tpch/queries_07_12.hpp"

#include "tpch/compare.hpp"

#include <doctest/doctest.h>

namespace test::tpch {

static_assert(has_constant_text(queries::q07()));
static_assert(has_constant_text(queries::q08()));
static_assert(has_constant_text(queries::q09()));
static_assert(has_constant_text(queries::q10()));
static_assert(has_constant_text(queries::q11()));
static_assert(has_constant_text(queries::q12()));

TEST_SUITE("tpch") {

    TEST_CASE_TEMPLATE("Q7: volume shipping", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q07(), reference::q07);
    }
    TEST_CASE_TEMPLATE("Q8: national market share", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q08(), reference::q08);
    }
    TEST_CASE_TEMPLATE("Q9: product type profit measure", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q09(), reference::q09);
    }
    TEST_CASE_TEMPLATE("Q10: returned item reporting", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q10(), reference::q10);
    }
    TEST_CASE_TEMPLATE("Q11: important stock identification", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q11(), reference::q11);
    }
    TEST_CASE_TEMPLATE("Q12: shipping modes and order priority", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q12(), reference::q12);
    }

} // TEST_SUITE

} // namespace test::tpch
