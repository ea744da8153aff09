#pragma once

#include "rowan/query/collate.hpp"
#include "rowan/sql/expression.hpp"

namespace rowan::detail {

template <class Visitor, fixed_string Name, class Content>
constexpr void walk(Visitor& visitor, const collated<Name, Content>& node) {
    walk_alone<collated<Name, Content>::precedence>(visitor, node.content);
    if constexpr (Visitor::writes_text) {
        visitor.text(" COLLATE \"");
        visitor.name(Name.view(), true);
        visitor.text("\"");
    }
}

} // namespace rowan::detail
