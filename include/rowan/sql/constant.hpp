#pragma once

#include "rowan/query/constant.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/sql/expression.hpp"
#include "rowan/sql/literal.hpp"

#include <type_traits>

namespace rowan::detail {

template <encoding Encoding, class Visitor, class Constant>
constexpr void walk_constant(Visitor& visitor, const Constant&) {
    if constexpr (Visitor::writes_text) {
        using Dialect = typename Visitor::dialect;
        using Type = typename Constant::expression_type;
        // PostgreSQL takes a number with a point for a decimal one, and a whole one for as narrow as it can be, so that the
        // first row of a recursive query would be too narrow for those that follow.
        constexpr bool is_real = std::is_floating_point_v<Type>, is_wide = integer_value<Type> && sizeof(Type) == 8;
        constexpr bool is_cast = Dialect::has_static_types && (is_real || is_wide);
        visitor.text(is_cast ? "CAST(" : "");
        write_literal<Dialect, Encoding>(visitor.sink, Constant::content);
        visitor.text(!is_cast ? "" : is_real ? " AS double precision)" : " AS bigint)");
    }
}

template <class Visitor, class Node>
    requires is_constant<Node>
constexpr void walk(Visitor& visitor, const Node& node) {
    walk_constant<encoding::standard>(visitor, node);
}

} // namespace rowan::detail
