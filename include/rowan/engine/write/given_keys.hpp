#pragma once

#include "rowan/meta/fields.hpp"
#include "rowan/schema/facts.hpp"

#include <cstddef>
#include <cstdint>
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
    auto guard(const Insert& insert) {
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

} // namespace rowan::detail
