#pragma once

#include "rowan/query/function.hpp"
#include "rowan/sql/expression.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
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

template <class Value>
consteval auto element_of_list() {
    if constexpr (array_value<Value>) return std::type_identity<without_optional<typename Value::value_type>>{};
    else return std::type_identity<Value>{};
}
/// The type of PostgreSQL that a parameter of a declared function has, if that is narrower than the type in which values are sent and
/// expressions are calculated: then a server finds no function of it. Empty for others.
template <class Parameter>
consteval std::string_view narrow_type() {
    using Value = without_optional<Parameter>;
    using Number = typename decltype(element_of_list<Value>())::type;
    constexpr bool is_list = !std::is_same_v<Number, Value>;
    if constexpr (std::is_same_v<Number, float>) return is_list ? "real[]" : "real";
    else if constexpr (integer_value<Number>) {
        constexpr auto most = std::numeric_limits<Number>::max();
        if (std::in_range<std::int16_t>(most)) return is_list ? "smallint[]" : "smallint";
        if (std::in_range<std::int32_t>(most)) return is_list ? "integer[]" : "integer";
    }
    return {};
}
template <std::size_t Place, class Argument, class Result, class... Parameters>
consteval std::string_view narrow_type_at(std::type_identity<Result(Parameters...)>) {
    constexpr std::string_view types[] = {narrow_type<Parameters>()..., {}};
    // A column has the type of its field.
    constexpr bool are_as_column[] = {
        (is_column<Argument> && std::is_same_v<without_optional<type_of<Argument>>, without_optional<Parameters>>)...,
        false};
    return are_as_column[Place] ? std::string_view() : types[Place];
}
template <class Function, std::size_t Place, class Argument, class Dialect>
consteval std::string_view cast_of_argument() {
    if constexpr (!Dialect::has_static_types) return {};
    else if constexpr (requires { typename Function::signature; })
        return narrow_type_at<Place, Argument>(std::type_identity<typename Function::signature>{});
    else return {};
}
/// Visits an argument of a function, which has the type that the function's signature says.
template <class Function, std::size_t Place, encoding Values, int Minimum, class Beside, class Visitor, class Argument>
constexpr void walk_argument(Visitor& visitor, const Argument& argument) {
    constexpr std::string_view type = cast_of_argument<Function, Place, Argument, typename Visitor::dialect>();
    visitor.text(type.empty() ? "" : "CAST(");
    walk_operand<Values, type.empty() ? Minimum : 0, Beside>(visitor, argument);
    visitor.text(type.empty() ? "" : " AS ");
    visitor.text(type);
    visitor.text(type.empty() ? "" : ")");
}

/// Visits operands in the places of the text that `Function` has for the visitor's dialect.
template <class Function, class Beside, class Visitor, class... Nodes>
constexpr void walk_template(Visitor& visitor, const pack<Nodes...>& operands) {
    constexpr std::string_view text = Function::template text<typename Visitor::dialect>;
    constexpr std::size_t count = count_places(text);
    constexpr auto parsed = parse_template<count>(text);
    constexpr encoding values = first_encoding(type_list<Nodes...>{});
    [[maybe_unused]] const auto one = [&]<std::size_t Place>(std::integral_constant<std::size_t, Place>) {
        visitor.text(parsed.texts[Place]);
        if constexpr (parsed.operands[Place] != no_operand)
            walk_argument<Function, parsed.operands[Place], values, parsed.minimums[Place], Beside>(
                visitor, element<parsed.operands[Place]>(operands));
    };
    [&]<std::size_t... Place>(std::index_sequence<Place...>) {
        (one(std::integral_constant<std::size_t, Place>{}), ...);
    }(std::make_index_sequence<count>{});
    visitor.text(parsed.texts[count]);
}

template <class... Nodes>
consteval bool are_of_values(type_list<Nodes...>) {
    return sizeof...(Nodes) > 0 && (is_of_values<Nodes> && ...);
}
template <class Function, class... Arguments>
inline constexpr bool is_of_values<function_call<Function, Arguments...>> =
    are_of_values(typename function_call<Function, Arguments...>::alike_operands{});
template <class Function, class... Arguments>
    requires(function_call<Function, Arguments...>::alike_operands::size > 0)
struct typing_column<function_call<Function, Arguments...>> : first_typing_column<Arguments...> {};

/// `Beside`: what stands beside the arguments.
template <class Beside, class Visitor, class Function, class... Arguments>
constexpr void walk_within(Visitor& visitor, const function_call<Function, Arguments...>& node) {
    walk_template<Function, Beside>(visitor, node.arguments);
}
template <class Visitor, class Function, class... Arguments>
constexpr void walk(Visitor& visitor, const function_call<Function, Arguments...>& node) {
    using Alike = typename function_call<Function, Arguments...>::alike_operands;
    walk_within<decltype(find_beside(Alike{}))>(visitor, node);
}

} // namespace rowan::detail
