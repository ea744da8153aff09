#pragma once

#include "rowan/query/case.hpp"
#include "rowan/sql/expression.hpp"

#include <cstddef>
#include <utility>

namespace rowan::detail {

template <class Conditions, class... Results>
inline constexpr bool is_of_values<case_expression<Conditions, Results...>> = (is_of_values<Results> && ...);
template <class Conditions, class... Results>
struct typing_column<case_expression<Conditions, Results...>> : first_typing_column<Results...> {};

/// `Beside`: what stands beside the results.
template <class Beside, class Visitor, class... Conditions, class... Results>
constexpr void walk_within(Visitor& visitor, const case_expression<type_list<Conditions...>, Results...>& node) {
    constexpr encoding values = first_encoding(type_list<Results...>{});
    visitor.text("CASE");
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        ((visitor.text(" WHEN "), walk_alone(visitor, element<Index>(node.conditions)), visitor.text(" THEN "),
          walk_operand<values, 0, Beside>(visitor, element<Index>(node.results))),
         ...);
    }(std::index_sequence_for<Conditions...>{});
    if constexpr (sizeof...(Results) > sizeof...(Conditions)) {
        visitor.text(" ELSE ");
        walk_operand<values, 0, Beside>(visitor, element<sizeof...(Conditions)>(node.results));
    }
    visitor.text(" END");
}
template <class Visitor, class... Conditions, class... Results>
constexpr void walk(Visitor& visitor, const case_expression<type_list<Conditions...>, Results...>& node) {
    walk_within<beside<Results...>>(visitor, node);
}

} // namespace rowan::detail
