#pragma once

#include "support/own_database.hpp"
#include "support/postgres_cases.hpp"
#include "support/wait_until.hpp"

#include <doctest/doctest.h>
#include <libpq-fe.h>

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>

// The servers, for a program of tests.
namespace test {

/// The database of this process, made when it is first asked for; counts the running test case as one on PostgreSQL. To be
/// called by the thread that runs the test case.
inline const own_database& process_database() {
    // To open a connection takes as long as it takes on this machine; what the program's options say of it does not count.
    [[maybe_unused]] static const int is_set = setenv("PGCONNECT_TIMEOUT", "180", 0);
    static const own_database database;
    postgres_cases.insert(doctest::getContextOptions()->currentTest);
    return database;
}

/// What libpq connects to: the database of this process, as its superuser, with whatever test cases before left there.
/// Of two values of a keyword the last counts, so that others may be put behind.
inline std::string postgres_database() { return process_database().conninfo(); }

/// The same after everything in the database was removed.
inline std::string empty_postgres() {
    std::string conninfo = postgres_database();
    raw_postgres database(conninfo);
    roll_back_prepared(database);
    // A connection that a test case left in a transaction makes this fail, not hang.
    database(R"(SET lock_timeout = '2min'; DO $$
        DECLARE name text;
        BEGIN
            FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
                EXECUTE format('DROP SCHEMA %I CASCADE', name);
            END LOOP;
            CREATE SCHEMA public;
            GRANT USAGE ON SCHEMA public TO public;
        END $$)");
    return conninfo;
}

/// The same database by a PgBouncer that gives a connection to the server for the time of a transaction.
inline std::string pgbouncer() {
    return server_variable("ROWAN_TEST_PGBOUNCER") + " dbname=" + process_database().name();
}

/// Waits until the standby has what was written on the primary, also what no commit has waited for.
inline void wait_for_standby() {
    raw_postgres primary(postgres_database());
    const std::string written = primary("SELECT pg_current_wal_insert_lsn()");
    // Its commit is flushed, and with it what was written before, and sent.
    primary("SELECT pg_logical_emit_message(true, 'rowan', '')");
    raw_postgres standby(server_variable("ROWAN_TEST_STANDBY"));
    wait_until([&] { return standby("SELECT pg_last_wal_replay_lsn() >= '" + written + "'") == "t"; });
}

/// The same database on the streaming standby, which has what was committed before the call.
inline std::string standby() {
    wait_for_standby();
    return server_variable("ROWAN_TEST_STANDBY") + " dbname=" + process_database().name();
}

/// The port of 127.0.0.1 where the primary listens, too; there it asks for the password.
inline int postgres_port() { return std::stoi(PQport(raw_postgres(postgres_database()).handle())); }

/// The same server over TCP, or whatever listens at another port of 127.0.0.1, without encryption. How long it may take to open a
/// connection to another port, the program's options say.
inline std::string over_tcp(const std::string& conninfo, int port = 0) {
    const std::string other = port == 0 ? "" : " port=" + std::to_string(port) + " connect_timeout=0";
    return conninfo + " host=127.0.0.1" + other + " sslmode=disable gssencmode=disable";
}

/// The password of the role rowan_password, who may connect and little more, and of the superuser; asked for over TCP.
inline std::string postgres_password() { return PQpass(raw_postgres(postgres_database()).handle()); }

/// A tablespace of 4 MB, where somebody could mount one.
inline std::optional<std::string> small_tablespace() {
    const char* const name = std::getenv("ROWAN_TEST_SMALL_TABLESPACE");
    return name ? std::optional<std::string>(name) : std::nullopt;
}

/// Restarts the primary, which ends the connections of all processes: only for programs that have servers to themselves.
inline void restart_postgres() {
    if (std::system(server_variable("ROWAN_TEST_RESTART").c_str()) != 0)
        throw std::runtime_error("the primary was not restarted");
}

} // namespace test
