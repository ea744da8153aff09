#pragma once

#include <chrono>
#include <string>

namespace rowan {

/// What can be chosen when a PostgreSQL database is opened, beside what its connection string says
/// (postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING).
struct postgres_options {
    /// How long opening may take; `connect_timeout` of the connection string is taken before it. Names of hosts are looked up by
    /// the system, which has a limit of its own.
    std::chrono::milliseconds connect_timeout{10'000};
    /// How long a statement may run in the server before it is ended with `canceled`; 0 for as long as the server allows. A
    /// COMMIT is not limited by it.
    std::chrono::milliseconds statement_timeout{0};
    /// How long the program waits for an answer before it gives the connection up with `connection_lost` (or `commit_unknown`).
    /// Where `statement_timeout` is longer, it is that and ten seconds.
    std::chrono::milliseconds answer_timeout{300'000};
    /// How long a statement waits for a lock before it throws `busy`; 0 for as long as it takes.
    std::chrono::milliseconds lock_timeout{0};
    /// The name under which the server shows the connection, unless the connection string says one.
    std::string application_name = "rowan";
    /// False where a connection is not always served by the same session, as behind PgBouncer's transaction mode: statements
    /// are then sent with their text each time.
    bool named_statements = true;
    /// A connection that goes back to a pool forgets what SQL has told its session: settings, temporary tables, listening, advisory
    /// locks. It costs a round trip; an open transaction is rolled back in any case.
    bool forget_session = false;
    /// So many rows are fetched at a time by `stream`.
    int rows_per_fetch = 1000;
};

} // namespace rowan
