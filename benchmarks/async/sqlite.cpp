// Point selects on SQLite, awaited: `best` is a thread with a queue by hand, `rowan` what a user of rowan writes. A file with a
// write-ahead log. CPU time is that of the process, which has two threads.

#include "rowan/sqlite.hpp"
#include "rowan/async.hpp"

#include "measured.hpp"
#include "sqlite/best_read.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace asio = boost::asio;
using bench::User;

template <>
inline constexpr auto rowan::table<User> = rowan::define<User>("users");

namespace bench {
namespace {

using context_executor = asio::io_context::executor_type;

struct blog {
    using driver = rowan::sqlite;
    using tables = rowan::tables<User>;
};

/// A database in a folder of its own, until the end of the scope.
class database_file {
public:
    explicit database_file(const Dataset& data) {
        std::string pattern = (std::filesystem::temp_directory_path() / "rowan_bench_XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw sqlite_failure{"no temporary folder"};
        folder_ = pattern;
        const database_handle database = open();
        execute(database.get(), schema_sql.data());
        fill_tables(database.get(), data);
    }
    database_file(const database_file&) = delete;
    database_file& operator=(const database_file&) = delete;
    ~database_file() { std::filesystem::remove_all(folder_); }

    std::string name() const { return folder_ / "blog.db"; }
    database_handle open() const {
        sqlite3* opened = nullptr;
        const int code = sqlite3_open_v2(name().c_str(), &opened,
                                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
        database_handle database{opened};
        check(code, opened);
        execute(opened, "PRAGMA journal_mode = WAL");
        return database;
    }

private:
    std::filesystem::path folder_;
};

/// A connection by hand: its statements run on a thread of its own, and are completed by a post.
class queue_by_hand {
public:
    static constexpr const char* name = "best";

    queue_by_hand(asio::io_context& context, const database_file& file)
        : executor_{context.get_executor()}, database_{file.open()},
          point_{prepare(database_.get(), "SELECT id, name, hair_color FROM users WHERE id = ?1",
                         SQLITE_PREPARE_PERSISTENT)},
          thread_{[this] { serve(); }} {}
    queue_by_hand(const queue_by_hand&) = delete;
    queue_by_hand& operator=(const queue_by_hand&) = delete;
    ~queue_by_hand() {
        {
            const std::lock_guard lock{mutex_};
            is_over_ = true;
        }
        changed_.notify_one();
        thread_.join();
    }

    asio::awaitable<User, context_executor> get(std::int64_t id) {
        constexpr asio::use_awaitable_t<context_executor> token{};
        return asio::async_initiate<const asio::use_awaitable_t<context_executor>, void(std::exception_ptr, User)>(
            [this](auto handler, std::int64_t wanted) { push(new get_job{*this, wanted, std::move(handler)}); }, token,
            id);
    }

private:
    struct job {
        job* next = nullptr;
        virtual void run() = 0;

    protected:
        ~job() = default;
    };
    template <class Handler>
    struct get_job final : job {
        queue_by_hand& queue;
        std::int64_t id;
        Handler handler;
        std::decay_t<decltype(asio::prefer(std::declval<const context_executor&>(),
                                           asio::execution::outstanding_work.tracked))>
            work;

        get_job(queue_by_hand& asked, std::int64_t wanted, Handler&& given)
            : queue{asked}, id{wanted}, handler{std::move(given)},
              work{asio::prefer(asked.executor_, asio::execution::outstanding_work.tracked)} {}
        void run() override {
            std::exception_ptr failure;
            User user{};
            try {
                user = queue.point(id);
            } catch (...) {
                failure = std::current_exception();
            }
            const auto kept = std::move(work);
            auto completed = [handler = std::move(handler), failure = std::move(failure),
                              user = std::move(user)]() mutable { handler(std::move(failure), std::move(user)); };
            delete this;
            asio::post(kept, std::move(completed));
        }
    };

    void push(job* next) {
        {
            const std::lock_guard lock{mutex_};
            (last_ == nullptr ? first_ : last_->next) = next;
            last_ = next;
        }
        changed_.notify_one();
    }
    void serve() {
        std::unique_lock lock{mutex_};
        for (;;) {
            changed_.wait(lock, [&] { return first_ != nullptr || is_over_; });
            if (first_ == nullptr) return;
            job* const now = std::exchange(first_, first_->next);
            if (first_ == nullptr) last_ = nullptr;
            lock.unlock();
            now->run();
            lock.lock();
        }
    }
    User point(std::int64_t id) {
        const reset_at_exit reset{point_.get()};
        sqlite3_bind_int64(point_.get(), 1, id);
        const int code = sqlite3_step(point_.get());
        if (code == SQLITE_DONE) throw sqlite_failure{"no such user"};
        if (code != SQLITE_ROW) fail(database_.get());
        return user_of(column_row{point_.get()});
    }

    context_executor executor_;
    database_handle database_;
    statement_handle point_;
    std::mutex mutex_;
    std::condition_variable changed_;
    job *first_ = nullptr, *last_ = nullptr;
    bool is_over_ = false;
    std::thread thread_;
};

class rowan_connection {
public:
    static constexpr const char* name = "rowan";

    rowan_connection(asio::io_context& context, const database_file& file) : db_{context} {
        auto opened = db_.open(file.name(), {.wal = true})(asio::use_future);
        context.run();
        context.restart();
        opened.get();
    }
    auto get(std::int64_t id) { return db_.get<User>(id); }

private:
    rowan::async::connection<blog, context_executor> db_;
};

template <class Database>
void await_each(benchmark::State& state) {
    const database_file file{users_only(user_count)};
    asio::io_context context{1};
    Database db{context, file};
    check_awaited<context_executor>(context, db, db.name);
    run_awaited<context_executor>(state, context, db);
}

template <class Database>
void add() {
    const std::string name = std::string{"async.sqlite/"} + Database::name;
    benchmark::RegisterBenchmark(name.c_str(), await_each<Database>)->Arg(1)->MeasureProcessCPUTime();
}

[[maybe_unused]] const bool registered = (add<queue_by_hand>(), add<rowan_connection>(), true);

} // namespace
} // namespace bench

BENCHMARK_MAIN();
