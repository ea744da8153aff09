#pragma once

#include "rowan/query/dialect_feature.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/value.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace rowan {

/// What a dialect says that has nothing of its own: it is to be a base of others, which say what they have. A dialect knows text and
/// nothing of connections; a driver names its dialect. Besides it says `dialect` (itself), `placeholder`, `list_prefix` and
/// `list_suffix`, `current_time`, `type_name` and `generated_key_type`, and, where it has them, `max_name`, `folds_case`, `creation_lock` and
/// `defer_foreign_keys`.
struct plain_dialect {
    /// A statement of many rows has its values in order, or by numbers.
    static constexpr bool numbers_rows = false;
    /// An insert gives the key that was made with `RETURNING`; if not, the connection has it.
    static constexpr bool returns_keys = false;
    /// Many rows are inserted as one array for each column, or by COPY.
    static constexpr bool inserts_arrays = false;
    /// The table function that is a list, where a join to it takes its rows one after the other.
    static constexpr std::string_view list_table = "";
    static constexpr std::string_view no_limit = "";
    static constexpr std::string_view begin_immediate = "BEGIN";
    /// `BEGIN` can say an isolation level and that the transaction only reads; if not, two statements say that it only reads, or none do.
    static constexpr bool has_transaction_modes = false;
    static constexpr std::string_view begin_reading = "", end_reading = "";
    static constexpr bool has_two_phase_commit = false, has_advisory_locks = false;
    /// A foreign key may refer to a table that is not there as yet, or not.
    static constexpr bool needs_referred_tables = true;
    static constexpr std::string_view explain_prefix = "EXPLAIN ";
    /// A row of a plan is a line of text, or id, parent, notused and detail.
    static constexpr int explain_columns = 1;
    static constexpr std::string_view strict_suffix = "";
    /// The rows are kept in the order of the primary key.
    static constexpr std::string_view clustered_suffix = "";
    static constexpr std::string_view true_literal = "TRUE", false_literal = "FALSE";
    static constexpr bool has_arrays = false;
    /// Parameters, numbers and NULL have a type before a statement runs, by what they stand beside or by a cast.
    static constexpr bool has_static_types = false;
    /// Decimals, UUIDs, intervals and documents are types of the database, with an order and sums of their own.
    static constexpr bool has_native_kinds = false;
    static constexpr bool has_enum_types = false, has_schemas = false, has_comments = false;
    /// Times have parts of a microsecond.
    static constexpr bool has_nanoseconds = true;
    /// A generated column may be computed when it is read.
    static constexpr bool has_virtual_columns = true;
    /// Keys, constraints and sequences have names of their own, which are made where none is given, among those of tables and indexes.
    static constexpr bool names_constraints = false;
    /// There are triggers, and they keep the history of a table. One calls a function, or statements are its body.
    static constexpr bool has_triggers = false, has_history = false, has_trigger_functions = false;
    /// JSON is looked into by `#>` and the functions of `jsonb`, or by `json_extract`, to which a path is a text.
    static constexpr bool has_jsonb = false, has_json_extract = false;
    static constexpr bool has_distinct_on = false, has_row_locks = false, has_conflict_constraints = false;
    /// Only a row of a table is locked, and distinct rows are ordered by what they have alone.
    static constexpr bool has_strict_rows = false;
    static constexpr bool has_delete_using = false;
    /// In RETURNING the rows are known by the alias of the table; if not, by its name.
    static constexpr bool has_alias_in_returning = false;
    /// ON CONFLICT after a select is taken for the condition of a join (sqlite.org/lang_upsert.html, "parsing ambiguity").
    static constexpr bool takes_conflict_for_join = false;
    static constexpr bool has_glob = false, has_regular_expressions = false;
    /// The operator of `ilike`: of SQLite, whose LIKE passes over the case of ASCII letters, it is that.
    static constexpr std::string_view ilike = "";
    /// `%` takes real numbers, of which it is the remainder of their whole parts.
    static constexpr bool has_real_modulo = false;
    /// A sum or a mean of integers is a decimal.
    static constexpr bool sums_to_numeric = false;
    static constexpr bool has_extremes_of_booleans = false, has_extremes_of_bytes = false;
    static constexpr bool has_ordered_aggregates = false;
    /// `count(DISTINCT a, b)` and others of several arguments.
    static constexpr bool has_distinct_tuples = false;
    /// Which of two texts of a function it has, where databases differ; empty if neither.
    static constexpr std::string_view spelled(std::string_view, std::string_view) { return {}; }

