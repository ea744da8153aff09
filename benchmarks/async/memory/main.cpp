// How much of a fiber's stack operations use, and what a connection takes of memory.

#include "rowan/async.hpp"
#include "rowan/postgres.hpp"

#include "postgres/tables.hpp"
#include "stack.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <malloc.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using bench::User, bench::Post;

template <>
inline constexpr auto rowan::table<User> = rowan::define<User>("users");
template <>
inline constexpr auto rowan::table<Post> = rowan::define<Post>("posts", rowan::index<&Post::user_id>);

namespace bench {
namespace {

using namespace rowan;

struct blog {
    using driver = rowan::postgres;
    using tables = rowan::tables<User, Post>;
};
using context_executor = asio::io_context::executor_type;
using connection_type = async::connection<blog, context_executor>;

class program {
public:
    template <class Operation>
    auto finish(Operation operation) {
        auto future = operation(asio::use_future);
        context.run();
        context.restart();
        return future.get();
    }

    asio::io_context context{1};
};

/// Keys that the server makes are to be others than those of the rows that are there.
void start_keys_behind() { execute(connect().get(), "ALTER SEQUENCE users_id_seq RESTART 100000"); }

// The stack -----------------------------------------------------------------------------------------------------------

watched_stack stack_of(program& program, connection_type& db) {
    // What is large on the stack is not to count for its user.
    std::unique_ptr<watched_stack> found;
    program.finish(db.run([&](auto&) {
        const char here = 0;
        found = std::make_unique<watched_stack>(&here, rowan::detail::fiber::stack_size);
    }));
    return *found;
}

template <class Operation>
void show_stack(program& program, connection_type& db, const watched_stack& stack, const char* what,
                Operation operation) {
    program.finish(db.run([&](auto&) { stack.paint(); }));
    bool has_failed = false;
    try {
        program.finish(operation());
    } catch (const rowan::error&) {
        has_failed = true;
    }
    std::printf("| %s%s | %zu |\n", what, has_failed ? " (thrown)" : "", stack.used());
}

void show_stacks() {
    const tables server{users_and_posts(1000)};
    start_keys_behind();
    program program;
    connection_type db{program.context};
    program.finish(db.open(bench::server()));
    const watched_stack stack = stack_of(program, db);
    const auto show = [&](const char* what, auto operation) { show_stack(program, db, stack, what, operation); };
    User user{0, "somebody", std::nullopt};

    std::printf("| operation | bytes of the stack |\n|---|---:|\n");
    show("`get`, prepared by it", [&] { return db.get<User>(1); });
    show("`get`", [&] { return db.get<User>(1); });
    show("`get` of a row that is not there", [&] { return db.get<User>(-1); });
    show("`insert`", [&] { return db.insert(user); });
    show("`insert` of 2000 rows in a transaction", [&] {
        return db.run([](auto& blocking) {
            std::vector<User> users = make_users(2000);
            blocking.transact([&] { blocking.insert(users); });
        });
    });
    show("a join with `group_by` and `order_by`", [&] {
        return db(select(col<&User::name>, count().as<"n">())
                      .from<User>()
                      .join<Post>(col<&Post::user_id> == col<&User::id>)
                      .group_by(col<&User::name>)
                      .having(count() > 1)
                      .order_by(col<&User::name>))
            .all();
    });
    show("nested transactions whose insert breaks a constraint", [&] {
        return db.run([](auto& blocking) {
            blocking.transact([&] {
                blocking.transact([&] { blocking.execute("INSERT INTO users (id, name) VALUES (1, 'somebody')"); });
            });
        });
    });
    show("`run` of `snprintf(\"%f\")`", [&] {
        return db.run([](auto&) {
            char text[64];
            std::snprintf(text, sizeof text, "%f", std::strtod("3.14", nullptr));
        });
    });
}

// Connections ---------------------------------------------------------------------------------------------------------

std::size_t heap() noexcept {
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

constexpr std::size_t connections = 50;

template <class Make>
std::size_t heap_of_one(Make make) {
    // What is allocated once and kept, and the first of it.
    const auto first = make();
    std::vector<decltype(make())> all;
    all.reserve(connections);
    const std::size_t before = heap();
    for (std::size_t index = 0; index < connections; ++index) all.push_back(make());
    return (heap() - before) / connections;
}

void show_connections() {
    const tables server{users_only(100)};
    start_keys_behind();
    program program;
    std::size_t stacks = 0, opened = 0;
    const std::size_t by_hand = heap_of_one([] {
        connection_handle connection = connect();
        prepare(connection.get(), "point", "SELECT id, name, hair_color FROM users WHERE id = $1");
        prepare(connection.get(), "insert", "INSERT INTO users (name, hair_color) VALUES ($1, $2) RETURNING id");
        return connection;
    });
    const std::size_t blocking = heap_of_one([] {
        auto db = std::make_unique<rowan::connection<blog>>(bench::server());
        User user = db->get<User>(1);
        db->insert(user);
        return db;
    });
    const std::size_t awaited = heap_of_one([&] {
        auto db = std::make_unique<connection_type>(program.context);
        program.finish(db->open(bench::server()));
        User user = program.finish(db->get<User>(1));
        program.finish(db->insert(user));
        stacks += stack_of(program, *db).resident();
        ++opened;
        return db;
    });
    std::printf(
        "\n| connection, with a `get` and an `insert` behind it | bytes of the heap | bytes of a stack in memory |\n");
    std::printf("|---|---:|---:|\n");
    std::printf("| libpq by hand | %zu | |\n| blocking | %zu | |\n", by_hand, blocking);
    std::printf("| awaited | %zu | %zu |\n", awaited, stacks / opened);
}

} // namespace
} // namespace bench

int main() {
    setenv("PGOPTIONS", "-c search_path=rowan_bench -c client_min_messages=warning", 1);
    try {
        bench::show_stacks();
        bench::show_connections();
        bench::execute(bench::connect().get(), "DROP SCHEMA IF EXISTS rowan_bench CASCADE");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
