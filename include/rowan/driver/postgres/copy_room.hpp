#pragma once

#include "rowan/driver/postgres/wire.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <string>
#include <vector>

namespace rowan::detail {

/// The text of a COPY, and some of the rows in its format.
struct copy_room {
    std::string text{};
    wire_buffer rows{};
    /// The types that the database has made and that keep texts, as far as it was learned.
    std::vector<Oid> text_types{};

    [[nodiscard]] bool has_texts_in(Oid type) const { return std::ranges::find(text_types, type) != text_types.end(); }
};

} // namespace rowan::detail
