#pragma once

#include "rowan/event/dispatch.hpp"
#include "rowan/meta/type_list.hpp"

namespace rowan::detail {

template <class Event, class Core, class... Listeners>
consteval bool listeners_may_write(type_list<Listeners...>) {
    return any_of({takes_event_and_connection<Listeners, Event, Core>...});
}
/// Whether a handler of the event is given the connection, and so may run statements.
template <class Event, class Core>
inline constexpr bool heard_by_writer =
    heard<Event, Core> && (listeners_may_write<Event, Core>(typename Core::listener_types{}) ||
                           takes_event_and_connection<hooks<typename table_of_event<Event>::type>, Event, Core>);

} // namespace rowan::detail
