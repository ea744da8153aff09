#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/read/key_list.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/sql/row_statement.hpp"

#include <iterator>
#include <optional>
#include <vector>

// Rows as the database holds them, for the events of writes: hooks of loads do not hear of them.
namespace rowan::detail {

/// The row with a key, if there is one.
template <class Table, class Statement = get_row<Table>, class Core, class... Keys>
[[nodiscard]] std::optional<Table> find_stored(Core& core, const Keys&... keys) {
    constexpr auto missing = []() -> std::optional<Table> { return std::nullopt; };
    return read_by_key<Table, std::optional<Table>, Statement, loads::unheard>(core, missing, keys...);
}
/// The row with the key of `row`.
template <class Table, class Core>
[[nodiscard]] std::optional<Table> find_stored_of(Core& core, const Table& row) {
    return with_key_of(row, [&](const auto&... keys) { return find_stored<Table>(core, keys...); });
}
/// The row with the key of `row`, which nobody else changes before the transaction has ended.
template <class Table, class Core>
[[nodiscard]] std::optional<Table> lock_stored_of(Core& core, const Table& row) {
    return with_key_of(row, [&](const auto&... keys) { return find_stored<Table, lock_row<Table>>(core, keys...); });
}

/// Calls `function(row)` with the row as the database holds it; with the row itself if the database has it no more.
template <class Table, class Core, class Function>
void with_stored(Core& core, const Table& row, const Function& function) {
    if constexpr (!has_key<Table>) function(row);
    else {
        const auto stored = find_stored_of<Table>(core, row);
        function(stored ? *stored : row);
    }
}

/// How many rows are read again together.
inline constexpr std::size_t rows_read_again = 500;

/// The same with each row of a range.
template <class Table, class Core, class Iterator, class Sentinel, class Function>
void for_each_stored(Core& core, Iterator first, Sentinel last, const Function& function) {
    if constexpr (facts<Table>.key_size != 1) {
        for (; first != last; ++first) with_stored<Table>(core, *first, function);
    } else {
        while (first != last) {
            std::vector<key_type<Table, 0>> keys;
            Iterator next = first;
            for (; next != last && keys.size() < rows_read_again; ++next)
                keys.push_back(field<facts<Table>.key[0]>(static_cast<const Table&>(*next)));
            const auto stored = rows_by_key<Table>::template in_order_of<std::optional<Table>, loads::unheard>(
                core, read_rows<Table, loads::unheard>(core, keys), keys, [](auto& rows) { rows.emplace_back(); });
            for (const std::optional<Table>& each : stored) {
                function(each ? *each : static_cast<const Table&>(*first));
                ++first;
            }
        }
    }
}

} // namespace rowan::detail
