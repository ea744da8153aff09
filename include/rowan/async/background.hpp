#pragma once

#include <boost/asio/execution_context.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace rowan::detail {

/// What happens beside an execution context, such as an `io_context`: connections are opened on threads, and a thread looks twice a
/// second whose time is over, so that a wait for an answer needs no timer, which would keep `run()` from returning. With the context
/// ends all of it.
class background : public boost::asio::execution_context::service {
public:
    using key_type = background;
    static inline boost::asio::execution_context::id id;

    static constexpr std::chrono::milliseconds tick{500};
    using ticks = std::uint64_t;
    static constexpr ticks never = std::numeric_limits<ticks>::max();

    /// One that is looked at. Both are called on another thread.
    class watched {
    public:
        watched(const watched&) = delete;
        watched& operator=(const watched&) = delete;
        virtual void look(ticks now) noexcept = 0;
        /// The context ends: from here on nothing reaches it.
        virtual void shut_down() noexcept = 0;

    protected:
        watched() = default;
        ~watched() = default;
    };

    explicit background(boost::asio::execution_context& context) : service(context) {}

    void add(watched& one) {
        const std::lock_guard lock(mutex_);
        all_.push_back(&one);
        if (!ticker_.joinable() && !is_over_) ticker_ = std::thread([this] { look(); });
    }
    void remove(watched& one) noexcept {
        const std::lock_guard lock(mutex_);
        const auto found = std::find(all_.begin(), all_.end(), &one);
        if (found != all_.end()) all_.erase(found);
    }
    /// When so much time will have passed: not before, and up to two ticks later.
    [[nodiscard]] ticks after(std::chrono::milliseconds time) const noexcept {
        return now_.load(std::memory_order_relaxed) + static_cast<ticks>(time / tick) + 2;
    }
    /// Runs a function on a thread of its own; the end of the context waits for it.
    template <class Function>
    void run(Function function) {
        {
            const std::lock_guard lock(mutex_);
            ++running_;
        }
        try {
            std::thread([this, function = std::move(function)]() mutable {
                function();
                { const auto gone = std::move(function); }
                count_down();
            }).detach();
        } catch (...) {
            count_down();
            throw;
        }
    }

private:
    void count_down() noexcept {
        const std::lock_guard lock(mutex_);
        --running_;
        changed_.notify_all();
    }
    void look() {
        std::unique_lock lock(mutex_);
        while (!changed_.wait_for(lock, tick, [this] { return is_over_; })) {
            const ticks now = now_.load(std::memory_order_relaxed) + 1;
            now_.store(now, std::memory_order_relaxed);
            for (watched* each : all_) each->look(now);
        }
    }
    void shutdown() override {
        std::unique_lock lock(mutex_);
        is_over_ = true;
        changed_.notify_all();
        changed_.wait(lock, [this] { return running_ == 0; });
        const auto all = std::exchange(all_, {});
        lock.unlock();
        if (ticker_.joinable()) ticker_.join();
        for (watched* each : all) each->shut_down();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<watched*> all_;
    std::thread ticker_;
    std::atomic<ticks> now_{0};
    std::size_t running_ = 0;
    bool is_over_ = false;
};

} // namespace rowan::detail
