#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"

#include <exception>
#include <string_view>
#include <utility>

namespace rowan::detail {

/// Tells of an error that is being handled, and throws it, or what a handler has put in its place.
template <class Core>
[[noreturn]] void rethrow_told([[maybe_unused]] Core& core, [[maybe_unused]] std::string_view sql,
                               [[maybe_unused]] const error& failure) {
    if constexpr (heard<execute_error, Core>) {
        execute_error event{sql, failure, is_broken(core), {}};
        try {
            raise_by_reference(core, event);
        } catch (...) {
            core.is_declared_lost |= event.is_disconnect;
            throw;
        }
        core.is_declared_lost |= event.is_disconnect;
        if (event.replacement) std::rethrow_exception(std::move(event.replacement));
    }
    throw;
}

[[noreturn]] [[gnu::cold]] inline void throw_declared_lost() {
    throw connection_lost("a handler of execute_error has declared this connection lost (is_disconnect); open another");
}

} // namespace rowan::detail
