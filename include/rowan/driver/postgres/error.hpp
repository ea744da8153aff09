#pragma once

#include "rowan/driver/error.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace rowan::detail {

inline std::string field_of(const PGresult* result, int field) {
    const char* text = PQresultErrorField(result, field);
    return text == nullptr ? std::string() : std::string(text);
}
inline error_details details_of(const PGresult* result) {
    return {field_of(result, PG_DIAG_SQLSTATE),       field_of(result, PG_DIAG_MESSAGE_DETAIL),
            field_of(result, PG_DIAG_MESSAGE_HINT),   field_of(result, PG_DIAG_SCHEMA_NAME),
            field_of(result, PG_DIAG_TABLE_NAME),     field_of(result, PG_DIAG_COLUMN_NAME),
            field_of(result, PG_DIAG_CONSTRAINT_NAME)};
}

/// Whether the server ends the session with an error.
inline bool is_fatal(const PGresult* result) {
    const std::string severity = field_of(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity == "FATAL" || severity == "PANIC";
}

/// A message of libpq, which may have lines; one that is indented goes on with what is before it.
inline std::string one_line(std::string_view message) {
    constexpr std::string_view spaces = "\n\t ";
    std::string text;
    for (std::size_t begin = 0; (begin = message.find_first_not_of(spaces, begin)) != std::string_view::npos;) {
        const std::size_t end = std::min(message.find_first_of(spaces, begin), message.size());
        if (!text.empty()) text += message[begin - 1] == '\n' ? "; " : " ";
        text += message.substr(begin, end - begin);
        begin = end;
    }
    return text;
}

/// Whether a constraint has the name that the server gives to primary keys, unless the table's definition says another: of 63 bytes
/// at the most, for which the table's name is cut behind a whole character, of four bytes at the most.
inline bool is_primary_key_name(std::string_view constraint, std::string_view table) {
    constexpr std::string_view suffix = "_pkey";
    if (!constraint.ends_with(suffix)) return false;
    const std::string_view stem = constraint.substr(0, constraint.size() - suffix.size());
    return stem == table || (table.starts_with(stem) && stem.size() > 54);
}
inline std::string message_of(PGconn* handle) { return one_line(PQerrorMessage(handle)); }

inline constraint_kind constraint_kind_of(std::string_view sqlstate, const error_details& details) {
    // The server does not tell the two apart.
    if (sqlstate == "23505")
        return is_primary_key_name(details.constraint, details.table) ? constraint_kind::primary_key
                                                                      : constraint_kind::unique;
    if (sqlstate == "23503" || sqlstate == "23001") return constraint_kind::foreign_key;
    if (sqlstate == "23514") return constraint_kind::check;
    if (sqlstate == "23502") return constraint_kind::not_null;
    return constraint_kind::other;
}

template <class Error, class... More>
[[noreturn]] void throw_with(error_details details, const std::string& message, std::string_view sql, More... more) {
    Error failure(message, 0, sql, std::move(more)...);
    failure.add(std::move(details));
    throw failure;
}

/// Throws the error of a SQLSTATE (postgresql.org/docs/15/errcodes-appendix.html); its first two characters are its class.
[[noreturn]] inline void throw_sqlstate(error_details details, const std::string& message, std::string_view sql) {
    const std::string state = details.sqlstate;
    const std::string_view family = std::string_view(state).substr(0, 2);
    const auto is = [&](auto... states) { return ((state == states) || ...); };
    if (family == "23") {
        const constraint_kind kind = constraint_kind_of(state, details);
        std::string name = kind == constraint_kind::not_null ? details.column : details.constraint;
        throw_with<constraint_violation>(std::move(details), message, sql, kind, std::move(name));
    }
    if (const auto mark = message.find(left_out_mark); is("22P02") && mark != std::string::npos) {
        const auto begin = mark + left_out_mark.size();
        throw_with<row_left_out>(std::move(details),
                                 "the database left out " + message.substr(begin, message.rfind("rows") + 4 - begin) +
                                     ", as a trigger may do; none was inserted",
                                 sql);
    }
    if (is("40P01")) throw_with<deadlock>(std::move(details), message, sql);
    if (is("40001", "40000", "40002", "CR000")) throw_with<serialization_failure>(std::move(details), message, sql);
    if (is("40003")) throw_with<commit_unknown>(std::move(details), message, sql);
    if (is("25P02"))
        throw_with<transaction_lost>(std::move(details),
                                     message + " (an earlier statement of this transaction failed, after which "
                                               "PostgreSQL runs nothing more in it; what may fail goes into a "
                                               "transaction inside of it)",
                                     sql);
    if (is("25006")) throw_with<read_only_database>(std::move(details), message, sql);
    if (is("25P03", "57P01", "57P02", "57P03", "57P04", "57P05") || family == "08")
        throw_with<connection_lost>(std::move(details), message, sql);
    if (is("55P03")) throw_with<busy>(std::move(details), message, sql);
    if (is("57014")) throw_with<canceled>(std::move(details), message, sql);
    if (is("53100")) throw_with<disk_full>(std::move(details), message, sql);
    if (family == "53") throw_with<resource_exhausted>(std::move(details), message, sql);
    if (is("XX001", "XX002")) throw_with<corrupt_database>(std::move(details), message, sql);
    if (is("42501") || family == "28") throw_with<permission_denied>(std::move(details), message, sql);
    if (is("42601", "42602")) throw_with<syntax_error>(std::move(details), message, sql);
    if (is("42P01", "42703", "3F000", "42P02", "26000")) throw_with<schema_mismatch>(std::move(details), message, sql);
    if (is("42804", "42883", "42846", "22001", "22003", "22007", "22008", "22021", "22023", "22P02", "22P03", "22P05"))
        throw_with<type_mismatch>(std::move(details), message, sql);
    throw_with<error>(std::move(details), message, sql);
}

} // namespace rowan::detail
