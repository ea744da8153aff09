#pragma once

#include "rowan/async/background.hpp"
#include "rowan/async/fiber_runner.hpp"
#include "rowan/async/pending_operation.hpp"
#include "rowan/async/runner.hpp"
#include "rowan/async/thread_runner.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/driver/waiter.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/facade/connection.hpp"

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

/// A connection of which the operations are awaited: the blocking connection, what runs it, and the operation that goes on.
template <class Database, class Executor>
class connection_state final : public runner_owner {
    using handle_type = typename Database::driver::connection;
    static constexpr bool is_suspending = takes_wait_hook<handle_type>;
    using runner_type = std::conditional_t<is_suspending, fiber_runner<Executor>, thread_runner<Executor>>;
    using timer_type = timer_of<Executor>;

public:
    using connection_type = rowan::connection<Database>;
    using database = Database;
    using executor_type = Executor;

    explicit connection_state(const Executor& executor)
        : executor_(executor),
          background_(background::of(boost::asio::query(executor, boost::asio::execution::context))),
          runner_(*this, executor, *background_) {
        background_->add(*this);
    }
    ~connection_state() {
        background_->remove(*this);
        destroy();
    }

    [[nodiscard]] const Executor& executor() const noexcept { return executor_; }
    /// The connection while no operation goes on; null if it is not open.
    [[nodiscard]] connection_type* open_connection() noexcept { return db_.get(); }
    [[nodiscard]] const connection_type* open_connection() const noexcept { return db_.get(); }
    [[nodiscard]] connection_type& db() noexcept { return *db_; }

    template <class... Arguments>
    void open(const Arguments&... arguments) {
        // Of one that was lost.
        end_cursors();
        runner_.forget_socket();
        db_ = std::make_unique<connection_type>(arguments...);
        if constexpr (is_suspending) core_of(*db_).handle.set_waiting(runner_.hook());
    }
    void close() {
        end_cursors();
        db_.reset();
        runner_.forget_socket();
    }

    /// Begins an operation, or completes it with what is wrong.
    void begin(pending_operation& next) {
        // The execution context ends, and nobody could be told.
        if (is_shut_.load(std::memory_order_relaxed)) return next.drop();
        for (;;) {
            auto found = stage::idle;
            if (stage_.compare_exchange_strong(found, stage::running)) return begin_claimed(next);
            if (found != stage::cleaning) break;
            // What an earlier one has left is put in order first.
            pending_operation* none = nullptr;
            if (!waiting_.compare_exchange_strong(none, &next)) break;
            if (stage_.compare_exchange_strong(found, stage::cleaning_for_next)) return;
            waiting_ = nullptr;
        }
        next.failure = std::make_exception_ptr(error("another operation of this connection goes on: await one before "
                                                     "the next, or take a connection of a pool for each"));
        next.complete(false);
    }
    /// Ends what the operation runs, if it has begun.
    void cancel(boost::asio::cancellation_type wanted) noexcept {
        if ((wanted & (boost::asio::cancellation_type::terminal | boost::asio::cancellation_type::partial)) !=
            boost::asio::cancellation_type::none)
            cancel_running(false);
    }
    /// All that goes on fails, and the connection is of no use any longer.
    void abort() noexcept {
        is_aborted_ = true;
        if constexpr (is_suspending) runner_.abort();
        else cancel_running(false);
    }
    /// Nobody has it any longer.
    void give_up() noexcept {
        if (stage_ != stage::idle || !scopes_.empty() || !cursors_.empty()) abort();
    }

    /// The scope that is open: what does not belong to it is refused.
    void enter(std::uint64_t scope) noexcept { scopes_.push_back(scope); }
    void leave(std::uint64_t scope) noexcept {
        while (!scopes_.empty()) {
            const auto last = scopes_.back();
            scopes_.pop_back();
            if (last == scope) break;
        }
    }
    [[nodiscard]] std::uint64_t next_scope() noexcept { return ++last_scope_; }
    [[nodiscard]] bool is_in_scope() const noexcept { return !scopes_.empty(); }

    /// Has `function(connection)` called, which throws nothing, before the next operation, and soon; for destructors.
    void clean_up(std::function<void(connection_type&)> function) noexcept {
        try {
            const std::lock_guard lock(left_mutex_);
            left_.push_back(std::move(function));
            has_left_ = true;
        } catch (...) {}
        try_cleaning();
    }
    /// What is being read, which ends before the connection does; for what runs.
    void add_cursor(open_cursor& one) { cursors_.push_back(&one); }
    void remove_cursor(open_cursor& one) noexcept { std::erase(cursors_, &one); }

