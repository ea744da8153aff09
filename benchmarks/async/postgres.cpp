// Point selects on PostgreSQL, awaited: `best` is libpq on Asio by hand, `rowan` what a user of rowan writes. CPU time is that of the thread
// that runs them. rowan has a second thread, which looks at deadlines, so all have one; `alone` is `best` in a process without.

#include "rowan/postgres.hpp"
#include "rowan/async.hpp"

#include "by_hand.hpp"
#include "measured.hpp"
#include "other_thread.hpp"
#include "postgres/tables.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/use_future.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using bench::User;

template <>
inline constexpr auto rowan::table<User> = rowan::define<User>("users");

namespace bench {
namespace {

struct blog {
    using driver = rowan::postgres;
    using tables = rowan::tables<User>;
};

using context_executor = asio::io_context::executor_type;

template <class Executor>
class rowan_connection {
public:
    static constexpr const char* name = "rowan";

    explicit rowan_connection(asio::io_context& context) : db(Executor(context.get_executor())) {
        auto opened = db.open(server())(asio::use_future);
        context.run();
        context.restart();
        opened.get();
    }
    auto get(std::int64_t id) { return db.template get<User>(id); }
    template <class Handler>
    void get(std::int64_t id, Handler handler) {
        db.template get<User>(id)(std::move(handler));
    }

    rowan::async::connection<blog, Executor> db;
};

template <class Executor>
class rowan_pool {
public:
    static constexpr const char* name = "rowan";

    explicit rowan_pool(asio::io_context& context) : pool_(Executor(context.get_executor()), server()) {}
    auto get(std::int64_t id) { return pool_.template get<User>(id); }

private:
    rowan::async::pool<blog, Executor> pool_;
};

template <template <class> class Database, class Executor, bool IsAlone = false>
void await_each(benchmark::State& state) {
    std::optional<other_thread> other;
    if (!IsAlone) other.emplace();
    asio::io_context context{1};
    Database<Executor> db{context};
    check_awaited<Executor>(context, db, db.name);
    run_awaited<Executor>(state, context, db);
}

// Blocking code on the fiber.
void run_blocking(benchmark::State& state) {
    const other_thread other;
    asio::io_context context{1};
    rowan_connection<context_executor> db{context};
    check_awaited<context_executor>(context, db, db.name);
    finish(context, context.get_executor(), [&]() -> asio::awaitable<void, context_executor> {
        co_await db.db.run([&](rowan::connection<blog>& blocking) {
            next_key key;
            const allocation_count counted;
            for (auto _ : state) {
                const User user = blocking.get<User>(key());
                benchmark::DoNotOptimize(&user);
            }
            counted.show(state);
        });
    });
}

template <template <class> class Database>
void call_back(benchmark::State& state) {
    const other_thread other;
    asio::io_context context{1};
    Database<context_executor> db{context};
    check_awaited<context_executor>(context, db, db.name);
    callback_loop loop{state, db};
    loop.next();
    context.run();
}

// Eight coroutines with a connection each, so many gets by all of them.
template <template <class> class Database>
void await_eight(benchmark::State& state) {
    const other_thread other;
    constexpr std::size_t workers = 8;
    const auto gets = static_cast<std::size_t>(state.range(0)) / workers;
    asio::io_context context{1};
    std::array<std::unique_ptr<Database<context_executor>>, workers> all;
    for (auto& db : all) {
        db = std::make_unique<Database<context_executor>>(context);
        check_awaited<context_executor>(context, *db, db->name);
    }
    const allocation_count counted;
    for (auto _ : state) {
        for (auto& db : all)
            asio::co_spawn(
                context,
                [&]() -> asio::awaitable<void, context_executor> {
                    next_key key;
                    for (std::size_t got = 0; got < gets; ++got) {
                        const User user = co_await db->get(key());
                        benchmark::DoNotOptimize(&user);
                    }
                },
                rethrow);
        context.run();
        context.restart();
    }
    counted.show(state);
}

void add(const std::string& workload, const char* contestant, void (*function)(benchmark::State&), int count = 1) {
    benchmark::RegisterBenchmark((workload + "/" + contestant).c_str(), function)->Arg(count);
}

template <template <class> class Database>
void add_both(const char* contestant) {
    add("async.await", contestant, await_each<Database, context_executor>);
    add("async.await_any", contestant, await_each<Database, asio::any_io_executor>);
    add("async.callback", contestant, call_back<Database>);
    add("async.eight", contestant, await_eight<Database>, 800);
}

void add_all() {
    add_both<connection_by_hand>("best");
    add_both<rowan_connection>("rowan");
    add("async.await", "alone", await_each<connection_by_hand, context_executor, true>);
    add("async.run", "best", await_each<connection_by_hand, context_executor>);
    add("async.run", "rowan", run_blocking);
    add("async.pool", "best", await_each<connection_by_hand, context_executor>);
    add("async.pool", "rowan", await_each<rowan_pool, context_executor>);
}

} // namespace
} // namespace bench

int main(int argc, char** argv) {
    setenv("PGOPTIONS", "-c search_path=rowan_bench -c client_min_messages=warning", 1);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    try {
        bench::add_all();
        // Once: nobody writes.
        const bench::tables server{bench::users_only(bench::user_count)};
        benchmark::RunSpecifiedBenchmarks();
        bench::execute(bench::connect().get(), "DROP SCHEMA IF EXISTS rowan_bench CASCADE");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
