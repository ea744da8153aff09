#include <rowan/pool.hpp>
#include <rowan/postgres.hpp>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>

using namespace rowan;
using namespace std::chrono_literals;

struct Book {
    std::int64_t id{};
    std::string title{};
};

struct library {
    using driver = postgres;
    using tables = rowan::tables<Book>;
};

int main(int argc, char** argv) {
    // Without a name all is as the environment has it: PGHOST, PGDATABASE, PGUSER, PGPASSFILE, PGSSLMODE and so on.
    // Over a network, encrypted and sure whom it talks to:
    // "host=db.example.org dbname=library sslmode=verify-full sslrootcert=/etc/ssl/certs/ca-certificates.crt"
    const std::string name = argc > 1 ? argv[1] : "";
    connection<library> db{
        name,
        {.connect_timeout = 1min, .statement_timeout = 1min, .lock_timeout = 5s, .application_name = "library server"}};
    db.create_tables();
    db.insert(Book{.title = "Solaris"});
    std::cout << db.get<Book>(1).title << '\n';

    // Behind PgBouncer in transaction mode a connection is served by many sessions, so nothing is to be left in one.
    pool<library> pooled(name, {.maximum = 20}, {.named_statements = false});
    std::cout << pooled(select<Book>()).size() << " book\n";
}
