#pragma once

#include "rowan/driver/error.hpp"
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
            throw connection_lost("the connection string is none: " + std::string(message == nullptr ? "" : message));
        defaults_.reset(PQconndefaults());
    }
    [[nodiscard]] std::string operator[](std::string_view keyword) const {
        for (const auto* list : {given_.get(), defaults_.get()})
            for (; list != nullptr && list->keyword != nullptr; ++list)
                if (list->keyword == keyword && list->val != nullptr) return list->val;
        return {};
    }

private:
    std::unique_ptr<PQconninfoOption, conninfo_freer> given_, defaults_;
};

/// The settings of the session, as the server takes them when the connection is opened. Times go out in UTC.
inline std::string session_settings(const connection_string& given, const postgres_options& options) {
    std::string settings = given["options"];
    const auto add = [&](std::string_view name, std::chrono::milliseconds time) {
        if (time.count() > 0) settings += " -c " + std::string(name) + "=" + std::to_string(time.count());
    };
    settings += " -c timezone=UTC";
    add("statement_timeout", options.statement_timeout);
    add("lock_timeout", options.lock_timeout);
    return settings;
}

inline std::chrono::milliseconds connect_timeout_of(const connection_string& given, const postgres_options& options) {
    const std::string text = given["connect_timeout"];
    int seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    // As libpq has it, 0 is no limit.
    return seconds > 0 ? std::chrono::seconds(seconds) : options.connect_timeout;
}

inline connection_lost open_error(PGconn* handle) {
    std::string reason = PQerrorMessage(handle);
    while (!reason.empty() && reason.back() == '\n') reason.pop_back();
    return connection_lost("cannot open the database: " + reason);
}

/// Opens a connection (postgresql.org/docs/15/libpq-connect.html#LIBPQ-PQCONNECTSTARTPARAMS).
template <class Waiter>
connection_handle open_connection(Waiter& waiter, const std::string& name, const postgres_options& options) {
    const connection_string given(name);
    const std::string settings = session_settings(given, options);
    // What comes later counts more, but for `fallback_`.
    const bool is_pooled = !options.named_statements;
    const std::array<const char*, 5> keywords{"dbname", "client_encoding", "fallback_application_name",
                                              is_pooled ? nullptr : "options", nullptr};
    const std::array<const char*, 5> values{name.c_str(), "UTF8", options.application_name.c_str(), settings.c_str(),
                                            nullptr};
    connection_handle handle(PQconnectStartParams(keywords.data(), values.data(), 1));
    if (!handle) throw std::bad_alloc();
    if (PQstatus(handle.get()) == CONNECTION_BAD) throw open_error(handle.get());
    const auto timeout = connect_timeout_of(given, options);
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    for (auto next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK; next = PQconnectPoll(handle.get())) {
        if (next == PGRES_POLLING_FAILED) throw open_error(handle.get());
        const auto what = next == PGRES_POLLING_READING ? readiness::readable : readiness::writable;
        if (!waiter.wait(PQsocket(handle.get()), what, deadline))
            throw connection_lost("cannot open the database: no answer for " + std::to_string(timeout.count()) + " ms");
    }
    return handle;
}

} // namespace rowan::detail
