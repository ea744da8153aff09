#pragma once

#include "rowan/schema/value.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What a driver may have beside what every driver has. Its connection and its statement say what they have,
// `static constexpr auto offers = capability::cancellation | capability::loss;`, and must then have its members: the concepts below say
// which, and rowan/driver/capability_members.hpp asks for them. What is not said is not used, so that a member that is misspelt is an error and no slower way.
namespace rowan {

enum class capability : std::uint32_t {
    none = 0,
    // Of a connection:
    cancellation = 1U << 0U,
    loss = 1U << 1U,
    life = 1U << 2U,
    session_reset = 1U << 3U,
    session_scope = 1U << 4U,
    total_changes = 1U << 5U,
    reference_check = 1U << 6U,
    script_steps = 1U << 7U,
    foreign_transactions = 1U << 8U,
    foreign_sql = 1U << 9U,
    answer_limits = 1U << 10U,
    write_position = 1U << 11U,
    replay_position = 1U << 12U,
    // Of a connection and its statement:
    pipelining = 1U << 13U,
    // Of a statement:
    cursor = 1U << 14U,
    rows_in_memory = 1U << 15U,
    shared_preparation = 1U << 16U,
    counts = 1U << 17U,
    column_types = 1U << 18U,
    column_validation = 1U << 19U,
    neighbour_types = 1U << 20U
};

constexpr capability operator|(capability left, capability right) {
    return static_cast<capability>(static_cast<std::uint32_t>(left) | static_cast<std::uint32_t>(right));
}

namespace detail {

template <class Part>
inline constexpr capability offered_by = capability::none;
template <class Part>
    requires requires { Part::offers; }
inline constexpr capability offered_by<Part> = Part::offers;

} // namespace detail

/// Whether a connection or a statement of a driver says that it has a capability.
template <class Part, capability Wanted>
concept offers_capability =
    (static_cast<std::uint32_t>(detail::offered_by<Part>) & static_cast<std::uint32_t>(Wanted)) != 0;

/// `cancel()` ends the statement that runs with `canceled`; another thread may call it. False if the database could not be asked.
/// `cancel_later(done)` does the same without a wait: `done(is_asked)` is called when the request is over, on whatever thread; false
/// if none could begin.
template <class Connection>
concept cancels = requires(Connection& connection, void (*done)(bool)) {
    { connection.cancel() } noexcept -> std::same_as<bool>;
    { connection.cancel_later(done) } noexcept -> std::same_as<bool>;
};
/// `is_broken()` is true once the connection is known to be lost. A driver whose connections can be lost has it.
template <class Connection>
concept tells_loss = requires(const Connection& connection) {
    { connection.is_broken() } noexcept -> std::same_as<bool>;
};
/// `is_alive()` asks the database, cheaply, whether it still answers; an exception says the same as false.
template <class Connection>
concept tells_life = requires(Connection& connection) {
    { connection.is_alive() } -> std::same_as<bool>;
};
/// `reset()` ends what is open, and forgets what the session was told if the options say so; false if the connection is of no use
/// any longer. Without it, an open transaction is rolled back.
template <class Connection>
concept resets_session = requires(Connection& connection) {
    { connection.reset() } noexcept -> std::same_as<bool>;
};
/// `keeps_session()` says whether what one statement tells the session is there for the next one.
template <class Connection>
concept tells_session_scope = requires(const Connection& connection) {
    { connection.keeps_session() } -> std::same_as<bool>;
};
/// `total_changes()` are the rows that all statements have inserted, updated or deleted: where it did not grow, a statement has
/// changed no row, whatever `changes()` says of an earlier one.
template <class Connection>
concept counts_total_changes = requires(const Connection& connection) {
    { connection.total_changes() } -> std::convertible_to<std::int64_t>;
};
/// `check_references(table)` throws where a foreign key of a table that was created refers to a column that is not there, for a
/// database that takes such a key.
template <class Connection>
concept checks_references =
    requires(Connection& connection, std::string_view table) { connection.check_references(table); };
/// `execute(text, before)` calls `before(statement, is_read_only)` before each statement of a script.
template <class Connection>
concept steps_through_scripts = requires(Connection& connection, std::string_view text,
                                         void (*before)(std::string_view, bool)) { connection.execute(text, before); };
/// `has_open_transaction()` says whether a transaction is open in which `BEGIN` would be no error.
template <class Connection>
concept tells_foreign_transactions = requires(const Connection& connection) {
    { connection.has_open_transaction() } noexcept -> std::same_as<bool>;
};
/// `ran_other_sql()` says whether SQL that rowan has not written may have run since `forget_other_sql()`.
template <class Connection>
concept tells_foreign_sql = requires(Connection& connection) {
    { connection.ran_other_sql() } noexcept -> std::same_as<bool>;
    { connection.forget_other_sql() } noexcept;
};
/// A connection that can be told how long it waits for an answer, until it is told otherwise; the longest time is no limit beside
/// those of its options. After it, the connection is given up: with `timed_out` if the server is alive and only slow, else with
/// `connection_lost` (or `commit_unknown`).
template <class Connection>
concept limits_answers = requires(Connection& connection, std::chrono::milliseconds limit) {
    { connection.limit_answers(limit) } noexcept;
};
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
/// `settle()` receives the results of all statements that were sent, in one round trip; `abandon()` gives them up.
template <class Connection>
concept settles_pipelines = requires(Connection& connection) {
    connection.settle();
    { connection.abandon() } noexcept;
};
/// `send()` sends the statement; its result comes with the connection's `settle()`.
template <class Statement>
concept sends_in_pipelines = requires(Statement& statement) { statement.send(); };
/// `use_cursor()` has the database give the rows of the next run a few at a time.
template <class Statement>
concept uses_cursors = requires(Statement& statement) { statement.use_cursor(); };
/// `rows_left()` is the number of rows that are there behind the current one, and `advance()` goes to the next of them; `current_row()` is
/// the current row until the next step, once its columns were checked, with `is_null(column)` and `make<E, Value>(column)`, which gives
/// what `read` reads.
template <class Statement>
concept has_rows_in_memory = requires(Statement& statement) {
    { statement.rows_left() } -> std::convertible_to<std::size_t>;
    statement.advance();
    { statement.current_row().is_null(0) } -> std::same_as<bool>;
    statement.current_row().template make<encoding::standard, std::int64_t>(0);
};
/// `adopt_preparation(first)` takes over what the database has prepared for another statement of the same text.
template <class Statement>
concept adopts_preparation = requires(Statement& statement) { statement.adopt_preparation(statement); };
/// `read_count(column)` reads what SQL says is a 64-bit integer, such as count(*), without a test.
template <class Statement>
concept reads_counts = requires(Statement& statement) {
    { statement.read_count(0) } -> std::same_as<std::int64_t>;
};
/// `is_unchecked()` says that the types of the columns are known and were not compared with those of the program;
/// `check_column<E, T>(column)` compares one, `set_checked()` ends it.
template <class Statement>
concept tells_column_types = requires(Statement& statement) {
    { statement.is_unchecked() } -> std::same_as<bool>;
    statement.template check_column<encoding::standard, std::int64_t>(0);
    statement.set_checked();
};
/// `validate_columns(sql)` has a statement that writes fail, with what is wrong, where columns would convert its values.
template <class Statement>
concept validates_columns = requires(Statement& statement, std::string_view sql) { statement.validate_columns(sql); };
/// `bind_beside<E>(n, value)` binds a value that stands beside a column, `bind_assigned<E>(n, value)` one that a column is set to, and
/// `bind_list_beside<E>(n, range)` a list beside a column: the database takes the column's type for what has none of its own.
template <class Statement>
concept binds_beside_columns = requires(Statement& statement, std::string_view text, std::vector<std::string> list) {
    statement.template bind_beside<encoding::standard>(1, text);
    statement.template bind_assigned<encoding::standard>(1, text);
    statement.template bind_list_beside<encoding::standard>(1, list);
};

} // namespace rowan
