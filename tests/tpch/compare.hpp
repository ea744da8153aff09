#pragma once

#include "chinook/cells.hpp"
#include "chinook/raw.hpp"
#include "tpch/generate.hpp"
#include "tpch/reference.hpp"

#include <string>

namespace test::tpch {

using music::cells;
using music::cells_of;
using music::cells_of_rows;
using music::raw_rows;

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
    const auto expected = raw_rows(sample().handle().native_handle(), sql);
    REQUIRE(!expected.empty());
    music::require_same(cells_of_rows(found), expected);
}

} // namespace test::tpch
