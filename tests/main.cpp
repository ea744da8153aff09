#include "support/hanging_cases.hpp"
#include "support/postgres_cases.hpp"
#include "support/skip.hpp"
#include "support/slowest_cases.hpp"

#include <doctest/doctest.h>

#include <iostream>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
// Who has an exception is counted in the C++ library, in which the sanitizer sees nothing: the last of several threads destroys it.
extern "C" const char* __tsan_default_suppressions() {
    return "race:std::__exception_ptr::exception_ptr::_M_release\n";
}
#endif
#endif

REGISTER_LISTENER("hanging_cases", 0, test::hanging_cases);
REGISTER_LISTENER("slowest_cases", 0, test::slowest_cases);

int main(int argc, char** argv) {
    constexpr int skipped = 77; // what CTest is told to show as skipped
    doctest::Context context(argc, argv);
    if (test::leaves_out_postgres()) {
        test::leave_out_postgres(context);
        ++test::skipped_cases;
        std::cout << "skipped: what runs on PostgreSQL: ROWAN_SKIP_POSTGRES_TESTS is set\n";
    }
    const int result = context.run();
    // Read by scripts/count_results.py.
    if (!test::postgres_cases.empty()) std::cout << "on PostgreSQL: " << test::postgres_cases.size() << " test cases\n";
    if (context.shouldExit() || result != 0) return result;
    return test::skipped_cases > 0 ? skipped : result;
}
