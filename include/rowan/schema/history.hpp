#pragma once

namespace rowan {

/// The default: nothing is kept of what a row was before.
struct unversioned {};

/// Every insert, update and delete of a row begins a version and ends the one before.
struct versioned {};

/// `template <> inline constexpr auto rowan::history<Book> = rowan::versioned{};`
template <class Table>
inline constexpr auto history = unversioned{};

namespace detail {

/// The table of the transactions that histories speak of.
template <class Table>
inline constexpr bool is_record_of_history = false;

template <class Table>
inline constexpr bool is_versioned = requires { static_cast<versioned>(history<Table>); };

} // namespace detail
} // namespace rowan
