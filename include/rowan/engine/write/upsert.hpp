#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/insert.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/engine/write/update.hpp"
#include "rowan/event/dispatch.hpp"

#include <type_traits>
#include <utility>

// Inserting a row, or updating the one that has its primary key.
namespace rowan::detail {

/// Inserts the row unless another one has its key; false if one has.
template <class Core, class Table>
bool insert_if_new(Core& core, const Table& row) {
    return run<insert_new_row<Table>, outcome::changes>(core, binding_of<true, Core>(row)) > 0;
}
/// With handlers of rows: they hear which of the two is attempted, and what then happens. Whoever else inserts the row in between has it
/// updated, as the one statement would.
template <class Core, class Row>
void upsert_with_events(Core& core, Row& row) {
    using Table = std::remove_const_t<Row>;
    scope_of<Core> scope(core, {.mode = transaction_mode::immediate});
    [[maybe_unused]] row_as_given<Core, Table> given = row;
    for (bool is_attempted = false;; is_attempted = true) {
        if (const auto before = lock_stored_of<Table>(core, row)) {
            // What handlers of an attempt to insert it made of the row, those of an update shall not take for the program's.
            if constexpr (heard<before_insert<Table>, Core>)
                if (is_attempted) row = given;
            if constexpr (updates_something<Table, void>()) update_known<void>(core, *before, row);
            break;
        }
        if (is_attempted) throw_left_out(0, 1, Core::template text<insert_new_row<Table>>());
        raise(core, before_write<Table>{write_operation::insert});
        if constexpr (heard<before_insert<Table>, Core>) raise(core, before_insert<Table>{row});
        if (insert_if_new<Core, Table>(core, row)) {
            raise_after_insert<Core, Table>(core, row);
            break;
        }
    }
    scope.commit();
}
template <class Core, class Row>
void upsert_at_once(Core& core, Row& row) {
    using Table = std::remove_const_t<Row>;
    scoped<before_write<Table>>(core, [&] {
        raise(core, before_write<Table>{write_operation::upsert});
        const auto changes = run<upsert_row<Table>, outcome::changes>(core, binding_of<true, Core, Table>(row));
        // A row of a key alone that is there already is as it is to be.
        if (changes == 0 && (updates_something<Table, void>() || !is_there(core, row))) [[unlikely]]
            throw_left_out(0, 1, Core::template text<upsert_row<Table>>());
    });
}
template <class Core, class Row>
void upsert_kept(Core& core, Row& row) {
    using Table = std::remove_const_t<Row>;
    if constexpr (facts<Table>.has_generated_key)
        if (field<facts<Table>.key[0]>(row) == 0) {
            insert_kept(core, row);
            return;
        }
    if constexpr (any_heard<Core, before_insert<Table>, after_insert<Table>, before_update<Table>, after_update<Table>>)
        upsert_with_events(core, row);
    else upsert_at_once(core, row);
}

/// A generated key of 0 asks for a new row.
struct upsert_by_key {
    using refers_to_rows = void;

    template <class Core, class Row>
    void operator()(Core& core, Row&& row) const {
        using Table = std::remove_cvref_t<Row>;
        changeable<Core, before_insert<Table>, after_insert<Table>, before_update<Table>>(
            row, [&](auto& kept) { upsert_kept(core, kept); });
    }
};

} // namespace rowan::detail
