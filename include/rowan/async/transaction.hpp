#pragma once

#include "rowan/async/connection_state.hpp"
#include "rowan/async/runner.hpp"
#include "rowan/async/source.hpp"
#include "rowan/async/spawned.hpp"
#include "rowan/async/words.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/transaction/levels.hpp"
#include "rowan/engine/transaction/retry.hpp"
#include "rowan/event/events.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace rowan::async {

/// A transaction, or a savepoint inside of one: what the function of `transact` is given. Until that ends, the connection does nothing else.
template <class State>
class transaction : public rowan::detail::awaited_words<transaction<State>, State> {
public:
    using database = typename State::database;
    using executor_type = typename State::executor_type;

    // For `transact`.
    explicit transaction(rowan::detail::operation_source<State> source) : source_(std::move(source)) {}
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;

    [[nodiscard]] executor_type get_executor() const noexcept { return source_.state->executor(); }
    /// The first phase of a commit of several databases, and the end of this transaction: what it did is kept, whatever happens, under a
    /// name, until `commit_prepared` or `rollback_prepared` is called with it. Only of the outermost transaction.
    [[nodiscard]] auto prepare(std::string name) {
        static_assert(database::driver::dialect::has_two_phase_commit,
                      "rowan E511: this database has no two-phase commit");
        return source_.on_state([this, name = std::move(name)](State& state) {
            auto& core = rowan::detail::core_of(state.db());
            if (core.transaction.depth != 1)
                throw error("only an outermost transaction can be prepared, and nothing may be open inside of it");
            rowan::detail::prepare_level(core, name);
            state.leave(source_.scope);
            is_over_ = true;
        });
    }
    /// Ends this transaction without an effect, and without an exception: what its function returns is what `transact` gives.
    [[nodiscard]] auto rollback() {
        return source_.on_state([this](State& state) {
            rowan::detail::rollback_level(rowan::detail::core_of(state.db()));
            state.leave(source_.scope);
            is_over_ = true;
        });
    }
    // For `transact`.
    [[nodiscard]] bool is_over() const noexcept { return is_over_; }

private:
    friend struct rowan::detail::source_access;

    rowan::detail::operation_source<State> source_;
    bool is_over_ = false;
};

} // namespace rowan::async

namespace rowan::detail {

/// A scope that is open. Where its coroutine is destroyed, it is rolled back before the connection can be used again.
template <class State>
class open_scope {
public:
    open_scope(std::shared_ptr<State> state, std::uint64_t scope, int level)
        : state_(std::move(state)), scope_(scope), level_(level) {}
    open_scope(const open_scope&) = delete;
    open_scope& operator=(const open_scope&) = delete;
    ~open_scope() {
        if (!state_) return;
        State& state = *state_;
        state.clean_up([&state, scope = scope_, level = level_](auto&) { roll_back(state, scope, level); });
    }
    void end() noexcept { state_.reset(); }

    static void roll_back(State& state, std::uint64_t scope, int level) {
        auto& core = core_of(state.db());
        while (core.transaction.depth >= level) rollback_level(core);
        state.leave(scope);
    }

private:
    std::shared_ptr<State> state_;
    std::uint64_t scope_;
    int level_;
};

inline bool may_be_tried_again(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const busy&) {
        return true;
    } catch (const serialization_failure&) {
        return true;
    } catch (...) {
        return false;
    }
}

template <class Function, class Transaction>
struct transact_result {
    using type = std::invoke_result_t<Function&>;
};
template <class Function, class Transaction>
    requires std::is_invocable_v<Function&, Transaction&>
struct transact_result<Function, Transaction> {
    using type = std::invoke_result_t<Function&, Transaction&>;
};
template <class Type>
struct awaited_type;
template <class Result, class Executor>
struct awaited_type<boost::asio::awaitable<Result, Executor>> {
    using type = Result;
};

template <class Function, class Transaction>
auto call_with(Function& function, [[maybe_unused]] Transaction& transaction) {
    if constexpr (std::is_invocable_v<Function&, Transaction&>) return function(transaction);
    else return function();
}

/// A transaction around a coroutine: committed when that ends, rolled back when it throws, and tried again, if it is the outermost.
template <class Result, class State, class Function>
boost::asio::awaitable<Result, typename State::executor_type>
transact_awaited(spawned_mark begun, operation_source<State> outer, kept_options chosen, Function function) {
    using executor_type = typename State::executor_type;
    namespace asio = boost::asio;
    State& state = *outer.state;
    for (int attempt = 0;; ++attempt) {
        operation_source<State> inner = outer;
        inner.scope = state.next_scope();
        const int level = co_await outer.on_state([&chosen, scope = inner.scope](State& running) {
            auto& core = core_of(running.db());
            begin_level(core, chosen.get());
            running.enter(scope);
            return core.transaction.depth;
        });
        open_scope<State> scope(outer.state, inner.scope, level);
        if (std::exchange(begun.is_spawned, false)) {
            // A total cancellation came too late; another is not forgotten.
            const auto cancellation = co_await asio::this_coro::cancellation_state;
            if ((cancellation.cancelled() & ~asio::cancellation_type::total) == asio::cancellation_type::none)
                co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
        }
        std::exception_ptr failure;
        std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> value;
        try {
            async::transaction<State> transaction(inner);
            if constexpr (std::is_void_v<Result>) co_await call_with(function, transaction);
            else value.emplace(co_await call_with(function, transaction));
            if (!transaction.is_over())
                co_await inner.on_state([number = inner.scope](State& running) {
                    commit_level(core_of(running.db()));
                    running.leave(number);
                });
            scope.end();
        } catch (...) {
            failure = std::current_exception();
        }
        if (!failure) {
            if constexpr (std::is_void_v<Result>) co_return;
            else co_return std::move(*value);
        }
        // Also after a cancellation.
        const bool throws = co_await asio::this_coro::throw_if_cancelled();
        co_await asio::this_coro::throw_if_cancelled(false);
        inner.limit = unlimited;
        try {
            co_await inner.on_state([number = inner.scope, level](State& running) {
                open_scope<State>::roll_back(running, number, level);
            });
            scope.end();
        } catch (...) {} // something of it goes on; it is rolled back after that
        co_await asio::this_coro::throw_if_cancelled(throws);
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        const bool is_canceled = cancellation.cancelled() != asio::cancellation_type::none;
        if (is_canceled || level != 1 || attempt >= chosen.get().retries || !may_be_tried_again(failure))
            std::rethrow_exception(failure);
        timer_of<executor_type> pause(state.executor(), pause_before_retry(attempt));
        co_await pause.async_wait(asio::use_awaitable_t<executor_type>{});
    }
}

} // namespace rowan::detail
