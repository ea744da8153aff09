#include "support/drivers.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// What a write costs does not depend on how many versions the row has, nor on how many rows there are.
namespace history_steps_test {

struct Item {
    std::int64_t id = 0;
    std::string name;
    int count = 0;
};

} // namespace history_steps_test

template <>
inline constexpr auto rowan::table<history_steps_test::Item> = rowan::define<history_steps_test::Item>(
    rowan::unique<&history_steps_test::Item::name>,
    rowan::index_on("item_by_upper_name", rowan::upper(rowan::col<&history_steps_test::Item::name>)).unique());
template <>
inline constexpr auto rowan::history<history_steps_test::Item> = rowan::versioned{};

namespace history_steps_test {

using namespace rowan;

struct shop {
    using driver = sqlite;
    using tables = rowan::tables<Item>;
};

struct fixture {
    connection<shop> db{":memory:"};

    fixture() {
        db.create_tables();
        db.insert(std::vector<Item>{{0, "a", 0}, {0, "b", 0}});
    }
    /// Gives the second row so many versions, and the history so many rows.
    void fill(int count) {
        const std::string numbers =
            "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < " + std::to_string(count) + ") ";
        db.execute("PRAGMA foreign_keys = OFF; DELETE FROM item_history; DELETE FROM rowan_transaction; " + numbers +
                   "INSERT INTO rowan_transaction (id, at) SELECT i, 'x' FROM c; " + numbers +
                   "INSERT INTO item_history SELECT 2, 'b', i, i, iif(i < " + std::to_string(count) +
                   ", i + 1, NULL), 'update' FROM c; " + numbers +
                   "INSERT INTO item_history SELECT i + 9, i || 'x', i, i, NULL, 'insert' FROM c; "
                   "INSERT INTO item_history VALUES (1, 'a', 0, 1, NULL, 'insert'); PRAGMA foreign_keys = ON");
    }
    /// How many steps of SQLite's machine a statement takes, with all that its triggers do. The first time of a transaction in
    /// which rowan has made the record, or without one.
    int steps(const std::string& sql, bool is_recorded) {
        auto tx = db.begin();
        if (is_recorded) db(rowan::update<Item>().set(col<&Item::count> = 0).where(col<&Item::id> == 1));
        sqlite3_stmt* statement = nullptr;
        REQUIRE(sqlite3_prepare_v2(db.handle().native_handle(), sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
        CHECK(sqlite3_step(statement) == SQLITE_DONE);
        const int steps = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0);
        sqlite3_finalize(statement);
        return steps;
    }
};

TEST_SUITE("history") {
    TEST_CASE_FIXTURE(fixture, "a write takes as many steps beside 20 versions as beside 2000") {
        const std::string statements[] = {"UPDATE item SET count = count + 7 WHERE id = 2",
                                          "UPDATE item SET name = 'c' WHERE id = 2",
                                          "UPDATE item SET id = 5 WHERE id = 2",
                                          "DELETE FROM item WHERE id = 2",
                                          "INSERT INTO item (name, count) VALUES ('new', 1)",
                                          "INSERT OR REPLACE INTO item VALUES (2, 'b', -1)",
                                          "INSERT OR REPLACE INTO item (name, count) VALUES ('b', 1)"};
        for (const bool is_recorded : {true, false})
            for (const std::string& sql : statements) {
                CAPTURE(sql);
                CAPTURE(is_recorded);
                fill(20);
                const int few = steps(sql, is_recorded);
                fill(2'000);
                const int many = steps(sql, is_recorded);
                CHECK(few > 20);
                CHECK(many < few + few / 10);
            }
    }
    TEST_CASE_FIXTURE(fixture, "versions of a row, and the one before, are found by the key") {
        const auto plan = [&](std::string_view sql) {
            std::string text;
            for (const auto& row : test::raw_rows(db, "EXPLAIN QUERY PLAN " + std::string(sql)))
                text += std::get<std::string>(row[3]) + "\n";
            return text;
        };
        for (const std::string_view sql : {detail::core<shop>::text<detail::versions_of_row<Item>>(),
                                           detail::core<shop>::text<detail::versions_in_transaction<Item>>(),
                                           detail::core<shop>::text<detail::version_ended_in<Item>>()})
            CHECK(plan(sql).find("SCAN") == std::string::npos);
    }
}

} // namespace history_steps_test
