#pragma once

#include "async/running.hpp"
#include "faults/postgres/faults.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

// Operations that meet a server or a network that fails.
namespace async_faults {

using namespace faults;
using session = rowan::async::connection<items>;

/// The type of an error that an operation has ended with; "done" if there is none, and the message of one that is not rowan's.
inline std::string word_of(const std::exception_ptr& failure) {
    if (!failure) return "done";
    try {
        std::rethrow_exception(failure);
    } catch (const rowan::constraint_violation&) {
        return "constraint_violation";
    } catch (const rowan::syntax_error&) {
        return "syntax_error";
    } catch (const rowan::canceled&) {
        return "canceled";
    } catch (const rowan::timed_out&) {
        return "timed_out";
    } catch (const rowan::busy&) {
        return "busy";
    } catch (const rowan::serialization_failure&) {
        return "serialization_failure";
    } catch (const rowan::type_mismatch&) {
        return "type_mismatch";
    } catch (const rowan::not_found&) {
        return "not_found";
    } catch (const rowan::transaction_lost&) {
        return "transaction_lost";
    } catch (const rowan::resource_exhausted&) {
        return "resource_exhausted";
    } catch (const rowan::permission_denied&) {
        return "permission_denied";
    } catch (const rowan::connection_lost&) {
        return "connection_lost";
    } catch (const rowan::commit_unknown&) {
        return "commit_unknown";
    } catch (const std::exception& thrown) {
        return thrown.what();
    }
}
/// The word for the end of an operation.
template <class Operation>
asio::awaitable<std::string> end_of(Operation operation) {
    std::exception_ptr failure;
    try {
        (void)co_await std::move(operation);
    } catch (...) {
        failure = std::current_exception();
    }
    co_return word_of(failure);
}

/// The operation ends with the error of a lost connection.
template <class Operation>
asio::awaitable<void> check_lost_by(Operation operation) {
    const std::string word = co_await end_of(std::move(operation));
    CHECK(word == "connection_lost");
}

/// Waits for what comes on every machine, while other coroutines go on. Throws after minutes, so that nothing hangs.
template <class Condition>
asio::awaitable<void> until(Condition condition) {
    asio::steady_timer pause(co_await asio::this_coro::executor);
    const auto end = clock::now() + 3min;
    while (!condition()) {
        if (clock::now() > end) throw std::runtime_error("what the test waits for does not come");
        pause.expires_after(1ms);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

/// An operation that goes on beside the coroutine that began it.
class begun {
public:
    template <class Operation>
    explicit begun(Operation operation) {
        std::move(operation)(asio::bind_cancellation_slot(
            state_->signal.slot(),
            [state = state_](const std::exception_ptr& failure, const auto&...) { state->word = word_of(failure); }));
    }
    void cancel() { state_->signal.emit(asio::cancellation_type::terminal); }
    [[nodiscard]] bool is_over() const { return !state_->word.empty(); }
    /// The word for its end.
    [[nodiscard]] asio::awaitable<std::string> end() const {
        const auto state = state_;
        co_await until([&] { return !state->word.empty(); });
        co_return state->word;
    }

private:
    struct shared {
        asio::cancellation_signal signal;
        std::string word;
    };
    std::shared_ptr<shared> state_ = std::make_shared<shared>();
};

/// The process that serves a connection, or a transaction on it.
template <class Words>
asio::awaitable<int> backend_serving(Words& words) {
    return words.run([](auto& blocking) { return backend_of(blocking); });
}
inline bool is_inside(test::raw_postgres& other, int backend) {
    return other("SELECT state = 'active' AND (wait_event = 'PgSleep' OR wait_event_type = 'Lock') FROM "
                 "pg_stat_activity WHERE pid = " +
                 std::to_string(backend)) == "t";
}
/// A transaction that sleeps until it is ended.
template <class Words>
auto sleep_in_transaction(Words& words) {
    return words.transact([](auto& tx) -> asio::awaitable<void> { co_await tx.execute("SELECT pg_sleep(3600)"); });
}
/// Ends a backend between two operations, so that the program's end of the connection has heard of it.
template <class Words>
asio::awaitable<void> terminate_between(test::raw_postgres& other, Words& words) {
    co_await words.run([&other](auto& blocking) {
        terminate(other, backend_of(blocking));
        wait_until_told(blocking);
    });
}

/// A connection that is lost says so, and whatever is tried on it fails with that, until it is opened again.
inline asio::awaitable<void> check_lost_until_open(session& db, const std::string& name) {
    using rowan::connection_lost;
    CHECK(db.is_broken());
    CHECK_FALSE(db.in_transaction());
    const Item late{0, "late", 0};
    const auto many = some_items(copied, "late");
    co_await check_lost_by(db.execute("SELECT 1"));
    co_await check_lost_by(db(all_items).all());
    co_await check_lost_by(db.insert(late));
    co_await check_lost_by(db.insert(many));
    co_await check_lost_by(db.transact([](auto&) -> asio::awaitable<void> { co_return; }));
    co_await check_lost_by(db.pipeline([](auto& p) { (void)p(all_items); }));
    auto rows = db.stream(all_items);
    co_await check_lost_by(rows.next());
    CHECK(db.is_broken());
    const bool is_alive = co_await db.is_alive();
    CHECK_FALSE(is_alive);
    co_await db.open(name, bounded);
    CHECK_FALSE(db.is_broken());
    CHECK_THAT(co_await end_of(db(all_items).all()) == "done");
}

/// Calls `function(db, other)`, a coroutine, with a connection to an empty table of items, and another way to the database.
template <class Function>
void with_session(const rowan::postgres_options& options, Function function) {
    const std::string name = empty_items();
    test::raw_postgres other(name);
    test::run_to_end([&]() -> asio::awaitable<void> {
        session db{co_await asio::this_coro::executor};
        co_await db.open(name, options);
        co_await function(db, other, name);
    });
}

} // namespace async_faults
