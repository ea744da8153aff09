#pragma once

#include "rowan/meta/fields.hpp"
#include "rowan/schema/facts.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

/// The keys that rows of a range had before they got those that the database made: they get them back if they are not inserted.
template <class Table, class Iterator>
class given_keys {
public:
    /// `room` is where the keys are kept.
    given_keys(Iterator first, std::vector<std::int64_t>& room) : first_(std::move(first)), room_(room) {
        room_.clear();
    }

    [[nodiscard]] std::vector<std::int64_t>& room() { return room_; }
    /// Keeps the key of the next row.
    void keep(const Table& row) {
        room_.push_back(static_cast<std::int64_t>(key_of(row)));
        ++count_;
    }
    /// Gives the next row the key in its place in the room, and keeps the other there.
    void exchange(Table& row) {
        std::int64_t& key = room_[count_];
        key = static_cast<std::int64_t>(std::exchange(key_of(row), static_cast<key_type<Table, 0>>(key)));
        ++count_;
    }
    /// Runs `insert`, which keeps keys. What it throws, the rows do not show.
    template <class Insert>
    auto run(const Insert& insert) {
        try {
            return insert();
        } catch (...) {
            give_back();
            throw;
        }
    }
    void give_back() {
        Iterator row = first_;
        for (std::size_t i = 0; i < count_; ++i, ++row) key_of(*row) = static_cast<key_type<Table, 0>>(room_[i]);
        count_ = 0;
    }

private:
    template <class Row>
    static auto& key_of(Row& row) {
        return field<facts<Table>.key[0]>(row);
    }

    Iterator first_;
    std::vector<std::int64_t>& room_;
    std::size_t count_ = 0;
};

/// In the place of `given_keys` where nothing is to be kept, or is kept already.
struct no_given_keys {
    template <class Table>
    static void keep(const Table&) {}
};

// The rows are bound together: each must be there still when the last one is.
template <class Iterator>
inline constexpr bool stays =
    std::forward_iterator<Iterator> && std::is_lvalue_reference_v<std::iter_reference_t<Iterator>>;

inline constexpr std::size_t most_kept_keys = 100'000;

/// Runs `insert(given)`, which gives rows keys and keeps those that they had: they get them back if it throws, or is false.
template <class Table, class Core, class Iterator, class Insert>
bool keeping_keys(Core& core, Iterator first, const Insert& insert) {
    // The connection keeps the room, unless it is very much. What runs meanwhile, such as a handler, has room of its own.
    std::vector<std::int64_t> room = std::exchange(core.key_room, {});
    given_keys<Table, Iterator> given(std::move(first), room);
    const bool is_done = given.run([&] { return insert(given); });
    if (!is_done) given.give_back();
    if (room.capacity() <= most_kept_keys) core.key_room = std::move(room);
    return is_done;
}

} // namespace rowan::detail
