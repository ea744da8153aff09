#pragma once

#include "rowan/async.hpp"

#include <boost/asio/use_future.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace test::laws {

/// Where operations run that are waited for: what `on_state` gives is the result. All are of one type, which spares the compiler most.
template <class State>
class waiting_source {
    using source_type = rowan::detail::operation_source<State>;
    /// A function that outlives the operation.
    struct referred_function {
        void* function;
        void (*call)(void* function, State& state);

        void operator()(State& running) const { call(function, running); }
    };

public:
    using state_type = State;

    explicit waiting_source(source_type source) : state(source.state), source_(std::move(source)) {}

    template <class Function>
    auto on_state(Function function, rowan::detail::operation_kind kind = rowan::detail::operation_kind::normal) const {
        using Result = std::invoke_result_t<Function&, State&>;
        std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> result;
        auto run = [&](State& running) {
            if constexpr (std::is_void_v<Result>) function(running);
            else result.emplace(function(running));
        };
        wait({&run, [](void* it, State& running) { (*static_cast<decltype(run)*>(it))(running); }}, kind);
        if constexpr (!std::is_void_v<Result>) return *std::move(result);
    }
    template <class Function>
    auto operator()(Function function) const {
        return on_state([&](State& running) { return function(rowan::detail::core_of(running.db())); });
    }

    std::shared_ptr<State> state;

private:
    void wait(const referred_function& function, rowan::detail::operation_kind kind) const {
        source_.on_state(function, kind)(boost::asio::use_future).get();
    }

    source_type source_;
};

} // namespace test::laws
