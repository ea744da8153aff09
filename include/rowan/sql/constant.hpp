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
        // PostgreSQL takes a number with a point for a decimal one.
        constexpr bool is_cast =
            Dialect::family == sql_family::postgres && std::is_floating_point_v<typename Constant::expression_type>;
        visitor.text(is_cast ? "CAST(" : "");
        write_literal<Dialect, Encoding>(visitor.sink, Constant::content);
        visitor.text(is_cast ? " AS double precision)" : "");
    }
}

template <class Visitor, class Node>
    requires is_constant<Node>
constexpr void walk(Visitor& visitor, const Node& node) {
    walk_constant<encoding::standard>(visitor, node);
}

} // namespace rowan::detail
