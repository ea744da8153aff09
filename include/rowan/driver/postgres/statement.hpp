#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/catalog.hpp"
#include "rowan/driver/postgres/copy.hpp"
#include "rowan/driver/postgres/decode.hpp"
#include "rowan/driver/postgres/parameters.hpp"
#include "rowan/driver/postgres/result.hpp"
#include "rowan/driver/postgres/session.hpp"

#include <libpq-fe.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

/// A prepared statement of PostgreSQL; see `rowan::driver_statement` for what its functions promise. The server prepares it when it
/// first runs, in the same round trip; all rows of a result are in memory when the first is there, but those of a stream.
template <class Waiter>
class postgres_statement {
public:
    using session_type = postgres_session<Waiter>;

    postgres_statement() = default;
    postgres_statement(session_type& session, std::string_view text)
        : session_(&session), text_(text), is_named_(session.options().named_statements) {}

    [[nodiscard]] explicit operator bool() const { return session_ != nullptr; }
    [[nodiscard]] std::string_view sql() const { return text_; }

    /// The statement is not kept: the server need not keep it either.
    void use_once() { is_named_ = false; }
    /// Its rows are fetched a few at a time.
    void use_cursor() { is_streamed_ = true; }

    bool step() {
        if (row_ + 1 < row_count_) [[likely]] {
            ++row_;
            return true;
        }
        return step_on();
    }
    /// Sends the statement; `step` gives its rows when the results of all that were sent have been received.
    void send() {
        session_->check_usable(text_);
        may_commit_ = session_->may_commit(text_);
        PGconn* handle = session_->handle();
        session_->add_to_pipeline(*this, running());
        is_running_ = is_sent_ = true;
        is_preparing_ = is_named_ && !is_known();
        if (is_preparing_) {
            name_ = "rowan_" + std::to_string(session_->next_name());
            session_->check_sent(
                PQsendPrepare(handle, name_.c_str(), text_.c_str(), parameters_.count(), parameters_.types()),
                running());
        }
        if (is_named_) send_prepared();
        else send_unprepared();
    }
    // For the session: takes the result of what was sent, and throws if it is an error.
    void receive() {
        const result_handle prepared = is_preparing_ ? only_result() : nullptr;
        result_ = only_result();
        if (prepared && is_failure(prepared.get())) return;
        if (is_preparing_) note_prepared();
        if (is_failure(result_.get())) return;
        if (is_unchecked_) note_columns(result_.get());
        row_count_ = PQntuples(result_.get());
    }
    void check_received() {
        if (!is_failure(result_.get()) || PQresultStatus(result_.get()) == PGRES_PIPELINE_ABORTED) return;
        if (is_forgotten()) {
            is_prepared_ = false;
            fail_forgotten();
        }
        session_->fail(result_.get(), running());
    }
    void reset() noexcept {
        if (is_running_) end();
    }
    [[nodiscard]] bool is_null(int column) const { return PQgetisnull(result_.get(), row_, column) == 1; }
    /// How many rows are there already.
    [[nodiscard]] std::size_t rows_left() const { return static_cast<std::size_t>(row_count_ - row_ - 1); }

    template <encoding Encoding, class Value>
    void bind(int number, const Value& value) {
        if (const char* problem = parameters_.template set<Encoding>(number, value)) fail_binding(number, problem);
    }
    template <encoding Encoding, class Range>
    void bind_list(int number, const Range& range) {
        if (const char* problem = parameters_.template set_array<Encoding>(number, range))
            fail_binding(number, problem);
    }
    /// Binds an array of `count` elements, which `each` gives to the function that it is called with.
    template <encoding Encoding, class Element, class Each>
    void bind_array(int number, std::size_t count, const Each& each) {
        if (const char* problem = parameters_.template set_array<Encoding, Element>(number, count, each))
            fail_binding(number, problem);
    }
    template <encoding Encoding, class Value>
    void read(int column, Value& target) {
        if constexpr (is_optional<Value>) {
            if (is_null(column)) target.reset();
            else read<Encoding>(column, target.emplace());
        } else {
            const wire_value value = value_of(column);
            if (value.size == 0 && is_null(column)) [[unlikely]]
                fail_reading(column, wanted_type<Encoding, Value>());
            if (const char* wanted = decode<Encoding>(value, target)) [[unlikely]]
                fail_reading(column, wanted);
        }
    }

