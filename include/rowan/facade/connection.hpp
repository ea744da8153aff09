#pragma once

#include "rowan/driver/concept.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/session.hpp"
#include "rowan/engine/transaction/advisory_lock.hpp"
#include "rowan/engine/transaction/end_actions.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/event/check.hpp"
#include "rowan/event/extensions.hpp"
#include "rowan/event/handler_checks.hpp"
#include "rowan/event/order.hpp"
#include "rowan/event/shared.hpp"
#include "rowan/facade/words.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/meta/shape.hpp"
#include "rowan/schema/facts.hpp"

#include <cstddef>
#include <exception>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan {

namespace detail {

template <class Part, capability Offered, class Member>
struct capability_without {
    static_assert(always_false<Part>,
                  "rowan E119: the driver says that it offers this capability, and does not have this member of it");
    static constexpr bool checked = true;
};
template <class Driver>
struct driver_concept {
    static_assert(always_false<Driver>,
                  "rowan E119: the driver of this database does not meet the concept rowan::driver; "
                  "static_assert(rowan::driver<…>) says why");
    static constexpr bool checked = true;
};
template <class Part, const lacked_member& Lacked>
consteval auto capability_mistake() {
    constexpr std::size_t size = Lacked.declaration.size();
    return std::type_identity<capability_without<Part, Lacked.of, called<to_fixed_string<size>(Lacked.declaration)>>>{};
}
template <class Driver>
consteval auto find_driver_mistake() {
    using Connection = typename Driver::connection;
    using Statement = typename Driver::statement;
    if constexpr (!complete_connection<Connection>)
        return capability_mistake<Connection, lacked_by_connection<Connection>>();
    else if constexpr (!complete_statement<Statement>)
        return capability_mistake<Statement, lacked_by_statement<Statement>>();
    else if constexpr (!rowan::driver<Driver> || !gives_keys<Connection, typename Driver::dialect>)
        return std::type_identity<driver_concept<Driver>>{};
    else return std::type_identity<no_mistake>{};
}

template <class Dialect, bool HasLocks = Dialect::has_advisory_locks>
struct advisory_lock_check {
    static_assert(HasLocks, "rowan E512: this database has no advisory locks");
    static constexpr bool checked = true;
};

} // namespace detail

/// A connection to the database that `Database` describes. It is used by one thread at a time, and does not move.
template <class Database>
class connection : public detail::words<connection<Database>, Database> {
    using core_type = detail::core<Database>;

public:
    using database = Database;
    using driver = typename Database::driver;
    using dialect = typename driver::dialect;
    using options = typename driver::options;
    static_assert(decltype(detail::find_driver_mistake<driver>())::type::checked);

