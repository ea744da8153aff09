#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/pool/replica_safe.hpp"
#include "rowan/engine/read/explain.hpp"
#include "rowan/engine/read/query_run.hpp"
#include "rowan/engine/read/read_checks.hpp"
#include "rowan/engine/write/pipeline.hpp"
#include "rowan/engine/write/set_write.hpp"
#include "rowan/query/check/argument_checks.hpp"
#include "rowan/query/check/checks.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace rowan::detail {

/// A statement that writes.
template <class Query>
concept any_write = requires {
    typename Query::table;
    typename Query::clauses_type;
};
template <class Type>
struct statement_wanted {
    static_assert(always_false<Type>, "rowan E361: this is no query and no statement, such as select<Book>()");
    static constexpr bool checked = true;
};

/// A query that locks rows runs where they can be locked.
template <class Query>
inline constexpr access access_of = is_replica_safe<Query> ? access::read : access::read_on_primary;

/// Running queries, and statements that write rows as a set.
template <class Self, class Database>
class query_words {
    using core_type = core<Database>;

public:
    /// Runs a query: `db(select<Book>())`, `db(query, "year"_p = 1970)`. A connection reads the rows as the result is gone
    /// through; of a pool all are there.
    template <any_select Query, class... Arguments>
    [[nodiscard]] auto operator()(const Query& query, Arguments... arguments) {
        using Check = result_check<Query, core_type, Arguments...>;
        static_assert(told<Self, run_query, Check>::checked);
        if constexpr (is_right<Check>)
            return perform<access_of<Query>>(self(), run_query{}, query,
                                             argument_set<Arguments...>{std::move(arguments)...});
        else return rows_after_mistake<row_type<Query>>();
    }
    /// Runs a query of many rows, which are read without being kept: their texts and bytes are views, valid until the next row.
    template <any_select Query, class... Arguments>
    [[nodiscard]] auto stream(const Query& query, Arguments... arguments) {
        using Check = stream_check<Query, core_type, Arguments...>;
        static_assert(told<Self, stream_query, Check>::checked);
        if constexpr (is_right<Check>)
            return perform<access_of<Query>>(self(), stream_query{}, query,
                                             argument_set<Arguments...>{std::move(arguments)...});
        else return rows_after_mistake<typename row_of_stream<Query>::type>();
    }
    template <class Other, class... Arguments>
        requires(!any_select<Other>)
    [[nodiscard]] auto stream(const Other&, const Arguments&...) {
        static_assert(query_wanted<Other>::checked);
        return rows_after_mistake<row<>>();
    }
    /// Runs a statement that changes rows; the number of rows that it inserted, updated or deleted, or with `returning` these
    /// rows.
    template <class Query, class... Arguments>
        requires(!any_select<Query> && any_write<Query>)
    auto operator()(const Query& query, Arguments... arguments) {
        using Check = write_check<Query, core_type, Arguments...>;
        static_assert(told<Self, run_write, Check>::checked);
        if constexpr (is_right<Check>)
            return perform<access::write>(self(), run_write{}, query,
                                          argument_set<Arguments...>{std::move(arguments)...});
        else if constexpr (gives_rows<Query>) return returned<returned_row<Query>>();
        else return std::int64_t{0};
    }
    template <class Other, class... Arguments>
        requires(!any_select<Other> && !any_write<Other>)
    auto operator()(const Other&, const Arguments&...) {
        static_assert(statement_wanted<Other>::checked);
        return rows_after_mistake<row<>>();
    }
    /// How the database would run a query, which it does not do: each step of its plan.
    template <class Query, class... Arguments>
        requires(any_select<Query> || any_write<Query>)
    [[nodiscard]] auto explain(const Query& query, Arguments... arguments) {
        using Check = call_check<Query, typename core_type::database, Arguments...>;
        static_assert(told<Self, explain_query, Check>::checked);
        if constexpr (is_right<Check>)
            return perform<access::read_on_primary>(self(), explain_query{}, plain_query(query),
                                                    argument_set<Arguments...>{std::move(arguments)...});
        else return std::vector<plan_row>();
    }
    template <class Other, class... Arguments>
        requires(!any_select<Other> && !any_write<Other>)
    [[nodiscard]] auto explain(const Other&, const Arguments&...) {
        static_assert(statement_wanted<Other>::checked);
        return std::vector<plan_row>();
    }
    /// Sends the statements that `function` gives to `p`, and receives their results, in one round trip; what `function` returns
    /// is returned, to be read: `auto [books, count] = db.pipeline([&](auto& p) { return std::pair{p(query), p(update)}; });`.
    /// With braces: what stands in parentheses, C++ evaluates in any order.
    /// The first error is thrown, and then none of them had an effect, or the transaction that they are in has failed. Nor have they
    /// an effect when `function` throws, but in a transaction, which can still be committed. Another
    /// statement of the connection in `function` ends a round trip, and outside of a transaction what was sent before is committed then.
    template <class Function>
    auto pipeline(Function&& function) {
        return perform<access::write>(self(), run_pipeline<false>{}, std::forward<Function>(function));
    }

private:
    [[nodiscard]] Self& self() { return static_cast<Self&>(*this); }
};

} // namespace rowan::detail
