#pragma once

#include "rowan/async/connection_state.hpp"
#include "rowan/async/source.hpp"
#include "rowan/async/transaction.hpp"
#include "rowan/async/words.hpp"
#include "rowan/engine/session.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution_context.hpp>

#include <chrono>
#include <concepts>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

namespace rowan::async {

/// A connection to the database that `Database` describes, of which every word is an operation: it is awaited, or begun with a completion
/// token of Boost.Asio's. One operation goes on at a time.
template <class Database, class Executor = boost::asio::any_io_executor>
class connection : public rowan::detail::awaited_words<connection<Database, Executor>,
                                                       rowan::detail::connection_state<Database, Executor>> {
    using state_type = rowan::detail::connection_state<Database, Executor>;

public:
    using database = Database;
    using driver = typename Database::driver;
    using options = typename driver::options;
    using executor_type = Executor;
    template <class Other>
    struct rebind_executor {
        using other = connection<Database, Other>;
    };

    explicit connection(const Executor& executor) : source_{std::make_shared<state_type>(executor)} {}
    template <class Context>
        requires std::convertible_to<Context&, boost::asio::execution_context&>
    explicit connection(Context& context) : connection(Executor(context.get_executor())) {}
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    /// Ends what goes on, which then fails, and closes the connection.
    ~connection() { source_.state->give_up(); }

    [[nodiscard]] executor_type get_executor() const noexcept { return source_.state->executor(); }

    /// Opens the database, on a thread beside the executor's. Listeners may be given where they have a state of their own.
    [[nodiscard]] auto open(const std::string& name) {
        // No default argument: GCC 12 destroys one twice that stands in an expression with `co_await`.
        return open(name, options{});
    }
    template <class... Listeners>
    [[nodiscard]] auto open(const std::string& name, const options& chosen, Listeners... given) {
        return source_.on_state(
            [name, chosen, listeners = std::tuple(std::move(given)...)](state_type& state) {
                std::apply([&](const auto&... each) { state.open(name, chosen, each...); }, listeners);
            },
            rowan::detail::operation_kind::opening);
    }
    /// Closes the connection, if it is open; it can be opened again.
    [[nodiscard]] auto close() {
        return source_.on_state([](state_type& state) { state.close(); }, rowan::detail::operation_kind::closing);
    }
    [[nodiscard]] bool is_open() const noexcept { return source_.state->open_connection() != nullptr; }
    /// Whether it is not open, or known to be lost; it costs nothing to ask. Then everything fails until it is opened again.
    [[nodiscard]] bool is_broken() const noexcept {
        const auto* db = source_.state->open_connection();
        return db == nullptr || db->is_broken();
    }
    [[nodiscard]] bool in_transaction() const noexcept { return source_.state->is_in_scope(); }
    /// Asks the database whether it still answers.
    [[nodiscard]] auto is_alive() {
        return source_([](auto& core) { return rowan::detail::is_alive(core); });
    }
    /// Forgets what the session was told where the driver can; false if the connection is of no use any longer.
    [[nodiscard]] auto reset() {
        return source_([](auto& core) { return rowan::detail::reset(core); });
    }
    /// How long each operation may take before it is ended with `timed_out`; the longest time is no limit.
    void limit_operations(std::chrono::milliseconds limit) noexcept { source_.state->timeout = limit; }
    /// Ends the operation that goes on with `canceled`, if it is not over by then.
    void cancel() noexcept { source_.state->cancel(); }
    /// A listener of the database, with its state; for a time when no operation goes on.
    template <class Listener>
    [[nodiscard]] Listener& listener() {
        auto* db = source_.state->open_connection();
        if (db == nullptr) throw error("the connection is not open: it has no listeners yet");
        return db->template listener<Listener>();
    }

private:
    friend struct rowan::detail::source_access;

    rowan::detail::operation_source<state_type> source_;
};

} // namespace rowan::async
