#pragma once

#include "rowan/query/case.hpp"
#include "rowan/sql/expression.hpp"

#include <cstddef>
#include <utility>

namespace rowan::detail {

template <class Visitor, class... Conditions, class... Results>
constexpr void walk(Visitor& visitor, const case_expression<type_list<Conditions...>, Results...>& node) {
    constexpr encoding values = first_encoding(type_list<Results...>{});
    using Beside = beside<Results...>;
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

} // namespace rowan::detail
