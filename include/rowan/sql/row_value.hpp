#pragma once

#include "rowan/query/row_value.hpp"
#include "rowan/sql/expression.hpp"

#include <cstddef>
#include <utility>

namespace rowan::detail {

/// Visits a row; its values are written as those of the row beside it.
template <class... Beside, class Visitor, class... Parts>
constexpr void walk_row(Visitor& visitor, const row_value<Parts...>& row, type_list<Beside...>) {
    row.parts.apply([&](const Parts&... part) {
        std::size_t place = 0;
        ((visitor.text(place++ == 0 ? "(" : ", "),
          walk_operand<first_encoding(type_list<Parts, Beside>{}), 0, beside<Parts, Beside>>(visitor, part)),
         ...);
    });
    visitor.text(")");
}

/// Stands by itself, as on the left of IN before a query.
template <class Visitor, class... Parts>
constexpr void walk(Visitor& visitor, const row_value<Parts...>& row) {
    walk_row(visitor, row, type_list<Parts...>{});
}

template <class Visitor, class Operator, class... Left, class... Right>
constexpr void walk(Visitor& visitor, const binary<Operator, row_value<Left...>, row_value<Right...>>& node) {
    walk_row(visitor, node.left, type_list<Right...>{});
    visitor.text(Operator::text);
    walk_row(visitor, node.right, type_list<Left...>{});
}

template <class Visitor, class... Parts, class... Rows>
constexpr void walk(Visitor& visitor, const in_rows<row_value<Parts...>, Rows...>& node) {
    walk(visitor, node.content);
    visitor.text(" IN (");
    node.rows.apply([&](const Rows&... row) {
        std::size_t place = 0;
        ((visitor.text(place++ == 0 ? "" : ", "), walk_row(visitor, row, type_list<Parts...>{})), ...);
    });
    visitor.text(")");
}

} // namespace rowan::detail
