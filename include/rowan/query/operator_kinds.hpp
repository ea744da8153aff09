#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/query/expression.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

namespace detail {

/// What is no expression in the place of a condition.
template <class... Types>
struct condition_wanted : told_mistake {
    static_assert(always_false<Types...>, "rowan E302: this is no condition, such as a comparison");
};

template <class Operand>
inline constexpr bool sorts_by_value = is_sorted_by_value<type_of<Operand>>;
template <class Operand>
struct sizes {
    template <class Dialect>
    using dialect_mistake =
        std::conditional_t<Dialect::has_native_kinds, no_mistake, order_in_dialect<Operand, Dialect>>;
};

} // namespace detail

/// `left operator right`.
template <class Operator, class Left, class Right>
struct binary : expression_interface<binary<Operator, Left, Right>> {
    using expression_type = typename Operator::template result<Left, Right>;
    using operands = detail::type_list<Left, Right>;
    static constexpr int precedence = Operator::precedence;
    static constexpr detail::null_rule nulls = Operator::nulls;
    static constexpr bool is_by_size = Operator::is_by_size && detail::sorts_by_value<Left>;
    static constexpr bool is_inspected = Operator::is_inspected || is_by_size;
    template <class Dialect>
    using dialect_mistake =
        typename std::conditional_t<is_by_size, detail::sizes<Left>, Operator>::template dialect_mistake<Dialect>;
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

/// What is so of most operators. An operator whose text depends on the dialect has `text_in<Dialect>` in the place of `text`;
/// what stands behind the operands is its `suffix`. `operand_precedence` says how tightly the operands must bind where that does
/// not follow from the precedence of the operator. `is_of_one_type` says whether both operands are of one type of the database.
struct operation {
    static constexpr bool is_of_one_type = false;
    static constexpr null_rule nulls = null_rule::any;
    static constexpr bool is_inspected = false;
    static constexpr bool is_by_size = false;
    template <class>
    using dialect_mistake = no_mistake;
};
struct comparison : operation {
    static constexpr bool is_of_one_type = true;
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
struct size_comparison : comparison {
    static constexpr bool is_by_size = true;
};
struct less : size_comparison {
    static constexpr std::string_view text = " < ";
};
struct less_equal : size_comparison {
    static constexpr std::string_view text = " <= ";
};
struct greater : size_comparison {
    static constexpr std::string_view text = " > ";
};
struct greater_equal : size_comparison {
    static constexpr std::string_view text = " >= ";
};
/// A comparison of a text with a pattern.
struct pattern_match : comparison {
    static constexpr bool is_of_one_type = false;
};
struct like_operator : pattern_match {
    static constexpr std::string_view text = " LIKE ";
};

/// A comparison in which null is a value.
struct distinction : comparison {
    static constexpr null_rule nulls = null_rule::never;
    template <class...>
    using result = bool;
};
struct is_distinct : distinction {
    static constexpr std::string_view text = " IS DISTINCT FROM ";
};
struct is_not_distinct : distinction {
    static constexpr std::string_view text = " IS NOT DISTINCT FROM ";
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
// `+` of texts. It binds more tightly than `*` in SQLite and less tightly than `+` in PostgreSQL: no operand of the one is an
// operand of the other, as the one gives texts and the other numbers.
struct concatenated : operation {
    template <class... Operands>
    using result = nullable_like<std::string, Operands...>;
    static constexpr std::string_view text = " || ";
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

} // namespace detail
} // namespace rowan
