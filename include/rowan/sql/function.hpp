#pragma once

#include "rowan/query/function.hpp"
#include "rowan/sql/expression.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// A text with places for operands: `Count` of them, the text before each and after the last, the number of the operand, and
/// how tightly the operand must bind.
template <std::size_t Count>
struct text_template {
    std::array<std::string_view, Count + 1> texts{};
    std::array<std::size_t, Count + 1> operands{};
    std::array<int, Count + 1> minimums{};
};

inline constexpr std::size_t no_operand = static_cast<std::size_t>(-1);
inline constexpr int tightest = 9;

consteval std::size_t count_places(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '{') continue;
        ++count;
        if (text[i + 1] == '{') ++i;
    }
    return count;
}

/// Whether an operand stands by itself, as an argument of a call does.
consteval bool is_enclosed(std::string_view before, std::string_view after) {
    return (before.ends_with('(') || before.ends_with(", ") || before.ends_with(" FROM ")) &&
           (after.starts_with(')') || after.starts_with(", ") || after.starts_with(" AS "));
}

/// Each `{}` is the next operand, `{1}` the second one, `{{` a brace.
template <std::size_t Count>
consteval text_template<Count> parse_template(std::string_view text) {
    text_template<Count> parsed;
    std::size_t place = 0, first = 0, next_operand = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '{') continue;
        const bool is_brace = text[i + 1] == '{', has_number = !is_brace && text[i + 1] != '}';
        const std::size_t next = i + (has_number ? 3 : 2);
        parsed.texts[place] = text.substr(first, i + (is_brace ? 1 : 0) - first);
        if (is_brace) parsed.operands[place] = no_operand;
        else parsed.operands[place] = has_number ? static_cast<std::size_t>(text[i + 1] - '0') : next_operand++;
        parsed.minimums[place] = is_enclosed(text.substr(0, i), text.substr(next)) ? 0 : tightest;
        i = next - 1;
        first = next;
        ++place;
    }
    parsed.texts[place] = text.substr(first);
    return parsed;
}

/// Visits operands in the places of the text that `Function` has for the visitor's dialect.
template <class Function, class Visitor, class... Nodes>
constexpr void walk_template(Visitor& visitor, const pack<Nodes...>& operands) {
    constexpr std::string_view text = Function::template text<typename Visitor::dialect>;
    constexpr std::size_t count = count_places(text);
    constexpr auto parsed = parse_template<count>(text);
    constexpr encoding values = first_encoding(type_list<Nodes...>{});
    [[maybe_unused]] const auto one = [&]<std::size_t Place>(std::integral_constant<std::size_t, Place>) {
        visitor.text(parsed.texts[Place]);
        if constexpr (parsed.operands[Place] != no_operand)
            walk_operand<values, parsed.minimums[Place]>(visitor, element<parsed.operands[Place]>(operands));
    };
    [&]<std::size_t... Place>(std::index_sequence<Place...>) {
        (one(std::integral_constant<std::size_t, Place>{}), ...);
    }(std::make_index_sequence<count>{});
    visitor.text(parsed.texts[count]);
}

template <class Visitor, class Function, class... Arguments>
constexpr void walk(Visitor& visitor, const function_call<Function, Arguments...>& node) {
    walk_template<Function>(visitor, node.arguments);
}

} // namespace rowan::detail
