#pragma once

#include <boost/asio/execution_context.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace rowan::detail {

/// What happens beside an execution context, such as an `io_context`: connections are opened on threads, and a thread looks twice a
/// second whose time is over, so that a wait for an answer needs no timer, which would keep `run()` from returning. With the context
/// ends all of it; connections may be destroyed later, and keep this until then.
class background : public std::enable_shared_from_this<background> {
public:
    static constexpr std::chrono::milliseconds tick{500};
    using ticks = std::uint64_t;
    static constexpr ticks never = std::numeric_limits<ticks>::max();

    /// One that is looked at. Its functions are called on another thread.
    class watched {
    public:
        watched(const watched&) = delete;
        watched& operator=(const watched&) = delete;
        virtual void look(ticks now) noexcept = 0;
        /// Keeps it from being destroyed; null if that has begun.
        [[nodiscard]] virtual std::shared_ptr<watched> kept() noexcept = 0;
        /// The context ends: from here on nothing reaches it.
        virtual void shut_down() noexcept = 0;

    protected:
        watched() = default;
        ~watched() = default;
    };

    background() = default;
    background(const background&) = delete;
    background& operator=(const background&) = delete;
    ~background() = default;

    /// That of a context.
    [[nodiscard]] static std::shared_ptr<background> of(boost::asio::execution_context& context) {
        return boost::asio::use_service<service>(context).shared;
    }
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
    /// Calls a function on this thread, unless the context has ended; its end waits for that.
    template <class Function>
    void run_here(const Function& function) noexcept {
        {
            const std::lock_guard lock(mutex_);
            if (is_over_) return;
            ++running_;
        }
        function();
        count_down();
    }
    /// Runs a function on a thread of its own; the end of the context waits for it.
    template <class Function>
    void run(Function function) {
        {
            const std::lock_guard lock(mutex_);
            ++running_;
        }
        try {
            std::thread([self = shared_from_this(), function = std::move(function)]() mutable {
                function();
                { const auto gone = std::move(function); }
                self->count_down();
            }).detach();
        } catch (...) {
            count_down();
            throw;
        }
    }

private:
    /// What the context knows of it.
    class service : public boost::asio::execution_context::service {
    public:
        using key_type = service;
        static inline boost::asio::execution_context::id id;

        explicit service(boost::asio::execution_context& context) : boost::asio::execution_context::service(context) {}

        const std::shared_ptr<background> shared = std::make_shared<background>();

    private:
        void shutdown() override { shared->end(); }
    };

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
    void end() {
        std::unique_lock lock(mutex_);
        is_over_ = true;
        changed_.notify_all();
        changed_.wait(lock, [this] { return running_ == 0; });
        lock.unlock();
        if (ticker_.joinable()) ticker_.join();
        // Each is called outside of the lock: what it lets go of may be the last that keeps another.
        while (const auto each = take_last()) each->shut_down();
    }
    std::shared_ptr<watched> take_last() noexcept {
        const std::lock_guard lock(mutex_);
        std::shared_ptr<watched> last;
        while (!last && !all_.empty()) {
            last = all_.back()->kept();
            all_.pop_back();
        }
        return last;
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
