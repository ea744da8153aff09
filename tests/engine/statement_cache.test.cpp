#include "rowan/engine/run/statement_cache.hpp"

#include "driver/fake.hpp"
#include "support/drivers.hpp"

#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace statement_cache_test {

using namespace rowan;

struct Entry {
    std::int64_t id = 0;
    std::string name;
};
struct shelf {
    using driver = test::fake::driver;
    using tables = rowan::tables<Entry>;
};

constexpr auto query = select<Entry>().where(col<&Entry::name> != "");

/// Runs the query within itself, so deep, and reads a row of each.
template <class Connection>
void nest(Connection& db, int depth) {
    if (depth == 0) return;
    for (const Entry& row : db(query)) {
        CHECK(row.id == depth);
        nest(db, depth - 1);
    }
}

struct fixture {
    test::fake::server server;
    connection<shelf> db{"fake", {&server}};

    /// How many statements are prepared when the query runs within itself, so deep.
    int prepared(int depth) {
        (void)server.take_log();
        for (int i = depth; i > 0; --i) {
            test::fake::answer one;
            one.rows = {{std::int64_t{i}, std::string("name")}};
            server.script.push_back(one);
        }
        nest(db, depth);
        CHECK(server.script.empty());
        const std::vector<std::string> log = server.take_log();
        return static_cast<int>(
            std::ranges::count_if(log, [](const std::string& line) { return line.starts_with("prepare "); }));
    }
};

TEST_SUITE("engine") {
    TEST_CASE_FIXTURE(fixture, "a query that ran within a loop over its own result is kept for the next time") {
        CHECK(prepared(1) == 1);
        CHECK(prepared(1) == 0);
        CHECK(prepared(2) == 1);
        CHECK(prepared(5) == 3);
        CHECK(prepared(1) == 0);
        CHECK(prepared(5) == 0);
    }
    TEST_CASE_FIXTURE(fixture, "so many statements of a query are kept, and not all that ran at once") {
        constexpr int most = static_cast<int>(detail::statement_table<test::fake::statement>::most_kept);
        CHECK(prepared(most + 3) == most + 3);
        CHECK(prepared(most) == 0);
        CHECK(prepared(most + 3) == 3);
        CHECK(prepared(1) == 0);
    }
}

} // namespace statement_cache_test
