#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/meta/text_sink.hpp"
#include "rowan/query/dialect_feature.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
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

/// A step of a path as PostgreSQL reads it in an array: a number of 32 bits, from the end if it is negative. Elsewhere any step is a key
/// (jsonb_set and `#>`, by strtol).
struct array_index {
    bool is_index = false, is_from_end = false;
    std::int64_t number = 0;
};
constexpr array_index index_of_step(std::string_view step) {
    while (!step.empty() && has_any_of(step.substr(0, 1), " \t\n\v\f\r")) step.remove_prefix(1);
    const bool has_minus = step.starts_with('-');
    if (has_minus || step.starts_with('+')) step.remove_prefix(1);
    array_index index{!step.empty()};
    for (const char c : step) {
        index.is_index = index.is_index && c >= '0' && c <= '9' && index.number <= std::numeric_limits<int>::max();
        if (index.is_index) index.number = index.number * 10 + (c - '0');
    }
    index.is_index = index.is_index && index.number <= std::numeric_limits<int>::max();
    index.is_from_end = has_minus && index.number != 0;
    return index;
}
constexpr void write_number(text_sink& sink, std::int64_t number) {
    if (number >= 10) write_number(sink, number / 10);
    sink.put(static_cast<char>('0' + number % 10));
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

template <fixed_string... Path>
inline constexpr std::array<std::string_view, sizeof...(Path)> json_steps{Path.view()...};

/// A key with a quote stands without quotes: SQLite ends it at the first one.
constexpr void write_sqlite_key(text_sink& sink, std::string_view step) {
    const std::string_view quote = !has_any_of(step, "\"") ? "\"" : "";
    sink.put('.');
    sink.write(quote);
    write_json_key(sink, step);
    sink.write(quote);
}
/// `'$."a"'` (sqlite.org/json1.html, 3.3): an expression, since a step that looks like a number is written in the one or the other way
/// by what it leads into.
constexpr void write_sqlite_path(text_sink& sink, std::span<const std::string_view> steps) {
    std::size_t keys = steps.size();
    while (keys > 0 && !index_of_step(steps[keys - 1]).is_index) --keys;
    if (keys > 0) {
        const std::string_view step = steps[keys - 1];
        write_sqlite_path(sink, steps.first(keys - 1));
        sink.write(" || CASE json_type({0}, ");
        write_sqlite_path(sink, steps.first(keys - 1));
        sink.write(") WHEN 'object' THEN '");
        write_sqlite_key(sink, step);
        sink.write("' ELSE '[");
        const array_index index = index_of_step(step);
        sink.write(index.is_from_end ? "#-" : "");
        write_number(sink, index.number);
        sink.write("]' END");
        if (keys < steps.size()) sink.write(" || '");
    } else sink.write("'$");
    for (const std::string_view step : steps.subspan(keys)) write_sqlite_key(sink, step);
    if (keys == 0 || keys < steps.size()) sink.put('\'');
}

/// `ARRAY['a', '0']`, with the steps of a path.
constexpr void write_postgres_path(text_sink& sink, std::span<const std::string_view> steps) {
    sink.write("ARRAY[");
    for (std::size_t i = 0; i < steps.size(); ++i) {
        sink.write(i == 0 ? "'" : ", '");
        for (const char c : steps[i]) put_in_quotes(sink, c);
        sink.put('\'');
    }
    sink.put(']');
}

template <class Dialect>
struct json_key_in_dialect : told_mistake {
    static_assert(always_false<Dialect>,
                  "rowan E343: the JSON paths of this dialect cannot name a key with a quote and a point or a bracket; "
                  "read the text and take it apart in C++");
};
template <class Dialect>
struct json_set_key_in_dialect : told_mistake {
    static_assert(always_false<Dialect>, "rowan E343: the JSON paths of this dialect cannot make a key with a quote, a "
                                         "backslash or a control character; set the whole text instead");
};
template <class Dialect>
struct json_zero_in_dialect : told_mistake {
    static_assert(always_false<Dialect>, "rowan E343: the JSON of this dialect has no keys with a zero byte");
};

template <class Dialect>
struct json_in_dialect : told_mistake {
    static_assert(always_false<Dialect>,
                  "rowan E343: this dialect does not look into JSON; read the text and take it apart in C++");
};

constexpr bool has_control(std::string_view key) {
    for (const char c : key)
        if (static_cast<unsigned char>(c) < 0x20) return true;
    return false;
}

template <class Dialect, fixed_string... Path>
consteval auto find_json_path_mistake() {
    if constexpr (Dialect::has_jsonb) {
        constexpr bool has_zero = (has_any_of(Path.view(), {"\0", 1}) || ...);
        return std::type_identity<std::conditional_t<has_zero, json_zero_in_dialect<Dialect>, no_mistake>>{};
    } else if constexpr (!Dialect::has_json_extract) return std::type_identity<json_in_dialect<Dialect>>{};
    else {
        constexpr bool is_mixed = ((has_any_of(Path.view(), "\"") && has_any_of(Path.view(), ".[")) || ...);
        return std::type_identity<std::conditional_t<is_mixed, json_key_in_dialect<Dialect>, no_mistake>>{};
    }
}
template <class Dialect, fixed_string... Path>
using json_path_mistake = typename decltype(find_json_path_mistake<Dialect, Path...>())::type;
template <class Dialect, fixed_string... Path>
using json_set_path_mistake =
    std::conditional_t<!Dialect::has_jsonb && Dialect::has_json_extract &&
                           ((has_any_of(Path.view(), "\"\\") || has_control(Path.view())) || ...),
                       json_set_key_in_dialect<Dialect>, json_path_mistake<Dialect, Path...>>;

} // namespace rowan::detail
