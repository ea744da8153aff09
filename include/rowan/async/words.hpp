#pragma once

#include "rowan/async/kept.hpp"
#include "rowan/async/lock.hpp"
#include "rowan/async/rows.hpp"
#include "rowan/async/source.hpp"
#include "rowan/async/spawned.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/transaction/advisory_lock.hpp"
#include "rowan/event/events.hpp"
#include "rowan/facade/lent.hpp"
#include "rowan/facade/words.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace rowan::async {

template <class State>
class transaction;
template <class State>
class limited;

} // namespace rowan::async

namespace rowan::detail {

/// The way from a facade whose words are awaited to where its operations run.
struct source_access {
    template <class Facade>
    static auto& source_of(Facade& facade) noexcept {
        return facade.source_;
    }
};

template <class Function, class Transaction>
struct transact_result;
template <class Type>
struct awaited_type;
/// The options of a transaction, with the texts that they refer to.
class kept_options {
public:
    explicit kept_options(const transaction_options& given) : options_(given), actor_(given.actor), note_(given.note) {}
    [[nodiscard]] transaction_options get() const {
        transaction_options all = options_;
        all.actor = actor_;
        all.note = note_;
        return all;
    }

private:
    transaction_options options_;
    std::string actor_, note_;
};

template <class Result, class State, class Function>
boost::asio::awaitable<Result, typename State::executor_type>
transact_awaited(spawned_mark begun, operation_source<State> outer, kept_options chosen, Function function);

template <class Type>
inline constexpr bool is_awaitable = false;
template <class Result, class Executor>
inline constexpr bool is_awaitable<boost::asio::awaitable<Result, Executor>> = true;

template <class Result>
inline constexpr bool can_be_given = std::is_void_v<Result> || std::is_default_constructible_v<Result>;
template <class Result>
struct operation_result {
    static_assert(
        can_be_given<Result>,
        "rowan E701: what an operation gives is default-constructible, since a handler has one beside an error");
    static constexpr bool checked = true;
};

template <class Result>
struct blocking_check {
    static_assert(!is_awaitable<Result>, "rowan E704: the function of run blocks, and a coroutine that it returns "
                                         "would never run; for a coroutine, db.transact, or pool.with");
    static constexpr bool checked = true;
};
/// What may be wrong with what a function given to `run` returns, the first mistake only.
template <class Result>
using run_check = std::conditional_t<
    is_awaitable<Result>, blocking_check<Result>,
    std::conditional_t<is_tied_result<Result>, result_of_lent_connection<Result>, operation_result<Result>>>;
template <class Result>
inline constexpr bool can_be_run = !is_awaitable<Result> && !is_tied_result<Result> && can_be_given<Result>;

/// What may be wrong with what a function returns that is to be awaited.
template <class Given>
struct coroutine_check {
    static_assert(
        is_awaitable<Given>,
        "rowan E703: the function of an awaited transact is a coroutine, whose result is boost::asio::awaitable<…>; "
        "for one that blocks, db.run([&](auto& blocking) { blocking.transact(…); })");
    static constexpr bool checked = true;
};

template <class Result, class Executor>
struct coroutine_check<boost::asio::awaitable<Result, Executor>> : operation_result<Result> {};
template <class Given>
inline constexpr bool can_be_awaited = false;
template <class Result, class Executor>
inline constexpr bool can_be_awaited<boost::asio::awaitable<Result, Executor>> = can_be_given<Result>;

template <class State, class Query, class Arguments>
auto stream_by(operation_source<State> source, const Query& query, Arguments arguments) {
    return async::row_stream(std::move(source), query, std::move(arguments));
}
/// What a word gives whose operations run where `source` says: a query that has not run, a stream, or an operation.
template <class Source, class Function, class... Arguments>
auto perform_by(Source source, const Function& function, Arguments&&... arguments) {
    if constexpr (std::is_same_v<Function, run_query>)
        return async::result(std::move(source), std::forward<Arguments>(arguments)...);
    else if constexpr (std::is_same_v<Function, stream_query>)
        return stream_by(std::move(source), std::forward<Arguments>(arguments)...);
    else return source(bind_call(at_once(function), std::forward<Arguments>(arguments)...));
}

/// The words of a connection and of a transaction, each an operation.
template <class Self, class State>
class awaited_words : public words<Self, typename State::database> {
    using database_type = typename State::database;

public:
    /// Calls `function(connection)` where the connection runs, with a blocking `rowan::connection<Database>`, and gives what it returns. Whatever
    /// waits in it suspends the operation and not the thread, on PostgreSQL; on SQLite it has the connection's thread.
    template <class Function>
    [[nodiscard]] auto run(Function function) {
        using Result = std::invoke_result_t<Function&, rowan::connection<database_type>&>;
        static_assert(run_check<Result>::checked);
        if constexpr (can_be_run<Result>)
            return source().on_state(
                [function = std::move(function)](State& state) mutable -> Result { return function(state.db()); });
        else return operation_after_mistake{};
    }
    /// Awaits `function(transaction)`, a coroutine, in a transaction, or a savepoint inside of one: committed when it ends, rolled back when it
    /// throws, and tried again after `busy` or `serialization_failure` as often as the options say, if it is the outermost.
    template <class Function>
    [[nodiscard]] auto transact(const transaction_options& chosen, Function function) {
        using Given = typename transact_result<Function, async::transaction<State>>::type;
        static_assert(coroutine_check<Given>::checked);
        if constexpr (can_be_awaited<Given>) {
            using Result = typename awaited_type<Given>::type;
            return async::coroutine_operation<Result, typename State::executor_type>(
                source().state->executor(), [&](spawned_mark begun) {
                    return transact_awaited<Result>(std::move(begun), source(), kept_options(chosen),
                                                    std::move(function));
                });
        } else return operation_after_mistake{};
    }
    template <class Function>
    [[nodiscard]] auto transact(Function function) {
        return transact(transaction_options{}, std::move(function));
    }
    /// The same words, of which each operation is ended with `timed_out` when it takes longer: `co_await db.within(100ms).insert(book)`.
    [[nodiscard]] async::limited<State> within(std::chrono::milliseconds limit) {
        auto limited = source();
        limited.limit = limit;
        return async::limited<State>(std::move(limited));
    }

