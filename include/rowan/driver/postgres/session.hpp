#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/cancellation.hpp"
#include "rowan/driver/postgres/commit_words.hpp"
#include "rowan/driver/postgres/copy_room.hpp"
#include "rowan/driver/postgres/error.hpp"
#include "rowan/driver/postgres/notifications.hpp"
#include "rowan/driver/postgres/options.hpp"
#include "rowan/driver/postgres/result.hpp"
#include "rowan/driver/postgres/session_counters.hpp"
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

/// A session of a server: everything that waits goes through here. Statements refer to it, so it stays where it is.
template <class Waiter>
class postgres_session {
public:
    using clock = std::chrono::steady_clock;

    postgres_session() = default;
    postgres_session(const postgres_session&) = delete;
    postgres_session& operator=(const postgres_session&) = delete;
    ~postgres_session() { PQfinish(handle_); }

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
    /// Whether a transaction is open, while nothing runs; not on a lost connection, whatever libpq knows of it.
    [[nodiscard]] bool has_open_transaction() const noexcept {
        const auto status = PQtransactionStatus(handle_);
        return !is_broken() && (status == PQTRANS_INTRANS || status == PQTRANS_INERROR);
    }

    /// Takes a connection that is open.
    void attach(PGconn* handle, const postgres_options& options) {
        handle_ = handle;
        socket_ = PQsocket(handle);
        options_ = options;
        cancellation_ = postgres_cancellation(handle);
        PQsetNoticeReceiver(
            handle,
            [](void* session, const PGresult* notice) { static_cast<postgres_session*>(session)->hear(notice); }, this);
        if constexpr (watching_waiter<Waiter>) waiter_.watch(socket_);
        const auto grace = std::chrono::seconds(10);
        patience_ = options.answer_timeout;
        if (options.statement_timeout > options.answer_timeout) patience_ = options.statement_timeout + grace;
    }

    [[nodiscard]] notification_taker& notifications() noexcept { return notifications_; }
    /// Asks the server to end what runs; for another thread. What it does not reach goes on.
    [[nodiscard]] const postgres_cancellation& cancellation() const noexcept { return cancellation_; }

    /// No answer is waited for longer, whatever the options say. What runs is then ended, and the connection given up: `timed_out`
    /// if the server still says something.
    void limit_answers(std::chrono::milliseconds limit) { limit_ = limit; }

    /// Waits for one result of what was sent; null at its end.
    [[nodiscard]] result_handle next_result(const running_text& running) {
        await_result(running);
        return result_handle(PQgetResult(handle_));
    }
    /// Sends what has not been sent. The server may answer while it is sent to, and stops reading until it is heard. False if it took
    /// a wait, after which the answer may have been read.
    bool flush(const running_text& running) {
        for (bool is_at_once = true;; is_at_once = false) {
            const int left = PQflush(handle_);
            if (left == 0) return is_at_once;
            if (left < 0) lose(running);
            wait(readiness::either, running);
            if (!consume()) lose(running);
        }
    }
    /// Room for what is copied. The heap would else give it back to the system each time.
    [[nodiscard]] copy_room& copied() { return copied_; }

    /// Something is sent next.
    void start() { is_flushed_ = false; }

    /// Reads and drops everything up to the end of what was sent.
    void drain(const running_text& running) {
        while (const result_handle result = next_result(running)) check_no_copy(result.get(), running);
    }
    /// Gives the connection up if the server has begun a COPY that it was not asked for: its results have no end.
    void check_no_copy(const PGresult* result, const running_text& running) {
        if (!is_copy(result)) return;
        is_lost_ = true;
        fail_lost("it has begun a COPY that it was not asked for", running);
    }

