#pragma once

#include <doctest/doctest.h>

#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace test {

/// Aborts a test case that does not end, before CTest ends the program: so doctest says which one it is.
class hanging_cases : public doctest::IReporter {
public:
    explicit hanging_cases(const doctest::ContextOptions&) {
        std::signal(SIGALRM, [](int) { std::abort(); });
    }

    void test_case_start(const doctest::TestCaseData&) override { alarm(seconds); }
    void test_case_end(const doctest::CurrentTestCaseStats&) override { alarm(0); }

    void report_query(const doctest::QueryData&) override {}
    void test_run_start() override {}
    void test_run_end(const doctest::TestRunStats&) override {}
    void test_case_reenter(const doctest::TestCaseData&) override {}
    void test_case_exception(const doctest::TestCaseException&) override {}
    void subcase_start(const doctest::SubcaseSignature&) override {}
    void subcase_end() override {}
    void log_assert(const doctest::AssertData&) override {}
    void log_message(const doctest::MessageData&) override {}
    void test_case_skipped(const doctest::TestCaseData&) override {}

private:
    /// The slowest takes less than a minute, under a sanitizer on a busy machine, too.
    static constexpr unsigned seconds = 240;
};

} // namespace test
