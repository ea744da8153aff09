#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/execution.hpp"
#include "rowan/engine/key_list.hpp"
#include "rowan/engine/reader.hpp"
#include "rowan/engine/row_binding.hpp"
#include "rowan/engine/row_checks.hpp"
#include "rowan/event/dispatch.hpp"

#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rowan::detail {

/// Finding rows by their primary key.
template <class Connection>
class key_lookup : public key_list_lookup<Connection> {
public:
    /// The row with a primary key; throws `not_found` if there is none. A composite key is given in its order.
    template <class Table, class... Keys>
        requires(!(key_list<Keys> || ...))
    [[nodiscard]] Table get(const Keys&... keys) {
        static_assert(key_check<Table, typename Connection::database, Keys...>::checked);
        Table row{};
        if (!read_by_key([&]() -> Table& { return row; }, keys...))
            throw not_found("no row has this primary key", 0, Connection::template text<get_row<Table>>());
        return row;
    }
    /// The row with a primary key, if there is one.
    template <class Table, class... Keys>
        requires(!(key_list<Keys> || ...))
    [[nodiscard]] std::optional<Table> find(const Keys&... keys) {
        static_assert(key_check<Table, typename Connection::database, Keys...>::checked);
        std::optional<Table> row;
        read_by_key([&]() -> Table& { return row.emplace(); }, keys...);
        return row;
    }

    /// The rows with the keys of a contiguous range, in its order, with one statement; throws `not_found` if one is missing.
    template <class Table, key_list Range>
    [[nodiscard]] std::vector<Table> get(const Range& keys) {
        static_assert(key_check<Table, typename Connection::database, list_element<Range>>::checked);
        std::vector<Table> found = this->template read_rows<Table>(keys);
        if (this->are_in_order(found, keys)) return found;
        return this->template in_order<Table>(std::move(found), keys, [](const std::vector<Table>& rows) {
            throw not_found("no row has the primary key with number " + std::to_string(rows.size()) + " of the list", 0,
                            Connection::template text<get_rows<Table>>());
        });
    }
    /// The same, with an empty optional for a key that is that of no row.
    template <class Table, key_list Range>
    [[nodiscard]] std::vector<std::optional<Table>> find(const Range& keys) {
        static_assert(key_check<Table, typename Connection::database, list_element<Range>>::checked);
        return this->template in_order<std::optional<Table>>(this->template read_rows<Table>(keys), keys,
                                                             [](auto& rows) { rows.emplace_back(); });
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }

    /// Reads into the row that `place` gives; false if there is none.
    template <class Place, class... Keys>
    bool read_by_key(const Place& place, const Keys&... keys) {
        using Table = std::remove_reference_t<decltype(place())>;
        execution<Connection> running(self(), self().template acquire<get_row<Table>>());
        running.bind([&](auto& statement) { bind_keys<Table>(statement, 1, keys...); });
        const bool is_found = running.step();
        check_columns<row_reader<entities<Table>>, Table>(running.statement());
        if (is_found) {
            raise(self(), before_load<Table>{running.sql()});
            Table& row = place();
            read_entity(running.statement(), row, 0);
            raise(self(), after_load<Table>{row});
        }
        running.finish_reading(is_found ? 1 : 0);
        return is_found;
    }
};

} // namespace rowan::detail
