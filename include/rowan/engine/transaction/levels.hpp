#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/run/failure.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/run/script.hpp"
#include "rowan/engine/transaction/advisory_lock.hpp"
#include "rowan/engine/transaction/end_actions.hpp"
#include "rowan/engine/transaction/transaction_state.hpp"
#include "rowan/engine/transaction/transaction_statements.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/transaction_options.hpp"

#include <string>
#include <string_view>
#include <utility>

// Beginning and ending a level of the transactions of a connection.
namespace rowan::detail {

inline bool has_modes(const transaction_options& chosen) {
    return chosen.isolation != isolation_level::standard || chosen.read_only || chosen.deferrable;
}

/// Whether a transaction keeps what is asked of one inside of it.
inline bool has_modes_of(const transaction_options& outer, const transaction_options& inner) {
    return inner.isolation <= outer.isolation && (outer.read_only || !inner.read_only) &&
           (outer.deferrable || !inner.deferrable);
}

/// `BEGIN` with the modes of a transaction (postgresql.org/docs/15/sql-begin.html).
inline std::string begin_text(const transaction_options& chosen) {
    static constexpr const char* levels[] = {"", " ISOLATION LEVEL READ COMMITTED", " ISOLATION LEVEL REPEATABLE READ",
                                             " ISOLATION LEVEL SERIALIZABLE"};
    std::string text = "BEGIN";
    text += levels[static_cast<int>(chosen.isolation)];
    if (chosen.read_only) text += " READ ONLY";
    if (chosen.deferrable) text += " DEFERRABLE";
    return text;
}

template <class Core>
void rollback_level(Core& core) noexcept;

template <class Statement, class Core>
void open_level(Core& core) {
    lease<Core> running(core, acquire<Statement>(core));
    running.run_to_end();
    ++core.transaction.depth;
    if constexpr (heard<after_execute, Core>) {
        try {
            running.finish(0);
        } catch (...) {
            rollback_level(core);
            throw;
        }
    }
}
template <class Statement, class Core>
void close_level(Core& core) {
    lease<Core>(core, acquire<Statement>(core)).run_to_end_quietly();
}
template <class Statement, class Core>
void close_level_at_once(Core& core) noexcept {
    try {
        close_level<Statement>(core);
    } catch (...) {
        // What cannot be rolled back is gone with the connection, but a handler of before_execute does not decide that.
        if constexpr (any_heard<Core, before_execute, execute_error>) {
            try {
                core.handle.execute(Core::template text<Statement>());
            } catch (...) {}
        }
    }
}
template <class Core>
void settle_commit(Core& core, std::string_view sql) {
    try {
        core.handle.settle();
    } catch (const error& failure) {
        rethrow_told(core, sql, failure);
    }
}
// They are sent together; after an error the server runs none that follow.
template <class Statement, class... Later, class Core>
void close_level_after(Core& core, auto&... sent) {
    lease<Core> running(core, acquire<Statement>(core));
    if constexpr (offers_capability<typename Core::statement_type, capability::pipelining>) {
        running.statement().send();
        if constexpr (sizeof...(Later) > 0) close_level_after<Later...>(core, sent..., running);
        else {
            settle_commit(core, running.sql());
            (sent.run_to_end_quietly(), ...);
            running.run_to_end_quietly();
        }
    }
}
/// For a handler of before_commit: the statements are run before the commit, in its round trip. If one fails, so does that.
template <class... Statements, class Core>
void run_with_commit(Core& core) {
    core.transaction.before_commit = [](Core& self, bool commits) {
        if (commits) close_level_after<Statements..., commit_statement>(self);
        else (run<Statements>(self), ...);
    };
}

template <class Core>
void open_outermost(Core& core, const transaction_options& chosen) {
    using Dialect = typename Core::dialect;
    // SQLite refuses a transaction within a transaction. PostgreSQL does not, and the commit of this one would end the other.
    if constexpr (offers_capability<typename Core::handle_type, capability::foreign_transactions>)
        if (core.handle.has_open_transaction())
            throw error("a transaction that SQL began is open, and this one cannot begin within it: end it first, "
                        "or begin it with db.begin()");
    constexpr bool has_reading = Dialect::has_transaction_modes || !Dialect::begin_reading.empty();
    if (!has_reading && chosen.read_only) throw error("this database has no transactions that only read");
    if constexpr (Dialect::has_transaction_modes) {
        if (has_modes(chosen)) {
            execute_text(core, begin_text(chosen));
            ++core.transaction.depth;
            return;
        }
    }
    if (chosen.mode == transaction_mode::immediate) open_level<begin_immediate_statement>(core);
    else open_level<begin_statement>(core);
    if constexpr (has_reading && !Dialect::has_transaction_modes)
        if (chosen.read_only) {
            core.transaction.is_reading = true;
            core.handle.execute(Dialect::begin_reading);
        }
}
template <class Core>
void end_reading(Core& core) noexcept {
    if constexpr (!Core::dialect::end_reading.empty())
        if (std::exchange(core.transaction.is_reading, false)) {
            try {
                core.handle.execute(Core::dialect::end_reading);
            } catch (...) {} // the next write says that it cannot
        }
}
template <class Core, class Event>
void raise_or_roll_back(Core& core, Event event) {
    try {
        raise(core, event);
    } catch (...) {
        rollback_level(core);
        throw;
    }
}

/// Begins a transaction, or a savepoint inside of one.
template <class Core>
void begin_level(Core& core, const transaction_options& chosen) {
    auto& state = of_this_version(core).transaction;
    if (state.depth == 0) {
        ++state.number;
        raise(core, before_begin{chosen});
        open_outermost(core, chosen);
        state.outermost = chosen;
        if constexpr (heard<after_begin, Core>) raise_or_roll_back(core, after_begin{chosen});
    } else {
        if (!has_modes_of(state.outermost, chosen))
            throw error("isolation, read_only and deferrable are modes of the outermost transaction, which has others");
        open_level<savepoint_statement>(core);
        if constexpr (heard<after_savepoint, Core>) raise_or_roll_back(core, after_savepoint{state.depth - 1});
    }
}
/// There is nothing left to be rolled back.
template <class Core>
void leave_transaction(transaction_state<Core>& state) noexcept {
    state.depth = 0;
    state.actions.drop();
}
template <class Core>
void commit_outermost(Core& core) {
    auto& state = core.transaction;
    raise(core, before_commit{});
    try {
        if (state.before_commit != nullptr) std::exchange(state.before_commit, nullptr)(core, true);
        else close_level<commit_statement>(core);
    } catch (const commit_unknown&) {
        leave_transaction(state);
        throw;
    }
    --state.depth;
    end_reading(core);
    raise(core, after_commit{});
    if (!state.actions.empty()) state.actions.run(end_actions::end::commit, 0);
}
template <class Core>
void commit_level(Core& core) {
    if (core.transaction.depth == 1) return commit_outermost(core);
    close_level<release_statement>(core);
    auto& state = core.transaction;
    --state.depth;
    if (!state.actions.empty()) state.actions.release(state.depth);
    raise(core, after_release{state.depth});
}
/// The transaction is neither committed nor rolled back: nobody hears of either, and what was to be called then is dropped.
template <class Core>
void prepare_level(Core& core, std::string_view name) {
    auto& state = core.transaction;
    raise(core, before_prepare{name});
    raise(core, before_commit{});
    if (state.before_commit != nullptr) std::exchange(state.before_commit, nullptr)(core, false);
    try {
        execute_text(core, "PREPARE TRANSACTION " + quoted_text(name));
    } catch (const commit_unknown&) {
        leave_transaction(state);
        throw;
    }
    leave_transaction(state);
    raise(core, after_prepare{name});
}
template <class Core>
void rollback_level(Core& core) noexcept {
    auto& state = core.transaction;
    --state.depth;
    state.before_commit = nullptr;
    // A full disk, for one, makes SQLite roll back by itself (sqlite.org/lang_transaction.html).
    if (core.handle.in_transaction()) {
        if (state.depth == 0) close_level_at_once<rollback_statement>(core);
        else {
            close_level_at_once<rollback_to_statement>(core);
            close_level_at_once<release_statement>(core);
        }
    }
    if (state.depth == 0) end_reading(core);
    if constexpr (Core::dialect::has_advisory_locks) unlock_left(core);
    if (state.depth == 0) raise(core, after_rollback{});
    else raise(core, after_rollback_to{state.depth});
    if (!state.actions.empty()) state.actions.run(end_actions::end::rollback, state.depth);
}

} // namespace rowan::detail
