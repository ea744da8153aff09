#pragma once

#include "rowan/engine/run/binder.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/query/into.hpp"

#include <utility>

namespace rowan::detail {

/// `Rows`, and the query that gives them, whose values are bound without a copy: so it stays where it is made.
template <class Rows, class Core, class Query, class Arguments>
class bound_rows : public Rows {
public:
    bound_rows(Core& core, const Query& query, Arguments arguments)
        : Rows(core, acquire_variant(core, plain_query(query))), query_(query), arguments_(std::move(arguments)) {
        this->running().bind([this](auto& statement) {
            bind_query<typename Core::dialect>(statement, plain_query(query_), arguments_);
        });
    }

private:
    Query query_;
    Arguments arguments_;
};

} // namespace rowan::detail
