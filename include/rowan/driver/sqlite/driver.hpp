#pragma once

#include "rowan/driver/concept.hpp"
#include "rowan/driver/sqlite/connection.hpp"
#include "rowan/driver/sqlite/statement.hpp"

#include <sqlite3.h>

#include <cstddef>

namespace rowan {

struct sqlite_dialect;

/// SQLite 3.40 or later, through its C API: `using driver = rowan::sqlite;`
struct sqlite {
    using dialect = sqlite_dialect;
    using options = sqlite_options;
    using connection = detail::sqlite_connection;
    using statement = detail::sqlite_statement;
    // SQLITE_MAX_VARIABLE_NUMBER of a library built without options (sqlite.org/limits.html).
    static constexpr std::size_t max_parameters = 32766;
    static constexpr bool has_one_writer = true;

    static options reading(options chosen) {
        chosen.read_only = true;
        return chosen;
    }
};

static_assert(SQLITE_VERSION_NUMBER >= 3040000, "rowan needs SQLite 3.40 or later");
static_assert(driver<sqlite> && one_writer_driver<sqlite> && reading_driver<sqlite>);

} // namespace rowan
