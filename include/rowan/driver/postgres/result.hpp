#pragma once

#include <libpq-fe.h>

#include <cstddef>
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

/// The number of rows that a command inserted, updated, deleted, merged or copied; -1 if it is of another kind. Of the others SELECT,
/// FETCH and MOVE have a number at their end, too (postgresql.org/docs/15/protocol-message-formats.html, CommandComplete).
inline std::int64_t changes_of(std::string_view command) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (command.empty() || !is_digit(command.back()) || command[0] == 'S' || command[0] == 'F' ||
        (command[0] == 'M' && command[1] == 'O'))
        return -1;
    std::int64_t count = 0, place = 1;
    for (std::size_t i = command.size(); i > 0 && is_digit(command[i - 1]); --i, place *= 10)
        count += place * (command[i - 1] - '0');
    return count;
}

} // namespace rowan::detail
