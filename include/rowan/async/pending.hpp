#pragma once

#include "rowan/async/connection_state.hpp"
#include "rowan/async/operation.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/recycling_allocator.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// Whether two executors are known to be the same.
template <class Left, class Right>
bool is_same_executor(const Left& left, const Right& right) noexcept {
    if constexpr (std::is_same_v<Left, Right>) return left == right;
    else if constexpr (std::is_same_v<Left, boost::asio::any_io_executor>) {
        const auto* inner = left.template target<Right>();
        return inner != nullptr && *inner == right;
    } else return false;
}
/// Whether the thread is one that runs what is given to an executor, if that is easily told.
template <class Executor>
bool is_running_here(const Executor& executor) noexcept {
    using context_executor = boost::asio::io_context::executor_type;
    const context_executor* inner = nullptr;
    if constexpr (std::is_same_v<Executor, context_executor>) inner = &executor;
    else if constexpr (std::is_same_v<Executor, boost::asio::any_io_executor>)
        inner = executor.template target<context_executor>();
    return inner != nullptr && inner->running_in_this_thread();
}

/// An operation with its handler.
template <class State, class Result, class Function, class Handler>
class pending final : public pending_operation {
    using executor_type = std::decay_t<decltype(std::declval<State&>().executor())>;
    using allocator_type = typename std::allocator_traits<boost::asio::associated_allocator_t<
        Handler, boost::asio::recycling_allocator<void>>>::template rebind_alloc<pending>;
    using handler_executor = std::decay_t<boost::asio::associated_executor_t<Handler, executor_type>>;
    using tracked_executor = std::decay_t<decltype(boost::asio::prefer(
        std::declval<const handler_executor&>(), boost::asio::execution::outstanding_work.tracked))>;
    using kept_result = std::conditional_t<std::is_void_v<Result>, bool, Result>;

public:
    static pending* make(std::shared_ptr<State> state, Function&& function, Handler&& handler) {
        allocator_type allocator = allocator_of(handler);
        pending* made = allocator.allocate(1);
        return new (made) pending(std::move(state), std::move(function), std::move(handler));
    }

    void run() noexcept override {
        try {
            if constexpr (std::is_void_v<Result>) function_(*state_);
            else result_.emplace(function_(*state_));
        } catch (...) {
            failure = std::current_exception();
        }
    }
    void complete(bool may_call_at_once) override {
        Handler handler = std::move(handler_);
        const auto kept = std::move(state_);
        auto work = std::move(work_);
        auto thrown = std::move(failure);
        auto result = std::move(result_);
        drop();
        if (auto slot = boost::asio::get_associated_cancellation_slot(handler); slot.is_connected()) slot.clear();
        if (may_call_at_once && !work) return call(handler, std::move(thrown), result);
        auto later = [handler = std::move(handler), thrown = std::move(thrown), result = std::move(result)]() mutable {
            call(handler, std::move(thrown), result);
        };
        if (!work) boost::asio::post(kept->executor(), std::move(later));
        else if (may_call_at_once) boost::asio::dispatch(*work, std::move(later));
        else boost::asio::post(*work, std::move(later));
    }
    void drop() noexcept override {
        allocator_type allocator = allocator_of(handler_);
        std::allocator_traits<allocator_type>::destroy(allocator, this);
        allocator.deallocate(this, 1);
    }
    /// From here on it can be ended, also while it waits to begin.
    void connect_cancellation() {
        auto slot = boost::asio::get_associated_cancellation_slot(handler_);
        if (!slot.is_connected()) return;
        is_unwanted =
            std::allocate_shared<std::atomic<bool>>(boost::asio::recycling_allocator<std::atomic<bool>>(), false);
        slot.assign([state = std::weak_ptr<State>(state_), whose = is_unwanted](boost::asio::cancellation_type wanted) {
            if (wanted == boost::asio::cancellation_type::none) return;
            *whose = true;
            if (const auto kept = state.lock()) kept->cancel(*whose, wanted);
        });
    }
    [[nodiscard]] State& state() noexcept { return *state_; }

private:
    pending(std::shared_ptr<State>&& state, Function&& function, Handler&& handler)
        : state_(std::move(state)), function_(std::move(function)), handler_(std::move(handler)) {
        const handler_executor executor = boost::asio::get_associated_executor(handler_, state_->executor());
        // The wait of the connection keeps its own executor at work.
        if (!is_same_executor(executor, state_->executor()))
            work_.emplace(boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked));
    }
    static allocator_type allocator_of(const Handler& handler) {
        return allocator_type(boost::asio::get_associated_allocator(handler, boost::asio::recycling_allocator<void>()));
    }
    static void call(Handler& handler, std::exception_ptr thrown, std::optional<kept_result>& result) {
        if constexpr (std::is_void_v<Result>) std::move(handler)(std::move(thrown));
        else if (result) std::move(handler)(std::move(thrown), std::move(*result));
        else std::move(handler)(std::move(thrown), Result{});
    }

    std::shared_ptr<State> state_;
    Function function_;
    Handler handler_;
    std::optional<tracked_executor> work_;
    std::optional<kept_result> result_;
};

/// What begins an operation of a connection: `function(state)` is called where the connection runs.
template <class State, class Function>
class initiation {
public:
    using result_type = std::invoke_result_t<Function&, State&>;

    initiation(std::shared_ptr<State> state, Function function, std::uint64_t scope = 0,
               std::chrono::milliseconds limit = unlimited, operation_kind kind = operation_kind::normal)
        : state_(std::move(state)), function_(std::move(function)), scope_(scope), limit_(limit), kind_(kind) {}

    [[nodiscard]] auto executor() const noexcept { return state_->executor(); }

    template <class Handler>
    void operator()(Handler&& handler) && {
        using Pending = pending<State, result_type, Function, std::decay_t<Handler>>;
        State& state = *state_;
        Pending* begun = Pending::make(std::move(state_), std::move(function_),
                                       std::decay_t<Handler>(std::forward<Handler>(handler)));
        begun->kind = kind_;
        begun->scope = scope_;
        begun->limit = limit_;
        begun->connect_cancellation();
        if (is_running_here(state.executor())) state.begin(*begun);
        else boost::asio::dispatch(state.executor(), not_begun<Pending>(begun));
    }

private:
    template <class Pending>
    class not_begun {
    public:
        explicit not_begun(Pending* pending) : pending_(pending) {}
        not_begun(not_begun&& other) noexcept : pending_(std::exchange(other.pending_, nullptr)) {}
        not_begun& operator=(not_begun&&) = delete;
        ~not_begun() {
            if (pending_ != nullptr) pending_->drop();
        }
        void operator()() {
            Pending& next = *std::exchange(pending_, nullptr);
            next.state().begin(next);
        }

    private:
        Pending* pending_;
    };

    std::shared_ptr<State> state_;
    Function function_;
    std::uint64_t scope_;
    std::chrono::milliseconds limit_;
    operation_kind kind_;
};

/// An operation of a connection.
template <class State, class Function>
using connection_operation = async::operation<typename initiation<State, Function>::result_type,
                                              typename State::executor_type, initiation<State, Function>>;

} // namespace rowan::detail
