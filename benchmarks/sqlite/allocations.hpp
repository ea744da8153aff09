#pragma once

#include <cstdint>

namespace bench {

/// Calls of the global C++ operator new by this thread so far. SQLite allocates with malloc and is not counted.
std::uint64_t allocations() noexcept;

} // namespace bench
