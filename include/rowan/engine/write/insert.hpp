#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/read/stored_row.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/event/dispatch.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>

// Inserting a row.
namespace rowan::detail {

/// Calls `function` with the row; with a copy where a handler of one of the events may change a row that is constant.
template <class Core, class... Events, class Row, class Function>
decltype(auto) changeable(Row& row, const Function& function) {
    if constexpr (std::is_const_v<Row> && any_heard<Core, Events...>) {
        std::remove_const_t<Row> copy(row);
        return function(copy);
    } else return function(row);
}

template <class Table, class Core>
void check_key(std::int64_t key) {
    if (!std::in_range<key_type<Table, 0>>(key)) [[unlikely]]
        throw type_mismatch("the key that the database made does not fit the field; nothing was inserted", 0,
                            Core::template text<insert_rows<Table, 1, false>>());
}
/// The key that the database made, as the field has it. One that does not fit takes the row out again.
template <class Table, class Core>
auto checked_key(Core& core, std::int64_t key) {
    if (!std::in_range<key_type<Table, 0>>(key)) [[unlikely]]
        run<remove_row<Table>>(core, with_values(key));
    check_key<Table, Core>(key);
    return static_cast<key_type<Table, 0>>(key);
}

/// The row as the program gave it, whatever handlers of before_insert make of it.
template <class Core, class Table>
using row_as_given = std::conditional_t<heard<before_insert<Table>, Core>, const Table, const Table&>;

/// Tells of an inserted row what the database made of it.
template <class Core, class Table>
void raise_after_insert(Core& core, const Table& row) {
    if constexpr (heard<after_insert<Table>, Core>)
        with_stored(core, row, [&](const Table& stored) { raise(core, after_insert<Table>{stored}); });
}
/// Binds a row to a statement that inserts all of it, with the key if the program gives that.
template <bool WithKey, class Core, class Row>
auto binding_of(const Row& row) {
    return [&row](auto& statement) {
        validate_columns<Row, Core>(statement);
        int number = 1;
        bind_inserted<WithKey>(statement, number, row);
    };
}
/// Inserts one row without its events; the key that the database made, if it made one.
template <bool WithKey, class Core, class Row>
std::int64_t write_insertion(Core& core, Row& row) {
    using Table = std::remove_const_t<Row>;
    constexpr bool makes_key = facts<Table>.has_generated_key && !WithKey;
    using Statement = insert_rows<Table, 1, WithKey>;
    const auto key =
        run<Statement, makes_key ? outcome::key : outcome::insertion>(core, binding_of<WithKey, Core, Table>(row));
    if constexpr (makes_key) {
        const auto fitting = checked_key<Table>(core, key);
        if constexpr (!std::is_const_v<Row>) field<facts<Table>.key[0]>(row) = fitting;
    }
    return key;
}
template <bool WithKey, class Core, class Row>
std::int64_t insert_one(Core& core, Row& row) {
    using Table = std::remove_const_t<Row>;
    raise(core, before_write<Table>{write_operation::insert});
    if constexpr (heard<before_insert<Table>, Core>) raise(core, before_insert<Table>{row});
    const std::int64_t key = write_insertion<WithKey>(core, row);
    raise_after_insert<Core, Table>(core, row);
    return key;
}
/// Inserts a row with `insert`. If it is not inserted, it has the key that it had.
template <class Row, class Insert>
void keeping_key(Row& row, const Insert& insert) {
    if constexpr (facts<std::remove_const_t<Row>>.has_generated_key && !std::is_const_v<Row>) {
        auto& key = field<facts<Row>.key[0]>(row);
        const auto given = key;
        try {
            insert();
        } catch (...) {
            key = given;
            throw;
        }
    } else insert();
}
template <class Core, class Row>
auto insert_kept(Core& core, Row& row) {
    using Table = std::remove_const_t<Row>;
    std::int64_t key = 0;
    keeping_key(row, [&] {
        scoped<before_write<Table>, before_insert<Table>, after_insert<Table>>(
            core, [&] { key = insert_one<false>(core, row); });
    });
    if constexpr (facts<Table>.has_generated_key) return static_cast<key_type<Table, 0>>(key);
}

struct insert_row {
    using refers_to_rows = void;

    template <class Core, class Row>
    auto operator()(Core& core, Row&& row) const {
        using Table = std::remove_cvref_t<Row>;
        return changeable<Core, before_insert<Table>, after_insert<Table>>(
            row, [&](auto& kept) { return insert_kept(core, kept); });
    }
};

} // namespace rowan::detail
