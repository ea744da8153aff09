#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/control.hpp"
#include "rowan/engine/run/execution.hpp"
#include "rowan/engine/transaction/retry.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/transaction/transaction_modes.hpp"
#include "rowan/engine/transaction/two_phase.hpp"
#include "rowan/event/dispatch.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// The transactions of a connection: a level for the outermost, and one for each savepoint inside of it.
template <class Connection>
class transaction_control {
public:
    /// Begins a transaction, or a savepoint inside of one.
    [[nodiscard]] auto begin(const transaction_options& chosen = {}) { return transaction<Connection>(self(), chosen); }

    /// Runs `function` in a transaction: committed when it returns, rolled back when it throws, and tried again after `busy` or
    /// `serialization_failure` as often as the options say, if it is the outermost.
    template <class Function>
    auto transact(const transaction_options& chosen, Function&& function) {
        for (int attempt = 0;; ++attempt) {
            try {
                return run_in_transaction(chosen, function);
            } catch (const busy&) {
                if (attempt >= chosen.retries || depth_ > 0) throw;
            } catch (const serialization_failure&) {
                if (attempt >= chosen.retries || depth_ > 0) throw;
            }
            self().handle().pause(pause_before_retry(attempt));
        }
    }
    template <class Function>
    auto transact(Function&& function) {
        return transact(transaction_options{}, std::forward<Function>(function));
    }
    [[nodiscard]] bool in_transaction() const { return depth_ > 0; }
    /// How many transactions and savepoints are open.
    [[nodiscard]] int transaction_depth() const { return depth_; }
    /// Which of the connection's outermost transactions is the open or the last one.
    [[nodiscard]] std::uint64_t transaction_number() const { return transactions_; }

