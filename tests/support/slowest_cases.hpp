#pragma once

#include "support/deaf_reporter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <utility>
#include <vector>

namespace test {

/// Says at the end of a run which test cases took longest. Read by scripts/report_times.py.
class slowest_cases : public deaf_reporter {
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

private:
    const char* running_ = "";
    std::vector<std::pair<double, const char*>> cases_;
};

} // namespace test
