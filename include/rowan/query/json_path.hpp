#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/meta/text_sink.hpp"
#include "rowan/query/dialect_feature.hpp"

#include <string_view>
#include <type_traits>

// The path to a value within a JSON text, in the template of a function (`rowan::function`).
namespace rowan::detail {

/// Whether a text has one of the characters. GCC 12 does not take `find` of a template argument for a constant when it compiles
/// for the sanitizers.
constexpr bool has_any_of(std::string_view text, std::string_view characters) {
    for (const char c : text)
        for (const char each : characters)
            if (c == each) return true;
    return false;
}

constexpr bool is_array_index(std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A character within a text in quotes, within a template.
constexpr void put_in_quotes(text_sink& sink, char c) {
    sink.put(c);
    if (c == '\'' || c == '{') sink.put(c);
}

/// A key as it stands in a JSON text, which is what SQLite compares it with (RFC 8259, 7).
constexpr void write_json_key(text_sink& sink, std::string_view key) {
    constexpr std::string_view controls = "\b\t\n\f\r", letters = "btnfr", digits = "0123456789abcdef";
    for (const char c : key) {
        const auto code = static_cast<unsigned char>(c);
        const auto control = controls.find(c);
        if (c == '"' || c == '\\') {
            sink.put('\\');
            sink.put(c);
        } else if (control != std::string_view::npos) {
            sink.put('\\');
            sink.put(letters[control]);
        } else if (code < 0x20) {
            sink.write("\\u00");
            sink.put(digits[code / 16]);
            sink.put(digits[code % 16]);
        } else put_in_quotes(sink, c);
    }
}

/// `'$."a"[0]'` (sqlite.org/json1.html, 3.3). A key with a quote stands without quotes: SQLite ends it at the first one.
template <fixed_string... Path>
struct sqlite_json_path {
    static constexpr void write(text_sink& sink) {
        sink.write("'$");
        (write_part(sink, Path.view()), ...);
        sink.put('\'');
    }
    static constexpr void write_part(text_sink& sink, std::string_view part) {
        if (is_array_index(part)) {
            sink.put('[');
            sink.write(part);
            sink.put(']');
            return;
        }
        const std::string_view quote = !has_any_of(part, "\"") ? "\"" : "";
        sink.put('.');
        sink.write(quote);
        write_json_key(sink, part);
        sink.write(quote);
    }
};

/// `ARRAY['a', '0']`, with the first `count` parts of the path.
template <fixed_string... Path>
constexpr void write_postgres_path(text_sink& sink, std::size_t count = sizeof...(Path)) {
    std::size_t place = 0;
    const auto one = [&](std::string_view part) {
        if (place == count) return;
        sink.write(place++ == 0 ? "'" : ", '");
        for (const char c : part) put_in_quotes(sink, c);
        sink.put('\'');
    };
    sink.write("ARRAY[");
    (one(Path.view()), ...);
    sink.put(']');
}

template <class Dialect>
struct json_key_in_dialect {
    static_assert(always_false<Dialect>,
                  "rowan E343: the JSON paths of this dialect cannot name a key with a quote and a point or a bracket; "
                  "read the text and take it apart in C++");
    static constexpr bool checked = true;
};
template <class Dialect>
struct json_set_key_in_dialect {
    static_assert(always_false<Dialect>,
                  "rowan E343: the JSON paths of this dialect cannot make a key with a quote or a "
                  "backslash; set the whole text instead");
    static constexpr bool checked = true;
};

template <class Dialect, fixed_string... Path>
using json_path_mistake =
    std::conditional_t<Dialect::family == sql_family::sqlite &&
                           ((has_any_of(Path.view(), "\"") && has_any_of(Path.view(), ".[")) || ...),
                       json_key_in_dialect<Dialect>, no_mistake>;
template <class Dialect, fixed_string... Path>
using json_set_path_mistake =
    std::conditional_t<Dialect::family == sql_family::sqlite && (has_any_of(Path.view(), "\"\\") || ...),
                       json_set_key_in_dialect<Dialect>, no_mistake>;

} // namespace rowan::detail
