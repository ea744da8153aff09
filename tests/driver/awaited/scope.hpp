#pragma once

#include "rowan/async.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace test::laws {

/// What lets a coroutine go on: it throws, or goes on to a commit or a rollback.
using continuation = std::function<void(std::exception_ptr failure, bool commits)>;

/// Gives away how the coroutine goes on, and waits until it does; whether it goes on to a commit.
inline boost::asio::awaitable<bool> stand_still(boost::asio::any_io_executor executor,
                                                std::function<void(continuation)> give) {
    // No temporaries: GCC 12 destroys one twice that stands in an expression with `co_await`.
    boost::asio::use_awaitable_t<> token;
    auto initiation = [&](auto handler) {
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        give([kept, executor](std::exception_ptr failure, bool commits) {
            boost::asio::post(executor, [kept, failure, commits] { (*kept)(failure, commits); });
        });
    };
    co_return co_await boost::asio::async_initiate<boost::asio::use_awaitable_t<>, void(std::exception_ptr, bool)>(
        initiation, token);
}

/// A transaction that is awaited, for a thread that waits: the coroutine runs elsewhere, and stands still while this thread uses its
/// scope.
template <class Source>
class awaited_scope {
public:
    /// Begins the transaction with the words of a connection, or of a scope around it.
    template <class Words>
    awaited_scope(Words& words, const rowan::transaction_options& chosen) {
        words.transact(chosen, [meeting = meeting_](auto& tx) -> boost::asio::awaitable<void> {
            auto turn = stand_still(tx.get_executor(), [&](continuation go_on) {
                meeting->enter(rowan::detail::source_access::source_of(tx), std::move(go_on));
            });
            const bool commits = co_await std::move(turn);
            if (!commits) co_await tx.rollback();
        })([meeting = meeting_](std::exception_ptr failure) { meeting->end(std::move(failure)); });
    }
    /// Waits until the scope is open, which it is once more for each attempt; nothing when it is committed. Throws what ended it.
    std::optional<Source> next() { return meeting_->wait(); }
    /// Lets the coroutine end, by an exception, a commit or a rollback.
    void go_on(std::exception_ptr failure, bool commits) { meeting_->leave(std::move(failure), commits); }

private:
    /// Where the thread and the coroutine meet.
    class meeting_point {
    public:
        void enter(Source source, continuation go_on) {
            const std::lock_guard lock(mutex_);
            source_.emplace(std::move(source));
            go_on_ = std::move(go_on);
            changed_.notify_one();
        }
        void end(std::exception_ptr failure) {
            const std::lock_guard lock(mutex_);
            failure_ = std::move(failure);
            is_over_ = true;
            changed_.notify_one();
        }
        std::optional<Source> wait() {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return is_over_ || source_.has_value(); });
            if (failure_) std::rethrow_exception(failure_);
            return source_;
        }
        void leave(std::exception_ptr failure, bool commits) {
            continuation go_on;
            {
                const std::lock_guard lock(mutex_);
                source_.reset();
                go_on = std::move(go_on_);
            }
            go_on(std::move(failure), commits);
        }

    private:
        std::mutex mutex_;
        std::condition_variable changed_;
        std::optional<Source> source_;
        continuation go_on_;
        std::exception_ptr failure_;
        bool is_over_ = false;
    };

    std::shared_ptr<meeting_point> meeting_ = std::make_shared<meeting_point>();
};

} // namespace test::laws
