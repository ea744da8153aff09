#pragma once

#include "rowan/async/background.hpp"
#include "rowan/async/cancellation.hpp"
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

public:
    static constexpr bool is_suspending = takes_wait_hook<handle_type>;
    using connection_type = rowan::connection<Database>;
    using database = Database;
    using executor_type = Executor;
    using runner_type = std::conditional_t<is_suspending, fiber_runner<Executor>, thread_runner<Executor>>;

    explicit connection_state(const Executor& executor)
        : executor_(executor),
          background_(background::of(boost::asio::query(executor, boost::asio::execution::context))),
          cancellation_(*this, background_), runner_(*this, executor, *background_) {
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
    /// Ends what goes on.
    void cancel() noexcept { cancellation_.request(); }
    /// Ends an operation that is unwanted. One that waits to begin sees that by itself; one that has begun is not ended by a total
    /// cancellation.
    void cancel(const std::atomic<bool>& whose, boost::asio::cancellation_type wanted) noexcept {
        using boost::asio::cancellation_type;
        const bool ends_statements =
            (wanted & (cancellation_type::terminal | cancellation_type::partial)) != cancellation_type::none;
        if (!ends_statements || !cancellation_.hold()) return;
        if (current_->is_unwanted.get() == &whose) cancellation_.request_held();
        else cancellation_.release();
    }
    /// All that goes on fails, and the connection is of no use any longer.
    void abort() noexcept {
        is_aborted_ = true;
        if constexpr (is_suspending) runner_.abort();
        else cancellation_.request();
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
        runner_.clear_cancel();
        cancellation_.begin();
        const auto limit = std::min(next.limit, timeout);
        if (limit != unlimited) cancellation_.limit(limit);
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
        const auto& unwanted = state.current_->is_unwanted;
        if (state.cancellation_.is_wanted() || (unwanted && *unwanted))
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
        if (cancellation_.end_job()) finish(!is_within_start);
    }
    void dropped() noexcept override {
        const auto kept = self();
        cleaning_.reset();
        pending_operation* over = std::exchange(current_, nullptr);
        cancellation_.drop();
        if (stage_.exchange(stage::idle) == stage::cleaning_for_next) waiting_.exchange(nullptr)->drop();
        if (over != nullptr) over->drop();
    }
    /// The operation and what was asked to end it are over.
    void finish(bool may_call_at_once) {
        pending_operation& over = *std::exchange(current_, nullptr);
        cancellation_.finish();
        if (cancellation_.is_wanted() && over.failure)
            over.failure =
                failure_of_canceled(over.failure, cancellation_.is_late() ? std::min(over.limit, timeout) : unlimited);
        const bool cleans = has_left_ && !is_aborted_ && !is_shut_;
        const auto kept = cleans ? self() : nullptr;
        stage_ = cleans ? stage::cleaning : stage::idle;
        if (cleans) post_cleaning();
        else if (has_left_) try_cleaning();
        over.complete(may_call_at_once);
    }

    // For the cancellation.
    friend class cancellation<connection_state>;
    [[nodiscard]] cancellation<connection_state>& ending() noexcept { return cancellation_; }
    [[nodiscard]] runner_type& runner() noexcept { return runner_; }
    [[nodiscard]] pending_operation& current() noexcept { return *current_; }
    void finish_later() noexcept {
        const std::lock_guard lock(gate_);
        if (is_shut_) return;
        try {
            boost::asio::post(tracked(), [self = self()] { self->finish(true); });
        } catch (...) {}
    }
    void look(background::ticks now) noexcept override {
        runner_.look(now);
        if constexpr (!is_suspending) cancellation_.request_again();
        cancellation_.look(now);
    }
    void shut_down() noexcept override {
        {
            const std::lock_guard lock(gate_);
            is_shut_ = true;
        }
        if constexpr (!is_suspending) {
            cancellation_.request();
            while (!runner_.ends_within(background::tick)) cancellation_.request_again();
        }
        cancellation_.shut_down();
        runner_.shut_down();
        if (cancellation_.is_job_over() && current_ != nullptr) dropped();
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
    std::atomic<bool> is_aborted_{false}, has_left_{false};
    std::vector<std::uint64_t> scopes_;
    std::vector<open_cursor*> cursors_;
    std::uint64_t last_scope_ = 0;
    std::mutex left_mutex_, gate_;
    std::atomic<bool> is_shut_{false};
    std::vector<std::function<void(connection_type&)>> left_;
    /// This, while it is put in order and nobody else may have it.
    std::shared_ptr<connection_state> cleaning_;
    cancellation<connection_state> cancellation_;
    // Last: what it runs uses all of the above.
    runner_type runner_;
};

} // namespace rowan::detail
