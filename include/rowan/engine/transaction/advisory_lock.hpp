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
/// Calls one of the functions on a number; `done(statement)` is called when the server has, before handlers of after_execute, which may
/// throw.
template <lock_call Call, class Core, class Done>
void call_lock(Core& core, std::int64_t number, const Done& done) {
    lease<Core> running(core, acquire<lock_statement<Call>>(core));
    running.bind(with_values(number));
    running.step();
    done(running.statement());
    running.finish_reading(1);
}
// In a transaction that has failed nothing can be unlocked, and its rollback unlocks nothing.
template <class Core>
void unlock(Core& core, std::int64_t number) noexcept {
    bool is_done = false;
    try {
        try {
            call_lock<lock_call::unlock>(core, number, [&](auto&) { is_done = true; });
        } catch (...) {
            if (!is_done && !is_broken(core)) core.locks_left.push_back(number);
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
    // For async: another holds it from here on.
    std::int64_t release() noexcept {
        core_ = nullptr;
        return number_;
    }
    ~advisory_lock() {
        if (core_ != nullptr) detail::unlock(*core_, number_);
    }

private:
    core_type* core_;
    std::int64_t number_;
};

namespace detail {

/// Waits for a lock of the session. It has an owner as soon as the server has given it: what a handler throws then unlocks it.
template <class Connection, class Core, class Key>
advisory_lock<Connection> take_lock(Core& core, const Key& key) {
    check_session(of_this_version(core));
    const std::int64_t number = lock_number(core, key);
    std::optional<advisory_lock<Connection>> lock;
    call_lock<lock_call::lock>(core, number, [&](auto&) { lock.emplace(core, number); });
    return std::move(*lock);
}
/// The same, if nobody else has it.
template <class Connection, class Core, class Key>
std::optional<advisory_lock<Connection>> try_take_lock(Core& core, const Key& key) {
    check_session(of_this_version(core));
    const std::int64_t number = lock_number(core, key);
    std::optional<advisory_lock<Connection>> lock;
    call_lock<lock_call::try_lock>(core, number, [&](auto& statement) {
        bool is_taken = false;
        statement.template read<encoding::standard>(0, is_taken);
        if (is_taken) lock.emplace(core, number);
    });
    return lock;
}
template <class Core, class Key>
void lock_in_transaction(Core& core, const Key& key) {
    if (!of_this_version(core).handle.in_transaction())
        throw error("lock_in_transaction is for a transaction, and there is none: it would be unlocked at once");
    call_lock<lock_call::lock_in_transaction>(core, lock_number(core, key), [](auto&) {});
}

} // namespace detail

} // namespace rowan
