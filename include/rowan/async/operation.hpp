#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace rowan::detail {

template <class Result>
struct completion {
    using signature = void(std::exception_ptr, Result);
};
template <>
struct completion<void> {
    using signature = void(std::exception_ptr);
};

/// What is given after a mistake, so that what the program does with it says nothing more. Its functions are not defined.
struct operation_after_mistake {
    operation_after_mistake operator()(const auto&) const { return {}; }
    [[nodiscard]] bool await_ready() const;
    void await_suspend(const auto&) const;
    void await_resume() const;
    // For the coroutine of Asio's, which takes a function of its own.
    template <class Executor>
    boost::asio::detail::awaitable_thread<Executor>*
    operator()(boost::asio::detail::awaitable_frame_base<Executor>*) const;
};

template <class Token>
inline constexpr bool is_yield_context = false;
template <class Executor>
inline constexpr bool is_yield_context<boost::asio::basic_yield_context<Executor>> = true;

/// What Asio tries a type with in order to see what it is; no completion token.
template <class Token>
inline constexpr bool is_probe = false;
template <class Executor>
inline constexpr bool is_probe<boost::asio::detail::awaitable_frame_base<Executor>*> = true;
template <>
inline constexpr bool is_probe<boost::asio::detail::async_operation_probe> = true;

/// Boost 1.81 cannot complete a `yield_context` with an `exception_ptr` (boost.org/doc/libs/1_81_0/boost/asio/impl/spawn.hpp): of one alone
/// it throws also null, and with a value it does not compile. So it is completed without, and the rest is here.
template <class Result, class Initiation, class Token>
auto complete_by_yield(Initiation initiation, Token&& token) {
    std::exception_ptr failure;
    std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> value;
    boost::asio::async_initiate<Token, void()>(
        [&](auto handler) {
            auto kept = std::make_shared<decltype(handler)>(std::move(handler));
            const auto executor = boost::asio::get_associated_executor(*kept);
            std::move(initiation)(
                boost::asio::bind_executor(executor, [&, kept](std::exception_ptr thrown, auto&&... given) {
                    failure = std::move(thrown);
                    if constexpr (sizeof...(given) == 1) (value.emplace(std::move(given)), ...);
                    (*kept)();
                }));
        },
        token);
    if (failure) std::rethrow_exception(failure);
    if constexpr (!std::is_void_v<Result>) return std::move(*value);
}

} // namespace rowan::detail

namespace rowan::async {

/// Something that has not begun: it is awaited, `co_await db.insert(book)`, or begun with any completion token of Asio's,
/// `db.insert(book)(asio::use_future)`. It completes with an exception, null if there is none, and its result.
template <class Result, class Executor, class Initiation>
class [[nodiscard]] operation : public boost::asio::awaitable<Result, Executor> {
    using awaitable_type = boost::asio::awaitable<Result, Executor>;
    using signature = typename rowan::detail::completion<Result>::signature;

    // It lies in the coroutine's frame, and says where, so that it is not kept twice.
    struct kept_initiation {
        Initiation initiation;
        kept_initiation** place;

        kept_initiation(Initiation&& given, kept_initiation** told) : initiation(std::move(given)), place(told) {}
        kept_initiation(kept_initiation&& other) noexcept
            : initiation(std::move(other.initiation)), place(other.place) {
            if (place != nullptr) *place = this;
        }
        kept_initiation& operator=(kept_initiation&&) = delete;
        ~kept_initiation() = default;

        template <class Handler>
        void operator()(Handler&& handler) && {
            std::move(initiation)(std::forward<Handler>(handler));
        }
    };

public:
    using result_type = Result;
    using executor_type = Executor;

    explicit operation(Initiation initiation) : operation(std::move(initiation), nullptr) {}
    operation(operation&&) noexcept = default;
    operation& operator=(operation&&) = delete;
    ~operation() = default;

    [[nodiscard]] executor_type get_executor() const noexcept { return kept_->initiation.executor(); }

    /// Begins it, once. What it returns is for the token to say.
    template <class Token>
        requires(!rowan::detail::is_probe<std::remove_cvref_t<Token>>)
    auto operator()(Token&& token) {
        Initiation initiation = std::move(kept_->initiation);
        if constexpr (rowan::detail::is_yield_context<std::remove_cvref_t<Token>>)
            return rowan::detail::complete_by_yield<Result>(std::move(initiation), std::forward<Token>(token));
        else return boost::asio::async_initiate<Token, signature>(std::move(initiation), token);
    }

private:
    operation(Initiation&& initiation, kept_initiation* place)
        : awaitable_type(made(kept_initiation(std::move(initiation), &place))), kept_(place) {
        kept_->place = nullptr;
    }
    static awaitable_type made(kept_initiation kept) {
        constexpr boost::asio::use_awaitable_t<Executor> token{};
        return boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>, signature>(std::move(kept),
                                                                                                    token);
    }

    kept_initiation* kept_;
};

} // namespace rowan::async
