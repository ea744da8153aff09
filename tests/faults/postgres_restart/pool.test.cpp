#include "faults/postgres/faults.hpp"

#include "rowan/pool.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

// A pool whose server is restarted while many threads read and write through it.
namespace pool_restart_test {

using namespace faults;
using rowan::col;
using rowan::operator""_p;

constexpr auto by_tag = rowan::select<Item>().where(col<&Item::tag> == rowan::param<"tag">);

/// What became of the writes of one thread, by their tags.
struct outcomes {
    std::vector<std::string> done, unknown, failed, wrong;
    int reads = 0, failed_reads = 0;

    void add(const outcomes& other) {
        const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
        append(done, other.done);
        append(unknown, other.unknown);
        append(failed, other.failed);
        append(wrong, other.wrong);
        reads += other.reads;
        failed_reads += other.failed_reads;
    }
};

/// Runs what may meet a server that is not there: true if it was done, and nothing but errors of such a server.
template <class Action>
bool attempt(outcomes& seen, const Action& action) {
    try {
        action();
        return true;
    } catch (const rowan::connection_lost&) {
    } catch (const rowan::timed_out&) {
    } catch (const rowan::resource_exhausted&) {
    } catch (const rowan::commit_unknown&) {
        throw;
    } catch (const std::exception& error) {
        seen.wrong.emplace_back(error.what());
    }
    return false;
}

class workers {
public:
    workers(rowan::pool<items>& pool, int count) : pool_(pool), seen_(static_cast<std::size_t>(count)) {
        for (int i = 0; i < count; ++i) threads_.emplace_back([this, i] { work(i); });
    }
    ~workers() { (void)end(); }
    workers(const workers&) = delete;
    workers& operator=(const workers&) = delete;

    /// How many writes were done so far, and how many were not or may not have been.
    [[nodiscard]] int writes() const { return writes_; }
    [[nodiscard]] int failures() const { return failures_; }
    /// Stops them and tells what they have seen.
    outcomes end() {
        is_over_ = true;
        for (std::thread& each : threads_) each.join();
        threads_.clear();
        outcomes sum;
        for (const outcomes& each : seen_) sum.add(each);
        return sum;
    }

private:
    void work(int number) {
        outcomes& seen = seen_[static_cast<std::size_t>(number)];
        for (int i = 0; !is_over_; ++i) {
            const std::string tag = std::to_string(number) + "_" + std::to_string(i);
            bool is_done = false;
            try {
                // By itself, in a transaction, and in a pipeline.
                is_done = attempt(seen, [&] {
                    const Item item{0, tag, number};
                    if (i % 3 == 0) pool_.with([&](auto& db) { db.insert(item); });
                    else if (i % 3 == 1) pool_.transact([&](auto& db) { db.insert(item); });
                    else
                        pool_.with([&](auto& db) {
                            db.pipeline([&](auto& p) {
                                p(rowan::insert<Item>().set(col<&Item::tag> = tag, col<&Item::number> = number));
                            });
                        });
                });
                (is_done ? seen.done : seen.failed).push_back(tag);
                ++(is_done ? writes_ : failures_);
            } catch (const rowan::commit_unknown&) {
                seen.unknown.push_back(tag);
                ++failures_;
            }
            // So that the server can come back on a machine that has nothing but work for it.
            if (!is_done) std::this_thread::sleep_for(1ms);
            const bool is_read = attempt(seen, [&] { (void)pool_(by_tag, "tag"_p = tag); });
            ++(is_read ? seen.reads : seen.failed_reads);
        }
    }

