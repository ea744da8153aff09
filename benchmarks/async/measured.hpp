#pragma once

// The loops of the workloads, the same for every contestant: each awaits one point select after the other on one thread.

#include "common/allocations.hpp"
#include "common/checks.hpp"

#include <benchmark/benchmark.h>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <exception>
#include <utility>

namespace bench {

inline constexpr std::int64_t user_count = 100;

/// The keys in turn.
class next_key {
public:
    std::int64_t operator()() noexcept { return last_ = last_ % user_count + 1; }

private:
    std::int64_t last_ = 0;
};

/// Counts the allocations of a thread from its making to `show`, an operation's share of them.
class allocation_count {
public:
    void show(benchmark::State& state) const {
        state.counters["allocs"] = {static_cast<double>(allocations() - before_), benchmark::Counter::kAvgIterations};
    }

private:
    std::uint64_t before_ = allocations();
};

inline void rethrow(const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
}

/// Begins a coroutine and runs the context until nothing is left to do.
template <class Executor, class Coroutine>
void finish(boost::asio::io_context& context, const Executor& executor, Coroutine coroutine) {
    boost::asio::co_spawn(executor, std::move(coroutine), [](const std::exception_ptr& failure) { rethrow(failure); });
    context.run();
    context.restart();
}

/// Not timed: that the contestant reads what is there, which also prepares its statement.
template <class Executor, class Database>
void check_awaited(boost::asio::io_context& context, Database& db, const char* contestant) {
    finish(context, Executor(context.get_executor()), [&]() -> boost::asio::awaitable<void, Executor> {
        for (const User& user : make_users(user_count))
            require(co_await db.get(user.id) == user, "async", contestant, "another user");
    });
}

/// `co_await db.get(id)`, again and again.
template <class Executor, class Database>
void run_awaited(benchmark::State& state, boost::asio::io_context& context, Database& db) {
    finish(context, Executor(context.get_executor()), [&]() -> boost::asio::awaitable<void, Executor> {
        next_key key;
        const allocation_count counted;
        for (auto _ : state) {
            const User user = co_await db.get(key());
            benchmark::DoNotOptimize(&user);
        }
        counted.show(state);
    });
}

/// `db.get(id, handler)`, each from the handler of the last.
template <class Database>
class callback_loop {
public:
    callback_loop(benchmark::State& state, Database& db) : state_{state}, db_{db} {}
    void next() {
        if (!state_.KeepRunning()) return counted_.show(state_);
        db_.get(key_(), [this](const std::exception_ptr& failure, const User& user) {
            rethrow(failure);
            benchmark::DoNotOptimize(&user);
            next();
        });
    }

private:
    benchmark::State& state_;
    Database& db_;
    next_key key_;
    allocation_count counted_;
};

} // namespace bench
