#pragma once

#include <string_view>

namespace rowan::detail {

/// SQL that rowan has not written is about to run: one statement of it where the driver tells them apart, else all of it.
struct before_script {
    std::string_view sql;
    bool is_read_only = false;
};

} // namespace rowan::detail
