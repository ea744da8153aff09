#pragma once

#include "support/postgres_server.hpp"
#include "support/proxy.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>
#include <libpq-fe.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
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

} // namespace faults

template <>
inline constexpr auto rowan::table<faults::Item> =
    rowan::define<faults::Item>("item", rowan::unique<&faults::Item::tag>);

namespace faults {

using namespace std::chrono_literals;
using database = rowan::connection<items>;
using clock = std::chrono::steady_clock;

constexpr auto all_items = rowan::select<Item>().order_by(rowan::col<&Item::id>);

/// Nothing waits longer than this, so that nothing hangs.
inline const rowan::postgres_options bounded{.connect_timeout = 10s, .answer_timeout = 10s};
inline const rowan::postgres_options impatient{.connect_timeout = 300ms, .answer_timeout = 300ms};
/// For the decorator of a test case: how many seconds it may take on a machine that is busy.
constexpr double limit = 20;

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

inline int backend_of(database& db) { return PQbackendPID(db.handle().native_handle()); }

template <class Condition>
void wait_until(const Condition& condition) {
    const auto end = clock::now() + 10s;
    while (!condition()) {
        if (clock::now() > end) throw std::runtime_error("what the test waits for does not come");
        std::this_thread::sleep_for(2ms);
    }
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

/// Every COMMIT takes so long for each row that it inserted, or for those only for which a condition holds.
inline void make_commits_slow(const std::string& name, const std::string& seconds,
                              const std::string& condition = "true") {
    test::raw_postgres other(name);
    other("CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS "
          "$$ BEGIN PERFORM pg_sleep(" +
          seconds + "); RETURN NULL; END $$");
    other("CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED "
          "FOR EACH ROW WHEN (" +
          condition + ") EXECUTE FUNCTION wait()");
}

/// Another session that keeps everybody from the table of items.
class table_lock {
public:
    explicit table_lock(const std::string& name) : session_(name) { session_("BEGIN; LOCK TABLE item"); }
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
inline void check_lost(database& db) {
    CHECK(db.is_broken());
    const auto begin = clock::now();
    CHECK_THROWS_AS(db.execute("SELECT 1"), rowan::connection_lost);
    CHECK_THROWS_AS((void)db(all_items).all(), rowan::connection_lost);
    CHECK_THROWS_AS(db.insert(Item{0, "late", 0}), rowan::connection_lost);
    CHECK_THROWS_AS(db.insert(some_items(10, "late")), rowan::connection_lost);
    CHECK_THROWS_AS(db.insert(some_items(copied, "late")), rowan::connection_lost);
    CHECK_THROWS_AS(db.transact([] {}), rowan::connection_lost);
    CHECK_THROWS_AS(db.stream(all_items).for_each([](const auto&) {}), rowan::connection_lost);
    CHECK_THROWS_AS(db.pipeline([](auto& p) { (void)p(all_items); }), rowan::connection_lost);
    CHECK(db.is_broken());
    CHECK(clock::now() - begin < 1s);
}

inline std::ptrdiff_t open_descriptors() {
    const std::filesystem::directory_iterator entries("/proc/self/fd");
    return std::distance(begin(entries), end(entries));
}

} // namespace faults
