#pragma once

#include "rowan/engine/explain.hpp"
#include "rowan/engine/read_checks.hpp"
#include "rowan/engine/result.hpp"
#include "rowan/engine/returned.hpp"
#include "rowan/engine/set_write.hpp"
#include "rowan/engine/stream.hpp"
#include "rowan/query/argument_checks.hpp"
#include "rowan/query/checks.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace rowan::detail {

/// Running queries, and statements that write rows as a set.
template <class Connection>
class query_operations : public set_write<Connection> {
public:
    /// Runs a query: `db(select<Book>())`, `db(query, "year"_p = 1970)`. The rows are read as the result is gone through.
    template <any_select Query, class... Arguments>
    [[nodiscard]] auto operator()(const Query& query, Arguments... arguments) {
        using Check = result_check<Query, Connection, Arguments...>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>) {
            using Given = argument_set<Arguments...>;
            return result<Connection, Query, Given>(self(), query, Given{std::move(arguments)...});
        } else return rows_after_mistake<rowan::row_type<Query>>();
    }
    /// Runs a query of many rows, which are read without being kept: their texts and bytes are views, valid until the next row.
    template <any_select Query, class... Arguments>
    [[nodiscard]] auto stream(const Query& query, Arguments... arguments) {
        using Check = stream_check<Query, Connection, Arguments...>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>) {
            using Given = argument_set<Arguments...>;
            return row_stream<Connection, Query, Given>(self(), query, Given{std::move(arguments)...});
        } else return rows_after_mistake<typename row_of_stream<Query>::type>();
    }
    /// Runs a statement that changes rows; the number of rows that it inserted, updated or deleted, or with `returning` these
    /// rows.
    template <class Query, class... Arguments>
        requires(!any_select<Query> && requires { typename Query::table; })
    auto operator()(const Query& query, Arguments... arguments) {
        using Check = write_check<Query, Connection, Arguments...>;
        static_assert(Check::checked);
        if constexpr (!is_right<Check> && gives_rows<Query>) return returned<returned_row<Query>>({});
        else if constexpr (!is_right<Check>) return std::int64_t{0};
        else if constexpr (gives_rows<Query>)
            return returned(this->write_returning(query, argument_set<Arguments...>{std::move(arguments)...}));
        else return this->write(query, argument_set<Arguments...>{std::move(arguments)...});
    }
    /// How the database would run a query, which it does not do: each step of its plan.
    template <class Query, class... Arguments>
        requires(any_select<Query> || requires { typename Query::table; })
    [[nodiscard]] std::vector<plan_row> explain(const Query& query, Arguments... arguments) {
        using Check = explain_check<Query, Connection, Arguments...>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>)
            return explained_plan(self(), plain_query(query), argument_set<Arguments...>{std::move(arguments)...});
        else return {};
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }
};

} // namespace rowan::detail
