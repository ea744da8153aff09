#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
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
    std::size_t slot = 0;
    /// The one that was idle before it.
    prepared* next = nullptr;
    bool is_kept = true;
    std::size_t expected_rows = 0;
    Statement statement;

    /// Remembers how many rows it gave, the most of late, so that room for them is made at once.
    void expect(std::size_t rows) {
        if (rows >= expected_rows) expected_rows = rows;
        else expected_rows -= (expected_rows - rows) / 16;
    }
};

/// The prepared statements of a connection, found by index. There are several in a slot if a statement ran again while it was
/// running, as in a loop over its own result, or in a pipeline.
template <class Statement>
class statement_cache {
public:
    using entry = prepared<Statement>;
    /// How many statements of a slot are kept.
    static constexpr std::size_t most_kept = 17;

    statement_cache() = default;
    statement_cache(const statement_cache&) = delete;
    statement_cache& operator=(const statement_cache&) = delete;
    ~statement_cache() { clear(); }

    /// A statement in a slot that does not run, which it does from here on. Null if there is none.
    [[nodiscard]] entry* find(std::size_t slot) {
        if (slot >= slots_.size() || slots_[slot].idle == nullptr) [[unlikely]]
            return nullptr;
        entry* found = slots_[slot].idle;
        slots_[slot].idle = found->next;
        return found;
    }
    /// The statement that was the first in a slot, whether it runs or not. Null if there is none.
    [[nodiscard]] entry* first(std::size_t slot) {
        return slot < slots_.size() && !slots_[slot].kept.empty() ? slots_[slot].kept.front().get() : nullptr;
    }
    /// Adds a statement, which runs from here on. It is kept unless there are many in the slot.
    entry& add(std::size_t slot, Statement statement) {
        if (slot >= slots_.size()) slots_.resize(slot + 1);
        auto& kept = slots_[slot].kept;
        const bool is_kept = kept.size() < most_kept;
        std::unique_ptr<entry> made(new entry{slot, nullptr, is_kept, 0, std::move(statement)});
        if (!is_kept) return *made.release();
        kept.push_back(std::move(made));
        return *kept.back();
    }
    [[gnu::hot]] void release(entry& used) noexcept {
        used.statement.reset();
        if (!used.is_kept) {
            delete &used;
            return;
        }
        used.next = std::exchange(slots_[used.slot].idle, &used);
    }
    void clear() noexcept { slots_.clear(); }

private:
    struct statements {
        entry* idle = nullptr;
        std::vector<std::unique_ptr<entry>> kept;
    };
    std::vector<statements> slots_;
};

} // namespace rowan::detail
