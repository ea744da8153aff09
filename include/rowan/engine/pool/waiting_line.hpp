#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace rowan::detail {

/// Those who wait for something, served in FIFO order. Everything is done under the lock of the owner. Each is woken by a function of
/// its own, so that a call wakes the one that it is meant for and nobody else, whatever it waits by.
template <class Item>
class waiting_line {
public:
    /// One that waits. When it is called, it is out of the line and has the item; then `wake` runs, under the owner's lock.
    struct place {
        void (*wake)(place&) noexcept;
        std::unique_ptr<Item> item{};
        bool is_called = false;
        typename std::list<place*>::iterator position{};
    };

    [[nodiscard]] std::size_t size() const { return line_.size(); }

    /// The place stays where it is until it is called or leaves.
    void join(place& last) { last.position = line_.insert(line_.end(), &last); }
    /// For one that was not called.
    void leave(place& one) noexcept { line_.erase(one.position); }

    /// Blocks the thread until it is called; what the call gave, or nothing if there was none until the deadline.
    std::optional<std::unique_ptr<Item>> wait(std::unique_lock<std::mutex>& lock,
                                              std::chrono::steady_clock::time_point deadline) {
        blocked self;
        join(self);
        self.call.wait_until(lock, deadline, [&] { return self.is_called; });
        if (self.is_called) return std::move(self.item);
        leave(self);
        return std::nullopt;
    }
    /// Calls the first and gives the item away; false if nobody waits.
    bool call(std::unique_ptr<Item>& item) noexcept {
        if (line_.empty()) return false;
        place& first = *line_.front();
        line_.pop_front();
        first.item = std::move(item);
        first.is_called = true;
        first.wake(first);
        return true;
    }

private:
    /// A thread. It is notified under the lock: the condition is gone as soon as the thread goes on.
    struct blocked : place {
        blocked() : place{[](place& self) noexcept { static_cast<blocked&>(self).call.notify_one(); }} {}
        std::condition_variable call;
    };

    std::list<place*> line_;
};

} // namespace rowan::detail
