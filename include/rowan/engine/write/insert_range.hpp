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
template <class Table, class Core, class Iterator, class Sentinel, class Keep>
void insert_each(Core& core, Iterator first, Sentinel last, const Keep& keep) {
    scope_of<Core> scope(core);
    for (; first != last; ++first)
        insert_element<Table, Core>(first, [&](auto& row) {
            keep(row);
            insert_one<false>(core, row);
        });
    scope.commit();
}
/// Row by row, as where a handler wants to see each.
template <class Table, class Core, class Iterator, class Sentinel>
void insert_each(Core& core, Iterator first, Sentinel last) {
    if constexpr (facts<Table>.has_generated_key && stays<Iterator> && can_be_changed<Iterator>) {
        keeping_keys<Table>(core, first, [&](auto& given) {
            insert_each<Table>(core, first, last, [&](const Table& row) { given.keep(row); });
            return true;
        });
    } else insert_each<Table>(core, std::move(first), last, [](const Table&) {});
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
        using Dialect = typename Core::dialect;
        if constexpr (any_heard<Core, before_insert<Table>, after_insert<Table>> || inserted_columns<Table>() == 0 ||
                      !stays<Iterator>) {
            insert_each<Table>(core, std::move(first), last);
        } else {
            constexpr bool writes_back = facts<Table>.has_generated_key && can_be_changed<Iterator>;
            const auto count = static_cast<std::size_t>(std::ranges::distance(first, last));
            bool is_done = false;
            if (count == 1) {
                insert_element<Table, Core>(first, [&](auto& row) { insert_kept(core, row); });
                is_done = true;
            } else if constexpr (Dialect::inserts_arrays) {
                is_done = insert_arrays<Table, writes_back>(core, first, count);
            } else if constexpr (!Dialect::returns_keys && max_rows<Table, Core> > 1) {
                is_done = insert_in_blocks<Table, writes_back>(core, first, count);
            }
            if (!is_done) insert_each<Table>(core, first, last);
        }
    }
};

} // namespace rowan::detail
