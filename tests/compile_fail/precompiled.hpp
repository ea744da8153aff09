// Everything that the programs beside this file include: they are compiled by the hundred.
#include "rowan/pool.hpp"
#include "rowan/postgres.hpp"
#include "rowan/rowan.hpp"
#include "rowan/sqlite.hpp"
#include "rowan/values.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
