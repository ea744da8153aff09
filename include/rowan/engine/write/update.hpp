#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/read/key_lookup.hpp"
#include "rowan/engine/read/stored_row.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/insert.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/writers.hpp"
#include "rowan/meta/pack.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>

// Updating a row: all columns (`Columns` is void), or those of `only_columns<…>`.
namespace rowan::detail {

template <class Value>
concept tells_equality = requires(const Value& value) { value == value; };

template <std::size_t Index, class Table>
bool differs_in(const Table& before, const Table& row) {
    if constexpr (tells_equality<field_type<Index, Table>>) {
        constexpr auto differ = [](const auto& left, const auto& right) { return !(left == right); };
        const auto &left = field<Index>(before), &right = field<Index>(row);
        // What is no number is equal to nothing.
        return differ(left, right) && !(differ(left, left) && differ(right, right));
    } else return true;
}
template <class Columns, class Table>
bool differs(const Table& before, const Table& row) {
    bool result = false;
    for_each_index<Table>([&](auto index) {
        if constexpr (facts<Table>.is_updated(index) && is_only<Columns, index>)
            result = result || differs_in<index>(before, row);
    });
    return result;
}

template <class Columns, class Table, class Core>
[[noreturn]] void fail_update(Core&) {
    throw not_found("no row has this primary key", 0, Core::template text<update_row<Table, Columns>>());
}
/// Updates the row that has the key of `keyed` to what `row` has.
template <class Columns, class Core, class Table>
void write_updated(Core& core, const Table& row, const Table& keyed) {
    using Statement = update_row<Table, Columns>;
    const auto changes = run<Statement, outcome::changes>(core, [&](auto& statement) {
        validate_columns<Table, Core, Columns>(statement);
        int number = 1;
        bind_updated<Columns>(statement, number, row);
        with_key_of(keyed, [&](const auto&... keys) { bind_keys<Table>(statement, number, keys...); });
    });
    if (changes > 0) [[likely]]
        return;
    if (is_there(core, keyed)) throw_left_out(0, 1, Core::template text<Statement>());
    fail_update<Columns, Table>(core);
}
template <class Columns, class Core, class Table>
void write_update(Core& core, const Table& row, const Table& keyed) {
    raise(core, before_write<Table>{write_operation::update});
    write_updated<Columns>(core, row, keyed);
}
/// Tells of an updated row what the database made of it; what was written, if the row is there no more.
template <class Core, class Table>
void raise_after_update(Core& core, const Table& before, const Table& written) {
    if constexpr (heard<after_update<Table>, Core>)
        with_stored(core, written, [&](const Table& stored) { raise(core, after_update<Table>{before, stored}); });
}
/// Whether a field of a type that can be compared differs.
template <class Table>
bool differs_visibly(const Table& before, const Table& after) {
    bool result = false;
    for_each_index<Table>([&](auto index) {
        if constexpr (tells_equality<field_type<index, Table>>) result = result || differs_in<index>(before, after);
    });
    return result;
}
template <class Core, class Table>
void check_unchanged(Core& core, const Table& before) {
    const auto stored = find_stored_of(core, before);
    if (stored && !differs_visibly(before, *stored)) return;
    throw row_changed(
        "a handler of before_update wrote to the row that is being updated, which would be lost; change the "
        "row of the event instead, or write in after_update",
        0, Core::template text<update_row<Table, void>>());
}
template <class Core, class Table>
void raise_before_update(Core& core, const Table& before, Table& row) {
    const auto given = with_key_of(row, [](const auto&... keys) { return make_pack(keys...); });
    raise(core, before_update<Table>{before, row});
    const bool is_kept = [&]<std::size_t... Position>(std::index_sequence<Position...>) {
        const bool are_same = (is_same_key(field<facts<Table>.key[Position]>(row), element<Position>(given)) && ...);
        ((field<facts<Table>.key[Position]>(row) = element<Position>(given)), ...);
        return are_same;
    }(std::make_index_sequence<facts<Table>.key_size>{});
    if constexpr (heard_by_writer<before_update<Table>, Core>) check_unchanged(core, before);
    if (is_kept) return;
    throw key_changed("a handler of before_update changed the primary key, which says what row is updated; "
                      "remove the row and insert it with another key instead",
                      0, Core::template text<update_row<Table, void>>());
}
/// Writes what a handler changed in addition to the columns that are updated: the row in memory has it, too.
template <class Columns, class Core, class Table>
void update_changed(Core& core, const Table& before, const Table& given, const Table& row) {
    Table after = before;
    for_each_index<Table>([&](auto index) {
        if constexpr (facts<Table>.is_updated(index))
            if (is_only<Columns, index> || differs_in<index>(given, row)) field<index>(after) = field<index>(row);
    });
    if (!differs<void>(before, after)) return;
    write_update<void>(core, after, before);
    raise_after_update(core, before, after);
}
template <class Columns, class Core, class Row>
void update_known(Core& core, const std::remove_const_t<Row>& before, Row& row) {
    using Table = std::remove_const_t<Row>;
    if (!differs<Columns>(before, row)) return;
    if constexpr (heard<before_update<Table>, Core>) {
        if constexpr (std::is_void_v<Columns>) raise_before_update(core, before, row);
        else {
            const Table given = row;
            raise_before_update(core, before, row);
            if (differs<void>(given, row)) return update_changed<Columns>(core, before, given, row);
        }
        if (!differs<Columns>(before, row)) return; // the handler took the change back
    }
    write_update<Columns>(core, row, before);
    if constexpr (heard<after_update<Table>, Core>) {
        Table after = before;
        for_each_index<Table>([&](auto index) {
            if constexpr (facts<Table>.is_updated(index) && is_only<Columns, index>)
                field<index>(after) = field<index>(row);
        });
        raise_after_update(core, before, after);
    }
}

template <class Columns, class Core, class Row>
void update_columns(Core& core, Row& row) {
    using Table = std::remove_const_t<Row>;
    scoped<before_write<Table>, before_update<Table>, after_update<Table>>(core, [&] {
        if constexpr (any_heard<Core, before_update<Table>, after_update<Table>>) {
            const auto before = lock_stored_of<Table>(core, row);
            if (!before) fail_update<Columns, Table>(core);
            update_known<Columns>(core, *before, row);
        } else write_update<Columns>(core, row, row);
    });
}

template <class Columns>
struct update_row_by_key {
    using refers_to_rows = void;

    template <class Core, class Row>
    void operator()(Core& core, Row&& row) const {
        changeable<Core, before_update<std::remove_cvref_t<Row>>>(
            row, [&](auto& kept) { update_columns<Columns>(core, kept); });
    }
};

} // namespace rowan::detail
