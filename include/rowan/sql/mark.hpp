#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// What is made in a database says in a comment, a mark, which generation of rowan made it, and a hash of its text.
namespace rowan::detail {

/// `begin` says what it is: `-- rowan trigger, generation `.
inline std::string mark_with(std::string_view begin, std::int64_t generation, std::uint64_t hash) {
    return std::string(begin) + std::to_string(generation) + ", hash " + std::to_string(hash) + ".";
}

/// The generation of what a text was marked with; 0 if it has no mark. What is in quotes is a name or a text.
inline std::int64_t marked_generation(std::string_view text, std::string_view begin) {
    std::int64_t generation = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"' || c == '\'') i = std::min(text.find(c, i + 1), text.size());
        else if (text.substr(i).starts_with(begin)) {
            std::from_chars(text.data() + i + begin.size(), text.data() + text.size(), generation);
            break;
        }
    }
    return generation;
}

} // namespace rowan::detail
