#pragma once

#include "rowan/async/operation.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <type_traits>
#include <utility>

namespace rowan::detail {

/// What a coroutine knows of how it was begun. It lies in the coroutine's frame, and says where.
class spawned_mark {
public:
    explicit spawned_mark(spawned_mark** told) noexcept : place_(told) {}
    spawned_mark(spawned_mark&& other) noexcept : is_spawned(other.is_spawned), place_(other.place_) {
        if (place_ != nullptr) *place_ = this;
    }
    spawned_mark& operator=(spawned_mark&&) = delete;
    ~spawned_mark() = default;
    void stay() noexcept { place_ = nullptr; }

    /// By a completion token: it has a cancellation state of its own, by which a total cancellation ends it until its wait is over. Else
    /// it has that of the coroutine that awaits it.
    bool is_spawned = false;

private:
    spawned_mark** place_;
};

/// What begins a coroutine for one who does not await it.
template <class Result, class Executor>
class coroutine_initiation {
public:
    coroutine_initiation(Executor executor, boost::asio::awaitable<Result, Executor> coroutine, spawned_mark* mark)
        : executor_(std::move(executor)), coroutine_(std::move(coroutine)), mark_(mark) {}
    [[nodiscard]] Executor executor() const noexcept { return executor_; }
    template <class Handler>
    void operator()(Handler&& handler) && {
        if (mark_ == nullptr)
            return boost::asio::co_spawn(executor_, std::move(coroutine_), std::forward<Handler>(handler));
        mark_->is_spawned = true;
        boost::asio::co_spawn(executor_, taking_total(std::move(coroutine_)), std::forward<Handler>(handler));
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
    spawned_mark* mark_;
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
    /// `make(mark)` gives a coroutine that waits for something before it begins.
    template <class Make>
        requires std::is_invocable_r_v<awaitable_type, Make&, rowan::detail::spawned_mark>
    coroutine_operation(Executor executor, Make make) : coroutine_operation(std::move(executor), make, nullptr) {}
    [[nodiscard]] executor_type get_executor() const noexcept { return executor_; }

    /// Begins it, once. What it returns is for the token to say.
    template <class Token>
        requires(!rowan::detail::is_probe<std::remove_cvref_t<Token>>)
    auto operator()(Token&& token) {
        rowan::detail::coroutine_initiation<Result, Executor> initiation(
            executor_, std::move(static_cast<awaitable_type&>(*this)), mark_);
        if constexpr (rowan::detail::is_yield_context<std::remove_cvref_t<Token>>)
            return rowan::detail::complete_by_yield<Result>(std::move(initiation), std::forward<Token>(token));
        else
            return boost::asio::async_initiate<Token, typename rowan::detail::completion<Result>::signature>(
                std::move(initiation), token);
    }

private:
    template <class Make>
    coroutine_operation(Executor executor, Make& make, rowan::detail::spawned_mark* place)
        : awaitable_type(make(rowan::detail::spawned_mark(&place))), executor_(std::move(executor)), mark_(place) {
        mark_->stay();
    }

    Executor executor_;
    rowan::detail::spawned_mark* mark_ = nullptr;
};
template <class Result, class Executor>
coroutine_operation(Executor, boost::asio::awaitable<Result, Executor>) -> coroutine_operation<Result, Executor>;

} // namespace rowan::async
