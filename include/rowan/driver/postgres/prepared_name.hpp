#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <string>
#include <vector>

namespace rowan::detail {

/// What the server has prepared for a text: the statements of this text share it.
struct prepared_name {
    /// Names have numbers, 0 before there is one.
    std::uint64_t number = 0;
    std::uint64_t age = 0;
    bool is_prepared = false;
    /// It, and its guard, was sent in the pipeline that is not over.
    bool is_sent = false, is_guard_sent = false;
    /// The text is not worth a name, or the server is not to keep any.
    bool is_refused = false;
    int changed_types = 0;
    std::string text;
    /// The age of the schema at which its guard has run.
    std::uint64_t guarded_at = 0;
    std::vector<Oid> types;
    /// The age of the schema at which the server found the type of a parameter by a column beside it; 0 if it found none.
    std::uint64_t found_at = 0;
};

} // namespace rowan::detail
