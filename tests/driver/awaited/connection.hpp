#pragma once

#include "driver/awaited/rows.hpp"
#include "driver/awaited/scope.hpp"
#include "driver/awaited/source.hpp"

#include "rowan/async.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace test::laws {

/// A thread that runs operations.
class running_thread {
public:
    running_thread() = default;
    running_thread(const running_thread&) = delete;
    running_thread& operator=(const running_thread&) = delete;
    ~running_thread() {
        work_.reset();
        thread_.join();
    }
    boost::asio::io_context& context() { return context_; }

private:
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
    std::thread thread_{[this] { context_.run(); }};
};

/// A connection of which each word begins an operation of an async connection, and waits for it: so the laws of those that block hold
/// for those that are awaited.
template <class Database>
class awaited_connection : public rowan::detail::words<awaited_connection<Database>, Database> {
    using state_type = rowan::detail::connection_state<Database, boost::asio::any_io_executor>;
    using source_type = rowan::detail::operation_source<state_type>;
    using words_type = rowan::async::limited<state_type>;

public:
    using database = Database;
    using driver = typename Database::driver;
    using options = typename driver::options;
    /// What `begin` gives.
    class transaction;

    template <class... Listeners>
    explicit awaited_connection(const std::string& name, const options& chosen = {}, Listeners... given) {
        waiting_source<state_type>(sources_.back())
            .on_state([&](state_type& state) { state.open(name, chosen, given...); },
                      rowan::detail::operation_kind::opening);
    }
    awaited_connection(const awaited_connection&) = delete;
    awaited_connection& operator=(const awaited_connection&) = delete;
    ~awaited_connection() = default;

    [[nodiscard]] transaction begin(const rowan::transaction_options& chosen = {}) {
        return transaction(*this, chosen);
    }
    template <class Function>
    auto transact(const rowan::transaction_options& chosen, Function function) {
        using Result = std::invoke_result_t<Function&>;
        std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> result;
        auto inner = innermost();
        awaited_scope<source_type> scope(inner, chosen);
        while (const auto source = scope.next()) {
            std::exception_ptr failure;
            sources_.push_back(*source);
            try {
                if constexpr (std::is_void_v<Result>) function();
                else result.emplace(function());
            } catch (...) {
                failure = std::current_exception();
            }
            sources_.pop_back();
            scope.go_on(failure, true);
        }
        if constexpr (!std::is_void_v<Result>) return *std::move(result);
    }
    template <class Function>
    auto transact(Function function) {
        return transact(rowan::transaction_options{}, std::move(function));
    }
    [[nodiscard]] bool in_transaction() const { return awaited_.in_transaction(); }
    [[nodiscard]] int transaction_depth() { return blocking().transaction_depth(); }

    template <class Listener>
    [[nodiscard]] Listener& listener() {
        return awaited_.template listener<Listener>();
    }
    [[nodiscard]] typename driver::connection& handle() { return blocking().handle(); }
    /// The connection inside, while no operation goes on.
    [[nodiscard]] rowan::connection<Database>& blocking() { return *sources_.front().state->open_connection(); }

private:
    friend struct rowan::detail::facade_access;

    template <rowan::detail::access, class Function, class... Arguments>
    auto perform(const Function& function, Arguments&&... arguments) {
        const waiting_source<state_type> source(sources_.back());
        if constexpr (std::is_same_v<Function, rowan::detail::run_query>)
            return make_result(source, std::forward<Arguments>(arguments)...);
        else if constexpr (std::is_same_v<Function, rowan::detail::stream_query>)
            return make_stream(source, std::forward<Arguments>(arguments)...);
        else
            return source(
                rowan::detail::bind_call(rowan::detail::at_once(function), std::forward<Arguments>(arguments)...));
    }
    template <class Source, class Query, class Arguments>
    auto make_result(const Source& source, const Query& query, Arguments arguments) {
        return awaited_result(rowan::async::result<Source, Query, Arguments>(source, query, std::move(arguments)));
    }
    template <class Source, class Query, class Arguments>
    auto make_stream(const Source& source, const Query& query, Arguments arguments) {
        return awaited_stream(source,
                              rowan::async::row_stream<Source, Query, Arguments>(source, query, std::move(arguments)));
    }
    /// The words of the innermost scope, or of the connection.
    [[nodiscard]] words_type innermost() { return words_type(sources_.back()); }

    running_thread thread_;
    rowan::async::connection<Database> awaited_{thread_.context()};
    std::vector<source_type> sources_{rowan::detail::source_access::source_of(awaited_)};
};

template <class Database>
class [[nodiscard]] awaited_connection<Database>::transaction {
public:
    transaction(awaited_connection& db, const rowan::transaction_options& chosen) : db_(&db) {
        auto inner = db.innermost();
        scope_.emplace(inner, chosen);
        db.sources_.push_back(scope_->next().value());
        depth_ = db.sources_.size();
    }
    transaction(transaction&& other) noexcept
        : db_(other.db_), scope_(std::exchange(other.scope_, std::nullopt)), depth_(other.depth_) {}
    transaction& operator=(transaction&&) = delete;
    ~transaction() { rollback(); }

    void commit() { end(true); }
    void rollback() noexcept {
        try {
            if (scope_) end(false);
        } catch (const rowan::error&) {} // as of a connection that is lost
    }

private:
    void end(bool commits) {
        auto scope = std::exchange(scope_, std::nullopt).value();
        REQUIRE(db_->sources_.size() == depth_); // the innermost ends first
        db_->sources_.pop_back();
        scope.go_on(nullptr, commits);
        (void)scope.next();
    }

    awaited_connection* db_;
    std::optional<awaited_scope<source_type>> scope_;
    std::size_t depth_ = 0;
};

} // namespace test::laws
