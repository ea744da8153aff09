#pragma once

#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
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

} // namespace test
