#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/error.hpp"
#include "rowan/driver/postgres/parameters.hpp"
#include "rowan/driver/postgres/prepared_name.hpp"
#include "rowan/driver/postgres/result.hpp"
#include "rowan/driver/postgres/session.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowan::detail {

/// The text of a statement and its parameters, and how they go to the server and a result comes back. The server prepares the
/// text with its first run, in the same round trip.
template <class Waiter>
class postgres_exchange {
public:
    using session_type = postgres_session<Waiter>;

    postgres_exchange() = default;
    postgres_exchange(session_type& session, std::string_view text) : session_(&session), text_(text), words_(text) {
        name_->is_refused = !session.options().named_statements;
    }

    [[nodiscard]] session_type& session() const { return *session_; }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const commit_words& words() const { return words_; }
    [[nodiscard]] postgres_parameters& parameters() { return parameters_; }
    /// Takes the name of another one of the same text.
    void adopt_preparation(const postgres_exchange& other) { name_ = other.name_; }
    /// What runs before it when it is prepared.
    void validate_columns(std::string_view sql) { validation_ = sql; }
    /// Whether it has run since the session began or its statements were forgotten, and so its columns are those that were recorded.
    [[nodiscard]] bool has_columns() const {
        return recorded_at_ == session_->age() + 1 && (!is_named() || (is_prepared() && recorded_ == name_->number));
    }

    /// Records what an error would mean from here on.
    [[gnu::always_inline]] void begin() {
        session_->clear_way(text_);
        may_commit_ = session_->may_commit(words_);
        if (may_commit_) session_->check_open(running());
        session_->start();
    }
    [[nodiscard]] running_text running() const { return {text_, may_commit_}; }

    /// Runs it; throws its error. A statement that the server has forgotten, or of which the columns are others than when it was
    /// prepared, is prepared again. `is_new` tells whether the columns have to be looked at.
    // "Hot" functions lie together in the program: after a wait for the server their code is read from afar.
    [[nodiscard]] [[gnu::hot]] result_handle run(bool& is_new) {
        begin();
        const bool had_failed =
            (words_.is_commit || words_.is_rollback) && PQtransactionStatus(session_->handle()) == PQTRANS_INERROR;
        if (is_known() && !must_validate()) [[likely]] {
            result_handle result = run_prepared();
            if (!is_failure(result.get())) [[likely]] {
                is_new = record_columns();
                return result;
            }
            prepare_again(result.get(), had_failed);
        }
        return run_first(is_new, had_failed);
    }

    /// Sends it as a part of a pipeline, whose results are received later.
    template <class Statement>
    void send(Statement& statement) {
        session_->check_usable(text_);
        may_commit_ = session_->may_commit(words_);
        session_->add_to_pipeline(statement, running());
        // What was sent before in this pipeline is done before, or this is not done.
        const bool is_ready = is_known() || (name_->is_sent && has_types());
        if (!is_ready) count_changed_types();
        is_preparing_ = is_named() && !is_ready;
        is_validation_sent_ = must_validate() && !name_->is_validation_sent;
        if (is_validation_sent_) {
            send_validation();
            name_->is_validation_sent = true;
        }
        if (is_preparing_) {
            send_preparation();
            name_->is_sent = true;
        }
        if (is_preparing_ || is_ready) send_prepared();
        else send_unprepared();
    }
    /// The result of what was sent, which may be an error. Those that were sent together are committed together.
    [[nodiscard]] result_handle receive(bool& is_new, bool may_commit) {
        may_commit_ = may_commit;
        if (is_validation_sent_) {
            validation_result_ = session_->only_result(running());
            name_->is_validation_sent = false;
            if (!is_failure(validation_result_.get())) set_validated();
        }
        result_handle prepared = is_preparing_ ? session_->only_result(running()) : nullptr;
        result_handle result = session_->only_result(running());
        if (is_preparing_ && number_ == name_->number) name_->is_sent = false;
        if (prepared && is_failure(prepared.get())) return prepared;
        if (is_preparing_) set_prepared();
        if (!is_failure(result.get())) is_new = record_columns();
        return result;
    }
    /// Throws the error of a statement of a pipeline. One that was not run because of another's has none of its own.
    void check(const PGresult* result) {
        const result_handle validated = std::move(validation_result_);
        if (validated && is_failure(validated.get()) && PQresultStatus(validated.get()) != PGRES_PIPELINE_ABORTED)
            fail_validation(validated.get());
        if (!is_failure(result) || PQresultStatus(result) == PGRES_PIPELINE_ABORTED) return;
        if (is_forgotten(result)) {
            forget();
            fail_forgotten(result);
        }
        session_->fail(result, running());
    }

