#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/execution.hpp"
#include "rowan/engine/reader.hpp"
#include "rowan/engine/row_checks.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/sql/row_statement.hpp"

#include <concepts>
#include <cstddef>
#include <iterator>
#include <map>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

template <class Range>
using list_element = std::remove_cvref_t<decltype(*std::data(std::declval<const Range&>()))>;

/// A contiguous range of values of a primary key, and not a key that is a range itself.
template <class Range>
concept key_list = !text_like<Range> && requires(const Range& range) {
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
    /// Calls `take(i)` for each key in their order, where i is the place of its row among `found`, or their number if there is none.
    template <class Table, class Range, class Take>
    static void match_keys(const std::vector<Table>& found, const Range& keys, const Take& take) {
        // The keys of C++ and of the database need not be ordered alike.
        std::map<key_type<Table, 0>, std::size_t> places;
        for (std::size_t i = 0; i < found.size(); ++i) places.emplace(field<facts<Table>.key[0]>(found[i]), i);
        for (const auto& key : keys) {
            const auto place =
                is_representable<key_type<Table, 0>>(key) ? places.find(key_type<Table, 0>(key)) : places.end();
            take(place == places.end() ? found.size() : place->second);
        }
    }
    /// Whether the rows came one for one in the order of their keys.
    template <class Table, class Range>
    static bool are_in_order(const std::vector<Table>& found, const Range& keys) {
        if (found.size() != std::size(keys)) return false;
        std::size_t i = 0;
        for (const auto& key : keys)
            if (!is_representable<key_type<Table, 0>>(key) ||
                !(field<facts<Table>.key[0]>(found[i++]) == key_type<Table, 0>(key)))
                return false;
        return true;
    }

    template <class Table, class Range>
    std::vector<Table> read_rows(const Range& keys) {
        constexpr encoding stored_as = facts<Table>.columns[facts<Table>.key[0]].stored_as;
        execution<Connection> running(self(), self().template acquire<get_rows<Table>>());
        running.bind([&](auto& statement) { statement.template bind_list<stored_as>(1, keys); });
        std::vector<Table> rows;
        bool has_row = running.step();
        check_columns<row_reader<entities<Table>>, Table>(running.statement());
        rows.reserve(std::size(keys));
        for (; has_row; has_row = running.step()) {
            raise(self(), before_load<Table>{running.sql()});
            Table& row = rows.emplace_back();
            read_entity(running.statement(), row, 0);
            raise(self(), after_load<Table>{row});
        }
        running.finish_reading(rows.size());
        return rows;
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }
};

} // namespace rowan::detail
