#pragma once

#include "rowan/meta/fields.hpp"
#include "rowan/query/expression.hpp"
#include "rowan/query/parameter.hpp"

namespace rowan {

/// `column = operand` in `set(…)`.
template <class Column, class Operand>
struct assignment {
    using column = Column;
    using operand = Operand;
    Operand content;
};

namespace detail {

template <class Column, class Operand>
consteval bool is_assignable() {
    using From = type_of<Operand>;
    using To = type_of<Column>;
    if constexpr (std::is_same_v<From, std::nullopt_t>) return is_optional<To>;
    else if constexpr (is_optional<From> && !is_optional<To> && is_value<Operand>) return false;
    else if constexpr (integer_value<without_optional<To>> && real_value<without_optional<From>>) return false;
    else return std::is_same_v<family<From>, family<To>>;
}

} // namespace detail

/// A column, by pointer to member.
template <auto Member>
struct column : expression_interface<column<Member>> {
    using table = detail::member_table<Member>;
    using expression_type = detail::member_type<Member>;
    using operands = detail::type_list<>;
    static constexpr auto member = Member;

    template <operand Operand>
    constexpr auto operator=(Operand&& operand) const {
        using Typed = detail::typed_operand<column, Operand>;
        static_assert(
            detail::is_assignable<column, Typed>(),
            "rowan E310: a column is set to a value of another type, or to one that may be null while it may not");
        return assignment<column, Typed>{detail::make_operand<Typed>(std::forward<Operand>(operand))};
    }
};

template <auto Member>
inline constexpr column<Member> col{};

namespace detail {

template <class Type>
inline constexpr bool is_column = false;
template <auto Member>
inline constexpr bool is_column<column<Member>> = true;

/// All columns in an expression, as a list of types.
template <class Expression>
consteval auto columns_in() {
    if constexpr (is_column<Expression>) return type_list<Expression>{};
    else
        return []<class... Operands>(type_list<Operands...>) {
            return (type_list<>{} + ... + columns_in<Operands>());
        }(typename Expression::operands{});
}

/// All parameters in an expression, as a list of types.
template <class Expression>
consteval auto parameters_in() {
    if constexpr (is_parameter<Expression>) return type_list<Expression>{};
    else
        return []<class... Operands>(type_list<Operands...>) {
            return (type_list<>{} + ... + parameters_in<Operands>());
        }(typename Expression::operands{});
}

template <class... Parts>
consteval auto columns_of_parts(type_list<Parts...>) {
    return (type_list<>{} + ... + columns_in<Parts>());
}
template <class... Parts>
consteval auto parameters_of_parts(type_list<Parts...>) {
    return (type_list<>{} + ... + parameters_in<Parts>());
}

template <class Expression>
inline constexpr bool is_aggregate = false;

template <class Expression>
consteval bool has_aggregate() {
    if constexpr (is_aggregate<Expression>) return true;
    else
        return []<class... Operands>(type_list<Operands...>) {
            return (has_aggregate<Operands>() || ...);
        }(typename Expression::operands{});
}

} // namespace detail
} // namespace rowan
