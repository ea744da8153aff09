#pragma once

#include "rowan/engine/read/result.hpp"
#include "rowan/engine/read/stream.hpp"
#include "rowan/engine/write/returned.hpp"
#include "rowan/query/result_row.hpp"

#include <utility>

// Running queries.
namespace rowan::detail {

/// All rows of a query, read when they are there.
struct collect_query {
    template <class Core, class Query, class Arguments>
    returned<row_type<Query>> operator()(Core& core, const Query& query, Arguments arguments) const {
        using Rows = result<typename Core::facade_type, Query, Arguments>;
        return returned<row_type<Query>>(Rows(core, query, std::move(arguments)).all());
    }
};
/// The rows of a query, read as the result is gone through.
struct run_query {
    /// What takes its place where the core is given back at once.
    using at_once = collect_query;

    template <class Core, class Query, class Arguments>
    auto operator()(Core& core, const Query& query, Arguments arguments) const {
        return result<typename Core::facade_type, Query, Arguments>(core, query, std::move(arguments));
    }
};
struct stream_query {
    /// The core is kept as long as the result is.
    using keeps_core = void;

    template <class Core, class Query, class Arguments>
    auto operator()(Core& core, const Query& query, Arguments arguments) const {
        return row_stream<typename Core::facade_type, Query, Arguments>(core, query, std::move(arguments));
    }
};

} // namespace rowan::detail
