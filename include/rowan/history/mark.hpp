#pragma once

#include "rowan/sql/object.hpp"
#include "rowan/sql/row_statement.hpp"

#include <string_view>

// The mark of the transaction that is open on SQLite, where triggers of the database cannot see what a connection knows: the only
// row of a table, which no other program ever sees. It refers to a row that is not there by a foreign key that is checked at the
// commit, so that it cannot be committed: it goes before rowan's own commit.
namespace rowan::detail {

struct mark_object {
    static constexpr auto kind = object_kind::table;
    static constexpr auto end = object_end::stays;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        visitor.text("CREATE TABLE IF NOT EXISTS ");
        name(visitor);
        visitor.text(" (\n    \"one\" INTEGER PRIMARY KEY,\n    \"id\" INTEGER,\n    \"actor\" TEXT,\n    \"note\" "
                     "TEXT,\n    \"uncommitted\" INTEGER REFERENCES ");
        name(visitor);
        visitor.text(" (\"one\") DEFERRABLE INITIALLY DEFERRED\n)");
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP TABLE IF EXISTS ");
        name(visitor);
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        visitor.text("\"rowan_current_transaction\"");
    }
};
/// Whether the table is there in an older form.
using has_older_mark = fixed_statement<"SELECT count(*) > 0 AND sum(\"name\" = 'uncommitted') = 0 FROM "
                                       "pragma_table_info('rowan_current_transaction')">;
struct set_mark : no_parts {};         // value: the transaction
struct set_pending_mark : no_parts {}; // values: actor, note; the record is made by the trigger that needs it
/// The transaction, or null if the mark is pending.
using find_mark = fixed_statement<"SELECT \"id\" FROM \"rowan_current_transaction\" WHERE \"uncommitted\" = 0">;
using clear_mark = fixed_statement<"DELETE FROM \"rowan_current_transaction\"">;
/// Values: actor, note, the transaction. It goes on if its record is there, and the last.
struct continue_record : no_parts {};

template <class Visitor>
constexpr void walk(Visitor& visitor, const set_mark&) {
    visitor.text("INSERT OR REPLACE INTO \"rowan_current_transaction\" (\"one\", \"id\", \"uncommitted\") VALUES (1, ");
    visitor.placeholder(1);
    visitor.text(", 0)");
}
template <class Visitor>
constexpr void walk(Visitor& visitor, const set_pending_mark&) {
    visitor.text("INSERT OR REPLACE INTO \"rowan_current_transaction\" (\"one\", \"actor\", \"note\", \"uncommitted\") "
                 "VALUES (1, ");
    visitor.placeholder(1);
    visitor.text(", ");
    visitor.placeholder(2);
    visitor.text(", 0)");
}
template <class Visitor>
constexpr void walk(Visitor& visitor, const continue_record&) {
    visitor.text("UPDATE \"rowan_transaction\" SET \"actor\" = ");
    visitor.placeholder(1);
    visitor.text(", \"note\" = ");
    visitor.placeholder(2);
    visitor.text(" WHERE \"id\" = ");
    visitor.placeholder(3);
    visitor.text(" AND \"id\" = (SELECT max(\"id\") FROM \"rowan_transaction\")");
}

} // namespace rowan::detail
