#pragma once

#include "rowan/async/awaited_event.hpp"
#include "rowan/async/connection.hpp"
#include "rowan/async/connection_state.hpp"
#include "rowan/async/place_wait.hpp"
#include "rowan/async/runner.hpp"
#include "rowan/async/source.hpp"
#include "rowan/driver/deadline.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/pool/connection_set.hpp"
#include "rowan/engine/pool/pool_clock.hpp"
#include "rowan/engine/pool/pool_errors.hpp"
#include "rowan/engine/pool/pool_options.hpp"
#include "rowan/engine/pool/waiting_line.hpp"
#include "rowan/engine/session.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace rowan::detail {

/// A connection of a pool.
template <class Database, class Executor>
struct awaited_entry {
    explicit awaited_entry(const Executor& executor) : db(executor) {}

    async::connection<Database, Executor> db;
    typename pool_clock<Database>::time_point end_of_life{}, returned{};
    /// After how many breaks of connections this one was known to be good.
    std::uint64_t good_after = 0;
};

/// The connections of a pool to one server, as `connection_set`, but that nobody blocks.
template <class Database, class Executor>
class awaited_set : public std::enable_shared_from_this<awaited_set<Database, Executor>> {
public:
    using entry = awaited_entry<Database, Executor>;
    using executor_type = Executor;
    using timer_type = timer_of<Executor>;
    using entry_pointer = std::unique_ptr<entry>;
    using clock = pool_clock<Database>;
    using state_type = connection_state<Database, Executor>;
    using open_function = std::function<void(state_type&)>;
    template <class Result>
    using awaitable = boost::asio::awaitable<Result, Executor>;
    using token_type = boost::asio::use_awaitable_t<Executor>;

    awaited_set(const Executor& executor, const pool_options& options, open_function open)
        : executor_(executor), options_(options), open_(std::move(open)) {
        if (options.maximum == 0) throw error("a pool has room for one connection at least");
        if (options.minimum > options.maximum) throw error("the minimum of a pool is above its maximum");
        idle_.reserve(options.maximum);
    }
    awaited_set(const awaited_set&) = delete;
    awaited_set& operator=(const awaited_set&) = delete;
    ~awaited_set() = default;

    [[nodiscard]] const Executor& executor() const noexcept { return executor_; }

    awaitable<entry_pointer> acquire() {
        const auto deadline = time_after(options_.acquire_timeout);
        std::optional<entry_pointer> given = take_place();
        if (!given) given.emplace(co_await wait_in_line(deadline));
        held_place held(this->shared_from_this(), std::move(*given));
        if (held.taken && is_old(*held.taken)) co_await close(held.taken, false);
        if (held.taken && needs_check(*held.taken)) {
            const auto breaks = this->breaks();
            bool is_alive = false;
            try {
                is_alive = co_await source_of(*held.taken, options_.answer_timeout)(
                    [](auto& core) { return detail::is_alive(core); });
            } catch (const error&) {}
            if (is_alive) held.taken->good_after = breaks;
            else co_await close(held.taken, true);
        }
        if (!held.taken) {
            co_await rest_after_failure(deadline);
            held.taken = co_await open();
        }
        held.is_over = true;
        const std::lock_guard lock(mutex_);
        ++acquired_;
        co_return std::move(held.taken);
    }
    /// Takes a connection back, to be handed out again when it is as good as new.
    void give_back(entry_pointer used) noexcept {
        state_type& state = *source_access::source_of(used->db).state;
        try {
            auto next = std::make_unique<returning>(this->shared_from_this(), std::move(used));
            state.begin(*next.release());
        } catch (...) {
            free_place();
        }
    }
    /// Nobody is given a connection any longer. What is in use is closed when it comes back.
    void end() noexcept {
        std::vector<entry_pointer> closing;
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
        closing.swap(idle_);
        places_ -= closing.size();
        // Each is given a place, which it gives up when it sees that the pool is closed.
        entry_pointer none;
        while (line_.call(none)) ++places_;
    }
    /// As `end`, and waits for what is in use.
    awaitable<void> close() {
        std::vector<entry_pointer> closing;
        {
            const std::lock_guard lock(mutex_);
            is_closed_ = true;
            closing.swap(idle_);
        }
        for (auto& each : closing) {
            co_await close(each, false);
            free_place();
        }
        end();
        co_await all_free_.wait(executor_, mutex_, [this] { return places_ == 0; });
        const std::lock_guard lock(mutex_);
        if (places_ > 0) throw canceled("the wait for the end of the pool was canceled");
    }
    /// Closes what is idle for too long, and opens what is missing to the minimum.
    awaitable<void> maintain() {
        while (entry_pointer stale = take_stale()) {
            co_await close(stale, false);
            free_place();
        }
        while (take_missing_place()) {
            held_place held(this->shared_from_this(), nullptr);
            held.taken = co_await open();
            held.is_over = true;
            held.taken->returned = clock::now();
            put_back(std::move(held.taken), true);
        }
    }
    /// Whether a connection was opened, ever.
    [[nodiscard]] bool has_opened() const noexcept { return has_opened_; }
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
    template <class, class>
    friend struct place_wait;

