#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/run/statement_cache.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/schema/value.hpp"

#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace rowan::detail {

/// What is kept only while somebody listens to statements.
struct execution_times {
    std::chrono::steady_clock::time_point begin{};
};
struct nothing {};

template <class Handle>
std::int64_t total_changes_of(const Handle& handle) {
    if constexpr (offers_capability<Handle, capability::total_changes>) return handle.total_changes();
    else return 0;
}
/// The rows that were inserted, updated or deleted by what has run since there were `before` changes in total; of several
/// statements, by the last that does so.
template <class Handle>
std::int64_t changes_since(std::int64_t before, const Handle& handle) {
    if constexpr (offers_capability<Handle, capability::total_changes>)
        if (handle.total_changes() == before) return 0;
    return handle.changes();
}

/// What is asked of a statement that has run: the number of rows that it changed; that it inserted all its rows, and with `key` the
/// last key that the database made.
enum class outcome : unsigned char { nothing, changes, insertion, key };

[[noreturn]] inline void throw_left_out(std::int64_t written, std::int64_t rows, std::string_view sql) {
    const std::string count =
        rows == 1 ? std::string("the row") : std::to_string(rows - written) + " of " + std::to_string(rows) + " rows";
    throw row_left_out("the database left out " + count +
                           " and reported no error, as a trigger, a rule or ON CONFLICT IGNORE of the table may do",
                       0, sql);
}

/// One run of a prepared statement, from its binding to its end: the only place where statements are stepped, and where
/// statement events are raised.
template <class Connection>
class execution {
public:
    using statement_type = typename Connection::statement_type;
    static constexpr bool is_timed = heard<after_execute, Connection>;
    static constexpr bool reports_errors = heard<execute_error, Connection>;

    execution(Connection& connection, prepared<statement_type>& entry) : connection_(connection), entry_(entry) {
        if constexpr (heard<before_execute, Connection>) guarded([&] { raise(connection_, before_execute{sql()}); });
        if constexpr (is_timed) times_.begin = std::chrono::steady_clock::now();
    }
    execution(const execution&) = delete;
    execution& operator=(const execution&) = delete;
    ~execution() {
        if (!is_released_) connection_.release(entry_);
    }

    [[nodiscard]] statement_type& statement() { return entry_.statement; }
    [[nodiscard]] std::string_view sql() const { return entry_.statement.sql(); }
    /// How many rows are still to come, once it has begun: known, or guessed from what it gave of late.
    [[nodiscard]] std::size_t expected_rows() const {
        if constexpr (offers_capability<statement_type, capability::rows_in_memory>)
            return entry_.statement.rows_left() + 1;
        else return entry_.expected_rows;
    }

    /// Binds with `bind(statement)`; an error in it is an error of the statement.
    template <class Bind>
    void bind(const Bind& bind) {
        if constexpr (reports_errors) reported([&] { bind(entry_.statement); });
        else bind(entry_.statement);
    }
    /// True for a row.
    bool step() {
        return reported([&] { return entry_.statement.step(); });
    }
    void run_to_end() {
        while (step()) {}
    }
    /// Runs a statement that gives no rows; what is wanted of it, taken before handlers run statements of their own. Throws
    /// `row_left_out` if it is to insert `rows` rows and inserts others.
    template <outcome Wanted = outcome::nothing>
    std::int64_t run(std::int64_t rows = 1) {
        constexpr bool is_returned = Wanted == outcome::key && Connection::dialect::returns_keys;
        constexpr bool is_counted = Wanted == outcome::insertion || (Wanted == outcome::key && !is_returned);
        std::int64_t changes = 0, wanted = 0;
        [[maybe_unused]] std::int64_t before = 0;
        if constexpr (is_timed) before = total_changes_of(connection_.handle());
        if constexpr (is_returned) {
            if (!step()) leave_out(0, rows);
            entry_.statement.template read<encoding::standard>(0, wanted);
        }
        run_to_end();
        if constexpr (is_counted || Wanted == outcome::changes) changes = connection_.handle().changes();
        if constexpr (is_counted)
            if (changes != rows) [[unlikely]]
                leave_out(changes, rows);
        if constexpr (Wanted == outcome::changes) wanted = changes;
        if constexpr (Wanted == outcome::key && !is_returned) wanted = connection_.handle().last_insert_id();
        if constexpr (is_timed) changes = changes_since(before, connection_.handle());
        finish(changes);
        return wanted;
    }
    /// Runs a statement that copies `count` rows into a table, which `give(sink, i)` gives; see the driver. How many are in it then.
    template <class Keys, class Check, class Give>
    std::int64_t copy(std::size_t count, Keys& keys, const Check& check, const Give& give) {
        reported([&] { entry_.statement.copy(count, keys, check, give); });
        const std::int64_t copied = connection_.handle().changes();
        finish(copied);
        return copied;
    }
    /// The statement has given its last row.
    void finish_reading(std::size_t rows) {
        entry_.expect(rows);
        finish(static_cast<std::int64_t>(rows));
    }
    /// The statement is done, or is not wanted any longer.
    void finish(std::int64_t rows) {
        if constexpr (is_timed) {
            const auto elapsed = std::chrono::steady_clock::now() - times_.begin;
            const std::string text(sql());
            release();
            raise(connection_, after_execute{text, elapsed, rows});
        } else {
            (void)rows;
            release();
        }
    }

private:
    [[gnu::cold]] [[gnu::noinline]] void leave_out(std::int64_t written, std::int64_t rows) {
        reported([&] { throw_left_out(written, rows, sql()); });
    }
    void release() {
        is_released_ = true;
        connection_.release(entry_);
    }
    template <class Action>
    void guarded(const Action& action) {
        try {
            action();
        } catch (...) {
            connection_.release(entry_);
            throw;
        }
    }
    template <class Action>
    decltype(auto) reported(const Action& action) {
        if constexpr (reports_errors) {
            try {
                return action();
            } catch (const error& failure) {
                raise(connection_, execute_error{sql(), failure});
                throw;
            }
        } else {
            return action();
        }
    }

    Connection& connection_;
    prepared<statement_type>& entry_;
    [[no_unique_address]] std::conditional_t<is_timed, execution_times, nothing> times_;
    bool is_released_ = false;
};

/// The truth that a statement without values gives.
template <class Statement, class Connection>
[[nodiscard]] bool asks(Connection& db) {
    bool answer = false;
    execution<Connection> running(db, db.template acquire<Statement>());
    if (running.step()) running.statement().template read<encoding::standard>(0, answer);
    running.finish_reading(1);
    return answer;
}

} // namespace rowan::detail
