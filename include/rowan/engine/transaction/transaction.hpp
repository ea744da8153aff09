#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/transaction/levels.hpp"
#include "rowan/engine/transaction/retry.hpp"
#include "rowan/event/scope.hpp"
#include "rowan/event/transaction_options.hpp"

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

/// A transaction, or a savepoint if it begins inside of another. It is rolled back when it goes out of scope without a commit,
/// and with it those that began inside of it. It must not outlive its connection.
template <class Connection>
class [[nodiscard]] transaction {
    using core_type = detail::core_behind<Connection>;

public:
    explicit transaction(Connection& connection, const transaction_options& options = {})
        : transaction(detail::core_of(connection), options) {}
    // For the engine.
    explicit transaction(core_type& core, const transaction_options& options = {}) : core_(&core) {
        detail::begin_level(core, options);
        level_ = core.transaction.depth;
        number_ = core.transaction.number;
    }
    transaction(transaction&& other) noexcept
        : core_(std::exchange(other.core_, nullptr)), level_(other.level_), number_(other.number_) {}
    transaction& operator=(transaction&&) = delete;
    ~transaction() { rollback(); }

    /// Throws if the database refuses; the transaction is then rolled back at the end of the scope. Throws too if it has ended
    /// already, alone or with the one that it is inside of, and if one that began inside of it is still open.
    void commit() {
        if (!is_open()) throw error("this transaction has ended already; begin another");
        if (core_->transaction.depth > level_)
            throw error("a transaction that began inside of this one is still open; end it first");
        detail::commit_level(*core_);
        core_ = nullptr;
    }
    /// The first phase of a commit of several databases: what the transaction did is kept, whatever happens, under a name, until
    /// `commit_prepared` or `rollback_prepared` is called with it. Only of the outermost transaction.
    void prepare(std::string_view name) {
        static_assert(Connection::dialect::has_two_phase_commit, "rowan E511: this database has no two-phase commit");
        if (!is_open()) throw error("this transaction has ended already; begin another");
        if (level_ != 1 || core_->transaction.depth > level_)
            throw error("only an outermost transaction can be prepared, and nothing may be open inside of it");
        detail::prepare_level(*core_, name);
        core_ = nullptr;
    }
    void rollback() noexcept {
        while (is_open()) detail::rollback_level(*core_);
        core_ = nullptr;
    }

private:
    [[nodiscard]] bool is_open() const noexcept {
        return core_ != nullptr && core_->transaction.number == number_ && core_->transaction.depth >= level_;
    }

    core_type* core_;
    int level_ = 0;
    std::uint64_t number_ = 0;
};

namespace detail {

template <class Core>
using scope_of = transaction<typename Core::facade_type>;

template <class Core, class Function>
auto run_in_transaction(Core& core, const transaction_options& chosen, Function& function) {
    scope_of<Core> scope(core, chosen);
    if constexpr (std::is_void_v<decltype(function())>) {
        function();
        scope.commit();
    } else {
        auto value = function();
        scope.commit();
        return value;
    }
}
/// Runs `function` in a transaction: committed when it returns, rolled back when it throws, and tried again after `busy` or
/// `serialization_failure` as often as the options say, if it is the outermost.
template <class Core, class Function>
auto transact(Core& core, const transaction_options& chosen, Function&& function) {
    for (int attempt = 0;; ++attempt) {
        try {
            return run_in_transaction(core, chosen, function);
        } catch (const busy&) {
            if (attempt >= chosen.retries || core.transaction.depth > 0) throw;
        } catch (const serialization_failure&) {
            if (attempt >= chosen.retries || core.transaction.depth > 0) throw;
        }
        core.handle.pause(pause_before_retry(attempt));
    }
}
/// Runs `action`, which writes, in a transaction or savepoint of its own if any of the events needs one.
template <class... Events, class Core, class Action>
auto scoped(Core& core, const Action& action) {
    if constexpr (any_heard<Core, Events...>)
        if (needs_scope<Events...>(core))
            return run_in_transaction(core, {.mode = transaction_mode::immediate}, action);
    return action();
}

} // namespace detail
} // namespace rowan
