#pragma once

#include "chinook/cells.hpp"
#include "support/drivers.hpp"
#include "support/raw.hpp"
#include "tpch/generate.hpp"
#include "tpch/reference.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace test::tpch {

using music::cells_of;
using music::cells_of_rows;

/// Whether a query has a text for both dialects, which does not depend on what runs.
template <class Query>
consteval bool has_constant_text(const Query& query) {
    return !rowan::sql_text<rowan::sqlite>(query).empty() && !rowan::sql_text<rowan::postgres_dialect>(query).empty();
}

/// A database with all rows, to be read only.
template <class Driver>
rowan::connection<tpch<Driver>>& sample() {
    static const separate_database<Driver> database{"_tpch"};
    const std::string name = database.name(); // counts the test case
    static rowan::connection<tpch<Driver>> db{name};
    [[maybe_unused]] static const bool filled = (fill(db), true);
    return db;
}

/// What hand-written SQL gives through the C API of the database.
template <class Driver>
std::vector<cells> rows_of(rowan::connection<tpch<Driver>>& db, std::string sql) {
    if constexpr (std::is_same_v<Driver, rowan::postgres>) {
        constexpr std::string_view year_in_sqlite = "strftime('%Y', ";
        for (std::size_t place; (place = sql.find(year_in_sqlite)) != std::string::npos;)
            sql.replace(place, year_in_sqlite.size(), "extract(year FROM ");
    }
    return raw_rows(db, sql);
}
/// Sums are `numeric` in PostgreSQL, which is read as a real number.
inline std::vector<cells> with_real_numbers(std::vector<cells> rows) {
    for (cells& row : rows)
        for (cell& each : row)
            if (const auto* integer = std::get_if<std::int64_t>(&each)) each = static_cast<double>(*integer);
    return rows;
}

/// What rowan reads from the sample, compared with what hand-written SQL gives.
template <class Driver, class Query>
void require_rows(const Query& query, const std::string& sql) {
    const auto expected = rows_of(sample<Driver>(), sql);
    REQUIRE(!expected.empty());
    const auto found = cells_of_rows(sample<Driver>()(query));
    if constexpr (std::is_same_v<Driver, rowan::sqlite>) require_same(found, expected);
    else require_same(with_real_numbers(found), with_real_numbers(expected));
}

} // namespace test::tpch
