#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/concept.hpp"
#include "rowan/driver/deadline.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/pool/pool_clock.hpp"
#include "rowan/engine/pool/pool_errors.hpp"
#include "rowan/engine/pool/pool_options.hpp"
#include "rowan/engine/pool/primary_positions.hpp"
#include "rowan/engine/pool/waiting_line.hpp"
#include "rowan/engine/session.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace rowan::detail {

inline constexpr auto no_limit = std::chrono::milliseconds::max();

/// How long a connection waits for an answer from here on, if its driver can be told.
template <class Handle>
void limit_answers(Handle& handle, std::chrono::milliseconds limit) noexcept {
    if constexpr (offers_capability<Handle, capability::answer_limits>) handle.limit_answers(limit);
}

/// A connection of a pool.
template <class Database>
struct pool_entry {
    template <class... Arguments>
    explicit pool_entry(const Arguments&... arguments) : db(arguments...) {}

    connection<Database> db;
    typename pool_clock<Database>::time_point end_of_life{}, returned{};
    /// After how many breaks of connections this one was known to be good.
    std::uint64_t good_after = 0;
    bool is_new = true;
};

/// The connections of a pool to one server. Each is in a place, of which there are `maximum`, from before it is opened until it is
/// closed. Connections are opened, asked, reset and closed outside of the lock, by the thread that needs it.
template <class Database>
class connection_set {
public:
    using entry = pool_entry<Database>;
    using entry_pointer = std::unique_ptr<entry>;
    using clock = pool_clock<Database>;
    using positions = pool_positions<Database>;

    connection_set(const pool_options& options, std::function<entry_pointer()> open)
        : minimum_(options.minimum), maximum_(options.maximum), acquire_timeout_(options.acquire_timeout),
          idle_time_(options.idle_time), life_time_(options.life_time), check_after_idle_(options.check_after_idle),
          answer_timeout_(options.answer_timeout), open_(std::move(open)) {
        if (maximum_ == 0) throw error("a pool has room for one connection at least");
        if (minimum_ > maximum_) throw error("the minimum of a pool is above its maximum");
        // So that nothing is allocated when one is given back.
        idle_.reserve(maximum_);
        fill();
    }
    connection_set(const connection_set&) = delete;
    connection_set& operator=(const connection_set&) = delete;

    [[nodiscard]] entry_pointer acquire() {
        return acquire([](std::chrono::milliseconds) { return true; });
    }
    /// Before another connection is opened, after a wait for a place or after one that was silent for so long, it is asked
    /// whether that `is_wanted`: if not, it is `timed_out` or `connection_lost`.
    template <class Wanted>
    [[nodiscard]] entry_pointer acquire(const Wanted& is_wanted) {
        auto [taken, breaks] = take_place();
        if (!taken && !is_wanted(std::chrono::milliseconds(0))) {
            free_place();
            throw timed_out("no connection became free before the server failed");
        }
        if (taken && is_old(*taken)) close(taken, invalidation::expired);
        if (taken && needs_check(*taken, breaks)) {
            const auto asked = clock::now();
            limit_answers(taken->db.handle(), answer_timeout_);
            if (taken->db.is_alive()) taken->good_after = breaks;
            else close(taken, invalidation::lost);
            if (taken) limit_answers(taken->db.handle(), no_limit);
            else if (!is_wanted(time_since(asked))) {
                free_place();
                throw connection_lost("the server does not answer");
            }
        }
        return taken ? std::move(taken) : open_in_place(breaks);
    }
    /// Takes a connection back, to be handed out again if it is as good as new. One to a primary is asked how far that is, where
    /// it matters.
    void give_back(entry_pointer used, positions* primary, bool may_have_written) noexcept {
        limit_answers(used->db.handle(), answer_timeout_);
        bool is_usable = reset(used->db);
        if (primary != nullptr) {
            if (!is_usable) primary->lose(may_have_written);
            else if (primary->wants_answer(may_have_written)) is_usable = ask(*primary, *used, may_have_written);
        }
        limit_answers(used->db.handle(), no_limit);
        if (is_usable) used->returned = clock::now();
        put_back(std::move(used), is_usable);
        close_stale();
    }
    /// Asks the primary by a connection that is idle; false if there is none.
    bool ask_by_idle(positions& primary) noexcept {
        entry_pointer used = take_idle();
        if (!used) return false;
        limit_answers(used->db.handle(), answer_timeout_);
        const bool is_usable = ask(primary, *used, false);
        limit_answers(used->db.handle(), no_limit);
        put_back(std::move(used), is_usable);
        return true;
    }
    /// Closes what is idle for too long, and opens what is missing to the minimum.
    void maintain() {
        close_stale();
        fill();
    }
    /// Closes what is idle; what is in use is closed when it comes back.
    void end() noexcept {
        std::vector<entry_pointer> closing;
        {
            const std::lock_guard lock(mutex_);
            is_closed_ = true;
            closing.swap(idle_);
            entry_pointer none;
            while (line_.call(none)) {}
        }
        for (const auto& each : closing) tell(each->db, invalidate{invalidation::closed});
    }

    void add_to(pool_statistics& sum) const {
        const std::lock_guard lock(mutex_);
        sum.open += places_;
        sum.idle += idle_.size();
        sum.in_use += places_ - idle_.size();
        sum.waiting += line_.size();
        sum.acquired += acquired_;
        sum.created += created_;
        sum.closed += closed_;
        sum.discarded += discarded_;
        sum.failed += failed_;
        sum.timeouts += timeouts_;
    }

private:
    struct place {
        entry_pointer taken;
        std::uint64_t breaks;
    };

