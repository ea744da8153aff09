#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/expression.hpp"
#include "rowan/query/parameter.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

/// `left operator right`.
template <class Operator, class Left, class Right>
struct binary : expression_interface<binary<Operator, Left, Right>> {
    using expression_type = typename Operator::template result<Left, Right>;
    using operands = detail::type_list<Left, Right>;
    static constexpr int precedence = Operator::precedence;
    static constexpr detail::null_rule nulls = Operator::nulls;
    template <class Dialect>
    using dialect_mistake = typename Operator::template dialect_mistake<Dialect>;
    Left left;
    Right right;

    constexpr binary(Left l, Right r) : left(std::move(l)), right(std::move(r)) {}
};

/// `operator content`, or `content operator`.
template <class Operator, class Content>
struct unary : expression_interface<unary<Operator, Content>> {
    using expression_type = typename Operator::template result<Content>;
    using operands = detail::type_list<Content>;
    static constexpr int precedence = Operator::precedence;
    static constexpr detail::null_rule nulls = Operator::nulls;
    Content content;

    constexpr explicit unary(Content c) : content(std::move(c)) {}
};

namespace detail {

/// What is so of most operators.
struct operation {
    static constexpr null_rule nulls = null_rule::any;
    template <class>
    using dialect_mistake = no_mistake;
};
struct comparison : operation {
    template <class... Operands>
    using result = nullable_like<bool, Operands...>;
    static constexpr int precedence = 4;
};
struct equal : comparison {
    static constexpr std::string_view text = " = ";
};
struct not_equal : comparison {
    static constexpr std::string_view text = " <> ";
};
struct less : comparison {
    static constexpr std::string_view text = " < ";
};
struct less_equal : comparison {
    static constexpr std::string_view text = " <= ";
};
struct greater : comparison {
    static constexpr std::string_view text = " > ";
};
struct greater_equal : comparison {
    static constexpr std::string_view text = " >= ";
};
struct like_operator : comparison {
    static constexpr std::string_view text = " LIKE ";
};

struct logic : operation {
    template <class... Operands>
    using result = nullable_like<bool, Operands...>;
};
struct logical_and : logic {
    static constexpr std::string_view text = " AND ";
    static constexpr int precedence = 2;
};
struct logical_or : logic {
    static constexpr std::string_view text = " OR ";
    static constexpr int precedence = 1;
};
struct logical_not : logic {
    static constexpr std::string_view prefix = "NOT ", suffix = "";
    static constexpr int precedence = 3;
};

template <class... Operands>
using sum_type =
    std::conditional_t<(std::is_floating_point_v<without_optional<type_of<Operands>>> || ...), double, std::int64_t>;

struct arithmetic : operation {
    template <class... Operands>
    using result = nullable_like<sum_type<Operands...>, Operands...>;
};
struct plus : arithmetic {
    static constexpr std::string_view text = " + ";
    static constexpr int precedence = 5;
};
struct minus : arithmetic {
    static constexpr std::string_view text = " - ";
    static constexpr int precedence = 5;
};
struct times : arithmetic {
    static constexpr std::string_view text = " * ";
    static constexpr int precedence = 6;
};
// Division by zero is NULL (sqlite.org/lang_expr.html).
struct quotient : operation {
    template <class... Operands>
    using result = std::optional<sum_type<Operands...>>;
    static constexpr int precedence = 6;
};
struct divided : quotient {
    static constexpr std::string_view text = " / ";
};
struct modulo : quotient {
    static constexpr std::string_view text = " % ";
};
struct negated : arithmetic {
    static constexpr std::string_view prefix = "-", suffix = "";
    static constexpr int precedence = 7;
};

struct null_test : operation {
    static constexpr null_rule nulls = null_rule::never;
    template <class>
    using result = bool;
    static constexpr std::string_view prefix = "";
    static constexpr int precedence = 4;
};
struct is_null_test : null_test {
    static constexpr std::string_view suffix = " IS NULL";
};
struct is_not_null_test : null_test {
    static constexpr std::string_view suffix = " IS NOT NULL";
};

template <class Type>
inline constexpr bool is_null_like = std::is_same_v<Type, std::nullopt_t>;

template <class Operand>
inline constexpr bool may_be_null_value =
    is_value<Operand> && (is_optional<type_of<Operand>> || is_null_like<type_of<Operand>>);

template <class Left, class Right>
inline constexpr bool comparable = std::is_same_v<family<type_of<Left>>, family<type_of<Right>>>;

template <class Expression>
inline constexpr bool is_condition = std::is_same_v<without_optional<type_of<Expression>>, bool>;

template <class Expression>
inline constexpr bool is_numeric = is_number<type_of<Expression>>;

template <class Left, class Right>
concept operands = (expression<Left> || expression<Right>) && operand<Left> && operand<Right>;

/// Both operands as expressions: a parameter takes its type from the other side.
template <class Left, class Right>
struct sides {
    using left = typed_operand<operand_type<Right>, Left>;
    using right = typed_operand<left, Right>;
};

template <class Operator, class Left, class Right, class Sides = sides<Left, Right>>
constexpr auto make_binary(Left&& left, Right&& right) {
    using L = typename Sides::left;
    using R = typename Sides::right;
    return binary<Operator, L, R>(make_operand<L>(std::forward<Left>(left)),
                                  make_operand<R>(std::forward<Right>(right)));
}

/// What may be wrong with the operands of a comparison, of arithmetic, of AND and OR.
template <class Left, class Right>
struct compared {
    using typed = sides<Left, Right>;
    static constexpr bool with_null =
        may_be_null_value<typename typed::left> || may_be_null_value<typename typed::right>;
    static constexpr bool fits = comparable<typename typed::left, typename typed::right>;
    static_assert(!with_null,
                  "rowan E305: what may be null is compared; ask is_null or is_not_null, or compare with a value "
                  "that is there, such as *name");
    static_assert(with_null || fits, "rowan E304: values of different types are compared");
    static constexpr bool checked = true;
};
template <class Left, class Right>
struct calculated {
    using typed = sides<Left, Right>;
    static constexpr bool fits = is_numeric<typename typed::left> && is_numeric<typename typed::right>;
    static_assert(fits, "rowan E303: arithmetic is for numbers");
    static constexpr bool checked = true;
};
template <class Left, class Right>
struct alike {
    using typed = sides<Left, Right>;
    static constexpr bool fits = is_text<type_of<typename typed::left>> && is_text<type_of<typename typed::right>>;
    static_assert(fits, "rowan E306: like is for texts");
    static constexpr bool checked = true;
};
template <class Left, class Right>
struct combined {
    using typed = sides<Left, Right>;
    static constexpr bool fits = is_condition<typename typed::left> && is_condition<typename typed::right>;
    static_assert(fits, "rowan E302: a condition is wanted here, such as a comparison");
    static constexpr bool checked = true;
};

} // namespace detail

