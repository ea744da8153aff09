#pragma once

#include "rowan/meta/type_list.hpp"
#include "rowan/schema/time_text.hpp"
#include "rowan/schema/value.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace rowan::detail {

template <class Sink>
constexpr void write_quoted(Sink& sink, std::string_view text) {
    sink.put('\'');
    for (const char c : text) {
        if (c == '\'') sink.put('\'');
        sink.put(c);
    }
    sink.put('\'');
}

template <class Sink>
constexpr void write_integer(Sink& sink, std::int64_t value) {
    if (value < 0) sink.put('-');
    char digits[20]{};
    int count = 0;
    for (std::uint64_t rest = value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
         count == 0 || rest != 0; rest /= 10)
        digits[count++] = static_cast<char>('0' + rest % 10);
    while (count > 0) sink.put(digits[--count]);
}

/// The shortest decimal fraction of at most 17 digits that is `value`: definitions hold numbers such as 0.25.
template <class Sink>
constexpr void write_real(Sink& sink, double value) {
    if (value < 0) {
        sink.put('-');
        value = -value;
    }
    auto whole = static_cast<std::int64_t>(value);
    write_integer(sink, whole);
    sink.put('.');
    double rest = value - static_cast<double>(whole);
    for (int digit = 0; digit < 17 && (rest > 0 || digit == 0); ++digit) {
        rest *= 10;
        const int next = static_cast<int>(rest);
        sink.put(static_cast<char>('0' + next));
        rest -= next;
    }
}

/// A value as part of the text: in defaults, checks and the conditions of indexes.
template <class Dialect, encoding Encoding, class Sink, class Value>
constexpr void write_literal(Sink& sink, const Value& value) {
    if constexpr (is_optional<Value>) {
        if (value) write_literal<Dialect, Encoding>(sink, *value);
        else sink.write("NULL");
    } else if constexpr (custom_value<Value>) {
        write_literal<Dialect, Encoding>(sink, value_traits<Value>::to_stored(value));
    } else if constexpr (boolean_value<Value>) {
        sink.write(value ? Dialect::true_literal : Dialect::false_literal);
    } else if constexpr (integer_value<Value>) {
        write_integer(sink, static_cast<std::int64_t>(value));
    } else if constexpr (real_value<Value>) {
        write_real(sink, static_cast<double>(value));
    } else if constexpr (text_value<Value>) {
        write_quoted(sink, value);
    } else if constexpr (enum_value<Value>) {
        if constexpr (Encoding == encoding::integer) write_integer(sink, static_cast<std::int64_t>(value));
        else write_quoted(sink, enumerator_name(value));
    } else if constexpr (time_value<Value>) {
        if constexpr (Encoding == encoding::integer) write_integer(sink, value.time_since_epoch().count());
        else {
            time_buffer buffer{};
            write_quoted(sink, format_time(value, buffer));
        }
    } else if constexpr (date_value<Value>) {
        time_buffer buffer{};
        write_quoted(sink, format_date(value, buffer));
    } else {
        static_assert(always_false<Value>, "rowan E118: a value of this type cannot be part of a table's definition");
    }
}

} // namespace rowan::detail
