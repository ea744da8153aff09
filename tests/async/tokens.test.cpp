#include "async/running.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/spawn.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>

// One operation, begun with every completion token of Asio's.
namespace async_tokens_test {

using namespace rowan;

struct Book {
    std::int64_t id = 0;
    std::string title{};
};

} // namespace async_tokens_test

template <>
inline constexpr auto rowan::table<async_tokens_test::Book> =
    rowan::define<async_tokens_test::Book>(rowan::unique<&async_tokens_test::Book::title>);

namespace async_tokens_test {

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Book>;
};

/// An empty table on a connection that is open; what is begun runs when `run` is called.
template <class Driver>
struct opened {
    asio::io_context context{1};
    async::connection<library<Driver>> db{context};

    opened() {
        const std::string name = test::empty_database<Driver>::name();
        test::run_to_end(context, db.open(name));
        test::run_to_end(context, db.create_tables());
    }
    void run() {
        context.restart();
        context.run();
    }
    std::int64_t count() {
        return test::run_to_end(context, db(select(rowan::count()).template from<Book>()).scalar());
    }
};

// Asio does not tell the address sanitizer of the stacks of `spawn`, which then takes an exception on one for a fault.
#if defined(ROWAN_ADDRESS_SANITIZER)
constexpr bool throws_on_stacks_of_asio = false;
#else
constexpr bool throws_on_stacks_of_asio = true;
#endif