    /// Reads an array of integers without nulls, appended to a list.
    void read_list(int column, std::vector<std::int64_t>& list) {
        const wire_value value = value_of(column);
        if (!decode_integers(value, list)) fail_reading(column, "an array of integers");
    }

    /// Runs a text that ends in COPY with `count` rows, which `give(sink, i)` gives. The first result of the text has the types of
    /// the columns, which `check()` accepts or not; a second one has keys.
    template <class Check, class Give>
    void copy(std::size_t count, std::vector<std::int64_t>& keys, const Check& check, const Give& give) {
        session_->check_usable(text_);
        session_->settle();
        std::string text = text_;
        if (const auto place = text.find("$1"); place != std::string::npos)
            text.replace(place, 2, std::to_string(count));
        bool is_first = true;
        copy_run<Waiter>(*session_, text_)
            .run(
                text, count,
                [&](PGresult* result) -> const char* {
                    if (std::exchange(is_first, false)) {
                        note_columns(result);
                        if (check()) return nullptr;
                        session_->forget_statements();
                        return "the columns of the table have other types than when they were looked at; try again";
                    }
                    keys.reserve(count);
                    read_key_list({PQgetvalue(result, 0, 0), static_cast<std::size_t>(PQgetlength(result, 0, 0))},
                                  keys);
                    return keys.size() == count ? nullptr : "the table gave no keys";
                },
                give);
    }
    /// Whether it has run since the session began or its statements were forgotten.
    [[nodiscard]] bool knows_columns() const { return is_prepared_ && age_ == session_->age(); }
    /// Whether a column has the very type that values of a C++ type are sent as.
    template <encoding Encoding, class Value>
    [[nodiscard]] bool sends_as_column(int column) const {
        return types_[static_cast<std::size_t>(column)] == oid_of<Encoding, Value>();
    }

