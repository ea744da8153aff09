#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <utility>
#include <vector>

namespace test {

/// Says at the end of a run which test cases took longest. Read by scripts/report_times.py.
class slowest_cases : public doctest::IReporter {
public:
    explicit slowest_cases(const doctest::ContextOptions&) {}

    void test_case_start(const doctest::TestCaseData& data) override { running_ = data.m_name; }
    void test_case_end(const doctest::CurrentTestCaseStats& statistics) override {
        cases_.emplace_back(statistics.seconds, running_);
    }
    void test_run_end(const doctest::TestRunStats&) override {
        std::sort(cases_.rbegin(), cases_.rend());
        cases_.resize(std::min<std::size_t>(cases_.size(), 10));
        for (const auto& [seconds, name] : cases_) std::cout << "took " << seconds << " s: " << name << '\n';
    }

    void report_query(const doctest::QueryData&) override {}
    void test_run_start() override {}
    void test_case_reenter(const doctest::TestCaseData&) override {}
    void test_case_exception(const doctest::TestCaseException&) override {}
    void subcase_start(const doctest::SubcaseSignature&) override {}
    void subcase_end() override {}
    void log_assert(const doctest::AssertData&) override {}
    void log_message(const doctest::MessageData&) override {}
    void test_case_skipped(const doctest::TestCaseData&) override {}

private:
    const char* running_ = "";
    std::vector<std::pair<double, const char*>> cases_;
};

} // namespace test
