#pragma once

/// The 22 questions of TPC-H, each a function without arguments: `db(queries::q01())`.

#include "tpch/queries_01_06.hpp"
#include "tpch/queries_07_12.hpp"
#include "tpch/queries_13_17.hpp"
#include "tpch/queries_18_22.hpp"
