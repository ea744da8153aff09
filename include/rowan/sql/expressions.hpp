#pragma once

/// The text of every kind of expression.

#include "rowan/sql/case.hpp"
#include "rowan/sql/collate.hpp"
#include "rowan/sql/constant.hpp"
#include "rowan/sql/expression.hpp"
#include "rowan/sql/function.hpp"
#include "rowan/sql/row_value.hpp"
