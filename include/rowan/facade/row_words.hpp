#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/read/key_lookup.hpp"
#include "rowan/engine/write/insert.hpp"
#include "rowan/engine/write/insert_range.hpp"
#include "rowan/engine/write/remove.hpp"
#include "rowan/engine/write/row_checks.hpp"
#include "rowan/engine/write/update.hpp"
#include "rowan/engine/write/upsert.hpp"
#include "rowan/meta/mistake.hpp"

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

template <class Other>
inline constexpr bool is_no_row = !class_type<std::remove_cvref_t<Other>> && !row_range<Other>;
template <class Other>
struct row_wanted {
    static_assert(always_false<Other>, "rowan E361: this is no row of a table, and no range of rows");
    static constexpr bool checked = true;
};

/// Writing and finding single rows, and rows of a range. Of a connection that is awaited, an operation refers to a named row or range
/// until it has ended, and keeps everything else.
template <class Self, class Database>
class row_words {
public:
    /// Inserts a row. A key that the database makes is written back into `row` and returned.
    template <class Row>
        requires(class_type<std::remove_cvref_t<Row>> && !row_range<Row>)
    auto insert(Row&& row) {
        using Check = row_check<std::remove_cvref_t<Row>, Database>;
        static_assert(told<Self, insert_row, Check>::checked);
        if constexpr (is_right<Check>) return perform<access::write>(self(), insert_row{}, std::forward<Row>(row));
        else return std::int64_t{0};
    }
    /// Inserts all rows of a range, or none. Keys that the database makes are written back into elements that can be changed.
    template <class Range>
        requires row_range<Range>
    auto insert(Range&& rows) {
        using Table = range_row<Range>;
        using Check = row_check<Table, Database>;
        static_assert(told<Self, insert_range<Table>, Check>::checked);
        if constexpr (is_right<Check>)
            return perform<access::write>(self(), insert_range<Table>{}, std::forward<Range>(rows));
    }

    /// Updates a row by its primary key. Throws `not_found` if it is not there.
    template <class Row>
        requires class_type<std::remove_cvref_t<Row>>
    auto update(Row&& row) {
        using Check = update_check<std::remove_cvref_t<Row>, Database, void>;
        static_assert(told<Self, update_row_by_key<void>, Check>::checked);
        if constexpr (is_right<Check>)
            return perform<access::write>(self(), update_row_by_key<void>{}, std::forward<Row>(row));
    }
    /// The same, of the columns that are given: `db.update(book, only<&Book::title>)`.
    template <class Row, auto... Members>
        requires class_type<std::remove_cvref_t<Row>>
    auto update(Row&& row, only_columns<Members...>) {
        using Columns = only_columns<Members...>;
        using Check = update_check<std::remove_cvref_t<Row>, Database, Columns>;
        static_assert(told<Self, update_row_by_key<Columns>, Check>::checked);
        if constexpr (is_right<Check>)
            return perform<access::write>(self(), update_row_by_key<Columns>{}, std::forward<Row>(row));
    }

    /// Removes a row by its primary key. Throws `not_found` if it is not there.
    template <class_type Table>
    auto remove(const Table& row) {
        using Check = keyed_row_check<Table, Database>;
        static_assert(told<Self, remove_row_by_key, Check>::checked);
        if constexpr (is_right<Check>) return perform<access::write>(self(), remove_row_by_key{}, row);
    }
    /// Removes the row with a primary key; false if there is none.
    template <class Table, class... Keys>
        requires(sizeof...(Keys) > 0)
    auto remove(const Keys&... keys) {
        using Check = key_check<Table, Database, Keys...>;
        static_assert(told<Self, remove_by_key<Table>, Check>::checked);
        if constexpr (is_right<Check>) return perform<access::write>(self(), remove_by_key<Table>{}, keys...);
        else return false;
    }

    /// Inserts a row, or updates the one that has its primary key. A generated key of 0 asks for a new row.
    template <class Row>
        requires class_type<std::remove_cvref_t<Row>>
    auto upsert(Row&& row) {
        using Check = keyed_row_check<std::remove_cvref_t<Row>, Database>;
        static_assert(told<Self, upsert_by_key, Check>::checked);
        if constexpr (is_right<Check>) return perform<access::write>(self(), upsert_by_key{}, std::forward<Row>(row));
    }

    template <class Other>
        requires is_no_row<Other>
    auto insert(const Other&) {
        static_assert(row_wanted<Other>::checked);
        return std::int64_t{0};
    }
    template <class Other, class... Columns>
        requires is_no_row<Other>
    auto update(const Other&, const Columns&...) {
        static_assert(row_wanted<Other>::checked);
    }
    template <class Other>
        requires is_no_row<Other>
    auto upsert(const Other&) {
        static_assert(row_wanted<Other>::checked);
    }

    /// The row with a primary key; throws `not_found` if there is none. A composite key is given in its order.
    template <class Table, class... Keys>
        requires(!(key_list<Keys> || ...))
    [[nodiscard]] auto get(const Keys&... keys) {
        using Check = key_check<Table, Database, Keys...>;
        static_assert(told<Self, get_by_key<Table>, Check>::checked);
        if constexpr (is_right<Check>) return perform<access::read>(self(), get_by_key<Table>{}, keys...);
        else return after_mistake<given_row<Table>>();
    }
    /// The row with a primary key, if there is one.
    template <class Table, class... Keys>
        requires(!(key_list<Keys> || ...))
    [[nodiscard]] auto find(const Keys&... keys) {
        using Check = key_check<Table, Database, Keys...>;
        static_assert(told<Self, find_by_key<Table>, Check>::checked);
        if constexpr (is_right<Check>) return perform<access::read>(self(), find_by_key<Table>{}, keys...);
        else return std::optional<given_row<Table>>();
    }
    /// The rows with the keys of a contiguous range, in its order, with one statement; throws `not_found` if one is missing.
    template <class Table, key_list Range>
    [[nodiscard]] auto get(const Range& keys) {
        using Check = key_check<Table, Database, list_element<Range>>;
        static_assert(told<Self, get_by_keys<Table>, Check>::checked);
        if constexpr (is_right<Check>) return perform<access::read>(self(), get_by_keys<Table>{}, keys);
        else return std::vector<given_row<Table>>();
    }
    /// The same, with an empty optional for a key that is that of no row.
    template <class Table, key_list Range>
    [[nodiscard]] auto find(const Range& keys) {
        using Check = key_check<Table, Database, list_element<Range>>;
        static_assert(told<Self, find_by_keys<Table>, Check>::checked);
        if constexpr (is_right<Check>) return perform<access::read>(self(), find_by_keys<Table>{}, keys);
        else return std::vector<std::optional<given_row<Table>>>();
    }

private:
    [[nodiscard]] Self& self() { return static_cast<Self&>(*this); }
};

} // namespace rowan::detail
