#pragma once

#include <libpq-fe.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <system_error>

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

/// The server has begun a COPY, which goes on until it is ended, whatever else is asked.
inline bool is_copy(const PGresult* result) {
    const auto status = PQresultStatus(result);
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

/// A transaction in which a statement failed is rolled back by its commit, which is no error of the server's.
inline bool is_rolled_back(PGresult* result) { return std::string_view(PQcmdStatus(result)) == "ROLLBACK"; }

/// The number of rows that a command inserted, updated, deleted, merged or copied; -1 if it is of another kind. Of the others SELECT,
/// FETCH and MOVE have a number at their end, too (postgresql.org/docs/15/protocol-message-formats.html, CommandComplete).
inline std::int64_t changes_of(std::string_view command) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (command.empty() || !is_digit(command.back()) || command[0] == 'S' || command[0] == 'F' ||
        command.starts_with("MO"))
        return -1;
    std::size_t begin = command.size();
    while (begin > 0 && is_digit(command[begin - 1])) --begin;
    std::int64_t count = 0;
    const char* const end = command.data() + command.size();
    // No table has so many rows as do not fit.
    return std::from_chars(command.data() + begin, end, count).ec == std::errc() ? count : -1;
}

} // namespace rowan::detail
