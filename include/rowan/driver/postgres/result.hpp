#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string_view>

namespace rowan::detail {

struct result_clearer {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using result_handle = std::unique_ptr<PGresult, result_clearer>;

inline bool is_failure(const PGresult* result) {
    switch (PQresultStatus(result)) {
    case PGRES_FATAL_ERROR:
    case PGRES_BAD_RESPONSE:
    case PGRES_PIPELINE_ABORTED:
        return true;
    default:
        return false;
    }
}

/// The number of rows that a command inserted, updated or deleted; -1 if it is of another kind.
inline std::int64_t changes_of(std::string_view command) {
    if (!command.starts_with("INSERT") && !command.starts_with("UPDATE") && !command.starts_with("DELETE") &&
        !command.starts_with("MERGE") && !command.starts_with("COPY"))
        return -1;
    // The last word, as in `INSERT 0 3` (postgresql.org/docs/15/protocol-message-formats.html, CommandComplete).
    std::int64_t count = 0;
    for (const char digit : command.substr(command.rfind(' ') + 1)) count = count * 10 + (digit - '0');
    return count;
}

} // namespace rowan::detail
