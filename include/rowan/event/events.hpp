#pragma once

#include "rowan/event/transaction_options.hpp"
#include "rowan/meta/type_list.hpp"

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Events. A handler is an overload of `on` that takes one, as a static member of `hooks<Table>` or as a member of a listener of
// the database. An event that nobody takes is never built.
namespace rowan {

class error;

/// Before a row is written: the handler may change the row, or forbid the write by throwing.
template <class Table>
struct before_insert {
    Table& row;
};
/// The row is written; `row` is what the database holds, with what it and its triggers made, read again by its key. (The row as it was
/// sent, if the table has no key or the row is there no more.) An exception takes the insert back.
template <class Table>
struct after_insert {
    const Table& row;
};

/// Raised for a row that an update would change; `before` is what the database holds, which handlers of loads have not seen.
template <class Table>
struct before_update {
    const Table& before;
    Table& row;

    /// Whether the update changes a column: `e.changed<&Book::title>()`.
    template <auto Member>
    [[nodiscard]] bool changed() const {
        return !(before.*Member == row.*Member);
    }
};
/// The row is written; `after` is what the database holds, read again by its key as in `after_insert`. An exception takes the update
/// back.
template <class Table>
struct after_update {
    const Table& before;
    const Table& after;

    /// Whether a column was changed: `e.changed<&Book::title>()`.
    template <auto Member>
    [[nodiscard]] bool changed() const {
        return !(before.*Member == after.*Member);
    }
};

/// Before a row is removed, which the database holds: the handler may forbid it by throwing.
template <class Table>
struct before_remove {
    const Table& row;
};
/// The row is gone. An exception takes the removal back.
template <class Table>
struct after_remove {
    const Table& row;
};

/// Before a row of the table is read from a result.
template <class Table>
struct before_load {
    std::string_view sql;
};
/// A row of the table has been read; the handler may change what the program gets to see.
template <class Table>
struct after_load {
    Table& row;
};

/// What a statement does to a table.
enum class write_operation : unsigned char { insert, update, remove, upsert };

/// A statement is about to write to the table, row by row or as a set.
template <class Table>
struct before_write {
    write_operation operation;
};

/// The table is about to be created, with its indexes, if it is not there.
template <class Table>
struct before_create {};
/// The table has been created, if it was not there; the handler may create what belongs to it.
template <class Table>
struct after_create {};
/// The table is about to be dropped; the handler may drop what belongs to it.
template <class Table>
struct before_drop {};
/// The table is gone.
template <class Table>
struct after_drop {};

/// A trigger that the table declares is about to be made, or made anew, since the database has none or another one; or it is made.
template <class Table>
struct before_create_trigger {
    std::string_view name;
};
template <class Table>
struct after_create_trigger {
    std::string_view name;
};
/// A trigger that the table declares, and that rowan has made, is about to be dropped, or is dropped.
template <class Table>
struct before_drop_trigger {
    std::string_view name;
};
template <class Table>
struct after_drop_trigger {
    std::string_view name;
};

/// `create_tables()` is about to create the tables of the database that are not there, or has created them and their triggers.
struct before_create_all {};
struct after_create_all {};
/// `drop_tables()` is about to drop the tables of the database, or has dropped them.
struct before_drop_all {};
struct after_drop_all {};

/// What a statement does: known of those that rowan writes, `other` for the texts of `execute` and the words of transactions.
enum class statement_kind : unsigned char { select, insert, update, remove, other };

/// A statement is about to run.
struct before_execute {
    std::string_view sql;
    statement_kind kind = statement_kind::other;
};
/// A statement is done. `rows` is the number of rows read, or inserted, updated or deleted; of a text of several statements, of the
/// last that inserts, updates or deletes. What a handler throws is dropped if the statement ended a transaction or a savepoint, for that
/// cannot become an error.
struct after_execute {
    std::string_view sql;
    std::chrono::nanoseconds elapsed;
    std::int64_t rows;
};
/// A statement failed; the error is thrown after the handlers have seen it, or what one of them puts in its place.
struct execute_error {
    std::string_view sql;
    const rowan::error& error;
    /// Whether the connection is known to be lost. A handler that sets it declares the connection lost: it runs no statement any longer, and a
    /// pool opens another.
    bool is_disconnect = false;
    std::exception_ptr replacement{};

