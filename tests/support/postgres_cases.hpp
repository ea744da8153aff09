#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <set>
#include <string_view>

namespace test {

/// The test cases that asked for a PostgreSQL server and were given one.
inline std::set<const doctest::TestCaseData*> postgres_cases;

/// Whether the test cases on PostgreSQL are to be left out: there is no server, and somebody said that this is no mistake.
inline bool leaves_out_postgres() {
    const char* const chosen = std::getenv("ROWAN_SKIP_POSTGRES_TESTS");
    return chosen && std::string_view(chosen) == "1" && !std::getenv("ROWAN_TEST_POSTGRES");
}

/// Leaves out the instances of templates for rowan::postgres, and the files and folders of tests whose names have `postgres`.
inline void leave_out_postgres(doctest::Context& context) {
    context.addFilter("test-case-exclude", "*<rowan::postgres>*");
    context.addFilter("test-case-exclude", "*<rowan::basic_postgres<*"); // as GCC names it
    context.addFilter("source-file-exclude", "*tests/*postgres*");
}

} // namespace test