TEST_SUITE("async") {
    TEST_CASE_TEMPLATE("a callback is called once, with an exception or the result", Driver, TEST_DRIVERS) {
        opened<Driver> here;
        Book emma{0, "Emma"};
        int calls = 0;
        here.db.insert(emma)([&](std::exception_ptr failure, std::int64_t key) {
            ++calls;
            CHECK(failure == nullptr);
            CHECK(key == emma.id);
            // The next may begin in it.
            here.db.insert(emma)([&](std::exception_ptr second, std::int64_t) {
                ++calls;
                CHECK_THROWS_AS(std::rethrow_exception(second), constraint_violation);
            });
        });
        CHECK(calls == 0); // nothing is called before it returns
        here.run();
        CHECK(calls == 2);
    }
    TEST_CASE_TEMPLATE("a future has the result or throws", Driver, TEST_DRIVERS) {
        opened<Driver> here;
        auto work = asio::make_work_guard(here.context);
        here.context.restart();
        std::thread runner([&] { here.context.run(); });
        Book emma{0, "Emma"};
        CHECK(here.db.insert(emma)(asio::use_future).get() == emma.id);
        std::future<Book> found = here.db.template get<Book>(emma.id)(asio::use_future);
        CHECK(found.get().title == "Emma");
        auto missing = here.db.template get<Book>(77)(asio::use_future);
        CHECK_THROWS_AS(missing.get(), not_found);
        here.db.drop_tables()(asio::use_future).get();
        work.reset();
        runner.join();
    }
    TEST_CASE_TEMPLATE("a stackful coroutine waits for it", Driver, TEST_DRIVERS) {
        opened<Driver> here;
        bool is_over = false;
        asio::spawn(
            here.context,
            [&](asio::yield_context yield) {
                Book emma{0, "Emma"};
                CHECK(here.db.insert(emma)(yield) == emma.id);
                CHECK(here.db.template get<Book>(emma.id)(yield).title == "Emma");
                if constexpr (throws_on_stacks_of_asio)
                    CHECK_THROWS_AS(here.db.insert(emma)(yield), constraint_violation);
                here.db.execute("DELETE FROM book")(yield);
                const int given = here.db.transact([](auto& tx) -> asio::awaitable<int> {
                    Book other{0, "Persuasion"};
                    co_await tx.insert(other);
                    co_return 7;
                })(yield);
                CHECK(given == 7);
                if constexpr (throws_on_stacks_of_asio)
                    CHECK_THROWS_AS(here.db.transact([](auto&) -> asio::awaitable<void> {
                        throw not_found("mine", 0, {});
                        co_return;
                    })(yield),
                                    not_found);
                is_over = true;
            },
            [](std::exception_ptr failure) { CHECK(failure == nullptr); });
        here.run();
        CHECK(is_over);
        CHECK(here.count() == 1);
    }
    TEST_CASE_TEMPLATE("tokens that wrap others do so here", Driver, TEST_DRIVERS) {
        opened<Driver> here;
        test::run_to_end(here.context, [](opened<Driver>& all) -> asio::awaitable<void> {
            Book emma{0, "Emma"};
            auto begun_later = all.db.insert(emma)(asio::deferred);
            CHECK(emma.id == 0);
            bool is_called = false;
            std::move(begun_later)([&](std::exception_ptr, std::int64_t) { is_called = true; });
            while (!is_called) co_await asio::post(all.context, asio::use_awaitable);
            CHECK(emma.id > 0);

            auto [failure, found] = co_await all.db.template get<Book>(emma.id)(asio::as_tuple(asio::use_awaitable));
            CHECK(failure == nullptr);
            CHECK(found.title == "Emma");
            auto [second, nothing] = co_await all.db.template get<Book>(77)(asio::as_tuple(asio::use_awaitable));
            CHECK_THROWS_AS(std::rethrow_exception(second), not_found);
            const Book same = co_await all.db.template get<Book>(emma.id)(asio::use_awaitable);
            CHECK(same.title == "Emma");
        }(here));
    }
    TEST_CASE_TEMPLATE("an error can be a code, with diagnostics", Driver, TEST_DRIVERS) {
        opened<Driver> here;
        test::run_to_end(here.context, [](opened<Driver>& all) -> asio::awaitable<void> {
            Book emma{0, "Emma"};
            boost::system::error_code code;
            const auto key =
                co_await all.db.insert(emma)(async::as_error_code(asio::redirect_error(asio::use_awaitable, code)));
            CHECK_FALSE(code);
            CHECK(key == emma.id);
            async::diagnostics told;
            co_await all.db.insert(emma)(async::as_error_code(asio::redirect_error(asio::use_awaitable, code), told));
            CHECK(code == async::errc::constraint_violation);
            CHECK(code.category() == async::error_category());
            CHECK(code.message() == "a constraint is violated");
            CHECK(told.message.find("title") != std::string::npos);
            CHECK_THROWS_AS(std::rethrow_exception(told.error), constraint_violation);
            co_await all.db.execute("nonsense")(
                async::as_error_code(asio::redirect_error(asio::use_awaitable, code), told));
            CHECK(code == async::errc::syntax_error);
            co_await all.db.execute("DELETE FROM book")(
                async::as_error_code(asio::redirect_error(asio::use_awaitable, code), told));
            CHECK_FALSE(code);
            CHECK(told.message.empty());
        }(here));
        int calls = 0;
        here.db.template get<Book>(77)(async::as_error_code([&](boost::system::error_code code, const Book&) {
            ++calls;
            CHECK(code == async::errc::not_found);
        }));
        here.run();
        CHECK(calls == 1);
    }
    TEST_CASE_TEMPLATE("a handler runs on its own executor", Driver, TEST_DRIVERS) {
        opened<Driver> here;
        asio::io_context other(1);
        bool is_called = false;
        std::thread::id where;
        here.db(select(rowan::count()).template from<Book>())
            .scalar()(asio::bind_executor(other.get_executor(), [&](std::exception_ptr, std::int64_t count) {
                is_called = true;
                where = std::this_thread::get_id();
                CHECK(count == 0);
            }));
        here.run();
        CHECK_FALSE(is_called);
        std::thread runner([&] { other.run(); }); // which the operation has kept at work
        const auto expected = runner.get_id();
        runner.join();
        CHECK(is_called);
        CHECK(where == expected);
    }
    TEST_CASE_TEMPLATE("executors of other kinds, and a connection bound to one", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        const std::string name = database.name();
        using plain = async::connection<library<Driver>>;
        using executor = asio::strand<asio::io_context::executor_type>;
        using bound = typename plain::template rebind_executor<executor>::other;
        static_assert(std::is_same_v<typename bound::executor_type, executor>);
        asio::io_context context(1);
        const executor strand = asio::make_strand(context);
        bound db(strand);
        CHECK(db.get_executor() == strand);
        std::optional<std::int64_t> count;
        bool was_on_strand = false;
        asio::co_spawn(
            strand,
            [&]() -> asio::awaitable<void, executor> {
                co_await db.open(name);
                co_await db.create_tables();
                was_on_strand = strand.running_in_this_thread();
                count = co_await db(select(rowan::count()).template from<Book>()).scalar();
                co_await db.transact([](auto& tx) -> asio::awaitable<void, executor> {
                    Book book{0, "Emma"};
                    co_await tx.insert(book);
                });
                co_await db.close();
            },
            [](std::exception_ptr failure) { CHECK(failure == nullptr); });
        context.run();
        CHECK(count == 0);
        CHECK(was_on_strand);
    }
    TEST_CASE_TEMPLATE("what an operation is given is kept until it has ended", Driver, TEST_DRIVERS) {
        opened<Driver> here;
        int calls = 0;
        const auto count_call = [&](std::exception_ptr failure, auto&&...) {
            ++calls;
            CHECK(failure == nullptr);
        };
        {
            Book temporary{0, "a title that is too long for a short string"};
            here.db.insert(std::move(temporary))(count_call);
        }
        here.run();
        {
            const std::string title = "a title that is too long for a short string";
            here.db(select<Book>().where(col<&Book::title> == title))
                .one()([&](std::exception_ptr failure, const Book& book) {
                    count_call(failure);
                    CHECK(book.id > 0);
                });
        }
        here.run();
        {
            const std::string script = "DELETE FROM book WHERE title = 'a title that is too long for a short string'";
            here.db.execute(script)(count_call);
        }
        here.run();
        {
            auto blocking = std::make_unique<int>(7); // what is moved only
            here.db.run([kept = std::move(blocking)](auto&) { return *kept; })([&](std::exception_ptr, int seven) {
                ++calls;
                CHECK(seven == 7);
            });
        }
        here.run();
        CHECK(calls == 4);
        CHECK(here.count() == 0);
    }
}

} // namespace async_tokens_test
