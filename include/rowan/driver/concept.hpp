#pragma once

#include "rowan/schema/value.hpp"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace rowan {

/// A prepared statement of a driver. Parameters are numbered from 1, columns of the result from 0.
///
/// `bind<E>(n, value)` binds any `bindable` type in encoding E, lists only if the dialect has arrays; texts and bytes may be
///     referred to until the statement is bound again or reset, so that the caller keeps them. `bind_list<E>(n, range)` binds a
///     contiguous range as one parameter.
/// `step()` is true for a row, false at the end; it throws what the database reports, as an exception derived from `error`.
/// `read<E>(column, target)` reads a column of the current row into any `storable` type, and throws `type_mismatch` for a value
///     that the type does not have: never a truncated or invented one. It also reads a text into a `std::string_view` and bytes
///     into a `bytes_view`, which refer to memory of the driver and are valid until the next `step` or `reset`.
/// `read_count(column)`, if there is one, reads what SQL says is a 64-bit integer, such as count(*), without a test.
/// `reset()` ends the execution, so that the statement can run again; it never throws.
/// What a driver may have beside that, to be faster: `rows_left()`, the number of rows that are there behind the current one;
///     `advance()`, which goes to the next of them; `here()`, the current row until the next step,
///     once its columns were checked, with `is_null(column)` and `make<E, Value>(column)`, which gives what `read` reads;
///     `share(first)`, which takes over what the database has prepared for another statement of the same text.
/// `guard(sql)`, if there is one, has a statement that writes fail, with what is wrong, where columns would convert its values.
template <class Statement>
concept driver_statement = requires(Statement& statement, const Statement& constant, std::int64_t integer,
                                    std::string text, std::string_view text_view, bytes_view byte_view) {
    statement.template bind<encoding::standard>(1, integer);
    statement.template bind<encoding::standard>(1, text);
    statement.template read<encoding::standard>(0, integer);
    statement.template read<encoding::standard>(0, text);
    statement.template read<encoding::standard>(0, text_view);
    statement.template read<encoding::standard>(0, byte_view);
    { statement.step() } -> std::same_as<bool>;
    { statement.reset() } noexcept;
    { constant.is_null(0) } -> std::same_as<bool>;
    { constant.sql() } -> std::convertible_to<std::string_view>;
};

/// An open connection of a driver: it knows statements and values, never tables.
///
/// `prepare(text)` gives a statement; the text ends with a zero and outlives it or is copied. `execute(text)` runs statements
/// that need no values, separated by `;`. `changes()` is the number of rows that the last statement inserted, updated or deleted.
/// `total_changes()`, if there is one, is those of all statements: where it did not grow, a statement has changed no row, whatever
/// `changes()` says of an earlier one.
/// `pause(time)` lets time pass before a transaction is tried again.
/// `in_transaction()` says whether the database has a transaction open. `check_references(table)`, if there is one, throws where a
/// foreign key of a table that was created refers to a column that is not there.
template <class Connection>
concept driver_connection = requires(Connection& connection, std::string_view text) {
    connection.pause(std::chrono::milliseconds(1));
    connection.prepare(text);
    connection.execute(text);
    { connection.changes() } -> std::convertible_to<std::int64_t>;
    { connection.in_transaction() } -> std::same_as<bool>;
};

// What follows is offered by those drivers that can, and is used by a pool (rowan/pool.hpp).
//
// On a connection:
// `bool is_broken() const noexcept` is true once the connection is known to be lost. A driver whose connections can be lost has it.
// `bool is_alive()` asks the server, cheaply, whether it still answers; an exception says the same as false.
// `bool reset() noexcept` ends what is open, and forgets what the session was told if the options say so; false if the connection is of no use any longer.
//     Without it, an open transaction is rolled back.

/// The primary of a server with replicas, which says up to where it has written: a number that grows.
template <class Connection>
concept tells_write_position = requires(Connection& connection) {
    { connection.write_position() } -> std::same_as<std::uint64_t>;
};
/// A replica that says up to where it shows what the primary has written, as the same number.
template <class Connection>
concept tells_replay_position = requires(Connection& connection) {
    { connection.replay_position() } -> std::same_as<std::uint64_t>;
};
/// A connection that can be told how long it waits for an answer, until it is told otherwise; the longest time is no limit beside
/// those of its options. After it, the connection is given up: with `timed_out` if the server is alive and only slow, else with
/// `connection_lost` (or `commit_unknown`).
template <class Connection>
concept limits_answers = requires(Connection& connection, std::chrono::milliseconds limit) {
    { connection.limit_answers(limit) } noexcept;
};

/// A driver whose databases have one writer at a time: `static constexpr bool has_one_writer = true`. Its connections have
/// `share()`, after which others can read beside the one that writes, or which throws `not_shareable`.
template <class Driver>
concept one_writer_driver =
    Driver::has_one_writer && requires(typename Driver::connection& connection) { connection.share(); };
/// A driver that can be told how long opening may take: `static options opening_within(options, limit)`.
template <class Driver>
concept limits_opening = requires(const typename Driver::options& chosen, std::chrono::milliseconds limit) {
    { Driver::opening_within(chosen, limit) } -> std::same_as<typename Driver::options>;
};
/// A driver that has options of its own for connections that only read: `static options reading(options)`.
template <class Driver>
concept reading_driver = requires(const typename Driver::options& chosen) {
    { Driver::reading(chosen) } -> std::same_as<typename Driver::options>;
};

/// A driver that has a clock of its own: `clock`, which is steady and counts milliseconds or smaller units. A pool measures ages,
/// rests, lags and the silence of servers by it, else by `std::chrono::steady_clock`. A test that moves such a clock sees immediately
/// what a pool does in an hour.
template <class Driver>
concept clock_driver = requires {
    typename Driver::clock;
    requires Driver::clock::is_steady;
    requires std::convertible_to<std::chrono::milliseconds, typename Driver::clock::duration>;
    { Driver::clock::now() } -> std::same_as<typename Driver::clock::time_point>;
};

/// How the program gets the key that the database made for a row: with the insert, where the dialect writes it so
/// (`Dialect::returns_keys`), or from the connection: `last_insert_id()` is the key that was made last.
template <class Connection, class Dialect>
concept gives_keys = requires(Connection& connection) {
    requires Dialect::returns_keys || requires {
        { connection.last_insert_id() } -> std::convertible_to<std::int64_t>;
    };
};

/// A driver: its dialect, what can be chosen when it connects, and its connection and statement. Anybody may write one; the
/// tests have a fake that is an example.
template <class Driver>
concept driver = requires {
    typename Driver::dialect;
    typename Driver::options;
    requires driver_connection<typename Driver::connection>;
    requires driver_statement<typename Driver::statement>;
    requires std::constructible_from<typename Driver::connection, const std::string&, const typename Driver::options&>;
    /// How many parameters a statement may have at the most.
    { Driver::max_parameters } -> std::convertible_to<std::size_t>;
};

} // namespace rowan
