#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/transaction/levels.hpp"

// What lets a connection be used by one after the other, as far as its driver offers it.
namespace rowan::detail {

/// Asks the database whether it still answers.
template <class Core>
[[nodiscard]] bool is_alive(Core& core) noexcept {
    if (is_broken(core)) return false;
    if constexpr (offers_capability<typename Core::handle_type, capability::life>) {
        try {
            return core.handle.is_alive();
        } catch (...) {
            return false;
        }
    } else return true;
}
/// Rolls back what is open, and forgets what the session was told where the driver can; false if the connection is of no use
/// any longer.
template <class Core>
[[nodiscard]] bool reset(Core& core) noexcept {
    while (core.transaction.depth > 0) rollback_level(core);
    (void)core.transaction.actions.take_reported(); // nobody has asked for them
    if (is_broken(core)) return false;
    if constexpr (offers_capability<typename Core::handle_type, capability::session_reset>) {
        const bool is_usable = core.handle.reset();
        if constexpr (Core::dialect::has_advisory_locks) unlock_left(core);
        return is_usable;
    } else {
        // What SQL of the program has begun.
        try {
            if (core.handle.in_transaction()) core.handle.execute("ROLLBACK");
        } catch (...) {
            return false;
        }
        return !core.handle.in_transaction();
    }
}

} // namespace rowan::detail
