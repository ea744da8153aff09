#pragma once

#include "rowan/engine/execution.hpp"
#include "rowan/engine/row_binding.hpp"
#include "rowan/engine/transaction.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/sql/row_statement.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <type_traits>
#include <utility>

namespace rowan::detail {

template <class Range>
using range_row = std::remove_cvref_t<decltype(*std::begin(std::declval<Range&>()))>;

/// A range whose elements are rows of a table.
template <class Range>
concept row_range = requires(Range& range) {
    std::begin(range) != std::end(range);
    requires aggregate<range_row<Range>>;
};

/// Inserting many rows: statements of a few fixed numbers of rows, which take SQLite about a third of the time that one row
/// after the other does. Row by row where a handler wants to see each.
template <class Connection>
class bulk_insertion {
protected:
    template <class Table, class Range>
    void insert_range(Range& rows) {
        auto first = std::begin(rows);
        const auto last = std::end(rows);
        if (first == last) return;
        if constexpr (any_heard<Connection, before_insert<Table>, after_insert<Table>> || max_rows<Table> < 2 ||
                      !stays<decltype(first)>) {
            insert_each<Table>(std::move(first), last);
        } else {
            const auto count = static_cast<std::size_t>(std::ranges::distance(first, last));
            if (count == 1) insert_element<Table>(first, [&](auto& row) { self().insert_kept(row); });
            else if (!insert_in_blocks<Table>(first, count)) insert_each<Table>(first, last);
        }
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }

    template <class Table>
    static constexpr std::size_t column_count = [] {
        std::size_t count = 0;
        for (std::size_t i = 0; i < field_count<Table>; ++i) count += facts<Table>.is_inserted(i) ? 1U : 0U;
        return count;
    }();
    template <class Table>
    static constexpr std::size_t max_rows =
        column_count<Table> == 0
            ? 1
            : Connection::driver::max_parameters / (column_count<Table> == 0 ? 1 : column_count<Table>);

    // The rows of a block are bound together: each must be there still when the last one is.
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
        auto scope = self().begin();
        for (; first != last; ++first)
            insert_element<Table>(first, [&](auto& row) { self().template insert_one<false>(row); });
        scope.commit();
    }

    // The database makes ascending keys. If the greatest one was P before n rows went in and the last is P + n, theirs are
    // P + 1 to P + n; if it is anything else (a trigger inserted rows too, or the keys have come to their end), all is taken
    // back and inserted row by row.
    template <class Table, class Iterator>
    bool insert_in_blocks(Iterator first, std::size_t count) {
        constexpr bool writes_back = facts<Table>.has_generated_key && can_be_changed<Iterator>;
        auto scope = self().begin();
        raise(self(), before_write<Table>{write_operation::insert});
        std::int64_t key = 0;
        if constexpr (writes_back) key = greatest<Table>();
        const bool is_done = insert_blocks<Table, 250, writes_back>(first, count, key) &&
                             insert_blocks<Table, 50, writes_back>(first, count, key) &&
                             insert_blocks<Table, 10, writes_back>(first, count, key) &&
                             insert_blocks<Table, 1, writes_back>(first, count, key);
        if (is_done) scope.commit();
        return is_done;
    }
    template <class Table, std::size_t Size, bool WritesBack, class Iterator>
    bool insert_blocks(Iterator& first, std::size_t& count, std::int64_t& key) {
        if constexpr (Size <= max_rows<Table>) {
            for (; count >= Size; count -= Size) {
                Iterator row = first;
                constexpr outcome wanted = WritesBack ? outcome::key : outcome::nothing;
                const auto last = self().template run_bound<insert_rows<Table, Size, false>, wanted>(
                    [&](auto& statement, int& number) {
                        for (std::size_t i = 0; i < Size; ++i, ++row)
                            bind_inserted<false>(statement, number, static_cast<const Table&>(*row));
                    });
                if constexpr (WritesBack) {
                    // The end of the keys may be near: a difference of unsigned numbers does not overflow.
                    if (static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(key) != Size) return false;
                    for (Iterator each = first; each != row; ++each) self().write_back_key(*each, ++key);
                }
                first = row;
            }
        }
        return true;
    }
    template <class Table>
    std::int64_t greatest() {
        execution<Connection> running(self(), self().template acquire<greatest_key<Table>>());
        std::int64_t key = 0;
        if (running.step() && !running.statement().is_null(0))
            running.statement().template read<encoding::standard>(0, key);
        running.finish_reading(1);
        return key;
    }
};

} // namespace rowan::detail
