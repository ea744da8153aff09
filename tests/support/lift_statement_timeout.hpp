#pragma once

#include "support/wait_until.hpp"

#include "rowan/driver/error.hpp"

namespace test {

/// Takes the limit for statements from a session of PostgreSQL, so that none is ended by accident. It may end this one, too.
template <class Connection>
void lift_statement_timeout(Connection& db) {
    wait_until([&] {
        try {
            db.execute("SET statement_timeout = 0");
            return true;
        } catch (const rowan::canceled&) {
            return false;
        }
    });
}

} // namespace test
