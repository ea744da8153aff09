#pragma once

#include "rowan/driver/deadline.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/error.hpp"
#include "rowan/driver/postgres/options.hpp"
#include "rowan/driver/waiter.hpp"

#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace rowan::detail {

struct connection_closer {
    void operator()(PGconn* handle) const noexcept { PQfinish(handle); }
};
using connection_handle = std::unique_ptr<PGconn, connection_closer>;

struct conninfo_freer {
    void operator()(PQconninfoOption* list) const noexcept { PQconninfoFree(list); }
};

/// What a connection string and the environment say of an option; empty if nothing.
class connection_string {
public:
    explicit connection_string(const std::string& text) {
        char* message = nullptr;
        given_.reset(PQconninfoParse(text.c_str(), &message));
        const std::unique_ptr<char, void (*)(void*)> owner(message, PQfreemem);
        // A text without `=` and `://` is the name of a database.
        const bool is_name = text.find('=') == std::string::npos && text.find("://") == std::string::npos;
        if (!given_ && !is_name)
            throw connection_lost("the connection string is not one of libpq: " +
                                  without_quoted(message == nullptr ? "" : message));
        defaults_.reset(PQconndefaults());
        if (!(*this)["service"].empty()) look_up_service(text);
    }
    [[nodiscard]] std::string operator[](std::string_view keyword) const {
        for (const auto* list : {given_.get(), defaults_.get()})
            for (; list != nullptr && list->keyword != nullptr; ++list)
                if (list->keyword == keyword && list->val != nullptr) return list->val;
        return {};
    }

private:
    // libpq looks a service up when a connection begins: one begins, and is given up.
    void look_up_service(const std::string& text) {
        const std::array<const char*, 2> keywords{"dbname", nullptr}, values{text.c_str(), nullptr};
        const connection_handle begun(PQconnectStartParams(keywords.data(), values.data(), 1));
        if (begun) given_.reset(PQconninfo(begun.get()));
    }
    /// What libpq quotes of the string may be a part of a password, unless it is a keyword that it does not know.
    static std::string without_quoted(std::string_view message) {
        constexpr std::string_view unknown = "invalid connection option \"";
        if (message.starts_with(unknown)) {
            const std::string_view name =
                message.substr(unknown.size(), message.find('"', unknown.size()) - unknown.size());
            if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos)
                return std::string(unknown) + std::string(name) + '"';
        }
        std::string text;
        bool is_quoted = false;
        for (const char c : message) {
            if (c == '"') {
                is_quoted = !is_quoted;
                text += is_quoted ? "\"..." : "\"";
            } else if (c != '\n' && !is_quoted) text += c;
        }
        return text;
    }

    std::unique_ptr<PQconninfoOption, conninfo_freer> given_, defaults_;
};

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
/// Why it cannot be opened; with several hosts, what the last of them said decides the type.
[[noreturn]] inline void throw_open_error(PGconn* handle) {
    std::string reason = PQerrorMessage(handle);
    const std::string state = take_sqlstate(reason);
    reason = one_line(reason);
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
    if (PQstatus(handle.get()) == CONNECTION_BAD) throw_open_error(handle.get());
    PQsetErrorVerbosity(handle.get(), PQERRORS_VERBOSE);
    // libpq would print what the server says.
    PQsetNoticeReceiver(handle.get(), [](void*, const PGresult*) {}, nullptr);
    const auto timeout = options.connect_timeout = connect_timeout_of(given, options);
    const auto deadline = time_after(timeout);
    for (auto next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK; next = PQconnectPoll(handle.get())) {
        if (next == PGRES_POLLING_FAILED) throw_open_error(handle.get());
        const auto what = next == PGRES_POLLING_READING ? readiness::readable : readiness::writable;
        if (!waiter.wait(PQsocket(handle.get()), what, time_until(deadline)))
            throw connection_lost("cannot open the database: no answer for " + std::to_string(timeout.count()) + " ms");
    }
    PQsetErrorVerbosity(handle.get(), PQERRORS_DEFAULT);
    return handle;
}

} // namespace rowan::detail
