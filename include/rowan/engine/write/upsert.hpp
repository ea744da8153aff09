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

/// With handlers of rows: which of the two it is, must be known before.
template <class Core, class Row>
void upsert_with_events(Core& core, Row& row) {
    using Table = std::remove_const_t<Row>;
    scope_of<Core> scope(core);
    const auto before = find_same(core, std::as_const(row));
    if (!before) insert_one<true>(core, row);
    else if constexpr (updates_something<Table, void>()) update_known<void>(core, *before, row);
    scope.commit();
}
template <class Core, class Row>
void upsert_at_once(Core& core, Row& row) {
    using Table = std::remove_const_t<Row>;
    scoped<before_write<Table>>(core, [&] {
        raise(core, before_write<Table>{write_operation::upsert});
        const auto changes = run<upsert_row<Table>, outcome::changes>(core, [&](auto& statement) {
            validate_columns<Table, Core>(statement);
            int number = 1;
            bind_inserted<true>(statement, number, row);
        });
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
