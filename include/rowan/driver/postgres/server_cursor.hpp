#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/driver/postgres/exchange.hpp"
#include "rowan/driver/postgres/result.hpp"
#include "rowan/driver/postgres/session.hpp"

#include <libpq-fe.h>

#include <cstdint>
#include <string>

namespace rowan::detail {

/// A cursor of the server, through which the rows of a stream come a few at a time, so that the connection can run other statements
/// meanwhile. Without a transaction the server keeps the rows (WITH HOLD, postgresql.org/docs/15/sql-declare.html).
template <class Waiter>
class server_cursor {
public:
    [[nodiscard]] bool is_open() const { return is_open_; }

    /// Declares it, and gives the first rows.
    [[nodiscard]] result_handle open(postgres_exchange<Waiter>& statement) {
        statement.begin();
        auto& session = statement.session();
        const running_text running = statement.running();
        is_held_ = PQtransactionStatus(session.handle()) == PQTRANS_IDLE;
        if (is_held_ && !session.options().named_statements)
            throw error("without named statements a stream is read in a transaction", 0, running.sql);
        name_ = "rowan_" + std::to_string(session.next_name());
        fetch_ = "FETCH FORWARD " + std::to_string(session.options().rows_per_fetch) + " FROM " + name_;
        session.begin_pipeline(running);
        statement.send_unprepared("DECLARE " + name_ + " NO SCROLL CURSOR " + (is_held_ ? "WITH HOLD FOR " : "FOR ") +
                                  statement.text());
        send_fetch(session, running);
        session.synchronise(running);
        const result_handle declared = session.only_result(running);
        result_handle rows = session.only_result(running);
        const result_handle failed = session.end_pipeline(running);
        if (is_failure(declared.get())) session.fail(declared.get(), running);
        // Rows that are kept are made at the end.
        if (failed) session.fail(failed.get(), running);
        is_open_ = true;
        ends_ = session.counters().ends();
        return checked(session, std::move(rows), running);
    }
    [[nodiscard]] result_handle fetch(postgres_exchange<Waiter>& statement) {
        statement.begin();
        auto& session = statement.session();
        send_fetch(session, statement.running());
        return checked(session, session.only_result(statement.running()), statement.running());
    }
    void close(postgres_session<Waiter>& session) noexcept {
        is_open_ = false;
        // The end of its transaction has closed it, or will; an error here would fail the transaction that came after.
        if (!is_held_ && ends_ != session.counters().ends()) return;
        try {
            if (session.is_broken()) return;
            // After an error in a transaction nothing can be closed.
            if (PQtransactionStatus(session.handle()) != PQTRANS_INERROR) session.execute("CLOSE " + name_);
            else if (is_held_) session.close_later(name_);
        } catch (...) {}
    }

private:
    void send_fetch(postgres_session<Waiter>& session, const running_text& running) const {
        session.check_sent(
            PQsendQueryParams(session.handle(), fetch_.c_str(), 0, nullptr, nullptr, nullptr, nullptr, binary_format),
            running);
    }
    static result_handle checked(postgres_session<Waiter>& session, result_handle rows, const running_text& running) {
        if (field_of(rows.get(), PG_DIAG_SQLSTATE) == "34000")
            throw error("the transaction of this stream has ended, and its rows with it", 0, running.sql);
        if (is_failure(rows.get())) session.fail(rows.get(), running);
        return rows;
    }

    std::string name_, fetch_;
    std::uint64_t ends_ = 0;
    bool is_open_ = false, is_held_ = false;
};

} // namespace rowan::detail
