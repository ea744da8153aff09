#pragma once

#include "rowan/query/json_path.hpp"
#include "rowan/schema/value.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

// The text of the functions of JSON: for each a template for each family, in which {0} is the JSON text and {1} a value.
namespace rowan::detail {

/// What a JSON value is read as, or made from.
enum class json_kind : unsigned char { text, integer, real, boolean, unknown };

template <class Type>
consteval json_kind json_kind_of() {
    using Value = without_optional<Type>;
    if constexpr (custom_value<Value>) return json_kind::unknown;
    else if constexpr (boolean_value<Value>) return json_kind::boolean;
    else if constexpr (integer_value<Value>) return json_kind::integer;
    else if constexpr (real_value<Value>) return json_kind::real;
    else if constexpr (text_value<Value> || std::is_same_v<Value, std::nullopt_t>) return json_kind::text;
    else return json_kind::unknown;
}

constexpr std::string_view postgres_json_type(json_kind kind) {
    switch (kind) {
    case json_kind::integer:
        return "bigint";
    case json_kind::real:
        return "double precision";
    case json_kind::boolean:
        return "boolean";
    default:
        return "text";
    }
}

/// Writes a text in which `%` stands for the path in SQLite, and for the value at the path in PostgreSQL: `%%` as jsonb,
/// `%` as text.
template <sql_family Family, fixed_string... Path>
constexpr void write_json(text_sink& sink, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') sink.put(text[i]);
        else if constexpr (Family == sql_family::sqlite) sqlite_json_path<Path...>::write(sink);
        else {
            const bool is_json = i + 1 < text.size() && text[i + 1] == '%';
            sink.write(is_json ? "CAST({0} AS jsonb) #> " : "CAST({0} AS jsonb) #>> ");
            write_postgres_path<Path...>(sink);
            i += is_json ? 1 : 0;
        }
    }
}

/// Null where the value is of another type.
template <sql_family Family, json_kind Kind, fixed_string... Path>
struct json_get_text {
    static constexpr std::string_view of_sqlite() {
        switch (Kind) {
        case json_kind::integer:
            return "CASE json_type({0}, %) WHEN 'integer' THEN json_extract({0}, %) END";
        case json_kind::real:
            return "CASE WHEN json_type({0}, %) IN ('integer', 'real') THEN CAST(json_extract({0}, %) AS REAL) END";
        case json_kind::boolean:
            return "CASE json_type({0}, %) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END";
        default:
            return "CASE json_type({0}, %) WHEN 'text' THEN json_extract({0}, %) END";
        }
    }
    static constexpr std::string_view of_postgres() {
        switch (Kind) {
        case json_kind::integer:
            return "CASE WHEN jsonb_typeof(%%) = 'number' AND % ~ '^-?[0-9]+$' THEN CAST(% AS bigint) END";
        case json_kind::real:
            return "CASE jsonb_typeof(%%) WHEN 'number' THEN CAST(% AS double precision) END";
        case json_kind::boolean:
            return "CASE jsonb_typeof(%%) WHEN 'boolean' THEN CAST(% AS boolean) END";
        default:
            return "CASE jsonb_typeof(%%) WHEN 'string' THEN % END";
        }
    }
    static constexpr void write(text_sink& sink) {
        write_json<Family, Path...>(sink, Family == sql_family::sqlite ? of_sqlite() : of_postgres());
    }
};

template <sql_family Family, fixed_string... Path>
struct json_exists_text {
    static constexpr void write(text_sink& sink) {
        write_json<Family, Path...>(sink, Family == sql_family::sqlite ? "(json_type({0}, %) IS NOT NULL)"
                                                                       : "(%% IS NOT NULL)");
    }
};

template <sql_family Family, json_kind Kind, fixed_string... Path>
struct json_contains_text {
    static constexpr void write(text_sink& sink) {
        if constexpr (Family == sql_family::sqlite) {
            write_json<Family, Path...>(sink, "EXISTS (SELECT 1 FROM json_each({0}, %) AS \"rowan_each\" WHERE "
                                              "json_type({0}, %) = 'array' AND \"rowan_each\".\"type\"");
            if (Kind == json_kind::boolean) sink.write(" = CASE {1} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)");
            else if (Kind == json_kind::text) sink.write(" = 'text' AND \"rowan_each\".\"value\" = {1})");
            else sink.write(" IN ('integer', 'real') AND \"rowan_each\".\"value\" = {1})");
        } else {
            write_json<Family, Path...>(sink, "coalesce(jsonb_typeof(%%) = 'array' AND %% @> to_jsonb(CAST({1} AS ");
            sink.write(postgres_json_type(Kind));
            sink.write(")), FALSE)");
        }
    }
};

/// Makes the objects and arrays on the path that are not there, as SQLite does it.
template <sql_family Family, json_kind Kind, bool IsDocument, fixed_string... Path>
struct json_set_text {
    static constexpr std::size_t size = sizeof...(Path);

    static constexpr void write(text_sink& sink) {
        if constexpr (Family == sql_family::sqlite) {
            write_json<Family, Path...>(sink, "json_set({0}, %, ");
            if (Kind == json_kind::boolean)
                sink.write("json(CASE {1} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END))");
            else if (Kind == json_kind::text)
                sink.write("{1} || '')"); // not taken for JSON if a function of JSON made it
            else sink.write("{1})");
        } else {
            constexpr std::string_view parts[] = {Path.view()...};
            if (!IsDocument) sink.write("CAST(");
            for (std::size_t i = 0; i < size; ++i) sink.write("jsonb_set(");
            sink.write("CAST({0} AS jsonb)");
            for (std::size_t count = 1; count < size; ++count) {
                sink.write(", ");
                write_postgres_path<Path...>(sink, count);
                sink.write(", coalesce(CAST({0} AS jsonb) #> ");
                write_postgres_path<Path...>(sink, count);
                sink.write(is_array_index(parts[count]) ? ", '[]'))" : ", '{{}'))");
            }
            sink.write(", ");
            write_postgres_path<Path...>(sink);
            sink.write(", coalesce(to_jsonb(CAST({1} AS ");
            sink.write(postgres_json_type(Kind));
            sink.write(")), 'null'))");
            if (!IsDocument) sink.write(" AS text)");
        }
    }
};

} // namespace rowan::detail
