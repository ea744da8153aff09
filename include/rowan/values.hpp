#pragma once

/// The types of values that not every program needs: rowan/rowan.hpp leaves them out.

#include "rowan/meta/requirements.hpp"

#include "rowan/query/decimal_literal.hpp"
#include "rowan/schema/decimal.hpp"
#include "rowan/schema/interval.hpp"
#include "rowan/schema/json.hpp"
#include "rowan/schema/uuid.hpp"
