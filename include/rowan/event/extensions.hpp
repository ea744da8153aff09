#pragma once

#include "rowan/event/listeners.hpp"
#include "rowan/event/order.hpp"
#include "rowan/event/shared.hpp"
#include "rowan/meta/foldable.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"

#include <cstddef>
#include <exception>
#include <type_traits>
#include <utility>

namespace rowan {

/// What layers above the engine bring to a database: `using extensions = rowan::extensions<audit_trail>;` in its description. An
/// extension is a class that has what it brings, each of these or none:
/// `template <class Facade> class words`, a base of the database's connections and pools, whose functions a program then calls on them;
/// `template <class Database> using listeners`, a `rowan::listeners<…>`, which are called after those of the database;
/// `template <class Database, class Table> using objects`, the list of the objects that its listeners make when a table has been created.
template <class... Extensions>
struct extensions {
    using hana_tag = detail::foldable_tag;
};

namespace detail {

/// The extensions that every database has: none for the engine alone, those of rowan/rowan.hpp where it is included.
template <class>
struct installed_extensions {
    using type = rowan::extensions<>;
};

template <class>
struct always_void {
    using type = void;
};

template <class Database>
consteval auto extensions_in() {
    if constexpr (requires { typename Database::extensions; })
        return std::type_identity<typename Database::extensions>{};
    else return std::type_identity<rowan::extensions<>>{};
}
template <class First, class Second>
struct joined_extensions;
template <class... First, class... Second>
struct joined_extensions<rowan::extensions<First...>, rowan::extensions<Second...>> {
    using type = rowan::extensions<First..., Second...>;
};
template <class Database>
using extensions_of =
    typename joined_extensions<typename installed_extensions<typename always_void<Database>::type>::type,
                               typename decltype(extensions_in<Database>())::type>::type;

template <class Extension, class Facade>
struct words_from {};
template <class Extension, class Facade>
    requires requires { typename Extension::template words<Facade>; }
struct words_from<Extension, Facade> : Extension::template words<Facade> {};

/// The words of all extensions.
template <class Facade, class Extensions>
struct extension_words;
template <class Facade, class... Extensions>
struct extension_words<Facade, rowan::extensions<Extensions...>> : words_from<Extensions, Facade>... {};

template <class... Listeners>
type_list<Listeners...> types_of_listeners(rowan::listeners<Listeners...>);
template <class Extension, class Database>
consteval auto listeners_from() {
    if constexpr (requires { typename Extension::template listeners<Database>; })
        return decltype(types_of_listeners(typename Extension::template listeners<Database>{})){};
    else return type_list<>{};
}
template <class Database, class... Extensions>
consteval auto listeners_with(rowan::extensions<Extensions...>) {
    return (decltype(types_of_listeners(typename decltype(listeners_of_database<Database>())::type{})){} + ... +
            listeners_from<Extensions, Database>());
}

template <class List>
struct pack_of;
template <class... Types>
struct pack_of<type_list<Types...>> {
    using type = pack<Types...>;
    using types = type_list<typename listed<Types>::listener...>;
    using shared_types = join<typename listed<Types>::shared...>;
};
/// All listeners of a database, as they are stored in its connection, and called.
template <class Database>
using listener_storage = pack_of<decltype(in_calling_order(listeners_with<Database>(extensions_of<Database>{})))>;

template <class Given, class... Listed>
consteval bool is_given_for(type_list<Listed...>) {
    return any_of({is_in<Given, typename listed<Listed>::givable>...});
}
template <class Listener, class Listeners>
struct given_listener : told_mistake {
    static constexpr bool is_there = is_given_for<Listener>(Listeners{});
    static_assert(is_there || always_false<Listener>, "rowan E504: this is not a listener of the database");
};
template <class Listener>
struct listener_of_connections : told_mistake {
    static_assert(always_false<Listener>,
                  "rowan E526: each connection of the pool has this listener for itself; list it as shared<…>");
};
template <class Listener, class Listeners, class Shared>
consteval auto find_pool_listener_mistake() {
    if constexpr (!is_in<Listener, Listeners>) return std::type_identity<given_listener<Listener, Listeners>>{};
    else if constexpr (!is_in<rowan::shared<Listener>, Shared>)
        return std::type_identity<listener_of_connections<Listener>>{};
    else return std::type_identity<no_mistake>{};
}
/// What may be wrong with a listener that a pool is asked for.
template <class Listener, class Listeners, class Shared>
using pool_listener_check = typename decltype(find_pool_listener_mistake<Listener, Listeners, Shared>())::type;

template <class Listener>
struct listener_with_state : told_mistake {
    static_assert(always_false<Listener>,
                  "rowan E519: this listener cannot be made without arguments, and is not given; give it to the "
                  "constructor of the connection, behind the options");
};
template <class... Given>
struct is_made_or_given {
    template <class Listed>
    static constexpr bool holds =
        std::is_default_constructible_v<Listed> || any_of({is_in<Given, typename listed<Listed>::givable>...});
};
template <class Listeners, class... Given>
consteval auto find_unmade_listener() {
    using Unmade = first_failing<is_made_or_given<Given...>, Listeners>;
    if constexpr (std::is_void_v<Unmade>) return std::type_identity<no_mistake>{};
    else return std::type_identity<listener_with_state<typename listed<Unmade>::listener>>{};
}
/// What may be wrong with the listeners that are given to a connection.
template <class Listeners, class... Given>
using given_check = typename decltype(find_unmade_listener<Listeners, Given...>())::type;
template <class Listed, class... Given>
consteval std::size_t position_of_given() {
    constexpr bool is_for[] = {is_in<Given, typename listed<Listed>::givable>..., true};
    std::size_t i = 0;
    while (!is_for[i]) ++i;
    return i;
}
/// The listener of a type among those that were given, the first of several; if there is none, one that is made by default.
template <class Listed, class... Given>
constexpr Listed taken_from([[maybe_unused]] pack<Given...>& given) {
    constexpr std::size_t position = position_of_given<Listed, Given...>();
    if constexpr (position < sizeof...(Given)) return std::move(element<position>(given));
    else if constexpr (std::is_default_constructible_v<Listed>) return Listed{};
    else std::terminate(); // not reached
}
template <class... Listeners, class... Given>
constexpr pack<Listeners...> listeners_from(std::type_identity<pack<Listeners...>>,
                                            [[maybe_unused]] pack<Given...> given) {
    return {{{taken_from<Listeners>(given)}...}};
}

} // namespace detail
} // namespace rowan
