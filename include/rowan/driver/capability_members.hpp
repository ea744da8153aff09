#pragma once

#include "rowan/driver/capability.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Whether a connection and a statement have the members of what they say they offer, and which one is missing.
namespace rowan {

namespace detail {

// Clang cuts a text in a message behind about 30 characters.
/// What is told of a capability that the other part of a driver has.
inline constexpr std::string_view only_of_statements = "nothing: it is of statements",
                                  only_of_connections = "nothing: it is of connections";

/// The member of a capability that a connection lacks, about as it is declared; empty if it has all.
template <class Connection, capability Offered>
consteval std::string_view member_lacked_by_connection() {
    if constexpr (Offered == capability::cancellation) {
        if (cancels<Connection>) return {};
        return requires(Connection& connection) {
            { connection.cancel() } noexcept -> std::same_as<bool>;
        } ? "bool cancel_later(done) noexcept" : "bool cancel() noexcept";
    } else if constexpr (Offered == capability::loss)
        return tells_loss<Connection> ? "" : "bool is_broken() const noexcept";
    else if constexpr (Offered == capability::life) return tells_life<Connection> ? "" : "bool is_alive()";
    else if constexpr (Offered == capability::session_reset)
        return resets_session<Connection> ? "" : "bool reset() noexcept";
    else if constexpr (Offered == capability::session_scope)
        return tells_session_scope<Connection> ? "" : "bool keeps_session() const";
    else if constexpr (Offered == capability::total_changes)
        return counts_total_changes<Connection> ? "" : "int64_t total_changes() const";
    else if constexpr (Offered == capability::reference_check)
        return checks_references<Connection> ? "" : "check_references(table)";
    else if constexpr (Offered == capability::script_steps)
        return steps_through_scripts<Connection> ? "" : "execute(text, before)";
    else if constexpr (Offered == capability::foreign_transactions)
        return tells_foreign_transactions<Connection> ? "" : "bool has_open_transaction() noexcept";
    else if constexpr (Offered == capability::foreign_sql) {
        if (tells_foreign_sql<Connection>) return {};
        return requires(Connection& connection) {
            { connection.ran_other_sql() } noexcept -> std::same_as<bool>;
        } ? "forget_other_sql() noexcept" : "bool ran_other_sql() noexcept";
    } else if constexpr (Offered == capability::answer_limits)
        return limits_answers<Connection> ? "" : "limit_answers(time) noexcept";
    else if constexpr (Offered == capability::write_position)
        return tells_write_position<Connection> ? "" : "uint64_t write_position()";
    else if constexpr (Offered == capability::replay_position)
        return tells_replay_position<Connection> ? "" : "uint64_t replay_position()";
    else if constexpr (Offered == capability::pipelining) {
        if (settles_pipelines<Connection>) return {};
        return requires(Connection& connection) { connection.settle(); } ? "abandon() noexcept" : "settle()";
    } else return only_of_statements;
}

/// The member of a capability that a statement lacks, about as it is declared; empty if it has all.
template <class Statement, capability Offered>
consteval std::string_view member_lacked_by_statement() {
    if constexpr (Offered == capability::pipelining) return sends_in_pipelines<Statement> ? "" : "send()";
    else if constexpr (Offered == capability::cursor) return uses_cursors<Statement> ? "" : "use_cursor()";
    else if constexpr (Offered == capability::rows_in_memory) {
        if (has_rows_in_memory<Statement>) return {};
        if (!requires(Statement& statement) {
                { statement.rows_left() } -> std::convertible_to<std::size_t>;
            })
            return "size_t rows_left()";
        return requires(Statement& statement) { statement.advance(); } ? "current_row(), is_null, make" : "advance()";
    } else if constexpr (Offered == capability::shared_preparation)
        return adopts_preparation<Statement> ? "" : "adopt_preparation(first)";
    else if constexpr (Offered == capability::counts)
        return reads_counts<Statement> ? "" : "int64_t read_count(column)";
    else if constexpr (Offered == capability::column_types) {
        if (tells_column_types<Statement>) return {};
        if (!requires(Statement& statement) {
                { statement.is_unchecked() } -> std::same_as<bool>;
            })
            return "bool is_unchecked()";
        return requires(Statement& statement) { statement.set_checked(); } ? "check_column<E, T>(column)"
                                                                           : "set_checked()";
    } else if constexpr (Offered == capability::column_validation)
        return validates_columns<Statement> ? "" : "validate_columns(sql)";
    else if constexpr (Offered == capability::neighbour_types) {
        if (binds_beside_columns<Statement>) return {};
        if (!requires(Statement& statement, std::string_view text) {
                statement.template bind_beside<encoding::standard>(1, text);
            })
            return "bind_beside<E>(n, value)";
        return requires(Statement& statement, std::string_view text) {
            statement.template bind_assigned<encoding::standard>(1, text);
        } ? "bind_list_beside<E>(n, range)" : "bind_assigned<E>(n, value)";
    } else return only_of_connections;
}

/// What a connection or a statement says that it offers, and the member of it that is missing.
struct lacked_member {
    capability of = capability::none;
    std::string_view declaration{};
};
template <class Part, std::size_t... Bits>
consteval lacked_member first_lacked_member(auto lacked, std::index_sequence<Bits...>) {
    lacked_member found;
    [[maybe_unused]] const auto look = [&]<capability Each>() {
        if constexpr (offers_capability<Part, Each>)
            if (const auto member = lacked.template operator()<Each>(); found.declaration.empty())
                found = {Each, member};
    };
    (look.template operator()<static_cast<capability>(1U << Bits)>(), ...);
    return found.declaration.empty() ? lacked_member{} : found;
}
template <class Connection>
inline constexpr lacked_member lacked_by_connection = first_lacked_member<Connection>(
    []<capability Each>() { return member_lacked_by_connection<Connection, Each>(); }, std::make_index_sequence<21>{});
template <class Statement>
inline constexpr lacked_member lacked_by_statement = first_lacked_member<Statement>(
    []<capability Each>() { return member_lacked_by_statement<Statement, Each>(); }, std::make_index_sequence<21>{});

} // namespace detail

/// A connection that has the members of all that it says it offers.
template <class Connection>
concept complete_connection = detail::lacked_by_connection<Connection>.of == capability::none;
/// A statement that has the members of all that it says it offers.
template <class Statement>
concept complete_statement = detail::lacked_by_statement<Statement>.of == capability::none;

} // namespace rowan
