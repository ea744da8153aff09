#pragma once

#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/handler_checks.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/meta/type_list.hpp"

#include <type_traits>
#include <utility>

namespace rowan::detail {

template <class Core, class Event, class Listener>
consteval bool never_throws() {
    if constexpr (takes_event<Listener, Event, Core>)
        return noexcept(std::declval<Listener&>().on(std::declval<Event&>()));
    else if constexpr (takes_event_and_connection<Listener, Event, Core>)
        return noexcept(
            std::declval<Listener&>().on(std::declval<Event&>(), std::declval<typename Core::facade_type&>()));
    else return true;
}
template <class Core, class Listener, class... Events>
consteval bool never_throws_at(type_list<Events...>) {
    return (never_throws<Core, Events, Listener>() && ...);
}

template <class Core, class Listener, class... Events>
inline constexpr bool wants_connection_at =
    ((!takes_event<Listener, Events, Core> && takes_event_and_connection<Listener, Events, Core>) || ...);

/// What listeners may not do: one place, that a connection asks before anything else, so that the message is short.
template <class Core, class Listeners>
struct listeners_check;
template <class Core, class... Listeners>
struct listeners_check<Core, type_list<Listeners...>> : told_mistake {
    static constexpr bool is_safe = all_of({never_throws_at<Core, Listeners>(final_events{})...});
    static constexpr bool wants_closed =
        any_of({wants_connection_at<Core, Listeners, before_open<typename Core::driver>, before_connect, connect_error,
                                    after_close>...});
    static_assert(!has_repeated_type<type_list<Listeners...>>, "rowan E505: a listener is listed twice");
    // What is done, or must be undone, cannot fail because of who hears of it.
    static_assert(
        is_safe,
        "rowan E502: a handler of a commit, a rollback, a prepare, a release, a checkin, a reset, an invalidation or a "
        "close must be noexcept, since what happened cannot become an error");
    static_assert(!wants_closed,
                  "rowan E503: a handler of before_open, before_connect, connect_error or after_close takes "
                  "no connection, since none is open");
};

template <class Table>
struct hooks_of_table : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E506: no handler of the hooks of this table takes an event of it, or none is public");
};

template <class Core, class... Events>
consteval bool one_is_heard(type_list<Events...>) {
    return (table_hears<Events, Core>() || ...);
}
template <class Core>
struct hooks_hear {
    template <class Table>
    static constexpr bool holds =
        requires { typename hooks<Table>::no_hooks; } || one_is_heard<Core>(events_of_table<Table>{});
};

template <class Core>
struct hooks_are_right {
    template <class Table>
    static constexpr bool holds = [] {
        if constexpr (requires { typename hooks<Table>::no_hooks; }) return true;
        else return is_right<handler_check<hooks<Table>, Core, events_of_hooks<Table>>>;
    }();
};

template <class Core, class... Tables>
consteval auto find_hooks_mistake(type_list<Tables...> tables) {
    using Deaf = first_failing<hooks_hear<Core>, decltype(tables)>;
    if constexpr (!std::is_void_v<Deaf>) return std::type_identity<hooks_of_table<Deaf>>{};
    else {
        using Wrong = first_failing<hooks_are_right<Core>, decltype(tables)>;
        if constexpr (std::is_void_v<Wrong>) return std::type_identity<no_mistake>{};
        else return std::type_identity<handler_check<hooks<Wrong>, Core, events_of_hooks<Wrong>>>{};
    }
}
/// What may be wrong with the hooks of tables.
template <class Core, class Tables>
using hooks_check = typename decltype(find_hooks_mistake<Core>(Tables{}))::type;

} // namespace rowan::detail
