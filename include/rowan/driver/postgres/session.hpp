#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/error.hpp"
#include "rowan/driver/postgres/options.hpp"
#include "rowan/driver/postgres/result.hpp"
#include "rowan/driver/waiter.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowan::detail {

template <class Waiter>
class postgres_statement;

/// What runs when an error occurs, as far as it decides what the error means.
struct running_text {
    std::string_view sql;
    /// The statement may have been committed, if the connection is lost while it runs.
    bool may_commit;
};

/// A session of a server: everything that waits goes through here. Statements refer to it, so it stays where it is.
template <class Waiter>
class postgres_session {
public:
    using clock = std::chrono::steady_clock;

    postgres_session() = default;
    postgres_session(const postgres_session&) = delete;
    postgres_session& operator=(const postgres_session&) = delete;
    ~postgres_session() {
        PQfreeCancel(cancel_);
        PQfinish(handle_);
    }

    [[nodiscard]] PGconn* handle() const { return handle_; }
    [[nodiscard]] Waiter& waiter() { return waiter_; }
    [[nodiscard]] const postgres_options& options() const { return options_; }
    [[nodiscard]] bool is_broken() const noexcept {
        return handle_ == nullptr || is_lost_ || PQstatus(handle_) == CONNECTION_BAD;
    }
    [[nodiscard]] bool in_transaction() const noexcept {
        // Of a lost connection it is not known, and the next statement tells.
        return is_broken() || PQtransactionStatus(handle_) != PQTRANS_IDLE;
    }

    /// Takes a connection that is open.
    void attach(PGconn* handle, const postgres_options& options) {
        handle_ = handle;
        options_ = options;
        cancel_ = PQgetCancel(handle);
        if constexpr (requires { waiter_.watch(PQsocket(handle)); }) waiter_.watch(PQsocket(handle));
        const auto grace = std::chrono::seconds(10);
        patience_ = options.answer_timeout;
        if (options.statement_timeout > options.answer_timeout) patience_ = options.statement_timeout + grace;
    }

    /// Asks the server to end what runs; for another thread. What it does not reach goes on.
    bool cancel() noexcept {
        char reason[256];
        return cancel_ != nullptr && PQcancel(cancel_, reason, sizeof reason) == 1;
    }

    /// Waits for one result of what was sent; null at its end.
    [[nodiscard]] result_handle next_result(const running_text& running) {
        if (!std::exchange(is_flushed_, true)) flush(running);
        while (PQisBusy(handle_) != 0) {
            wait(readiness::readable, running);
            if (PQconsumeInput(handle_) == 0) lose(running);
        }
        return result_handle(PQgetResult(handle_));
    }
    /// Sends what has not been sent. The server may answer while it is sent to, and stops reading until it is heard.
    void flush(const running_text& running) {
        for (;;) {
            const int left = PQflush(handle_);
            if (left == 0) return;
            if (left < 0) lose(running);
            wait(readiness::either, running);
            if (PQconsumeInput(handle_) == 0) lose(running);
        }
    }
    /// The deadline of what is sent next begins.
    void start() {
        deadline_ = {};
        is_flushed_ = false;
    }

    /// Reads and drops everything up to the end of what was sent.
    void drain(const running_text& running) {
        while (next_result(running)) {}
    }

