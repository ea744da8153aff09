#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/concept.hpp"
#include "rowan/driver/deadline.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/pool/connection_set.hpp"
#include "rowan/engine/pool/pool_clock.hpp"
#include "rowan/engine/pool/pool_options.hpp"
#include "rowan/engine/pool/pooled.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// Connections that only read: of a replica, or of the primary itself where it has one writer.
template <class Database>
class pool_replica {
    using clock = pool_clock<Database>;

public:
    /// Without the positions of a primary, the replica shows every write at once, or nobody asks for it.
    pool_replica(std::shared_ptr<connection_set<Database>> connections, const pool_options& options,
                 std::shared_ptr<pool_positions<Database>> primary)
        : connections_(std::move(connections)), primary_(std::move(primary)), answer_timeout_(options.answer_timeout),
          rest_(options.replica_rest) {}

    /// What a function reads by a connection; none if the replica has no connection free, fails, or shows too little.
    template <class Function>
    auto read(const Function& function) {
        std::optional<std::invoke_result_t<const Function&, connection<Database>&>> result;
        const std::uint64_t before = successes();
        auto reader = acquire();
        if (!reader) return result;
        try {
            result.emplace(function(**reader));
            succeed();
        } catch (const connection_lost&) {
            fail();
        } catch (const commit_unknown&) {
            fail();
        } catch (const resource_exhausted&) {
            fail();
        } catch (const disk_full&) {
            fail();
        } catch (const corrupt_database&) {
            fail();
        } catch (const timed_out&) {
            // It is alive. Whether it or only the query is slow, those say that read meanwhile.
            if (successes() == before) fail();
        } catch (const serialization_failure&) {
            succeed(); // A standby ends queries that are in the way of what it has to replay,
        } catch (const busy&) {
            succeed(); // or lets them wait for locks that it has replayed.
        } catch (const read_only_database&) {
            succeed(); // A function of the query writes.
        } catch (...) {
            succeed();
            throw;
        }
        return result;
    }
    /// A connection to read by, without a limit for its answers; none as above.
    [[nodiscard]] std::optional<pooled<Database>> lend() {
        auto reader = acquire();
        if (!reader) return reader;
        limit_answers((**reader).handle(), no_limit);
        succeed();
        return reader;
    }
    [[nodiscard]] connection_set<Database>& connections() const { return *connections_; }

private:
    /// A connection that shows what is asked for, and has so long for each answer; none if the replica rests, fails or lags behind.
    std::optional<pooled<Database>> acquire() {
        if (primary_ && !primary_->may_allow()) return std::nullopt;
        const auto failures = begin();
        if (!failures) return std::nullopt;
        try {
            pooled<Database> reader(connections_, [&](std::chrono::milliseconds silent) {
                const std::lock_guard lock(mutex_);
                return failures_ == *failures && silent < answer_timeout_;
            });
            return prepare(std::move(reader));
        } catch (const timed_out&) {
            // None became free: another may have one.
        } catch (const error&) {
            fail();
        }
        return std::nullopt;
    }
    std::optional<pooled<Database>> prepare(pooled<Database> reader) {
        try {
            limit_answers((*reader).handle(), answer_timeout_);
            if (!primary_ || is_fresh(reader)) return reader;
        } catch (const error&) {
            fail();
        }
        return std::nullopt;
    }
    /// How often the replica has failed; none if it rests. After a rest it rests for the others until one has succeeded.
    std::optional<std::uint64_t> begin() {
        const std::lock_guard lock(mutex_);
        if (clock::now() < rest_until_) return std::nullopt;
        if (is_failed_) rest_until_ = time_after<clock>(rest_);
        return failures_;
    }
    [[nodiscard]] std::uint64_t successes() const {
        const std::lock_guard lock(mutex_);
        return successes_;
    }
    void succeed() {
        const std::lock_guard lock(mutex_);
        ++successes_;
        if (std::exchange(is_failed_, false)) rest_until_ = clock::time_point::min();
    }
    /// The replica does not answer; it is tried again after a rest.
    void fail() {
        const std::lock_guard lock(mutex_);
        ++failures_;
        is_failed_ = true;
        rest_until_ = time_after<clock>(rest_);
        shown_ = 0;
    }

    // The replica is asked only where what it said before does not answer the question.
    bool is_fresh(const pooled<Database>& reader) {
        // There may be another server than before, or one that was made anew from an older copy.
        if (reader.is_new()) show(0);
        if (primary_->allows(shown())) return true;
        if constexpr (offers_capability<typename Database::driver::connection, capability::replay_position>) {
            const std::uint64_t position = (*reader).handle().replay_position();
            show(std::max(position, shown()));
        }
        const std::uint64_t position = shown();
        if (primary_->allows(position)) return true;
        succeed();
        if (primary_->has_writes(position)) rest_from_lag();
        return false;
    }
    [[nodiscard]] std::uint64_t shown() const {
        const std::lock_guard lock(mutex_);
        return shown_;
    }
    void show(std::uint64_t position) {
        const std::lock_guard lock(mutex_);
        shown_ = position;
    }
    void rest_from_lag() {
        const std::lock_guard lock(mutex_);
        rest_until_ = std::max(rest_until_, time_after<clock>(std::min(rest_, lag_rest)));
    }

    /// One that lags may have caught up soon.
    static constexpr std::chrono::milliseconds lag_rest{100};

    const std::shared_ptr<connection_set<Database>> connections_;
    const std::shared_ptr<pool_positions<Database>> primary_;
    const std::chrono::milliseconds answer_timeout_, rest_;

    mutable std::mutex mutex_;
    typename clock::time_point rest_until_ = clock::time_point::min();
    bool is_failed_ = false;
    std::uint64_t failures_ = 0, successes_ = 0, shown_ = 0;
};

} // namespace rowan::detail
