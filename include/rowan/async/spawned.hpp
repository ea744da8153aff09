#pragma once

#include "rowan/async/operation.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <type_traits>
#include <utility>

namespace rowan::detail {

/// What begins a coroutine for one who does not await it.
template <class Result, class Executor>
class coroutine_initiation {
public:
    coroutine_initiation(Executor executor, boost::asio::awaitable<Result, Executor> coroutine, bool takes_total)
        : executor_(std::move(executor)), coroutine_(std::move(coroutine)), takes_total_(takes_total) {}
    [[nodiscard]] Executor executor() const noexcept { return executor_; }
    template <class Handler>
    void operator()(Handler&& handler) && {
        if (takes_total_)
            boost::asio::co_spawn(executor_, taking_total(std::move(coroutine_)), std::forward<Handler>(handler));
        else boost::asio::co_spawn(executor_, std::move(coroutine_), std::forward<Handler>(handler));
    }

private:
    // A coroutine that is spawned takes terminal cancellations only, unless it says more.
    static boost::asio::awaitable<Result, Executor> taking_total(boost::asio::awaitable<Result, Executor> coroutine) {
        co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::enable_total_cancellation());
        if constexpr (std::is_void_v<Result>) co_await std::move(coroutine);
        else co_return co_await std::move(coroutine);
    }

    Executor executor_;
    boost::asio::awaitable<Result, Executor> coroutine_;
    bool takes_total_;
};

} // namespace rowan::detail

namespace rowan::async {

/// An operation that is a coroutine: it is awaited, or begun with any completion token.
template <class Result, class Executor>
class [[nodiscard]] coroutine_operation : public boost::asio::awaitable<Result, Executor> {
    using awaitable_type = boost::asio::awaitable<Result, Executor>;

public:
    using result_type = Result;
    using executor_type = Executor;

    /// One that `takes_total` is ended by a total cancellation, too, since nothing has begun until it has ended.
    coroutine_operation(Executor executor, awaitable_type coroutine, bool takes_total = false)
        : awaitable_type(std::move(coroutine)), executor_(std::move(executor)), takes_total_(takes_total) {}
    [[nodiscard]] executor_type get_executor() const noexcept { return executor_; }

    /// Begins it, once. What it returns is for the token to say.
    template <class Token>
        requires(!rowan::detail::is_probe<std::remove_cvref_t<Token>>)
    auto operator()(Token&& token) {
        rowan::detail::coroutine_initiation<Result, Executor> initiation(
            executor_, std::move(static_cast<awaitable_type&>(*this)), takes_total_);
        if constexpr (rowan::detail::is_yield_context<std::remove_cvref_t<Token>>)
            return rowan::detail::complete_by_yield<Result>(std::move(initiation), std::forward<Token>(token));
        else
            return boost::asio::async_initiate<Token, typename rowan::detail::completion<Result>::signature>(
                std::move(initiation), token);
    }

private:
    Executor executor_;
    bool takes_total_;
};
template <class Result, class Executor>
coroutine_operation(Executor, boost::asio::awaitable<Result, Executor>) -> coroutine_operation<Result, Executor>;

} // namespace rowan::async