    /// Sends a text with the parameters, prepared by nobody.
    void send_unprepared(const std::string& text) {
        const std::vector<Oid> types = parameters_.types();
        parameters_.give([&](int count, const char* const* values, const int* lengths, const int* formats) {
            session_->check_sent(PQsendQueryParams(session_->handle(), text.c_str(), count, types.data(), values,
                                                   lengths, formats, binary_format),
                                 running());
        });
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

private:
    [[nodiscard]] bool is_named() const { return !name_->is_refused; }
    [[nodiscard]] bool is_prepared() const {
        return name_->is_prepared && name_->age == session_->age() &&
               (name_->found_at == 0 || name_->found_at == session_->schema_age());
    }
    /// Whether the parameters are of the types with which the name was prepared; looked at when either has changed.
    [[nodiscard]] bool has_types() {
        if (checked_ == name_->number && !parameters_.has_changed()) return true;
        const bool have = parameters_.have(name_->types);
        checked_ = have ? name_->number : none;
        return have;
    }
    [[nodiscard]] bool is_known() { return is_prepared() && has_types(); }
    /// Whether the columns of a result have to be looked at, for they are of another preparation, or of none.
    [[nodiscard]] bool record_columns() {
        recorded_at_ = session_->age() + 1;
        return std::exchange(recorded_, number_) != number_ || number_ == 0;
    }
    /// Whether it is validated, and that has not run since the session began, its statements were forgotten or it altered tables.
    [[nodiscard]] bool must_validate() const {
        return !validation_.empty() && name_->validated_at != session_->schema_age();
    }
    void set_validated() { name_->validated_at = session_->schema_age(); }
    void send_validation() {
        session_->check_sent(PQsendQueryParams(session_->handle(), std::string(validation_).c_str(), 0, nullptr,
                                               nullptr, nullptr, nullptr, binary_format),
                             running());
    }
    /// The text that the server quotes is what is wrong.
    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void fail_validation(const PGresult* result) {
        const std::string message = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
        // In whatever language and quotes the server speaks, and whatever quotes names have.
        constexpr std::string_view first = "column '", last = " there";
        const auto begin = message.find(first), end = message.rfind(last);
        if (field_of(result, PG_DIAG_SQLSTATE) != "22P02" || begin == std::string::npos || end == std::string::npos ||
            end < begin)
            session_->fail(result, running());
        throw type_mismatch(message.substr(begin, end + last.size() - begin), 0, text_);
    }
    /// The server keeps a statement for each time that it was prepared. One whose parameters are of another type time and again is
    /// not prepared any longer.
    void count_changed_types() {
        constexpr int most = 4;
        const bool has_name = name_->number != 0 && name_->age == session_->age();
        if (has_name && !has_types() && ++name_->changed_types > most) name_->is_refused = true;
    }
    void set_prepared() {
        // Another one may have been sent since, with other types.
        if (number_ == name_->number) name_->is_prepared = true;
    }
    /// What makes the server forget one statement, as a migration does, concerns others, too: all are prepared anew, and what was
    /// learned about columns is learned anew, so that it takes a transaction one retry.
    void forget() { session_->forget_statements(); }
    void send_preparation() {
        name_->number = number_ = session_->next_name();
        name_->text = "rowan_" + std::to_string(number_);
        name_->age = session_->age();
        name_->types = parameters_.types();
        const bool has_unknown = std::ranges::find(name_->types, oid::unknown) != name_->types.end();
        name_->found_at = has_unknown ? session_->schema_age() : 0;
        name_->is_prepared = name_->is_sent = false;
        session_->check_sent(PQsendPrepare(session_->handle(), name_->text.c_str(), text_.c_str(),
                                           static_cast<int>(name_->types.size()), name_->types.data()),
                             running());
    }
    void send_prepared() {
        number_ = name_->number;
        parameters_.give([&](int count, const char* const* values, const int* lengths, const int* formats) {
            session_->check_sent(PQsendQueryPrepared(session_->handle(), name_->text.c_str(), count, values, lengths,
                                                     formats, binary_format),
                                 running());
        });
    }
    void send_unprepared() {
        number_ = 0;
        send_unprepared(text_);
    }

    /// Runs what is to be prepared or validated before, or is not prepared at all.
    [[nodiscard]] [[gnu::noinline]] result_handle run_first(bool& is_new, bool had_failed) {
        for (;;) {
            const bool was_known = is_known();
            if (!was_known) count_changed_types();
            result_handle result = must_validate() || (is_named() && !was_known) ? prepare_and_run()
                                   : was_known                                   ? run_prepared()
                                                                                 : run_unprepared();
            if (!is_failure(result.get())) {
                is_new = record_columns();
                return result;
            }
            if (!was_known) session_->fail(result.get(), running());
            prepare_again(result.get(), had_failed);
        }
    }
    /// Throws the error of a statement that was prepared, but if the server has forgotten it.
    [[gnu::cold]] [[gnu::noinline]] void prepare_again(const PGresult* failed, bool had_failed) {
        if (!is_forgotten(failed)) session_->fail(failed, running());
        forget();
        // In a transaction the error has ended it; if it had failed before, its ROLLBACK can be prepared all the same.
        if (PQtransactionStatus(session_->handle()) != PQTRANS_IDLE && !had_failed) fail_forgotten(failed);
        session_->start();
    }
    [[nodiscard]] result_handle run_prepared() {
        send_prepared();
        return session_->only_result(running());
    }
    [[nodiscard]] result_handle run_unprepared() {
        send_unprepared();
        return session_->only_result(running());
    }
    [[nodiscard]] result_handle prepare_and_run() {
        const bool validates = must_validate(), is_prepared_here = is_named() && !is_known();
        session_->begin_pipeline(running());
        if (validates) send_validation();
        if (is_prepared_here) send_preparation();
        if (is_named()) send_prepared();
        else send_unprepared();
        session_->synchronise(running());
        const result_handle validated = validates ? session_->only_result(running()) : nullptr;
        result_handle prepared = is_prepared_here ? session_->only_result(running()) : nullptr;
        result_handle result = session_->only_result(running());
        result_handle failed = session_->end_pipeline(running());
        if (validated && is_failure(validated.get())) fail_validation(validated.get());
        if (validates) set_validated();
        if (prepared && is_failure(prepared.get())) return prepared;
        if (is_prepared_here) set_prepared();
        return failed ? std::move(failed) : std::move(result);
    }

    [[noreturn]] void fail_forgotten(const PGresult* result) const {
        throw_with<serialization_failure>(details_of(result),
                                          "a table of this statement was changed, or the statement was deallocated, "
                                          "since it was prepared; it is prepared again when the transaction is tried "
                                          "again",
                                          text_);
    }

    static constexpr std::uint64_t none = ~std::uint64_t{0};

    session_type* session_ = nullptr;
    name_share name_;
    std::string text_;
    std::string_view validation_;
    /// The numbers of the name with which it ran last, and of that whose columns were recorded.
    std::uint64_t number_ = 0, recorded_ = 0;
    /// The number of the name with whose types the parameters were compared.
    std::uint64_t checked_ = none;
    std::uint64_t recorded_at_ = 0; // an age, and one
    commit_words words_;
    bool is_preparing_ = false, is_validation_sent_ = false, may_commit_ = false;
    postgres_parameters parameters_;
    result_handle validation_result_;
};

} // namespace rowan::detail
