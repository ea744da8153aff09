#pragma once

#include "rowan/event/events.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

// A connection may be used by a program and by shared libraries in turn. Each of them counts its statement types by itself: what is
// hidden here is merged with nothing of another library, which may have another type of that name.
namespace rowan::detail {

/// Counts the statement types of a library. Another library may be loaded where one was unloaded; it has begun at another time.
struct [[gnu::visibility("hidden")]] place_counter {
    const std::int64_t begun = std::chrono::steady_clock::now().time_since_epoch().count();
    std::atomic<std::size_t> next{0};
};

/// The place of a statement type among those of a library: the same on every connection.
struct statement_place {
    const void* counter;
    std::int64_t begun;
    std::size_t index;
};

[[gnu::visibility("hidden")]] inline statement_place take_places(std::size_t count) {
    static place_counter counter;
    return {&counter, counter.begun, counter.next.fetch_add(count)};
}

/// The first place of a statement type that has several variants.
template <class Statement, std::size_t Variants = 1>
[[gnu::visibility("hidden")]] const statement_place& place_of() {
    static const statement_place first = take_places(Variants);
    return first;
}

template <class Statement>
class statement_table;

/// A prepared statement of a connection.
template <class Statement>
struct prepared {
    // Before the statement, next to what it begins with.
    statement_table<Statement>* table = nullptr;
    std::size_t slot = 0;
    /// The one that was idle before it.
    prepared* next = nullptr;
    bool is_kept = true;
    /// Of its text, once a handler has been told.
    std::optional<statement_kind> kind{};
    std::size_t expected_rows = 0;
    Statement statement;

    /// Remembers how many rows it gave, the most of late, so that room for them is made at once.
    void expect(std::size_t rows) {
        if (rows >= expected_rows) expected_rows = rows;
        else expected_rows -= (expected_rows - rows) / 16;
    }
};

/// The prepared statements of a connection whose places are those of one library, found by index. There are several in a slot if a
/// statement ran again while it was running, as in a loop over its own result, or in a pipeline.
template <class Statement>
class statement_table {
public:
    using entry = prepared<Statement>;
    /// How many statements of a slot are kept.
    static constexpr std::size_t most_kept = 17;

    statement_table() = default;
    statement_table(const statement_table&) = delete;
    statement_table& operator=(const statement_table&) = delete;

    [[nodiscard]] bool is_new() const { return counter_ == nullptr; }
    /// Whether the place is one of its library.
    [[nodiscard]] bool has(const statement_place& place) const {
        return place.counter == counter_ && place.begun == begun_;
    }
    /// Whether the place is one of a library that was loaded where the one of this table was unloaded.
    [[nodiscard]] bool is_followed_by(const statement_place& place) const {
        return place.counter == counter_ && place.begun != begun_;
    }
    /// The table becomes that of the library of a place, empty.
    void begin(const statement_place& place) {
        slots_.clear();
        counter_ = place.counter;
        begun_ = place.begun;
    }
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
        std::unique_ptr<entry> made(new entry{this, slot, nullptr, is_kept, std::nullopt, 0, std::move(statement)});
        if (!is_kept) return *made.release();
        kept.push_back(std::move(made));
        return *kept.back();
    }
    void release(entry& used) noexcept { used.next = std::exchange(slots_[used.slot].idle, &used); }
    void clear() noexcept { slots_.clear(); }

private:
    struct statements {
        entry* idle = nullptr;
        std::vector<std::unique_ptr<entry>> kept;
    };
    std::vector<statements> slots_;
    const void* counter_ = nullptr;
    std::int64_t begun_ = 0;
};

/// The prepared statements of a connection, which the program and shared libraries may use in turn: a table for each.
template <class Statement>
class statement_cache {
public:
    using table = statement_table<Statement>;
    using entry = prepared<Statement>;

    statement_cache() = default;
    statement_cache(const statement_cache&) = delete;
    statement_cache& operator=(const statement_cache&) = delete;
    ~statement_cache() { clear(); }

    /// Where the statements of a place are.
    [[nodiscard]] table& table_of(const statement_place& place) {
        if (first_.has(place)) [[likely]]
            return first_;
        return other_table(place);
    }
    /// For a statement that was reset.
    [[gnu::hot]] void release(entry& used) noexcept {
        if (used.is_kept) [[likely]]
            used.table->release(used);
        else delete &used;
    }
    void clear() noexcept {
        first_.clear();
        others_.clear();
    }

private:
    [[gnu::noinline]] table& other_table(const statement_place& place) {
        for (const auto& each : others_)
            if (each->has(place)) return *each;
        // Nobody uses what a library has prepared that was unloaded where this one is.
        table* found = first_.is_new() || first_.is_followed_by(place) ? &first_ : nullptr;
        for (const auto& each : others_)
            if (each->is_followed_by(place)) found = each.get();
        if (found == nullptr) found = others_.emplace_back(std::make_unique<table>()).get();
        found->begin(place);
        return *found;
    }

    table first_;
    std::vector<std::unique_ptr<table>> others_;
};

} // namespace rowan::detail
