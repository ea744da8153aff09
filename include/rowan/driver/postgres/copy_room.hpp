#pragma once

#include "rowan/driver/postgres/wire.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace rowan::detail {

/// The text of a COPY, the keys of its rows, and some of the rows in its format.
struct copy_room {
    std::string text{};
    std::vector<std::int64_t> keys{};
    wire_buffer rows{};
};

} // namespace rowan::detail
