#pragma once

#include "rowan/sqlite.hpp"

#include <string>

/// The drivers on which behaviour is tested that is the same for each: `TEST_CASE_TEMPLATE("…", Driver, TEST_DRIVERS)`.
#define TEST_DRIVERS rowan::sqlite

namespace test {

/// The name under which a driver opens an empty database.
template <class Driver>
struct empty_database;
template <>
struct empty_database<rowan::sqlite> {
    static std::string name() { return ":memory:"; }
};

} // namespace test
