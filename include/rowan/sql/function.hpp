#pragma once

#include "rowan/query/function.hpp"
#include "rowan/sql/expression.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace rowan::detail {

/// A text with places for operands: `Count` of them, and the text before each and after the last.
template <std::size_t Count>
struct text_template {
    std::array<std::string_view, Count + 1> texts{};
    std::array<std::size_t, Count + 1> operands{};
};

consteval std::size_t count_places(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += c == '{' ? 1 : 0;
    return count;
}

/// Each `{}` is the next operand, `{1}` the second one.
template <std::size_t Count>
consteval text_template<Count> parse_template(std::string_view text) {
    text_template<Count> parsed;
    std::size_t place = 0, first = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '{') continue;
        parsed.texts[place] = text.substr(first, i - first);
        const bool has_number = text[i + 1] != '}';
        parsed.operands[place] = has_number ? static_cast<std::size_t>(text[i + 1] - '0') : place;
        i += has_number ? 2 : 1;
        first = i + 1;
        ++place;
    }
    parsed.texts[place] = text.substr(first);
    return parsed;
}

/// Visits operands in the places of the text that `Function` has for the visitor's dialect.
template <class Function, class Visitor, class... Nodes>
constexpr void walk_template(Visitor& visitor, const pack<Nodes...>& operands) {
    constexpr std::string_view text = Function::template text<typename Visitor::dialect>;
    constexpr auto parsed = parse_template<count_places(text)>(text);
    constexpr encoding values = first_encoding(type_list<Nodes...>{});
    [&]<std::size_t... Place>(std::index_sequence<Place...>) {
        ((visitor.text(parsed.texts[Place]),
          walk_operand<values, 0>(visitor, element<parsed.operands[Place]>(operands))),
         ...);
    }(std::make_index_sequence<count_places(text)>{});
    visitor.text(parsed.texts[count_places(text)]);
}

template <class Visitor, class Function, class... Arguments>
constexpr void walk(Visitor& visitor, const function_call<Function, Arguments...>& node) {
    walk_template<Function>(visitor, node.arguments);
}

} // namespace rowan::detail
