#pragma once

#include "chinook/chinook.hpp"
#include "chinook/compare.hpp"
#include "chinook/raw.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <type_traits>
#include <vector>

// How a statement that writes is compared with what is written by hand.
namespace music {

/// Whether the text of a statement is a constant, for the database of the samples and for PostgreSQL.
template <class Statement>
consteval bool has_constant_text(const Statement& statement) {
    return !rowan::sql_text<chinook>(statement).empty() && !rowan::sql_text<rowan::postgres_dialect>(statement).empty();
}

/// What a statement has done: the rows or their number that it gave, and all tables.
struct effect {
    std::vector<cells> rows{};
    std::int64_t count = 0;
    std::map<std::string, std::vector<cells>> tables{};
};
/// The effect of `action(db, effect)`, which is taken back.
template <class Connection, class Action>
effect effect_of(Connection& db, const Action& action) {
    effect result;
    auto scope = db.begin();
    action(result);
    result.tables = dump(db.handle().native_handle());
    return result;
}

template <class Connection, class Statement, class... Arguments>
void require_effect_in(Connection& db, std::initializer_list<std::string> changed, const std::string& sql,
                       const Statement& statement, const Arguments&... arguments) {
    constexpr bool is_postgres = std::is_same_v<Connection, rowan::connection<postgres_chinook>>;
    const auto same = [](const auto& found, const auto& expected) {
        if constexpr (is_postgres) require_same_in_postgres(found, expected);
        else require_same(found, expected);
    };
    const effect before = effect_of(db, [](effect&) {});
    constexpr bool gives_rows = !std::is_integral_v<decltype(db(statement, arguments...))>;
    const effect expected = effect_of(db, [&](effect& done) {
        if constexpr (gives_rows) done.rows = raw_rows(db, sql);
        else done.count = test::raw_changes(db.handle().native_handle(), sql);
    });
    const effect found = effect_of(db, [&](effect& done) {
        auto given = db(statement, arguments...);
        if constexpr (gives_rows) done.rows = cells_of_rows(given);
        else done.count = given;
    });
    CHECK(found.count == expected.count);
    same(found.rows, expected.rows);
    REQUIRE(found.tables.size() == 11);
    for (const auto& [table, rows] : found.tables) {
        CAPTURE(table);
        same(rows, expected.tables.at(table));
        const auto is_table = [&](const std::string& name) {
            return (is_postgres ? with_lower_names(name) : name) == table;
        };
        CHECK((rows != before.tables.at(table)) == std::any_of(changed.begin(), changed.end(), is_table));
    }
}

/// Runs a statement and the SQL on the sample data, and takes both back. It gives what the SQL gives, the number of rows or
/// those of RETURNING; all tables are the same afterwards, and just those that are named are not as they were.
template <class Statement, class... Arguments>
void require_effect(std::initializer_list<std::string> changed, const by_hand& sql, const Statement& statement,
                    const Arguments&... arguments) {
    if (auto* db = sample()) require_effect_in(*db, changed, sql.sqlite, statement, arguments...);
    if (auto* db = postgres_sample()) require_effect_in(*db, changed, sql.postgres, statement, arguments...);
}

} // namespace music
