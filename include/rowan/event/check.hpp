#pragma once

#include "rowan/event/dispatch.hpp"
#include "rowan/event/handler_checks.hpp"
#include "rowan/meta/mistake.hpp"

#include <type_traits>
#include <utility>

namespace rowan::detail {

template <class Connection, class Event, class Listener>
consteval bool never_throws() {
    if constexpr (takes_event<Listener, Event, Connection>)
        return noexcept(std::declval<Listener&>().on(std::declval<Event&>()));
    else if constexpr (takes_event_and_connection<Listener, Event, Connection>)
        return noexcept(std::declval<Listener&>().on(std::declval<Event&>(), std::declval<Connection&>()));
    else return true;
}
template <class Connection, class Listener, class... Events>
inline constexpr bool never_throws_at = (never_throws<Connection, Events, Listener>() && ...);

template <class Connection, class Listener, class... Events>
inline constexpr bool wants_connection_at =
    ((!takes_event<Listener, Events, Connection> && takes_event_and_connection<Listener, Events, Connection>) || ...);

/// What listeners may not do: one place, that a connection asks before anything else, so that the message is short.
template <class Connection, class Listeners>
struct listeners_check;
template <class Connection, class... Listeners>
struct listeners_check<Connection, type_list<Listeners...>> {
    static constexpr bool is_safe =
        all_of({never_throws_at<Connection, Listeners, after_commit, after_rollback, after_release, after_rollback_to,
                                before_close, after_close>...});
    static constexpr bool wants_closed =
        any_of({wants_connection_at<Connection, Listeners, before_connect, connect_error, after_close>...});
    static_assert(!has_repeated_type<type_list<Listeners...>>, "rowan E505: a listener is listed twice");
    // What is done, or must be undone, cannot fail because of who hears of it.
    static_assert(is_safe,
                  "rowan E502: a handler of a commit, a rollback, a release or a close must be noexcept, since "
                  "what happened cannot become an error");
    static_assert(!wants_closed, "rowan E503: a handler of before_connect, connect_error or after_close takes no "
                                 "connection, since none is open");
    static constexpr bool checked = true;
};

template <class Table>
struct hooks_of_table {
    static_assert(always_false<Table>,
                  "rowan E506: no handler of the hooks of this table takes an event of it, or none is public");
    static constexpr bool checked = true;
};

template <class Connection, class... Events>
consteval bool one_is_heard(type_list<Events...>) {
    return (table_hears<Events, Connection>() || ...);
}
template <class Connection>
struct hooks_hear {
    template <class Table>
    static constexpr bool holds =
        requires { typename hooks<Table>::no_hooks; } || one_is_heard<Connection>(events_of_table<Table>{});
};

template <class Connection>
struct hooks_are_right {
    template <class Table>
    static constexpr bool holds = [] {
        if constexpr (requires { typename hooks<Table>::no_hooks; }) return true;
        else return is_right<handler_check<hooks<Table>, Connection, events_of_hooks<Table>>>;
    }();
};

template <class Connection, class... Tables>
consteval auto find_hooks_mistake(type_list<Tables...> tables) {
    using Deaf = first_failing<hooks_hear<Connection>, decltype(tables)>;
    if constexpr (!std::is_void_v<Deaf>) return std::type_identity<hooks_of_table<Deaf>>{};
    else {
        using Wrong = first_failing<hooks_are_right<Connection>, decltype(tables)>;
        if constexpr (std::is_void_v<Wrong>) return std::type_identity<no_mistake>{};
        else return std::type_identity<handler_check<hooks<Wrong>, Connection, events_of_hooks<Wrong>>>{};
    }
}
/// What may be wrong with the hooks of tables.
template <class Connection, class Tables>
using hooks_check = typename decltype(find_hooks_mistake<Connection>(Tables{}))::type;

} // namespace rowan::detail
