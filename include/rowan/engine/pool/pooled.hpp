#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/pool/connection_set.hpp"
#include "rowan/engine/pool/pool_clock.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"

#include <chrono>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>

namespace rowan {

/// A connection of a pool, for one user until the end of the scope: then an open transaction is rolled back and the pool has it
/// again. What is broken is not handed out again. One that outlives the pool closes its connection.
/// What refers to the connection, such as a result that is being read, must not outlive it.
template <class Database>
class [[nodiscard]] pooled {
    using set = detail::connection_set<Database>;

public:
    // For the pool.
    explicit pooled(std::shared_ptr<set> owner, std::shared_ptr<detail::pool_positions<Database>> positions = {},
                    bool may_write = true)
        : owner_(std::move(owner)), positions_(std::move(positions)), entry_(owner_->acquire()), may_write_(may_write) {
        tell_checkout();
    }
    template <class Wanted>
    pooled(std::shared_ptr<set> owner, const Wanted& is_wanted)
        requires std::is_invocable_v<const Wanted&, std::chrono::milliseconds>
        : owner_(std::move(owner)), entry_(owner_->acquire(is_wanted)) {
        tell_checkout();
    }

    pooled(pooled&&) noexcept = default;
    pooled& operator=(pooled&& other) noexcept {
        if (this == &other) return *this;
        give_back();
        owner_ = std::move(other.owner_);
        positions_ = std::move(other.positions_);
        entry_ = std::move(other.entry_);
        may_write_ = other.may_write_;
        exceptions_ = other.exceptions_;
        return *this;
    }
    ~pooled() { give_back(); }

    [[nodiscard]] connection<Database>& operator*() const& { return entry_->db; }
    connection<Database>* operator->() const& { return &entry_->db; }
    // `for (auto& book : (*pool.acquire())(query))` would read on a connection that is somebody else's.
    connection<Database>& operator*() const&& = delete;
    connection<Database>* operator->() const&& = delete;

    /// Gives the connection back before the end of the scope; it cannot be used any longer.
    void give_back() noexcept {
        if (!entry_) return;
        // A driver that does not know what it has lost is asked before the connection is handed out again.
        if constexpr (!offers_capability<typename Database::driver::connection, capability::loss>)
            if (std::uncaught_exceptions() > exceptions_)
                entry_->good_after = std::numeric_limits<std::uint64_t>::max();
        owner_->give_back(std::move(entry_), positions_.get(), may_write_);
    }

    // For the pool: whether nobody had it before.
    [[nodiscard]] bool is_new() const noexcept { return std::exchange(entry_->is_new, false); }

private:
    void tell_checkout() {
        if constexpr (detail::heard<checkout, detail::core<Database>>) {
            try {
                detail::raise(detail::core_of(entry_->db), checkout{});
            } catch (...) {
                give_back();
                throw;
            }
        }
    }

    std::shared_ptr<set> owner_;
    std::shared_ptr<detail::pool_positions<Database>> positions_;
    typename set::entry_pointer entry_;
    bool may_write_ = true;
    int exceptions_ = std::uncaught_exceptions();
};

} // namespace rowan
