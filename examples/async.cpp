#include <rowan/async.hpp>
#include <rowan/sqlite.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include <cstdint>
#include <exception>
#include <iostream>
#include <string>

namespace asio = boost::asio;
using namespace rowan;

struct User {
    std::int64_t id{};
    std::string name{};
};
struct people {
    using driver = sqlite;
    using tables = rowan::tables<User>;
};

asio::awaitable<void> run(std::string name) {
    async::connection<people> db{co_await asio::this_coro::executor};
    co_await db.open(name);
    co_await db.create_tables();

    co_await db.transact([](auto& transaction) -> asio::awaitable<void> {
        User jane{.name = "Jane"};
        co_await transaction.insert(jane);
    });

    for (const User& user : co_await db(select<User>().where(col<&User::name> == "Jane")).all())
        std::cout << user.id << ' ' << user.name << '\n';
}

int main(int argc, char** argv) {
    asio::io_context context;
    asio::co_spawn(context, run(argc > 1 ? argv[1] : ":memory:"), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
    context.run();
}
