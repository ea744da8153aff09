#include "support/postgres_server.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

// What a handler that throws leaves of the locks of a session.
namespace advisory_locks_test {

using namespace rowan;

struct Entry {
    std::int64_t id = 0;
};
/// Throws behind or before the statement that has a text in it.
struct failing {
    std::string_view behind{}, before{};
    bool is_of_rowan = false;

    void on(const after_execute& e) { fail(e.sql, behind); }
    void on(const before_execute& e) { fail(e.sql, before); }
    void fail(std::string_view sql, std::string_view part) const {
        if (part.empty() || sql.find(part) == std::string_view::npos) return;
        if (is_of_rowan) throw error("a handler fails");
        throw std::runtime_error("a handler fails");
    }
};
struct library {
    using driver = rowan::postgres;
    using tables = rowan::tables<Entry>;
    using listeners = rowan::listeners<failing>;
};

struct fixture {
    const std::string name = test::empty_postgres();
    connection<library> db{name};
    test::raw_postgres other{name};
    failing& handler = db.listener<failing>();

    std::string locks() {
        return other("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND "
                     "database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    }
};

TEST_SUITE("events") {
    TEST_CASE_FIXTURE(fixture, "a lock is not held if a handler throws once the server has given it") {
        handler.behind = "advisory_lock(";
        CHECK_THROWS_AS((void)db.lock(1), std::runtime_error);
        CHECK_THROWS_AS((void)db.lock("a name"), std::runtime_error);
        CHECK_THROWS_AS((void)db.try_lock(1), std::runtime_error);
        CHECK_THROWS_AS((void)db.try_lock("a name"), std::runtime_error);
        CHECK(locks() == "0");
        handler = {};
        {
            const auto lock = db.lock(1);
            CHECK(locks() == "1");
        }
        CHECK(locks() == "0");
    }
    TEST_CASE_FIXTURE(fixture, "what is given back for a handler that throws is its lock, and no other") {
        const auto outer = db.lock(1);
        handler.behind = "pg_advisory_lock(";
        CHECK_THROWS_AS((void)db.lock(1), std::runtime_error);
        CHECK(locks() == "1");
        // The server has not given what was not asked for.
        handler = {.before = "advisory_lock("};
        CHECK_THROWS_AS((void)db.lock(1), std::runtime_error);
        CHECK_THROWS_AS((void)db.try_lock(1), std::runtime_error);
        CHECK(locks() == "1");
        handler = {};
        test::raw_postgres third(name);
        CHECK(third("SELECT pg_try_advisory_lock(1)") == "f");
    }
    TEST_CASE_FIXTURE(fixture, "a lock that was given back is given back once, whatever a handler throws") {
        const auto outer = db.lock(1);
        handler = {.behind = "advisory_unlock", .is_of_rowan = true};
        { const auto inner = db.lock(1); }
        handler = {};
        // After the rollback of a transaction that has failed, what could not be unlocked is.
        CHECK_THROWS_AS(db.transact([&] { db.execute("SELECT 1 / 0"); }), error);
        CHECK(locks() == "1");
    }
    TEST_CASE_FIXTURE(fixture, "a lock of a transaction ends with it, if a handler throws") {
        handler.behind = "advisory_xact_lock";
        CHECK_THROWS_AS(db.transact([&] { db.lock_in_transaction(1); }), std::runtime_error);
        CHECK(locks() == "0");
    }
}

} // namespace advisory_locks_test
