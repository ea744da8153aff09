#pragma once

#include "rowan/driver/postgres/result.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

namespace rowan::detail {

/// What the commands that were done in a session tell of it, by the tag with which the server completes each.
class session_counters {
public:
    /// True if it has made the server forget its prepared statements.
    bool count(std::string_view tag) {
        const std::uint64_t before = age_;
        if (const std::int64_t changes = changes_of(tag); changes >= 0) {
            changes_ = changes;
            total_changes_ += changes;
        } else if (tag == "COMMIT" || tag == "ROLLBACK" || tag == "PREPARE TRANSACTION") ++ends_;
        else if (tag.starts_with("ALTER ") || tag.starts_with("DROP ")) ++alterations_;
        else if (tag == "DISCARD ALL" || tag.starts_with("DEALLOCATE")) forget_statements();
        if (tag == "DISCARD ALL" || tag == "RESET") is_reset_ = true;
        return age_ != before;
    }
    /// The rows that the last command inserted, updated or deleted that does so, and those of all.
    [[nodiscard]] std::int64_t changes() const { return changes_; }
    [[nodiscard]] std::int64_t total_changes() const { return total_changes_; }

    /// Prepared statements belong to an age: what the server has forgotten is of an earlier one.
    [[nodiscard]] std::uint64_t age() const { return age_; }
    void forget_statements() { ++age_; }
    /// What was seen of tables is of an earlier one after they were altered by this session; never 0.
    [[nodiscard]] std::uint64_t schema_age() const { return 1 + age_ + alterations_; }

    /// How many transactions have ended; one that went back to a savepoint counts, too.
    [[nodiscard]] std::uint64_t ends() const { return ends_; }
    void count_transaction_end() { ++ends_; }

    /// Whether its settings have been reset since it was asked last.
    [[nodiscard]] bool take_reset() { return std::exchange(is_reset_, false); }

private:
    std::uint64_t age_ = 0, alterations_ = 0, ends_ = 0;
    std::int64_t changes_ = 0, total_changes_ = 0;
    bool is_reset_ = false;
};

} // namespace rowan::detail
