#pragma once

#include "rowan/async/background.hpp"
#include "rowan/async/fiber.hpp"
#include "rowan/async/runner.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/driver/waiter.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/system/error_code.hpp>

#include <fcntl.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace rowan::detail {

/// Runs functions on a fiber, which is suspended where a thread would block, until an executor says that the wait is over.
template <class Executor>
class fiber_runner {
    using descriptor_type = boost::asio::posix::basic_stream_descriptor<Executor>;
    using timer_type = timer_of<Executor>;

public:
    fiber_runner(runner_owner& owner, const Executor& executor, background& ticks)
        : owner_(owner), ticks_(ticks), executor_(executor) {}
    fiber_runner(const fiber_runner&) = delete;
    fiber_runner& operator=(const fiber_runner&) = delete;
    ~fiber_runner() = default;

    /// For a connection: what waits in it suspends the fiber. Elsewhere it blocks.
    [[nodiscard]] wait_hook hook() noexcept {
        return {[](void* self, int socket, readiness what, std::chrono::milliseconds timeout) {
                    return static_cast<fiber_runner*>(self)->wait(socket, what, timeout);
                },
                this};
    }
    /// Runs `function(context)`; the owner is told when it has ended.
    void start(void (*function)(void*), void* context) {
        is_inside_ = true;
        fiber_.start(function, context);
        is_inside_ = false;
        if (fiber_.is_busy()) begin_wait();
        else owner_.ended(true);
    }
    /// Another connection follows, with a socket of its own.
    void forget_socket() {
        descriptor_.reset();
        socket_ = no_socket;
        is_aborted_ = false;
    }
    /// Waits for time only are over, from here to `clear_cancel`; another thread may call it.
    void cancel_pauses() noexcept {
        is_canceled_ = true;
        if (is_pausing_) cancel_timer();
    }
    void clear_cancel() noexcept { is_canceled_.store(false, std::memory_order_relaxed); }
    /// All waits fail from here on, and the connection with them; another thread may call it.
    void abort() noexcept {
        is_aborted_ = true;
        if (descriptor_) {
            ::shutdown(descriptor_->native_handle(), SHUT_RDWR);
            cancel_waits();
        }
        if (is_pausing_) cancel_timer();
    }
    void look(background::ticks now) noexcept {
        auto deadline = deadline_.load(std::memory_order_relaxed);
        if (now >= deadline) end_late(deadline);
    }
    /// The execution context ends; what is suspended ends when its wait is dropped.
    void shut_down() noexcept {
        is_aborted_ = true;
        descriptor_.reset();
        timer_.reset();
    }

private:
    /// The end of a wait, for which the executor calls; where it does not, it has ended.
    class wait_end {
    public:
        explicit wait_end(fiber_runner& runner) : runner_(&runner) {}
        wait_end(wait_end&& other) noexcept : runner_(std::exchange(other.runner_, nullptr)) {}
        wait_end& operator=(wait_end&&) = delete;
        ~wait_end() {
            if (runner_ != nullptr) runner_->drop_wait();
        }
        void operator()(const boost::system::error_code& failure) {
            std::exchange(runner_, nullptr)->end_wait(failure);
        }

    private:
        fiber_runner* runner_;
    };
    static constexpr background::ticks late = background::never - 1;

    struct wanted_wait {
        int socket = no_socket;
        readiness what{};
        std::chrono::milliseconds timeout{};
    };

    // Within the fiber.
    bool wait(int socket, readiness what, std::chrono::milliseconds timeout) {
        if (is_aborted_) return false;
        if (!is_inside_) return blocking_.wait(socket, what, timeout);
        if (socket == no_socket && is_canceled_) throw canceled("the operation was canceled while it waited");
        if (socket != no_socket && socket != socket_) watch(socket);
        wanted_ = {socket, what, timeout};
        fiber_.suspend();
        if (socket == no_socket && is_canceled_) throw canceled("the operation was canceled while it waited");
        return is_ready_.load(std::memory_order_relaxed) && !is_aborted_;
    }