    /// A connection that is idle or was handed over, or none: there is a place for a new one.
    place take_place() {
        std::unique_lock lock(mutex_);
        entry_pointer taken;
        if (!idle_.empty()) {
            taken = std::move(idle_.back());
            idle_.pop_back();
        } else if (places_ < maximum_) {
            ++places_;
        } else {
            auto given = line_.wait(lock, time_after(acquire_timeout_));
            if (!given) {
                ++timeouts_;
                throw exhausted_pool(maximum_, acquire_timeout_);
            }
            taken = std::move(*given);
        }
        if (is_closed_) throw closed_pool();
        ++acquired_;
        return {std::move(taken), breaks_};
    }
    void fill() {
        while (const auto breaks = take_missing_place()) {
            auto made = open_in_place(*breaks);
            made->returned = clock::now();
            const std::lock_guard lock(mutex_);
            if (!is_closed_ && !line_.call(made)) idle_.push_back(std::move(made));
        }
    }
    void close_stale() noexcept {
        while (auto stale = take_stale()) {
            close(stale, is_old(*stale) ? invalidation::expired : invalidation::idle);
            free_place();
        }
    }
    std::optional<std::uint64_t> take_missing_place() {
        const std::lock_guard lock(mutex_);
        if (is_closed_ || places_ >= minimum_) return std::nullopt;
        ++places_;
        return breaks_;
    }
    entry_pointer take_stale() noexcept {
        const std::lock_guard lock(mutex_);
        // The first is idle for the longest time, but need not be the oldest.
        auto stale = std::find_if(idle_.begin(), idle_.end(), [](const auto& each) { return is_old(*each); });
        if (stale == idle_.end()) {
            if (idle_.empty() || time_since(idle_.front()->returned) < idle_time_ || places_ <= minimum_)
                return nullptr;
            stale = idle_.begin();
        }
        auto taken = std::move(*stale);
        idle_.erase(stale);
        return taken;
    }
    entry_pointer take_idle() noexcept {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) return nullptr;
        auto taken = std::move(idle_.back());
        idle_.pop_back();
        return taken;
    }
    void put_back(entry_pointer used, bool is_usable) noexcept {
        if (is_usable) {
            const std::lock_guard lock(mutex_);
            if (!is_closed_ && !line_.call(used)) idle_.push_back(std::move(used));
        }
        if (!used) return;
        close(used, is_usable ? invalidation::closed : invalidation::lost);
        free_place();
    }
    entry_pointer open_in_place(std::uint64_t breaks) {
        entry_pointer made;
        try {
            made = open_();
        } catch (...) {
            free_place();
            const std::lock_guard lock(mutex_);
            ++failed_;
            throw;
        }
        made->good_after = breaks;
        const std::lock_guard lock(mutex_);
        ++created_;
        // Any spread will do, so that what was opened together does not end together.
        const auto spread = (created_ * 37 + static_cast<std::uint64_t>(clock::now().time_since_epoch().count())) % 100;
        made->end_of_life = time_after<clock>(life_time_ - life_time_ / 1000 * static_cast<int>(spread));
        return made;
    }
    /// The place stays taken.
    void close(entry_pointer& used, invalidation reason) noexcept {
        tell(used->db, invalidate{reason});
        const std::uint64_t good_after = used->good_after;
        used = nullptr;
        const std::lock_guard lock(mutex_);
        ++closed_;
        if (reason != invalidation::lost) return;
        ++discarded_;
        // If one is lost, others may be: all that are known to be good from before are asked before they are handed out.
        if (good_after == breaks_) ++breaks_;
    }
    void free_place() noexcept {
        const std::lock_guard lock(mutex_);
        entry_pointer none;
        if (!line_.call(none)) --places_;
    }
    template <class Event>
    static void tell([[maybe_unused]] connection<Database>& of, [[maybe_unused]] Event event) noexcept {
        if constexpr (heard<Event, core<Database>>) raise(core_of(of), event);
    }
    /// False if the connection is of no use any longer.
    static bool reset(connection<Database>& used) noexcept {
        if (!used.is_broken()) tell(used, before_reset{});
        const bool is_usable = used.reset();
        tell(used, checkin{is_usable});
        return is_usable && !used.is_broken();
    }
    [[nodiscard]] static bool is_old(const entry& each) { return clock::now() >= each.end_of_life; }
    [[nodiscard]] bool needs_check(const entry& each, std::uint64_t breaks) const {
        return each.good_after != breaks || time_since(each.returned) >= check_after_idle_;
    }
    /// False if the connection is lost by it.
    static bool ask(positions& primary, entry& used, bool may_have_written) noexcept {
        if constexpr (offers_capability<typename Database::driver::connection, capability::write_position>)
            primary.ask(used.db.handle(), may_have_written);
        return !used.db.is_broken();
    }

    const std::size_t minimum_, maximum_;
    const std::chrono::milliseconds acquire_timeout_, idle_time_, life_time_, check_after_idle_, answer_timeout_;
    const std::function<entry_pointer()> open_;

    mutable std::mutex mutex_;
    std::vector<entry_pointer> idle_;
    waiting_line<entry> line_;
    std::size_t places_ = 0;
    bool is_closed_ = false;
    std::uint64_t acquired_ = 0, created_ = 0, closed_ = 0, discarded_ = 0, failed_ = 0, timeouts_ = 0, breaks_ = 0;
};

} // namespace rowan::detail
