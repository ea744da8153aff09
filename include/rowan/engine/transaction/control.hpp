#pragma once

#include "rowan/sql/row_statement.hpp"

// The statements that begin and end transactions. All savepoints have one name: SQL takes the innermost of that name
// (sqlite.org/lang_savepoint.html, PostgreSQL's SAVEPOINT), and so the texts are constants.
namespace rowan::detail {

struct begin_statement : no_parts {};
struct begin_immediate_statement : no_parts {};
struct commit_statement : no_parts {};
struct rollback_statement : no_parts {};
struct savepoint_statement : no_parts {};
struct release_statement : no_parts {};
struct rollback_to_statement : no_parts {};

template <class Visitor>
constexpr void walk(Visitor& visitor, const begin_statement&) {
    visitor.text("BEGIN");
}
template <class Visitor>
constexpr void walk(Visitor& visitor, const begin_immediate_statement&) {
    visitor.text(Visitor::dialect::begin_immediate);
}
template <class Visitor>
constexpr void walk(Visitor& visitor, const commit_statement&) {
    visitor.text("COMMIT");
}
template <class Visitor>
constexpr void walk(Visitor& visitor, const rollback_statement&) {
    visitor.text("ROLLBACK");
}
template <class Visitor>
constexpr void walk(Visitor& visitor, const savepoint_statement&) {
    visitor.text("SAVEPOINT rowan");
}
template <class Visitor>
constexpr void walk(Visitor& visitor, const release_statement&) {
    visitor.text("RELEASE SAVEPOINT rowan");
}
template <class Visitor>
constexpr void walk(Visitor& visitor, const rollback_to_statement&) {
    visitor.text("ROLLBACK TO SAVEPOINT rowan");
}

} // namespace rowan::detail
