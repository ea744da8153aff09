#pragma once

#include <cstdint>

namespace bench {

/// Calls of the global C++ operator new by this thread so far. SQLite and libpq allocate with malloc and are not counted.
std::uint64_t allocations() noexcept;

} // namespace bench
