#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/read/key_list.hpp"
#include "rowan/engine/read/maker.hpp"
#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/run/execution.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/engine/write/row_checks.hpp"
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
    [[nodiscard]] given_row<Table> get(const Keys&... keys) {
        using Check = key_check<Table, typename Connection::database, Keys...>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>) {
            const auto missing = []() -> Table {
                throw not_found("no row has this primary key", 0, Connection::template text<get_row<Table>>());
            };
            return read_by_key<Table, Table>(missing, keys...);
        } else return after_mistake<given_row<Table>>();
    }
    /// The row with a primary key, if there is one.
    template <class Table, class... Keys>
        requires(!(key_list<Keys> || ...))
    [[nodiscard]] std::optional<given_row<Table>> find(const Keys&... keys) {
        using Check = key_check<Table, typename Connection::database, Keys...>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>)
            return read_by_key<Table, std::optional<Table>>([]() -> std::optional<Table> { return std::nullopt; },
                                                            keys...);
        else return std::nullopt;
    }

    /// The rows with the keys of a contiguous range, in its order, with one statement; throws `not_found` if one is missing.
    template <class Table, key_list Range>
    [[nodiscard]] std::vector<given_row<Table>> get(const Range& keys) {
        using Check = key_check<Table, typename Connection::database, list_element<Range>>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>) {
            std::vector<Table> found = this->template read_rows<Table>(keys);
            if (this->are_in_order(found, keys)) return found;
            return this->template in_order<Table>(std::move(found), keys, [](const std::vector<Table>& rows) {
                throw not_found("no row has the primary key with number " + std::to_string(rows.size()) +
                                    " of the list",
                                0, Connection::template text<get_rows<Table>>());
            });
        } else return {};
    }
    /// The same, with an empty optional for a key that is that of no row.
    template <class Table, key_list Range>
    [[nodiscard]] std::vector<std::optional<given_row<Table>>> find(const Range& keys) {
        using Check = key_check<Table, typename Connection::database, list_element<Range>>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>)
            return this->template in_order<std::optional<Table>>(this->template read_rows<Table>(keys), keys,
                                                                 [](auto& rows) { rows.emplace_back(); });
        else return {};
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }

    /// The row with a key, or what `missing` gives if there is none.
    template <class Table, class Result, class Missing, class... Keys>
    [[gnu::hot]] Result read_by_key(const Missing& missing, const Keys&... keys) {
        execution<Connection> running(self(), self().template acquire<get_row<Table>>());
        running.bind([&](auto& statement) { bind_keys<Table>(statement, 1, keys...); });
        const bool is_found = running.step();
        check_columns<row_reader<entities<Table>>, Table>(running.statement());
        const auto found = [&]() -> Result {
            if constexpr (is_optional<Result>)
                return Result(std::in_place, made_in_place{[&] { return this->template make_row<Table>(running); }});
            else return this->template make_row<Table>(running);
        };
        const auto not_there = [&] {
            running.finish_reading(0);
            return missing();
        };
        Result row = is_found ? found() : not_there();
        if (is_found) running.finish_reading(1);
        return row;
    }
};

} // namespace rowan::detail
