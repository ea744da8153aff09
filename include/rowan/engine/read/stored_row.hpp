#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/read/key_list.hpp"
#include "rowan/engine/read/maker.hpp"
#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/sql/row_statement.hpp"

#include <cstddef>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>
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

/// Whether keys may be the first of a range, the last of it and all numbers between them, and a database finds their rows sooner by
/// the two than by a list that is a table.
template <class Table, class Core>
inline constexpr bool may_be_key_range =
    !Core::dialect::list_table.empty() && facts<Table>.has_generated_key && integer_value<key_type<Table, 0>>;

/// Whether each key is the number behind the one before.
template <class Key>
bool are_consecutive(const std::vector<Key>& keys) {
    for (std::size_t i = 1; i < keys.size(); ++i)
        if (!(keys[i - 1] < keys[i] && keys[i - 1] + 1 == keys[i])) return false;
    return true;
}

/// Reads the rows of a statement to where others were before.
template <class Core, class Table>
void collect_again(lease<Core>& running, std::vector<Table>& rows) {
    bool has_row = running.step();
    check_columns<row_reader<whole_rows<Table>>, Table>(running.statement());
    if constexpr (offers_capability<typename Core::statement_type, capability::rows_in_memory>) {
        rows.clear();
        const made_in_place next{[&] { return make_or_read<Table>(running.statement()); }};
        for (; has_row; has_row = running.step()) rows.emplace_back(next);
    } else {
        // What the rows have allocated is used again.
        std::size_t count = 0;
        for (; has_row; has_row = running.step()) {
            if (count == rows.size()) rows.emplace_back();
            read_row_at(running.statement(), rows[count++], 0);
        }
        rows.resize(count);
    }
    running.finish_reading(rows.size());
}
/// Reads the rows with the keys, in no order, to where others were before.
template <class Table, class Core, class Key>
void read_again(Core& core, const std::vector<Key>& keys, std::vector<Table>& rows) {
    if constexpr (may_be_key_range<Table, Core>)
        if (are_consecutive(keys)) {
            lease<Core> running(core, acquire<get_rows_between<Table>>(core));
            running.bind(with_values(keys.front(), keys.back()));
            return collect_again(running, rows);
        }
    using Statement = std::conditional_t<Core::dialect::list_table.empty(), get_rows<Table>, get_listed_rows<Table>>;
    constexpr encoding stored_as = facts<Table>.columns[facts<Table>.key[0]].stored_as;
    lease<Core> running(core, acquire<Statement>(core));
    running.bind([&](auto& statement) { bind_list_of<stored_as, beside_expression<>>(statement, 1, keys); });
    collect_again(running, rows);
}

/// The same with each row of a range.
template <class Table, class Core, class Iterator, class Sentinel, class Function>
void for_each_stored(Core& core, Iterator first, Sentinel last, const Function& function) {
    if constexpr (facts<Table>.key_size != 1) {
        for (; first != last; ++first) with_stored<Table>(core, *first, function);
    } else {
        std::vector<key_type<Table, 0>> keys;
        std::vector<Table> found;
        const auto count = static_cast<std::size_t>(std::ranges::distance(first, last));
        const std::size_t together = count < rows_read_again ? count : rows_read_again;
        keys.reserve(together);
        found.reserve(together);
        while (first != last) {
            keys.clear();
            Iterator next = first;
            for (; next != last && keys.size() < rows_read_again; ++next)
                keys.push_back(field<facts<Table>.key[0]>(static_cast<const Table&>(*next)));
            read_again(core, keys, found);
            if (rows_by_key<Table>::are_in_order(found, keys)) {
                for (const Table& each : found) function(each);
                first = next;
                continue;
            }
            const auto stored = rows_by_key<Table>::template in_order_of<std::optional<Table>, loads::unheard>(
                core, std::exchange(found, {}), keys, [](auto& rows) { rows.emplace_back(); });
            for (const std::optional<Table>& each : stored) {
                function(each ? *each : static_cast<const Table&>(*first));
                ++first;
            }
        }
    }
}

} // namespace rowan::detail
