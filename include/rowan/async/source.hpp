#pragma once

#include "rowan/async/connection_state.hpp"
#include "rowan/async/pending.hpp"
#include "rowan/engine/core.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

namespace rowan::detail {

/// A function of a core, as one of a state.
template <class Function>
auto on_core(Function function) {
    return [function = std::move(function)](auto& state) mutable { return function(core_of(state.db())); };
}

/// Where the operations of a facade run: a connection, the scope of it, and how long each may take.
template <class State>
struct operation_source {
    using state_type = State;

    std::shared_ptr<State> state;
    std::uint64_t scope = 0;
    std::chrono::milliseconds limit = unlimited;

    /// An operation that calls `function(state)`.
    template <class Function>
    auto on_state(Function function, operation_kind kind = operation_kind::normal) const {
        return connection_operation<State, Function>(
            initiation<State, Function>(state, std::move(function), scope, limit, kind));
    }
    /// An operation that calls `function(core)`.
    template <class Function>
    auto operator()(Function function) const {
        return on_state(on_core(std::move(function)));
    }
};

} // namespace rowan::detail
