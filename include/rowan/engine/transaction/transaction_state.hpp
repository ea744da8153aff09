#pragma once

#include "rowan/engine/transaction/end_actions.hpp"
#include "rowan/event/transaction_options.hpp"

#include <cstdint>

namespace rowan::detail {

/// The transactions of a connection: a level for the outermost, and one for each savepoint inside of it.
template <class Core>
struct transaction_state {
    /// How many are open.
    int depth = 0;
    /// Which of the connection's outermost transactions is the open or the last one.
    std::uint64_t number = 0;
    transaction_options outermost{};
    /// The database was told to refuse writes.
    bool is_reading = false;
    /// What a handler of before_commit has asked for: see `run_with_commit`.
    void (*before_commit)(Core&, bool commits) = nullptr;
    /// What the program wants to be called at the end.
    end_actions actions;
};

} // namespace rowan::detail
