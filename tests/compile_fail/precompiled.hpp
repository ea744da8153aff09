// Everything that the programs beside this file include: they are compiled by the hundred. First the header that all others include,
// so that the path to it in a message is no longer than a user's.
#include "rowan/rowan.hpp"

#include "rowan/pool.hpp"
#include "rowan/postgres.hpp"
#include "rowan/sqlite.hpp"
#include "rowan/values.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
