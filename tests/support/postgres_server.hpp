#pragma once

#include "support/postgres_cases.hpp"
#include "support/wait_until.hpp"

#include <doctest/doctest.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

// The servers that scripts/postgres started. Every process of tests has a database of its own in them.
namespace test {

/// A connection to a server without rowan.
class raw_postgres {
public:
    explicit raw_postgres(const std::string& conninfo) : handle_(PQconnectdb(conninfo.c_str()), &PQfinish) {
        if (PQstatus(handle_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(handle_.get()));
        PQsetNoticeProcessor(handle_.get(), [](void*, const char*) {}, nullptr);
    }
    /// Runs SQL; the first value of the first row as text, empty for null and where there is no row.
    std::string operator()(const std::string& sql) {
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(handle_.get(), sql.c_str()), &PQclear);
        const ExecStatusType status = PQresultStatus(result.get());
        if (status == PGRES_TUPLES_OK && PQntuples(result.get()) > 0) return PQgetvalue(result.get(), 0, 0);
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
            throw std::runtime_error(PQerrorMessage(handle_.get()) + ("in " + sql));
        return {};
    }
    PGconn* handle() { return handle_.get(); }

private:
    std::unique_ptr<PGconn, decltype(&PQfinish)> handle_;
};

/// The value of a variable that scripts/postgres sets.
inline std::string server_variable(const std::string& name) {
    const char* const value = std::getenv(name.c_str());
    if (!value)
        throw std::runtime_error(name + " is not set. CTest sets it, and 'scripts/postgres run DIR -- PROGRAM' does; "
                                        "ROWAN_SKIP_POSTGRES_TESTS=1 leaves out what runs on PostgreSQL.");
    return value;
}

inline void roll_back_prepared(raw_postgres& database) {
    constexpr auto next =
        "SELECT quote_literal(gid) FROM pg_prepared_xacts WHERE database = current_database() LIMIT 1";
    for (std::string gid = database(next); !gid.empty(); gid = database(next)) database("ROLLBACK PREPARED " + gid);
}

class own_database {
public:
    explicit own_database(const std::string& suffix = "") {
        name_ += suffix;
        raw_postgres server(server_);
        server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
        server("CREATE DATABASE " + name_ + " TEMPLATE template0");
    }
    ~own_database() {
        try {
            raw_postgres own(conninfo()), server(server_);
            roll_back_prepared(own);
            server("DROP DATABASE " + name_ + " WITH (FORCE)");
        } catch (const std::exception& error) {
            std::cerr << "the database of the tests was not removed: " << error.what() << '\n';
        }
    }
    own_database(const own_database&) = delete;
    own_database& operator=(const own_database&) = delete;

    const std::string& name() const { return name_; }
    std::string conninfo() const { return server_ + " dbname=" + name_; }

private:
    std::string server_ = server_variable("ROWAN_TEST_POSTGRES");
    std::string name_ = "rowan_test_" + std::to_string(getpid());
};

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
