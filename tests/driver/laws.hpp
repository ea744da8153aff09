#pragma once

#include "driver/fake.hpp"
#include "support/drivers.hpp"

#if defined(ROWAN_LAWS_AWAITED)
#include "driver/awaited/connection.hpp"
#endif

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// What every driver promises, written once. What a driver cannot do is said by a constant here.
namespace test::laws {

#if defined(ROWAN_LAWS_AWAITED)
#define LAW_DRIVERS TEST_DRIVERS
template <class Database>
using law_connection = awaited_connection<Database>;
inline constexpr bool is_awaited = true;
#else
/// The drivers that have a database, and the one that has none.
#define LAW_DRIVERS TEST_DRIVERS, test::fake::driver
/// What the laws are of: connections, or those that are awaited where ROWAN_LAWS_AWAITED is defined.
template <class Database>
using law_connection = rowan::connection<Database>;
inline constexpr bool is_awaited = false;
#endif
/// The rows of a query are read as they are gone through; else all are there before the first is seen.
inline constexpr bool reads_lazily = !is_awaited;
/// A stream gives texts and bytes as views.
inline constexpr bool streams_views = !is_awaited;

/// The connection itself, for what is behind it.
template <class Connection>
auto& blocking(Connection& db) {
    if constexpr (requires { db.blocking(); }) return db.blocking();
    else return db;
}

template <class Driver>
inline constexpr bool is_postgres = std::is_same_v<Driver, rowan::postgres>;
template <class Driver>
inline constexpr bool has_database = !std::is_same_v<Driver, fake::driver>;
/// A text may have zero bytes, and bytes that are no UTF-8.
template <class Driver>
inline constexpr bool keeps_any_text = !is_postgres<Driver>;
template <class Driver>
inline constexpr bool keeps_nan = !std::is_same_v<Driver, rowan::sqlite>;
/// An error within a transaction ends it; what may fail goes into a transaction inside of it.
template <class Driver>
inline constexpr bool errors_end_transactions = is_postgres<Driver>;

/// Options with which a lock is not waited for long.
template <class Driver>
typename Driver::options impatient() {
    if constexpr (is_postgres<Driver>) return {.lock_timeout = std::chrono::milliseconds(20)};
    else return {.wal = true, .busy_timeout = std::chrono::milliseconds(0)};
}

/// A connection of a driver, without the engine.
template <class Driver>
struct opened {
    typename Driver::connection connection{empty_database<Driver>::name(), {}};
};
template <>
struct opened<fake::driver> {
    fake::server server{};
    fake::connection connection{"fake", {&server}};
};

/// The engine over a driver, which may have no database: a database description without tables.
template <class Driver>
struct tableless {
    law_connection<stranger<Driver>> db{empty_database<Driver>::name()};
};
template <>
struct tableless<fake::driver> {
    fake::server server{};
    rowan::connection<stranger<fake::driver>> db{"fake", {&server}};
};

/// The engine over a driver with the tables of a description. Where there is no database, the script says what is answered; and
/// as that proves little, what the driver was asked to run is looked at, too.
template <template <class> class Database, class Driver>
struct stocked {
    law_connection<Database<Driver>> db{empty_database<Driver>::name()};

    stocked() { db.create_tables(); }
    /// What is answered without a database.
    void script(std::vector<fake::answer>) {}
    /// What is asked of a driver without a database, with the values.
    void check_ran(const std::vector<std::string>&) {}
    /// That a statement was prepared so often, since `check_ran`, as far as the driver tells.
    void check_prepared(const std::string&, int) {}
};
template <template <class> class Database>
struct stocked<Database, fake::driver> {
    fake::server server{};
    rowan::connection<Database<fake::driver>> db{"fake", {&server}};

    stocked() { server.log.clear(); }
    ~stocked() { CHECK(server.script.empty()); }
    void script(std::vector<fake::answer> answers) {
        CHECK(server.script.empty());
        server.script.assign(answers.begin(), answers.end());
    }
    void check_ran(const std::vector<std::string>& expected) {
        std::vector<std::string> ran;
        for (const std::string& line : server.take_log())
            if (line.starts_with("run ")) ran.push_back(line.substr(4));
        CHECK(ran == expected);
    }
    void check_prepared(const std::string& sql, int times) {
        CHECK(std::ranges::count(server.log, "prepare " + sql) == times);
    }
};

} // namespace test::laws
