#pragma once

#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/array_insertion.hpp"
#include "rowan/engine/write/block_insertion.hpp"
#include "rowan/engine/write/given_keys.hpp"
#include "rowan/event/dispatch.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

template <class Range>
using range_row = std::remove_cvref_t<decltype(*std::begin(std::declval<Range&>()))>;

/// A range whose elements are rows of a table.
template <class Range>
concept row_range = requires(Range& range) {
    std::begin(range) != std::end(range);
    requires class_type<range_row<Range>>;
};

/// Inserting many rows, in the way that is the fastest for the database. Row by row where a handler wants to see each.
template <class Connection>
class bulk_insertion : public block_insertion<Connection>, public array_insertion<Connection> {
protected:
    friend class array_insertion<Connection>;
    friend class block_insertion<Connection>;

    /// Runs `insert(given)`, which gives rows keys and keeps those that they had: they get them back if it throws, or is false.
    template <class Table, class Iterator, class Insert>
    bool keeping_keys(Iterator first, const Insert& insert) {
        // The connection keeps the room, unless it is very much. What runs meanwhile, such as a handler, has room of its own.
        std::vector<std::int64_t> room = std::exchange(key_room_, {});
        given_keys<Table, Iterator> given(std::move(first), room);
        const bool is_done = given.guard([&] { return insert(given); });
        if (!is_done) given.give_back();
        if (room.capacity() <= most_kept_keys) key_room_ = std::move(room);
        return is_done;
    }

    template <class Table, class Range>
    void insert_range(Range& rows) {
        auto first = std::begin(rows);
        const auto last = std::end(rows);
        if (first == last) return;
        using Iterator = decltype(first);
        using Dialect = typename Connection::dialect;
        if constexpr (any_heard<Connection, before_insert<Table>, after_insert<Table>> ||
                      inserted_columns<Table>() == 0 || !stays<Iterator>) {
            insert_each<Table>(std::move(first), last);
        } else {
            constexpr bool writes_back = facts<Table>.has_generated_key && can_be_changed<Iterator>;
            const auto count = static_cast<std::size_t>(std::ranges::distance(first, last));
            bool is_done = false;
            if (count == 1) {
                insert_element<Table>(first, [&](auto& row) { self().insert_kept(row); });
                is_done = true;
            } else if constexpr (Dialect::inserts_arrays) {
                is_done = this->template insert_arrays<Table, writes_back>(first, count);
            } else if constexpr (!Dialect::returns_keys && block_insertion<Connection>::template max_rows<Table> > 1) {
                is_done = this->template insert_in_blocks<Table, writes_back>(first, count);
            }
            if (!is_done) insert_each<Table>(first, last);
        }
    }

private:
    static constexpr std::size_t most_kept_keys = 100'000;

    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }

    // The rows are bound together: each must be there still when the last one is.
    template <class Iterator>
    static constexpr bool stays =
        std::forward_iterator<Iterator> && std::is_lvalue_reference_v<std::iter_reference_t<Iterator>>;

    template <class Iterator>
    static constexpr bool can_be_changed =
        !std::is_const_v<std::remove_reference_t<decltype(*std::declval<Iterator&>())>> &&
        std::is_lvalue_reference_v<decltype(*std::declval<Iterator&>())>;

    template <class Table, class Iterator, class Insert>
    void insert_element(Iterator& element, const Insert& insert) {
        if constexpr (can_be_changed<Iterator>) {
            insert(*element);
        } else {
            const Table& row = *element;
            self().template changeable<before_insert<Table>, after_insert<Table>>(row, insert);
        }
    }

    template <class Table, class Iterator, class Sentinel>
    void insert_each(Iterator first, Sentinel last) {
        if constexpr (facts<Table>.has_generated_key && stays<Iterator> && can_be_changed<Iterator>) {
            keeping_keys<Table>(first, [&](auto& given) {
                insert_each<Table>(first, last, [&](const Table& row) { given.keep(row); });
                return true;
            });
        } else insert_each<Table>(std::move(first), last, [](const Table&) {});
    }
    template <class Table, class Iterator, class Sentinel, class Keep>
    void insert_each(Iterator first, Sentinel last, const Keep& keep) {
        auto scope = self().begin();
        for (; first != last; ++first)
            insert_element<Table>(first, [&](auto& row) {
                keep(row);
                self().template insert_one<false>(row);
            });
        scope.commit();
    }

    std::vector<std::int64_t> key_room_;
};

} // namespace rowan::detail