    // For the parts of the engine.
    void begin_level(const transaction_options& chosen) {
        if (depth_ == 0) {
            ++transactions_;
            raise(self(), before_begin{chosen});
            open_outermost(chosen);
            outermost_ = chosen;
            raise_or_roll_back(after_begin{chosen});
        } else {
            if (!has_modes_of(outermost_, chosen))
                throw error(
                    "isolation, read_only and deferrable are modes of the outermost transaction, which has others");
            open_level<savepoint_statement>();
            raise_or_roll_back(after_savepoint{depth_ - 1});
        }
    }
    void commit_level() {
        if (depth_ == 1) {
            raise(self(), before_commit{});
            try {
                if (before_commit_ != nullptr) std::exchange(before_commit_, nullptr)(self(), true);
                else close_level<commit_statement>();
            } catch (const commit_unknown&) {
                depth_ = 0; // there is nothing left to be rolled back
                throw;
            }
            --depth_;
            end_reading();
            raise(self(), after_commit{});
        } else {
            close_level<release_statement>();
            --depth_;
            raise(self(), after_release{depth_});
        }
    }
    /// For a handler of before_commit: the statements are run before the commit, in its round trip. If one fails, so does that.
    template <class... Statements>
    void run_with_commit() {
        before_commit_ = [](Connection& db, bool commits) {
            if (commits)
                static_cast<transaction_control&>(db).template close_level_after<Statements..., commit_statement>();
            else (db.template run<Statements>(), ...);
        };
    }
    /// The transaction is neither committed nor rolled back: nobody hears of either.
    void prepare_level(std::string_view name) {
        raise(self(), before_commit{});
        if (before_commit_ != nullptr) std::exchange(before_commit_, nullptr)(self(), false);
        try {
            self().execute("PREPARE TRANSACTION " + quoted_text(name));
        } catch (const commit_unknown&) {
            depth_ = 0; // there is nothing left to be rolled back
            throw;
        }
        depth_ = 0;
    }
    void rollback_level() noexcept {
        --depth_;
        before_commit_ = nullptr;
        // A full disk, for one, makes SQLite roll back by itself (sqlite.org/lang_transaction.html).
        const bool is_open = self().handle().in_transaction();
        if (is_open) {
            if (depth_ == 0) close_level_at_once<rollback_statement>();
            else {
                close_level_at_once<rollback_to_statement>();
                close_level_at_once<release_statement>();
            }
        }
        if (depth_ == 0) end_reading();
        if constexpr (Connection::dialect::has_advisory_locks) self().unlock_left();
        if (depth_ == 0) raise(self(), after_rollback{});
        else raise(self(), after_rollback_to{depth_});
    }

protected:
    // What follows the loss would else be committed by itself.
    void check_transaction() const {
        if (depth_ > 0 && !self().handle().in_transaction()) [[unlikely]]
            throw transaction_lost(
                "the transaction has ended without rowan: the database rolled it back after an error, or "
                "SQL ended it; leave it and begin another");
    }
    void open_outermost(const transaction_options& chosen) {
        using Dialect = typename Connection::dialect;
        // SQLite refuses a transaction within a transaction. PostgreSQL does not, and the commit of this one would end the other.
        if constexpr (offers_capability<typename Connection::driver::connection, capability::foreign_transactions>)
            if (self().handle().has_open_transaction())
                throw error("a transaction that SQL began is open, and this one cannot begin within it: end it first, "
                            "or begin it "
                            "with db.begin()");
        constexpr bool has_reading = Dialect::has_transaction_modes || !Dialect::begin_reading.empty();
        if (!has_reading && chosen.read_only) throw error("this database has no transactions that only read");
        if constexpr (Dialect::has_transaction_modes) {
            if (has_modes(chosen)) {
                self().execute(begin_text(chosen));
                ++depth_;
                return;
            }
        }
        if (chosen.mode == transaction_mode::immediate) open_level<begin_immediate_statement>();
        else open_level<begin_statement>();
        if constexpr (has_reading && !Dialect::has_transaction_modes)
            if (chosen.read_only) {
                is_reading_ = true;
                self().handle().execute(Dialect::begin_reading);
            }
    }
    void end_reading() noexcept {
        if constexpr (!Connection::dialect::end_reading.empty())
            if (std::exchange(is_reading_, false)) {
                try {
                    self().handle().execute(Connection::dialect::end_reading);
                } catch (...) {} // the next write says that it cannot
            }
    }
    template <class Statement>
    void open_level() {
        execution<Connection> running(self(), self().template acquire<Statement>());
        running.run_to_end();
        ++depth_;
        if constexpr (heard<after_execute, Connection>) {
            try {
                running.finish(0);
            } catch (...) {
                rollback_level();
                throw;
            }
        }
    }
    // Its end cannot become an error: what a handler of after_execute throws has nowhere to go.
    template <class Statement>
    void close_level() {
        execution<Connection> running(self(), self().template acquire<Statement>());
        end_of_level(running);
    }
    static void end_of_level(execution<Connection>& running) {
        running.run_to_end();
        if constexpr (heard<after_execute, Connection>) {
            try {
                running.finish(0);
            } catch (...) {}
        }
    }
    // They are sent together; after an error the server runs none that follow.
    template <class Statement, class... Later>
    void close_level_after(auto&... sent) {
        execution<Connection> running(self(), self().template acquire<Statement>());
        if constexpr (offers_capability<typename Connection::statement_type, capability::pipelining>) {
            running.statement().send();
            if constexpr (sizeof...(Later) > 0) close_level_after<Later...>(sent..., running);
            else {
                settle_commit(running.sql());
                (end_of_level(sent), ...);
                end_of_level(running);
            }
        }
    }
    void settle_commit(std::string_view sql) {
        try {
            self().handle().settle();
        } catch (const error& failure) {
            raise(self(), execute_error{sql, failure});
            throw;
        }
    }
    template <class Statement>
    void close_level_at_once() noexcept {
        try {
            close_level<Statement>();
        } catch (...) {
            // What cannot be rolled back is gone with the connection, but a handler of before_execute does not decide that.
            if constexpr (any_heard<Connection, before_execute, execute_error>) {
                try {
                    self().handle().execute(Connection::template text<Statement>());
                } catch (...) {}
            }
        }
    }
    template <class Event>
    void raise_or_roll_back(Event event) {
        if constexpr (heard<Event, Connection>) {
            try {
                raise(self(), event);
            } catch (...) {
                rollback_level();
                throw;
            }
        }
    }
    template <class Function>
    auto run_in_transaction(const transaction_options& chosen, Function& function) {
        auto scope = begin(chosen);
        if constexpr (std::is_void_v<decltype(function())>) {
            function();
            scope.commit();
        } else {
            auto value = function();
            scope.commit();
            return value;
        }
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }
    [[nodiscard]] const Connection& self() const { return static_cast<const Connection&>(*this); }

    int depth_ = 0;
    transaction_options outermost_{};
    std::uint64_t transactions_ = 0;
    bool is_reading_ = false;
    void (*before_commit_)(Connection&, bool commits) = nullptr;
};

} // namespace rowan::detail
