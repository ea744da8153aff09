#pragma once

#include "support/clocked_postgres.hpp"
#include "support/postgres_server.hpp"
#include "support/proxy.hpp"
#include "support/stopped_clock.hpp"
#include "support/wait_until.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>
#include <libpq-fe.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <future>
#include <iterator>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace faults {

struct Item {
    std::int64_t id{};
    std::string tag{};
    std::int64_t number{};
};
struct items {
    using driver = rowan::postgres;
    using tables = rowan::tables<Item>;
};
/// The same, with limits of time that count when the test says so.
struct clocked_items {
    using driver = test::clocked_postgres;
    using tables = rowan::tables<Item>;
};

} // namespace faults

template <>
inline constexpr auto rowan::table<faults::Item> =
    rowan::define<faults::Item>("item", rowan::unique<&faults::Item::tag>);

namespace faults {

using namespace std::chrono_literals;
using test::wait_until;
using database = rowan::connection<items>;
using clocked_database = rowan::connection<clocked_items>;
using clock = std::chrono::steady_clock;

constexpr auto all_items = rowan::select<Item>().order_by(rowan::col<&Item::id>);

/// Nothing waits longer than this, so that nothing hangs.
inline const rowan::postgres_options bounded{.connect_timeout = 3min, .answer_timeout = 3min};
/// For what never answers: where something has to be answered before, the clock stands still until then.
inline const rowan::postgres_options impatient{.connect_timeout = 100ms, .answer_timeout = 100ms};

/// An empty database with the table of items; what it returns is where it is.
inline std::string empty_items() {
    std::string name = test::empty_postgres();
    database(name, bounded).create_tables();
    return name;
}
/// So many rows, more than `copied` of which are inserted by COPY.
inline std::vector<Item> some_items(std::size_t count, const std::string& tag = "t") {
    std::vector<Item> made(count);
    for (std::size_t i = 0; i < count; ++i) made[i] = {0, tag + std::to_string(i), static_cast<std::int64_t>(i)};
    return made;
}
constexpr std::size_t copied = 5000;

/// What the database holds, asked for on another way.
inline int count_items(const std::string& name) {
    return std::stoi(test::raw_postgres(name)("SELECT count(*) FROM item"));
}

template <class Database>
int backend_of(rowan::connection<Database>& db) {
    return PQbackendPID(db.handle().native_handle());
}

/// Waits until a backend is in the middle of a statement: it sleeps, or waits for a lock.
inline void wait_until_inside(test::raw_postgres& other, int backend) {
    wait_until([&] {
        return other("SELECT state = 'active' AND (wait_event = 'PgSleep' OR wait_event_type = 'Lock') FROM "
                     "pg_stat_activity WHERE pid = " +
                     std::to_string(backend)) == "t";
    });
}
inline void wait_until_gone(test::raw_postgres& other, int backend) {
    wait_until(
        [&] { return other("SELECT count(*) FROM pg_stat_activity WHERE pid = " + std::to_string(backend)) == "0"; });
}
/// Ends a backend as an administrator does, and waits until it is gone.
inline void terminate(test::raw_postgres& other, int backend) {
    other("SELECT pg_terminate_backend(" + std::to_string(backend) + ")");
    wait_until_gone(other, backend);
}

/// Waits until the program's end of a connection has heard of its end: a network may take its time.
template <class Database>
void wait_until_told(rowan::connection<Database>& db) {
    wait_until([&] { return rowan::detail::is_readable(PQsocket(db.handle().native_handle())); });
}

/// What a COMMIT does for each row of an INSERT, or for those only for which a condition holds.
inline void on_commit(test::raw_postgres& other, const std::string& statement, const std::string& condition = "true") {
    other("CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + statement +
          "; RETURN NULL; END $$");
    other("CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (" +
          condition + ") EXECUTE FUNCTION at_commit()");
}
/// No COMMIT of an INSERT ends by itself.
inline void make_commits_endless(const std::string& name) {
    test::raw_postgres other(name);
    on_commit(other, "PERFORM pg_sleep(3600)");
}
/// No COMMIT of an INSERT, or of one of a row for which a condition holds, ends before it is opened.
class commit_gate {
public:
    explicit commit_gate(const std::string& name, const std::string& condition = "true") : session_(name) {
        on_commit(session_, "PERFORM pg_advisory_xact_lock_shared(1)", condition);
        close();
    }
    void close() { session_("SELECT pg_advisory_lock(1)"); }
    void open() { session_("SELECT pg_advisory_unlock(1)"); }

private:
    test::raw_postgres session_;
};

/// Another session that keeps everybody from the table of items.
class table_lock {
public:
    explicit table_lock(const std::string& name) : session_(name) { session_("BEGIN; LOCK TABLE item"); }
    /// Nobody finds the lock after it, as somebody might while a session ends by itself.
    ~table_lock() {
        try {
            release();
        } catch (const std::exception& error) {
            MESSAGE("the lock was not released: ", std::string(error.what()));
        }
    }
    table_lock(const table_lock&) = delete;
    table_lock& operator=(const table_lock&) = delete;
    void release() { session_("ROLLBACK"); }

private:
    test::raw_postgres session_;
};

/// Runs a fault beside the test case; its end waits for it.
template <class Action>
std::future<void> meanwhile(Action action) {
    return std::async(std::launch::async, std::move(action));
}

/// A connection that is lost says so, and whatever is tried on it fails at once.
template <class Database>
void check_lost(rowan::connection<Database>& db) {
    CHECK(db.is_broken());
    const auto begin = clock::now();
    const int waits = test::stopped_clock::waits();
    CHECK_THROWS_AS(db.execute("SELECT 1"), rowan::connection_lost);
    CHECK_THROWS_AS((void)db(all_items).all(), rowan::connection_lost);
    CHECK_THROWS_AS(db.insert(Item{0, "late", 0}), rowan::connection_lost);
    CHECK_THROWS_AS(db.insert(some_items(10, "late")), rowan::connection_lost);
    CHECK_THROWS_AS(db.insert(some_items(copied, "late")), rowan::connection_lost);
    CHECK_THROWS_AS(db.transact([] {}), rowan::connection_lost);
    CHECK_THROWS_AS(db.stream(all_items).for_each([](const auto&) {}), rowan::connection_lost);
    CHECK_THROWS_AS(db.pipeline([](auto& p) { (void)p(all_items); }), rowan::connection_lost);
    CHECK(db.is_broken());
    CHECK(test::stopped_clock::waits() == waits);
    // What waited would do so for minutes.
    CHECK(clock::now() - begin < bounded.answer_timeout);
}

inline std::ptrdiff_t open_descriptors() {
    const std::filesystem::directory_iterator entries("/proc/self/fd");
    return std::distance(begin(entries), end(entries));
}

} // namespace faults
