#pragma once

#include "chinook/chinook.hpp"
#include "chinook/compare.hpp"
#include "chinook/raw.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <type_traits>

// How a statement is compared with what is written by hand. Which database it is run on is said here and nowhere else.
namespace music {

/// Whether the text of a statement is a constant, for the database of the samples and for PostgreSQL.
template <class Statement>
consteval bool has_constant_text(const Statement& statement) {
    return !rowan::sql_text<chinook>(statement).empty() && !rowan::sql_text<rowan::postgres_dialect>(statement).empty();
}

/// Runs a query on the sample data, and compares its rows one by one with those of the SQL.
template <class Query, class... Arguments>
void require_answer(const std::string& sql, const Query& query, const Arguments&... arguments) {
    if (auto* db = sample()) require_rows((*db)(query, arguments...), *db, sql);
}

/// Calls `function` with a database of the sample data that is its own, if there is any.
template <class Function>
void with_copy(const Function& function) {
    auto* db = sample();
    if (db == nullptr) return;
    rowan::connection<chinook> copy(":memory:");
    auto* backup = sqlite3_backup_init(copy.handle().native_handle(), "main", db->handle().native_handle(), "main");
    REQUIRE(sqlite3_backup_step(backup, -1) == SQLITE_DONE);
    REQUIRE(sqlite3_backup_finish(backup) == SQLITE_OK);
    function(copy);
}

/// Runs a statement on a copy of the sample data and the SQL on another one. It gives what the SQL gives, the number of rows or
/// those of RETURNING; all tables are the same afterwards, and just those that are named are not as they were.
template <class Statement, class... Arguments>
void require_effect(std::initializer_list<std::string> changed, const std::string& sql, const Statement& statement,
                    const Arguments&... arguments) {
    with_copy([&](auto& db) {
        with_copy([&](auto& other) {
            sqlite3* handle = other.handle().native_handle();
            const auto before = dump(handle);
            const auto expected = raw_rows(handle, sql);
            auto given = db(statement, arguments...);
            if constexpr (std::is_integral_v<decltype(given)>) CHECK(given == sqlite3_changes64(handle));
            else require_same(cells_of_rows(given), expected);
            const auto after = dump(handle);
            for (const auto& [table, rows] : dump(db.handle().native_handle())) {
                CAPTURE(table);
                require_same(rows, after.at(table));
                const bool is_changed = std::count(changed.begin(), changed.end(), table) != 0;
                CHECK((rows != before.at(table)) == is_changed);
            }
        });
    });
}

} // namespace music
