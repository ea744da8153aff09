#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/connect.hpp"
#include "rowan/driver/postgres/options.hpp"
#include "rowan/driver/postgres/session.hpp"
#include "rowan/driver/postgres/statement.hpp"

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace rowan::detail {

template <class Waiter>
class postgres_connection {
public:
    /// `name` is a connection string or URI of libpq; what it leaves out is taken from the environment (`PGHOST` and so on).
    postgres_connection(const std::string& name, const postgres_options& options)
        : session_(std::make_unique<postgres_session<Waiter>>()) {
        connection_handle handle = open_connection(session_->waiter(), name, options);
        if (PQsetnonblocking(handle.get(), 1) != 0) throw open_error(handle.get());
        PQsetNoticeReceiver(handle.get(), [](void*, const PGresult*) {}, nullptr);
        session_->attach(handle.release(), options);
        const char* zone = PQparameterStatus(session_->handle(), "TimeZone");
        if (zone == nullptr || std::string_view(zone) != "UTC") session_->execute("SET TIME ZONE 'UTC'");
    }
    postgres_connection(postgres_connection&&) noexcept = default;
    postgres_connection& operator=(postgres_connection&&) = delete;
    ~postgres_connection() = default;

    [[nodiscard]] postgres_statement<Waiter> prepare(std::string_view text) { return {*session_, text}; }
    /// Runs statements that need no values, separated by `;`, as one transaction if there is none.
    void execute(std::string_view text) { session_->execute(text); }
    /// Receives the results of all statements that were sent.
    void settle() { session_->settle(); }
    [[nodiscard]] std::int64_t changes() const { return session_->changes(); }
    [[nodiscard]] bool in_transaction() const { return session_->in_transaction(); }
    [[nodiscard]] bool is_broken() const noexcept { return session_->is_broken(); }
    /// Ends the statement that runs with `canceled`; another thread may call it. False if the server could not be asked.
    bool cancel() noexcept { return session_->cancel(); }
    /// libpq's handle, for what rowan does not cover. It is in non-blocking mode.
    [[nodiscard]] PGconn* native_handle() const { return session_->handle(); }

private:
    std::unique_ptr<postgres_session<Waiter>> session_;
};

} // namespace rowan::detail
