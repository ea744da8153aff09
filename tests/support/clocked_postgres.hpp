#pragma once

#include "support/stopped_clock.hpp"

#include "rowan/postgres.hpp"

namespace test {

/// PostgreSQL for which time passes when the test says so: the limits of a connection, and what a pool measures.
struct clocked_postgres : rowan::basic_postgres<clocked_waiter> {
    using clock = stopped_clock;
};

static_assert(rowan::driver<clocked_postgres> && rowan::clock_driver<clocked_postgres>);

} // namespace test
