#pragma once

#include "rowan/driver/error.hpp"

#include <chrono>
#include <cstddef>
#include <string>

// What a pool says that lends no connection, whether its users are threads or coroutines.
namespace rowan::detail {

inline pool_exhausted exhausted_pool(std::size_t maximum, std::chrono::milliseconds waited) {
    return pool_exhausted("the pool is exhausted: within " + std::to_string(waited.count()) +
                          " ms (acquire_timeout) no connection became free, of which it opens " +
                          std::to_string(maximum) +
                          " of this kind; give them back sooner, or choose a greater maximum or acquire_timeout");
}
inline pool_closed closed_pool() {
    return pool_closed("the pool is closed, or is being closed, and lends no connection any longer; close it after its "
                       "last use");
}

} // namespace rowan::detail
