#pragma once

#include "support/raw.hpp"
#include "support/skip.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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

using test::cell;
using test::cells;
using test::raw_rows;
using test::require_same;

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

} // namespace music
