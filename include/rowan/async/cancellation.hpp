#pragma once

#include "rowan/async/background.hpp"
#include "rowan/async/pending_operation.hpp"
#include "rowan/async/runner.hpp"
#include "rowan/driver/capability.hpp"
#include "rowan/engine/core.hpp"

#include <boost/system/error_code.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace rowan::detail {

/// The end of what runs on a connection, by a request from outside or since its time is over. An operation is over when what it runs has
/// ended, and with it each request to end it, so that no later statement is hit. All but `begin` and `finish` may be called by any thread.
template <class State>
class cancellation {
    using handle_type = typename State::database::driver::connection;
    using timer_type = timer_of<typename State::executor_type>;

public:
    cancellation(State& state, std::shared_ptr<background> beside) : state_(state), beside_(std::move(beside)) {}
    cancellation(const cancellation&) = delete;
    cancellation& operator=(const cancellation&) = delete;
    ~cancellation() = default;

    /// For an operation, which others may end from here on.
    void begin() noexcept {
        for (auto* flag : {&is_wanted_, &is_late_, &is_job_over_}) flag->store(false, std::memory_order_relaxed);
        parts_ = 1;
    }
    /// What the operation runs has ended; true if every request to end it has, too.
    [[nodiscard]] bool end_job() noexcept {
        is_job_over_.store(true, std::memory_order_relaxed);
        return parts_.fetch_sub(1) == 1;
    }
    [[nodiscard]] bool is_job_over() const noexcept { return is_job_over_; }
    /// The operation and all requests to end it are over.
    void finish() noexcept {
        if (give_up_at_.load(std::memory_order_relaxed) != background::never) give_up_at_ = background::never;
        if (!limit_timer_) return;
        ++limits_;
        try {
            limit_timer_->cancel();
        } catch (...) {}
    }
    /// The operation is gone, and nobody is told of its end.
    void drop() noexcept { parts_ = 0; }
    /// The execution context ends.
    void shut_down() noexcept { limit_timer_.reset(); }

    /// Whether the operation was to be ended, and whether since its time was over.
    [[nodiscard]] bool is_wanted() const noexcept { return is_wanted_; }
    [[nodiscard]] bool is_late() const noexcept { return is_late_; }

    /// Ends the operation when so much time has passed.
    void limit(std::chrono::milliseconds time) {
        const auto number = ++limits_;
        if (!limit_timer_) limit_timer_.emplace(state_.executor());
        limit_timer_->expires_after(time);
        limit_timer_->async_wait([this, self = state_.self(), number](const boost::system::error_code& failure) {
            if (!failure && number == limits_) request(true);
        });
    }
    /// The operation that goes on is not over before `release`; false if there is none.
    [[nodiscard]] bool hold() noexcept {
        int parts = parts_;
        do {
            if (parts == 0) return false;
        } while (!parts_.compare_exchange_weak(parts, parts + 1));
        return true;
    }
    void release() noexcept {
        if (parts_.fetch_sub(1) == 1) state_.finish_later();
    }
    /// Ends what goes on, if something does.
    void request(bool since_late = false) noexcept {
        if (hold()) request_held(since_late);
    }
    /// For one who holds it, and does no longer.
    void request_held(bool since_late = false) noexcept {
        is_wanted_ = true;
        if (since_late) is_late_ = true;
        const std::uint64_t number = ++requests_;
        std::uint64_t none = 0;
        // Opening and closing have limits of their own.
        if (state_.current().kind != operation_kind::normal || !asking_.compare_exchange_strong(none, number))
            return release();
        state_.runner().cancel_pauses();
        give_up_at_ = beside_->after(state_.cancel_bound);
        bool is_asked = false;
        if constexpr (cancels<handle_type>) is_asked = core_of(state_.db()).handle.cancel_later(end_of_request(number));
        if (is_asked) return;
        state_.runner().abort();
        end_request(number);
    }
    /// Between two statements there was nothing to be ended.
    void request_again() noexcept {
        if constexpr (cancels<handle_type>) {
            if (!is_wanted_ || !hold()) return;
            if (is_wanted_ && state_.current().kind == operation_kind::normal)
                (void)core_of(state_.db()).handle.cancel();
            release();
        }
    }
    /// Gives the connection up where neither the statement nor the request to end it has ended in time.
    void look(background::ticks now) noexcept {
        if (now < give_up_at_) return;
        give_up_at_ = background::never;
        if (parts_ == 0) return;
        state_.runner().abort();
        if (const std::uint64_t number = asking_; number != 0) end_request(number);
    }

private:
    [[nodiscard]] auto end_of_request(std::uint64_t number) noexcept {
        if constexpr (State::is_suspending)
            return [one = state_.weak_from_this(), beside = beside_, number](bool) {
                // A server that does not answer may keep the request from ending for longer than any of these lives.
                beside->run_here([&] {
                    if (const auto kept = one.lock()) static_cast<State&>(*kept).ending().end_request(number);
                });
            };
        else return [this, number](bool) { end_request(number); }; // within the call
    }
    /// Nothing if it has ended, or was given up, before.
    void end_request(std::uint64_t number) noexcept {
        if (asking_.compare_exchange_strong(number, 0)) release();
    }

    State& state_;
    std::shared_ptr<background> beside_;
    /// The operation, and each request to end it.
    std::atomic<int> parts_{0};
    std::atomic<bool> is_wanted_{false}, is_late_{false}, is_job_over_{false};
    /// The request that is under way, 0 if there is none. One of a session that was given up may end long after it.
    std::atomic<std::uint64_t> asking_{0}, requests_{0};
    std::atomic<background::ticks> give_up_at_{background::never};
    std::atomic<std::uint64_t> limits_{0};
    std::optional<timer_type> limit_timer_;
};

} // namespace rowan::detail
