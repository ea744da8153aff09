#pragma once

#include "rowan/driver/deadline.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>

namespace rowan::detail {

/// Where the primary was at which time. Who has replayed up to a position shows everything that was committed until the primary
/// was asked for it: so that what a replica shows is dated by the clock of the program alone, whatever the replica knows of what
/// it has not received.
template <class Clock>
class position_samples {
public:
    /// What is as old as `max_age` proves nothing. Four samples fall into that time, so that a replica which needs up to three
    /// quarters of it to follow is still found to be young enough.
    explicit position_samples(std::chrono::milliseconds max_age) : max_age_(max_age), spacing_(max_age / 4) {}

    /// Whether it is time for another sample; true for one at a time, who then calls `note` or `miss`.
    [[nodiscard]] bool claim() {
        const std::lock_guard lock(mutex_);
        if (is_claimed_ || Clock::now() < next_) return false;
        return is_claimed_ = true;
    }
    /// Who claimed it finds no connection: whoever has one next may take the sample.
    void miss() {
        const std::lock_guard lock(mutex_);
        is_claimed_ = false;
        is_wanted_ = true;
    }
    [[nodiscard]] bool is_wanted() const {
        const std::lock_guard lock(mutex_);
        return is_wanted_;
    }
    /// The answer to a question that was asked then; none if there was none.
    void note(typename Clock::time_point asked, std::optional<std::uint64_t> position) {
        const std::lock_guard lock(mutex_);
        is_claimed_ = is_wanted_ = false;
        next_ = time_after<Clock>(spacing_);
        // Those that lie close together would push out what a replica can have replayed by now.
        if (!position || (count_ > 0 && asked - latest().asked < spacing_)) return;
        kept_[count_++ % kept_.size()] = {asked, *position};
    }

    /// Whether who has replayed up to there shows what was committed until a time that is not as long ago as `max_age`.
    [[nodiscard]] bool is_young(std::uint64_t position) const {
        return any_young([&](const sample& each) { return each.position <= position; });
    }
    /// Whether there is a sample by which a replica can be found to be young.
    [[nodiscard]] bool has_young() const {
        return any_young([](const sample&) { return true; });
    }

private:
    struct sample {
        typename Clock::time_point asked{};
        std::uint64_t position = 0;
    };

    [[nodiscard]] const sample& latest() const { return kept_[(count_ - 1) % kept_.size()]; }
    bool any_young(const auto& is_meant) const {
        const std::lock_guard lock(mutex_);
        const auto now = Clock::now();
        return std::any_of(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(std::min(count_, kept_.size())),
                           [&](const sample& each) {
                               const auto age = std::chrono::floor<std::chrono::milliseconds>(now - each.asked);
                               return age < max_age_ && is_meant(each);
                           });
    }

    const std::chrono::milliseconds max_age_, spacing_;

    mutable std::mutex mutex_;
    std::array<sample, 8> kept_{};
    std::size_t count_ = 0;
    typename Clock::time_point next_ = Clock::time_point::min();
    bool is_claimed_ = false, is_wanted_ = false;
};

} // namespace rowan::detail
