#pragma once

#include "rowan/driver/concept.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/control.hpp"
#include "rowan/engine/persistence.hpp"
#include "rowan/engine/query_operations.hpp"
#include "rowan/engine/schema.hpp"
#include "rowan/engine/statement_cache.hpp"
#include "rowan/engine/transaction.hpp"
#include "rowan/event/check.hpp"
#include "rowan/event/dispatch.hpp"

#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace rowan {

namespace detail {

/// What a connection can do with history, which is a layer above.
template <class Connection>
class history_operations;

template <class Driver, bool IsDriver>
struct driver_check {
    static_assert(IsDriver, "rowan E119: the driver of this database does not meet the concept rowan::driver; "
                            "static_assert(rowan::driver<…>) says why");
    static constexpr bool checked = true;
};

} // namespace detail

/// A connection to the database that `Database` describes. It is used by one thread at a time, and does not move.
template <class Database>
class connection : public detail::persistence<connection<Database>>,
                   public detail::query_operations<connection<Database>>,
                   public detail::schema_operations<connection<Database>>,
                   public detail::history_operations<connection<Database>> {
public:
    using database = Database;
    using driver = typename Database::driver;
    using dialect = typename driver::dialect;
    using naming = typename detail::text_target<Database>::naming;
    using options = typename driver::options;
    using statement_type = typename driver::statement;
    using listener_types = typename detail::listener_storage<Database>::types;
    static_assert(detail::driver_check < driver,
                  rowan::driver<driver>&& rowan::gives_keys < typename driver::connection, dialect >> ::checked);

    /// Opens the database. Listeners may be given where they have a state of their own; the others are made by default.
    template <class... Listeners>
    explicit connection(const std::string& name, const options& chosen = {}, Listeners... given)
        : handle_(opened(name, chosen, std::move(given)...)) {
        static_assert(detail::listeners_check<connection, listener_types>::checked);
        static_assert(detail::hooks_check<connection, detail::list_of_tables<typename Database::tables>>::checked);
        static_assert(sizeof(typename Database::tables) > 0); // they say if one is listed twice
        try {
            detail::raise(*this, after_connect{name});
        } catch (...) {
            cache_.clear();
            throw;
        }
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() {
        detail::raise(*this, before_close{});
        cache_.clear();
        { const typename driver::connection closed(std::move(handle_)); }
        detail::raise(*this, after_close{});
    }

    /// Runs SQL that rowan does not write, statements separated by `;`, without values.
    void execute(std::string_view sql) {
        check_transaction();
        detail::raise(*this, before_execute{sql});
        const auto begin = std::chrono::steady_clock::now();
        try {
            handle_.execute(sql);
        } catch (const error& failure) {
            detail::raise(*this, execute_error{sql, failure});
            throw;
        }
        detail::raise(*this, after_execute{sql, std::chrono::steady_clock::now() - begin, handle_.changes()});
    }

    /// Begins a transaction, or a savepoint inside of one.
    [[nodiscard]] auto begin(const transaction_options& chosen = {}) { return transaction<connection>(*this, chosen); }

    /// Runs `function` in a transaction: committed when it returns, rolled back when it throws, and tried again after `busy` or
    /// `serialization_failure` as often as the options say, if it is the outermost.
    template <class Function>
    auto transact(const transaction_options& chosen, Function&& function) {
        for (int attempt = 0;; ++attempt) {
            try {
                return run_in_transaction(chosen, function);
            } catch (const busy&) {
                if (attempt >= chosen.retries || depth_ > 0) throw;
            } catch (const serialization_failure&) {
                if (attempt >= chosen.retries || depth_ > 0) throw;
            }
            driver::wait(std::chrono::milliseconds(1 << (attempt < 7 ? attempt : 7)));
        }
    }
    template <class Function>
    auto transact(Function&& function) {
        return transact(transaction_options{}, std::forward<Function>(function));
    }
    [[nodiscard]] bool in_transaction() const { return depth_ > 0; }
    /// How many transactions and savepoints are open.
    [[nodiscard]] int transaction_depth() const { return depth_; }
    /// Which of the connection's outermost transactions is the open or the last one.
    [[nodiscard]] std::uint64_t transaction_number() const { return transactions_; }

    /// A listener of the database, with its state.
    template <class Listener>
    [[nodiscard]] Listener& listener() {
        constexpr std::size_t position = detail::position_in<Listener>(listener_types{});
        static_assert(position < listener_types::size, "rowan E504: this is not a listener of the database");
        if constexpr (position < listener_types::size) return detail::element<position>(listeners_);
        else std::terminate(); // not reached, but so there is no second message
    }
    template <class Function>
    void each_listener(Function&& function) {
        listeners_.apply([&](auto&... each) { (function(each), ...); });
    }

    /// The driver's connection, for what rowan does not cover.
    [[nodiscard]] typename driver::connection& handle() { return handle_; }

    // For the parts of the engine.
    template <class Statement>
    static constexpr std::string_view text() {
        return detail::text_of<Statement, dialect, naming>;
    }
    template <class Statement>
    [[nodiscard]] auto& acquire() {
        check_transaction();
        const std::size_t slot = detail::slot_of<Statement>();
        if (auto* ready = cache_.find(slot)) return *ready;
        if constexpr (detail::is_long<Statement>)
            return prepare(slot, detail::text_of_form<dialect, naming>(Statement{}));
        else return prepare(slot, detail::text_of<Statement, dialect, naming>);
    }
    /// As `acquire`, for a statement of which the form depends on the parts that are present.
    template <class Statement>
    [[nodiscard]] auto& acquire_form(const Statement& statement) {
        constexpr std::size_t forms = detail::form_count<Statement>;
        if constexpr (forms == 1) {
            return acquire<Statement>();
        } else {
            check_transaction();
            const std::size_t slot = detail::slot_of<Statement, forms>() + detail::form_of<dialect>(statement);
            if (auto* ready = cache_.find(slot)) return *ready;
            return prepare(slot, detail::text_of_form<dialect, naming>(statement));
        }
    }
    void release(detail::prepared<statement_type>& used) noexcept { cache_.release(used); }
    template <class Statement>
    std::int64_t run() {
        return detail::execution<connection>(*this, acquire<Statement>()).run();
    }

    void begin_level(const transaction_options& chosen) {
        if (depth_ == 0) {
            ++transactions_;
            detail::raise(*this, before_begin{chosen});
            if (chosen.mode == transaction_mode::immediate) open_level<detail::begin_immediate_statement>();
            else open_level<detail::begin_statement>();
            raise_or_roll_back(after_begin{chosen});
        } else {
            open_level<detail::savepoint_statement>();
            raise_or_roll_back(after_savepoint{depth_ - 1});
        }
    }
    void commit_level() {
        if (depth_ == 1) {
            detail::raise(*this, before_commit{});
            close_level<detail::commit_statement>();
            --depth_;
            detail::raise(*this, after_commit{});
        } else {
            close_level<detail::release_statement>();
            --depth_;
            detail::raise(*this, after_release{depth_});
        }
    }
    void rollback_level() noexcept {
        --depth_;
        // A full disk, for one, makes SQLite roll back by itself (sqlite.org/lang_transaction.html).
        const bool is_open = handle_.in_transaction();
        if (is_open) {
            if (depth_ == 0) close_level_at_once<detail::rollback_statement>();
            else {
                close_level_at_once<detail::rollback_to_statement>();
                close_level_at_once<detail::release_statement>();
            }
        }
        if (depth_ == 0) detail::raise(*this, after_rollback{});
        else detail::raise(*this, after_rollback_to{depth_});
    }

private:
    auto& prepare(std::size_t slot, std::string_view text) {
        auto& entry = cache_.add(slot, handle_.prepare(text));
        if constexpr (requires { entry.statement.use_once(); })
            if (!entry.is_cached) entry.statement.use_once();
        return entry;
    }
    // What follows the loss would else be committed by itself.
    void check_transaction() const {
        if (depth_ > 0 && !handle_.in_transaction()) [[unlikely]]
            throw transaction_lost(
                "the transaction has ended without rowan: the database rolled it back after an error, or "
                "SQL ended it; leave it and begin another");
    }
    template <class Statement>
    void open_level() {
        detail::execution<connection> running(*this, acquire<Statement>());
        running.run_to_end();
        ++depth_;
        if constexpr (detail::heard<after_execute, connection>) {
            try {
                running.finish(0);
            } catch (...) {
                rollback_level();
                throw;
            }
        }
    }
    // Its end cannot become an error: what a handler of after_execute throws has nowhere to go.
    template <class Statement>
    void close_level() {
        detail::execution<connection> running(*this, acquire<Statement>());
        running.run_to_end();
        if constexpr (detail::heard<after_execute, connection>) {
            try {
                running.finish(0);
            } catch (...) {}
        }
    }
    template <class Statement>
    void close_level_at_once() noexcept {
        try {
            close_level<Statement>();
        } catch (...) {
            // What cannot be rolled back is gone with the connection, but a handler of before_execute does not decide that.
            if constexpr (detail::any_heard<connection, before_execute, execute_error>) {
                try {
                    handle_.execute(text<Statement>());
                } catch (...) {}
            }
        }
    }
    template <class Event>
    void raise_or_roll_back(Event event) {
        if constexpr (detail::heard<Event, connection>) {
            try {
                detail::raise(*this, event);
            } catch (...) {
                rollback_level();
                throw;
            }
        }
    }
    template <class Function>
    auto run_in_transaction(const transaction_options& chosen, Function& function) {
        auto scope = begin(chosen);
        if constexpr (std::is_void_v<decltype(function())>) {
            function();
            scope.commit();
        } else {
            auto value = function();
            scope.commit();
            return value;
        }
    }
    template <class... Listeners>
    typename driver::connection opened(const std::string& name, const options& chosen, Listeners... given) {
        ((listener<Listeners>() = std::move(given)), ...);
        detail::raise(*this, before_connect{name});
        try {
            return typename driver::connection(name, chosen);
        } catch (const error& failure) {
            detail::raise(*this, connect_error{name, failure});
            throw;
        }
    }

    friend class detail::persistence<connection>;
    friend class detail::bulk_insertion<connection>;
    friend class detail::array_insertion<connection>;
    friend class detail::block_insertion<connection>;
    friend class detail::set_write<connection>;

    typename detail::listener_storage<Database>::type listeners_{};
    typename driver::connection handle_;
    detail::statement_cache<statement_type> cache_;
    int depth_ = 0;
    std::uint64_t transactions_ = 0;
};

} // namespace rowan
