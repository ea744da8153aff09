#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/read/key_lookup.hpp"
#include "rowan/engine/read/stored_row.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/event/dispatch.hpp"

// Removing a row.
namespace rowan::detail {

template <class Table, class Core, class... Keys>
bool delete_row(Core& core, const Keys&... keys) {
    const auto changes = run<remove_row<Table>, outcome::changes>(
        core, [&](auto& statement) { bind_keys<Table>(statement, 1, keys...); });
    if (changes == 0 && is_there_by_key<Table>(core, keys...)) [[unlikely]]
        throw_left_out(0, 1, Core::template text<remove_row<Table>>());
    return changes > 0;
}
template <class Table, class Core, class... Keys>
bool write_removal(Core& core, const Keys&... keys) {
    raise(core, before_write<Table>{write_operation::remove});
    return delete_row<Table>(core, keys...);
}
/// False if there is no row with the key. What handlers hear of is the row that the database has.
template <class Table>
struct remove_by_key {
    template <class Core, class... Keys>
    bool operator()(Core& core, const Keys&... keys) const {
        return scoped<before_write<Table>, before_remove<Table>, after_remove<Table>>(core, [&] {
            if constexpr (any_heard<Core, before_remove<Table>, after_remove<Table>>) {
                const auto row = find_stored<Table, lock_row<Table>>(core, keys...);
                if (!row) return false;
                raise(core, before_remove<Table>{*row});
                const bool is_removed = write_removal<Table>(core, keys...);
                if (is_removed) raise(core, after_remove<Table>{*row});
                return is_removed;
            } else return write_removal<Table>(core, keys...);
        });
    }
};
/// Throws `not_found` if the row is not there.
struct remove_row_by_key {
    template <class Core, class Table>
    void operator()(Core& core, const Table& row) const {
        if (!with_key_of(row, [&](const auto&... keys) { return remove_by_key<Table>{}(core, keys...); }))
            throw not_found("no row has this primary key", 0, Core::template text<remove_row<Table>>());
    }
};

} // namespace rowan::detail
