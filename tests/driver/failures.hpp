#pragma once

#include "driver/laws.hpp"
#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The errors of each driver: how they are brought about.
namespace test::laws {

/// An error of exactly one type: how the fake throws it, and that it is what an action throws.
struct expected_error {
    std::string name;
    std::function<void(std::string_view sql)> thrown;
    std::function<void(const std::function<void()>& action, std::string_view sql)> check;
};
template <class Error>
expected_error an(std::string name) {
    return {std::move(name), fake::failing<Error>(),
            [](const auto& action, std::string_view sql) { CHECK(caught<Error>(action).sql() == sql); }};
}
inline expected_error a_violation(std::string name, rowan::constraint_kind kind) {
    return {std::move(name), fake::failing<rowan::constraint_violation>(kind, std::string("c")),
            [kind](const auto& action, std::string_view sql) {
                const auto error = caught<rowan::constraint_violation>(action);
                CHECK(error.sql() == sql);
                CHECK(error.kind() == kind);
            }};
}

/// A statement that fails; what is run before it, and what is run after it and makes it go through, if there is such.
struct failure {
    expected_error error;
    std::string sql;
    std::string before{}, after{};
    bool by_another = false; // connection, before and after are
};

/// What the databases have in common: a row is offered that a constraint refuses, and one that is right.
inline constexpr auto definitions =
    "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
    "CREATE TABLE checked (id INTEGER PRIMARY KEY, code TEXT UNIQUE,"
    " amount INTEGER CHECK (amount > 0), name TEXT NOT NULL,"
    " parent_id INTEGER REFERENCES parent (id));"
    "CREATE TABLE offered (id INTEGER, code TEXT, amount INTEGER, name TEXT, parent_id INTEGER);"
    "INSERT INTO parent VALUES (1); INSERT INTO checked VALUES (1, 'a', 1, 'x', 1)";
inline const std::string insertion = "INSERT INTO checked SELECT * FROM offered",
                         right_row = "INSERT INTO offered VALUES (2, 'b', 1, 'y', 1)";

inline failure offering(expected_error error, const std::string& row, std::string sql = insertion) {
    return {std::move(error), std::move(sql), "INSERT INTO offered VALUES " + row, "DELETE FROM offered; " + right_row};
}
inline std::vector<failure> common_failures() {
    return {offering(a_violation("unique", rowan::constraint_kind::unique), "(2, 'a', 1, 'y', 1)"),
            offering(a_violation("primary key", rowan::constraint_kind::primary_key), "(1, 'b', 1, 'y', 1)"),
            offering(a_violation("foreign key", rowan::constraint_kind::foreign_key), "(2, 'b', 1, 'y', 7)"),
            offering(a_violation("check", rowan::constraint_kind::check), "(2, 'b', -1, 'y', 1)"),
            offering(a_violation("not null", rowan::constraint_kind::not_null), "(2, 'b', 1, NULL, 1)"),
            {an<rowan::schema_mismatch>("schema_mismatch"), "INSERT INTO nowhere VALUES (1)", "",
             "CREATE TABLE nowhere (n INTEGER)"},
            {an<rowan::syntax_error>("syntax_error"), "SELEC 1"}};
}

template <class Driver>
std::vector<failure> failures();
template <>
inline std::vector<failure> failures<rowan::sqlite>() {
    auto all = common_failures();
    all.push_back(offering(a_violation("data type", rowan::constraint_kind::data_type), "(2, 'b', 1, 'y', 1)",
                           "INSERT INTO strictly SELECT code FROM offered"));
    all.back().before += "; CREATE TABLE strictly (n INTEGER) STRICT";
    all.back().after = "UPDATE offered SET code = '7'";
    all.push_back(offering(a_violation("trigger", rowan::constraint_kind::trigger), "(2, 'b', 13, 'y', 1)"));
    all.back().before += "; CREATE TRIGGER guard BEFORE INSERT ON checked WHEN NEW.amount = 13"
                         " BEGIN SELECT RAISE(ABORT, 'thirteen is not wanted'); END";
    all.push_back({an<rowan::error>("error"), "SELECT abs(id) FROM offered",
                   "INSERT INTO offered (id) VALUES (-9223372036854775807 - 1)", "UPDATE offered SET id = 1"});
    all.push_back(offering(an<rowan::type_mismatch>("type_mismatch"), "(2, 'b', 1, 'y', 1)",
                           "INSERT INTO parent SELECT code FROM offered"));
    all.back().after = "UPDATE offered SET code = '7'";
    all.push_back({an<rowan::busy>("busy"), insertion, "BEGIN IMMEDIATE", "ROLLBACK", true});
    all.push_back({an<rowan::read_only_database>("read_only_database"), insertion, "PRAGMA query_only = ON",
                   "PRAGMA query_only = OFF"});
    all.push_back({an<rowan::disk_full>("disk_full"), "INSERT INTO filled SELECT zeroblob(1000000)",
                   "CREATE TABLE filled (content BLOB NOT NULL); PRAGMA max_page_count = 1",
                   "PRAGMA max_page_count = 100000"});
    all.push_back({an<rowan::connection_lost>("connection_lost"), "ATTACH '/nowhere/at/all' AS elsewhere"});
    return all;
}
template <>
inline std::vector<failure> failures<rowan::postgres>() {
    auto all = common_failures();
    all.push_back(
        {a_violation("other", rowan::constraint_kind::other), "INSERT INTO excluded SELECT 1 FROM offered",
         "CREATE TABLE excluded (n integer, EXCLUDE USING btree (n WITH =)); INSERT INTO excluded VALUES (1);" +
             right_row,
         "DELETE FROM excluded"});
    all.push_back({an<rowan::error>("error"), "SELECT 1 / id FROM offered", "INSERT INTO offered (id) VALUES (0)",
                   "UPDATE offered SET id = 1"});
    all.push_back({an<rowan::type_mismatch>("type_mismatch"), "SELECT CAST(code AS integer) FROM offered", right_row,
                   "UPDATE offered SET code = '7'"});
    all.push_back({an<rowan::busy>("busy"), insertion, "BEGIN; LOCK TABLE checked", "ROLLBACK", true});
    all.push_back({an<rowan::read_only_database>("read_only_database"), insertion,
                   "SET default_transaction_read_only = on", "SET default_transaction_read_only = off"});
    all.push_back({an<rowan::permission_denied>("permission_denied"), insertion, "SET ROLE pg_monitor", "RESET ROLE"});
    all.push_back({an<rowan::canceled>("canceled"),
                   "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(60) FROM offered", right_row,
                   "DELETE FROM offered"});
    // What a test cannot bring about by itself, the server says when it is told to.
    const auto raised = [&](expected_error error, const std::string& state) {
        all.push_back({std::move(error), "SELECT fail('" + state + "') FROM offered",
                       "CREATE FUNCTION fail(state text) RETURNS void LANGUAGE plpgsql AS"
                       " $$ BEGIN RAISE EXCEPTION USING ERRCODE = state; END $$;" +
                           right_row,
                       "DELETE FROM offered"});
    };
    raised(an<rowan::serialization_failure>("serialization_failure"), "40001");
    raised(an<rowan::deadlock>("deadlock"), "40P01");
    raised(an<rowan::resource_exhausted>("resource_exhausted"), "53200");
    raised(an<rowan::disk_full>("disk_full"), "53100");
    raised(an<rowan::corrupt_database>("corrupt_database"), "XX001");
    return all;
}
template <>
inline std::vector<failure> failures<fake::driver>() {
    std::vector<failure> all;
    const auto add = [&](expected_error error) { all.push_back({std::move(error), insertion, "", "mended"}); };
    using enum rowan::constraint_kind;
    for (const rowan::constraint_kind kind :
         {unique, primary_key, foreign_key, check, not_null, data_type, trigger, other})
        add(a_violation("constraint_violation " + std::to_string(static_cast<int>(kind)), kind));
    add(an<rowan::error>("error"));
    add(an<rowan::type_mismatch>("type_mismatch"));
    add(an<rowan::busy>("busy"));
    add(an<rowan::serialization_failure>("serialization_failure"));
    add(an<rowan::deadlock>("deadlock"));
    add(an<rowan::transaction_lost>("transaction_lost"));
    add(an<rowan::connection_lost>("connection_lost"));
    add(an<rowan::commit_unknown>("commit_unknown"));
    add(an<rowan::canceled>("canceled"));
    add(an<rowan::timed_out>("timed_out"));
    add(an<rowan::resource_exhausted>("resource_exhausted"));
    add(an<rowan::permission_denied>("permission_denied"));
    add(an<rowan::schema_mismatch>("schema_mismatch"));
    add(an<rowan::syntax_error>("syntax_error"));
    add(an<rowan::corrupt_database>("corrupt_database"));
    add(an<rowan::read_only_database>("read_only_database"));
    add(an<rowan::disk_full>("disk_full"));
    return all;
}

} // namespace test::laws
