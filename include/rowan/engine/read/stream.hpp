#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/engine/read/bound_rows.hpp"
#include "rowan/engine/run/cursor.hpp"
#include "rowan/query/into.hpp"

#include <utility>

namespace rowan {

namespace detail {

template <class Core, class Query>
using cursor_of = cursor<Core, typename row_of_stream<Query>::projection, typename row_of_stream<Query>::type>;

} // namespace detail

/// The rows of a query without a copy of what they hold, for results of any size: `for (const auto& row : db.stream(query))`.
/// Texts are `std::string_view` and bytes `bytes_view`, valid until the next row; what is to be kept is copied by the program.
/// It can be gone through once, and stays where it is made.
template <class Connection, class Query, class Arguments>
class [[nodiscard]] row_stream : public detail::bound_rows<detail::cursor_of<detail::core_behind<Connection>, Query>,
                                                           detail::core_behind<Connection>, Query, Arguments> {
    using core_type = detail::core_behind<Connection>;
    using base = detail::bound_rows<detail::cursor_of<core_type, Query>, core_type, Query, Arguments>;

public:
    row_stream(core_type& core, const Query& query, Arguments arguments) : base(core, query, std::move(arguments)) {
        if constexpr (offers_capability<typename core_type::statement_type, capability::cursor>)
            this->running().statement().use_cursor();
    }

    /// Calls `function` with each row that is left.
    template <class Function>
    void for_each(Function&& function) {
        for (auto& row : *this) function(row);
    }
};

} // namespace rowan
