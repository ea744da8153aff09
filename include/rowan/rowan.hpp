#pragma once

/// Everything but drivers and async: `rowan/sqlite.hpp` adds a driver.

#include "rowan/engine/connection.hpp"
#include "rowan/history/changes.hpp"
#include "rowan/history/operations.hpp"
#include "rowan/sql/text.hpp"
