#pragma once

#include "rowan/history/generation.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/schema/facts.hpp"

#include <cstddef>
#include <string_view>

// What the functions of a history on PostgreSQL are made of.
namespace rowan::detail {

template <class Visitor>
inline constexpr bool is_postgres = Visitor::dialect::has_trigger_functions;

/// The record of the transaction that is open: a setting that ends with the transaction, and that a rollback to a savepoint
/// takes back. Once it was set in a session, it is empty and not null.
inline constexpr std::string_view postgres_mark = "nullif(current_setting('rowan.transaction', true), '')::bigint";

/// The sequence of the numbers of transactions. What a function has in its text says the schema of each name: whoever may make tables
/// in a schema of the search path may make one of the same name.
template <class Visitor>
constexpr void walk_number_sequence(Visitor& visitor, bool is_in_function) {
    visitor.text("pg_get_serial_sequence('");
    if (is_in_function) visitor.text(records_in_text);
    visitor.text("rowan_transaction', 'id')");
}
template <class Visitor>
constexpr void walk_next_number(Visitor& visitor, bool is_in_function) {
    visitor.text("nextval(");
    walk_number_sequence(visitor, is_in_function);
    visitor.text(")");
}
/// The name of something that all histories have, behind a text.
template <class Visitor>
constexpr void walk_record_name(Visitor& visitor, std::string_view before, std::string_view name) {
    visitor.text(before);
    visitor.text(records_place);
    visitor.text("\"");
    visitor.text(name);
    visitor.text("\"");
}
/// Times are kept in milliseconds.
inline constexpr std::string_view postgres_now = "date_trunc('milliseconds', clock_timestamp())";

/// A plan is kept for the session, and was perhaps made when the table was small: it goes by the indexes all the same. A sort would be
/// of all versions of a row, and a plan that is made to look dear is not worth compiling.
inline constexpr std::string_view postgres_by_index =
    " SET enable_seqscan TO off SET enable_sort TO off SET jit TO off";
inline constexpr std::string_view postgres_by_index_alone =
    " SET enable_seqscan TO off SET enable_sort TO off SET enable_hashjoin TO off SET enable_mergejoin TO off SET jit "
    "TO off";

/// What follows the name of a function that changes a history. Programs that may write to the table need no rights on its history,
/// and may have another search path; operators of the keys are found by that of the program which creates it.
template <class Visitor>
constexpr void begin_postgres_body(Visitor& visitor, std::string_view signature, std::string_view settings = {},
                                   bool has_own_rights = true) {
    visitor.text(signature);
    visitor.text(" LANGUAGE plpgsql");
    if (has_own_rights) visitor.text(" SECURITY DEFINER");
    visitor.text(" SET search_path FROM CURRENT");
    visitor.text(settings);
    visitor.text(" AS ");
    visitor.text(literal_begin);
    visitor.text("\n#variable_conflict use_variable\n");
    visitor.text(mark_place);
}
template <class Visitor>
constexpr void end_postgres_body(Visitor& visitor) {
    visitor.text(literal_end);
}

/// Functions that are created from here on have the search path of this program, and behind it what is temporary, so that nobody
/// slips in a table of his own (postgresql.org/docs/15/sql-createfunction.html).
inline constexpr std::string_view begin_postgres_functions =
    "SELECT set_config('rowan.search_path', current_setting('search_path'), true), set_config('search_path', "
    "concat_ws(', ', nullif(current_setting('search_path'), ''), 'pg_temp'), true);\n";
inline constexpr std::string_view end_postgres_functions =
    "SELECT set_config('search_path', current_setting('rowan.search_path'), true)";

/// Writes parts of the functions' texts. Columns have a prefix always: a column may be called like a variable.
template <class Visitor, class Table>
struct postgres_history_text {
    Visitor& visitor;
    bool is_in_function = false; // where names say their schemas

    constexpr void text(std::string_view part) { visitor.text(part); }
    constexpr void table() {
        if (is_in_function && facts<Table>.schema.empty()) text(table_place);
        visitor.template table<Table>();
    }
    constexpr void history() {
        if (is_in_function && facts<Table>.schema.empty()) text(history_place);
        visitor.template table<Table>("_history");
    }
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
    /// The newest version of a row, as `v`, for which the condition holds. It is found by a seek: only the index by key and number gives
    /// this order without a sort.
    constexpr void from_newest(std::string_view row, std::string_view condition) {
        text(" FROM ");
        history();
        for (const std::string_view comparison : {" AS v WHERE (|) >= (", ") AND (|) <= ("}) {
            const auto place = comparison.find('|');
            text(comparison.substr(0, place));
            key("v.", "", "");
            text(comparison.substr(place + 1));
            key(row, "", "");
        }
        text(")");
        text(condition);
        text(" ORDER BY ");
        for (std::size_t i = 0; i < facts<Table>.key_size; ++i) {
            text("v.");
            visitor.column_name(facts<Table>.columns[facts<Table>.key[i]]);
            text(" DESC, ");
        }
        text("v.\"transaction_id\" DESC LIMIT 1");
    }
    /// `"title" = present."title", ` and so on.
    constexpr void assignments(std::string_view from) {
        for (const column_facts& column : facts<Table>.columns) {
            visitor.column_name(column);
            text(" = ");
            text(from);
            visitor.column_name(column);
            text(", ");
        }
    }
    constexpr void insert_version() {
        text("INSERT INTO ");
        history();
        text(" (");
        columns("");
        text(", \"transaction_id\", \"operation\") ");
    }
    constexpr void begin_function(std::string_view suffix, std::string_view settings = {}) {
        text("CREATE OR REPLACE FUNCTION ");
        visitor.template table<Table>(suffix);
        begin_postgres_body(visitor, "() RETURNS trigger", settings);
        text("\n");
    }
    constexpr void end_function() { end_postgres_body(visitor); }
};

} // namespace rowan::detail
