#pragma once

#include "rowan/driver/real_of_text.hpp"
#include "rowan/driver/sqlite/missing_name.hpp"
#include "rowan/schema/value.hpp"

#include <sqlite3.h>

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Decimals are texts; but where another program has declared a column as NUMERIC or DECIMAL, SQLite makes integers and real numbers of
// them (sqlite.org/datatype3.html), and compares such a column with a text as numbers. It does not where a column has no affinity.
namespace rowan::detail {

/// Whether columns of a declared type have no affinity.
inline bool has_no_affinity(const std::string& type) {
    const auto has = [&](const char* part) { return sqlite3_strlike(part, type.c_str(), 0) == 0; };
    return type.empty() || (has("%blob%") && !has("%int%") && !has("%char%") && !has("%clob%") && !has("%text%"));
}
/// Whether the numbers in a column of a result are compared with texts as numbers. What is calculated has no type: it is looked up
/// whether the statement names a column without affinity, which is one without a type, or `ANY` in a strict table.
inline bool is_compared_as_number(sqlite3_stmt* statement, int column) {
    const char* const declared = sqlite3_column_decltype(statement, column);
    if (declared != nullptr && sqlite3_stricmp(declared, "any") != 0) return !has_no_affinity(declared);
    const char* const sql = sqlite3_sql(statement);
    for (const auto& row :
         look_up(sqlite3_db_handle(statement),
                 "SELECT c.type, t.strict FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c"
                 " WHERE t.type IN ('table', 'view') AND instr(lower(?1), lower('\"' || replace(t.name, '\"', '\"\"') "
                 "|| '\"'))"
                 " AND instr(lower(?1), lower('\"' || replace(c.name, '\"', '\"\"') || '\"'))",
                 {sql == nullptr ? "" : sql}))
        if (has_no_affinity(row[0]) || (row[1] == "1" && sqlite3_stricmp(row[0].c_str(), "any") == 0)) return false;
    return true;
}

/// Whether SQLite takes a text of a decimal number for this real number, of which it keeps 15 digits; what it calculates with for more
/// differs from one version to the other.
inline bool is_taken_for(sqlite3* handle, std::string_view text, double real) {
    // Up to here each version has the nearest number: it divides by no more than a thousand.
    const std::size_t point = text.find('.'), fraction = point == std::string_view::npos ? 0 : text.size() - point - 1;
    if (text.size() <= 16 && fraction <= 3) return real_of_text<double>(text) == real;
    // Of a whole number of 64 bits it makes an integer, which it does not round when it compares.
    const sqlite_handle asked = prepare_look_up(handle, "SELECT CAST(?1 AS NUMERIC) = ?2");
    return asked &&
           sqlite3_bind_text64(asked.get(), 1, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK &&
           sqlite3_bind_double(asked.get(), 2, real) == SQLITE_OK && sqlite3_step(asked.get()) == SQLITE_ROW &&
           sqlite3_column_int(asked.get(), 0) == 1;
}

/// The decimal number that an integer or a real number is: one which is found by its text, of 15 digits if there is one, else with the
/// fewest. None if there is none.
template <class Decimal>
std::optional<Decimal> decimal_of_number(sqlite3* handle, sqlite3_value* value, int type) {
    char digits[32];
    const auto parsed = [&](auto... number) {
        const char* const end = std::to_chars(digits, digits + sizeof digits, number...).ptr;
        return value_traits<Decimal>::parse(std::string_view(digits, static_cast<std::size_t>(end - digits)));
    };
    if (type == SQLITE_INTEGER) return parsed(sqlite3_value_int64(value));
    const double real = sqlite3_value_double(value);
    for (auto found : {parsed(real, std::chars_format::general, 15), parsed(real)})
        if (found && is_taken_for(handle, value_traits<Decimal>::to_stored(*found), real)) return found;
    return std::nullopt;
}

} // namespace rowan::detail
