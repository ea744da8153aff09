#pragma once

#include "rowan/async/background.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/wait_traits.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace rowan::detail {

/// A timer of an executor.
template <class Executor>
using timer_of = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                   boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// One for whom a runner runs functions, one at a time.
class runner_owner : public background::watched, public std::enable_shared_from_this<runner_owner> {
public:
    /// The function has ended: on the executor, or still within the call of `start`.
    virtual void ended(bool is_within_start) = 0;
    /// The function has ended, and the executor with it: nobody can be told.
    virtual void dropped() noexcept = 0;
    [[nodiscard]] std::shared_ptr<watched> kept() noexcept final { return weak_from_this().lock(); }

protected:
    ~runner_owner() = default;
};

/// What is posted to an executor when a function has ended elsewhere. Where it is destroyed instead, the executor has ended.
class end_notice {
public:
    explicit end_notice(std::shared_ptr<runner_owner> owner) : owner_(std::move(owner)) {}
    end_notice(end_notice&&) noexcept = default;
    end_notice& operator=(end_notice&&) = delete;
    ~end_notice() {
        if (owner_) owner_->dropped();
    }
    void operator()() {
        const auto owner = std::move(owner_);
        owner->ended(false);
    }

private:
    std::shared_ptr<runner_owner> owner_;
};

} // namespace rowan::detail
