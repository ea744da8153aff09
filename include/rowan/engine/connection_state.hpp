#pragma once

#include "rowan/driver/capability.hpp"

#include <type_traits>

namespace rowan::detail {

/// What lets a connection be used by one after the other, as far as its driver offers it.
template <class Connection>
class connection_state {
public:
    /// Whether the connection is known to be lost; it costs nothing to ask.
    [[nodiscard]] bool is_broken() const noexcept {
        const auto& handle = static_cast<const Connection&>(*this).handle();
        if constexpr (offers_capability<std::remove_cvref_t<decltype(handle)>, capability::loss>)
            return handle.is_broken();
        else return false;
    }
    /// Asks the database whether it still answers.
    [[nodiscard]] bool is_alive() noexcept {
        auto& handle = self().handle();
        if (is_broken()) return false;
        if constexpr (offers_capability<std::remove_cvref_t<decltype(handle)>, capability::life>) {
            try {
                return handle.is_alive();
            } catch (...) {
                return false;
            }
        } else return true;
    }
    /// Rolls back what is open, and forgets what the session was told where the driver can; false if the connection is of no use
    /// any longer.
    [[nodiscard]] bool reset() noexcept {
        auto& handle = self().handle();
        while (self().transaction_depth() > 0) self().rollback_level();
        if (is_broken()) return false;
        if constexpr (offers_capability<std::remove_cvref_t<decltype(handle)>, capability::session_reset>) {
            const bool is_usable = handle.reset();
            if constexpr (Connection::dialect::has_advisory_locks) self().unlock_left();
            return is_usable;
        } else {
            // What SQL of the program has begun.
            try {
                if (handle.in_transaction()) handle.execute("ROLLBACK");
            } catch (...) {
                return false;
            }
            return !handle.in_transaction();
        }
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }
};

} // namespace rowan::detail
