#pragma once

// Putting children to their parents, as a program does that reads each table with one query.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace bench {

/// Finds parents by their ids, which are sorted. Children come grouped by parent as a rule, though nothing promises it.
class parent_finder {
public:
    explicit parent_finder(const std::vector<std::int64_t>& sorted) : sorted_{sorted} {}
    std::size_t operator()(std::int64_t id) {
        if (sorted_[last_] != id)
            last_ = static_cast<std::size_t>(std::ranges::lower_bound(sorted_, id) - sorted_.begin());
        return last_;
    }

private:
    const std::vector<std::int64_t>& sorted_;
    std::size_t last_ = 0;
};

/// Appends children; a parent is taken to have as many as the one before.
class child_appender {
public:
    template <class Child, class Made>
    void operator()(std::vector<Child>& children, Made&& made) {
        if (children.empty()) children.reserve(expected_);
        children.emplace_back(std::forward<Made>(made));
        expected_ = children.size();
    }

private:
    std::size_t expected_ = 0;
};

} // namespace bench
