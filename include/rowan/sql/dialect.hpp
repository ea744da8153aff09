#pragma once

#include "rowan/schema/facts.hpp"
#include "rowan/schema/value.hpp"

#include <string_view>

namespace rowan {

/// How SQLite writes SQL (sqlite.org/lang.html). A dialect knows text and nothing of connections; a driver names its dialect.
struct sqlite_dialect {
    using dialect = sqlite_dialect;
    static constexpr char placeholder = '?';
    /// A statement of many rows has its values in order; without numbers SQLite prepares it six times as fast.
    static constexpr bool numbers_rows = false;
    static constexpr std::string_view no_limit = " LIMIT -1";
    /// A list that is one parameter: a table function of the driver.
    static constexpr std::string_view list_prefix = " IN rowan_array(", list_suffix = ")";
    static constexpr std::string_view current_time = "strftime('%Y-%m-%d %H:%M:%f', 'now')";
    static constexpr std::string_view begin_immediate = "BEGIN IMMEDIATE";
    static constexpr std::string_view strict_suffix = " STRICT";
    /// The rows are kept in the order of the primary key.
    static constexpr std::string_view clustered_suffix = " WITHOUT ROWID";
    static constexpr std::string_view true_literal = "1", false_literal = "0";

    static constexpr std::string_view type_name(const detail::column_facts& column) {
        if (column.stored_as == encoding::integer) return "INTEGER";
        switch (column.kind) {
        case value_kind::boolean:
        case value_kind::integer:
            return "INTEGER";
        case value_kind::real:
            return "REAL";
        case value_kind::blob:
            return "BLOB";
        default:
            return "TEXT";
        }
    }
    /// Where rows have a history, a key is not given again after its row is gone.
    static constexpr std::string_view generated_key_type(const detail::column_facts&, bool is_versioned) {
        return is_versioned ? "INTEGER PRIMARY KEY AUTOINCREMENT" : "INTEGER PRIMARY KEY";
    }
};

} // namespace rowan
