#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/read/maker.hpp"
#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/run/execution.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/engine/write/row_checks.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/schema/key_order.hpp"
#include "rowan/sql/row_statement.hpp"

#include <concepts>
#include <cstddef>
#include <iterator>
#include <queue>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

template <class Range>
using list_element = std::remove_cvref_t<decltype(*std::data(std::declval<const Range&>()))>;

/// A contiguous range of values of a primary key, and not a key that is a range itself.
template <class Range>
concept key_list = !text_like<Range> && !custom_value<Range> && requires(const Range& range) {
    std::data(range);
    std::size(range);
    requires !std::is_same_v<list_element<Range>, std::byte>;
    requires bindable<list_element<Range>>;
};

/// Whether a key of the program can be one of the table.
template <class Field, class Key>
constexpr bool is_representable(const Key& key) {
    if constexpr (integer_value<Field> && integer_value<Key>) return std::in_range<Field>(key);
    else return true;
}

/// Finding the rows of many keys with one statement.
template <class Connection>
class key_list_lookup {
protected:
    /// The rows that were found, in the order of their keys; `add_missing(rows)` is called for a key that is that of no row. Keys that
    /// the database takes for equal need not be so in C++ (char(n), citext, NOCASE, jsonb): what has no row is looked for once more, alone.
    template <class Row, class Table, class Range, class AddMissing>
    std::vector<Row> in_order(std::vector<Table> found, const Range& keys, const AddMissing& add_missing) {
        // The keys of C++ and of the database need not be ordered alike, but mostly are.
        if (!is_ordered(found)) found = ordered(std::move(found));
        // All are found before the first one is moved, with its key.
        std::vector<std::size_t> places;
        places.reserve(std::size(keys));
        for (const auto& key : keys) places.push_back(find_key(found, key));
        std::vector<Row> rows;
        rows.reserve(places.size());
        // A row is moved to the first place of its key, and copied from there to others.
        std::vector<std::size_t> moved_to(found.size(), places.size());
        const bool has_others = has_others_equal<Table>(keys, places, found.size());
        auto key = std::begin(keys);
        for (const std::size_t i : places) {
            const auto& wanted = *key++;
            if (i == found.size()) {
                if constexpr (may_be_found_by_others<Table>)
                    if (has_others)
                        if (auto row = self().template find<Table>(wanted)) {
                            rows.emplace_back(std::move(*row));
                            continue;
                        }
                add_missing(rows);
            } else if (moved_to[i] < rows.size()) {
                rows.push_back(Row(rows[moved_to[i]]));
            } else {
                moved_to[i] = rows.size();
                rows.emplace_back(std::move(found[i]));
            }
        }
        return rows;
    }
    /// Whether the rows came one for one in the order of their keys.
    template <class Table, class Range>
    static bool are_in_order(const std::vector<Table>& found, const Range& keys) {
        if (found.size() != std::size(keys)) return false;
        std::size_t i = 0;
        for (const auto& key : keys)
            if (!is_representable<key_type<Table, 0>>(key) || !is_same_key(key_of(found[i++]), key_type<Table, 0>(key)))
                return false;
        return true;
    }

    template <class Table, class Range>
    std::vector<Table> read_rows(const Range& keys) {
        constexpr encoding stored_as = facts<Table>.columns[facts<Table>.key[0]].stored_as;
        execution<Connection> running(self(), self().template acquire<get_rows<Table>>());
        running.bind([&](auto& statement) { bind_list_of<stored_as, beside_expression<>>(statement, 1, keys); });
        std::vector<Table> rows;
        bool has_row = running.step();
        check_columns<row_reader<entities<Table>>, Table>(running.statement());
        rows.reserve(std::size(keys));
        const made_in_place next{[&] { return make_row<Table>(running); }};
        for (; has_row; has_row = running.step()) rows.emplace_back(next);
        running.finish_reading(rows.size());
        return rows;
    }

    /// The row at which a statement is; handlers hear of it.
    template <class Table>
    Table make_row(execution<Connection>& running) {
        raise(self(), before_load<Table>{running.sql()});
        Table row = make_or_read<Table>(running.statement());
        raise(self(), after_load<Table>{row});
        return row;
    }

private:
    /// Whether values that are not equal in C++ may be one key of a database: texts by a collation, intervals and JSON by their size and
    /// content.
    template <class Table>
    static constexpr bool may_be_found_by_others = [] {
        constexpr value_kind kind = facts<Table>.columns[facts<Table>.key[0]].kind;
        return kind == value_kind::text || kind == value_kind::interval || kind == value_kind::json;
    }();
    /// Whether the database finds rows for keys that have none in C++. `count` is the place of such a key.
    template <class Table, class Range>
    bool has_others_equal(const Range& keys, const std::vector<std::size_t>& places, std::size_t count) {
        if constexpr (!may_be_found_by_others<Table>) return false;
        else {
            std::vector<list_element<Range>> missing;
            std::size_t place = 0;
            for (const auto& key : keys)
                if (places[place++] == count) missing.push_back(key);
            return count > 0 && !missing.empty() && !read_rows<Table>(missing).empty();
        }
    }
    template <class Table>
    static const key_type<Table, 0>& key_of(const Table& row) {
        return field<facts<Table>.key[0]>(row);
    }
    // What <algorithm> has for the following would cost every program 13 MB of the compiler's memory.
    template <class Table>
    static bool is_ordered(const std::vector<Table>& rows) {
        for (std::size_t i = 1; i < rows.size(); ++i)
            if (comes_before(key_of(rows[i]), key_of(rows[i - 1]))) return false;
        return true;
    }
    template <class Table>
    static std::vector<Table> ordered(std::vector<Table> rows) {
        const auto is_after = [](const Table* left, const Table* right) {
            return comes_before(key_of(*right), key_of(*left));
        };
        std::priority_queue<Table*, std::vector<Table*>, decltype(is_after)> left(is_after);
        for (Table& row : rows) left.push(&row);
        std::vector<Table> result;
        result.reserve(rows.size());
        while (!left.empty()) {
            Table* const next = left.top();
            left.pop();
            result.push_back(std::move(*next));
        }
        return result;
    }
    /// The place of a key among rows that are ordered by it, or their number.
    template <class Table, class Key>
    static std::size_t find_key(const std::vector<Table>& rows, const Key& given) {
        if (!is_representable<key_type<Table, 0>>(given)) return rows.size();
        const auto key = key_type<Table, 0>(given);
        std::size_t first = 0;
        for (std::size_t count = rows.size(); count > 0;) {
            const std::size_t half = count / 2;
            if (comes_before(key_of(rows[first + half]), key)) {
                first += half + 1;
                count -= half + 1;
            } else count = half;
        }
        return first < rows.size() && !comes_before(key, key_of(rows[first])) ? first : rows.size();
    }
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }
};

} // namespace rowan::detail
