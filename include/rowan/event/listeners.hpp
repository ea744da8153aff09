#pragma once

#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"

#include <type_traits>

namespace rowan {

/// The listeners of a database, in the order in which they are called: `using listeners = rowan::listeners<sql_log, audit>;`
template <class... Listeners>
struct listeners {};

/// The hooks of a table, in every database: specialise it with static members `on` (rowan/event/events.hpp).
template <class Table>
struct hooks {
    using no_hooks = void;
};

namespace detail {

/// The listeners that come with what a database's tables declare, such as history; called after those of the database.
template <class Database>
struct declared_listeners {
    using type = rowan::listeners<>;
};

template <class Database>
consteval auto listeners_of_database() {
    if constexpr (requires { typename Database::listeners; }) return std::type_identity<typename Database::listeners>{};
    else return std::type_identity<rowan::listeners<>>{};
}

template <class First, class Second>
struct joined_listeners;
template <class... First, class... Second>
struct joined_listeners<rowan::listeners<First...>, rowan::listeners<Second...>> {
    using type = pack<First..., Second...>;
    using types = type_list<First..., Second...>;
};

/// All listeners of a database, as they are stored in its connection.
template <class Database>
using listener_storage = joined_listeners<typename decltype(listeners_of_database<Database>())::type,
                                          typename declared_listeners<Database>::type>;

} // namespace detail
} // namespace rowan
