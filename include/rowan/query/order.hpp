#pragma once

#include "rowan/query/expression.hpp"

#include <utility>

namespace rowan {

/// A key of `order_by` in descending order.
template <class Content>
struct descending_order {
    using clause_item = void;
    using expression_type = detail::type_of<Content>;
    using operands = detail::type_list<Content>;
    Content content;
};

/// A key of `order_by`.
template <class Type>
concept sort_key = expression<Type> || detail::is_instance_of<descending_order, std::remove_cvref_t<Type>>;

template <expression Content>
[[nodiscard]] constexpr auto desc(Content content) {
    return descending_order<Content>{std::move(content)};
}

/// Ascending is the default; `asc` says it.
template <expression Content>
[[nodiscard]] constexpr auto asc(Content content) {
    return content;
}

} // namespace rowan
