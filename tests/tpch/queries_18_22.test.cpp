#include "tpch/queries_18_22.hpp"

#include "tpch/compare.hpp"

#include <doctest/doctest.h>

namespace test::tpch {

static_assert(has_constant_text(queries::q18()));
static_assert(has_constant_text(queries::q19()));
static_assert(has_constant_text(queries::q20()));
static_assert(has_constant_text(queries::q21()));
static_assert(has_constant_text(queries::q22()));

TEST_SUITE("tpch") {

    TEST_CASE_TEMPLATE("Q18: large volume customer", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q18(), reference::q18);
    }
    TEST_CASE_TEMPLATE("Q19: discounted revenue", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q19(), reference::q19);
    }
    TEST_CASE_TEMPLATE("Q20: potential part promotion", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q20(), reference::q20);
    }
    TEST_CASE_TEMPLATE("Q21: suppliers who kept orders waiting", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q21(), reference::q21);
    }
    TEST_CASE_TEMPLATE("Q22: global sales opportunity", Driver, TEST_DRIVERS) {
        require_rows<Driver>(queries::q22(), reference::q22);
    }

} // TEST_SUITE

} // namespace test::tpch
