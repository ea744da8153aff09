#pragma once

#include <chrono>

namespace rowan::detail {

using deadline_clock = std::chrono::steady_clock;

/// The time after so long; the end of time if that is beyond it.
template <class Clock = deadline_clock>
typename Clock::time_point time_after(std::chrono::milliseconds time) {
    const auto now = Clock::now();
    const auto left = std::chrono::floor<std::chrono::milliseconds>(Clock::time_point::max() - now);
    return time < left ? now + time : Clock::time_point::max();
}
/// How long it is until then, in full; 0 if it is past.
inline std::chrono::milliseconds time_until(deadline_clock::time_point then) {
    const auto now = deadline_clock::now();
    return then <= now ? std::chrono::milliseconds(0) : std::chrono::ceil<std::chrono::milliseconds>(then - now);
}

} // namespace rowan::detail