    std::chrono::milliseconds timeout = unlimited;
    /// How long an operation that was canceled may go on before its connection is given up.
    std::chrono::milliseconds cancel_bound{10'000};

private:
    enum class stage : unsigned char { idle, running, cleaning, cleaning_for_next };

    void begin_claimed(pending_operation& next) {
        next.failure = refusal(next);
        if (next.failure) {
            stage_ = stage::idle;
            return next.complete(false);
        }
        current_ = &next;
        for (auto* flag : {&is_canceled_, &is_late_, &is_job_over_}) flag->store(false, std::memory_order_relaxed);
        runner_.clear_cancel();
        parts_.store(1, std::memory_order_release); // from here on others may cancel it
        next.connect_cancellation();
        const auto limit = std::min(next.limit, timeout);
        if (limit != unlimited) begin_limit(limit);
        if constexpr (is_suspending)
            if (next.kind == operation_kind::opening) {
                background_->run([self = self(), work = tracked()] {
                    run_current(self.get());
                    boost::asio::post(work, end_notice(self));
                });
                return;
            }
        runner_.start(&run_current, this);
    }
    static void run_current(void* self) noexcept {
        auto& state = *static_cast<connection_state*>(self);
        if (state.current_ == nullptr) return state.run_left(); // nothing but that
        if (state.has_left_) state.run_left();
        if (state.is_canceled_)
            state.current_->failure = std::make_exception_ptr(canceled("the operation was canceled before it began"));
        else state.current_->run();
    }
    [[nodiscard]] std::exception_ptr refusal(const pending_operation& next) const {
        const auto because = [](const char* text) { return std::make_exception_ptr(error(text)); };
        if (next.kind == operation_kind::opening)
            return db_ && !db_->is_broken() ? because("the connection is open already; close it first") : nullptr;
        if (!scopes_.empty() && next.scope != scopes_.back()) {
            if (next.kind != operation_kind::closing)
                return because("a transaction is open on this connection: until it ends, only what its function was "
                               "given can be used, of which the innermost comes first");
            return because("a transaction is open on this connection: it cannot be closed");
        }
        if (scopes_.empty() && next.scope != 0) return because("this transaction has ended already; begin another");
        if (!db_ && next.kind != operation_kind::closing)
            return because("the connection is not open: co_await its open(…) first");
        return {};
    }

    void ended(bool is_within_start) override {
        if (current_ == nullptr) return end_cleaning();
        is_job_over_.store(true, std::memory_order_relaxed);
        if (parts_.fetch_sub(1) == 1) finish(!is_within_start);
    }
    void dropped() noexcept override {
        const auto kept = self();
        cleaning_.reset();
        pending_operation* over = std::exchange(current_, nullptr);
        parts_ = 0;
        if (stage_.exchange(stage::idle) == stage::cleaning_for_next) waiting_.exchange(nullptr)->drop();
        if (over != nullptr) over->drop();
    }
    /// The operation and what was asked to end it are over.
    void finish(bool may_call_at_once) {
        pending_operation& over = *std::exchange(current_, nullptr);
        end_limit();
        if (is_canceled_ && over.failure)
            over.failure = failure_of_canceled(over.failure, is_late_ ? std::min(over.limit, timeout) : unlimited);
        const bool cleans = has_left_ && !is_aborted_ && !is_shut_;
        const auto kept = cleans ? self() : nullptr;
        stage_ = cleans ? stage::cleaning : stage::idle;
        if (cleans) post_cleaning();
        else if (has_left_) try_cleaning();
        over.complete(may_call_at_once);
    }

    // Canceling.
    void cancel_running(bool is_late) noexcept {
        if (!hold()) return;
        is_canceled_ = true;
        if (is_late) is_late_ = true;
        const std::uint64_t number = ++requests_;
        std::uint64_t none = 0;
        // Opening and closing have limits of their own.
        if (current_->kind != operation_kind::normal || !asking_.compare_exchange_strong(none, number))
            return count_down();
        runner_.cancel_pauses();
        bound_ = background_->after(cancel_bound);
        bool is_asked = false;
        if constexpr (cancels<handle_type>) is_asked = core_of(*db_).handle.cancel_later(request_end(number));
        if (is_asked) return;
        runner_.abort();
        end_request(number);
    }
    /// The operation that goes on does not end before `count_down`; false if there is none.
    [[nodiscard]] bool hold() noexcept {
        int parts = parts_;
        do {
            if (parts == 0) return false;
        } while (!parts_.compare_exchange_weak(parts, parts + 1));
        return true;
    }
    [[nodiscard]] auto request_end(std::uint64_t number) noexcept {
        if constexpr (is_suspending)
            return [one = weak_from_this(), beside = background_, number](bool) {
                // A server that does not answer may keep the request from ending for longer than any of these lives.
                beside->run_here([&] {
                    if (const auto kept = one.lock()) static_cast<connection_state&>(*kept).end_request(number);
                });
            };
        else return [this, number](bool) { end_request(number); }; // within the call
    }
    /// Between two statements there was nothing to be ended.
    void cancel_again() noexcept {
        if constexpr (cancels<handle_type>) {
            if (!is_canceled_ || !hold()) return;
            if (is_canceled_ && current_->kind == operation_kind::normal) (void)core_of(*db_).handle.cancel();
            count_down();
        }
    }
    /// Nothing if it has ended, or was given up, before.
    void end_request(std::uint64_t number) noexcept {
        if (asking_.compare_exchange_strong(number, 0)) count_down();
    }
    void count_down() noexcept {
        const std::lock_guard lock(gate_);
        if (parts_.fetch_sub(1) != 1 || is_shut_) return;
        try {
            boost::asio::post(tracked(), [self = self()] { self->finish(true); });
        } catch (...) {}
    }
    void look(background::ticks now) noexcept override {
        runner_.look(now);
        if constexpr (!is_suspending) cancel_again();
        if (now < bound_) return;
        bound_ = background::never;
        if (parts_ == 0) return;
        // Neither the statement nor the request to end it has ended in time.
        runner_.abort();
        if (const std::uint64_t number = asking_; number != 0) end_request(number);
    }
    void shut_down() noexcept override {
        {
            const std::lock_guard lock(gate_);
            is_shut_ = true;
        }
        if constexpr (!is_suspending) {
            cancel_running(false);
            while (!runner_.ends_within(background::tick)) cancel_again();
        }
        limit_timer_.reset();
        runner_.shut_down();
        if (is_job_over_ && current_ != nullptr) dropped();
    }

    void begin_limit(std::chrono::milliseconds limit) {
        const auto number = ++limits_;
        if (!limit_timer_) limit_timer_.emplace(executor_);
        limit_timer_->expires_after(limit);
        limit_timer_->async_wait([self = self(), number](const boost::system::error_code& failure) {
            if (!failure && number == self->limits_) self->cancel_running(true);
        });
    }
    void end_limit() noexcept {
        if (bound_.load(std::memory_order_relaxed) != background::never) bound_ = background::never;
        if (!limit_timer_) return;
        ++limits_;
        try {
            limit_timer_->cancel();
        } catch (...) {}
    }
    // What is left behind.
    void run_left() noexcept {
        std::vector<std::function<void(connection_type&)>> left;
        {
            const std::lock_guard lock(left_mutex_);
            left.swap(left_);
            has_left_ = false;
        }
        if (!db_) return;
        for (auto& each : left) {
            try {
                each(*db_);
            } catch (...) {}
        }
    }
    void try_cleaning() noexcept {
        auto expected = stage::idle;
        if (!is_shut_ && !is_aborted_ && stage_.compare_exchange_strong(expected, stage::cleaning)) post_cleaning();
    }
    void post_cleaning() noexcept {
        try {
            boost::asio::post(tracked(), [self = self()] {
                self->cleaning_ = self;
                self->runner_.start(&run_current, self.get());
            });
        } catch (...) {
            stage_ = stage::idle;
        }
    }
    void end_cleaning() {
        const auto kept = std::move(cleaning_);
        auto expected = stage::cleaning;
        if (stage_.compare_exchange_strong(expected, stage::idle)) return;
        stage_ = stage::running;
        begin_claimed(*waiting_.exchange(nullptr));
    }
    void end_cursors() noexcept {
        for (open_cursor* each : std::exchange(cursors_, {})) each->end();
    }
    void destroy() noexcept {
        if (!db_ && left_.empty()) return;
        const auto end = [this] {
            run_left();
            end_cursors();
            db_.reset();
        };
        if constexpr (is_suspending) end();
        else runner_.run_and_wait(end);
    }

    [[nodiscard]] std::shared_ptr<connection_state> self() noexcept {
        return std::static_pointer_cast<connection_state>(shared_from_this());
    }
    [[nodiscard]] auto tracked() const {
        return boost::asio::prefer(executor_, boost::asio::execution::outstanding_work.tracked);
    }

    Executor executor_;
    std::shared_ptr<background> background_;
    std::unique_ptr<connection_type> db_;
    std::atomic<stage> stage_{stage::idle};
    pending_operation* current_ = nullptr;
    std::atomic<pending_operation*> waiting_{nullptr};
    /// The operation, and each request to end it.
    std::atomic<int> parts_{0};
    std::atomic<bool> is_canceled_{false}, is_late_{false}, is_aborted_{false}, has_left_{false}, is_job_over_{false};
    /// The request that is under way, 0 if there is none. One of a session that was given up may end long after it.
    std::atomic<std::uint64_t> asking_{0}, requests_{0};
    std::atomic<background::ticks> bound_{background::never};
    std::vector<std::uint64_t> scopes_;
    std::vector<open_cursor*> cursors_;
    std::uint64_t last_scope_ = 0;
    std::atomic<std::uint64_t> limits_{0};
    std::optional<timer_type> limit_timer_;
    std::mutex left_mutex_, gate_;
    std::atomic<bool> is_shut_{false};
    std::vector<std::function<void(connection_type&)>> left_;
    /// This, while it is put in order and nobody else may have it.
    std::shared_ptr<connection_state> cleaning_;
    // Last: what it runs uses all of the above.
    runner_type runner_;
};

} // namespace rowan::detail