    /// Begins what is sent in one round trip (postgresql.org/docs/15/libpq-pipeline-mode.html).
    void begin_pipeline(const running_text& running) { check_sent(PQenterPipelineMode(handle_), running); }
    /// Reads up to the end of the round trip; an error that came last, for what is not in a transaction is committed there.
    [[nodiscard]] result_handle end_pipeline(const running_text& running) {
        result_handle failed;
        for (bool is_over = false;;) {
            result_handle result = next_result(running);
            // After the end of one statement there is another, or that of the round trip.
            if (!result && (is_over || is_broken())) lose(running);
            is_over = !result;
            if (!result) continue;
            check_no_copy(result.get(), running);
            if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) break;
            if (is_failure(result.get())) failed = std::move(result);
        }
        check_sent(PQexitPipelineMode(handle_), running);
        return failed;
    }

    void synchronise(const running_text& running) { check_sent(PQpipelineSync(handle_), running); }
    /// The one result of a statement; or the error that came after it, for what is not in a transaction is committed then.
    [[nodiscard]] [[gnu::hot]] result_handle only_result(const running_text& running) {
        await_result(running);
        result_handle result(PQgetResult(handle_));
        for (;;) {
            while (PQisBusy(handle_) != 0) receive(running);
            result_handle next(PQgetResult(handle_));
            if (!next) [[likely]]
                return result;
            check_no_copy(next.get(), running);
            if (is_failure(next.get())) result = std::move(next);
        }
    }

    /// What follows when libpq refuses to send.
    void check_sent(int result, const running_text& running) {
        if (result == 1) return;
        if (PQstatus(handle_) == CONNECTION_BAD) lose({running.sql, false});
        throw error(message_of(handle_) + "; a connection is used by one thread at a time, a pool by many", 0,
                    running.sql);
    }
    /// Before a statement runs: what earlier ones have left is done.
    void clear_way(std::string_view sql) {
        if (is_lost_ || !sent_.empty() || !left_.empty()) [[unlikely]]
            finish_earlier(sql);
    }
    void check_usable(std::string_view sql) const {
        // What libpq alone knows, it says when something is sent.
        if (is_lost_) throw connection_lost("the connection to the server is lost; open another", 0, sql);
    }
    /// Throws if the server has ended the session already, before something is sent to it that would then be an unknown commit.
    [[gnu::noinline]] void check_open(const running_text& running) {
        check_usable(running.sql);
        // It costs a call of the system, which tells next to nothing right after an answer.
        if (!running.may_commit) return;
        const auto now = clock::now();
        if (now - std::exchange(looked_, now) < just_now) return;
        while (is_readable(socket_)) {
            // The last words of a session come before its end.
            if (!consume() || PQisBusy(handle_) != 0 || is_lost_) lose({running.sql, false});
        }
    }

    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void fail(const PGresult* result, const running_text& running) {
        const std::string message = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
        if (message.empty() && PQstatus(handle_) == CONNECTION_BAD) lose(running);
        error_details details = details_of(result);
        // It may have been a commit that failed.
        if (PQtransactionStatus(handle_) == PQTRANS_IDLE) counters_.count_transaction_end();
        // The server closes the connection then, which may be seen here a moment later.
        is_lost_ = is_lost_ || is_fatal(result);
        // The server ends the connection with such an error, and does not say whether it committed before.
        const std::string& state = details.sqlstate;
        if (running.may_commit && (state.starts_with("57P0") || state.starts_with("08")))
            throw_with<commit_unknown>(std::move(details), unknown_text + message, running.sql);
        throw_sqlstate(std::move(details), message.empty() ? one_line(PQresultErrorMessage(result)) : message,
                       running.sql);
    }
    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void lose(const running_text& running) {
        is_lost_ = true;
        fail_lost(last_words_.empty() ? message_of(handle_) : last_words_, running);
    }

    /// A statement is about to be sent whose result is received later, with those of others that are sent.
    void add_to_pipeline(postgres_statement<Waiter>& statement, const running_text& running) {
        if (sent_.empty()) {
            is_sent_alone_ = PQtransactionStatus(handle_) == PQTRANS_IDLE;
            // Those that follow may commit.
            check_open({running.sql, is_sent_alone_});
            begin_pipeline(running);
        }
        sent_.push_back(&statement);
        if (running.may_commit) sent_may_commit_ = true;
    }
    /// Receives the results of what was sent, in one round trip. Throws the first error, after which none had an effect, unless
    /// there is a transaction, which has then failed.
    void settle() {
        if (!sent_.empty()) receive_sent(true);
    }
    void receive_sent(bool may_repeat) {
        // None is sent any longer; both lists keep their room.
        received_.clear();
        received_.swap(sent_);
        const running_text last{received_.back()->sql(), std::exchange(sent_may_commit_, false)};
        start();
        synchronise(last);
        for (postgres_statement<Waiter>* each : received_) each->receive(last.may_commit);
        const result_handle failed = end_pipeline(last);
        if (may_repeat && is_sent_alone_ &&
            std::ranges::any_of(received_, [](auto* each) { return each->is_forgotten(); })) {
            // A table was altered, and nothing was done: all are prepared again.
            forget_statements();
            const std::vector<postgres_statement<Waiter>*> again = received_;
            for (postgres_statement<Waiter>* each : again) each->send();
            return receive_sent(false);
        }
        for (postgres_statement<Waiter>* each : received_) each->check_received();
        if (failed) fail(failed.get(), last);
    }

    /// Another statement is about to run: it would commit what was sent, and not what is still to be sent with it.
    void settle_before(std::string_view sql) {
        if (sent_.empty()) return;
        if (is_sent_alone_)
            throw error("a pipeline that is in no transaction is not over: run this in it, after it, or both in a "
                        "transaction",
                        0, sql);
        settle();
    }

    /// Gives up what was sent: it has no effect, unless there is a transaction, which can still be committed.
    void abandon() noexcept {
        if (sent_.empty() || is_broken()) return;
        try {
            const running_text last{sent_.back()->sql(), false};
            if (is_sent_alone_)
                check_sent(PQsendQueryParams(handle_, "ROLLBACK", 0, nullptr, nullptr, nullptr, nullptr, 0), last);
            settle();
        } catch (...) {}
    }

    /// Runs statements without values, separated by `;`. It is the last error that counts, for none follows it.
    void execute(std::string_view text) {
        if (text.find('\0') != std::string_view::npos) throw syntax_error("SQL has no zero bytes", 0, text);
        clear_way(text);
        const auto status = PQtransactionStatus(handle_);
        const running_text running{text, may_commit_as_text(text, status != PQTRANS_IDLE)};
        // What is to be committed of it is rolled back, which is no error of the server's.
        const bool ends_failed =
            status == PQTRANS_INERROR && running.may_commit && !has_word(text, "rollback") && !has_word(text, "abort");
        check_open(running);
        start();
        check_sent(PQsendQuery(handle_, std::string(text).c_str()), running);
        result_handle failed;
        bool is_committed = true;
        while (result_handle result = next_result(running)) {
            if (ends_failed && is_rolled_back(result.get())) is_committed = false;
            if (is_failure(result.get())) failed = std::move(result);
            else if (is_copy(result.get())) refuse_copy(running);
            else count_command(result.get());
        }
        if (failed) fail(failed.get(), running);
        if (!is_committed) fail_committing(text);
        if (counters_.take_reset()) use_utc();
    }
    /// Times are sent and read as those of UTC.
    void use_utc() {
        const char* zone = PQparameterStatus(handle_, "TimeZone");
        if (zone == nullptr || std::string_view(zone) != "UTC") execute("SET TIME ZONE 'UTC'");
    }
    /// A cursor that could not be closed in a transaction that had failed.
    void close_later(const std::string& cursor) { left_ += "CLOSE " + cursor + "; "; }
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
    /// Counts what a command has done to the session, by its tag.
    void count_command(PGresult* result) {
        const char* command = PQcmdStatus(result);
        // Most are SELECT, of which there is nothing to count.
        if (*command != 'S' && counters_.count(command)) copied_.text_types.clear();
    }
    [[nodiscard]] const session_counters& counters() const { return counters_; }
    [[nodiscard]] std::uint64_t age() const { return counters_.age(); }
    [[nodiscard]] std::uint64_t schema_age() const { return counters_.schema_age(); }
    void forget_statements() {
        counters_.forget_statements();
        copied_.text_types.clear();
    }
    [[nodiscard]] std::uint64_t next_name() { return ++names_; }

    /// Whether a statement, run now, may commit something: at the end of a transaction, or by itself.
    [[nodiscard]] bool may_commit(const commit_words& words) const {
        if (words.is_query) return false;
        const bool is_alone = sent_.empty() ? PQtransactionStatus(handle_) == PQTRANS_IDLE : is_sent_alone_;
        return is_alone ? words.is_write : words.is_commit;
    }
    [[noreturn]] static void fail_committing(std::string_view sql) {
        throw transaction_lost("the transaction was rolled back, because a statement in it had failed", 0, sql);
    }