    /// Whether the types of the columns have not been compared with those of the program.
    [[nodiscard]] bool is_unchecked() const { return is_unchecked_; }
    void note_checked() { is_unchecked_ = false; }
    template <encoding Encoding, class Value>
    void check_column(int column) {
        const Oid type = types_[static_cast<std::size_t>(column)];
        if (!accepts<Encoding, Value>(type) || (is_defined_later(type) && !is_sent_as_text(*session_, type)))
            fail_checking(column, wanted_type<Encoding, Value>());
    }

private:
    [[nodiscard]] wire_value value_of(int column) const {
        return {types_[static_cast<std::size_t>(column)], PQgetvalue(result_.get(), row_, column),
                static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
    }
    [[nodiscard]] running_text running() const { return {text_, may_commit_}; }

    bool step_on() {
        if (!is_running_) {
            run();
            return row_count_ > 0;
        }
        if (is_sent_) [[unlikely]]
            return step_received();
        if (is_streamed_ && row_count_ == session_->options().rows_per_fetch) {
            fetch();
            return row_count_ > 0;
        }
        // What gave no more rows stays at its end.
        row_ = row_count_;
        return false;
    }
    bool step_received() {
        session_->settle();
        is_sent_ = false;
        if (is_failure(result_.get())) throw error("an earlier statement of the pipeline failed", 0, text_);
        session_->note(result_.get());
        return row_count_ > 0 && ++row_ < row_count_;
    }
    void run() {
        session_->check_usable(text_);
        session_->settle();
        may_commit_ = session_->may_commit(text_);
        is_running_ = true;
        try {
            if (is_streamed_) open_cursor();
            else send_and_receive();
        } catch (...) {
            end();
            throw;
        }
        row_ = 0;
    }
    /// The rows of a stream come through a cursor of the server, so that the connection can run other statements meanwhile; without
    /// a transaction the server keeps them (WITH HOLD, postgresql.org/docs/15/sql-declare.html).
    void open_cursor() {
        const bool is_held = PQtransactionStatus(session_->handle()) == PQTRANS_IDLE;
        if (is_held && !session_->options().named_statements)
            throw error("without named statements a stream is read in a transaction", 0, text_);
        name_of_cursor_ = "rowan_" + std::to_string(session_->next_name());
        const std::string declaration =
            "DECLARE " + name_of_cursor_ + " NO SCROLL CURSOR " + (is_held ? "WITH HOLD FOR " : "FOR ") + text_;
        const std::string fetching = fetch_text();
        PGconn* handle = session_->handle();
        session_->start();
        session_->begin_pipeline(running());
        session_->check_sent(PQsendQueryParams(handle, declaration.c_str(), parameters_.count(), parameters_.types(),
                                               parameters_.values(), parameters_.lengths(), parameters_.formats(),
                                               binary),
                             running());
        session_->check_sent(PQsendQueryParams(handle, fetching.c_str(), 0, nullptr, nullptr, nullptr, nullptr, binary),
                             running());
        session_->check_sent(PQpipelineSync(handle), running());
        const result_handle declared = only_result();
        result_ = only_result();
        const result_handle failed = session_->end_pipeline(running());
        if (is_failure(declared.get())) session_->fail(declared.get(), running());
        if (failed) session_->fail(failed.get(), running());
        is_open_ = true;
        take_fetched();
        is_unchecked_ = true;
    }
    void fetch() {
        session_->check_usable(text_);
        session_->start();
        session_->check_sent(
            PQsendQueryParams(session_->handle(), fetch_text().c_str(), 0, nullptr, nullptr, nullptr, nullptr, binary),
            running());
        result_ = only_result();
        take_fetched();
    }
    void take_fetched() {
        row_ = 0;
        row_count_ = 0;
        if (is_failure(result_.get())) session_->fail(result_.get(), running());
        note_columns(result_.get());
        row_count_ = PQntuples(result_.get());
    }
    [[nodiscard]] std::string fetch_text() const {
        return "FETCH FORWARD " + std::to_string(session_->options().rows_per_fetch) + " FROM " + name_of_cursor_;
    }
    // It is not wanted any longer, but those that were sent with it may be.
    void receive_all() noexcept {
        try {
            session_->settle();
        } catch (...) {}
    }
    void close_cursor() noexcept {
        is_open_ = false;
        try {
            // The end of a transaction has closed it, and after an error in one nothing can.
            if (!session_->is_broken() && PQtransactionStatus(session_->handle()) != PQTRANS_INERROR)
                session_->execute("CLOSE " + name_of_cursor_);
        } catch (...) {}
    }
    void send_and_receive() {
        for (int attempt = 0;; ++attempt) {
            const bool was_known = is_known();
            session_->start();
            result_ = was_known ? run_prepared() : is_named_ ? prepare_and_run() : run_unprepared();
            if (!is_failure(result_.get())) break;
            if (!was_known || attempt > 0 || !is_forgotten()) session_->fail(result_.get(), running());
            is_prepared_ = false;
            // In a transaction the error has ended it.
            if (PQtransactionStatus(session_->handle()) != PQTRANS_IDLE) fail_forgotten();
        }
        accept();
    }
    /// Whether the server has it prepared, for the types that the parameters have.
    [[nodiscard]] bool is_known() const {
        return is_prepared_ && age_ == session_->age() && !parameters_.has_changed();
    }
    void note_prepared() {
        is_prepared_ = is_unchecked_ = true;
        age_ = session_->age();
        parameters_.note_prepared();
    }
    void send_prepared() {
        session_->check_sent(PQsendQueryPrepared(session_->handle(), name_.c_str(), parameters_.count(),
                                                 parameters_.values(), parameters_.lengths(), parameters_.formats(),
                                                 binary),
                             running());
    }
    void send_unprepared() {
        session_->check_sent(PQsendQueryParams(session_->handle(), text_.c_str(), parameters_.count(),
                                               parameters_.types(), parameters_.values(), parameters_.lengths(),
                                               parameters_.formats(), binary),
                             running());
        is_unchecked_ = true;
    }
    [[nodiscard]] result_handle run_prepared() {
        send_prepared();
        return only_result();
    }
    [[nodiscard]] result_handle run_unprepared() {
        send_unprepared();
        return only_result();
    }
    [[nodiscard]] result_handle only_result() {
        result_handle result = session_->next_result(running());
        session_->drain(running());
        return result;
    }
    /// Prepares and runs in one round trip.
    [[nodiscard]] result_handle prepare_and_run() {
        PGconn* handle = session_->handle();
        name_ = "rowan_" + std::to_string(session_->next_name());
        session_->begin_pipeline(running());
        session_->check_sent(
            PQsendPrepare(handle, name_.c_str(), text_.c_str(), parameters_.count(), parameters_.types()), running());
        send_prepared();
        session_->check_sent(PQpipelineSync(handle), running());
        result_handle prepared = only_result();
        result_handle result = only_result();
        result_handle failed = session_->end_pipeline(running());
        if (is_failure(prepared.get())) return prepared;
        note_prepared();
        return failed ? std::move(failed) : std::move(result);
    }

    /// The server does not know the name any longer, or the types of the columns are others than when it was prepared
    /// (postgresql.org/docs/15/sql-prepare.html; there is no SQLSTATE of its own for the latter).
    [[nodiscard]] bool is_forgotten() const {
        const std::string state = field_of(result_.get(), PG_DIAG_SQLSTATE);
        return state == "26000" ||
               (state == "0A000" && field_of(result_.get(), PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery");
    }
    [[noreturn]] void fail_forgotten() const {
        throw_with<serialization_failure>(details_of(result_.get()),
                                          "a table of this statement was changed, or the statement was deallocated, "
                                          "since it was prepared; it is prepared again when the transaction is tried "
                                          "again",
                                          text_);
    }

    void accept() {
        const int columns = PQnfields(result_.get());
        if (is_unchecked_) note_columns(result_.get());
        row_count_ = PQntuples(result_.get());
        session_->note(result_.get());
        if (columns == 0 && session_->is_rolled_back(result_.get(), text_)) session_->fail_committing(text_);
    }
    void note_columns(const PGresult* result) {
        types_.clear();
        for (int i = 0; i < PQnfields(result); ++i) types_.push_back(PQftype(result, i));
    }
    void end() noexcept {
        if (is_sent_) receive_all();
        is_running_ = is_streamed_ = is_sent_ = false;
        if (is_open_) close_cursor();
        result_.reset();
        row_ = -1;
        row_count_ = 0;
        parameters_.clear_values();
    }

    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void fail_binding(int number, const char* problem) const {
        throw type_mismatch("parameter " + std::to_string(number) + ": " + problem, 0, text_);
    }
    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void fail_reading(int column, const char* wanted) const {
        const char* name = PQfname(result_.get(), column);
        const bool has_value = row_ >= 0 && row_ < row_count_;
        const std::string found =
            has_value && is_null(column) ? "null" : oid::name_of(types_[static_cast<std::size_t>(column)]);
        throw type_mismatch("column '" + std::string(name == nullptr ? "?" : name) + "' holds " + found + " where " +
                                wanted + " is wanted",
                            0, text_);
    }

    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] void fail_checking(int column, const char* wanted) {
        const std::string name = column_of(*session_, PQftable(result_.get(), column),
                                           PQftablecol(result_.get(), column), PQfname(result_.get(), column));
        throw type_mismatch(name + " is " + type_of_column(*session_, types_[static_cast<std::size_t>(column)]) +
                                " in the database, and the program reads " + wanted + " from it",
                            0, text_);
    }

    static constexpr int binary = 1;

    session_type* session_ = nullptr;
    std::string text_, name_, name_of_cursor_;
    postgres_parameters parameters_;
    result_handle result_;
    std::vector<Oid> types_;
    int row_ = -1, row_count_ = 0;
    std::uint64_t age_ = 0;
    bool is_named_ = true, is_prepared_ = false, is_unchecked_ = true;
    bool is_running_ = false, is_streamed_ = false, is_open_ = false, may_commit_ = false;
    bool is_sent_ = false, is_preparing_ = false;
};

} // namespace rowan::detail
