#pragma once

#include <atomic>
#include <cstddef>
#include <utility>
#include <vector>

namespace rowan::detail {

inline std::size_t take_slots(std::size_t count) {
    static std::atomic<std::size_t> next{0};
    return next.fetch_add(count);
}

/// The place of a statement type among those of the program: a number that is the same on every connection.
template <class Statement, std::size_t Forms = 1>
std::size_t slot_of() {
    static const std::size_t first = take_slots(Forms);
    return first;
}

/// A prepared statement of a connection.
template <class Statement>
struct prepared {
    // Before the statement, next to what it begins with.
    bool is_running = false;
    bool is_cached = true;
    std::size_t expected_rows = 0;
    Statement statement;

    /// Remembers how many rows it gave, the most of late, so that room for them is made at once.
    void expect(std::size_t rows) {
        if (rows >= expected_rows) expected_rows = rows;
        else expected_rows -= (expected_rows - rows) / 16;
    }
};

/// The prepared statements of a connection, found by index.
template <class Statement>
class statement_cache {
public:
    using entry = prepared<Statement>;

    statement_cache() = default;
    statement_cache(const statement_cache&) = delete;
    statement_cache& operator=(const statement_cache&) = delete;
    ~statement_cache() { clear(); }

    /// The statement in a slot, marked as running. Null if there is none yet, or if the one there is running already, as
    /// happens when a query is run again within a loop over its result.
    [[nodiscard]] entry* find(std::size_t slot) {
        if (slot >= entries_.size() || entries_[slot] == nullptr || entries_[slot]->is_running) [[unlikely]]
            return nullptr;
        entries_[slot]->is_running = true;
        return entries_[slot];
    }
    /// Adds a statement, marked as running. It is kept unless there is one in the slot.
    entry& add(std::size_t slot, Statement statement) {
        if (slot >= entries_.size()) entries_.resize(slot + 1);
        const bool is_cached = entries_[slot] == nullptr;
        auto* made = new entry{true, is_cached, 0, std::move(statement)};
        if (is_cached) entries_[slot] = made;
        return *made;
    }
    void release(entry& used) noexcept {
        used.statement.reset();
        used.is_running = false;
        if (!used.is_cached) delete &used;
    }
    void clear() noexcept {
        for (entry* each : entries_) delete each;
        entries_.clear();
    }

private:
    std::vector<entry*> entries_;
};

} // namespace rowan::detail
