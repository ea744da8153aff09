#pragma once

#include "rowan/driver/deadline.hpp"

#include <poll.h>

#if defined(__linux__)
#include "rowan/driver/ticking_poll.hpp"
#endif

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <concepts>

namespace rowan {

/// What a driver waits for on its socket.
enum class readiness : unsigned char { readable, writable, either };

/// The socket of a wait for nothing but time.
inline constexpr int no_socket = -1;

/// How a driver waits: it never blocks by itself, but asks its waiter. `wait(socket, what, timeout)` returns true as soon as the
/// socket is ready, and false when so much time passes first; a wait for `no_socket` lasts all its time. A waiter is made by
/// default and belongs to one connection.
template <class Waiter>
concept waiter =
    std::default_initializable<Waiter> && requires(Waiter& waiter, int socket, std::chrono::milliseconds timeout) {
        { waiter.wait(socket, readiness::readable, timeout) } -> std::same_as<bool>;
    };
/// A waiter that prepares for the waits to come: `watch(socket)` tells it that the connection is open and keeps this socket.
template <class Waiter>
concept watching_waiter = waiter<Waiter> && requires(Waiter& waiter, int socket) { waiter.watch(socket); };

/// Waits by blocking the thread.
class blocking_waiter {
public:
    bool wait(int socket, readiness what, std::chrono::milliseconds timeout) {
#if defined(__linux__)
        if (what == readiness::readable && socket == poll_.socket() && timeout >= detail::ticking_poll::tick &&
            socket != no_socket)
            return poll_.wait(timeout);
#endif
        return poll_until(detail::time_after(timeout), socket, what);
    }
#if defined(__linux__)
    void watch(int socket) { poll_.watch(socket); }
#endif

private:
    static constexpr std::chrono::milliseconds longest_poll = std::chrono::hours(24);

    [[gnu::noinline]] static bool poll_until(detail::deadline_clock::time_point deadline, int socket, readiness what) {
        pollfd entry{socket, 0, 0};
        if (what != readiness::writable) entry.events |= POLLIN;
        if (what != readiness::readable) entry.events |= POLLOUT;
        for (;;) {
            const auto left = detail::time_until(deadline);
            const int result = poll(&entry, 1, static_cast<int>(std::min(left, longest_poll).count()));
            // A signal, or a time beyond what poll counts: both are no end of the wait.
            if (result > 0 || (result < 0 && errno != EINTR)) return true;
            if (left.count() == 0) return false;
        }
    }

#if defined(__linux__)
    detail::ticking_poll poll_;
#endif
};

/// What is called where a thread would block: `wait` is as that of a waiter, and is given `self`. It may suspend what called it, such
/// as a fiber. What it throws is thrown by what waited.
struct wait_hook {
    bool (*wait)(void* self, int socket, readiness what, std::chrono::milliseconds timeout);
    void* self;
};

/// Waits by blocking the thread, or as a hook says while one is set.
class suspending_waiter {
public:
    bool wait(int socket, readiness what, std::chrono::milliseconds timeout) {
        if (hook_.wait != nullptr) [[unlikely]]
            return hook_.wait(hook_.self, socket, what, timeout);
        return blocking_.wait(socket, what, timeout);
    }
    void watch([[maybe_unused]] int socket) {
#if defined(__linux__)
        blocking_.watch(socket);
#endif
    }
    /// All later waits ask `hook`; one without a function blocks.
    void set_hook(wait_hook hook) noexcept { hook_ = hook; }

private:
    wait_hook hook_{};
    blocking_waiter blocking_;
};

static_assert(waiter<blocking_waiter> && watching_waiter<suspending_waiter>);

/// A connection whose waits can be asked of another: `set_waiting(hook)`.
template <class Connection>
concept takes_wait_hook = requires(Connection& connection, wait_hook hook) {
    { connection.set_waiting(hook) } noexcept;
};

namespace detail {

/// Whether there is something to read from a socket, without a wait.
inline bool is_readable(int socket) {
    pollfd entry{socket, POLLIN, 0};
    return poll(&entry, 1, 0) > 0;
}

} // namespace detail

} // namespace rowan
