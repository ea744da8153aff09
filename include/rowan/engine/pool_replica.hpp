#pragma once

#include "rowan/driver/concept.hpp"
#include "rowan/driver/deadline.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/connection_set.hpp"
#include "rowan/engine/pool_options.hpp"
#include "rowan/engine/pooled.hpp"
#include "rowan/engine/write_horizon.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace rowan::detail {

/// Connections that only read: of a replica, or of the primary itself where it has one writer.
template <class Database>
class pool_replica {
    using handle = typename Database::driver::connection;

public:
    /// Without a horizon, the replica shows every write at once, or nobody asks for it.
    pool_replica(std::shared_ptr<connection_set<Database>> connections, const pool_options& options,
                 std::shared_ptr<write_horizon> horizon)
        : connections_(std::move(connections)), horizon_(std::move(horizon)), max_lag_(options.max_replay_lag),
          rest_(options.replica_rest) {}

    /// A connection that shows what is asked for; none if the replica fails or lags behind.
    [[nodiscard]] std::optional<pooled<Database>> acquire() {
        std::optional<std::uint64_t> wanted = 0;
        if (horizon_) wanted = horizon_->position();
        if (!wanted || is_resting()) return std::nullopt;
        try {
            pooled<Database> reader(connections_);
            if (is_fresh(*reader, *wanted)) return reader;
        } catch (const timed_out&) {
            throw;
        } catch (const error&) {
            fail();
        }
        return std::nullopt;
    }
    /// The replica does not answer; it is tried again after a rest.
    void fail() {
        const std::lock_guard lock(mutex_);
        rest_until_ = time_after(rest_);
        shown_ = 0;
        fresh_until_.reset();
    }
    [[nodiscard]] connection_set<Database>& connections() const { return *connections_; }

private:
    [[nodiscard]] bool is_resting() const {
        const std::lock_guard lock(mutex_);
        return pool_clock::now() < rest_until_;
    }
    // The replica is asked only where what it said before does not answer the question.
    bool is_fresh(connection<Database>& db, std::uint64_t wanted) {
        if constexpr (tells_replay_position<handle>)
            if (!shows(wanted)) {
                const std::uint64_t position = db.handle().replay_position();
                const std::lock_guard lock(mutex_);
                shown_ = std::max(shown_, position);
                if (shown_ < wanted) return false;
            }
        if constexpr (tells_replay_lag<handle>)
            if (max_lag_ && !is_young()) return ask_lag(db);
        return true;
    }
    [[nodiscard]] bool shows(std::uint64_t wanted) const {
        const std::lock_guard lock(mutex_);
        return shown_ >= wanted;
    }
    [[nodiscard]] bool is_young() const {
        const std::lock_guard lock(mutex_);
        return fresh_until_ && pool_clock::now() < *fresh_until_;
    }
    bool ask_lag(connection<Database>& db) {
        const auto asked = pool_clock::now();
        const std::chrono::milliseconds lag = db.handle().replay_lag();
        const std::lock_guard lock(mutex_);
        // Should it replay nothing more, what it shows ages with the clock.
        if (lag <= *max_lag_) fresh_until_ = std::max(fresh_until_.value_or(asked), asked + (*max_lag_ - lag));
        else rest_until_ = time_after(std::min(rest_, lag_rest));
        return lag <= *max_lag_;
    }

    /// One that lags may have caught up soon.
    static constexpr std::chrono::milliseconds lag_rest{100};

    std::shared_ptr<connection_set<Database>> connections_;
    std::shared_ptr<write_horizon> horizon_;
    std::optional<std::chrono::milliseconds> max_lag_;
    std::chrono::milliseconds rest_;

    mutable std::mutex mutex_;
    pool_clock::time_point rest_until_ = pool_clock::time_point::min();
    std::uint64_t shown_ = 0;
    std::optional<pool_clock::time_point> fresh_until_;
};

} // namespace rowan::detail
