#pragma once

#include "rowan/driver/postgres/encode.hpp"
#include "rowan/driver/postgres/wire.hpp"
#include "rowan/schema/value.hpp"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

// Texts and lists of texts in the text format, which the server reads as a value of any type.
namespace rowan::detail {

/// Whether the type of a value is left to the server where something stands beside it: of texts and enumerations, which are
/// sent in the text format whatever type is wanted, and of lists of them.
template <encoding Encoding, class Type>
consteval bool is_sent_as_text() {
    using Value = without_optional<Type>;
    if constexpr (array_value<Value>) return is_sent_as_text<Encoding, typename Value::value_type>();
    else if constexpr (has_native_kind<Value>) return false;
    else if constexpr (custom_value<Value>) return is_sent_as_text<Encoding, typename value_traits<Value>::stored>();
    else return text_value<Value> || (enum_value<Value> && Encoding != encoding::integer);
}
/// Whether a value that a column is set to goes as a text because it is a double, or a list of them.
template <class Type>
consteval bool is_double() {
    using Value = without_optional<Type>;
    if constexpr (array_value<Value>) return is_double<typename Value::value_type>();
    else if constexpr (has_native_kind<Value>) return false;
    else if constexpr (custom_value<Value>) return is_double<typename value_traits<Value>::stored>();
    else return std::is_same_v<Value, double>;
}
inline constexpr const char* has_zero_byte = "PostgreSQL has no texts with a zero byte";

/// Appends the shortest text that is read as this number.
inline void write_real(wire_buffer& out, double value) {
    if (std::isfinite(value)) {
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        out.write(digits, static_cast<std::size_t>(end - digits));
    } else if (std::isnan(value)) out.write("NaN", 3);
    else if (value > 0) out.write("Infinity", 8);
    else out.write("-Infinity", 9);
}

/// Appends a text, an enumerator's name, what a type of the program is stored as, or a real number. Null if it is done, else why it cannot be stored.
template <encoding Encoding, class Value>
const char* write_text(wire_buffer& out, const Value& value) {
    const std::size_t begin = out.size();
    if constexpr (real_value<Value>) {
        write_real(out, static_cast<double>(value));
        return nullptr;
    } else if constexpr (custom_value<Value> && is_double<Value>()) {
        const typename value_traits<Value>::stored& stored = value_traits<Value>::to_stored(value);
        return write_text<Encoding>(out, stored);
    }
    if constexpr (text_value<Value>)
        if (!std::in_range<std::int32_t>(value.size())) return is_too_long;
    if (const char* problem = encode<Encoding>(out, value)) return problem;
    const std::size_t size = out.size() - begin;
    return size > 0 && std::memchr(out.data() + begin, '\0', size) != nullptr ? has_zero_byte : nullptr;
}

/// Quotes what was written from `begin` on, as an element of an array (postgresql.org/docs/15/arrays.html#ARRAYS-IO).
inline void quote_element(wire_buffer& out, std::size_t begin) {
    std::size_t escapes = 0;
    for (std::size_t i = begin; i < out.size(); ++i) escapes += out.data()[i] == '"' || out.data()[i] == '\\' ? 1 : 0;
    const std::size_t size = out.size() - begin;
    out.take(escapes + 2);
    // From the end, so that nothing is overwritten that is still to be moved.
    const char* from = out.data() + begin + size;
    char* to = out.data() + out.size();
    *--to = '"';
    while (from != out.data() + begin) {
        *--to = *--from;
        if (*to == '"' || *to == '\\') *--to = '\\';
    }
    *--to = '"';
}

/// Appends an array of `count` elements, which `get` finds in what an iterator gives. With `IsSearched`, what no column can hold is left
/// out.
template <encoding Encoding, class Element, bool IsSearched, class Iterator, class Get>
const char* write_text_array(wire_buffer& out, std::size_t count, Iterator each, const Get& get) {
    out.write("{", 1);
    bool is_first = true;
    for (std::size_t i = 0; i < count; ++i, ++each) {
        const std::size_t before = out.size();
        if (!is_first) out.write(",", 1);
        const std::size_t begin = out.size();
        const char* problem = nullptr;
        const auto write = [&](const auto& element) {
            problem = write_text<Encoding>(out, element);
            if (problem == nullptr) quote_element(out, begin);
        };
        if constexpr (is_optional<Element>) {
            const Element& element = get(*each);
            if (element) write(*element);
            else out.write("NULL", 4);
        } else write(static_cast<const Element&>(get(*each)));
        if (problem == nullptr) is_first = false;
        else if (IsSearched) out.cut(before);
        else return problem;
    }
    out.write("}", 1);
    return nullptr;
}

} // namespace rowan::detail
