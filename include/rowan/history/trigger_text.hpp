#pragma once

#include "rowan/schema/facts.hpp"

#include <cstddef>
#include <string_view>

// What the statements and conditions of a history's triggers on SQLite are made of. A statement in a trigger has no alias for the
// table that it changes, and takes over what the statement that made it run says of conflicts (sqlite.org/lang_createtrigger.html):
// so none of them relies on a conflict.
namespace rowan::detail {

/// The transaction of rowan that is open; null if there is none, or if it has no record as yet.
inline constexpr std::string_view open_transaction = "(SELECT \"id\" FROM \"rowan_current_transaction\")";
/// That, or the record that was just made for another program. Nothing else in a trigger gives a rowid.
inline constexpr std::string_view this_transaction =
    "coalesce((SELECT \"id\" FROM \"rowan_current_transaction\"), last_insert_rowid())";

/// Writes what the triggers are made of. `row` is `new` or `old`. Aliases: `t` is the row in the table, `v` and `p` are versions, `n`
/// is for numbers.
template <class Visitor, class Table>
struct history_text {
    Visitor& visitor;
    std::string_view row;

    constexpr void text(std::string_view part) { visitor.text(part); }
    constexpr void history_table() { visitor.template table<Table>("_history"); }
    constexpr void of(std::string_view alias, const column_facts& column) {
        text(alias);
        if (!alias.empty()) text(".");
        visitor.column_name(column);
    }
    /// `v."id" = new."id"`
    constexpr void same_key(std::string_view alias, std::string_view other) {
        for (std::size_t i = 0; i < facts<Table>.key_size; ++i) {
            const column_facts& column = facts<Table>.columns[facts<Table>.key[i]];
            text(i == 0 ? "" : " AND ");
            of(alias, column);
            text(" = ");
            of(other, column);
        }
    }
    constexpr void same_key(std::string_view alias) { same_key(alias, row); }
    /// The columns of the key, with what stands before the first of them, before each, and behind the last.
    constexpr void key(std::string_view begin, std::string_view prefix, std::string_view end) {
        for (std::size_t i = 0; i < facts<Table>.key_size; ++i) {
            text(i == 0 ? begin : ", ");
            text(prefix);
            visitor.column_name(facts<Table>.columns[facts<Table>.key[i]]);
        }
        text(end);
    }
    /// `(old."id" IS new."id" AND …)`, as bytes.
    constexpr void compare_keys(std::string_view comparison, std::string_view conjunction) {
        for (std::size_t i = 0; i < facts<Table>.key_size; ++i) {
            text(i == 0 ? "(" : conjunction);
            of("old", facts<Table>.columns[facts<Table>.key[i]]);
            text(comparison);
            of("new", facts<Table>.columns[facts<Table>.key[i]]);
            text(" COLLATE BINARY");
        }
        text(")");
    }
    constexpr void columns(std::string_view alias) {
        for (const column_facts& column : facts<Table>.columns) {
            of(alias, column);
            text(", ");
        }
    }
    /// `(v."name" IS NOT t."name" OR …)` of the columns beside the key, as bytes: what a column of the table says of case is passed over.
    constexpr void compare(std::string_view alias, std::string_view other, std::string_view comparison,
                           std::string_view conjunction) {
        bool first = true;
        for (const column_facts& column : facts<Table>.columns) {
            if (column.is_key) continue;
            text(first ? "(" : conjunction);
            first = false;
            of(alias, column);
            text(comparison);
            of(other, column);
            text(" COLLATE BINARY");
        }
        text(first ? (comparison == " IS " ? "TRUE" : "FALSE") : ")");
    }
    constexpr void differs(std::string_view alias, std::string_view other) {
        compare(alias, other, " IS NOT ", " OR ");
    }
    constexpr void same(std::string_view alias, std::string_view other) { compare(alias, other, " IS ", " AND "); }

