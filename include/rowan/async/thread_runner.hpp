#pragma once

#include "rowan/async/background.hpp"
#include "rowan/async/runner.hpp"

#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// Runs functions on a thread of its own, for a database that cannot be waited for otherwise.
template <class Executor>
class thread_runner {
    using tracked_executor = std::decay_t<decltype(boost::asio::prefer(
        std::declval<const Executor&>(), boost::asio::execution::outstanding_work.tracked))>;

public:
    thread_runner(runner_owner& owner, const Executor& executor, background&) : owner_(owner), executor_(executor) {}
    thread_runner(const thread_runner&) = delete;
    thread_runner& operator=(const thread_runner&) = delete;
    /// Waits for the end of what runs.
    ~thread_runner() { join(); }

    /// Runs `function(context)`; the owner is told when it has ended.
    void start(void (*function)(void*), void* context) {
        {
            const std::lock_guard lock(mutex_);
            next_.emplace(task{function, context,
                               boost::asio::prefer(executor_, boost::asio::execution::outstanding_work.tracked),
                               owner_.shared_from_this()});
            if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
        }
        changed_.notify_all();
    }
    /// Runs a function on the thread and waits for its end; for one who waits for nothing on the executor.
    template <class Function>
    void run_and_wait(Function function) noexcept {
        join();
        std::thread([&] { function(); }).join();
    }
    /// Whether what runs has ended within the time.
    [[nodiscard]] bool ends_within(std::chrono::milliseconds time) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, time, [this] { return !next_ && !is_busy_; });
    }
    void forget_socket() noexcept {}
    void cancel_pauses() noexcept {}
    void clear_cancel() noexcept {}
    void abort() noexcept {}
    void look(background::ticks) noexcept {}
    void shut_down() noexcept { join(); }

private:
    struct task {
        void (*function)(void*);
        void* context;
        tracked_executor executor;
        std::shared_ptr<runner_owner> owner;
    };

    void serve() {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [this] { return next_ || is_over_; });
            if (!next_) return;
            task now = std::move(*next_);
            next_.reset();
            is_busy_ = true;
            lock.unlock();
            now.function(now.context);
            boost::asio::post(now.executor, end_notice(std::move(now.owner)));
            lock.lock();
            is_busy_ = false;
            changed_.notify_all();
        }
    }
    void join() noexcept {
        {
            const std::lock_guard lock(mutex_);
            is_over_ = true;
        }
        changed_.notify_all();
        if (thread_.joinable()) thread_.join();
    }

    runner_owner& owner_;
    Executor executor_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<task> next_;
    bool is_over_ = false, is_busy_ = false;
    std::thread thread_;
};

} // namespace rowan::detail
