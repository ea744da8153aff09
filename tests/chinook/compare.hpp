#pragma once

#include "chinook/cells.hpp"
#include "chinook/chinook.hpp"
#include "chinook/raw.hpp"
#include "support/drivers.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace music {

/// A database with the sample data, of which nothing is to be changed; skips the running test case if there is none.
inline rowan::connection<chinook>* sample() {
    static std::unique_ptr<rowan::connection<chinook>> db;
    if (!db) {
        const auto text = script();
        if (!text) return nullptr;
        db = std::make_unique<rowan::connection<chinook>>(":memory:");
        db->execute(*text);
    }
    return db.get();
}
/// The same in PostgreSQL; none where its tests are left out.
inline rowan::connection<postgres_chinook>* postgres_sample() {
    static std::unique_ptr<test::separate_database<rowan::postgres>> database;
    static std::unique_ptr<rowan::connection<postgres_chinook>> db;
    if (test::leaves_out_postgres()) return nullptr;
    if (!db) {
        const auto text = script("Chinook_PostgreSql.sql");
        if (!text) return nullptr;
        database = std::make_unique<test::separate_database<rowan::postgres>>("_chinook");
        db = std::make_unique<rowan::connection<postgres_chinook>>(database->name());
        raw_rows(*db, *text);
    }
    (void)database->name();
    return db.get();
}

/// SQL of the names of SQLite's script, `AlbumId`, with those of PostgreSQL's, `album_id`.
inline std::string with_lower_names(const std::string& sql) {
    std::string result;
    bool is_text = false;
    const auto is_letter = [&](std::size_t i) {
        return i < sql.size() && std::isalpha(static_cast<unsigned char>(sql[i]));
    };
    const auto is_lower = [&](std::size_t i) {
        return i < sql.size() && std::islower(static_cast<unsigned char>(sql[i]));
    };
    const auto is_upper = [&](std::size_t i) { return is_letter(i) && !is_lower(i); };
    for (std::size_t i = 0; i < sql.size();) {
        if (sql[i] == '\'') is_text = !is_text;
        std::size_t end = i;
        while (!is_text && is_letter(end)) ++end;
        const bool is_name = end - i > 1 && is_upper(i) && is_lower(i + 1);
        if (end == i || !is_name) {
            end = std::max(end, i + 1);
            result.append(sql, i, end - i);
        } else
            for (std::size_t k = i; k < end; ++k) {
                if (is_upper(k) && k > i) result += '_';
                result += static_cast<char>(std::tolower(static_cast<unsigned char>(sql[k])));
            }
        i = end;
    }
    return result;
}

/// The same with what PostgreSQL calls by another name. There LIKE looks at the case of letters.
inline std::string in_postgres(const std::string& sql) {
    std::string result = with_lower_names(sql);
    const std::pair<std::string, std::string> names[] = {
        {"strftime('%Y', invoice_date)", "to_char(invoice_date, 'YYYY')"},
        {"strftime('%m', invoice_date)", "to_char(invoice_date, 'MM')"},
        {"julianday(", "date("},
        {"ifnull(", "coalesce("},
        {"instr(", "strpos("},
        {"group_concat(", "string_agg("},
        {" LIKE ", " ILIKE "}};
    for (const auto& [from, to] : names)
        for (auto place = result.find(from); place != std::string::npos; place = result.find(from, place + to.size()))
            result.replace(place, from.size(), to);
    return result;
}

/// SQL that was written by hand: once, if PostgreSQL takes the same but for the names.
struct by_hand {
    by_hand(const char* text) : by_hand(std::string(text)) {}
    by_hand(const std::string& text) : sqlite(text), postgres(in_postgres(text)) {}
    by_hand(std::string first, std::string second) : sqlite(std::move(first)), postgres(std::move(second)) {}
    std::string sqlite, postgres;
};

/// What PostgreSQL calculates as `numeric` in the one text may be a real number or an integer in the other.
inline bool is_same_in_postgres(const cell& found, const cell& expected) {
    const auto number = [](const cell& value) {
        const auto* integer = std::get_if<std::int64_t>(&value);
        return integer ? static_cast<double>(*integer) : std::get<double>(value);
    };
    const auto is_number = [](const cell& value) { return value.index() == 1 || value.index() == 2; };
    if (found.index() == expected.index() && !std::holds_alternative<double>(found)) return found == expected;
    if (!is_number(found) || !is_number(expected)) return false;
    return std::abs(number(found) - number(expected)) <= 1e-12 * std::abs(number(expected));
}

/// What rowan reads, compared with what hand-written SQL gives through the C API.
template <class Result>
void require_rows(Result&& found, rowan::connection<chinook>& db, const by_hand& sql) {
    const auto expected = raw_rows(db, sql.sqlite);
    REQUIRE(!expected.empty());
    require_same(cells_of_rows(found), expected);
}
inline void require_same_in_postgres(std::vector<cells> found, const std::vector<cells>& expected) {
    for (std::size_t i = 0; i < found.size() && i < expected.size(); ++i)
        if (std::ranges::equal(found[i], expected[i], is_same_in_postgres)) found[i] = expected[i];
    require_same(found, expected);
}
template <class Result>
void require_rows(Result&& found, rowan::connection<postgres_chinook>& db, const by_hand& sql) {
    const auto expected = raw_rows(db, sql.postgres);
    REQUIRE(!expected.empty());
    require_same_in_postgres(cells_of_rows(found), expected);
}

/// Runs a query on the sample data, and compares its rows one by one with those of the SQL.
template <class Query, class... Arguments>
void require_answer(const by_hand& sql, const Query& query, const Arguments&... arguments) {
    if (auto* db = sample()) require_rows((*db)(query, arguments...), *db, sql);
    if (auto* db = postgres_sample()) require_rows((*db)(query, arguments...), *db, sql);
}

} // namespace music