    /// A place that somebody has who has no connection yet. Where the coroutine ends before, it is free again.
    struct held_place {
        std::shared_ptr<awaited_set> owner;
        entry_pointer taken;
        bool is_over = false;

        held_place(std::shared_ptr<awaited_set> set, entry_pointer given)
            : owner(std::move(set)), taken(std::move(given)) {}
        held_place(const held_place&) = delete;
        held_place& operator=(const held_place&) = delete;
        ~held_place() {
            if (!is_over) owner->give_up(std::move(taken));
        }
    };
    /// The reset of a connection that comes back, for which nobody waits.
    class returning final : public pending_operation {
    public:
        returning(std::shared_ptr<awaited_set> set, entry_pointer used)
            : set_(std::move(set)), used_(std::move(used)) {}
        void run() noexcept override {
            auto& core = core_of(source_access::source_of(used_->db).state->db());
            limit_answers(core.handle, set_->options_.answer_timeout);
            is_usable_ = detail::reset(core);
            limit_answers(core.handle, no_limit);
        }
        void complete(bool) override {
            const std::unique_ptr<returning> self(this);
            set_->put_back(std::move(used_), is_usable_ && !failure);
        }
        void drop() noexcept override { const std::unique_ptr<returning> self(this); }

    private:
        std::shared_ptr<awaited_set> set_;
        entry_pointer used_;
        bool is_usable_ = false;
    };
    /// A connection that is idle, null if there is a place for a new one, nothing if all are in use.
    std::optional<entry_pointer> take_place() {
        const std::lock_guard lock(mutex_);
        if (is_closed_) throw closed_pool();
        if (!idle_.empty()) {
            std::optional<entry_pointer> taken(std::move(idle_.back()));
            idle_.pop_back();
            return taken;
        }
        if (places_ == options_.maximum) return std::nullopt;
        ++places_;
        return entry_pointer();
    }
    awaitable<entry_pointer> wait_in_line(deadline_clock::time_point deadline) {
        constexpr token_type token{};
        return boost::asio::async_initiate<const token_type, void(std::exception_ptr, entry_pointer)>(
            [self = this->shared_from_this(), deadline](auto&& handler) {
                using Waiter = place_wait<awaited_set, std::decay_t<decltype(handler)>>;
                std::make_shared<Waiter>(self, std::move(handler))->begin(deadline);
            },
            token);
    }
    // Under the lock.
    void join(typename waiting_line<entry>::place& waiter) {
        line_.join(waiter);
        // One may have come back meanwhile.
        if (!idle_.empty()) {
            entry_pointer last = std::move(idle_.back());
            idle_.pop_back();
            line_.call(last);
        } else if (places_ < options_.maximum) {
            ++places_;
            entry_pointer none;
            line_.call(none);
        }
    }
    /// For one who was given a connection or a place, and has no use for it.
    void give_up(entry_pointer item) noexcept {
        if (item) put_back(std::move(item), true);
        else free_place();
    }
    [[nodiscard]] std::exception_ptr count_late() {
        const std::lock_guard lock(mutex_);
        ++timeouts_;
        return std::make_exception_ptr(exhausted_pool(options_.maximum, options_.acquire_timeout));
    }
    awaitable<entry_pointer> open() {
        const auto breaks = this->breaks();
        auto made = std::make_unique<entry>(executor_);
        std::exception_ptr failure;
        try {
            co_await source_of(*made, unlimited)
                .on_state([open = &open_](state_type& state) { (*open)(state); }, operation_kind::opening);
        } catch (...) {
            failure = std::current_exception();
        }
        const std::lock_guard lock(mutex_);
        if (failure) {
            ++failed_;
            // Twice as long each time.
            rest_ = std::min(std::max(2 * rest_, shortest_rest), longest_rest);
            next_try_ = clock::now() + rest_;
            std::rethrow_exception(failure);
        }
        rest_ = std::chrono::milliseconds(0);
        has_opened_ = true;
        made->good_after = breaks;
        ++created_;
        const auto spread = (created_ * 37 + static_cast<std::uint64_t>(clock::now().time_since_epoch().count())) % 100;
        made->end_of_life =
            time_after<clock>(options_.life_time - options_.life_time / 1000 * static_cast<int>(spread));
        co_return std::move(made);
    }
    /// Where the server could not be reached, others wait before they try.
    awaitable<void> rest_after_failure(deadline_clock::time_point deadline) {
        std::chrono::milliseconds rest{0};
        {
            const std::lock_guard lock(mutex_);
            if (rest_.count() > 0 && clock::now() < next_try_)
                rest = std::chrono::ceil<std::chrono::milliseconds>(next_try_ - clock::now());
        }
        if (rest.count() == 0) co_return;
        timer_type pause(executor_);
        pause.expires_at(std::min(deadline_clock::now() + rest, deadline));
        co_await pause.async_wait(token_type{});
    }
    /// The place stays taken.
    awaitable<void> close(entry_pointer& used, bool is_broken) {
        const entry_pointer closing = std::move(used);
        count_closed(*closing, is_broken);
        try {
            co_await closing->db.close();
        } catch (const error&) {}
    }
    void count_closed(const entry& closing, bool is_broken) noexcept {
        const std::lock_guard lock(mutex_);
        ++closed_;
        if (!is_broken) return;
        ++discarded_;
        // If one is lost, others may be: all that are known to be good from before are asked before they are handed out.
        if (closing.good_after == breaks_) ++breaks_;
    }
    void put_back(entry_pointer used, bool is_usable) noexcept {
        if (is_usable) {
            used->returned = clock::now();
            const std::lock_guard lock(mutex_);
            if (!is_closed_ && !line_.call(used)) idle_.push_back(std::move(used));
        }
        if (!used) return;
        count_closed(*used, !is_usable);
        used = nullptr;
        free_place();
    }
    void free_place() noexcept {
        const std::lock_guard lock(mutex_);
        entry_pointer none;
        if (line_.call(none)) return;
        if (--places_ == 0 && is_closed_) all_free_.happen();
    }
    bool take_missing_place() {
        const std::lock_guard lock(mutex_);
        if (is_closed_ || places_ >= options_.minimum) return false;
        ++places_;
        return true;
    }
    entry_pointer take_stale() noexcept {
        const std::lock_guard lock(mutex_);
        auto stale = std::find_if(idle_.begin(), idle_.end(), [](const auto& each) { return is_old(*each); });
        if (stale == idle_.end()) {
            if (idle_.empty() || time_since(idle_.front()->returned) < options_.idle_time ||
                places_ <= options_.minimum)
                return nullptr;
            stale = idle_.begin();
        }
        auto taken = std::move(*stale);
        idle_.erase(stale);
        return taken;
    }
    [[nodiscard]] static bool is_old(const entry& each) { return clock::now() >= each.end_of_life; }
    [[nodiscard]] bool needs_check(const entry& each) const {
        return each.good_after != breaks() || time_since(each.returned) >= options_.check_after_idle;
    }
    [[nodiscard]] std::uint64_t breaks() const {
        const std::lock_guard lock(mutex_);
        return breaks_;
    }
    [[nodiscard]] bool is_closed() const {
        const std::lock_guard lock(mutex_);
        return is_closed_;
    }
    static operation_source<state_type> source_of(entry& one, std::chrono::milliseconds limit) {
        operation_source<state_type> source = source_access::source_of(one.db);
        source.limit = limit;
        return source;
    }

    static constexpr std::chrono::milliseconds shortest_rest{50}, longest_rest{5'000};

    const Executor executor_;
    const pool_options options_;
    const open_function open_;

    mutable std::mutex mutex_;
    std::vector<entry_pointer> idle_;
    waiting_line<entry> line_;
    awaited_event<Executor> all_free_;
    std::size_t places_ = 0;
    bool is_closed_ = false;
    std::atomic<bool> has_opened_{false};
    std::chrono::milliseconds rest_{0};
    typename clock::time_point next_try_{};
    std::uint64_t acquired_ = 0, created_ = 0, closed_ = 0, discarded_ = 0, failed_ = 0, timeouts_ = 0, breaks_ = 0;
};

} // namespace rowan::detail
