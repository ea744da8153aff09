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

    TEST_CASE("Q18: large volume customer") { require_rows(sample()(queries::q18()), reference::q18); }
    TEST_CASE("Q19: discounted revenue") { require_rows(sample()(queries::q19()), reference::q19); }
    TEST_CASE("Q20: potential part promotion") { require_rows(sample()(queries::q20()), reference::q20); }
    TEST_CASE("Q21: suppliers who kept orders waiting") { require_rows(sample()(queries::q21()), reference::q21); }
    TEST_CASE("Q22: global sales opportunity") { require_rows(sample()(queries::q22()), reference::q22); }

} // TEST_SUITE

} // namespace test::tpch
