#pragma once

#include "rowan/event/events.hpp"
#include "rowan/event/listeners.hpp"
#include "rowan/meta/type_list.hpp"

#include <type_traits>

// Who hears an event is decided by overload resolution when the program is compiled: nothing is looked up at run time.
namespace rowan::detail {

template <class Handler, class Event, class Connection>
concept takes_event = requires(Handler& handler, Event& event) { handler.on(event); };
template <class Handler, class Event, class Connection>
concept takes_event_and_connection =
    requires(Handler& handler, Event& event, Connection& connection) { handler.on(event, connection); };

template <class Handler, class Event, class Connection>
inline constexpr bool hears =
    takes_event<Handler, Event, Connection> || takes_event_and_connection<Handler, Event, Connection>;

template <class Event, class Connection>
consteval bool table_hears() {
    using Table = typename table_of_event<Event>::type;
    if constexpr (std::is_void_v<Table>) return false;
    else if constexpr (requires { typename hooks<Table>::no_hooks; }) return false;
    else return hears<hooks<Table>, Event, Connection>;
}

template <class Event, class Connection, class... Listeners>
consteval bool listeners_hear(type_list<Listeners...>) {
    return any_of({hears<Listeners, Event, Connection>...});
}

/// Whether any handler takes the event: if not, whoever would raise it does nothing at all.
template <class Event, class Connection>
inline constexpr bool heard =
    table_hears<Event, Connection>() || listeners_hear<Event, Connection>(typename Connection::listener_types{});

template <class Handler, class Event, class Connection>
constexpr void call(Handler& handler, Event& event, Connection& connection) {
    if constexpr (takes_event<Handler, Event, Connection>) handler.on(event);
    else if constexpr (takes_event_and_connection<Handler, Event, Connection>) handler.on(event, connection);
}

/// Calls the handlers of an event: those of the table, then the listeners as listed.
template <class Event, class Connection>
constexpr void raise(Connection& connection, Event event) {
    if constexpr (heard<Event, Connection>) {
        if constexpr (table_hears<Event, Connection>()) {
            hooks<typename table_of_event<Event>::type> handler;
            call(handler, event, connection);
        }
        connection.each_listener([&](auto& listener) { call(listener, event, connection); });
    }
}

/// Whether any of the events is heard.
template <class Connection, class... Events>
inline constexpr bool any_heard = any_of({heard<Events, Connection>...});

} // namespace rowan::detail
