#pragma once

#include "driver/fake.hpp"
#include "support/drivers.hpp"

#include <string>
#include <string_view>
#include <type_traits>

// What every driver promises, written once. What a driver cannot do is said by a constant here.
namespace test::laws {

/// The drivers that have a database, and the one that has none.
#define LAW_DRIVERS TEST_DRIVERS, test::fake::driver

template <class Driver>
inline constexpr bool is_postgres = std::is_same_v<Driver, rowan::postgres>;
/// Dates, times, enumerations and types of the user's own.
template <class Driver>
inline constexpr bool has_all_kinds = !std::is_same_v<Driver, fake::driver>;
/// A text may have zero bytes, and bytes that are no UTF-8.
template <class Driver>
inline constexpr bool keeps_any_text = !is_postgres<Driver>;
template <class Driver>
inline constexpr bool keeps_nan = !std::is_same_v<Driver, rowan::sqlite>;
/// An error within a transaction ends it; what may fail goes into a transaction inside of it.
template <class Driver>
inline constexpr bool errors_end_transactions = is_postgres<Driver>;

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
    rowan::connection<stranger<Driver>> db{empty_database<Driver>::name()};
};
template <>
struct tableless<fake::driver> {
    fake::server server{};
    rowan::connection<stranger<fake::driver>> db{"fake", {&server}};
};

} // namespace test::laws
