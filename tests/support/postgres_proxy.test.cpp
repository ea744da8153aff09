#include "support/postgres_server.hpp"
#include "support/proxy.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

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
    test::raw_postgres client(test::over_tcp(test::postgres_database(), proxy.port()));
    std::thread cutter([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        proxy.cut();
    });
    CHECK_THROWS_AS(client("SELECT pg_sleep(60)"), std::runtime_error);
    cutter.join();
}
