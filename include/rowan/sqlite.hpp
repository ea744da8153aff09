#pragma once

#include "rowan/meta/requirements.hpp"

// First: a compiler says by which way it came to a message, and this is the shortest.
#include "rowan/meta/row_type.hpp"

#include "rowan/meta/enumerators.hpp"

#include "rowan/rowan.hpp"

#include "rowan/driver/sqlite/driver.hpp"
