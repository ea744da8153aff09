#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/run/execution.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/schema/value.hpp"
#include "rowan/sql/row_statement.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan {

/// A lock on a number or a name that programs agree upon, held until the end of the scope. It must not outlive its connection.
template <class Connection>
class [[nodiscard]] advisory_lock {
public:
    advisory_lock(Connection& connection, std::int64_t key) : connection_(&connection), key_(key) {}
    advisory_lock(advisory_lock&& other) noexcept
        : connection_(std::exchange(other.connection_, nullptr)), key_(other.key_) {}
    advisory_lock& operator=(advisory_lock&&) = delete;
    ~advisory_lock() {
        if (connection_ != nullptr) connection_->unlock(key_);
    }

private:
    Connection* connection_;
    std::int64_t key_;
};

namespace detail {

template <class Dialect, bool HasLocks = Dialect::has_advisory_locks>
struct advisory_lock_check {
    static_assert(HasLocks, "rowan E512: this database has no advisory locks");
    static constexpr bool checked = true;
};

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

/// Locks that mean what programs agree upon (postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS). Of a name the lock is
/// on its hash, a number of 64 bits.
template <class Connection>
class advisory_locks {
public:
    /// Waits for the lock; throws `busy` where the connection has a `lock_timeout`, and it passes.
    template <class Key>
    advisory_lock<Connection> lock(const Key& key) {
        static_assert(advisory_lock_check<typename Connection::dialect>::checked);
        check_session();
        const std::int64_t number = number_of(key);
        call<lock_call::lock>(number);
        return {self(), number};
    }
    /// The lock, if nobody else has it.
    template <class Key>
    [[nodiscard]] std::optional<advisory_lock<Connection>> try_lock(const Key& key) {
        static_assert(advisory_lock_check<typename Connection::dialect>::checked);
        check_session();
        const std::int64_t number = number_of(key);
        if (!call<lock_call::try_lock, bool>(number)) return std::nullopt;
        return std::optional<advisory_lock<Connection>>(std::in_place, self(), number);
    }
    /// Waits for the lock, and holds it to the end of the transaction. Throws where there is none.
    template <class Key>
    void lock_in_transaction(const Key& key) {
        static_assert(advisory_lock_check<typename Connection::dialect>::checked);
        if (!self().handle().in_transaction())
            throw error("lock_in_transaction is for a transaction, and there is none: it would be unlocked at once");
        call<lock_call::lock_in_transaction>(number_of(key));
    }

    // For the parts of the engine: a transaction that had failed has been rolled back.
    void unlock_left() noexcept {
        for (const std::int64_t key : std::exchange(left_, {})) unlock(key);
    }

private:
    friend class advisory_lock<Connection>;

    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }

    void check_session() {
        if constexpr (offers_capability<typename Connection::driver::connection, capability::session_scope>)
            if (!self().handle().keeps_session())
                throw error("a lock is held by a session, and without named statements sessions are shared: use "
                            "lock_in_transaction");
    }
    // In a transaction that has failed nothing can be unlocked, and its rollback unlocks nothing.
    void unlock(std::int64_t key) noexcept {
        try {
            try {
                call<lock_call::unlock, bool>(key);
            } catch (const error&) {
                if (!self().is_broken()) left_.push_back(key);
            }
        } catch (...) {}
    }
    template <class Key>
    std::int64_t number_of(const Key& key) {
        if constexpr (std::is_integral_v<Key>) return static_cast<std::int64_t>(key);
        else return call<lock_call::key_of_name, std::int64_t>(std::string_view(key));
    }
    template <lock_call Call, class Result = void, class Value>
    Result call(const Value& value) {
        execution<Connection> running(self(), self().template acquire<lock_statement<Call>>());
        running.bind([&](auto& statement) { statement.template bind<encoding::standard>(1, value); });
        running.step();
        if constexpr (std::is_void_v<Result>) running.finish_reading(1);
        else {
            Result result{};
            running.statement().template read<encoding::standard>(0, result);
            running.finish_reading(1);
            return result;
        }
    }

    std::vector<std::int64_t> left_;
};

} // namespace detail
} // namespace rowan
