#pragma once

#include <cstddef>
#include <string_view>

namespace rowan::detail {

/// Where text goes. Without a place for it the text is only measured: a statement is written twice, once to know its size and
/// once to fill an array of that size, with the same functions.
struct text_sink {
    char* out = nullptr;
    std::size_t size = 0;

    constexpr void put(char c) {
        if (out != nullptr) out[size] = c;
        ++size;
    }
    constexpr void write(std::string_view text) {
        if (out == nullptr) size += text.size();
        else
            for (const char c : text) out[size++] = c;
    }
};

} // namespace rowan::detail
