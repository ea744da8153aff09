#include "support/postgres_server.hpp"

#include "support/skip.hpp"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("the database of a process is its own") {
    test::raw_postgres database(test::postgres_database());
    CHECK(database("SELECT current_database()") == "rowan_test_" + std::to_string(getpid()));
    CHECK(test::postgres_database() == test::postgres_database());
    CHECK(database("SHOW server_encoding") == "UTF8");
    CHECK(database("SHOW fsync") == "off");
}

TEST_CASE("a database is empty when a test case asks for that") {
    {
        test::raw_postgres database(test::postgres_database());
        database("CREATE TABLE left_here(id int)");
        database("CREATE SCHEMA \"another One\" CREATE TABLE too(id int)");
        database("BEGIN; INSERT INTO left_here VALUES (1); PREPARE TRANSACTION 'it''s left'");
    }
    test::raw_postgres database(test::empty_postgres());
    CHECK(database("SELECT count(*) FROM pg_class WHERE relnamespace >= 16384") == "0");
    CHECK(database("SELECT string_agg(nspname, ',') FROM pg_namespace WHERE nspname !~ '^pg_'") ==
          "information_schema,public");
    CHECK(database("SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()") == "0");
}

TEST_CASE("the standby shows what was committed, and refuses to write") {
    test::raw_postgres primary(test::empty_postgres());
    primary("CREATE TABLE told(id int)");
    primary("INSERT INTO told VALUES (7)");
    test::raw_postgres standby(test::standby());
    CHECK(standby("SELECT id FROM told") == "7");
    CHECK(standby("SELECT pg_is_in_recovery()") == "t");
    CHECK_THROWS(standby("INSERT INTO told VALUES (8)"));
}

TEST_CASE("PgBouncer gives different connections one after the other") {
    test::raw_postgres{test::empty_postgres()}("CREATE TABLE seen()");
    test::raw_postgres first(test::pgbouncer()), second(test::pgbouncer());
    CHECK(first("SELECT pg_backend_pid()") == second("SELECT pg_backend_pid()"));
    CHECK(first("SELECT count(*) FROM seen") == "0");
}

TEST_CASE("over TCP the server asks for a password") {
    const std::string database = test::over_tcp(test::postgres_database());
    CHECK(test::raw_postgres(database)("SELECT current_user") == "rowan");
    CHECK(test::raw_postgres(database + " user=rowan_password")("SELECT current_user") == "rowan_password");
    CHECK_THROWS_AS(test::raw_postgres(database + " user=rowan_password password=wrong"), std::runtime_error);
    CHECK_FALSE(test::postgres_password().empty());
}

TEST_CASE("the small tablespace is full after 4 MB") {
    const auto tablespace = test::small_tablespace();
    if (!tablespace) return test::skip("no tablespace of 4 MB could be mounted, which takes root");
    test::raw_postgres database(test::empty_postgres());
    database("CREATE TABLE big(text text) TABLESPACE " + *tablespace);
    CHECK_THROWS(database("INSERT INTO big SELECT repeat(md5(n::text), 20) FROM generate_series(1, 10000) n"));
    database("DROP TABLE big");
}