    /// Opens the database. Listeners may be given where they have a state of their own; the others are made by default.
    template <class... Listeners>
    explicit connection(const std::string& name, const options& chosen = {}, Listeners... given)
        : core_(*this, name, chosen, detail::make_pack(std::move(given)...)) {
        using Listening = typename core_type::listener_types;
        using Tables = detail::list_of_tables<typename Database::tables>;
        using Listed = typename core_type::listener_pack::types;
        static_assert((detail::given_listener<Listeners, Listed>::checked && ...));
        static_assert(detail::given_check<Listed, Listeners...>::checked);
        static_assert(detail::listeners_check<core_type, Listening>::checked);
        static_assert(detail::order_check<Listening>::checked);
        static_assert(detail::hooks_check<core_type, Tables>::checked);
        static_assert(detail::handlers_check<core_type, Listening, Tables>::checked);
        static_assert(sizeof(typename Database::tables) > 0); // they say if one is listed twice
        static_assert(detail::tables_check<typename Database::tables>::checked);
        static_assert(detail::table_names_check<Database>::checked);
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() = default;

    /// Begins a transaction, or a savepoint inside of one.
    [[nodiscard]] auto begin(const transaction_options& chosen = {}) { return transaction<connection>(core_, chosen); }
    /// Runs `function` in a transaction: committed when it returns, rolled back when it throws, and tried again after `busy` or
    /// `serialization_failure` as often as the options say, if it is the outermost. It is called with the connection if it takes that.
    template <class Function>
    auto transact(const transaction_options& chosen, Function&& function) {
        if constexpr (std::is_invocable_v<Function&, connection&>)
            return detail::transact(core_, chosen, [&] { return function(*this); });
        else return detail::transact(core_, chosen, function);
    }
    template <class Function>
    auto transact(Function&& function) {
        return transact(transaction_options{}, std::forward<Function>(function));
    }
    [[nodiscard]] bool in_transaction() const { return core_.transaction.depth > 0; }
    /// How many transactions and savepoints are open.
    [[nodiscard]] int transaction_depth() const { return core_.transaction.depth; }

    /// Calls `function` once after the outermost of the open transactions is committed; never if that, or the savepoint in which this was
    /// said, is rolled back, nor of a transaction that is prepared or of which the commit is unknown. It is called with the connection
    /// if it takes that. What it throws is kept in `reported_exceptions`. Throws if no transaction is open.
    template <class Function>
    void on_commit(Function function) {
        at_end(detail::end_actions::end::commit, std::move(function));
    }
    /// The same, for when the open transaction, or the savepoint in which this is said, is rolled back, or what is around it.
    template <class Function>
    void on_rollback(Function function) {
        at_end(detail::end_actions::end::rollback, std::move(function));
    }
    /// What such functions have thrown since this was last asked for, and `handlers_too_deep` of handlers that must not throw. A pool forgets it when the connection comes back.
    [[nodiscard]] std::vector<std::exception_ptr> reported_exceptions() {
        return core_.transaction.actions.take_reported();
    }

    /// Waits for an advisory lock, on a number or a name that programs agree upon; throws `busy` where the connection has a
    /// `lock_timeout`, and it passes.
    template <class Key>
    auto lock(const Key& key) {
        static_assert(detail::advisory_lock_check<dialect>::checked);
        return detail::take_lock<connection>(core_, key);
    }
    /// The lock, if nobody else has it.
    template <class Key>
    [[nodiscard]] auto try_lock(const Key& key) {
        static_assert(detail::advisory_lock_check<dialect>::checked);
        return detail::try_take_lock<connection>(core_, key);
    }
    /// Waits for the lock, and holds it to the end of the transaction. Throws where there is none.
    template <class Key>
    auto lock_in_transaction(const Key& key) {
        static_assert(detail::advisory_lock_check<dialect>::checked);
        detail::lock_in_transaction(core_, key);
    }

    /// A listener of the database, with its state.
    template <class Listener>
    [[nodiscard]] decltype(auto) listener() {
        using Listening = typename core_type::listener_types;
        constexpr std::size_t position = detail::position_in<Listener>(Listening{});
        static_assert(detail::given_listener<Listener, Listening>::checked);
        if constexpr (position < Listening::size) return detail::handler_in(detail::element<position>(core_.listeners));
        else return detail::after_mistake<Listener&>();
    }
    /// Ends the statement that runs on this connection with `canceled`. It is for another thread to call, while the connection
    /// is open; what has ended by then is not affected. False if the database could not be asked.
    auto cancel() noexcept {
        constexpr bool can_cancel = offers_capability<typename driver::connection, capability::cancellation>;
        static_assert(can_cancel, "rowan E510: the driver of this database cannot cancel statements");
        if constexpr (can_cancel) return core_.handle.cancel();
        else return false;
    }
    /// Whether the connection is known to be lost; it costs nothing to ask.
    [[nodiscard]] bool is_broken() const noexcept { return detail::is_broken(core_); }
    /// Asks the database whether it still answers.
    [[nodiscard]] bool is_alive() noexcept { return detail::is_alive(core_); }
    /// Rolls back what is open, and forgets what the session was told where the driver can; false if the connection is of no use
    /// any longer.
    [[nodiscard]] bool reset() noexcept { return detail::reset(core_); }

    /// The driver's connection, for what rowan does not cover.
    [[nodiscard]] typename driver::connection& handle() { return detail::of_this_version(core_).handle; }
    [[nodiscard]] const typename driver::connection& handle() const { return detail::of_this_version(core_).handle; }

private:
    friend struct detail::facade_access;

    template <class Function>
    void at_end(detail::end_actions::end when, Function function) {
        auto& state = detail::of_this_version(core_).transaction;
        if constexpr (std::is_invocable_v<Function&, connection&>)
            state.actions.add(when, state.depth, [this, function = std::move(function)]() mutable { function(*this); });
        else state.actions.add(when, state.depth, std::move(function));
    }

    template <detail::access, class Function, class... Arguments>
    decltype(auto) perform(const Function& function, Arguments&&... arguments) {
        return function(detail::of_this_version(core_), std::forward<Arguments>(arguments)...);
    }

    core_type core_;
};

} // namespace rowan
