#pragma once

#include "rowan/schema/facts.hpp"

#include <span>
#include <string_view>

namespace rowan::detail {

/// What a visitor does that looks at a statement and writes no text: nothing where only the text is concerned.
struct silent_visitor {
    static constexpr bool writes_text = false;

    static constexpr void text(std::string_view) {}
    template <auto Member, class Source>
    static constexpr void column() {}
    [[nodiscard]] static constexpr int enter() { return 0; }
    static constexpr void leave(int) {}
    static constexpr void label_columns(std::span<const column_facts>) {}
    [[nodiscard]] static constexpr std::span<const column_facts> take_labels() { return {}; }
};

} // namespace rowan::detail
