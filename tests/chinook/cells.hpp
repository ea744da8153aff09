#pragma once

#include "chinook/raw.hpp"

#include <boost/pfr/core.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

// A row that rowan has read, as the cells that SQLite stores for it; written without anything of rowan's.
namespace music {

inline void append(cells& row, std::integral auto value) { row.emplace_back(static_cast<std::int64_t>(value)); }
inline void append(cells& row, double value) { row.emplace_back(value); }
inline void append(cells& row, const std::string& value) { row.emplace_back(value); }
inline void append(cells& row, std::chrono::sys_seconds value) {
    const auto day = std::chrono::floor<std::chrono::days>(value);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{value - day};
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02ld:%02ld:%02ld", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<long>(time.hours().count()), static_cast<long>(time.minutes().count()),
                  static_cast<long>(time.seconds().count()));
    row.emplace_back(std::string(text));
}

inline void append(cells& row, std::chrono::year_month_day value) {
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(value.year()),
                  static_cast<unsigned>(value.month()), static_cast<unsigned>(value.day()));
    row.emplace_back(std::string(text));
}

template <class Table>
    requires std::is_aggregate_v<Table>
void append(cells& row, const Table& value);

template <class Value>
void append(cells& row, const std::optional<Value>& value) {
    if (value) append(row, *value);
    else if constexpr (std::is_aggregate_v<Value>) row.resize(row.size() + boost::pfr::tuple_size_v<Value>);
    else row.emplace_back();
}

template <class Table>
    requires std::is_aggregate_v<Table>
void append(cells& row, const Table& value) {
    boost::pfr::for_each_field(value, [&](const auto& field) { append(row, field); });
}

template <class Row>
cells cells_of(const Row& row) {
    cells result;
    if constexpr (requires { std::tuple_size<Row>::value; })
        [&]<std::size_t... Index>(std::index_sequence<Index...>) {
            (append(result, row.template get<Index>()), ...);
        }(std::make_index_sequence<std::tuple_size<Row>::value>{});
    else append(result, row);
    return result;
}

template <class Result>
std::vector<cells> cells_of_rows(Result&& rows) {
    std::vector<cells> result;
    for (const auto& row : rows) result.push_back(cells_of(row));
    return result;
}

} // namespace music