    static constexpr bool is_reserved_table(std::string_view) { return false; }
    static constexpr std::array<std::string_view, 0> reserved_columns{};
    static constexpr bool is_type(std::string_view) { return false; }
};

/// How SQLite writes SQL (sqlite.org/lang.html).
struct sqlite_dialect : plain_dialect {
    using dialect = sqlite_dialect;
    static constexpr char placeholder = '?';
    static constexpr std::string_view no_limit = " LIMIT -1";
    /// Names that differ in the case of ASCII letters alone are one, in quotes, too (sqlite.org/c3ref/stricmp.html).
    static constexpr bool folds_case = true;
    /// A list that is one parameter: a table function of the driver.
    static constexpr std::string_view list_prefix = " IN rowan_array(", list_suffix = ")";
    /// As a table of one column, `value`, which is joined in the order of its rows (sqlite.org/lang_select.html, CROSS JOIN).
    static constexpr std::string_view list_table = "rowan_array";
    static constexpr std::string_view current_time = "strftime('%Y-%m-%d %H:%M:%f', 'now')";
    static constexpr std::string_view begin_immediate = "BEGIN IMMEDIATE";
    static constexpr bool needs_referred_tables = false;
    /// Until the end of the transaction rows may refer to what is not there.
    static constexpr std::string_view defer_foreign_keys = "PRAGMA defer_foreign_keys = ON";
    static constexpr std::string_view begin_reading = "PRAGMA query_only = ON", end_reading = "PRAGMA query_only = OFF";
    /// A row of a plan is id, parent, notused and detail (sqlite.org/eqp.html).
    static constexpr std::string_view explain_prefix = "EXPLAIN QUERY PLAN ";
    static constexpr int explain_columns = 4;
    static constexpr std::string_view strict_suffix = " STRICT";
    static constexpr std::string_view clustered_suffix = " WITHOUT ROWID";
    static constexpr std::string_view true_literal = "1", false_literal = "0";
    static constexpr bool has_triggers = true, has_history = true;
    static constexpr bool has_json_extract = true;
    static constexpr bool takes_conflict_for_join = true;
    static constexpr bool has_glob = true;
    static constexpr std::string_view ilike = " LIKE ";
    static constexpr bool has_real_modulo = true;
    static constexpr bool has_extremes_of_booleans = true, has_extremes_of_bytes = true;
    static constexpr std::string_view spelled(std::string_view sqlite, std::string_view) { return sqlite; }

    /// SQLite keeps these names for itself, and a table of the name would hide a function that rowan writes in the place of a table.
    static constexpr bool is_reserved_table(std::string_view name) {
        return name.starts_with("sqlite_") || name.starts_with("pragma_") || name == "json_each" ||
               name == "json_tree" || name == "rowan_array";
    }

