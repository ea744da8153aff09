#pragma once

#include "rowan/event/dispatch.hpp"

#include <concepts>

namespace rowan::detail {

/// A listener that tells when its handlers have nothing left to do, and cannot throw, until the open transaction, or the savepoint
/// in which it began to be so, has ended: `bool is_settled(const Connection&) const noexcept`.
template <class Listener, class Connection>
concept settling = requires(const Listener& listener, const Connection& connection) {
    { listener.is_settled(connection) } noexcept -> std::same_as<bool>;
};

/// Whether one of the events needs a transaction or a savepoint around what it is raised for, so that a handler that throws takes
/// back what it follows, and what a handler writes is kept or not with it. Of those who hear, a listener that is settled does not.
template <class... Events, class Connection>
bool needs_scope(Connection& connection) {
    if constexpr (!any_heard<Connection, Events...>) return false;
    else if constexpr ((table_hears<Events, Connection>() || ...)) return true;
    else {
        bool needs = false;
        connection.each_listener([&]<class Listener>(const Listener& listener) {
            if constexpr ((hears<Listener, Events, Connection> || ...)) {
                if constexpr (settling<Listener, Connection>) needs = needs || !listener.is_settled(connection);
                else needs = true;
            }
        });
        return needs;
    }
}

} // namespace rowan::detail
