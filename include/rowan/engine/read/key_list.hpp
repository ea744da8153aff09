#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/read/maker.hpp"
#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/engine/write/row_checks.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/schema/key_order.hpp"
#include "rowan/sql/row_statement.hpp"

#include <concepts>
#include <cstddef>
#include <iterator>
#include <optional>
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

/// Whether handlers hear of rows that are read.
enum class loads : bool { unheard, heard };

/// The row at which a statement is.
template <class Table, loads Loads, class Core>
Table make_row(Core& core, lease<Core>& running) {
    if constexpr (Loads == loads::unheard) return make_or_read<Table>(running.statement());
    else {
        raise(core, before_load<Table>{running.sql()});
        Table row = make_or_read<Table>(running.statement());
        raise(core, after_load<Table>{row});
        return row;
    }
}
/// The row with a key, or what `missing` gives if there is none.
template <class Table, class Result, class Statement = get_row<Table>, loads Loads = loads::heard, class Core,
          class Missing, class... Keys>
[[gnu::hot]] Result read_by_key(Core& core, const Missing& missing, const Keys&... keys) {
    lease<Core> running(core, acquire<Statement>(core));
    running.bind([&](auto& statement) { bind_keys<Table>(statement, 1, keys...); });
    const bool is_found = running.step();
    check_columns<row_reader<whole_rows<Table>>, Table>(running.statement());
    const auto found = [&]() -> Result {
        if constexpr (is_optional<Result>)
            return Result(std::in_place, made_in_place{[&] { return make_row<Table, Loads>(core, running); }});
        else return make_row<Table, Loads>(core, running);
    };
    const auto not_there = [&] {
        running.finish_reading(0);
        return missing();
    };
    Result row = is_found ? found() : not_there();
    if (is_found) running.finish_reading(1);
    return row;
}

template <class Table, loads Loads = loads::heard, class Core, class Range>
std::vector<Table> read_rows(Core& core, const Range& keys) {
    constexpr encoding stored_as = facts<Table>.columns[facts<Table>.key[0]].stored_as;
    lease<Core> running(core, acquire<get_rows<Table>>(core));
    running.bind([&](auto& statement) { bind_list_of<stored_as, beside_expression<>>(statement, 1, keys); });
    std::vector<Table> rows;
    bool has_row = running.step();
    check_columns<row_reader<whole_rows<Table>>, Table>(running.statement());
    rows.reserve(std::size(keys));
    const made_in_place next{[&] { return make_row<Table, Loads>(core, running); }};
    for (; has_row; has_row = running.step()) rows.emplace_back(next);
    running.finish_reading(rows.size());
    return rows;
}

/// Rows that were found by a list of keys, in the order of that list.
template <class Table>
struct rows_by_key {
    using key = key_type<Table, 0>;

    static const key& key_of(const Table& row) { return field<facts<Table>.key[0]>(row); }
    /// Whether the rows came one for one in the order of their keys.
    template <class Range>
    static bool are_in_order(const std::vector<Table>& found, const Range& keys) {
        if (found.size() != std::size(keys)) return false;
        std::size_t i = 0;
        for (const auto& each : keys)
            if (!is_representable<key>(each) || !is_same_key(key_of(found[i++]), key(each))) return false;
        return true;
    }
    /// The rows that were found, in the order of their keys; `add_missing(rows)` is called for a key that is that of no row. Keys that
    /// the database takes for equal need not be so in C++ (char(n), citext, NOCASE, jsonb): what has no row is looked for once more,
    /// alone.
    template <class Row, loads Loads = loads::heard, class Core, class Range, class AddMissing>
    static std::vector<Row> in_order_of(Core& core, std::vector<Table> found, const Range& keys,
                                        const AddMissing& add_missing) {
        // The keys of C++ and of the database need not be ordered alike, but mostly are.
        if (!is_ordered(found)) found = ordered(std::move(found));
        // All are found before the first one is moved, with its key.
        std::vector<std::size_t> places;
        places.reserve(std::size(keys));
        for (const auto& each : keys) places.push_back(find_key(found, each));
        std::vector<Row> rows;
        rows.reserve(places.size());
        // A row is moved to the first place of its key, and copied from there to others.
        std::vector<std::size_t> moved_to(found.size(), places.size());
        const bool has_others = has_others_equal<Loads>(core, keys, places, found.size());
        auto next = std::begin(keys);
        for (const std::size_t i : places) {
            const auto& wanted = *next++;
            if (i == found.size()) {
                if constexpr (may_be_found_by_others)
                    if (has_others)
                        if (auto row = find_alone<Loads>(core, wanted)) {
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

private:
    /// Whether values that are not equal in C++ may be one key of a database: texts by a collation, intervals and JSON by their size and
    /// content.
    static constexpr bool may_be_found_by_others = [] {
        constexpr value_kind kind = facts<Table>.columns[facts<Table>.key[0]].kind;
        return kind == value_kind::text || kind == value_kind::interval || kind == value_kind::json;
    }();
    template <loads Loads, class Core, class Key>
    static std::optional<Table> find_alone(Core& core, const Key& wanted) {
        return read_by_key<Table, std::optional<Table>, get_row<Table>, Loads>(
            core, []() -> std::optional<Table> { return std::nullopt; }, wanted);
    }
    /// Whether the database finds rows for keys that have none in C++. `count` is the place of such a key.
    template <loads Loads, class Core, class Range>
    static bool has_others_equal(Core& core, const Range& keys, const std::vector<std::size_t>& places,
                                 std::size_t count) {
        if constexpr (!may_be_found_by_others) return false;
        else {
            std::vector<list_element<Range>> missing;
            std::size_t place = 0;
            for (const auto& each : keys)
                if (places[place++] == count) missing.push_back(each);
            return count > 0 && !missing.empty() && !read_rows<Table, Loads>(core, missing).empty();
        }
    }
    // What <algorithm> has for the following would cost every program 13 MB of the compiler's memory.
    static bool is_ordered(const std::vector<Table>& rows) {
        for (std::size_t i = 1; i < rows.size(); ++i)
            if (comes_before(key_of(rows[i]), key_of(rows[i - 1]))) return false;
        return true;
    }
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
    template <class Key>
    static std::size_t find_key(const std::vector<Table>& rows, const Key& given) {
        if (!is_representable<key>(given)) return rows.size();
        const auto wanted = key(given);
        std::size_t first = 0;
        for (std::size_t count = rows.size(); count > 0;) {
            const std::size_t half = count / 2;
            if (comes_before(key_of(rows[first + half]), wanted)) {
                first += half + 1;
                count -= half + 1;
            } else count = half;
        }
        return first < rows.size() && !comes_before(wanted, key_of(rows[first])) ? first : rows.size();
    }
};

} // namespace rowan::detail
