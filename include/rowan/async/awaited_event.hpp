#pragma once

#include "rowan/async/runner.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <utility>

namespace rowan::detail {

/// Something that coroutines wait for, and that happens once. They have the timer that goes off then, so that their waits end with their
/// context, which may end before this does.
template <class Executor>
class awaited_event {
    using timer_type = timer_of<Executor>;
    using time_point = std::chrono::steady_clock::time_point;
    using token_type = boost::asio::use_awaitable_t<Executor>;

public:
    /// For one who has the lock.
    void happen() noexcept {
        try {
            if (const auto timer = timer_.lock()) timer->expires_at(time_point::min());
        } catch (...) {}
    }
    /// Ends when it happens, and when the wait is canceled. `has_happened()` is called under the lock.
    template <class Asked>
    boost::asio::awaitable<void, Executor> wait(const Executor& executor, std::mutex& mutex, Asked has_happened) {
        std::shared_ptr<timer_type> timer;
        {
            const std::lock_guard lock(mutex);
            if (has_happened()) co_return;
            timer = timer_.lock();
            if (!timer) timer = std::make_shared<timer_type>(executor, time_point::max());
            timer_ = timer;
        }
        constexpr token_type token{};
        try {
            co_await boost::asio::async_initiate<const token_type, void(boost::system::error_code)>(
                [&timer, &mutex](auto&& handler) {
                    const std::lock_guard lock(mutex);
                    timer->async_wait(std::move(handler));
                },
                token);
        } catch (const boost::system::system_error&) {}
    }

private:
    std::weak_ptr<timer_type> timer_;
};

} // namespace rowan::detail
