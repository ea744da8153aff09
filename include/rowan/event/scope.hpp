#pragma once

#include "rowan/event/dispatch.hpp"
#include "rowan/event/shared.hpp"
#include "rowan/meta/pack.hpp"

#include <concepts>
#include <cstddef>
#include <utility>

namespace rowan::detail {

/// A listener that tells when its handlers have nothing left to do, and cannot throw, until the open transaction, or the savepoint
/// in which it began to be so, has ended: `bool is_settled(const Core&) const noexcept`.
template <class Listener, class Core>
concept settling = requires(const Listener& listener, const Core& core) {
    { listener.is_settled(core) } noexcept -> std::same_as<bool>;
};

/// Whether a listener needs a transaction or a savepoint for what it does at one of the events.
template <class Core, class... Events, class Listener>
bool needs_scope_for(const Core& core, const Listener& listener) {
    if constexpr (!(hears<Listener, Events, Core> || ...)) return false;
    else if constexpr (settling<Listener, Core>) return !listener.is_settled(core);
    else return true;
}
/// Whether one of the events needs a transaction or a savepoint around what it is raised for, so that a handler that throws takes
/// back what it follows, and what a handler writes is kept or not with it. Of those who hear, a listener that is settled does not.
template <class... Events, class Core>
bool needs_scope(Core& core) {
    if constexpr (!any_heard<Core, Events...>) return false;
    else if constexpr ((table_hears<Events, Core>() || ...)) return true;
    else
        return [&]<std::size_t... Index, class... Listeners>(
                   const pack_base<std::index_sequence<Index...>, Listeners...>& all) {
            return (needs_scope_for<Core, Events...>(
                        core, handler_in(static_cast<const pack_element<Index, Listeners>&>(all).content)) ||
                    ...);
        }(core.listeners);
}

} // namespace rowan::detail
