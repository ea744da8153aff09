#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/pool/pooled.hpp"
#include "rowan/engine/run/cursor.hpp"
#include "rowan/engine/transaction/transaction.hpp"

#include <type_traits>
#include <utility>

namespace rowan::detail {

template <class Core, class Projection, class Row>
std::true_type is_tied(const cursor<Core, Projection, Row>*);
template <class Connection>
std::true_type is_tied(const transaction<Connection>*);
std::false_type is_tied(const void*);

/// Whether what a function returns refers to the connection that it was lent.
template <class Result>
inline constexpr bool is_tied_result = decltype(is_tied(static_cast<const Result*>(nullptr)))::value;

/// What may be wrong with what a function leaves behind of the connection that it was lent.
template <class Result>
struct result_of_lent_connection {
    static_assert(!is_tied_result<Result>,
                  "rowan E509: a result that is still being read, or a transaction, leaves the function that the pool "
                  "has lent a connection to; return rows, such as db(query).all()");
    static constexpr bool checked = true;
};

/// Rows that are read by a connection of a pool, which has it again when they go out of scope.
template <class Database, class Rows>
class [[nodiscard]] lent_rows {
public:
    template <class Function, class... Arguments>
    lent_rows(pooled<Database> db, const Function& function, Arguments&&... arguments)
        : db_(std::move(db)), rows_(function(core_of(*db_), std::forward<Arguments>(arguments)...)) {}

    [[nodiscard]] auto begin() { return rows_.begin(); }
    [[nodiscard]] auto end() { return rows_.end(); }
    /// Calls `function` with each row that is left.
    template <class Function>
    void for_each(Function&& function) {
        rows_.for_each(function);
    }

private:
    pooled<Database> db_;
    Rows rows_;
};

/// What is done where the core is given back at once.
template <class Function>
auto at_once(const Function& function) {
    if constexpr (requires { typename Function::at_once; }) return typename Function::at_once{};
    else return function;
}

} // namespace rowan::detail
