#pragma once

#include "chinook/raw.hpp"
#include "tpch/generate.hpp"
#include "tpch/reference.hpp"

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
namespace test::tpch {

using music::cells;
using music::raw_rows;

inline void append(cells& row, std::integral auto value) { row.emplace_back(static_cast<std::int64_t>(value)); }
inline void append(cells& row, double value) { row.emplace_back(value); }
inline void append(cells& row, const std::string& value) { row.emplace_back(value); }
inline void append(cells& row, std::chrono::year_month_day value) {
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(value.year()),
                  static_cast<unsigned>(value.month()), static_cast<unsigned>(value.day()));
    row.emplace_back(std::string(text));
}

template <class Table>
    requires std::is_aggregate_v<Table>
void append(cells& row, const Table& value) {
    boost::pfr::for_each_field(value, [&](const auto& field) { append(row, field); });
}

/// An absent row of a table is as many nulls as it has columns.
template <class Value>
void append(cells& row, const std::optional<Value>& value) {
    if (value) append(row, *value);
    else if constexpr (std::is_aggregate_v<Value>) row.resize(row.size() + boost::pfr::tuple_size_v<Value>);
    else row.emplace_back();
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

/// Whether a query has a text for both dialects, which does not depend on what runs.
template <class Query>
consteval bool has_constant_text(const Query& query) {
    return !rowan::sql_text<rowan::sqlite>(query).empty() && !rowan::sql_text<rowan::postgres_dialect>(query).empty();
}

/// A database with all rows, to be read only.
inline rowan::connection<tpch>& sample() {
    static rowan::connection<tpch> db{":memory:"};
    [[maybe_unused]] static const bool filled = (fill(db), true);
    return db;
}

/// What rowan reads from the sample, compared with what hand-written SQL gives through the C API.
template <class Result>
void require_rows(Result&& found, const std::string& sql) {
    std::vector<cells> rows;
    for (const auto& row : found) rows.push_back(cells_of(row));
    const auto expected = raw_rows(sample().handle().native_handle(), sql);
    REQUIRE(!expected.empty());
    music::require_same(rows, expected);
}

} // namespace test::tpch
