#pragma once

#include "rowan/driver/deadline.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/connection_string.hpp"
#include "rowan/driver/postgres/error.hpp"
#include "rowan/driver/postgres/options.hpp"
#include "rowan/driver/waiter.hpp"

#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace rowan::detail {

/// The settings of the session, as the server takes them when the connection is opened. Times go out in UTC.
inline std::string session_settings(const connection_string& given, const postgres_options& options) {
    std::string settings = given["options"];
    const auto add = [&](std::string_view name, std::chrono::milliseconds time) {
        if (time.count() > 0) settings += " -c " + std::string(name) + "=" + std::to_string(time.count());
    };
    settings += " -c timezone=UTC -c standard_conforming_strings=on";
    add("statement_timeout", options.statement_timeout);
    add("lock_timeout", options.lock_timeout);
    return settings;
}

inline std::chrono::milliseconds connect_timeout_of(const connection_string& given, const postgres_options& options) {
    const std::string text = given["connect_timeout"];
    int seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    // None, or 0, is what the options say: no wait is without an end.
    return seconds > 0 ? std::chrono::seconds(seconds) : options.connect_timeout;
}

/// Takes what the verbose form adds to a message of the server (`FATAL:  28P01: …` and a line `LOCATION:  …`) out of it, and
/// gives the SQLSTATE; empty if it is libpq's own.
inline std::string take_sqlstate(std::string& message) {
    constexpr std::size_t length = 5;
    std::string state;
    for (std::size_t place = 0; (place = message.find(":  ", place)) != std::string::npos;) {
        place += 3;
        const std::string found = message.substr(place, length + 2);
        const bool is_state = found.size() == length + 2 && found.ends_with(": ") &&
                              found.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == length;
        if (!is_state) continue;
        state = found.substr(0, length);
        message.erase(place, length + 2);
        const std::size_t end = message.find('\n', place),
                          next = end == std::string::npos ? end : message.find('\n', end + 1);
        if (end != std::string::npos) message.erase(end, next == std::string::npos ? next : next - end);
    }
    return state;
}
/// What is known of a reason in words that are none of the connection string's.
inline std::string_view kind_of_reason(std::string_view reason) {
    for (const std::string_view kind :
         {"could not translate host name", "Connection refused", "No such file or directory", "invalid port number",
          "invalid integer value", "could not match", "password authentication failed", "no password supplied",
          "does not exist", "no pg_hba.conf entry", "definition of service",
          "server closed the connection unexpectedly"})
        if (reason.find(kind) != std::string_view::npos) return kind;
    return "it was refused";
}
/// Why it cannot be opened; with several hosts, what the last of them said decides the type. What libpq and the server say names hosts,
/// users and databases, of which none is shown that may be a part of a password.
[[noreturn]] inline void throw_open_error(PGconn* handle, const connection_string& given) {
    std::string reason = PQerrorMessage(handle);
    const std::string state = take_sqlstate(reason);
    reason = given.is_clear(reason)
                 ? one_line(reason)
                 : std::string(kind_of_reason(reason)) +
                       "; more is not shown, since a part of a password may have been taken for another value of the "
                       "connection string: in a URI write @ as %40 and / as %2F, give a quoted password as the last "
                       "value, or keep it in a PGPASSFILE";
    const auto is_of = [&](std::string_view family) { return state.starts_with(family); };
    const std::string message = "cannot open the database: " + reason;
    error_details details{};
    details.sqlstate = state;
    if (is_of("53")) throw_with<resource_exhausted>(std::move(details), message, {});
    if (is_of("28") || is_of("42501")) throw_with<permission_denied>(std::move(details), message, {});
    throw_with<connection_lost>(std::move(details), message, {});
}

/// Opens a connection (postgresql.org/docs/15/libpq-connect.html#LIBPQ-PQCONNECTSTARTPARAMS). Notes the time for it in the options.
template <class Waiter>
connection_handle open_connection(Waiter& waiter, const std::string& name, postgres_options& options) {
    const connection_string given(name);
    const std::string settings = session_settings(given, options);
    // What comes later counts more, but for `fallback_`.
    const bool is_pooled = !options.named_statements;
    if (is_pooled && (options.statement_timeout.count() > 0 || options.lock_timeout.count() > 0))
        throw connection_lost(
            "cannot open the database: statement_timeout and lock_timeout are settings of a session, "
            "and without named_statements sessions are shared; set them for the role, with ALTER ROLE");
    const std::array<const char*, 5> keywords{"dbname", "client_encoding", "fallback_application_name",
                                              is_pooled ? nullptr : "options", nullptr};
    const std::array<const char*, 5> values{name.c_str(), "UTF8", options.application_name.c_str(), settings.c_str(),
                                            nullptr};
    connection_handle handle(PQconnectStartParams(keywords.data(), values.data(), 1));
    if (!handle) throw std::bad_alloc();
    if (PQstatus(handle.get()) == CONNECTION_BAD) throw_open_error(handle.get(), given);
    PQsetErrorVerbosity(handle.get(), PQERRORS_VERBOSE);
    // libpq would print what the server says.
    PQsetNoticeReceiver(handle.get(), [](void*, const PGresult*) {}, nullptr);
    const auto timeout = options.connect_timeout = connect_timeout_of(given, options);
    const auto deadline = time_after(timeout);
    for (auto next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK; next = PQconnectPoll(handle.get())) {
        if (next == PGRES_POLLING_FAILED) throw_open_error(handle.get(), given);
        const auto what = next == PGRES_POLLING_READING ? readiness::readable : readiness::writable;
        if (!waiter.wait(PQsocket(handle.get()), what, time_until(deadline)))
            throw connection_lost("cannot open the database: no answer for " + std::to_string(timeout.count()) + " ms");
    }
    PQsetErrorVerbosity(handle.get(), PQERRORS_DEFAULT);
    return handle;
}

} // namespace rowan::detail