    /// Throws another exception instead of the error; of several handlers the last decides.
    void replace(std::exception_ptr other) { replacement = std::move(other); }
    template <class Exception>
    void replace(const Exception& other) {
        replacement = std::make_exception_ptr(other);
    }
};

/// The outermost transaction is about to begin, or has begun. An exception leaves none open.
struct before_begin {
    const transaction_options& options;
};
struct after_begin {
    const transaction_options& options;
};
/// The outermost transaction is about to be committed. A handler may write, or forbid it by throwing.
struct before_commit {};
/// The outermost transaction is committed. A handler must be noexcept: what is committed cannot become an error.
struct after_commit {};
/// The outermost transaction is rolled back. A handler must be noexcept.
struct after_rollback {};

/// What became of a row in a transaction: without `before` it was inserted, without `after` it was removed.
template <class Table>
struct row_change {
    std::optional<Table> before, after;
};
/// The outermost transaction is committed, and these rows of the table were changed in it by row events: one entry for each, with the
/// first old and the last new value, in the order of the first change of each. Rows that are as they were are left out. What a handler
/// throws is kept in `reported_exceptions`, and the handlers after it are not called.
template <class Table>
struct committed {
    const std::vector<row_change<Table>>& changes;
};

/// The outermost transaction is about to be prepared, the first phase of a commit of several databases. It is raised before
/// `before_commit`; a handler may write, or forbid it by throwing.
struct before_prepare {
    std::string_view name;
};
/// The transaction is prepared: what it did is kept under the name, and is neither committed nor rolled back. A handler must be noexcept.
struct after_prepare {
    std::string_view name;
};

/// A savepoint, which is a transaction inside of another. `depth` is 1 for the first.
struct after_savepoint {
    int depth;
};
/// A handler must be noexcept.
struct after_release {
    int depth;
};
/// A handler must be noexcept.
struct after_rollback_to {
    int depth;
};

/// A connection is about to be opened. The handler may change the name of the database and the options, which are those of its own
/// connection. An exception opens nothing. A handler names the driver, or is a template of it: see `before_open`.
template <class Driver, class Options>
struct before_open_of {
    std::string& name;
    Options& options;
};
/// `void on(before_open<rowan::sqlite>& e) { e.options.busy_timeout = 1s; }`
template <class Driver>
using before_open = before_open_of<Driver, typename Driver::options>;

/// The database called `name` is about to be opened, has been opened, or could not be opened.
struct before_connect {
    std::string_view name;
};
struct after_connect {
    std::string_view name;
};
struct connect_error {
    std::string_view name;
    const rowan::error& error;
};
/// A connection of a pool is the first that the pool has opened. An exception closes it; the next one is the first then.
struct first_connect {};
/// A connection of a pool is lent. An exception gives it back, and reaches the caller.
struct checkout {};
/// A connection comes back to its pool. It is thrown away if it is not usable. A handler must be noexcept.
struct checkin {
    bool is_usable;
};
/// A connection that comes back to its pool is about to be reset: what is open is rolled back. One that is known to be lost is not
/// reset. A handler must be noexcept.
struct before_reset {};
/// Why a pool throws a connection away: it is broken, does not answer or cannot be reset; its `life_time` or its `idle_time` is over; the
/// pool is closed.
enum class invalidation : unsigned char { lost, expired, idle, closed };
/// A pool throws a connection away, and closes it. A handler must be noexcept.
struct invalidate {
    invalidation reason;
};

/// The connection is about to be closed. A handler must be noexcept.
struct before_close {};
/// The connection is closed. A handler must be noexcept, as one of before_close.
struct after_close {};

namespace detail {

template <class Event>
struct table_of_event {
    using type = void;
};
template <template <class> class Event, class Table>
struct table_of_event<Event<Table>> {
    using type = Table;
};

/// Events of what has happened, or must happen, and cannot become an error: their handlers are noexcept.
using final_events = type_list<after_commit, after_rollback, after_prepare, after_release, after_rollback_to, checkin,
                               before_reset, invalidate, before_close, after_close>;
template <class Event>
inline constexpr bool is_final = is_in<Event, final_events>;
template <class Table>
inline constexpr bool is_final<committed<Table>> = true;

} // namespace detail
} // namespace rowan