    /// Begins what is sent in one round trip (postgresql.org/docs/15/libpq-pipeline-mode.html).
    void begin_pipeline(const running_text& running) { check_sent(PQenterPipelineMode(handle_), running); }
    /// Reads up to the end of the round trip; an error that came last, for what is not in a transaction is committed there.
    [[nodiscard]] result_handle end_pipeline(const running_text& running) {
        result_handle failed;
        for (;;) {
            result_handle result = next_result(running);
            if (!result && is_broken()) lose(running);
            if (!result) continue;
            if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) break;
            if (is_failure(result.get())) failed = std::move(result);
        }
        check_sent(PQexitPipelineMode(handle_), running);
        return failed;
    }

    void synchronise(const running_text& running) { check_sent(PQpipelineSync(handle_), running); }
    /// The one result of a statement.
    [[nodiscard]] result_handle only_result(const running_text& running) {
        result_handle result = next_result(running);
        drain(running);
        return result;
    }

    /// What follows when libpq refuses to send.
    void check_sent(int result, const running_text& running) {
        if (result == 1) return;
        if (PQstatus(handle_) == CONNECTION_BAD) lose({running.sql, false});
        throw error(message_of(handle_), 0, running.sql);
    }
    void check_usable(std::string_view sql) const {
        if (is_broken()) throw connection_lost("the connection to the server is lost; open another", 0, sql);
    }

    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void fail(const PGresult* result, const running_text& running) {
        const std::string message = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
        if (message.empty() && PQstatus(handle_) == CONNECTION_BAD) lose(running);
        error_details details = details_of(result);
        // The server closes the connection then, which may be seen here a moment later.
        const std::string severity = field_of(result, PG_DIAG_SEVERITY_NONLOCALIZED);
        is_lost_ = is_lost_ || severity == "FATAL" || severity == "PANIC";
        // The server ends the connection with such an error, and does not say whether it committed before.
        const std::string& state = details.sqlstate;
        if (running.may_commit && (state.starts_with("57P0") || state.starts_with("08")))
            throw_with<commit_unknown>(std::move(details), unknown_text + message, running.sql);
        throw_sqlstate(std::move(details), message.empty() ? trimmed(PQresultErrorMessage(result)) : message,
                       running.sql);
    }
    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void lose(const running_text& running) {
        is_lost_ = true;
        fail_lost(message_of(handle_), running);
    }

    /// A statement is about to be sent whose result is received later, with those of others that are sent.
    void add_to_pipeline(postgres_statement<Waiter>& statement, const running_text& running) {
        if (sent_.empty()) begin_pipeline(running);
        sent_.push_back(&statement);
        if (running.may_commit) sent_may_commit_ = true;
    }
    /// Receives the results of what was sent, in one round trip. Throws the first error, after which none had an effect, unless
    /// there is a transaction, which has then failed.
    void settle() {
        if (sent_.empty()) return;
        const std::vector<postgres_statement<Waiter>*> sent = std::exchange(sent_, {});
        const running_text last{sent.back()->sql(), std::exchange(sent_may_commit_, false)};
        start();
        synchronise(last);
        for (postgres_statement<Waiter>* each : sent) each->receive();
        const result_handle failed = end_pipeline(last);
        for (postgres_statement<Waiter>* each : sent) each->check_received();
        if (failed) fail(failed.get(), last);
    }

    /// Runs statements without values, separated by `;`. It is the last error that counts, for none follows it.
    void execute(std::string_view text) {
        if (text.find('\0') != std::string_view::npos) throw syntax_error("SQL has no zero bytes", 0, text);
        check_usable(text);
        settle();
        const running_text running{text, may_commit(text)};
        start();
        check_sent(PQsendQuery(handle_, std::string(text).c_str()), running);
        result_handle failed;
        bool is_committed = true;
        while (result_handle result = next_result(running)) {
            is_committed = !is_rolled_back(result.get(), text);
            if (is_failure(result.get())) failed = std::move(result);
            else if (PQresultStatus(result.get()) == PGRES_COPY_IN || PQresultStatus(result.get()) == PGRES_COPY_OUT ||
                     PQresultStatus(result.get()) == PGRES_COPY_BOTH)
                refuse_copy(running);
            else note(result.get());
        }
        if (failed) fail(failed.get(), running);
        if (!is_committed) fail_committing(text);
    }
    /// Whether the server answers at all; a connection without an answer is given up.
    bool answers_within(std::chrono::milliseconds time) {
        const auto patience = std::exchange(patience_, std::min(patience_, time));
        try {
            execute("SELECT 1");
        } catch (const error&) {
            patience_ = patience;
            return false;
        }
        patience_ = patience;
        return true;
    }
    /// Notes what a result says of the session.
    void note(PGresult* result) {
        const char* command = PQcmdStatus(result);
        // Most are SELECT, of which there is nothing to note.
        if (*command != 'S') note(result, command);
    }
    [[nodiscard]] std::int64_t changes() const { return changes_; }

    /// Prepared statements belong to an age: what the server has forgotten is of an earlier one.
    [[nodiscard]] std::uint64_t age() const { return age_; }
    void forget_statements() { ++age_; }
    [[nodiscard]] std::uint64_t next_name() { return ++names_; }

    /// Whether a statement, run now, may commit something: at the end of a transaction, or by itself.
    [[nodiscard]] bool may_commit(std::string_view sql) const {
        if (PQtransactionStatus(handle_) == PQTRANS_IDLE || sent_may_commit_)
            return !is_query(sql) && !sql.starts_with("BEGIN");
        return sql.find("COMMIT") != std::string_view::npos || sql.starts_with("PREPARE TRANSACTION");
    }

    /// A transaction in which a statement failed is rolled back by its commit, which is no error of the server's.
    static bool is_rolled_back(PGresult* result, std::string_view sql) {
        const bool ends = sql == "COMMIT" || sql.starts_with("PREPARE TRANSACTION");
        return ends && std::string_view(PQcmdStatus(result)) == "ROLLBACK";
    }
    [[noreturn]] static void fail_committing(std::string_view sql) {
        throw transaction_lost("the transaction was rolled back, because a statement in it had failed", 0, sql);
    }

private:
    void note(PGresult* result, std::string_view command) {
        if (const std::int64_t changes = changes_of(result, command); changes >= 0) changes_ = changes;
        else if (command.starts_with("DISCARD ALL") || command.starts_with("DEALLOCATE")) forget_statements();
    }
    static bool is_query(std::string_view sql) { return sql.starts_with("SELECT ") || sql.starts_with("select "); }

    static constexpr const char* unknown_text = "the connection was lost before the server said whether it has "
                                                "committed; look into the database before you try again: ";

    static std::string trimmed(std::string text) {
        while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
        return text;
    }
    static std::string message_of(PGconn* handle) { return trimmed(PQerrorMessage(handle)); }

    [[noreturn]] void fail_lost(const std::string& reason, const running_text& running) {
        if (running.may_commit) throw commit_unknown(unknown_text + reason, 0, running.sql);
        throw connection_lost("the connection to the server is lost: " + reason, 0, running.sql);
    }
    void wait(readiness what, const running_text& running) {
        if (deadline_ == clock::time_point{}) deadline_ = clock::now() + patience_;
        if (waiter_.wait(PQsocket(handle_), what, deadline_)) return;
        is_lost_ = true;
        fail_lost("it has not answered for " + std::to_string(patience_.count()) + " ms", running);
    }
    [[noreturn]] void refuse_copy(const running_text& running) {
        is_lost_ = true;
        throw error("execute does not run COPY from or to the program, and the connection cannot be used after it", 0,
                    running.sql);
    }

    PGconn* handle_ = nullptr;
    PGcancel* cancel_ = nullptr;
    Waiter waiter_{};
    postgres_options options_{};
    std::chrono::milliseconds patience_{};
    clock::time_point deadline_{};
    std::vector<postgres_statement<Waiter>*> sent_;
    std::int64_t changes_ = 0;
    std::uint64_t age_ = 0, names_ = 0;
    bool is_lost_ = false, is_flushed_ = true, sent_may_commit_ = false;
};

} // namespace rowan::detail
