#pragma once

#include "rowan/async/connection.hpp"
#include "rowan/async/connection_state.hpp"
#include "rowan/async/pool_set.hpp"
#include "rowan/async/rows.hpp"
#include "rowan/async/source.hpp"
#include "rowan/async/spawned.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace rowan::async {

/// A connection of a pool, for one user until the end of the scope: then an open transaction is rolled back and the pool has it again. What
/// is broken is not handed out again.
template <class Database, class Executor>
class [[nodiscard]] lent {
    using set = rowan::detail::awaited_set<Database, Executor>;

public:
    using connection_type = connection<Database, Executor>;

    lent() = default;
    // For the pool.
    lent(std::shared_ptr<set> owner, typename set::entry_pointer entry)
        : owner_(std::move(owner)), entry_(std::move(entry)) {}
    lent(lent&&) noexcept = default;
    lent& operator=(lent&& other) noexcept {
        if (this == &other) return *this;
        give_back();
        owner_ = std::move(other.owner_);
        entry_ = std::move(other.entry_);
        return *this;
    }
    ~lent() { give_back(); }

    [[nodiscard]] connection_type& operator*() const& { return entry_->db; }
    connection_type* operator->() const& { return &entry_->db; }
    // What is read on it would be read on a connection that is somebody else's.
    connection_type& operator*() const&& = delete;
    connection_type* operator->() const&& = delete;

    /// Gives the connection back before the end of the scope; it cannot be used any longer.
    void give_back() noexcept {
        if (entry_) owner_->give_back(std::move(entry_));
    }

    // For the pool. What waits is ended by any cancellation; what was spawned, then by a terminal one only.
    static boost::asio::awaitable<lent, Executor> from(std::shared_ptr<set> owner,
                                                       const rowan::detail::spawned_mark& mark) {
        lent given;
        try {
            auto entry = co_await owner->acquire();
            given = lent(std::move(owner), std::move(entry));
        } catch (const boost::system::system_error& failure) {
            if (failure.code() != boost::asio::error::operation_aborted) throw;
        }
        if (mark.is_spawned && given.entry_) {
            const auto state = co_await boost::asio::this_coro::cancellation_state;
            if (state.cancelled() != boost::asio::cancellation_type::none) given.give_back();
            else co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::enable_terminal_cancellation());
        }
        if (!given.entry_) throw canceled("the wait for a connection of the pool was canceled");
        co_return std::move(given);
    }
    static coroutine_operation<lent, Executor> operation(const std::shared_ptr<set>& owner) {
        return {owner->executor(), [&](rowan::detail::spawned_mark mark) { return lend(std::move(mark), owner); }};
    }

private:
    static boost::asio::awaitable<lent, Executor> lend(rowan::detail::spawned_mark mark, std::shared_ptr<set> owner) {
        co_return co_await from(std::move(owner), mark);
    }

    std::shared_ptr<set> owner_;
    typename set::entry_pointer entry_;
};

} // namespace rowan::async

namespace rowan::detail {

/// Where the operations of a pool run: on any of its connections.
template <class Database, class Executor>
struct pool_source {
    using set_type = awaited_set<Database, Executor>;
    using state_type = typename set_type::state_type;

    std::shared_ptr<set_type> set;

    template <class Function>
    auto on_state(Function function) const {
        using Result = std::invoke_result_t<Function&, state_type&>;
        return async::coroutine_operation<Result, Executor>(set->executor(), [&](spawned_mark mark) {
            return run_lent<Result>(std::move(mark), set, std::move(function));
        });
    }
    template <class Function>
    auto operator()(Function function) const {
        return on_state(on_core(std::move(function)));
    }

private:
    template <class Result, class Function>
    static boost::asio::awaitable<Result, Executor> run_lent(spawned_mark mark, std::shared_ptr<set_type> from,
                                                             Function function) {
        const auto db = co_await async::lent<Database, Executor>::from(from, mark);
        auto& source = source_access::source_of(*db);
        if constexpr (std::is_void_v<Result>) co_await source.on_state(std::move(function));
        else co_return co_await source.on_state(std::move(function));
    }
};

} // namespace rowan::detail

namespace rowan::async {

/// The rows of a query, a batch after the other, read by a connection of a pool, which has it again after the last, or when the stream goes
/// out of scope.
template <class Database, class Executor, class Query, class Arguments>
class [[nodiscard]] lent_stream {
    using set = rowan::detail::awaited_set<Database, Executor>;
    using state_type = typename set::state_type;
    using stream_type = row_stream<rowan::detail::operation_source<state_type>, Query, Arguments>;
    using batch_type = std::optional<std::vector<rowan::row_type<Query>>>;

    struct reading {
        std::shared_ptr<set> owner;
        Query query;
        Arguments arguments;
        lent<Database, Executor> db{};
        std::optional<stream_type> rows{};
        std::exception_ptr failure{};
        bool is_over = false;

        void end() {
            is_over = true;
            rows.reset();
            db.give_back();
        }
    };

public:
    // For the pool.
    lent_stream(std::shared_ptr<set> owner, const Query& query, Arguments arguments)
        : executor_(owner->executor()),
          reading_(std::make_shared<reading>(reading{std::move(owner), query, std::move(arguments)})) {}

    /// The next rows, no more than `most`; nothing at the end. After an error of the query, each further call fails with the same.
    [[nodiscard]] auto next(std::size_t most = 100) {
        return coroutine_operation<batch_type, Executor>(
            executor_, [&](rowan::detail::spawned_mark mark) { return read(std::move(mark), reading_, most); });
    }

private:
    static boost::asio::awaitable<batch_type, Executor> read(rowan::detail::spawned_mark mark,
                                                             std::shared_ptr<reading> from, std::size_t most) {
        if (from->failure) std::rethrow_exception(from->failure);
        if (from->is_over) co_return std::nullopt;
        if (!from->rows) {
            from->db = co_await lent<Database, Executor>::from(from->owner, mark);
            from->rows.emplace(rowan::detail::source_access::source_of(*from->db), from->query,
                               std::move(from->arguments));
        }
        batch_type batch;
        try {
            batch = co_await from->rows->next(most);
        } catch (...) {
            if (!from->rows || !from->rows->has_failed()) throw; // it may be asked again
            from->failure = std::current_exception();
            from->end();
            throw;
        }
        if (!batch) from->end();
        co_return std::move(batch);
    }

    Executor executor_;
    std::shared_ptr<reading> reading_;
};

} // namespace rowan::async

namespace rowan::detail {

template <class Database, class Executor, class Query, class Arguments>
auto stream_by(pool_source<Database, Executor> source, const Query& query, Arguments arguments) {
    return async::lent_stream<Database, Executor, Query, Arguments>(std::move(source.set), query, std::move(arguments));
}

} // namespace rowan::detail
