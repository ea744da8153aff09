#pragma once

#include "rowan/query/aggregates.hpp"
#include "rowan/sql/expression.hpp"
#include "rowan/sql/function.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace rowan::detail {

/// Visits arguments in the places of the function's text, and what stands behind the last of them.
template <class Function, bool IsDistinct, class Visitor, class... Arguments, class WalkRest>
constexpr void walk_arguments(Visitor& visitor, const pack<Arguments...>& arguments, const WalkRest& walk_rest) {
    constexpr std::string_view text = Function::template text<typename Visitor::dialect, Arguments...>;
    constexpr std::size_t count = count_places(text);
    constexpr auto parsed = parse_template<count>(text);
    constexpr encoding values = first_encoding(type_list<Arguments...>{});
    [&]<std::size_t... Place>(std::index_sequence<Place...>) {
        ((visitor.text(parsed.texts[Place]), visitor.text(Place == 0 && IsDistinct ? "DISTINCT " : ""),
          walk_argument<Function, parsed.operands[Place], values, 0, beside_nothing>(
              visitor, element<parsed.operands[Place]>(arguments))),
         ...);
    }(std::make_index_sequence<count>{});
    walk_rest();
    visitor.text(parsed.texts[count]);
}

/// Visits the call alone, which OVER may follow.
template <class Visitor, class Function, class Rows, class... Arguments>
constexpr void walk_call(Visitor& visitor, const aggregate_call<Function, Rows, Arguments...>& node) {
    walk_arguments<Function, Rows::is_distinct>(visitor, node.arguments, [&] {
        visitor.text(Rows::is_ordered ? " ORDER BY " : "");
        walk_list(visitor, node.rows.order);
    });
    node.rows.filter.apply([&](const auto&... condition) {
        ((visitor.text(" FILTER (WHERE "), walk_alone(visitor, condition), visitor.text(")")), ...);
    });
}

template <class Dialect, class Function, class Rows, class... Arguments>
consteval std::string_view result_cast(const aggregate_call<Function, Rows, Arguments...>*) {
    return Function::template cast<Dialect, Arguments...>;
}

/// Visits what `walk_content` visits, as a value of the type that the C++ result is read from.
template <class Call, class Visitor, class WalkContent>
constexpr void walk_cast(Visitor& visitor, const WalkContent& walk_content) {
    constexpr std::string_view type = result_cast<typename Visitor::dialect>(static_cast<const Call*>(nullptr));
    visitor.text(type.empty() ? "" : "CAST(");
    walk_content();
    visitor.text(type.empty() ? "" : " AS ");
    visitor.text(type);
    visitor.text(type.empty() ? "" : ")");
}

template <class Visitor, class Function, class Rows, class... Arguments>
constexpr void walk(Visitor& visitor, const aggregate_call<Function, Rows, Arguments...>& node) {
    walk_cast<aggregate_call<Function, Rows, Arguments...>>(visitor, [&] { walk_call(visitor, node); });
}

} // namespace rowan::detail