    static constexpr std::string_view type_name(const detail::column_facts& column) {
        if (column.stored_as == encoding::integer) return "INTEGER";
        switch (column.kind) {
        case value_kind::boolean:
        case value_kind::integer:
            return "INTEGER";
        case value_kind::real:
            return "REAL";
        case value_kind::blob:
        case value_kind::uuid:
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

/// How PostgreSQL, from 15 on, writes SQL (postgresql.org/docs/15/sql.html).
struct postgres_dialect : plain_dialect {
    using dialect = postgres_dialect;
    static constexpr char placeholder = '$';
    static constexpr bool numbers_rows = true;
    static constexpr bool returns_keys = true;
    static constexpr bool inserts_arrays = true;
    static constexpr std::string_view list_prefix = " = ANY (", list_suffix = ")";
    static constexpr std::string_view current_time = "CURRENT_TIMESTAMP";
    static constexpr bool has_transaction_modes = true;
    static constexpr bool has_two_phase_commit = true, has_advisory_locks = true;
    /// The number is "rowan" in ASCII.
    static constexpr std::string_view creation_lock = "SELECT pg_advisory_xact_lock(491496366446)";
    static constexpr bool has_arrays = true;
    /// How many bytes it keeps of a name (postgresql.org/docs/15/sql-syntax-lexical.html).
    static constexpr std::size_t max_name = 63;
    static constexpr bool has_static_types = true, has_native_kinds = true;
    static constexpr bool has_enum_types = true, has_schemas = true, has_comments = true;
    static constexpr bool has_nanoseconds = false;
    // Before 18.
    static constexpr bool has_virtual_columns = false;
    static constexpr bool names_constraints = true;
    static constexpr bool has_triggers = true, has_history = true, has_trigger_functions = true;
    static constexpr bool has_jsonb = true;
    static constexpr bool has_distinct_on = true, has_row_locks = true, has_conflict_constraints = true;
    static constexpr bool has_strict_rows = true;
    static constexpr bool has_delete_using = true, has_alias_in_returning = true;
    static constexpr bool has_regular_expressions = true;
    static constexpr std::string_view ilike = " ILIKE ";
    static constexpr bool sums_to_numeric = true;
    static constexpr bool has_ordered_aggregates = true, has_distinct_tuples = true;
    static constexpr std::string_view spelled(std::string_view, std::string_view postgres) { return postgres; }

    /// Without a schema, a name that the catalog has means the catalog.
    static constexpr bool is_reserved_table(std::string_view name) { return name.starts_with("pg_"); }
    /// Each table has these (postgresql.org/docs/15/ddl-system-columns.html).
    static constexpr std::array<std::string_view, 6> reserved_columns{"tableoid", "xmin", "cmin",
                                                                      "xmax",     "cmax", "ctid"};
    /// Without a schema, these names mean types of the catalog.
    static constexpr bool is_type(std::string_view name) {
        for (const std::string_view each :
             {"any",      "anyarray",   "anyelement", "anyenum",   "aclitem",   "bit",       "bool",
              "box",      "bpchar",     "bytea",      "char",      "cid",       "cidr",      "circle",
              "cstring",  "date",       "daterange",  "float4",    "float8",    "gtsvector", "inet",
              "int2",     "int2vector", "int4",       "int4range", "int8",      "int8range", "internal",
              "interval", "json",       "jsonb",      "jsonpath",  "line",      "lseg",      "macaddr",
              "macaddr8", "money",      "name",       "numeric",   "numrange",  "oid",       "oidvector",
              "path",     "point",      "polygon",    "record",    "refcursor", "regclass",  "regproc",
              "regrole",  "regtype",    "text",       "tid",       "time",      "timestamp", "timestamptz",
              "timetz",   "trigger",    "tsquery",    "tsrange",   "tstzrange", "tsvector",  "txid_snapshot",
              "unknown",  "uuid",       "varbit",     "varchar",   "void",      "xid",       "xid8",
              "xml"})
            if (name == each) return true;
        return name.starts_with("pg_");
    }

    static constexpr std::string_view type_name(const detail::column_facts& column) {
        if (column.stored_as == encoding::integer) return "bigint";
        switch (column.kind) {
        case value_kind::boolean:
            return "boolean";
        case value_kind::integer:
            return "bigint";
        case value_kind::real:
            return "double precision";
        case value_kind::blob:
            return "bytea";
        case value_kind::timestamp:
            return "timestamp with time zone";
        case value_kind::date:
            return "date";
        case value_kind::decimal:
            return "numeric";
        case value_kind::uuid:
            return "uuid";
        case value_kind::interval:
            return "interval";
        case value_kind::json:
            return "jsonb";
        default:
            return "text";
        }
    }
    static constexpr std::string_view generated_key_type(const detail::column_facts&, bool) {
        return "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY";
    }
};

} // namespace rowan