    /// As `same_key("t")`, and the same bytes where the table takes keys for equal that are not.
    constexpr void same_key_in_table() {
        same_key("t");
        for (std::size_t i = 0; i < facts<Table>.key_size; ++i) {
            const column_facts& column = facts<Table>.columns[facts<Table>.key[i]];
            if (column.is_integer) continue;
            text(" AND ");
            of("t", column);
            text(" = ");
            of(row, column);
            text(" COLLATE BINARY");
        }
    }
    /// `FROM "user" AS t WHERE t."id" = new."id"`
    constexpr void from_table() {
        text("FROM ");
        visitor.template table<Table>();
        text(" AS t WHERE ");
        same_key_in_table();
    }
    /// `FROM "user_history" AS v WHERE v."id" = new."id"`
    constexpr void from_history(std::string_view alias) {
        text("FROM ");
        history_table();
        text(" AS ");
        text(alias);
        text(" WHERE ");
        same_key(alias);
    }
    /// The number of the newest version, found by one step to the end of those of the row.
    constexpr void newest_number() {
        text("(SELECT max(n.\"transaction_id\") ");
        from_history("n");
        text(")");
    }
    /// What a version says of the row that is there, if it is the newest one and not of this transaction: 1; 0 if it says
    /// something else, and null if there is none.
    template <class Condition>
    constexpr void newest_is_earlier(Condition condition) {
        text("(SELECT v.\"transaction_id\" <> ");
        text(open_transaction);
        text(" AND v.\"operation\" <> 'delete'");
        condition();
        text(" ");
        from_history("v");
        text(" ORDER BY v.\"transaction_id\" DESC LIMIT 1)");
    }
    constexpr void newest_is_earlier() {
        newest_is_earlier([] {});
    }
    constexpr void is_there() {
        text("EXISTS (SELECT 1 ");
        from_table();
        text(")");
    }
    constexpr void has_versions() {
        text("EXISTS (SELECT 1 ");
        from_history("v");
        text(")");
    }
    constexpr void begin_insertion() {
        text("INSERT INTO ");
        history_table();
        text(" (");
        columns("");
        text("\"transaction_id\", \"operation\") ");
    }
    /// The quick way: the row is as the event has it.
    constexpr void insert_version(std::string_view operation) {
        text("\n    ");
        begin_insertion();
        text("VALUES (");
        columns(row);
        text(open_transaction);
        text(", ");
        text(operation);
        text(");");
    }
    constexpr void end_newest() {
        text("\n    UPDATE ");
        history_table();
        text(" SET \"end_transaction_id\" = ");
        text(open_transaction);
        text(" WHERE ");
        same_key("");
        text(" AND \"transaction_id\" = ");
        newest_number();
        text(";");
    }
    /// The way for all cases: forgets what this transaction did to the row so far, compares the row as it is in the table with
    /// the newest version from before, and begins a version if they differ. A removal has the values of the version that it ends.
    constexpr void record() {
        text("\n    DELETE FROM ");
        history_table();
        text(" WHERE ");
        same_key("");
        text(" AND \"transaction_id\" = ");
        text(this_transaction);
        text(";\n    ");
        begin_insertion();
        text("SELECT ");
        columns("t");
        text(this_transaction);
        text(", CASE WHEN p.\"operation\" <> 'delete' THEN 'update' ELSE 'insert' END FROM ");
        visitor.template table<Table>();
        text(" AS t LEFT JOIN ");
        history_table();
        text(" AS p ON ");
        same_key("p");
        text(" AND p.\"transaction_id\" = ");
        newest_number();
        text(" WHERE ");
        same_key_in_table();
        text(" AND (p.\"operation\" IS NULL OR p.\"operation\" = 'delete' OR ");
        differs("p", "t");
        text(") UNION ALL SELECT ");
        columns("p");
        text(this_transaction);
        text(", 'delete' ");
        from_history("p");
        text(" AND p.\"transaction_id\" = ");
        newest_number();
        text(" AND p.\"operation\" <> 'delete' AND NOT ");
        is_there();
        text(";\n    UPDATE ");
        history_table();
        text(" SET \"end_transaction_id\" = (SELECT n.\"transaction_id\" ");
        from_history("n");
        text(" AND n.\"transaction_id\" = ");
        text(this_transaction);
        text(") WHERE ");
        same_key("");
        text(" AND \"transaction_id\" = ");
        text("(SELECT max(n.\"transaction_id\") ");
        from_history("n");
        text(" AND n.\"transaction_id\" < ");
        text(this_transaction);
        text(");");
    }
};

} // namespace rowan::detail
