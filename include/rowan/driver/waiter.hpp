#pragma once

#include <poll.h>

#if defined(__linux__)
#include "rowan/driver/ticking_poll.hpp"
#endif

#include <cerrno>
#include <chrono>
#include <concepts>
#include <limits>

namespace rowan {

/// What a driver waits for on its socket.
enum class readiness : unsigned char { readable, writable, either };

/// How a driver waits: it never blocks by itself, but asks its waiter. `wait(socket, what, deadline)` returns true as soon as the
/// socket is ready, and false when the deadline passes first. A waiter is made by default and belongs to one connection; it may
/// have `watch(socket)`, which tells that the connection is open and keeps its socket.
template <class Waiter>
concept waiter = std::default_initializable<Waiter> &&
                 requires(Waiter& waiter, int socket, std::chrono::steady_clock::time_point deadline) {
                     { waiter.wait(socket, readiness::readable, deadline) } -> std::same_as<bool>;
                 };

/// Waits by blocking the thread.
class blocking_waiter {
public:
    bool wait(int socket, readiness what, std::chrono::steady_clock::time_point deadline) {
#if defined(__linux__)
        if (what == readiness::readable && socket == poll_.socket() &&
            deadline - std::chrono::steady_clock::now() >= detail::ticking_poll::tick)
            return poll_.wait(deadline);
#endif
        pollfd entry{socket, 0, 0};
        if (what != readiness::writable) entry.events |= POLLIN;
        if (what != readiness::readable) entry.events |= POLLOUT;
        for (;;) {
            const int result = poll(&entry, 1, milliseconds_until(deadline));
            // A signal, or a deadline beyond what poll counts: both are no end of the wait.
            if (result > 0 || (result < 0 && errno != EINTR)) return true;
            if (std::chrono::steady_clock::now() >= deadline) return false;
        }
    }
#if defined(__linux__)
    void watch(int socket) { poll_.watch(socket); }
#endif

private:
    static int milliseconds_until(std::chrono::steady_clock::time_point deadline) {
        using namespace std::chrono;
        if (deadline == steady_clock::time_point::max()) return -1;
        const auto left = ceil<milliseconds>(deadline - steady_clock::now()).count();
        if (left <= 0) return 0;
        constexpr int most = std::numeric_limits<int>::max();
        return left > most ? most : static_cast<int>(left);
    }

#if defined(__linux__)
    detail::ticking_poll poll_;
#endif
};

static_assert(waiter<blocking_waiter>);

namespace detail {

/// Whether there is something to read from a socket, without a wait.
inline bool is_readable(int socket) {
    pollfd entry{socket, POLLIN, 0};
    return poll(&entry, 1, 0) > 0;
}

} // namespace detail

} // namespace rowan
