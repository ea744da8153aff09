#pragma once

/// A pool of connections, for any driver: include it beside the driver's header. It is not part of `rowan/rowan.hpp`, since who
/// has one connection need not pay for what threads cost the compiler.

// First: a compiler says by which way it came to a message, and this is the shortest.
#include "rowan/rowan.hpp"

#include "rowan/facade/pool.hpp"
