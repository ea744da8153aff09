#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/error.hpp"
#include "rowan/driver/postgres/parameters.hpp"
#include "rowan/driver/postgres/result.hpp"
#include "rowan/driver/postgres/session.hpp"

#include <libpq-fe.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace rowan::detail {

inline constexpr int binary_format = 1;

/// The text of a statement and its parameters, and how they go to the server and a result comes back. The server prepares the
/// text with its first run, in the same round trip.
template <class Waiter>
class postgres_exchange {
public:
    using session_type = postgres_session<Waiter>;

    postgres_exchange() = default;
    postgres_exchange(session_type& session, std::string_view text)
        : session_(&session), text_(text), words_(text), is_named_(session.options().named_statements) {}

    [[nodiscard]] session_type& session() const { return *session_; }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const commit_words& words() const { return words_; }
    [[nodiscard]] postgres_parameters& parameters() { return parameters_; }
    /// The server need not keep it.
    void use_once() { is_named_ = false; }
    /// Whether it has run since the server has prepared it, and so its columns are those that were noted.
    [[nodiscard]] bool is_noted() const { return is_noted_ && is_prepared(); }

    /// Notes what an error would mean from here on.
    void begin() {
        session_->check_usable(text_);
        session_->settle_before(text_);
        session_->close_left();
        may_commit_ = session_->may_commit(words_);
        if (may_commit_) session_->check_open(running());
        session_->start();
    }
    [[nodiscard]] running_text running() const { return {text_, may_commit_}; }

    /// Runs it; throws its error. A statement that the server has forgotten, or of which the columns are others than when it was
    /// prepared, is prepared again. `is_new` tells whether the columns have to be looked at.
    [[nodiscard]] result_handle run(bool& is_new) {
        begin();
        note_changed_types();
        const bool had_failed = (words_.is_commit || words_.is_rollback) &&
                                PQtransactionStatus(session_->handle()) == PQTRANS_INERROR;
        for (int attempt = 0;; ++attempt) {
            const bool was_known = is_known();
            result_handle result = was_known ? run_prepared() : is_named_ ? prepare_and_run() : run_unprepared();
            if (!is_failure(result.get())) {
                if (may_commit_) session_->note_answer();
                is_new = note_columns();
                return result;
            }
            if (!was_known || attempt > 0 || !is_forgotten(result.get())) session_->fail(result.get(), running());
            is_prepared_ = false;
            // In a transaction the error has ended it; if it had failed before, its ROLLBACK can be prepared all the same.
            if (PQtransactionStatus(session_->handle()) != PQTRANS_IDLE && !had_failed) fail_forgotten(result.get());
            session_->start();
        }
    }

    /// Sends it as a part of a pipeline, whose results are received later.
    template <class Statement>
    void send(Statement& statement) {
        session_->check_usable(text_);
        may_commit_ = session_->may_commit(words_);
        session_->add_to_pipeline(statement, running());
        note_changed_types();
        is_preparing_ = is_named_ && !is_known();
        if (is_preparing_) send_preparation();
        if (is_named_) send_prepared();
        else send_unprepared();
    }
    /// The result of what was sent, which may be an error. Those that were sent together are committed together.
    [[nodiscard]] result_handle receive(bool& is_new, bool may_commit) {
        may_commit_ = may_commit;
        result_handle prepared = is_preparing_ ? session_->only_result(running()) : nullptr;
        result_handle result = session_->only_result(running());
        if (prepared && is_failure(prepared.get())) return prepared;
        if (is_preparing_) note_prepared();
        if (!is_failure(result.get())) is_new = note_columns();
        return result;
    }
    /// Throws the error of a statement of a pipeline. One that was not run because of another's has none of its own.
    void check(const PGresult* result) {
        if (!is_failure(result) || PQresultStatus(result) == PGRES_PIPELINE_ABORTED) return;
        if (is_forgotten(result)) {
            is_prepared_ = false;
            fail_forgotten(result);
        }
        session_->fail(result, running());
    }

    /// Sends a text with the parameters, prepared by nobody.
    void send_unprepared(const std::string& text) {
        session_->check_sent(PQsendQueryParams(session_->handle(), text.c_str(), parameters_.count(),
                                               parameters_.types().data(), parameters_.values(), parameters_.lengths(),
                                               parameters_.formats(), binary_format),
                             running());
    }

private:
    [[nodiscard]] bool is_prepared() const { return is_prepared_ && age_ == session_->age(); }
    [[nodiscard]] bool is_known() const { return is_prepared() && !parameters_.has_changed(); }
    /// Whether the columns of a result have to be looked at. What failed when it was prepared has given none.
    [[nodiscard]] bool note_columns() { return !std::exchange(is_noted_, true) || !is_named_; }
    /// The server keeps a statement for each time that it was prepared. One whose parameters are of another type time and again is
    /// not prepared any longer.
    void note_changed_types() {
        constexpr int most = 4;
        if (is_named_ && is_prepared() && parameters_.has_changed() && ++changed_types_ > most) use_once();
    }
    void note_prepared() {
        is_prepared_ = true;
        is_noted_ = false;
        age_ = session_->age();
        parameters_.note_prepared();
    }
    void send_preparation() {
        name_ = "rowan_" + std::to_string(session_->next_name());
        session_->check_sent(
            PQsendPrepare(session_->handle(), name_.c_str(), text_.c_str(), parameters_.count(),
                                           parameters_.types().data()),
                             running());
    }
    void send_prepared() {
        session_->check_sent(PQsendQueryPrepared(session_->handle(), name_.c_str(), parameters_.count(),
                                                 parameters_.values(), parameters_.lengths(), parameters_.formats(),
                                                 binary_format),
                             running());
    }
    void send_unprepared() { send_unprepared(text_); }

    [[nodiscard]] result_handle run_prepared() {
        send_prepared();
        return session_->only_result(running());
    }
    [[nodiscard]] result_handle run_unprepared() {
        send_unprepared();
        return session_->only_result(running());
    }
    [[nodiscard]] result_handle prepare_and_run() {
        session_->begin_pipeline(running());
        send_preparation();
        send_prepared();
        session_->synchronise(running());
        result_handle prepared = session_->only_result(running());
        result_handle result = session_->only_result(running());
        result_handle failed = session_->end_pipeline(running());
        if (is_failure(prepared.get())) return prepared;
        note_prepared();
        return failed ? std::move(failed) : std::move(result);
    }

    /// The server does not know the name any longer, or the types of the columns are others than when it was prepared
    /// (postgresql.org/docs/15/sql-prepare.html; there is no SQLSTATE of its own for the latter), or a type is gone.
    [[nodiscard]] static bool is_forgotten(const PGresult* result) {
        const std::string state = field_of(result, PG_DIAG_SQLSTATE);
        if (state == "XX000")
            return field_of(result, PG_DIAG_MESSAGE_PRIMARY).starts_with("cache lookup failed for type");
        return state == "26000" ||
               (state == "0A000" && field_of(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery");
    }
    [[noreturn]] void fail_forgotten(const PGresult* result) const {
        throw_with<serialization_failure>(details_of(result),
                                          "a table of this statement was changed, or the statement was deallocated, "
                                          "since it was prepared; it is prepared again when the transaction is tried "
                                          "again",
                                          text_);
    }

    session_type* session_ = nullptr;
    std::string text_, name_;
    commit_words words_;
    postgres_parameters parameters_;
    std::uint64_t age_ = 0;
    int changed_types_ = 0;
    bool is_named_ = true, is_prepared_ = false, is_noted_ = false, is_preparing_ = false, may_commit_ = false;
};

} // namespace rowan::detail
