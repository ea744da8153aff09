#pragma once

#include "rowan/driver/capability_members.hpp"
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
/// `reset()` ends the execution, so that the statement can run again; it never throws.
template <class Statement>
concept driver_statement =
    complete_statement<Statement> && requires(Statement& statement, const Statement& constant, std::int64_t integer,
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
/// `pause(time)` lets time pass before a transaction is tried again.
/// `in_transaction()` says whether the database has a transaction open.
template <class Connection>
concept driver_connection = complete_connection<Connection> && requires(Connection& connection, std::string_view text) {
    connection.pause(std::chrono::milliseconds(1));
    connection.prepare(text);
    connection.execute(text);
    { connection.changes() } -> std::convertible_to<std::int64_t>;
    { connection.in_transaction() } -> std::same_as<bool>;
};

// What follows is offered by those drivers that can, and is used by a pool (rowan/pool.hpp).

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
