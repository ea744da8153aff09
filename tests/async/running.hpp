#pragma once

#include "support/drivers.hpp"

#include "rowan/async.hpp"
#include "rowan/postgres.hpp"
#include "rowan/sqlite.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace asio = boost::asio;

/// As CHECK, of an expression that may await, which those of doctest cannot.
#define CHECK_THAT(...)                                                                                                \
    do {                                                                                                               \
        const bool holds = static_cast<bool>(__VA_ARGS__);                                                             \
        CHECK_MESSAGE(holds, #__VA_ARGS__);                                                                            \
    } while (false)

namespace test {

/// What has become of a coroutine.
template <class Result>
struct outcome {
    bool is_over = false;
    std::exception_ptr failure{};
    std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> result{};
};

/// Runs a coroutine on a context of one thread to its end, and gives its result.
template <class Result>
Result run_to_end(asio::io_context& context, asio::awaitable<Result> coroutine) {
    outcome<Result> end;
    asio::co_spawn(context, std::move(coroutine), [&](std::exception_ptr failure, auto... result) {
        end.is_over = true;
        end.failure = std::move(failure);
        if constexpr (sizeof...(result) == 1) (end.result.emplace(std::move(result)), ...);
    });
    context.restart();
    context.run();
    REQUIRE(end.is_over);
    if (end.failure) std::rethrow_exception(end.failure);
    if constexpr (!std::is_void_v<Result>) return std::move(*end.result);
}
template <class Function>
auto run_to_end(Function function) {
    asio::io_context context(1);
    return run_to_end(context, function());
}

/// Runs a test with a connection to a database with its tables, which others can open by its name.
template <class Database, class Function>
void with_connection(Function function) {
    const lasting_database<typename Database::driver> database;
    const std::string name = database.name();
    run_to_end([&]() -> asio::awaitable<void> {
        rowan::async::connection<Database> db{co_await asio::this_coro::executor};
        co_await db.open(name);
        co_await db.create_tables();
        co_await function(db, name);
    });
}

/// A value that was awaited. GCC 12 does not parse what follows `(co_await …)` in a template.
template <class Value>
Value value_of(Value value) {
    return value;
}

/// The message of the error of exactly this type that an operation fails with.
template <class Error, class Operation>
asio::awaitable<std::string> failure_of(Operation operation) {
    std::exception_ptr failure;
    try {
        (void)co_await std::move(operation);
    } catch (...) {
        failure = std::current_exception();
    }
    std::string message = "nothing failed";
    try {
        if (failure) std::rethrow_exception(failure);
        FAIL_CHECK("nothing failed");
    } catch (const Error& error) {
        message = error.what();
        CHECK_MESSAGE(typeid(error) == typeid(Error), message);
    } catch (const std::exception& error) {
        FAIL_CHECK("it failed otherwise: ", std::string(error.what()));
    }
    co_return message;
}

} // namespace test
