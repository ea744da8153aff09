#pragma once

#include <array>
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

template <class Text>
consteval std::size_t measure_text() {
    text_sink sink;
    Text::write(sink);
    return sink.size;
}
template <class Text>
inline constexpr auto written_text = [] {
    std::array<char, measure_text<Text>() + 1> text{};
    text_sink sink{text.data()};
    Text::write(sink);
    return text;
}();
/// A text that is put together by a function of the class `Text`: `static constexpr void write(text_sink&)`.
template <class Text>
inline constexpr std::string_view built_text{written_text<Text>.data(), written_text<Text>.size() - 1};

} // namespace rowan::detail
