#pragma once

#include "rowan/meta/version.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

// A connection may be used by a program and by shared libraries in turn. Each of them counts its statement types by itself: what is
// hidden here is merged with nothing of another library, which may have another type of that name.
namespace rowan::detail {

/// Counts the statement types of a library. Another library may be loaded where one was unloaded; it has begun at another time.
struct [[gnu::visibility("hidden")]] place_counter {
    const std::int64_t begun = std::chrono::steady_clock::now().time_since_epoch().count();
    std::atomic<std::size_t> next{0};
};

/// The place of a statement type among those of a library: the same on every connection.
struct statement_place {
    const void* counter;
    std::int64_t begun;
    std::size_t index;
    /// Of rowan, with which the library was compiled.
    int version = ROWAN_VERSION;
};

[[gnu::visibility("hidden")]] inline statement_place take_places(std::size_t count) {
    static place_counter counter;
    return {&counter, counter.begun, counter.next.fetch_add(count)};
}

/// The first place of a statement type that has several forms.
template <class Statement, std::size_t Forms = 1>
[[gnu::visibility("hidden")]] const statement_place& place_of() {
    static const statement_place first = take_places(Forms);
    return first;
}

} // namespace rowan::detail
