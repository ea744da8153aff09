#pragma once

#include "rowan/driver/concept.hpp"
#include "rowan/driver/deadline.hpp"
#include "rowan/engine/pool/primary_positions.hpp"

#include <chrono>

namespace rowan::detail {

template <class Driver>
struct clock_of {
    using type = deadline_clock;
};
template <clock_driver Driver>
struct clock_of<Driver> {
    using type = typename Driver::clock;
};
/// A pool measures by it how old connections are, how long they were idle and servers silent, and how far replicas lag. The wait for
/// a connection is real time.
template <class Database>
using pool_clock = typename clock_of<typename Database::driver>::type;

template <class Database>
using pool_positions = primary_positions<pool_clock<Database>>;

template <class Clock, class Duration>
std::chrono::milliseconds time_since(std::chrono::time_point<Clock, Duration> then) {
    return std::chrono::floor<std::chrono::milliseconds>(Clock::now() - then);
}

} // namespace rowan::detail
