#pragma once

#include "rowan/driver/deadline.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/pool/pool_errors.hpp"
#include "rowan/engine/pool/waiting_line.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/wait_traits.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// One who waits for a connection of a pool, or for a place for a new one. Its timer keeps it; where it is gone before it was called, it has
/// left the line.
template <class Set, class Handler>
struct place_wait : waiting_line<typename Set::entry>::place, std::enable_shared_from_this<place_wait<Set, Handler>> {
    using place = typename waiting_line<typename Set::entry>::place;
    using executor_type = typename Set::executor_type;

    place_wait(std::shared_ptr<Set> set, Handler&& given)
        : place{&place_wait::called}, owner(std::move(set)), handler(std::move(given)), timer(owner->executor()),
          work(boost::asio::prefer(boost::asio::get_associated_executor(handler, owner->executor()),
                                   boost::asio::execution::outstanding_work.tracked)) {}
    ~place_wait() { (void)leave_line(); }

    void begin(deadline_clock::time_point deadline) {
        const auto kept = this->shared_from_this();
        if (auto slot = boost::asio::get_associated_cancellation_slot(handler); slot.is_connected())
            slot.assign([one = this->weak_from_this()](boost::asio::cancellation_type) {
                if (const auto self = one.lock())
                    self->leave(
                        std::make_exception_ptr(canceled("the wait for a connection of the pool was canceled")));
            });
        timer.expires_at(deadline);
        timer.async_wait([kept](const boost::system::error_code& failure) {
            if (!failure) kept->leave(kept->owner->count_late());
        });
        const std::lock_guard lock(owner->mutex_);
        owner->join(*this);
        is_in_line = true;
    }

private:
    // Under the lock of the owner.
    static void called(place& self) noexcept {
        auto& one = static_cast<place_wait&>(self);
        boost::asio::post(one.owner->executor(), [kept = one.shared_from_this()] { kept->complete({}); });
    }
    [[nodiscard]] bool leave_line() noexcept {
        const std::lock_guard lock(owner->mutex_);
        if (this->is_called || !std::exchange(is_in_line, false)) return false;
        owner->line_.leave(*this);
        return true;
    }
    void leave(std::exception_ptr because) {
        if (leave_line()) complete(std::move(because));
    }
    void complete(std::exception_ptr failure) {
        timer.cancel();
        if (auto slot = boost::asio::get_associated_cancellation_slot(handler); slot.is_connected()) slot.clear();
        auto given = std::move(this->item);
        if (!failure && owner->is_closed()) {
            failure = std::make_exception_ptr(closed_pool());
            owner->give_up(std::move(given));
        }
        boost::asio::dispatch(
            work, [handler = std::move(handler), failure = std::move(failure), given = std::move(given)]() mutable {
                std::move(handler)(std::move(failure), std::move(given));
            });
    }

    std::shared_ptr<Set> owner;
    Handler handler;
    typename Set::timer_type timer;
    std::decay_t<decltype(boost::asio::prefer(
        std::declval<boost::asio::associated_executor_t<Handler, executor_type>>(),
        boost::asio::execution::outstanding_work.tracked))>
        work;
    bool is_in_line = false;
};

} // namespace rowan::detail
