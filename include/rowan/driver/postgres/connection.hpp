#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/connect.hpp"
#include "rowan/driver/postgres/options.hpp"
#include "rowan/driver/postgres/replication.hpp"
#include "rowan/driver/postgres/session.hpp"
#include "rowan/driver/postgres/statement.hpp"
#include "rowan/driver/waiter.hpp"

#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowan::detail {

template <class Waiter>
class postgres_connection {
public:
    static constexpr auto offers = capability::cancellation | capability::loss | capability::life |
                                   capability::session_reset | capability::session_scope | capability::total_changes |
                                   capability::foreign_transactions | capability::foreign_sql |
                                   capability::answer_limits | capability::write_position |
                                   capability::replay_position | capability::pipelining;

    /// `name` is a connection string or URI of libpq; what it leaves out is taken from the environment (`PGHOST` and so on).
    postgres_connection(const std::string& name, const postgres_options& options)
        : session_(std::make_unique<postgres_session<Waiter>>()) {
        if (options.rows_per_fetch < 1) throw error("rows_per_fetch is 1 at the least: a stream would give no rows");
        postgres_options chosen = options;
        connection_handle handle = open_connection(session_->waiter(), name, chosen);
        if (PQsetnonblocking(handle.get(), 1) != 0)
            throw connection_lost("cannot open the database: the server has ended the connection at once");
        session_->attach(handle.release(), chosen);
        session_->use_utc();
    }
    postgres_connection(postgres_connection&&) noexcept = default;
    postgres_connection& operator=(postgres_connection&&) = delete;
    ~postgres_connection() = default;

    [[nodiscard]] postgres_statement<Waiter> prepare(std::string_view text) { return {*session_, text}; }
    /// Runs statements that need no values, separated by `;`, as one transaction if there is none.
    void execute(std::string_view text) {
        ran_other_sql_ = true;
        session_->execute(text);
    }
    /// Whether SQL that rowan has not written may have run since `forget_other_sql`: a script, or what libpq's handle was taken for.
    [[nodiscard]] bool ran_other_sql() const noexcept { return ran_other_sql_; }
    void forget_other_sql() noexcept { ran_other_sql_ = false; }
    /// Receives the results of all statements that were sent.
    void settle() { session_->settle(); }
    /// Gives up the statements that were sent.
    void abandon() noexcept { session_->abandon(); }
    /// Whether what one statement tells the session is there for the next one, which may be another's behind PgBouncer.
    [[nodiscard]] bool keeps_session() const { return session_->options().named_statements; }
    [[nodiscard]] std::int64_t changes() const { return session_->counters().changes(); }
    [[nodiscard]] std::int64_t total_changes() const { return session_->counters().total_changes(); }
    [[nodiscard]] bool in_transaction() const { return session_->in_transaction(); }
    [[nodiscard]] bool has_open_transaction() const noexcept { return session_->has_open_transaction(); }
    [[nodiscard]] bool is_broken() const noexcept { return session_->is_broken(); }
    /// Asks the server, which has as long as opening may take.
    [[nodiscard]] bool is_alive() { return session_->answers_within(session_->options().connect_timeout); }
    /// Rolls back what is open, and if the options say so, makes the session forget what it was told.
    [[nodiscard]] bool reset() noexcept {
        try {
            if (is_broken()) return false;
            session_->settle();
            if (in_transaction()) execute("ROLLBACK");
            // As DISCARD ALL, but for the prepared statements (postgresql.org/docs/15/sql-discard.html).
            if (session_->options().forget_session)
                execute("CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; SET TIME ZONE 'UTC'; UNLISTEN *; "
                        "SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES");
            return !in_transaction();
        } catch (...) {
            return false;
        }
    }
    [[nodiscard]] std::uint64_t write_position() { return replication_.write_position(*session_); }
    [[nodiscard]] std::uint64_t replay_position() { return replication_.replay_position(*session_); }
    /// No answer is waited for longer, until it is called again.
    void limit_answers(std::chrono::milliseconds limit) noexcept { session_->limit_answers(limit); }
    /// Waits without the server, before a transaction is tried again.
    void pause(std::chrono::milliseconds time) { (void)session_->waiter().wait(no_socket, readiness::readable, time); }
    /// All that waits on this connection asks `hook`, from the next wait on; one without a function blocks the thread again.
    void set_waiting(wait_hook hook) noexcept
        requires requires(Waiter& waiter) { waiter.set_hook(hook); }
    {
        session_->waiter().set_hook(hook);
    }
    /// Calls the hook for what a session that listens is notified of, when a statement reads it; without a hook it is dropped.
    void set_notified(notification_hook hook) noexcept { session_->notifications().set_hook(hook); }
    /// Ends the statement that runs with `canceled`; another thread may call it. False if the server could not be asked.
    bool cancel() noexcept { return session_->cancellation().ask(session_->options().connect_timeout); }
    /// As `cancel`, without a wait: `done(is_asked)` is called on another thread when the request is over, and throws nothing. What the
    /// connection runs after that is not affected; until then, it may be. False if no request could begin; `done` is not called then.
    /// None begins for a session that is encrypted: libpq's request is not (postgresql.org/docs/15/libpq-cancel.html).
    template <class Done>
    bool cancel_later(Done done) noexcept {
        if (PQsslInUse(session_->handle()) != 0) return false;
        return session_->cancellation().ask_later(std::move(done));
    }
    /// libpq's handle, for what rowan does not cover. It is in non-blocking mode.
    [[nodiscard]] PGconn* native_handle() const {
        ran_other_sql_ = true;
        return session_->handle();
    }

private:
    std::unique_ptr<postgres_session<Waiter>> session_;
    postgres_replication<Waiter> replication_;
    mutable bool ran_other_sql_ = false;
};

} // namespace rowan::detail
