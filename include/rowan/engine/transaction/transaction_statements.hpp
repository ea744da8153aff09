#pragma once

#include "rowan/sql/row_statement.hpp"

// The statements that begin and end transactions. All savepoints have one name: SQL takes the innermost of that name
// (sqlite.org/lang_savepoint.html, PostgreSQL's SAVEPOINT), and so the texts are constants.
namespace rowan::detail {

using begin_statement = fixed_statement<"BEGIN">;
using commit_statement = fixed_statement<"COMMIT">;
using rollback_statement = fixed_statement<"ROLLBACK">;
using savepoint_statement = fixed_statement<"SAVEPOINT rowan">;
using release_statement = fixed_statement<"RELEASE SAVEPOINT rowan">;
using rollback_to_statement = fixed_statement<"ROLLBACK TO SAVEPOINT rowan">;

struct begin_immediate_statement : no_parts {};

template <class Visitor>
constexpr void walk(Visitor& visitor, const begin_immediate_statement&) {
    visitor.text(Visitor::dialect::begin_immediate);
}

} // namespace rowan::detail
