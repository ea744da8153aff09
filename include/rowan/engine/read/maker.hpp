#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/engine/read/reader.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>

// Making a row of a result where it will be, without an empty one before, which takes some percent of the client's time of many small rows.
namespace rowan::detail {

/// Converts to what `make` returns, so that a container makes an element of it where the element will be.
template <class Make>
struct made_in_place {
    Make make;
    operator std::invoke_result_t<const Make&>() const { return make(); }
};
template <class Make>
made_in_place(Make) -> made_in_place<Make>;

template <class Table, int First, class CurrentRow, std::size_t... Index>
[[gnu::always_inline]] inline Table make_row_at(const CurrentRow& current, std::index_sequence<Index...>) {
    return Table{current.template make<facts<Table>.columns[Index].stored_as, field_type<Index, Table>>(
        First + static_cast<int>(Index))...};
}
/// A row of the columns of a table, made if the statement can, else read.
template <class Table, class Statement>
inline Table make_or_read(Statement& statement) {
    if constexpr (offers_capability<Statement, capability::rows_in_memory>)
        return make_row_at<Table, 0>(statement.current_row(), std::make_index_sequence<field_count<Table>>{});
    else {
        Table row{};
        read_row_at(statement, row, 0);
        return row;
    }
}
template <class Cell, int First, class CurrentRow>
[[gnu::always_inline]] inline Cell make_cell(const CurrentRow& current) {
    using Table = without_optional<Cell>;
    constexpr auto fields = std::make_index_sequence<field_count<Table>>{};
    if constexpr (is_optional<Cell>) {
        if (!has_row_at<Table>(current, First)) return std::nullopt;
        return Cell(std::in_place, made_in_place{[&] { return make_row_at<Table, First>(current, fields); }});
    } else return make_row_at<Table, First>(current, fields);
}

/// Makes a `Row` of the columns of a projection.
template <class Projection, class Row>
struct row_maker {};

template <class Table, class Row>
struct row_maker<whole_rows<Table>, Row> {
    template <class Statement>
    [[gnu::always_inline]] static Row make(Statement& statement) {
        return make_cell<Row, 0>(statement.current_row());
    }
};
template <class... Tables, class... Cells>
struct row_maker<whole_rows<Tables...>, row<Cells...>> {
    template <class Statement>
    [[gnu::always_inline]] static row<Cells...> make(Statement& statement) {
        static constexpr auto firsts = [] {
            std::array<int, sizeof...(Tables)> list{};
            int first = 0, i = 0;
            ((list[static_cast<std::size_t>(i++)] =
                  std::exchange(first, first + static_cast<int>(field_count<source_row<Tables>>))),
             ...);
            return list;
        }();
        const auto current = statement.current_row();
        return [&]<std::size_t... Index>(std::index_sequence<Index...>) {
            return row<Cells...>{{{{make_cell<typename Cells::type, firsts[Index]>(current)}...}}};
        }(std::index_sequence_for<Cells...>{});
    }
};
template <class... Expressions, class... Cells>
struct row_maker<expressions<Expressions...>, row<Cells...>> {
    template <class Statement>
    [[gnu::always_inline]] static row<Cells...> make(Statement& statement) {
        const auto current = statement.current_row();
        return [&]<std::size_t... Index>(std::index_sequence<Index...>) {
            return row<Cells...>{{{{current.template make<encoding_of<Expressions>(), typename Cells::type>(
                static_cast<int>(Index))}...}}};
        }(std::index_sequence_for<Expressions...>{});
    }
};

template <class Projection, class Row>
inline constexpr bool has_maker = false;
template <class... Tables, class Row>
inline constexpr bool has_maker<whole_rows<Tables...>, Row> = true;
template <class... Expressions, class Row>
inline constexpr bool has_maker<expressions<Expressions...>, Row> = true;

} // namespace rowan::detail