template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator==(Left&& left, Right&& right) {
    static_assert(detail::compared<Left, Right>::checked);
    return detail::make_binary<detail::equal>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator!=(Left&& left, Right&& right) {
    static_assert(detail::compared<Left, Right>::checked);
    return detail::make_binary<detail::not_equal>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator<(Left&& left, Right&& right) {
    static_assert(detail::compared<Left, Right>::checked);
    return detail::make_binary<detail::less>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator<=(Left&& left, Right&& right) {
    static_assert(detail::compared<Left, Right>::checked);
    return detail::make_binary<detail::less_equal>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator>(Left&& left, Right&& right) {
    static_assert(detail::compared<Left, Right>::checked);
    return detail::make_binary<detail::greater>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator>=(Left&& left, Right&& right) {
    static_assert(detail::compared<Left, Right>::checked);
    return detail::make_binary<detail::greater_equal>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator+(Left&& left, Right&& right) {
    static_assert(detail::calculated<Left, Right>::checked);
    return detail::make_binary<detail::plus>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator-(Left&& left, Right&& right) {
    static_assert(detail::calculated<Left, Right>::checked);
    return detail::make_binary<detail::minus>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator*(Left&& left, Right&& right) {
    static_assert(detail::calculated<Left, Right>::checked);
    return detail::make_binary<detail::times>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator/(Left&& left, Right&& right) {
    static_assert(detail::calculated<Left, Right>::checked);
    return detail::make_binary<detail::divided>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator%(Left&& left, Right&& right) {
    static_assert(detail::calculated<Left, Right>::checked);
    return detail::make_binary<detail::modulo>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator&&(Left&& left, Right&& right) {
    static_assert(detail::combined<Left, Right>::checked);
    return detail::make_binary<detail::logical_and>(std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
    requires detail::operands<Left, Right>
[[nodiscard]] constexpr auto operator||(Left&& left, Right&& right) {
    static_assert(detail::combined<Left, Right>::checked);
    return detail::make_binary<detail::logical_or>(std::forward<Left>(left), std::forward<Right>(right));
}

template <expression Content>
[[nodiscard]] constexpr auto operator!(Content&& content) {
    using Expression = std::remove_cvref_t<Content>;
    static_assert(detail::is_condition<Expression>, "rowan E302: a condition is wanted here, such as a comparison");
    return unary<detail::logical_not, Expression>(std::forward<Content>(content));
}
template <expression Content>
[[nodiscard]] constexpr auto operator-(Content&& content) {
    using Expression = std::remove_cvref_t<Content>;
    static_assert(detail::is_numeric<Expression>, "rowan E303: arithmetic is for numbers");
    return unary<detail::negated, Expression>(std::forward<Content>(content));
}

template <expression Content>
[[nodiscard]] constexpr auto is_null(Content&& content) {
    return unary<detail::is_null_test, std::remove_cvref_t<Content>>(std::forward<Content>(content));
}
template <expression Content>
[[nodiscard]] constexpr auto is_not_null(Content&& content) {
    return unary<detail::is_not_null_test, std::remove_cvref_t<Content>>(std::forward<Content>(content));
}

/// SQL's LIKE: `%` is any text, `_` any character. Case matters as the dialect has it.
template <expression Content, operand Pattern>
[[nodiscard]] constexpr auto like(Content&& content, Pattern&& pattern) {
    static_assert(detail::alike<Content, Pattern>::checked);
    return detail::make_binary<detail::like_operator>(std::forward<Content>(content), std::forward<Pattern>(pattern));
}
} // namespace rowan
