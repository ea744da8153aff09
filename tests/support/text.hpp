#pragma once

#include <cstddef>
#include <string_view>

namespace test {

/// `text.find(part)`, which GCC 12 does not take for a constant when it compiles for the sanitizers.
constexpr std::size_t position(std::string_view text, std::string_view part) {
    for (std::size_t i = 0; i + part.size() <= text.size(); ++i)
        if (text.substr(i, part.size()) == part) return i;
    return std::string_view::npos;
}
constexpr bool contains(std::string_view text, std::string_view part) {
    return position(text, part) != std::string_view::npos;
}

} // namespace test
