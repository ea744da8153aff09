#pragma once

#include "rowan/engine/read/explain.hpp"
#include "rowan/engine/read/read_checks.hpp"
#include "rowan/engine/read/result.hpp"
#include "rowan/engine/read/stream.hpp"
#include "rowan/engine/write/returned.hpp"
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
        using Check = write_check<Query, Connection, Arguments...>;
        static_assert(Check::checked);
        if constexpr (!is_right<Check> && gives_rows<Query>) return returned<returned_row<Query>>({});
        else if constexpr (!is_right<Check>) return std::int64_t{0};
        else if constexpr (gives_rows<Query>)
            return returned(this->write_returning(query, argument_set<Arguments...>{std::move(arguments)...}));
        else return this->write(query, argument_set<Arguments...>{std::move(arguments)...});
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
    [[nodiscard]] std::vector<plan_row> explain(const Query& query, Arguments... arguments) {
        using Check = explain_check<Query, Connection, Arguments...>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>)
            return explained_plan(self(), plain_query(query), argument_set<Arguments...>{std::move(arguments)...});
        else return {};
    }
    template <class Other, class... Arguments>
        requires(!any_select<Other> && !any_write<Other>)
    [[nodiscard]] std::vector<plan_row> explain(const Other&, const Arguments&...) {
        static_assert(statement_wanted<Other>::checked);
        return {};
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }
};

} // namespace rowan::detail
