#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/run/binder.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/query/into.hpp"
#include "rowan/sql/explain.hpp"

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace rowan {

/// A step of the plan of a query. Where the database numbers no steps they are numbered as they come, from 1, without parents.
struct plan_row {
    std::int64_t id = 0;
    /// The step that this one is a part of; 0 for none.
    std::int64_t parent = 0;
    std::string detail;
};

namespace detail {

/// A plan has the steps' numbers, those of their parents and, last, their texts; or lines of text alone.
template <class Dialect, class Statement>
void read_plan_row(Statement& statement, plan_row& row) {
    if constexpr (Dialect::explain_columns > 1) {
        statement.template read<encoding::standard>(0, row.id);
        statement.template read<encoding::standard>(1, row.parent);
    }
    statement.template read<encoding::standard>(Dialect::explain_columns - 1, row.detail);
}

/// How the database would run a query, which it does not do.
struct explain_query {
    template <class Core, class Query, class Arguments>
    std::vector<plan_row> operator()(Core& core, const Query& query, const Arguments& arguments) const {
        using Dialect = typename Core::dialect;
        const explained<Query> statement{query};
        lease<Core> running(core, acquire_variant(core, statement));
        running.bind([&](auto& prepared) { bind_query<Dialect>(prepared, statement, arguments); });
        std::int64_t number = 0;
        std::vector<plan_row> plan;
        running.collect(plan, [&](auto& prepared, plan_row& row) {
            row.id = ++number;
            read_plan_row<Dialect>(prepared, row);
        });
        return plan;
    }
};

} // namespace detail
} // namespace rowan