private:
    [[gnu::noinline]] void finish_earlier(std::string_view sql) {
        check_usable(sql);
        settle_before(sql);
        if (left_.empty() || PQtransactionStatus(handle_) != PQTRANS_IDLE) return;
        execute(std::exchange(left_, {}));
    }
    static constexpr const char* unknown_text = "the connection was lost before the server said whether it has "
                                                "committed; look into the database before you try again: ";

    /// Hears what the server says without being asked. Nothing is done with notices, but why it ends the session is told.
    void hear(const PGresult* notice) {
        if (!is_fatal(notice)) return;
        is_lost_ = true;
        last_words_ = field_of(notice, PG_DIAG_MESSAGE_PRIMARY);
    }

    [[noreturn]] void fail_lost(const std::string& reason, const running_text& running) {
        if (running.may_commit) throw commit_unknown(unknown_text + reason, 0, running.sql);
        throw connection_lost("the connection to the server is lost: " + reason, 0, running.sql);
    }
    /// Waits until libpq has what it is asked for next.
    [[gnu::always_inline]] void await_result(const running_text& running) {
        // What went out at once has not been answered by then: nothing was read meanwhile.
        if (!std::exchange(is_flushed_, true) && (PQflush(handle_) == 0 || flush(running))) receive(running);
        while (PQisBusy(handle_) != 0) receive(running);
    }
    [[gnu::hot]] void receive(const running_text& running) {
        wait(readiness::readable, running);
        if (!consume()) lose(running);
    }
    /// Reads what the server has sent; false if the connection is lost.
    [[nodiscard]] bool consume() {
        const bool is_open = PQconsumeInput(handle_) != 0;
        notifications_.take(handle_);
        return is_open;
    }
    void wait(readiness what, const running_text& running) {
        // Each wait has its time: what goes on for long is no silence.
        const auto time = std::min(patience_, limit_);
        if (!waiter_.wait(socket_, what, time)) give_up(time, running);
    }
    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void give_up(std::chrono::milliseconds time,
                                                              const running_text& running) {
        is_lost_ = true;
        const std::string text = " for " + std::to_string(time.count()) + " ms";
        // Nobody waits for what runs any longer. A server that is alive says at once that it has ended it.
        (void)cancellation_.ask(std::chrono::milliseconds(0));
        if (limit_ < patience_ && waiter_.wait(socket_, readiness::readable, std::chrono::seconds(1)))
            throw timed_out("the server has worked" + text, 0, running.sql);
        fail_lost("it has not answered" + text, running);
    }
    [[noreturn]] void refuse_copy(const running_text& running) {
        is_lost_ = true;
        throw error("execute does not run COPY from or to the program, and the connection cannot be used after it", 0,
                    running.sql);
    }

    static constexpr std::chrono::microseconds just_now{100};
    // What every statement needs comes first, and close together: after each wait for the server it is read from afar.
    PGconn* handle_ = nullptr;
    int socket_ = -1;
    bool is_lost_ = false, is_flushed_ = true, is_sent_alone_ = false, sent_may_commit_ = false;
    std::chrono::milliseconds patience_{}, limit_ = std::chrono::milliseconds::max();
    session_counters counters_;
    std::vector<postgres_statement<Waiter>*> sent_;
    std::string left_;
    Waiter waiter_{};
    notification_taker notifications_;
    std::vector<postgres_statement<Waiter>*> received_;
    std::uint64_t names_ = 0;
    clock::time_point looked_{};
    std::string last_words_;
    copy_room copied_;
    postgres_options options_{};
    postgres_cancellation cancellation_{};
};

} // namespace rowan::detail
