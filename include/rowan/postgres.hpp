#pragma once

#include "rowan/meta/requirements.hpp"

// Before the driver: `rowan::postgres` would else be shadowed in it, which compilers can warn of.
#include "rowan/rowan.hpp"

#include "rowan/driver/postgres/driver.hpp"
