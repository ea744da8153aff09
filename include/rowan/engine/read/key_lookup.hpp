#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/read/key_list.hpp"
#include "rowan/engine/read/maker.hpp"
#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/write/row_binding.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Finding rows by their primary key.
namespace rowan::detail {

template <class Table, class Core, class... Keys>
bool is_there_by_key(Core& core, const Keys&... keys) {
    return ask<has_row<Table>, std::int64_t>(core, [&](auto& statement) { bind_keys<Table>(statement, 1, keys...); })
        .has_value();
}
/// Whether the database has a row with the key of `row`.
template <class Core, class Table>
bool is_there(Core& core, const Table& row) {
    return with_key_of(row, [&](const auto&... keys) { return is_there_by_key<Table>(core, keys...); });
}

/// The row with a primary key; throws `not_found` if there is none.
template <class Table>
struct get_by_key {
    template <class Core, class... Keys>
    Table operator()(Core& core, const Keys&... keys) const {
        const auto missing = []() -> Table {
            throw not_found("no row has this primary key", 0, Core::template text<get_row<Table>>());
        };
        return read_by_key<Table, Table>(core, missing, keys...);
    }
};
/// The row with a primary key, if there is one.
template <class Table>
struct find_by_key {
    template <class Core, class... Keys>
    std::optional<Table> operator()(Core& core, const Keys&... keys) const {
        return read_by_key<Table, std::optional<Table>>(
            core, []() -> std::optional<Table> { return std::nullopt; }, keys...);
    }
};
/// The rows with the keys of a range, with one statement; throws `not_found` if one is missing.
template <class Table>
struct get_by_keys {
    template <class Core, class Range>
    std::vector<Table> operator()(Core& core, const Range& keys) const {
        using rows = rows_by_key<Table>;
        std::vector<Table> found = read_rows<Table>(core, keys);
        if (rows::are_in_order(found, keys)) return found;
        return rows::template in_order_of<Table>(core, std::move(found), keys, [](const std::vector<Table>& before) {
            throw not_found("no row has the primary key with number " + std::to_string(before.size()) + " of the list",
                            0, Core::template text<get_rows<Table>>());
        });
    }
};
/// The same, with an empty optional for a key that is that of no row.
template <class Table>
struct find_by_keys {
    template <class Core, class Range>
    std::vector<std::optional<Table>> operator()(Core& core, const Range& keys) const {
        return rows_by_key<Table>::template in_order_of<std::optional<Table>>(core, read_rows<Table>(core, keys), keys,
                                                                              [](auto& rows) { rows.emplace_back(); });
    }
};

} // namespace rowan::detail
