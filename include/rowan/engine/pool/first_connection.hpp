#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"

#include <mutex>

namespace rowan::detail {

/// Tells the listeners of the first connection that a pool opens, once. Threads that open others meanwhile wait.
template <class Database>
class first_connection {
public:
    void tell(core<Database>& opened) {
        const std::lock_guard lock(mutex_);
        if (is_told_) return;
        raise(opened, first_connect{});
        is_told_ = true;
    }

private:
    std::mutex mutex_;
    bool is_told_ = false;
};

} // namespace rowan::detail
