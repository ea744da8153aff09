#pragma once

/// Everything but drivers and async: `rowan/sqlite.hpp` adds a driver.

// The headers of checks are named first, from below: a compiler says by which way it came to a message, and this is the
// shortest.
#include "rowan/schema/keys.hpp"

#include "rowan/schema/foreign_key.hpp"

#include "rowan/schema/column_options.hpp"

#include "rowan/schema/table.hpp"

#include "rowan/schema/tables.hpp"

#include "rowan/schema/checks.hpp"

#include "rowan/query/operators.hpp"

#include "rowan/query/encoding.hpp"

#include "rowan/query/windowed.hpp"

#include "rowan/query/aggregate_call.hpp"

#include "rowan/query/clause_set.hpp"

#include "rowan/query/grouping.hpp"

#include "rowan/query/window_checks.hpp"

#include "rowan/query/checks.hpp"

#include "rowan/query/argument_checks.hpp"

#include "rowan/query/definition_checks.hpp"

#include "rowan/event/check.hpp"

#include "rowan/engine/row_checks.hpp"

#include "rowan/engine/set_write.hpp"

#include "rowan/engine/connection.hpp"
#include "rowan/history/changes.hpp"
#include "rowan/history/operations.hpp"
#include "rowan/sql/text.hpp"