    // On the executor. A wait begins when the fiber is suspended, for its end may be seen at once on another thread; so this is the
    // last that is done, each time.
    void begin_wait() {
        is_ready_.store(false, std::memory_order_relaxed);
        const wanted_wait wanted = wanted_;
        if (wanted.socket == no_socket) {
            is_pausing_ = true;
            waits_left_.store(1, std::memory_order_relaxed);
            timer().expires_after(wanted.timeout);
            timer().async_wait(wait_end(*this));
            return;
        }
        begin_deadline(wanted.timeout);
        const bool waits_twice = wanted.what == readiness::either;
        waits_left_.store(waits_twice ? 2 : 1, std::memory_order_relaxed);
        if (waits_twice) descriptor_->async_wait(descriptor_type::wait_write, wait_end(*this));
        descriptor_->async_wait(wanted.what == readiness::writable ? descriptor_type::wait_write
                                                                   : descriptor_type::wait_read,
                                wait_end(*this));
    }
    void end_wait(const boost::system::error_code& failure) {
        const bool is_pause = is_pausing_.load(std::memory_order_relaxed);
        if (!failure && !is_pause) is_ready_.store(true, std::memory_order_relaxed);
        if (wanted_.what == readiness::either && --waits_left_ > 0)
            return cancel_waits(); // for one of two it has ended
        const bool is_late = deadline_.load(std::memory_order_relaxed) == late;
        deadline_.store(background::never, std::memory_order_relaxed);
        if (std::exchange(has_timer_, false)) cancel_timer();
        if (is_pause) is_pausing_ = false;
        if (!is_pause && !is_ready_ && !is_late && !is_aborted_ && failure == boost::asio::error::operation_aborted)
            return begin_wait(); // it was meant for an earlier one
        go_on();
    }
    void go_on() {
        is_inside_ = true;
        fiber_.resume();
        is_inside_ = false;
        if (fiber_.is_busy()) begin_wait();
        else owner_.ended(false);
    }
    void drop_wait() noexcept {
        if (--waits_left_ > 0) return;
        is_aborted_ = true;
        is_inside_ = true;
        while (fiber_.is_busy()) fiber_.resume();
        is_inside_ = false;
        owner_.dropped();
    }
    /// The executor has a socket of its own to the same end, so that it does not matter when the connection closes its.
    void watch(int socket) {
        descriptor_.reset();
        const int own = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
        if (own < 0) throw std::system_error(errno, std::generic_category(), "a socket cannot be watched");
        descriptor_.emplace(executor_, own);
        socket_ = socket;
    }
    void begin_deadline(std::chrono::milliseconds timeout) {
        if (timeout >= 2 * background::tick) {
            deadline_.store(ticks_.after(timeout), std::memory_order_relaxed);
            return;
        }
        has_timer_ = true;
        // Beyond all ticks, and another each time.
        const background::ticks deadline = background::never / 2 + ++timers_;
        deadline_.store(deadline, std::memory_order_relaxed);
        timer().expires_after(timeout);
        timer().async_wait(
            [this, deadline, owner = owner_.shared_from_this()](const boost::system::error_code& failure) {
                if (!failure) end_late(deadline);
            });
    }
    /// The wait with this deadline, if it goes on, is over without what it waits for; another that has begun meanwhile is not.
    void end_late(background::ticks deadline) noexcept {
        if (deadline_.compare_exchange_strong(deadline, late)) cancel_waits();
    }
    timer_type& timer() {
        if (!timer_) timer_.emplace(executor_);
        return *timer_;
    }
    void cancel_timer() noexcept {
        try {
            if (timer_) timer_->cancel();
        } catch (...) {}
    }
    void cancel_waits() noexcept {
        boost::system::error_code ignored;
        if (descriptor_) descriptor_->cancel(ignored);
    }

    runner_owner& owner_;
    background& ticks_;
    Executor executor_;
    fiber fiber_;
    std::optional<descriptor_type> descriptor_;
    wanted_wait wanted_;
    int socket_ = no_socket;
    bool is_inside_ = false, has_timer_ = false;
    std::atomic<bool> is_ready_{false}, is_aborted_{false}, is_canceled_{false}, is_pausing_{false};
    std::atomic<int> waits_left_{0};
    std::atomic<background::ticks> deadline_{background::never};
    background::ticks timers_ = 0;
    std::optional<timer_type> timer_;
    blocking_waiter blocking_;
};

} // namespace rowan::detail
