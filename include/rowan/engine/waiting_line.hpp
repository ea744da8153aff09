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

/// Those who wait for something, served in the order of their coming. Everything is done under the lock of the owner. Each waits
/// on a condition of its own, so that a call wakes the one that it is meant for and nobody else.
template <class Item>
class waiting_line {
public:
    [[nodiscard]] std::size_t size() const { return line_.size(); }

    /// Waits to be called; what the call gave, or nothing if there was none until the deadline.
    std::optional<std::unique_ptr<Item>> wait(std::unique_lock<std::mutex>& lock,
                                              std::chrono::steady_clock::time_point deadline) {
        waiter self;
        const auto place = line_.insert(line_.end(), &self);
        self.call.wait_until(lock, deadline, [&] { return self.is_called; });
        if (self.is_called) return std::move(self.item);
        line_.erase(place);
        return std::nullopt;
    }
    /// Calls the first and gives the item away; false if nobody waits.
    bool call(std::unique_ptr<Item>& item) noexcept {
        if (line_.empty()) return false;
        waiter& first = *line_.front();
        line_.pop_front();
        first.item = std::move(item);
        first.is_called = true;
        // Under the lock: what is notified is gone as soon as its thread goes on.
        first.call.notify_one();
        return true;
    }

private:
    struct waiter {
        std::condition_variable call;
        std::unique_ptr<Item> item;
        bool is_called = false;
    };
    std::list<waiter*> line_;
};

} // namespace rowan::detail
