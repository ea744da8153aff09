#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/schema/value.hpp"
#include "rowan/sql/row_statement.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

// Locks that mean what programs agree upon (postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS). Of a name the lock is on its
// hash, a number of 64 bits.
namespace rowan {

namespace detail {

enum class lock_call : unsigned char { lock, try_lock, unlock, lock_in_transaction, key_of_name };

template <lock_call Call>
struct lock_statement : no_parts {};

template <class Visitor, lock_call Call>
constexpr void walk(Visitor& visitor, const lock_statement<Call>&) {
    constexpr std::string_view functions[] = {"pg_advisory_lock(", "pg_try_advisory_lock(", "pg_advisory_unlock(",
                                              "pg_advisory_xact_lock(", "hashtextextended("};
    visitor.text("SELECT ");
    visitor.text(functions[static_cast<int>(Call)]);
    visitor.placeholder(1);
    visitor.text(Call == lock_call::key_of_name ? ", 0)" : ")");
}

/// A lock that a session holds is of no use where statements may go to another one.
template <class Core>
void check_session(Core& core) {
    if constexpr (offers_capability<typename Core::handle_type, capability::session_scope>)
        if (!core.handle.keeps_session())
            throw error("a lock is held by a session, and without named statements sessions are shared: use "
                        "lock_in_transaction");
}
template <class Core, class Key>
std::int64_t lock_number(Core& core, const Key& key) {
    if constexpr (std::is_integral_v<Key>) return static_cast<std::int64_t>(key);
    else return ask_one<lock_statement<lock_call::key_of_name>, std::int64_t>(core, with_values(std::string_view(key)));
}
template <lock_call Call, class Core>
void call_lock(Core& core, std::int64_t number) {
    // What these functions return is nothing.
    lease<Core> running(core, acquire<lock_statement<Call>>(core));
    running.bind(with_values(number));
    running.step();
    running.finish_reading(1);
}
// In a transaction that has failed nothing can be unlocked, and its rollback unlocks nothing.
template <class Core>
void unlock(Core& core, std::int64_t number) noexcept {
    try {
        try {
            (void)ask_one<lock_statement<lock_call::unlock>, bool>(core, with_values(number));
        } catch (const error&) {
            if (!is_broken(core)) core.locks_left.push_back(number);
        }
    } catch (...) {}
}
/// After the rollback of a transaction that had failed.
template <class Core>
void unlock_left(Core& core) noexcept {
    for (const std::int64_t number : std::exchange(core.locks_left, {})) unlock(core, number);
}

} // namespace detail

/// A lock on a number or a name that programs agree upon, held until the end of the scope. It must not outlive its connection.
template <class Connection>
class [[nodiscard]] advisory_lock {
    using core_type = detail::core_behind<Connection>;

public:
    // For the engine.
    advisory_lock(core_type& core, std::int64_t number) : core_(&core), number_(number) {}
    advisory_lock(advisory_lock&& other) noexcept
        : core_(std::exchange(other.core_, nullptr)), number_(other.number_) {}
    advisory_lock& operator=(advisory_lock&&) = delete;
    ~advisory_lock() {
        if (core_ != nullptr) detail::unlock(*core_, number_);
    }

private:
    core_type* core_;
    std::int64_t number_;
};

} // namespace rowan
