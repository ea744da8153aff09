#pragma once

#include "driver/fake.hpp"

#include "rowan/schema/facts.hpp"
#include "rowan/sql/dialect.hpp"

#include <string_view>

/// A third dialect, which is neither that of SQLite nor that of PostgreSQL and has little, and a driver of it: all that a new database
/// needs. What it lacks does not compile for it.
namespace test::toy {

struct plain_sql : rowan::plain_dialect {
    using dialect = plain_sql;
    static constexpr char placeholder = ':';
    static constexpr std::string_view list_prefix = " IN (UNNEST(", list_suffix = "))";
    static constexpr std::string_view current_time = "LOCALTIMESTAMP";
    static constexpr bool has_comments = true;
    static constexpr bool has_real_modulo = true;
    static constexpr std::size_t max_name = 30;
    /// Of the functions that databases spell in different ways it has those of one argument that PostgreSQL has.
    static constexpr std::string_view spelled(std::string_view, std::string_view postgres) {
        return postgres.ends_with("({})") ? postgres : std::string_view();
    }

    static constexpr std::string_view type_name(const rowan::detail::column_facts& column) {
        using rowan::value_kind;
        if (column.stored_as == rowan::encoding::integer) return "BIGINT";
        switch (column.kind) {
        case value_kind::boolean:
            return "BOOLEAN";
        case value_kind::integer:
            return "BIGINT";
        case value_kind::real:
            return "DOUBLE PRECISION";
        case value_kind::blob:
        case value_kind::uuid:
            return "VARBINARY";
        case value_kind::timestamp:
            return "TIMESTAMP";
        case value_kind::date:
            return "DATE";
        default:
            return "VARCHAR";
        }
    }
    static constexpr std::string_view generated_key_type(const rowan::detail::column_facts&, bool) {
        return "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
    }
};

struct driver : fake::driver {
    using dialect = plain_sql;
};

static_assert(rowan::driver<driver>);

} // namespace test::toy
