#pragma once

#include <cstddef>
#include <string_view>

namespace rowan {

/// A string that can be a template argument: `param<"year">`, `.as<"books">()`.
template <std::size_t Size>
struct fixed_string {
    char data[Size + 1]{};

    constexpr fixed_string() = default;
    /// Its zero is written, too: in a message Clang shows a text of 8, 16 or 32 characters as numbers otherwise.
    constexpr fixed_string(const char (&text)[Size + 1]) {
        for (std::size_t i = 0; i <= Size; ++i) data[i] = text[i];
    }

    [[nodiscard]] constexpr std::string_view view() const { return {data, Size}; }
};

template <std::size_t Length>
fixed_string(const char (&)[Length]) -> fixed_string<Length - 1>;

} // namespace rowan
