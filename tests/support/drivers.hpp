#pragma once

#include "support/postgres_server.hpp"
#include "support/raw.hpp"
#include "support/temporary_file.hpp"

#include "rowan/postgres.hpp"
#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <type_traits>

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
/// The database of this process, which is emptied each time.
template <>
struct empty_database<rowan::postgres> {
    static std::string name() { return empty_postgres(); }
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

/// A database that stays as it is while `empty_database` empties the other one: for data that is loaded once.
template <class Driver>
class separate_database;
template <>
class separate_database<rowan::sqlite> : public lasting_database<rowan::sqlite> {
public:
    explicit separate_database(const std::string&) {}
};
template <>
class separate_database<rowan::postgres> {
public:
    explicit separate_database(const std::string& suffix) : database_(suffix) {}
    /// Counts the running test case as one on PostgreSQL.
    [[nodiscard]] std::string name() const {
        postgres_cases.insert(doctest::getContextOptions()->currentTest);
        return database_.conninfo();
    }

private:
    own_database database_;
};

/// An expected text, whose placeholders are written `?1`, as the driver writes it.
template <class Driver>
std::string numbered(std::string text) {
    if (std::is_same_v<Driver, rowan::postgres>) std::replace(text.begin(), text.end(), '?', '$');
    return text;
}

} // namespace test
