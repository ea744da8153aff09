#pragma once

#include "rowan/meta/type_list.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/schema/time_text.hpp"
#include "rowan/schema/value.hpp"
#include "rowan/sql/shortest_decimal.hpp"

#include <bit>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

namespace rowan::detail {

template <class Sink>
constexpr void write_quoted(Sink& sink, std::string_view text) {
    sink.put('\'');
    for (const char c : text) {
        // Not a constant expression, so that the definition does not compile: statements end at a zero byte.
        if (c == '\0') throw "a text with a zero byte cannot be part of a statement";
        if (c == '\'') sink.put('\'');
        sink.put(c);
    }
    sink.put('\'');
}

/// The text of an enumerator, a time or a date, of which every one has some.
template <class Sink>
constexpr void write_nonempty(Sink& sink, std::string_view text) {
    // As above.
    if (text.empty()) throw "a value without an enumerator, or a time outside of the years 0 to 9999";
    write_quoted(sink, text);
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

/// The shortest number that is read as `value`, with a point or an exponent: without, it would be an integer.
template <class Sink>
constexpr void write_real(Sink& sink, double value) {
    if (value != value) return sink.write("NULL"); // SQLite has no other word for what is not a number
    if (std::bit_cast<std::uint64_t>(value) >> 63U != 0) {
        sink.put('-');
        value = -value;
    }
    if (value == 0) return sink.write("0.0");
    if (value > std::numeric_limits<double>::max()) return sink.write("9e999");
    const decimal_digits number = shortest_decimal(value);
    const bool has_exponent = number.exponent < -3 || number.exponent > 16;
    const int whole = has_exponent ? 1 : number.exponent;
    if (whole <= 0) sink.put('0');
    for (int i = 0; i < whole; ++i) sink.put(number.digit(i));
    sink.put('.');
    for (int i = whole < 0 ? whole : 0; i < 0; ++i) sink.put('0');
    const int first = whole > 0 ? whole : 0;
    for (int i = first; i == first || i < number.count; ++i) sink.put(number.digit(i));
    if (has_exponent) {
        sink.put('e');
        write_integer(sink, number.exponent - 1);
    }
}

/// A value as part of the text: in defaults, checks and the conditions of indexes.
template <class Dialect, encoding Encoding, class Sink, class Value>
constexpr void write_literal(Sink& sink, const Value& value) {
    if constexpr (is_optional<Value>) {
        if (value) write_literal<Dialect, Encoding>(sink, *value);
        else sink.write("NULL");
    } else if constexpr (custom_value<Value>) {
        constexpr bool is_native = Dialect::has_native_kinds;
        if constexpr (requires { value_traits<Value>::template write_literal<is_native>(sink, value); })
            value_traits<Value>::template write_literal<is_native>(sink, value);
        else write_literal<Dialect, Encoding>(sink, value_traits<Value>::to_stored(value));
    } else if constexpr (boolean_value<Value>) {
        sink.write(value ? Dialect::true_literal : Dialect::false_literal);
    } else if constexpr (integer_value<Value>) {
        // Not a constant expression, so that the definition does not compile.
        if (!std::in_range<std::int64_t>(value)) throw "an unsigned integer above 9223372036854775807 cannot be stored";
        write_integer(sink, static_cast<std::int64_t>(value));
    } else if constexpr (real_value<Value>) {
        const double real = static_cast<double>(value);
        // A number of PostgreSQL is a numeric, which is never so great, and of which zero has no sign.
        const bool is_finite =
            real >= -std::numeric_limits<double>::max() && real <= std::numeric_limits<double>::max();
        const bool is_minus_zero = real == 0 && std::bit_cast<std::uint64_t>(real) != 0;
        if (Dialect::has_static_types && (!is_finite || is_minus_zero)) {
            sink.write("CAST('");
            sink.write(is_minus_zero ? "-0" : real != real ? "NaN" : real < 0 ? "-Infinity" : "Infinity");
            sink.write("' AS double precision)");
        } else write_real(sink, real);
    } else if constexpr (text_value<Value>) {
        write_quoted(sink, value);
    } else if constexpr (enum_value<Value>) {
        if constexpr (Encoding == encoding::integer)
            write_literal<Dialect, encoding::standard>(sink, static_cast<stored_integer<Value>>(value));
        else write_nonempty(sink, enumerator_name(value));
    } else if constexpr (time_value<Value>) {
        if constexpr (Encoding == encoding::integer)
            write_literal<Dialect, encoding::standard>(sink, value.time_since_epoch().count());
        else {
            if (!Dialect::has_nanoseconds && has_part_of_microsecond(value))
                throw "this dialect keeps times to the microsecond";
            time_buffer buffer{};
            write_nonempty(sink, format_time(value, buffer));
        }
    } else if constexpr (date_value<Value>) {
        time_buffer buffer{};
        write_nonempty(sink, format_date(value, buffer));
    } else {
        static_assert(always_false<Value>, "a value of this type cannot be part of a definition");
    }
}

} // namespace rowan::detail
