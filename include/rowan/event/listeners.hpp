#pragma once

#include "rowan/meta/foldable.hpp"

#include <type_traits>

namespace rowan {

/// The listeners of a database, in the order in which they are called: `using listeners = rowan::listeners<sql_log, audit>;` A
/// Foldable of Boost.Hana.
template <class... Listeners>
struct listeners {
    using hana_tag = detail::foldable_tag;
};

/// The hooks of a table, in every database: specialise it with static members `on` (rowan/event/events.hpp).
template <class Table>
struct hooks {
    using no_hooks = void;
};

namespace detail {

template <class Database>
consteval auto listeners_of_database() {
    if constexpr (requires { typename Database::listeners; }) return std::type_identity<typename Database::listeners>{};
    else return std::type_identity<rowan::listeners<>>{};
}

} // namespace detail
} // namespace rowan
