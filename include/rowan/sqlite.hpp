#pragma once

#include "rowan/meta/requirements.hpp"

// By the shortest way to its message, as rowan/rowan.hpp has those of others.
#include "rowan/meta/enumerators.hpp"

#include "rowan/driver/sqlite/driver.hpp"
#include "rowan/rowan.hpp"
