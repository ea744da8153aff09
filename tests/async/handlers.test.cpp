#include "async/running.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

// What runs inside of an operation: handlers of events, and exceptions of several at once.
namespace async_handlers_test {

using namespace rowan;

struct Account {
    std::int64_t id = 0;
    std::string owner{};
};
template <class Driver>
struct bank;

struct WhereItRuns {
    std::thread::id where{};
    int writes = 0;

    void on(const after_insert<Account>& e, auto& db) {
        where = std::this_thread::get_id();
        ++writes;
        if (e.row.owner == "twice") db.insert(Account{0, "again"}); // by the blocking connection, within the operation
        if (e.row.owner == "never") throw std::runtime_error("not this one");
    }
};

template <class Driver>
struct bank {
    using driver = Driver;
    using tables = rowan::tables<Account>;
    using listeners = rowan::listeners<WhereItRuns>;
};

} // namespace async_handlers_test

template <>
inline constexpr auto rowan::table<async_handlers_test::Account> =
    rowan::define<async_handlers_test::Account>(rowan::unique<&async_handlers_test::Account::owner>);

namespace async_handlers_test {

constexpr auto how_many = select(count()).from<Account>();

TEST_SUITE("async") {
    TEST_CASE_TEMPLATE("handlers are called where the connection runs", Driver, TEST_DRIVERS) {
        const std::string name = test::empty_database<Driver>::name();
        test::run_to_end([&]() -> asio::awaitable<void> {
            async::connection<bank<Driver>> db{co_await asio::this_coro::executor};
            co_await db.open(name);
            co_await db.create_tables();
            Account ann{0, "ann"};
            co_await db.insert(ann);
            const bool is_here = db.template listener<WhereItRuns>().where == std::this_thread::get_id();
            CHECK(is_here == std::is_same_v<Driver, postgres>); // on SQLite it is the connection's thread
            const auto where = co_await db.run([](auto&) { return std::this_thread::get_id(); });
            CHECK(where == db.template listener<WhereItRuns>().where);
            Account twice{0, "twice"};
            co_await db.insert(twice);
            CHECK_THAT(co_await db(how_many).scalar() == 3);
            Account never{0, "never"};
            std::string message = co_await test::failure_of<std::runtime_error>(db.insert(never));
            CHECK(message == "not this one");
            CHECK_THAT(co_await db(how_many).scalar() == 3);
        });
    }
    TEST_CASE_TEMPLATE("transactions that fail at the same time keep their exceptions apart", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        const std::string name = database.name();
        asio::io_context context(1);
        constexpr int many = 8;
        std::vector<std::unique_ptr<async::connection<bank<Driver>>>> connections;
        for (int i = 0; i < many; ++i) {
            connections.push_back(std::make_unique<async::connection<bank<Driver>>>(context));
            test::run_to_end(context, connections.back()->open(name));
        }
        test::run_to_end(context, connections[0]->create_tables());
        int right = 0;
        for (int i = 0; i < many; ++i)
            connections[static_cast<std::size_t>(i)]->run([i](rowan::connection<bank<Driver>>& db) {
                int counted = 0;
                for (int turn = 0; turn < 20; ++turn) {
                    const std::string mine = "of " + std::to_string(i) + ", " + std::to_string(turn);
                    try {
                        auto outer = db.begin();
                        (void)db(how_many).scalar();
                        auto inner = db.begin(); // both are rolled back while the exception is on its way
                        throw std::runtime_error(mine);
                    } catch (const std::runtime_error& caught) {
                        try {
                            (void)db(how_many).scalar(); // waits while it is handled
                            auto scope = db.begin();
                            throw std::out_of_range(mine + " inside");
                        } catch (const std::out_of_range& inside) {
                            (void)db(how_many).scalar();
                            if (inside.what() == mine + " inside" && caught.what() == mine &&
                                std::uncaught_exceptions() == 0)
                                ++counted;
                        }
                    }
                }
                return counted;
            })([&](std::exception_ptr failure, int counted) {
                CHECK(failure == nullptr);
                right += counted;
            });
        context.restart();
        context.run();
        CHECK(right == many * 20);
        CHECK(std::uncaught_exceptions() == 0);
    }
}

} // namespace async_handlers_test
