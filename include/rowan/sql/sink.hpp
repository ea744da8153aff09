#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rowan::detail {

// Text is written twice: once to measure it, once to fill an array of that size. A statement with optional parts is
// written into a string when one of its forms is prepared.

struct counting_sink {
    std::size_t size = 0;
    constexpr void put(char) { ++size; }
    constexpr void write(std::string_view text) { size += text.size(); }
};

struct array_sink {
    char* out;
    constexpr void put(char c) { *out++ = c; }
    constexpr void write(std::string_view text) {
        for (const char c : text) *out++ = c;
    }
};

struct string_sink {
    std::string& out;
    void put(char c) { out.push_back(c); }
    void write(std::string_view text) { out.append(text); }
};

} // namespace rowan::detail
