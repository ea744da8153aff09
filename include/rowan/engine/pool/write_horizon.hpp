#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

namespace rowan::detail {

/// Up to where a replica must show what the primary has written, so that it shows all that was written through a pool.
class write_horizon {
public:
    /// To be taken before the primary is asked for its position. Who comes later gets a later position, so that the last ticket
    /// decides, in whatever order the answers are noted.
    [[nodiscard]] std::uint64_t take_ticket() {
        const std::lock_guard lock(mutex_);
        return ++tickets_;
    }
    /// Notes an answer; none if the primary could not be asked.
    void note(std::uint64_t ticket, std::optional<std::uint64_t> position) {
        const std::lock_guard lock(mutex_);
        if (ticket < noted_) return;
        noted_ = ticket;
        position_ = position;
    }
    /// None if it is not known, and no replica can be used.
    [[nodiscard]] std::optional<std::uint64_t> position() const {
        const std::lock_guard lock(mutex_);
        return position_;
    }

private:
    mutable std::mutex mutex_;
    std::uint64_t tickets_ = 0;
    std::uint64_t noted_ = 0;
    std::optional<std::uint64_t> position_ = 0;
};

} // namespace rowan::detail
