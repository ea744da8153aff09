#pragma once

#include "rowan/meta/requirements.hpp"

// First: a compiler says by which way it came to a message, and this is the shortest.
#include "rowan/meta/row_type.hpp"

// Before the driver: `rowan::postgres` would else be shadowed in it, which compilers can warn of.
#include "rowan/rowan.hpp"

#include "rowan/driver/postgres/driver.hpp"
