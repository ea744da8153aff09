#pragma once

#include <chrono>
#include <cstdint>

namespace rowan::detail {

/// How long to wait before a transaction is tried again: up to twice as long each time, and never as long as others who failed at
/// the same moment, so that they do not meet again.
inline std::chrono::milliseconds pause_before_retry(int attempt) {
    const std::int64_t most = std::int64_t{2} << (attempt < 9 ? attempt : 9);
    auto noise = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
    // The clock's last digits, spread over all bits (the finalizer of splitmix64, prng.di.unimi.it).
    noise = (noise ^ (noise >> 30U)) * 0xbf58476d1ce4e5b9U;
    noise = (noise ^ (noise >> 27U)) * 0x94d049bb133111ebU;
    return std::chrono::milliseconds(1 + static_cast<std::int64_t>((noise >> 33U) % static_cast<std::uint64_t>(most)));
}

} // namespace rowan::detail
