#pragma once

#include "rowan/event/events.hpp"

#include <string>

namespace rowan::detail {

inline bool has_modes(const transaction_options& chosen) {
    return chosen.isolation != isolation_level::standard || chosen.read_only || chosen.deferrable;
}

/// Whether a transaction keeps what is asked of one inside of it.
inline bool has_modes_of(const transaction_options& outer, const transaction_options& inner) {
    return inner.isolation <= outer.isolation && (outer.read_only || !inner.read_only) &&
           (outer.deferrable || !inner.deferrable);
}

/// `BEGIN` with the modes of a transaction (postgresql.org/docs/15/sql-begin.html).
inline std::string begin_text(const transaction_options& chosen) {
    static constexpr const char* levels[] = {"", " ISOLATION LEVEL READ COMMITTED", " ISOLATION LEVEL REPEATABLE READ",
                                             " ISOLATION LEVEL SERIALIZABLE"};
    std::string text = "BEGIN";
    text += levels[static_cast<int>(chosen.isolation)];
    if (chosen.read_only) text += " READ ONLY";
    if (chosen.deferrable) text += " DEFERRABLE";
    return text;
}

} // namespace rowan::detail
