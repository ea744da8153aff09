#pragma once

// What any program on libpq writes first: owners for handles, and errors as exceptions. Shared by `raw` and `best`.

#include <libpq-fe.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace bench {

struct postgres_failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct release_handle {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using connection_handle = std::unique_ptr<PGconn, release_handle>;
using result_handle = std::unique_ptr<PGresult, release_handle>;

[[noreturn]] inline void fail(PGconn* connection) { throw postgres_failure{PQerrorMessage(connection)}; }

inline void check(int succeeded, PGconn* connection) {
    if (succeeded != 1) fail(connection);
}

/// The result, if it is of the kind that is expected; no statement at all is a failure, too.
inline result_handle checked(PGconn* connection, PGresult* result, ExecStatusType expected) {
    result_handle owner{result};
    if (PQresultStatus(result) != expected) fail(connection);
    return owner;
}

/// What libpq connects to; the tables are in a schema that `main` chooses by PGOPTIONS.
inline const char* server() {
    for (const char* name : {"ROWAN_BENCH_POSTGRES", "ROWAN_TEST_POSTGRES"})
        if (const char* value = std::getenv(name)) return value;
    throw postgres_failure{"ROWAN_BENCH_POSTGRES does not say what to connect to"};
}

inline connection_handle connect() {
    connection_handle connection{PQconnectdb(server())};
    if (PQstatus(connection.get()) != CONNECTION_OK) fail(connection.get());
    return connection;
}

inline void execute(PGconn* connection, const char* sql) {
    checked(connection, PQexec(connection, sql), PGRES_COMMAND_OK);
}

inline void prepare(PGconn* connection, const char* name, const char* sql) {
    checked(connection, PQprepare(connection, name, sql, 0, nullptr), PGRES_COMMAND_OK);
}

/// Rolls back what was not committed.
class transaction {
public:
    explicit transaction(PGconn* connection) : connection_{connection} { execute(connection_, "BEGIN"); }
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;
    ~transaction() {
        if (connection_ != nullptr) PQclear(PQexec(connection_, "ROLLBACK"));
    }
    void commit() {
        execute(connection_, "COMMIT");
        connection_ = nullptr;
    }

private:
    PGconn* connection_;
};

} // namespace bench
