#pragma once

#include "rowan/driver/deadline.hpp"

#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace rowan::detail {

/// Waits for a socket to be readable without a timeout for each wait, which costs the kernel a timer (of a point select about 3 %
/// of the client's CPU time), and a look at the clock: beside the socket there is one timer that ticks, and the time is looked at
/// when it does.
class ticking_poll {
public:
    /// A wait begins with its first tick, and its end may be noticed a tick later.
    static constexpr std::chrono::milliseconds tick{500};

    ticking_poll() = default;
    ticking_poll(const ticking_poll&) = delete;
    ticking_poll& operator=(const ticking_poll&) = delete;
    ~ticking_poll() { stop(); }

    /// The socket that is watched; -1 if there is none.
    [[nodiscard]] int socket() const { return socket_; }
    /// Where the system has no room for it, nothing is watched.
    void watch(int socket) {
        stop();
        set_ = epoll_create1(EPOLL_CLOEXEC);
        timer_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
        const timespec interval{0, std::chrono::nanoseconds(tick).count()};
        const itimerspec period{interval, interval};
        const bool is_ready =
            set_ >= 0 && timer_ >= 0 && timerfd_settime(timer_, 0, &period, nullptr) == 0 && add(socket) && add(timer_);
        if (is_ready) socket_ = socket;
        else stop();
    }
    /// True when the socket is readable, false when the time has passed.
    [[nodiscard]] bool wait(std::chrono::milliseconds timeout) {
        std::optional<deadline_clock::time_point> deadline;
        for (;;) {
            std::array<epoll_event, 2> events;
            const int count = epoll_wait(set_, events.data(), static_cast<int>(events.size()), -1);
            if (count < 0 && errno != EINTR) return true;
            bool is_tick = count < 0;
            for (int i = 0; i < count; ++i) {
                if (events[static_cast<std::size_t>(i)].data.fd == socket_) return true;
                is_tick = true;
            }
            if (is_tick) {
                std::uint64_t ticks = 0;
                [[maybe_unused]] const auto size = read(timer_, &ticks, sizeof ticks);
                if (!deadline) deadline = time_after(timeout);
                else if (deadline_clock::now() >= *deadline) return false;
            }
        }
    }

private:
    bool add(int file) const {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = file;
        return epoll_ctl(set_, EPOLL_CTL_ADD, file, &event) == 0;
    }
    void stop() {
        for (const int file : {set_, timer_})
            if (file >= 0) close(file);
        set_ = timer_ = socket_ = -1;
    }

    int set_ = -1, timer_ = -1, socket_ = -1;
};

} // namespace rowan::detail
