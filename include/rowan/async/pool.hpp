#pragma once

#include "rowan/async/connection.hpp"
#include "rowan/async/pool_set.hpp"
#include "rowan/async/pool_source.hpp"
#include "rowan/async/transaction.hpp"
#include "rowan/async/words.hpp"
#include "rowan/driver/concept.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/pool/pool_options.hpp"
#include "rowan/facade/words.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>

#include <chrono>
#include <concepts>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace rowan::async {

/// Connections that many coroutines share: each is lent to one at a time. Who finds none waits, in the order of coming, and blocks nobody.
/// Of a database with one writer, such as SQLite, the pool has one connection that writes, and others that read. It has no replicas.
/// A connection is opened when it is wanted first.
template <class Database, class Executor = boost::asio::any_io_executor>
class pool : public rowan::detail::words<pool<Database, Executor>, Database> {
    using set = rowan::detail::awaited_set<Database, Executor>;
    using set_pointer = std::shared_ptr<set>;
    using state_type = typename set::state_type;
    using driver = typename Database::driver;
    using access = rowan::detail::access;
    using mark = rowan::detail::spawned_mark;

public:
    using database = Database;
    using executor_type = Executor;
    using connection_type = connection<Database, Executor>;
    template <class Other>
    struct rebind_executor {
        using other = pool<Database, Other>;
    };

    /// What can be chosen for each connection, and listeners of the database that have a state, are given as to a connection; each
    /// has a copy.
    template <class... Listeners>
    explicit pool(const Executor& executor, const std::string& name, const pool_options& chosen,
                  const typename driver::options& connecting, const Listeners&... listeners) {
        if (!chosen.replicas.empty())
            throw error("a pool that is awaited has no replicas; give the reads a pool of their own");
        auto primary = chosen;
        if constexpr (one_writer_driver<driver>) {
            primary.maximum = std::min<std::size_t>(chosen.maximum, 1);
            primary.minimum = std::min<std::size_t>(chosen.minimum, 1);
        }
        primary_ =
            std::make_shared<set>(executor, primary, opener<one_writer_driver<driver>>(name, connecting, listeners...));
        readers_ = primary_;
        if constexpr (one_writer_driver<driver>)
            if (chosen.maximum > 1) {
                auto readers = chosen;
                readers.maximum = chosen.maximum - 1;
                readers.minimum = std::max<std::size_t>(chosen.minimum, 1) - 1;
                auto reading = connecting;
                if constexpr (reading_driver<driver>) reading = driver::reading(connecting);
                readers_ = std::make_shared<set>(executor, readers, opener<false>(name, reading, listeners...));
            }
    }
    // No default argument: GCC 12 destroys one twice that stands in an expression with `co_await`.
    explicit pool(const Executor& executor, const std::string& name, const pool_options& chosen)
        : pool(executor, name, chosen, typename driver::options{}) {}
    explicit pool(const Executor& executor, const std::string& name) : pool(executor, name, pool_options{}) {}
    template <class Context, class... Listeners>
        requires std::convertible_to<Context&, boost::asio::execution_context&>
    explicit pool(Context& context, const std::string& name, const pool_options& chosen,
                  const typename driver::options& connecting, const Listeners&... listeners)
        : pool(Executor(context.get_executor()), name, chosen, connecting, listeners...) {}
    template <class Context>
        requires std::convertible_to<Context&, boost::asio::execution_context&>
    explicit pool(Context& context, const std::string& name, const pool_options& chosen)
        : pool(Executor(context.get_executor()), name, chosen) {}
    template <class Context>
        requires std::convertible_to<Context&, boost::asio::execution_context&>
    explicit pool(Context& context, const std::string& name) : pool(Executor(context.get_executor()), name) {}
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;
    /// Closes the connections that are idle; those in use are closed when they come back. Who waits for one is told.
    ~pool() {
        primary_->end();
        readers_->end();
    }

    [[nodiscard]] executor_type get_executor() const noexcept { return primary_->executor(); }

