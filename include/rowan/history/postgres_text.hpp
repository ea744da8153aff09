#pragma once

#include "rowan/query/dialect_feature.hpp"
#include "rowan/schema/facts.hpp"

#include <cstddef>
#include <string_view>

// What the functions of a history on PostgreSQL are made of.
namespace rowan::detail {

template <class Visitor>
inline constexpr bool is_postgres = Visitor::dialect::family == sql_family::postgres;

/// The record of the transaction that is open: a setting that ends with the transaction, and that a rollback to a savepoint
/// takes back. Once it was set in a session, it is empty and not null.
inline constexpr std::string_view postgres_mark = "nullif(current_setting('rowan.transaction', true), '')::bigint";

inline constexpr std::string_view postgres_next_number = "nextval(pg_get_serial_sequence('rowan_transaction', 'id'))";
/// Times are kept in milliseconds.
inline constexpr std::string_view postgres_now = "date_trunc('milliseconds', clock_timestamp())";

/// Writes parts of the functions' texts. Columns have a prefix always: a column may be called like a variable.
template <class Visitor, class Table>
struct postgres_history_text {
    Visitor& visitor;

    constexpr void text(std::string_view part) { visitor.text(part); }
    constexpr void history() { visitor.template table<Table>("_history"); }
    /// `v."id", v."title"`
    constexpr void columns(std::string_view prefix) {
        bool first = true;
        for (const column_facts& column : facts<Table>.columns) {
            text(first ? "" : ", ");
            first = false;
            text(prefix);
            visitor.column_name(column);
        }
    }
    /// `"id", "place"`, and in front of them the same with another prefix and `between`, if there is one.
    constexpr void key(std::string_view prefix, std::string_view between, std::string_view other) {
        for (std::size_t i = 0; i < facts<Table>.key_size; ++i) {
            const column_facts& column = facts<Table>.columns[facts<Table>.key[i]];
            text(i == 0 ? "" : between.empty() ? ", " : " AND ");
            text(prefix);
            visitor.column_name(column);
            if (between.empty()) continue;
            text(between);
            text(other);
            visitor.column_name(column);
        }
    }
    constexpr void key() { key("", "", ""); }
    constexpr void same_key(std::string_view left, std::string_view right) { key(left, " = ", right); }
    /// Values are the same if their bytes are: text that differs in case is, for citext, equal but not the same.
    constexpr void same_values(std::string_view left, std::string_view right) {
        text("ROW(");
        columns(left);
        text(")::record *= ROW(");
        columns(right);
        text(")::record");
    }
    constexpr void insert_version() {
        text("INSERT INTO ");
        history();
        text(" (");
        columns("");
        text(", \"transaction_id\", \"operation\") ");
    }
    constexpr void begin_function(std::string_view suffix) {
        text("\nCREATE OR REPLACE FUNCTION ");
        visitor.template table<Table>(suffix);
        text("() RETURNS trigger LANGUAGE plpgsql AS $body$\n#variable_conflict use_variable\n");
    }
    /// Programs that may write to the table need no rights on its history, and may have another search path. Objects that are
    /// temporary come last, so that nobody slips in a table of his own (postgresql.org/docs/15/sql-createfunction.html).
    constexpr void end_function(std::string_view suffix) {
        text("\nEND $body$;\nEXECUTE format($alter$ALTER FUNCTION ");
        visitor.template table<Table>(suffix);
        text("() SECURITY DEFINER SET search_path TO %s, pg_temp$alter$, current_setting('search_path'));");
    }
};

} // namespace rowan::detail
