#pragma once

#include "rowan/query/expression.hpp"
#include "rowan/query/refused.hpp"

#include <string>
#include <type_traits>
#include <utility>

namespace rowan {

/// `content COLLATE "name"`.
template <fixed_string Name, class Content>
struct collated : expression_interface<collated<Name, Content>> {
    using expression_type = detail::type_of<Content>;
    using operands = detail::type_list<Content>;
    static constexpr int precedence = 8;
    Content content;

    constexpr explicit collated(Content c) : content(std::move(c)) {}
};

/// A text that is compared and sorted by the rules of a collation that the database has: `collate<"NOCASE">(x)` in SQLite,
/// `collate<"C">(x)` in PostgreSQL.
template <fixed_string Name, expression Content>
[[nodiscard]] constexpr auto collate(Content&& content) {
    using Expression = std::remove_cvref_t<Content>;
    constexpr bool is_text = detail::is_text<detail::type_of<Expression>> || detail::is_refused<Expression>;
    static_assert(is_text, "rowan E306: a collation of what is no text");
    if constexpr (!is_text) return detail::refused<std::string>{};
    else return collated<Name, Expression>(std::forward<Content>(content));
}

} // namespace rowan
