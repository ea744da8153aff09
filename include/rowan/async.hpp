#pragma once

/// Operations that are awaited, by Boost.Asio: include it beside the driver's header. It is not part of `rowan/rowan.hpp`, since who does
/// not wait so need not pay for what it costs the compiler.

// First: a compiler says by which way it came to a message, and this is the shortest.
#include "rowan/rowan.hpp"

#include "rowan/async/words.hpp"

#include "rowan/async/connection.hpp"
#include "rowan/async/error_code.hpp"
#include "rowan/async/pool.hpp"