    /// Waits for an advisory lock, on a number or a name that programs agree upon; fails with `busy` where the connection has a
    /// `lock_timeout`, and it passes.
    template <class Key>
    [[nodiscard]] auto lock(const Key& key) {
        static_assert(advisory_lock_check<dialect>::checked);
        return source()([from = source(), key = typename kept_argument<void, const Key&>::type(key)](auto& core) {
            return async::advisory_lock<State>(from, take_lock<rowan::connection<database_type>>(core, key).release());
        });
    }
    /// The lock, if nobody else has it.
    template <class Key>
    [[nodiscard]] auto try_lock(const Key& key) {
        static_assert(advisory_lock_check<dialect>::checked);
        return source()([from = source(), key = typename kept_argument<void, const Key&>::type(key)](auto& core) {
            std::optional<async::advisory_lock<State>> lock;
            if (auto taken = try_take_lock<rowan::connection<database_type>>(core, key))
                lock.emplace(from, taken->release());
            return lock;
        });
    }
    /// Waits for the lock, and holds it to the end of the transaction. Fails where there is none.
    template <class Key>
    [[nodiscard]] auto lock_in_transaction(const Key& key) {
        static_assert(advisory_lock_check<dialect>::checked);
        return source()([key = typename kept_argument<void, const Key&>::type(key)](auto& core) {
            detail::lock_in_transaction(core, key);
        });
    }

private:
    friend struct facade_access;

    using dialect = typename database_type::driver::dialect;

    [[nodiscard]] auto& source() { return source_access::source_of(static_cast<Self&>(*this)); }

    template <access, class Function, class... Arguments>
    auto perform(const Function& function, Arguments&&... arguments) {
        return perform_by(source(), function, std::forward<Arguments>(arguments)...);
    }
};

} // namespace rowan::detail

namespace rowan::async {

/// The words of a connection or a transaction, each of which may take so long.
template <class State>
class limited : public rowan::detail::awaited_words<limited<State>, State> {
public:
    using database = typename State::database;

    // For `within`.
    explicit limited(rowan::detail::operation_source<State> source) : source_(std::move(source)) {}

private:
    friend struct rowan::detail::source_access;

    rowan::detail::operation_source<State> source_;
};

} // namespace rowan::async
