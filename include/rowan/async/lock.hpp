#pragma once

#include "rowan/async/source.hpp"
#include "rowan/engine/transaction/advisory_lock.hpp"

#include <cstdint>
#include <optional>
#include <utility>

namespace rowan::async {

/// A lock on a number or a name that programs agree upon. It is held until `unlock`, or until a little after the end of its scope.
template <class State>
class [[nodiscard]] advisory_lock {
public:
    /// None.
    advisory_lock() = default;
    // For the connection.
    advisory_lock(rowan::detail::operation_source<State> source, std::int64_t number)
        : held_(held{std::move(source), number}) {}
    advisory_lock(advisory_lock&& other) noexcept : held_(std::exchange(other.held_, std::nullopt)) {}
    advisory_lock& operator=(advisory_lock&& other) noexcept {
        if (this == &other) return *this;
        let_go();
        held_ = std::exchange(other.held_, std::nullopt);
        return *this;
    }
    ~advisory_lock() { let_go(); }

    [[nodiscard]] bool is_held() const noexcept { return held_.has_value(); }
    /// An operation that unlocks it, once.
    [[nodiscard]] auto unlock() {
        if (!held_) throw error("this lock is not held");
        const held now = *std::exchange(held_, std::nullopt);
        return now.source([number = now.number](auto& core) { rowan::detail::unlock(core, number); });
    }

private:
    struct held {
        rowan::detail::operation_source<State> source;
        std::int64_t number;
    };

    void let_go() noexcept {
        if (!held_) return;
        const held now = *std::exchange(held_, std::nullopt);
        now.source.state->clean_up(
            [number = now.number](auto& db) { rowan::detail::unlock(rowan::detail::core_of(db), number); });
    }

    std::optional<held> held_;
};

} // namespace rowan::async
