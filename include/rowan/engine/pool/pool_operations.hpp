#pragma once

#include "rowan/engine/pool/replica_safe.hpp"
#include "rowan/engine/read/key_list.hpp"
#include "rowan/engine/read/read_checks.hpp"
#include "rowan/engine/run/cursor.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/returned.hpp"
#include "rowan/engine/write/row_checks.hpp"
#include "rowan/engine/write/set_write.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/query/into.hpp"

#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

template <class Connection, class Projection, class Row>
std::true_type is_cursor(const cursor<Connection, Projection, Row>*);
template <class Connection>
std::true_type is_cursor(const transaction<Connection>*);
std::false_type is_cursor(const void*);

/// What may be wrong with what a function leaves behind of the connection that it was lent.
template <class Result>
struct result_of_lent_connection {
    static_assert(!decltype(is_cursor(static_cast<const Result*>(nullptr)))::value,
                  "rowan E509: a result that is still being read, or a transaction, leaves the function that the pool "
                  "has lent a connection to; return rows, such as db(query).all()");
    static constexpr bool checked = true;
};

/// Reading by a connection that is taken from a pool for it. The rows are there when it is given back.
template <class Self>
class pool_reads {
public:
    /// Runs a query and gives all of its rows.
    template <any_select Query, class... Arguments>
    [[nodiscard]] auto operator()(const Query& query, const Arguments&... arguments) {
        using Check = result_check<Query, typename Self::connection_type, Arguments...>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>)
            return self().template read<is_replica_safe<Query>>(
                [&](auto& db) { return returned<row_type<Query>>(db(query, arguments...).all()); });
        else return rows_after_mistake<row_type<Query>>();
    }
    /// The row with a primary key; throws `not_found` if there is none.
    template <class Table, class... Keys>
        requires(!(key_list<Keys> || ...))
    [[nodiscard]] given_row<Table> get(const Keys&... keys) {
        static_assert(key_check<Table, typename Self::connection_type::database, Keys...>::checked);
        return self().template read<true>([&](auto& db) { return db.template get<Table>(keys...); });
    }
    /// The row with a primary key, if there is one.
    template <class Table, class... Keys>
        requires(!(key_list<Keys> || ...))
    [[nodiscard]] std::optional<given_row<Table>> find(const Keys&... keys) {
        static_assert(key_check<Table, typename Self::connection_type::database, Keys...>::checked);
        return self().template read<true>([&](auto& db) { return db.template find<Table>(keys...); });
    }
    /// The rows with the keys of a contiguous range, in its order; throws `not_found` if one is missing.
    template <class Table, key_list Range>
    [[nodiscard]] std::vector<given_row<Table>> get(const Range& keys) {
        static_assert(key_check<Table, typename Self::connection_type::database, list_element<Range>>::checked);
        return self().template read<true>([&](auto& db) { return db.template get<Table>(keys); });
    }
    /// The same, with an empty optional for a key that is that of no row.
    template <class Table, key_list Range>
    [[nodiscard]] std::vector<std::optional<given_row<Table>>> find(const Range& keys) {
        static_assert(key_check<Table, typename Self::connection_type::database, list_element<Range>>::checked);
        return self().template read<true>([&](auto& db) { return db.template find<Table>(keys); });
    }

private:
    [[nodiscard]] Self& self() { return static_cast<Self&>(*this); }
};

/// Writing by a connection to the primary that is taken from a pool for it.
template <class Self>
class pool_writes {
public:
    template <class Rows>
    auto insert(Rows&& rows) {
        auto db = self().acquire();
        return db->insert(std::forward<Rows>(rows));
    }
    template <class Row, class... Columns>
    void update(Row&& row, Columns... columns) {
        auto db = self().acquire();
        db->update(row, columns...);
    }
    template <class Row>
    void remove(const Row& row) {
        auto db = self().acquire();
        db->remove(row);
    }
    template <class Table, class... Keys>
        requires(sizeof...(Keys) > 0)
    bool remove(const Keys&... keys) {
        auto db = self().acquire();
        return db->template remove<Table>(keys...);
    }
    template <class Row>
    void upsert(Row&& row) {
        auto db = self().acquire();
        db->upsert(row);
    }
    /// Runs a statement that changes rows; their number, or with `returning` these rows.
    template <class Query, class... Arguments>
        requires(!any_select<Query> && requires { typename Query::table; })
    auto operator()(const Query& query, const Arguments&... arguments) {
        auto db = self().acquire();
        return (*db)(query, arguments...);
    }
    void create_tables() {
        auto db = self().acquire();
        db->create_tables();
    }

private:
    [[nodiscard]] Self& self() { return static_cast<Self&>(*this); }
};

} // namespace rowan::detail
