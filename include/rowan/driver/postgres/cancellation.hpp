#pragma once

#include <libpq-fe.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace rowan::detail {

/// Asks the server to end what a session runs, over a connection of its own, for which libpq waits as long as it takes: so that is
/// done by a thread of its own, which is left alone when the time is over; while it goes on, no other is begun.
class postgres_cancellation {
public:
    postgres_cancellation() = default;
    explicit postgres_cancellation(PGconn* handle) : key_(PQgetCancel(handle), &PQfreeCancel) {}

    /// Begins to ask, and calls `done(is_asked)` on another thread when the request is over. False if it does not begin, since one is
    /// under way or there is no thread; then `done` is not called. `done` throws nothing.
    template <class Done>
    [[nodiscard]] bool ask_later(Done done) const noexcept {
        if (!key_ || running_->exchange(true)) return false;
        try {
            std::thread([key = key_, running = running_, done = std::move(done)]() mutable {
                std::array<char, 256> reason{};
                const bool is_asked = PQcancel(key.get(), reason.data(), static_cast<int>(reason.size())) == 1;
                *running = false;
                done(is_asked);
            }).detach();
        } catch (...) {
            *running_ = false;
            return false;
        }
        return true;
    }
    /// False if the server could not be asked within the time.
    [[nodiscard]] bool ask(std::chrono::milliseconds time) const noexcept {
        std::shared_ptr<progress> state;
        try {
            state = std::make_shared<progress>();
        } catch (...) {
            return false;
        }
        const auto end = [state](bool is_asked) {
            const std::lock_guard lock(state->mutex);
            state->is_asked = is_asked;
            state->is_over = true;
            state->changed.notify_one();
        };
        if (!ask_later(end)) return false;
        std::unique_lock lock(state->mutex);
        return state->changed.wait_for(lock, time, [&] { return state->is_over; }) && state->is_asked;
    }

private:
    struct progress {
        std::mutex mutex;
        std::condition_variable changed;
        bool is_over = false, is_asked = false;
    };

    std::shared_ptr<PGcancel> key_;
    std::shared_ptr<std::atomic<bool>> running_ = std::make_shared<std::atomic<bool>>(false);
};

} // namespace rowan::detail
