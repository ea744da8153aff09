#pragma once

/// Everything but drivers and async: `rowan/sqlite.hpp` adds a driver.

#include "rowan/meta/requirements.hpp"

// The headers of checks are named first, from below: a compiler says by which way it came to a message, and this is the
// shortest.
#include "rowan/meta/row_type.hpp"

#include "rowan/meta/shape.hpp"

#include "rowan/meta/enumerators.hpp"

#include "rowan/schema/keys.hpp"

#include "rowan/schema/foreign_key.hpp"

#include "rowan/schema/column_options.hpp"

#include "rowan/schema/table.hpp"

#include "rowan/schema/field_checks.hpp"

#include "rowan/schema/tables.hpp"

#include "rowan/schema/checks.hpp"

#include "rowan/query/source.hpp"

#include "rowan/query/dialect_feature.hpp"

#include "rowan/query/well_formed.hpp"

#include "rowan/query/function.hpp"

#include "rowan/query/operators.hpp"

#include "rowan/query/encoding.hpp"
#include "rowan/query/literal_count.hpp"

#include "rowan/query/windowed.hpp"

#include "rowan/query/aggregate_call.hpp"

#include "rowan/query/case.hpp"

#include "rowan/query/cast.hpp"

#include "rowan/query/collate.hpp"

#include "rowan/query/conversion.hpp"

#include "rowan/query/json_functions.hpp"

#include "rowan/query/patterns.hpp"

#include "rowan/query/row_value.hpp"

#include "rowan/query/clauses.hpp"

#include "rowan/query/clause_set.hpp"

#include "rowan/query/join.hpp"

#include "rowan/query/grouping.hpp"

#include "rowan/query/check/window_checks.hpp"

#include "rowan/query/select_query.hpp"

#include "rowan/query/write_clauses.hpp"

#include "rowan/query/write.hpp"

#include "rowan/query/insert.hpp"

#include "rowan/query/check/subquery_checks.hpp"

#include "rowan/query/set_operation.hpp"

#include "rowan/query/row_fit.hpp"

#include "rowan/query/check/source_checks.hpp"

#include "rowan/query/check/lock_checks.hpp"

#include "rowan/query/check/checks.hpp"

#include "rowan/query/check/argument_checks.hpp"

#include "rowan/query/check/definition_checks.hpp"

#include "rowan/query/check/trigger_parts.hpp"

#include "rowan/query/trigger.hpp"

#include "rowan/query/check/trigger_checks.hpp"

#include "rowan/sql/name_checks.hpp"

#include "rowan/event/handler_checks.hpp"

#include "rowan/event/check.hpp"

#include "rowan/event/order.hpp"

#include "rowan/engine/read/read_checks.hpp"

#include "rowan/engine/write/row_checks.hpp"

#include "rowan/engine/write/set_write.hpp"

#include "rowan/engine/write/pipeline.hpp"

#include "rowan/engine/write/change_journal.hpp"
#include "rowan/facade/connection.hpp"
#include "rowan/history/changes.hpp"
#include "rowan/history/words.hpp"
#include "rowan/query/angle_functions.hpp"
#include "rowan/query/math_functions.hpp"
#include "rowan/query/refused_calls.hpp"
#include "rowan/query/text_functions.hpp"
#include "rowan/query/time_functions.hpp"
#include "rowan/sql/has_text.hpp"
#include "rowan/sql/text.hpp"
#include "rowan/sql/trigger.hpp"

/// The layers that every database has.
template <>
struct rowan::detail::installed_extensions<void> {
    using type = rowan::extensions<rowan::detail::history_extension, rowan::detail::journal_extension>;
};
