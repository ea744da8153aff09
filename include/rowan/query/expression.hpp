#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/schema/value.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

/// The expressions that an expression is made of.
template <class... Expressions>
using operand_list = detail::type_list<Expressions...>;

/// An expression is a class with
///   `using expression_type = X;`  the C++ type of its value, `std::optional` if it can be NULL
///   `using operands = operand_list<…>;`  the types of the expressions that it is made of
///   `static constexpr int precedence = …;`  if it is to be put in parentheses beside what binds more tightly
/// and an overload of `walk` that says its text and visits its operands (rowan/sql/expression.hpp).
/// What can only stand by itself in a clause (a named result, a sort key, an optional condition) is made of an expression
/// but is none, so that it is no operand of another one; it says so with `using clause_item = void`.
template <class Type>
concept expression = requires {
    typename std::remove_cvref_t<Type>::expression_type;
    typename std::remove_cvref_t<Type>::operands;
} && !requires { typename std::remove_cvref_t<Type>::clause_item; };

template <fixed_string Name, class Expression>
struct aliased;

namespace detail {

/// The type of a parameter that nothing has given a type yet.
struct untyped {};

template <class Type>
using type_of = typename std::remove_cvref_t<Type>::expression_type;

template <class Type>
concept text_like =
    !custom_value<std::decay_t<Type>> && std::is_convertible_v<const std::decay_t<Type>&, std::string_view> &&
    !std::is_same_v<std::decay_t<Type>, std::string> && !std::is_same_v<std::decay_t<Type>, std::nullptr_t>;

} // namespace detail

/// Something that can stand beside an operator: an expression, or a C++ value that can be bound.
template <class Type>
concept operand = expression<Type> || bindable<std::decay_t<Type>> || detail::text_like<Type> ||
                  std::is_same_v<std::decay_t<Type>, std::nullopt_t>;

/// What every expression can do.
template <class Self>
struct expression_interface {
    /// Gives the expression a name in the result: `row.get<"books">()`.
    template <fixed_string Name>
    [[nodiscard]] constexpr auto as() const {
        return aliased<Name, Self>{static_cast<const Self&>(*this)};
    }
};

/// A C++ value in a query: bound, never part of the text.
template <class Type>
struct value : expression_interface<value<Type>> {
    using expression_type = Type;
    using operands = detail::type_list<>;
    Type content;

    template <class From>
    constexpr explicit value(std::in_place_t, From&& from) : content(std::forward<From>(from)) {}
};

/// An expression with a name in the result.
template <fixed_string Name, class Expression>
struct aliased {
    using clause_item = void;
    using expression_type = detail::type_of<Expression>;
    using operands = detail::type_list<Expression>;
    Expression content;
};

namespace detail {

template <class Type>
inline constexpr bool is_aliased = false;
template <fixed_string Name, class Expression>
inline constexpr bool is_aliased<aliased<Name, Expression>> = true;

} // namespace detail

/// What a select can give: an expression, with or without a name.
template <class Type>
concept selectable = expression<Type> || detail::is_aliased<std::remove_cvref_t<Type>>;

namespace detail {

template <class Type>
inline constexpr bool is_value = is_instance_of<rowan::value, Type>;
/// A value in the text: as a value, it is written as those of the column that it stands beside.
template <class Type>
inline constexpr bool is_constant = false;

template <class Type>
struct operand_expression {
    using type = value<Type>;
};
template <expression Type>
struct operand_expression<Type> {
    using type = Type;
};
template <text_like Type>
    requires(!expression<Type>)
struct operand_expression<Type> {
    using type = value<std::string_view>;
};

/// The expression that an operand becomes: itself, or a value. A text that is not a `std::string` is kept as a view; a
/// `std::string` is copied or moved.
template <class Type>
using operand_type = typename operand_expression<std::decay_t<Type>>::type;

/// The operand as the expression `Expression`. A parameter has nothing but its type.
template <class Expression, class Type>
constexpr Expression make_operand(Type&& operand) {
    if constexpr (expression<Type>) {
        if constexpr (std::is_same_v<std::remove_cvref_t<Type>, Expression>) return std::forward<Type>(operand);
        else return Expression{};
    } else if constexpr (text_like<Type>) return Expression{std::in_place, std::string_view(operand)};
    else return Expression{std::in_place, std::forward<Type>(operand)};
}

/// What makes an expression NULL in a row that an outer join did not find: any of its operands, all of them, or nothing. An
/// expression says it with `static constexpr null_rule nulls`, and of which operands with `using null_operands`: those that its
/// value comes from.
enum class null_rule : unsigned char { any, all, never };

template <class Node>
inline constexpr null_rule null_rule_of = null_rule::any;
template <class Node>
    requires requires { Node::nulls; }
inline constexpr null_rule null_rule_of<Node> = Node::nulls;

template <class Node>
struct null_operands_in {
    using type = typename Node::operands;
};
template <class Node>
    requires requires { typename Node::null_operands; }
struct null_operands_in<Node> {
    using type = typename Node::null_operands;
};

/// NULL if any of the operands can be.
template <class Result, class... Operands>
using nullable_like = std::conditional_t<(is_optional<type_of<Operands>> || ...), make_optional_type<Result>, Result>;

} // namespace detail
} // namespace rowan
