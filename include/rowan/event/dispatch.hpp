#pragma once

#include "rowan/event/depth.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/listeners.hpp"
#include "rowan/event/shared.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>

// Who hears an event is decided by overload resolution when the program is compiled: nothing is looked up at run time.
namespace rowan::detail {

template <class Handler, class Event, class Core>
concept takes_event = requires(Handler& handler, Event& event) { handler.on(event); };
template <class Handler, class Event, class Core>
concept takes_event_and_connection =
    requires(Handler& handler, Event& event, typename Core::facade_type& connection) { handler.on(event, connection); };

template <class Handler, class Event, class Core>
inline constexpr bool hears = takes_event<Handler, Event, Core> || takes_event_and_connection<Handler, Event, Core>;

template <class Event, class Core>
consteval bool table_hears() {
    using Table = typename table_of_event<Event>::type;
    if constexpr (std::is_void_v<Table>) return false;
    else if constexpr (requires { typename hooks<Table>::no_hooks; }) return false;
    else return hears<hooks<Table>, Event, Core>;
}

template <class Event, class Core, class... Listeners>
consteval bool listeners_hear(type_list<Listeners...>) {
    return any_of({hears<Listeners, Event, Core>...});
}

/// Whether any handler takes the event: if not, whoever would raise it does nothing at all.
template <class Event, class Core>
inline constexpr bool heard =
    table_hears<Event, Core>() || listeners_hear<Event, Core>(typename Core::listener_types{});

template <class Handler, class Event, class Core>
constexpr void call(Handler& handler, Event& event, Core& core) {
    if constexpr (takes_event<Handler, Event, Core>) handler.on(event);
    else if constexpr (takes_event_and_connection<Handler, Event, Core>) {
        if (!may_call_another<Event>(core)) return;
        const running_handler<Core> running(core);
        handler.on(event, core.facade);
    }
}

template <class Event, class Core, std::size_t... Index, class... Listeners>
constexpr void raise_to_listeners([[maybe_unused]] Core& core, [[maybe_unused]] Event& event,
                                  [[maybe_unused]] pack_base<std::index_sequence<Index...>, Listeners...>& all) {
    (call(handler_in(static_cast<pack_element<Index, Listeners>&>(all).content), event, core), ...);
}
/// Calls the handlers of an event: those of the table, then the listeners in their order. What they change in it is for whoever raises it.
template <class Event, class Core>
constexpr void raise_by_reference([[maybe_unused]] Core& core, [[maybe_unused]] Event& event) {
    if constexpr (heard<Event, Core>) {
        if constexpr (table_hears<Event, Core>()) {
            hooks<typename table_of_event<Event>::type> handler;
            call(handler, event, core);
        }
        raise_to_listeners(core, event, core.listeners);
    }
}
template <class Event, class Core>
constexpr void raise(Core& core, Event event) {
    raise_by_reference(core, event);
}

/// Whether any of the events is heard.
template <class Core, class... Events>
inline constexpr bool any_heard = any_of({heard<Events, Core>...});

} // namespace rowan::detail