    rowan::pool<items>& pool_;
    std::vector<outcomes> seen_;
    std::atomic<bool> is_over_ = false;
    std::atomic<int> writes_ = 0, failures_ = 0;
    std::vector<std::thread> threads_;
};

/// How often each tag is in the database.
std::map<std::string, int> rows_by_tag(const std::string& name) {
    std::map<std::string, int> rows;
    database db(name, bounded);
    for (const Item& each : db(all_items)) ++rows[each.tag];
    return rows;
}
std::ptrdiff_t count_other_than(const std::map<std::string, int>& rows, const std::vector<std::string>& tags,
                                int count) {
    return std::ranges::count_if(tags, [&](const std::string& tag) {
        const auto found = rows.find(tag);
        return (found == rows.end() ? 0 : found->second) != count;
    });
}

/// Uses all connections that a pool has: it notices of each that was lost.
void use_all(rowan::pool<items>& pool) {
    std::vector<rowan::pooled<items>> all;
    for (auto left = pool.statistics().open; left > 0; --left) all.push_back(pool.acquire());
    for (const auto& each : all) {
        try {
            each->execute("SELECT 1");
        } catch (const rowan::connection_lost&) {
        } catch (const rowan::commit_unknown&) {}
    }
}

void check_recovered(const std::string& name, rowan::pool<items>& pool, const outcomes& seen) {
    CHECK(seen.wrong == std::vector<std::string>{});
    use_all(pool);
    // Some of those whose commit is unknown are there: they are tried again where they are not.
    for (const std::string& tag : seen.unknown)
        pool.with([&](auto& db) {
            if (db(by_tag, "tag"_p = tag).all().empty()) db.insert(Item{0, tag, 0});
        });
    const auto rows = rows_by_tag(name);
    CHECK(count_other_than(rows, seen.done, 1) == 0);
    CHECK(count_other_than(rows, seen.unknown, 1) == 0);
    CHECK(count_other_than(rows, seen.failed, 0) == 0);
    CHECK(rows.size() == seen.done.size() + seen.unknown.size());

    const auto statistics = pool.statistics();
    CHECK(statistics.in_use == 0);
    CHECK(statistics.waiting == 0);
    CHECK(statistics.open == statistics.idle);
    CHECK(statistics.open == statistics.created - statistics.closed);
    CHECK(statistics.discarded <= statistics.closed);
    CHECK(statistics.created <= statistics.acquired + statistics.failed + 1);
    test::raw_postgres other(name);
    wait_until([&] {
        return other("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pooled'") ==
               std::to_string(statistics.open);
    });
}

const rowan::postgres_options pooled{
    .connect_timeout = bounded.connect_timeout, .answer_timeout = bounded.answer_timeout, .application_name = "pooled"};
const rowan::pool_options patient{
    .minimum = 4, .maximum = 20, .acquire_timeout = 3min, .check_after_idle = 1h, .answer_timeout = 3min};

/// Without the constraint that would hide rows that are written twice.
std::string unconstrained_items() {
    std::string name = empty_items();
    test::raw_postgres other(name);
    other("ALTER TABLE item DROP CONSTRAINT item_tag_key; CREATE INDEX ON item(tag)");
    return name;
}

TEST_SUITE("faults") {
    TEST_CASE("a pool recovers from a server that is restarted under it, and no write is lost or done twice") {
        const std::string name = unconstrained_items();
        const auto descriptors = open_descriptors();
        {
            rowan::pool<items> pool(name, patient, pooled);
            workers threads(pool, 50);
            for (int restart = 0; restart < 2 || threads.failures() == 0; ++restart) {
                REQUIRE(restart < 20);
                const int before = threads.writes();
                wait_until([&] { return threads.writes() > before + 500; });
                test::restart_postgres();
            }
            const int before = threads.writes();
            wait_until([&] { return threads.writes() > before + 1000; });
            const outcomes seen = threads.end();
            MESSAGE(seen.done.size(), " done, ", seen.unknown.size(), " unknown, ", seen.failed.size(), " failed");
            CHECK(seen.failed.size() + seen.unknown.size() > 0);
            check_recovered(name, pool, seen);
            CHECK(pool.statistics().discarded > 0);
        }
        // What test cases before have left to be closed may have been counted.
        CHECK(open_descriptors() <= descriptors);
    }
    TEST_CASE("a pool recovers from sessions that are ended under load, one after the other") {
        const std::string name = unconstrained_items();
        rowan::pool<items> pool(name, patient, pooled);
        workers threads(pool, 50);
        test::raw_postgres other(name);
        for (int i = 0; i < 60; ++i) {
            const int before = threads.writes();
            wait_until([&] { return threads.writes() > before + 20; });
            other("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pooled' "
                  "ORDER BY random() LIMIT 3");
        }
        const outcomes seen = threads.end();
        MESSAGE(seen.done.size(), " done, ", seen.unknown.size(), " unknown, ", seen.failed.size(), " failed");
        // A session that was ended may still have been at its commit when its client was told.
        wait_until([&] {
            return other(
                       "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pooled' AND state <> 'idle'") ==
                   "0";
        });
        check_recovered(name, pool, seen);
    }
    TEST_CASE("a pool opens no more than the server allows, and says what is exhausted") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        const std::string role = "rowan_pool_" + std::to_string(getpid());
        other("CREATE ROLE " + role + " LOGIN CONNECTION LIMIT 3");
        {
            rowan::pool<items> pool(name + " user=" + role, {.minimum = 1, .maximum = 10}, pooled);
            auto first = pool.acquire(), second = pool.acquire(), third = pool.acquire();
            CHECK_THROWS_AS((void)pool.acquire(), rowan::resource_exhausted);
            CHECK(pool.statistics().failed == 1);
            CHECK(pool.statistics().open == 3);
            third.give_back();
            pool.acquire().give_back();
        }
        wait_until(
            [&] { return other("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + role + "'") == "0"; });
        other("DROP ROLE " + role);
    }
    TEST_CASE("a pool whose server is gone throws typed errors, and works again when it is back") {
        const std::string name = empty_items();
        test::proxy proxy(test::postgres_port());
        rowan::pool<items> pool(test::over_tcp(name, proxy.port()),
                                {.minimum = 2, .maximum = 4, .check_after_idle = 0s, .answer_timeout = 3min}, pooled);
        const auto add = [&](const char* tag) { pool.with([&](auto& db) { db.insert(Item{0, tag, 1}); }); };
        add("a");
        // Idle connections are asked before they are handed out, and replaced.
        proxy.cut();
        add("b");
        CHECK(count_items(name) == 2);
        int rows = 2;
        for (int absence = 0; absence < 3; ++absence) {
            CAPTURE(absence);
            proxy.leave();
            for (int i = 0; i < 5; ++i) CHECK_THROWS_AS(add("c"), rowan::connection_lost);
            CHECK(pool.statistics().in_use == 0);
            CHECK(pool.statistics().open == 0);
            CHECK(count_items(name) == rows);
            proxy.come_back();
            add(("d" + std::to_string(absence)).c_str());
            {
                auto first = pool.acquire(), second = pool.acquire(), third = pool.acquire(), fourth = pool.acquire();
                CHECK(pool.statistics().in_use == 4);
            }
            CHECK(count_items(name) == ++rows);
            CHECK(pool.statistics().waiting == 0);
        }
    }
}

} // namespace pool_restart_test
