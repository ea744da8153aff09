#include "support/postgres_server.hpp"

#include "rowan/engine/transaction/retry.hpp"
#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <string>

// What the options of a connection and of a transaction are to the server.
namespace session_options_test {

using namespace rowan;

struct nothing {
    using driver = postgres;
    using tables = rowan::tables<>;
};
using database = connection<nothing>;

/// Throws unless the server holds a condition to be true.
void require(database& db, const std::string& condition) {
    db.execute("DO $$ BEGIN IF NOT (" + condition + ") THEN RAISE 'it is not so'; END IF; END $$");
}

TEST_CASE("the server shows a connection under its name, of the options or of the connection string") {
    const std::string mine = "(SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid())";
    database plain(test::postgres_database());
    CHECK_NOTHROW(require(plain, mine + " = 'rowan'"));
    database named(test::postgres_database(), {.application_name = "library"});
    CHECK_NOTHROW(require(named, mine + " = 'library'"));
    database given(test::postgres_database() + " application_name=shelf", {.application_name = "library"});
    CHECK_NOTHROW(require(given, mine + " = 'shelf'"));
    CHECK_THROWS_AS(require(given, mine + " = 'library'"), error);
}

TEST_CASE("a transaction has the modes that it was asked for, and the next one has not") {
    database db(test::postgres_database());
    const auto is = [&](const std::string& setting, const std::string& value) {
        require(db, "current_setting('transaction_" + setting + "') = '" + value + "'");
    };
    db.transact({.isolation = isolation_level::serializable, .read_only = true, .deferrable = true}, [&] {
        is("isolation", "serializable");
        is("read_only", "on");
        is("deferrable", "on");
    });
    db.transact({.isolation = isolation_level::repeatable_read}, [&] {
        is("isolation", "repeatable read");
        is("read_only", "off");
        is("deferrable", "off");
    });
    db.transact({.isolation = isolation_level::read_committed}, [&] { is("isolation", "read committed"); });
}

TEST_CASE("settings that results depend on do not depend on the server or the environment") {
    database db(test::postgres_database() + " options='-c timezone=Asia/Kathmandu -c standard_conforming_strings=off'");
    CHECK_NOTHROW(require(db, "current_setting('TimeZone') = 'UTC'"));
    CHECK_NOTHROW(require(db, "current_setting('standard_conforming_strings') = 'on'"));
    CHECK_NOTHROW(require(db, "current_setting('client_encoding') = 'UTF8'"));
}

TEST_CASE("what is tried again waits for longer each time, up to a bound, and not as long as others") {
    using std::chrono::milliseconds;
    for (int attempt = 0; attempt < 20; ++attempt) {
        const milliseconds most{1 + (2 << (attempt < 9 ? attempt : 9))};
        std::set<milliseconds> pauses;
        // They are drawn by the clock, of which nobody knows how often it changes.
        for (int i = 0; i < 200 || pauses.size() < 2 || *pauses.rbegin() < most / 2; ++i) {
            REQUIRE(i < 10'000'000);
            const milliseconds pause = detail::pause_before_retry(attempt);
            CHECK(pause >= milliseconds(1));
            CHECK(pause <= most);
            pauses.insert(pause);
        }
    }
}

} // namespace session_options_test
