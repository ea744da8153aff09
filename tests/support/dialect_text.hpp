#pragma once

#include "rowan/sql/text.hpp"

#include <cstddef>
#include <string_view>

namespace test {

/// Whether two texts differ in the sign of their placeholders only.
consteval bool same_but_for_placeholders(std::string_view sqlite, std::string_view postgres) {
    if (sqlite.size() != postgres.size()) return false;
    for (std::size_t i = 0; i < sqlite.size(); ++i)
        if (sqlite[i] != postgres[i] && (sqlite[i] != '?' || postgres[i] != '$')) return false;
    return true;
}

/// The text of a statement that is the same for SQLite and PostgreSQL, with the placeholders of SQLite.
template <class Statement>
consteval std::string_view text(const Statement& statement) {
    const auto sqlite = rowan::sql_text<rowan::sqlite_dialect>(statement);
    const auto postgres = rowan::sql_text<rowan::postgres_dialect>(statement);
    return same_but_for_placeholders(sqlite, postgres) ? sqlite : "the dialects differ";
}

} // namespace test
