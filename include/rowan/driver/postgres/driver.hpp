#pragma once

#include "rowan/driver/concept.hpp"
#include "rowan/driver/postgres/connection.hpp"
#include "rowan/driver/postgres/options.hpp"
#include "rowan/driver/postgres/statement.hpp"
#include "rowan/driver/waiter.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace rowan {

struct postgres_dialect;

/// PostgreSQL 15 or later, through libpq in its non-blocking mode; `Waiter` says how it waits.
template <waiter Waiter>
struct basic_postgres {
    using dialect = postgres_dialect;
    using options = postgres_options;
    using connection = detail::postgres_connection<Waiter>;
    using statement = detail::postgres_statement<Waiter>;
    // The number of parameters is a 16-bit number in the protocol.
    static constexpr std::size_t max_parameters = 65535;

    static options opening_within(options chosen, std::chrono::milliseconds limit) {
        chosen.connect_timeout = std::min(chosen.connect_timeout, limit);
        return chosen;
    }
};

/// PostgreSQL: `using driver = rowan::postgres;`. The thread that runs a statement waits for it, unless the connection was given a hook.
using postgres = basic_postgres<suspending_waiter>;

static_assert(driver<postgres> && limits_opening<postgres> && limits_answers<postgres::connection> &&
              takes_wait_hook<postgres::connection>);

} // namespace rowan
