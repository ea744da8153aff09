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

    TEST_CASE("Q7: volume shipping") { require_rows(sample()(queries::q07()), reference::q07); }
    TEST_CASE("Q8: national market share") { require_rows(sample()(queries::q08()), reference::q08); }
    TEST_CASE("Q9: product type profit measure") { require_rows(sample()(queries::q09()), reference::q09); }
    TEST_CASE("Q10: returned item reporting") { require_rows(sample()(queries::q10()), reference::q10); }
    TEST_CASE("Q11: important stock identification") { require_rows(sample()(queries::q11()), reference::q11); }
    TEST_CASE("Q12: shipping modes and order priority") { require_rows(sample()(queries::q12()), reference::q12); }

} // TEST_SUITE

} // namespace test::tpch
