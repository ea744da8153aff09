#pragma once

#include "rowan/driver/concept.hpp"
#include "rowan/engine/pool/position_samples.hpp"
#include "rowan/engine/pool/write_horizon.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace rowan::detail {

/// What a pool knows of how far its primary has written, for what it promises of its replicas.
template <class Clock>
class primary_positions {
public:
    /// A replica shows all that was written through the pool, if `follows_writes`, and nothing that is as old as `max_lag`.
    primary_positions(bool follows_writes, std::optional<std::chrono::milliseconds> max_lag)
        : follows_writes_(follows_writes) {
        if (max_lag) samples_.emplace(*max_lag);
    }

    /// Whether a replica that has replayed so much may be read from.
    [[nodiscard]] bool allows(std::uint64_t replayed) const {
        return has_writes(replayed) && (!samples_ || samples_->is_young(replayed));
    }
    [[nodiscard]] bool has_writes(std::uint64_t replayed) const {
        if (!follows_writes_) return true;
        const auto written = horizon_.position();
        return written && *written <= replayed;
    }
    /// False while too little is known of the primary to allow any replica.
    [[nodiscard]] bool may_allow() const {
        return (!follows_writes_ || horizon_.position()) && (!samples_ || samples_->has_young());
    }

    /// Whether it is time to ask the primary; true for one at a time, who then calls `ask` or `miss`.
    [[nodiscard]] bool claim() { return samples_ && samples_->claim(); }
    void miss() { samples_->miss(); }
    /// Whether the primary is to be asked by a connection that is given back.
    [[nodiscard]] bool wants_answer(bool may_have_written) const {
        return counts(may_have_written) || (samples_ && samples_->is_wanted());
    }
    template <tells_write_position Handle>
    void ask(Handle& primary, bool may_have_written) noexcept {
        const bool is_counted = counts(may_have_written);
        const auto ticket = is_counted ? horizon_.take_ticket() : 0;
        const auto asked = Clock::now();
        std::optional<std::uint64_t> position;
        try {
            position = primary.write_position();
        } catch (...) {} // it is not known then
        if (is_counted) horizon_.note(ticket, position);
        if (samples_) samples_->note(asked, position);
    }
    /// A connection was lost: nobody knows what it has written.
    void lose(bool may_have_written) {
        if (follows_writes_ && may_have_written) horizon_.note(horizon_.take_ticket(), std::nullopt);
    }

private:
    /// Whether the answer says how far the writes of the pool reach.
    [[nodiscard]] bool counts(bool may_have_written) const {
        return follows_writes_ && (may_have_written || !horizon_.position());
    }

    const bool follows_writes_;
    write_horizon horizon_;
    std::optional<position_samples<Clock>> samples_;
};

} // namespace rowan::detail
