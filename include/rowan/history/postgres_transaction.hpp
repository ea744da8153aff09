#pragma once

#include "rowan/history/postgres_text.hpp"
#include "rowan/sql/row_statement.hpp"

#include <string_view>

// The numbers of transactions on PostgreSQL, where many write at once. A transaction gets a number with its first write; it
// moves to a later number if it writes a row that a transaction of a later number has written, and at its commit if one of a later
// number was committed in between. So a number is always later than those of all transactions whose writes it has seen.
namespace rowan::detail {

/// Whether a number was taken since this transaction took its own. The sequence tells of every one, also of a transaction that an
/// old snapshot does not show.
template <class Visitor>
constexpr void walk_overtaken(Visitor& visitor, bool is_in_function) {
    visitor.text(postgres_mark);
    visitor.text(" < pg_sequence_last_value(");
    walk_number_sequence(visitor, is_in_function);
    visitor.text(")");
}
/// What precedes a commit: an author may have come since the order was checked, to whom a book that is checked at last refers.
using check_constraints = fixed_statement<"SET CONSTRAINTS ALL IMMEDIATE">;
struct check_order : no_parts {};
/// The same, always: it tells who and why, too, of a record that SQL of the program has made.
using name_record = fixed_statement<"SELECT \"rowan_transaction_last\"()">;

template <class Visitor>
constexpr void walk(Visitor& visitor, const check_order&) {
    visitor.text("SELECT \"rowan_transaction_last\"() WHERE ");
    walk_overtaken(visitor, false);
}

/// Whether the open transaction has a record.
struct has_transaction_record : no_parts {};

template <class Visitor>
constexpr void walk(Visitor& visitor, const has_transaction_record&) {
    visitor.text("SELECT ");
    visitor.text(postgres_mark);
    visitor.text(" IS NOT NULL");
}

/// The name of the records of transactions, between texts.
template <class Visitor>
constexpr void walk_records(Visitor& visitor, std::string_view before, std::string_view behind) {
    walk_record_name(visitor, before, "rowan_transaction");
    visitor.text(behind);
}
// A record for a transaction that has none, or a later number for one that has. It has the rights of the functions that call it.
template <class Visitor>
constexpr void walk_function_after(Visitor& visitor) {
    walk_record_name(visitor, "CREATE OR REPLACE FUNCTION ", "rowan_transaction_after");
    begin_postgres_body(visitor, "(this bigint) RETURNS bigint", {}, false);
    visitor.text("\nDECLARE later bigint := ");
    walk_next_number(visitor, true);
    walk_records(visitor, ";\nBEGIN\n    IF this IS NULL THEN\n        INSERT INTO ",
                 " (\"id\", \"at\", \"actor\", \"note\") VALUES (later, ");
    visitor.text(postgres_now);
    visitor.text(
        ", nullif(current_setting('rowan.actor', true), ''), nullif(current_setting('rowan.note', true), ''));");
    walk_records(visitor, "\n    ELSE\n        UPDATE ", " AS t SET \"id\" = later, \"at\" = ");
    visitor.text(postgres_now);
    visitor.text(" WHERE t.\"id\" = this;\n    END IF;"
                 "\n    PERFORM set_config('rowan.transaction', later::text, true);\n    RETURN later;\nEND");
    end_postgres_body(visitor);
}
// Moves the transaction to a later number if its own is not later than those which it may have seen. Where each statement has its
// own snapshot, numbers that are not committed do not count. The greatest number is the end of an index.
template <class Visitor>
constexpr void walk_function_last(Visitor& visitor) {
    walk_record_name(visitor, "CREATE OR REPLACE FUNCTION ", "rowan_transaction_last");
    begin_postgres_body(visitor, "() RETURNS void", postgres_by_index);
    visitor.text("\nDECLARE this bigint := ");
    visitor.text(postgres_mark);
    visitor.text(";\nBEGIN\n    IF ");
    walk_overtaken(visitor, true);
    walk_records(visitor,
                 " AND (current_setting('transaction_isolation') IN ('repeatable read', 'serializable')"
                 " OR this < (SELECT max(t.\"id\") FROM ",
                 " AS t)) THEN");
    walk_record_name(visitor, "\n        PERFORM ", "rowan_transaction_after");
    // SQL of the program may have made the record, where it went back before the names were told.
    walk_records(visitor, "(this);\n    END IF;\n    UPDATE ",
                 " AS t SET \"actor\" = nullif(current_setting('rowan.actor', true), ''), "
                 "\"note\" = nullif(current_setting('rowan.note', true), '') WHERE t.\"id\" = ");
    visitor.text(postgres_mark);
    visitor.text(" AND t.\"actor\" IS NULL AND t.\"note\" IS NULL AND (current_setting('rowan.actor', true) <> '' OR "
                 "current_setting('rowan.note', true) <> '');\nEND");
    end_postgres_body(visitor);
}
// Runs at the commit.
template <class Visitor>
constexpr void walk_function_order(Visitor& visitor) {
    walk_record_name(visitor, "CREATE OR REPLACE FUNCTION ", "rowan_transaction_order");
    begin_postgres_body(visitor, "() RETURNS trigger");
    visitor.text("\nBEGIN\n    IF ");
    walk_overtaken(visitor, true);
    walk_record_name(visitor, " THEN\n        PERFORM ", "rowan_transaction_last");
    visitor.text("();\n    END IF;\n    RETURN NULL;\nEND");
    end_postgres_body(visitor);
}
template <class Visitor>
constexpr void walk_order_trigger(Visitor& visitor) {
    visitor.text("DO ");
    visitor.text(literal_begin);
    visitor.text("BEGIN IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_trigger WHERE tgrelid = '");
    visitor.text(records_in_text);
    visitor.text("\"rowan_transaction\"'::regclass AND tgname = 'rowan_transaction_order') THEN");
    walk_records(visitor, "\nCREATE CONSTRAINT TRIGGER \"rowan_transaction_order\" AFTER INSERT ON ",
                 " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW");
    walk_record_name(visitor, " EXECUTE FUNCTION ", "rowan_transaction_order");
    visitor.text("();\nEND IF; END");
    visitor.text(literal_end);
}

/// The functions that give numbers to transactions, for all versioned tables, and the trigger that has the last of them run. As
/// the records, they stay.
inline constexpr std::string_view record_functions[] = {"rowan_transaction_after", "rowan_transaction_last",
                                                        "rowan_transaction_order"};
template <std::size_t Number>
struct record_function_object {
    static constexpr auto kind = object_kind::function;
    static constexpr auto end = object_end::stays;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        if constexpr (Number == 0) walk_function_after(visitor);
        else if constexpr (Number == 1) walk_function_last(visitor);
        else walk_function_order(visitor);
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP FUNCTION IF EXISTS ");
        name(visitor);
        visitor.text(" CASCADE");
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        walk_record_name(visitor, "", record_functions[Number]);
    }
};
struct order_trigger_object {
    static constexpr auto kind = object_kind::trigger;
    static constexpr auto end = object_end::stays;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        walk_order_trigger(visitor);
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        walk_records(visitor, "DROP TRIGGER IF EXISTS \"rowan_transaction_order\" ON ", "");
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        visitor.text("\"rowan_transaction_order\"");
    }
};
using record_function_objects =
    type_list<record_function_object<0>, record_function_object<1>, record_function_object<2>, order_trigger_object>;

struct create_transaction_functions : plain_definition {};
template <class Visitor>
constexpr void walk(Visitor& visitor, const create_transaction_functions&) {
    visitor.text(begin_postgres_functions);
    walk_creation<false>(visitor, record_function_objects{});
    visitor.text(";\n");
    visitor.text(end_postgres_functions);
}

} // namespace rowan::detail
