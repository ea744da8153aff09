#pragma once

#include "rowan/history/postgres_text.hpp"
#include "rowan/sql/row_statement.hpp"

// The numbers of transactions on PostgreSQL, where many write at once. A transaction gets a number with its first write; it
// moves to a later one if it writes a row that a transaction of a later number has written, and at its commit if one of a later
// number was committed in between. So a number is always later than those of all transactions whose writes it has seen.
namespace rowan::detail {

/// The functions that give numbers to transactions, for all versioned tables.
struct create_transaction_functions {
    using parts = type_list<>;
    using is_definition = void;
};

template <class Visitor>
constexpr void walk(Visitor& visitor, const create_transaction_functions&) {
    visitor.text("DO $rowan$ BEGIN\nIF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = "
                 "'\"rowan_transaction\"'::regclass AND "
                 "tgname = 'rowan_transaction_order') THEN"
                 // A record for a transaction that has none, or a later number for one that has.
                 "\nCREATE OR REPLACE FUNCTION \"rowan_transaction_after\"(this bigint) RETURNS bigint LANGUAGE "
                 "plpgsql AS $body$"
                 "\nDECLARE later bigint := ");
    visitor.text(postgres_next_number);
    visitor.text(";\nBEGIN\n    IF this IS NULL THEN\n        INSERT INTO \"rowan_transaction\" (\"id\", \"at\") "
                 "VALUES (later, ");
    visitor.text(postgres_now);
    visitor.text(");\n    ELSE\n        UPDATE \"rowan_transaction\" AS t SET \"id\" = later, \"at\" = ");
    visitor.text(postgres_now);
    visitor.text(" WHERE t.\"id\" = this;\n    END IF;"
                 "\n    PERFORM set_config('rowan.transaction', later::text, true);\n    RETURN later;\nEND $body$;"
                 // Runs at the commit. The greatest number is the end of an index; EXISTS might read the whole table.
                 "\nCREATE OR REPLACE FUNCTION \"rowan_transaction_order\"() RETURNS trigger LANGUAGE plpgsql AS $body$"
                 "\nDECLARE this bigint := ");
    visitor.text(postgres_mark);
    visitor.text(
        ";\nBEGIN\n    IF this < (SELECT max(t.\"id\") FROM \"rowan_transaction\" AS t) THEN"
        "\n        PERFORM \"rowan_transaction_after\"(this);\n    END IF;\n    RETURN NULL;\nEND $body$;"
        "\nEXECUTE format($alter$ALTER FUNCTION \"rowan_transaction_order\"() SECURITY DEFINER SET search_path TO %s, "
        "pg_temp$alter$, current_setting('search_path'));"
        "\nCREATE CONSTRAINT TRIGGER \"rowan_transaction_order\" AFTER INSERT ON \"rowan_transaction\" DEFERRABLE "
        "INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION \"rowan_transaction_order\"();\nEND IF;\nEND $rowan$");
}

} // namespace rowan::detail
