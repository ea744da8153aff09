#include "support/postgres_server.hpp"
#include "support/proxy.hpp"
#include "support/wait_until.hpp"

#include <doctest/doctest.h>

#include <future>
#include <stdexcept>
#include <string>

TEST_CASE("a proxy stands before the server, by TCP and by its Unix socket") {
    const std::string database = test::postgres_database();
    const std::string port = std::to_string(test::postgres_port());
    test::proxy by_tcp(test::postgres_port());
    CHECK(test::raw_postgres(test::over_tcp(database, by_tcp.port()))("SELECT inet_server_port()") == port);

    const std::string folder = PQhost(test::raw_postgres(database).handle());
    test::proxy by_unix(folder + "/.s.PGSQL." + port);
    CHECK(test::raw_postgres(test::over_tcp(database, by_unix.port()))("SELECT inet_server_port() IS NULL") == "t");
}

TEST_CASE("a statement whose proxy is cut ends with an error") {
    test::proxy proxy(test::postgres_port());
    test::raw_postgres client(test::over_tcp(test::postgres_database(), proxy.port())),
        other(test::postgres_database());
    const std::string pid = std::to_string(PQbackendPID(client.handle()));
    auto cutter = std::async(std::launch::async, [&] {
        test::wait_until(
            [&] { return other("SELECT wait_event = 'PgSleep' FROM pg_stat_activity WHERE pid = " + pid) == "t"; });
        proxy.cut();
    });
    CHECK_THROWS_AS(client("SELECT pg_sleep(600)"), std::runtime_error);
    cutter.get();
    other("SELECT pg_terminate_backend(" + pid + ")");
}
