#pragma once

#include "rowan/event/depth.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/listeners.hpp"
#include "rowan/event/shared.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"

// What the library would be without events: it stands in for include/rowan/event/dispatch.hpp.
namespace rowan::detail {

template <class Event, class Connection>
inline constexpr bool heard = false;

template <class Handler, class Event, class Connection>
concept takes_event = false;
template <class Handler, class Event, class Connection>
concept takes_event_and_connection = false;

template <class Handler, class Event, class Connection>
inline constexpr bool hears = false;

template <class Connection, class... Events>
inline constexpr bool any_heard = false;

template <class Event, class Connection>
consteval bool table_hears() {
    return false;
}

template <class Event, class Connection>
constexpr void raise_by_reference(Connection&, Event&) {}
template <class Event, class Connection>
constexpr void raise(Connection&, Event) {}

} // namespace rowan::detail
