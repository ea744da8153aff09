#pragma once

#include "rowan/query/json_path.hpp"
#include "rowan/schema/value.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

// The text of the functions of JSON: for each a template with jsonb and one without, in which {0} is the JSON text and {1} a value.
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
template <bool HasJsonb, fixed_string... Path>
constexpr void write_json(text_sink& sink, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') sink.put(text[i]);
        else if constexpr (!HasJsonb) write_sqlite_path(sink, json_steps<Path...>);
        else {
            const bool is_json = i + 1 < text.size() && text[i + 1] == '%';
            sink.write(is_json ? "CAST({0} AS jsonb) #> " : "CAST({0} AS jsonb) #>> ");
            write_postgres_path(sink, json_steps<Path...>);
            i += is_json ? 1 : 0;
        }
    }
}

/// Null where the value is of another type.
template <bool HasJsonb, json_kind Kind, fixed_string... Path>
struct json_get_text {
    static constexpr std::string_view of_sqlite() {
        switch (Kind) {
        case json_kind::integer:
            return "CASE WHEN json_type({0}, %) = 'integer' AND typeof(json_extract({0}, %)) = 'integer' THEN "
                   "json_extract({0}, %) END";
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
            return "CASE jsonb_typeof(%%) WHEN 'number' THEN CASE WHEN % ~ '^-?[0-9]+$' AND CAST(% AS numeric) BETWEEN "
                   "-9223372036854775808 AND 9223372036854775807 THEN CAST(% AS bigint) END END";
        case json_kind::real:
            return "CASE jsonb_typeof(%%) WHEN 'number' THEN CAST(% AS double precision) END";
        case json_kind::boolean:
            return "CASE jsonb_typeof(%%) WHEN 'boolean' THEN CAST(% AS boolean) END";
        default:
            return "CASE jsonb_typeof(%%) WHEN 'string' THEN % END";
        }
    }
    static constexpr void write(text_sink& sink) {
        write_json<HasJsonb, Path...>(sink, HasJsonb ? of_postgres() : of_sqlite());
    }
};

template <bool HasJsonb, fixed_string... Path>
struct json_exists_text {
    static constexpr void write(text_sink& sink) {
        write_json<HasJsonb, Path...>(sink, HasJsonb ? "(%% IS NOT NULL)" : "(json_type({0}, %) IS NOT NULL)");
    }
};

template <bool HasJsonb, json_kind Kind, fixed_string... Path>
struct json_contains_text {
    static constexpr void write(text_sink& sink) {
        if constexpr (!HasJsonb) {
            write_json<HasJsonb, Path...>(sink, "EXISTS (SELECT 1 FROM json_each({0}, %) AS \"rowan_each\" WHERE "
                                                "json_type({0}, %) = 'array' AND \"rowan_each\".\"type\"");
            if (Kind == json_kind::boolean) sink.write(" = CASE {1} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)");
            else if (Kind == json_kind::text) sink.write(" = 'text' AND \"rowan_each\".\"value\" = {1})");
            else sink.write(" IN ('integer', 'real') AND \"rowan_each\".\"value\" = {1})");
        } else {
            write_json<HasJsonb, Path...>(sink, "coalesce(jsonb_typeof(%%) = 'array' AND %% @> to_jsonb(CAST({1} AS ");
            sink.write(postgres_json_type(Kind));
            sink.write(")), FALSE)");
        }
    }
};

/// Makes the objects and arrays on the path that are not there, as SQLite does it; a step that leads nowhere changes nothing.
template <bool HasJsonb, json_kind Kind, bool IsDocument, fixed_string... Path>
struct json_set_text {
    static constexpr std::span<const std::string_view> steps = json_steps<Path...>;

    static constexpr void write(text_sink& sink) {
        if constexpr (!HasJsonb) {
            write_json<HasJsonb, Path...>(sink, "json_set({0}, %, ");
            if (Kind == json_kind::boolean)
                sink.write("json(CASE {1} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END))");
            else if (Kind == json_kind::text)
                sink.write("{1} || '')"); // not taken for JSON if a function of JSON made it
            else sink.write("{1})");
        } else {
            sink.write(IsDocument ? "coalesce(" : "CAST(coalesce(");
            write_step(sink, 0);
            sink.write(", CAST({0} AS jsonb))");
            if (!IsDocument) sink.write(" AS text)");
        }
    }

private:
    /// What is at the first `count` steps.
    static constexpr void write_place(text_sink& sink, std::size_t count) {
        sink.write("CAST({0} AS jsonb)");
        if (count == 0) return;
        sink.write(" #> ");
        write_postgres_path(sink, steps.first(count));
    }
    /// The same, or what is made where nothing is.
    static constexpr void write_container(text_sink& sink, std::size_t count) {
        sink.write(count == 0 ? "" : "coalesce(");
        write_place(sink, count);
        sink.write(count == 0 ? "" : index_of_step(steps[count]).is_index ? ", '[]')" : ", '{{}')");
    }
    /// Whether the step leads into what is there: a key into an object, a number into an array, too, as far as the next element.
    static constexpr void write_test(text_sink& sink, std::size_t count) {
        const array_index index = index_of_step(steps[count]);
        sink.write(index.is_index ? "CASE jsonb_typeof(" : "jsonb_typeof(");
        write_container(sink, count);
        sink.write(index.is_index ? ") WHEN 'object' THEN TRUE WHEN 'array' THEN " : ") = 'object'");
        if (!index.is_index) return;
        write_number(sink, index.number);
        sink.write(" <= jsonb_array_length(");
        write_container(sink, count);
        sink.write(") END");
    }
    /// What is at the first `count` steps, with the value at the end of the others: null if these lead nowhere, and so is all around it.
    static constexpr void write_step(text_sink& sink, std::size_t count) {
        sink.write("CASE WHEN ");
        write_test(sink, count);
        sink.write(" THEN jsonb_set(");
        write_container(sink, count);
        sink.write(", ");
        write_postgres_path(sink, steps.subspan(count, 1));
        sink.write(", ");
        if (count + 1 < steps.size()) write_step(sink, count + 1);
        else {
            sink.write("coalesce(to_jsonb(CAST({1} AS ");
            sink.write(postgres_json_type(Kind));
            sink.write(")), 'null')");
        }
        sink.write(") END");
    }
};

} // namespace rowan::detail
