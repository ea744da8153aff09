#pragma once

#include "rowan/driver/deadline.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <utility>

namespace rowan::detail {

/// How a connection waits for the lock of another (sqlite.org/c3ref/busy_handler.html): for a limited time, and until it is canceled,
/// of which SQLite's own wait, `sqlite3_busy_timeout`, takes no notice.
class busy_handler {
public:
    explicit busy_handler(std::chrono::milliseconds limit) : limit_(limit) {}

    void install(sqlite3* handle) noexcept {
        if (limit_.count() > 0) sqlite3_busy_handler(handle, &busy_handler::go_on, this);
    }
    /// Ends the wait that goes on; another thread may call it.
    void cancel() noexcept { cancels_.fetch_add(1, std::memory_order_relaxed); }
    /// Lets time pass; false if it is canceled.
    [[nodiscard]] bool sleep(std::chrono::milliseconds time) noexcept {
        const unsigned before = cancels_.load(std::memory_order_relaxed);
        const auto end = time_after(time);
        constexpr std::chrono::milliseconds step{10};
        for (auto left = time; left.count() > 0; left = time_until(end)) {
            sqlite3_sleep(static_cast<int>(std::min(step, left).count()));
            if (cancels_.load(std::memory_order_relaxed) != before) return false;
        }
        return true;
    }
    /// Whether the wait that failed last was canceled; it is asked once.
    [[nodiscard]] bool take_canceled() noexcept { return std::exchange(is_canceled_, false); }

private:
    /// Another try after a pause, or not.
    static int go_on(void* self, int tries) noexcept { return static_cast<busy_handler*>(self)->pause(tries) ? 1 : 0; }
    bool pause(int tries) noexcept {
        if (tries == 0) {
            deadline_ = time_after(limit_);
            cancels_before_ = cancels_.load(std::memory_order_relaxed);
        }
        is_canceled_ = cancels_.load(std::memory_order_relaxed) != cancels_before_;
        const auto left = time_until(deadline_);
        if (is_canceled_ || left.count() == 0) return false;
        // A lock is mostly held for a moment, else for long.
        constexpr std::array<int, 5> pauses{1, 2, 5, 10, 20};
        const auto next =
            std::chrono::milliseconds(pauses[std::min(static_cast<std::size_t>(tries), pauses.size() - 1)]);
        sqlite3_sleep(static_cast<int>(std::min(next, left).count()));
        return true;
    }

    const std::chrono::milliseconds limit_;
    std::atomic<unsigned> cancels_{0};
    unsigned cancels_before_ = 0;
    deadline_clock::time_point deadline_{};
    bool is_canceled_ = false;
};

} // namespace rowan::detail
