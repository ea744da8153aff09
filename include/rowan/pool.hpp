#pragma once

/// Connections that many threads share, for any driver; include it beside the driver's own header.

#include "rowan/engine/pool.hpp"
#include "rowan/rowan.hpp"
