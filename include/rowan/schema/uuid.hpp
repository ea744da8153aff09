#pragma once

#include "rowan/schema/error.hpp"
#include "rowan/schema/value.hpp"

#include <boost/uuid/uuid.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rowan {

/// A UUID of Boost (RFC 9562): `uuid` in PostgreSQL, 16 bytes in SQLite. `uuid{}` is the nil UUID; Boost has generators.
using uuid = boost::uuids::uuid;

namespace detail {

/// The digits of a UUID, the letters small, with a hyphen where texts have one.
template <class Sink>
constexpr void write_uuid(Sink& sink, const uuid& value, bool has_hyphens) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (std::size_t i = 0; i < 16; ++i) {
        if (has_hyphens && (i == 4 || i == 6 || i == 8 || i == 10)) sink.put('-');
        const unsigned byte = value.data[i];
        sink.put(digits[byte / 16]);
        sink.put(digits[byte % 16]);
    }
}

constexpr int hexadecimal_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Reads `01234567-89ab-cdef-0123-456789abcdef`, also in capitals.
constexpr std::optional<uuid> parse_uuid(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    uuid value{};
    for (std::size_t i = 0, at = 0; i < 16; ++i, at += 2) {
        if (at == 8 || at == 13 || at == 18 || at == 23)
            if (text[at++] != '-') return std::nullopt;
        const int high = hexadecimal_digit(text[at]), low = hexadecimal_digit(text[at + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        value.data[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return value;
}

} // namespace detail

/// The UUID that a text of 32 digits and four hyphens says; throws `type_mismatch` for any other text.
[[nodiscard]] constexpr uuid uuid_of(std::string_view text) {
    const auto value = detail::parse_uuid(text);
    if (!value) throw type_mismatch("a text is no UUID");
    return *value;
}
/// `01234567-89ab-cdef-0123-456789abcdef`.
[[nodiscard]] inline std::string text_of(const uuid& value) {
    struct {
        std::string text{};
        void put(char c) { text += c; }
    } sink;
    detail::write_uuid(sink, value, true);
    return sink.text;
}

template <>
struct value_traits<uuid> {
    static constexpr value_kind kind = value_kind::uuid;
    static constexpr const char* wanted = "a UUID of 16 bytes";
    using stored = bytes_view;
    static bytes_view to_stored(const uuid& value) { return {reinterpret_cast<const std::byte*>(value.begin()), 16}; }
    static std::optional<uuid> parse(bytes_view content) {
        if (content.size() != 16) return std::nullopt;
        uuid value{};
        for (std::size_t i = 0; i < 16; ++i) value.data[i] = static_cast<std::uint8_t>(content[i]);
        return value;
    }
    static uuid from_stored(bytes_view content) {
        const auto value = parse(content);
        if (!value) throw type_mismatch("a UUID has 16 bytes");
        return *value;
    }
    static std::string to_text(const uuid& value) { return text_of(value); }
    template <bool IsNative, class Sink>
    static constexpr void write_literal(Sink& sink, const uuid& value) {
        sink.write(IsNative ? "'" : "x'");
        detail::write_uuid(sink, value, IsNative);
        sink.put('\'');
    }
};

} // namespace rowan
