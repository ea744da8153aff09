#pragma once

#include "support/skip.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What the C API says of a database, to compare with what rowan says.
namespace music {

/// The text of the script, without a byte order mark; skips the running test case if the file is not there.
inline std::optional<std::string> script() {
    const std::filesystem::path path = ROWAN_SHARED_DATA "/chinook/Chinook_Sqlite.sql";
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        test::skip(path.string() + " is not there");
        return std::nullopt;
    }
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    return text;
}

/// The part of the script that creates the tables.
inline std::string_view definitions(std::string_view text) { return text.substr(0, text.find("INSERT INTO")); }

using cell = std::variant<std::monostate, std::int64_t, double, std::string>;
using cells = std::vector<cell>;

inline std::string text_of(const cells& row) {
    std::string text;
    for (const cell& each : row) {
        if (!text.empty()) text += " | ";
        if (const auto* integer = std::get_if<std::int64_t>(&each)) text += "integer " + std::to_string(*integer);
        else if (const auto* real = std::get_if<double>(&each)) text += "real " + std::to_string(*real);
        else if (const auto* string = std::get_if<std::string>(&each)) text += "'" + *string + "'";
        else text += "null";
    }
    return text;
}

/// Runs SQL through the C API.
inline std::vector<cells> raw_rows(sqlite3* handle, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    const int prepared = sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr);
    REQUIRE_MESSAGE(prepared == SQLITE_OK, sqlite3_errmsg(handle), " in ", sql);
    std::vector<cells> rows;
    int result = sqlite3_step(statement);
    for (; result == SQLITE_ROW; result = sqlite3_step(statement)) {
        cells& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            switch (sqlite3_column_type(statement, i)) {
            case SQLITE_NULL:
                row.emplace_back();
                break;
            case SQLITE_INTEGER:
                row.emplace_back(std::int64_t{sqlite3_column_int64(statement, i)});
                break;
            case SQLITE_FLOAT:
                row.emplace_back(sqlite3_column_double(statement, i));
                break;
            default: {
                const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
                row.emplace_back(std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, i))));
            }
            }
        }
    }
    sqlite3_finalize(statement);
    REQUIRE(result == SQLITE_DONE);
    return rows;
}

/// The type and the literal of every column of every row of a table, in the order of its key.
inline std::vector<cells> dump(sqlite3* handle, const std::string& table) {
    std::string columns;
    std::map<std::int64_t, std::string> key;
    for (const cells& column : raw_rows(handle, "SELECT name, pk FROM pragma_table_info('" + table + "')")) {
        const std::string name = '"' + std::get<std::string>(column[0]) + '"';
        columns += (columns.empty() ? "typeof(" : ", typeof(") + name + "), quote(" + name + ")";
        if (const auto position = std::get<std::int64_t>(column[1]); position > 0) key[position] = name;
    }
    std::string order;
    for (const auto& [position, name] : key) order += (order.empty() ? " ORDER BY " : ", ") + name;
    return raw_rows(handle, "SELECT " + columns + " FROM \"" + table + '"' + order);
}

/// The tables of a database by name, each as `dump` has it.
inline std::map<std::string, std::vector<cells>> dump(sqlite3* handle) {
    std::map<std::string, std::vector<cells>> tables;
    for (const cells& row : raw_rows(handle, "SELECT name FROM sqlite_schema WHERE type = 'table'")) {
        const auto& name = std::get<std::string>(row[0]);
        tables[name] = dump(handle, name);
    }
    return tables;
}

/// Fails with the first row that is not the same.
inline void require_same(const std::vector<cells>& found, const std::vector<cells>& expected) {
    for (std::size_t i = 0; i < found.size() && i < expected.size(); ++i) {
        if (found[i] != expected[i]) FAIL("row ", i, ": ", text_of(found[i]), " is not ", text_of(expected[i]));
    }
    REQUIRE(found.size() == expected.size());
}

} // namespace music
