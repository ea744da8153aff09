#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/array_insertion.hpp"
#include "rowan/engine/write/block_insertion.hpp"
#include "rowan/engine/write/given_keys.hpp"
#include "rowan/engine/write/insert.hpp"
#include "rowan/event/dispatch.hpp"

#include <cstddef>
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

template <class Iterator>
inline constexpr bool can_be_changed =
    !std::is_const_v<std::remove_reference_t<decltype(*std::declval<Iterator&>())>> &&
    std::is_lvalue_reference_v<decltype(*std::declval<Iterator&>())>;

template <class Table, class Core, class Iterator, class Insert>
void insert_element(Iterator& element, const Insert& insert) {
    if constexpr (can_be_changed<Iterator>) {
        insert(*element);
    } else {
        const Table& row = *element;
        changeable<Core, before_insert<Table>, after_insert<Table>>(row, insert);
    }
}
/// Row by row, in one transaction: `insert(row)` inserts one, which may be a copy.
template <class Table, class Core, class Iterator, class Sentinel, class Insert>
void insert_each(Core& core, Iterator first, Sentinel last, const Insert& insert) {
    const auto insert_all = [&](const auto& keep) {
        scope_of<Core> scope(core);
        for (; first != last; ++first)
            insert_element<Table, Core>(first, [&](auto& row) {
                keep(row);
                insert(row);
            });
        scope.commit();
        return true;
    };
    if constexpr (facts<Table>.has_generated_key && stays<Iterator> && can_be_changed<Iterator>)
        keeping_keys<Table>(core, first,
                            [&](auto& given) { return insert_all([&](const Table& row) { given.keep(row); }); });
    else insert_all([](const Table&) {});
}

/// Inserts rows together, without the events of each. If something fails, the rows have the keys that they had, unless the caller keeps
/// those.
template <class Table, bool AreKeysKept = false, class Core, class Iterator, class Sentinel>
void insert_together(Core& core, Iterator first, Sentinel last) {
    using Dialect = typename Core::dialect;
    constexpr bool writes_back = facts<Table>.has_generated_key && can_be_changed<Iterator>;
    const auto count = static_cast<std::size_t>(std::ranges::distance(first, last));
    bool is_done = false;
    if constexpr (Dialect::inserts_arrays) is_done = insert_arrays<Table, writes_back>(core, first, count);
    else if constexpr (!Dialect::returns_keys && max_rows<Table, Core> > 1)
        is_done = insert_in_blocks<Table, writes_back, AreKeysKept>(core, first, count);
    if (!is_done)
        insert_each<Table>(core, first, last, [&](auto& row) {
            raise(core, before_write<Table>{write_operation::insert});
            write_insertion<false>(core, row);
        });
}
/// The same with the events: all handlers that hear of rows before are called, then all rows are inserted, then the others are called.
template <class Table, class Core, class Iterator, class Sentinel>
void insert_heard(Core& core, Iterator first, Sentinel last) {
    scope_of<Core> scope(core, {.mode = transaction_mode::immediate});
    if constexpr (heard<before_insert<Table>, Core>)
        for (Iterator row = first; row != last; ++row) raise(core, before_insert<Table>{*row});
    const auto finish = [&] {
        insert_together<Table, facts<Table>.has_generated_key>(core, first, last);
        if constexpr (heard<after_insert<Table>, Core>)
            for_each_stored<Table>(core, first, last,
                                   [&](const Table& stored) { raise(core, after_insert<Table>{stored}); });
        scope.commit();
    };
    if constexpr (facts<Table>.has_generated_key) {
        // What handlers throw takes the rows out again, and they have the keys that they had.
        keeping_keys<Table>(core, first, [&](auto& given) {
            given.room().reserve(static_cast<std::size_t>(std::ranges::distance(first, last)));
            for (Iterator row = first; row != last; ++row) given.keep(*row);
            finish();
            return true;
        });
    } else finish();
}

/// Inserting many rows, in the way that is the fastest for the database.
template <class Table>
struct insert_range {
    using refers_to_rows = void;

    template <class Core, class Range>
    void operator()(Core& core, Range&& rows) const {
        auto first = std::begin(rows);
        const auto last = std::end(rows);
        if (first == last) return;
        using Iterator = decltype(first);
        constexpr bool is_heard = any_heard<Core, before_insert<Table>, after_insert<Table>>;
        if constexpr (inserted_columns<Table>() == 0 || !stays<Iterator>) {
            insert_each<Table>(core, std::move(first), last, [&](auto& row) { insert_one<false>(core, row); });
        } else if (std::next(first) == last) {
            insert_element<Table, Core>(first, [&](auto& row) { insert_kept(core, row); });
        } else if constexpr (!is_heard) {
            insert_together<Table>(core, first, last);
        } else if constexpr (can_be_changed<Iterator>) {
            insert_heard<Table>(core, first, last);
        } else {
            std::vector<Table> copies(first, last);
            insert_heard<Table>(core, copies.begin(), copies.end());
        }
    }
};

} // namespace rowan::detail
