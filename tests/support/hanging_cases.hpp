#pragma once

#include "support/deaf_reporter.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace test {

/// Aborts a test case that does not end, before CTest ends the program: so doctest says which one it is.
class hanging_cases : public deaf_reporter {
public:
    explicit hanging_cases(const doctest::ContextOptions&) {
        std::signal(SIGALRM, [](int) { std::abort(); });
    }

    void test_case_start(const doctest::TestCaseData&) override { alarm(seconds); }
    void test_case_end(const doctest::CurrentTestCaseStats&) override { alarm(0); }

private:
    /// The slowest takes less than a minute, under a sanitizer on a busy machine, too.
    static constexpr unsigned seconds = 240;
};

} // namespace test
