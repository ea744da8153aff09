#pragma once

#include "rowan/driver/waiter.hpp"

#include <atomic>
#include <chrono>
#include <limits>

namespace test {

/// The clock of `clocked_waiter`, and of pools whose driver names it. It stands still, so that no limit of time bites by accident,
/// however slow the machine is; the test lets it go once what a limit is for has happened.
class stopped_clock {
public:
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<stopped_clock>;
    static constexpr bool is_steady = true;

    stopped_clock() {
        stop();
        forget();
    }
    ~stopped_clock() { stop(); }
    stopped_clock(const stopped_clock&) = delete;
    stopped_clock& operator=(const stopped_clock&) = delete;

    static time_point now() noexcept { return time_point(duration(passed_)); }
    /// So much time passes for pools, at once.
    static void advance(duration time) noexcept { passed_ += time.count(); }

    /// The limits of waits count from here on; for what waits already they begin here.
    static void go() { ends_ = no_end; }
    /// The limit of one wait counts: of one that waits already, or of the next.
    static void go_for_one_wait() { ends_ = 1; }
    static void stop() { ends_ = 0; }

    /// How often somebody has begun to wait.
    [[nodiscard]] static int waits() { return waits_; }
    /// The longest of the limits for which somebody waited in vain; 0 if nobody did.
    [[nodiscard]] static std::chrono::milliseconds longest_in_vain() { return longest_in_vain_; }
    /// The shortest of the limits with which somebody waited, in vain or not.
    [[nodiscard]] static std::chrono::milliseconds shortest_limit() { return shortest_limit_; }
    /// Counts anew.
    static void forget() {
        waits_ = 0;
        longest_in_vain_ = std::chrono::milliseconds(0);
        shortest_limit_ = std::chrono::milliseconds::max();
    }

private:
    friend class clocked_waiter;
    static constexpr int no_end = std::numeric_limits<int>::max();

    static inline std::atomic<rep> passed_{0};
    static inline std::atomic<int> ends_{0}; // for how many waits it goes
    static inline std::atomic<int> waits_{0};
    static inline std::atomic<std::chrono::milliseconds> longest_in_vain_{}, shortest_limit_{};
};

/// Waits as rowan's own waiter does, by a clock that the test stops and lets go.
class clocked_waiter {
public:
    bool wait(int socket, rowan::readiness what, std::chrono::milliseconds limit) {
        if (socket == rowan::no_socket) {
            stopped_clock::advance(limit);
            return false;
        }
        ++stopped_clock::waits_;
        lower(stopped_clock::shortest_limit_, limit);
        const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(5); // so that nothing hangs
        while (!may_end()) {
            if (waiter_.wait(socket, what, std::chrono::milliseconds(5))) return true;
            if (std::chrono::steady_clock::now() > end) return false;
        }
        if (waiter_.wait(socket, what, limit)) return true;
        raise(stopped_clock::longest_in_vain_, limit);
        stopped_clock::advance(limit);
        return false;
    }
    void watch(int socket) {
        // Not on every system.
        const auto tell = [socket](auto& waiter) {
            if constexpr (requires { waiter.watch(socket); }) waiter.watch(socket);
        };
        tell(waiter_);
    }

private:
    using time = std::atomic<std::chrono::milliseconds>;

    static bool may_end() {
        int left = stopped_clock::ends_;
        while (left > 0 && left < stopped_clock::no_end &&
               !stopped_clock::ends_.compare_exchange_weak(left, left - 1)) {}
        return left > 0;
    }
    static void lower(time& least, std::chrono::milliseconds to) {
        for (auto known = least.load(); to < known && !least.compare_exchange_weak(known, to);) {}
    }
    static void raise(time& most, std::chrono::milliseconds to) {
        for (auto known = most.load(); to > known && !most.compare_exchange_weak(known, to);) {}
    }

    rowan::blocking_waiter waiter_;
};

static_assert(rowan::waiter<clocked_waiter>);

} // namespace test
