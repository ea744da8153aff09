#pragma once

#include "support/temporary_file.hpp"

#include "rowan/postgres.hpp"
#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <unistd.h>

/// The drivers on which behaviour is tested that is the same for each: `TEST_CASE_TEMPLATE("…", Driver, TEST_DRIVERS)`.
#define TEST_DRIVERS rowan::sqlite, rowan::postgres

namespace test {

/// A database description without tables: another program.
template <class Driver>
struct stranger {
    using driver = Driver;
    using tables = rowan::tables<>;
};

/// The name under which a driver opens an empty database.
template <class Driver>
struct empty_database;
template <>
struct empty_database<rowan::sqlite> {
    static std::string name() { return ":memory:"; }
};
/// A schema of this process, in the database of ROWAN_TEST_POSTGRES; it is emptied each time.
template <>
struct empty_database<rowan::postgres> {
    static std::string name() {
        const char* server = std::getenv("ROWAN_TEST_POSTGRES");
        REQUIRE_MESSAGE(server != nullptr, "ROWAN_TEST_POSTGRES does not say where PostgreSQL is");
        const std::string schema = "rowan_test_" + std::to_string(getpid());
        rowan::connection<stranger<rowan::postgres>>(server).execute("DROP SCHEMA IF EXISTS " + schema +
                                                                     " CASCADE; CREATE SCHEMA " + schema);
        return server + (" options='-c search_path=" + schema + " -c client_min_messages=warning'");
    }
};

/// An empty database that several connections can open.
template <class Driver>
class lasting_database {
public:
    [[nodiscard]] const std::string& name() const { return name_; }

private:
    std::string name_ = empty_database<Driver>::name();
};
template <>
class lasting_database<rowan::sqlite> {
public:
    [[nodiscard]] std::string name() const { return file_.name(); }

private:
    temporary_file file_;
};

} // namespace test