    /// A connection until the end of the scope, which then goes back: `auto db = co_await pool.acquire();`. It completes with
    /// `pool_exhausted` if all are in use for too long, and with `pool_closed` after `close()`.
    [[nodiscard]] auto acquire() { return lent<Database, Executor>::operation(primary_); }
    /// One to read by.
    [[nodiscard]] auto acquire_reader() { return lent<Database, Executor>::operation(reading()); }
    /// Awaits `function(connection)`, a coroutine, with a connection that is its own until it ends.
    template <class Function>
    [[nodiscard]] auto with(Function function) {
        using Given = std::invoke_result_t<Function&, connection_type&>;
        static_assert(rowan::detail::coroutine_check<Given>::checked);
        if constexpr (rowan::detail::can_be_awaited<Given>) {
            using Result = typename rowan::detail::awaited_type<Given>::type;
            return coroutine_operation<Result, Executor>(get_executor(), [&](mark begun) {
                return with_lent<Result>(std::move(begun), primary_, std::move(function));
            });
        } else return rowan::detail::operation_after_mistake{};
    }
    /// Calls `function(connection)` with a blocking `rowan::connection<Database>`, as the word of a connection.
    template <class Function>
    [[nodiscard]] auto run(Function function) {
        using Result = std::invoke_result_t<Function&, rowan::connection<Database>&>;
        static_assert(rowan::detail::run_check<Result>::checked);
        if constexpr (rowan::detail::can_be_run<Result>)
            return source<access::write>().on_state(
                [function = std::move(function)](state_type& state) mutable -> Result { return function(state.db()); });
        else return rowan::detail::operation_after_mistake{};
    }
    /// Awaits `function(transaction)`, a coroutine, in a transaction, as the word of a connection. One that only reads, as its options say,
    /// is not in the way of those that write.
    template <class Function>
    [[nodiscard]] auto transact(const transaction_options& chosen, Function function) {
        using Given = typename rowan::detail::transact_result<Function, transaction<state_type>>::type;
        static_assert(rowan::detail::coroutine_check<Given>::checked);
        if constexpr (rowan::detail::can_be_awaited<Given>) {
            using Result = typename rowan::detail::awaited_type<Given>::type;
            return coroutine_operation<Result, Executor>(get_executor(), [&](mark begun) {
                return transact_lent<Result>(std::move(begun), chosen.read_only ? reading() : primary_,
                                             rowan::detail::kept_options(chosen), std::move(function));
            });
        } else return rowan::detail::operation_after_mistake{};
    }
    template <class Function>
    [[nodiscard]] auto transact(Function function) {
        return transact(transaction_options{}, std::move(function));
    }

    /// Closes connections whose time is over and opens those that miss to the minimum; for a program with quiet times.
    [[nodiscard]] auto maintain() { return operation(maintain_sets(primary_, readers_)); }
    /// Closes all connections, and waits for those in use to come back. Nobody is given one any longer.
    [[nodiscard]] auto close() { return operation(close_sets(primary_, readers_)); }
    [[nodiscard]] pool_statistics statistics() const {
        pool_statistics sum;
        primary_->add_to(sum);
        if (readers_ != primary_) readers_->add_to(sum);
        return sum;
    }

private:
    friend struct rowan::detail::facade_access;

    template <class Result>
    using awaitable = boost::asio::awaitable<Result, Executor>;

    template <class Result>
    coroutine_operation<Result, Executor> operation(awaitable<Result> coroutine) const {
        return {get_executor(), std::move(coroutine)};
    }
    template <access Wanted>
    rowan::detail::pool_source<Database, Executor> source() {
        return {Wanted == access::read ? reading() : primary_};
    }
    /// Those that read come after the one that writes, which makes the file and lets others read beside it.
    [[nodiscard]] const set_pointer& reading() const noexcept { return primary_->has_opened() ? readers_ : primary_; }
    template <access Wanted, class Function, class... Arguments>
    auto perform(const Function& function, Arguments&&... arguments) {
        return rowan::detail::perform_by(source<Wanted>(), function, std::forward<Arguments>(arguments)...);
    }
    template <class Result, class Function>
    static awaitable<Result> with_lent(mark begun, set_pointer from, Function function) {
        const auto db = co_await lent<Database, Executor>::from(from, begun);
        if constexpr (std::is_void_v<Result>) co_await function(*db);
        else co_return co_await function(*db);
    }
    template <class Result, class Function>
    static awaitable<Result> transact_lent(mark begun, set_pointer from, rowan::detail::kept_options chosen,
                                           Function function) {
        const auto db = co_await lent<Database, Executor>::from(from, begun);
        mark inner(nullptr); // what the transaction waits for is over
        auto& source = rowan::detail::source_access::source_of(*db);
        if constexpr (std::is_void_v<Result>)
            co_await rowan::detail::transact_awaited<Result>(std::move(inner), source, std::move(chosen),
                                                             std::move(function));
        else
            co_return co_await rowan::detail::transact_awaited<Result>(std::move(inner), source, std::move(chosen),
                                                                       std::move(function));
    }
    static awaitable<void> maintain_sets(set_pointer primary, set_pointer readers) {
        co_await primary->maintain();
        if (readers != primary) co_await readers->maintain();
    }
    static awaitable<void> close_sets(set_pointer primary, set_pointer readers) {
        co_await readers->close();
        if (readers != primary) co_await primary->close();
    }
    template <bool IsShared, class... Listeners>
    static auto opener(const std::string& name, const typename driver::options& connecting,
                       const Listeners&... listeners) {
        return [=](state_type& state) {
            state.open(name, connecting, listeners...);
            if constexpr (IsShared) rowan::detail::core_of(state.db()).handle.share();
        };
    }

    set_pointer primary_, readers_;
};

} // namespace rowan::async
