#pragma once

#include "rowan/async/operation.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>

#include <type_traits>
#include <utility>

namespace rowan::detail {

/// What begins a coroutine for one who does not await it.
template <class Result, class Executor>
class coroutine_initiation {
public:
    coroutine_initiation(Executor executor, boost::asio::awaitable<Result, Executor> coroutine)
        : executor_(std::move(executor)), coroutine_(std::move(coroutine)) {}
    [[nodiscard]] Executor executor() const noexcept { return executor_; }
    template <class Handler>
    void operator()(Handler&& handler) && {
        boost::asio::co_spawn(executor_, std::move(coroutine_), std::forward<Handler>(handler));
    }

private:
    Executor executor_;
    boost::asio::awaitable<Result, Executor> coroutine_;
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

    coroutine_operation(Executor executor, awaitable_type coroutine)
        : awaitable_type(std::move(coroutine)), executor_(std::move(executor)) {}
    [[nodiscard]] executor_type get_executor() const noexcept { return executor_; }

    /// Begins it, once. What it returns is for the token to say.
    template <class Token>
        requires(!rowan::detail::is_probe<std::remove_cvref_t<Token>>)
    auto operator()(Token&& token) {
        rowan::detail::coroutine_initiation<Result, Executor> initiation(
            executor_, std::move(static_cast<awaitable_type&>(*this)));
        if constexpr (rowan::detail::is_yield_context<std::remove_cvref_t<Token>>)
            return rowan::detail::complete_by_yield<Result>(std::move(initiation), std::forward<Token>(token));
        else
            return boost::asio::async_initiate<Token, typename rowan::detail::completion<Result>::signature>(
                std::move(initiation), token);
    }

private:
    Executor executor_;
};
template <class Result, class Executor>
coroutine_operation(Executor, boost::asio::awaitable<Result, Executor>) -> coroutine_operation<Result, Executor>;

} // namespace rowan::async
