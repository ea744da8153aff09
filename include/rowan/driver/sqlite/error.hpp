#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/driver/sqlite/busy_handler.hpp"
#include "rowan/driver/sqlite/missing_name.hpp"

#include <sqlite3.h>

#include <string>
#include <string_view>

namespace rowan::detail {

inline constraint_kind constraint_kind_of(int extended_code) {
    switch (extended_code) {
    case SQLITE_CONSTRAINT_UNIQUE:
        return constraint_kind::unique;
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return constraint_kind::primary_key;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return constraint_kind::foreign_key;
    case SQLITE_CONSTRAINT_CHECK:
        return constraint_kind::check;
    case SQLITE_CONSTRAINT_NOTNULL:
        return constraint_kind::not_null;
    case SQLITE_CONSTRAINT_DATATYPE:
        return constraint_kind::data_type;
    case SQLITE_CONSTRAINT_TRIGGER:
        return constraint_kind::trigger;
    default:
        return constraint_kind::other;
    }
}

// SQLite names the constraint at the end of the message: "UNIQUE constraint failed: books.title".
inline std::string constraint_in(std::string_view message) {
    const auto colon = message.find(": ");
    if (colon != std::string_view::npos) return std::string(message.substr(colon + 2));
    const auto column = message.rfind(" column ");
    return column == std::string_view::npos ? std::string() : std::string(message.substr(column + 8));
}

/// Whether a message is about a name, or a key, that the database does not have. SQLite has no code for it.
inline bool is_about_missing_name(std::string_view message) {
    const auto has = [message](std::string_view words) { return message.find(words) != std::string_view::npos; };
    return message.starts_with("no such ") || message.starts_with("unknown column ") ||
           message.starts_with("foreign key mismatch") || message.starts_with("cannot join using column ") ||
           message.starts_with("ON CONFLICT clause does not match ") || has("has no column") ||
           // ALTER TABLE: "error in trigger audit: no such column: abc"
           (message.starts_with("error in ") && has(": no such "));
}

/// Throws the error that SQLite reports for the last call (sqlite.org/rescode.html).
[[noreturn]] inline void throw_sqlite_error(sqlite3* handle, int result, std::string_view sql) {
    const int code =
        handle != nullptr && sqlite3_errcode(handle) == (result & 0xff) ? sqlite3_extended_errcode(handle) : result;
    const std::string message = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(result);
    switch (result & 0xff) {
    case SQLITE_CONSTRAINT:
        throw constraint_violation(message, code, sql, constraint_kind_of(code), constraint_in(message));
    case SQLITE_BUSY:
        if (code == SQLITE_BUSY_SNAPSHOT)
            throw serialization_failure(message + ": another connection wrote since this transaction began to read",
                                        code, sql);
        throw busy(message + ": another connection holds a lock", code, sql);
    case SQLITE_INTERRUPT:
        throw canceled(message, code, sql);
    case SQLITE_LOCKED:
        throw busy(message, code, sql);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        throw corrupt_database(message, code, sql);
    case SQLITE_READONLY:
        throw read_only_database(message, code, sql);
    case SQLITE_FULL:
        throw disk_full(message, code, sql);
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        throw connection_lost(message, code, sql);
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
        throw type_mismatch(message, code, sql);
    case SQLITE_SCHEMA:
        throw schema_mismatch(message, code, sql);
    default:
        break;
    }
    if (is_about_missing_name(message))
        throw schema_mismatch(handle != nullptr ? explain_missing_name(handle, message, sql) : message, code, sql);
    if (message.find("syntax error") != std::string::npos || message.starts_with("incomplete input") ||
        message.starts_with("unrecognized token"))
        throw syntax_error(message, code, sql);
    throw error(message, code, sql);
}

/// As above, of what may have waited for a lock.
[[noreturn]] inline void throw_run_error(sqlite3* handle, int result, std::string_view sql, busy_handler& waiting) {
    if ((result & 0xff) == SQLITE_BUSY && waiting.take_canceled())
        throw canceled("interrupted while it waited for the lock of another connection", SQLITE_INTERRUPT, sql);
    throw_sqlite_error(handle, result, sql);
}

} // namespace rowan::detail
