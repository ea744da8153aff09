#pragma once

#include "rowan/query/expression.hpp"

#include <optional>
#include <type_traits>
#include <utility>

namespace rowan {

/// A value that is given when the query is run: `db(query, "year"_p = 1970)`. Its type is that of what it stands beside; it may be
/// null if that type is an optional.
template <fixed_string Name, class Type = detail::untyped>
struct parameter : expression_interface<parameter<Name, Type>> {
    using expression_type = Type;
    using operands = detail::type_list<>;
    static constexpr bool is_inspected = true;
};

/// A value that is given when the query is run: `param<"year">`, and `db(query, "year"_p = 1970)`.
/// `param<"year">`; where nothing stands beside it that could say its type, `param<"year", int>`. Null can be given for it where null
/// means something: in `is_distinct_from`, in `set` of a column that may be null, in `coalesce`; or for `param<"year", std::optional<int>>`.
template <fixed_string Name, class Type = detail::untyped>
inline constexpr parameter<Name, Type> param{};

/// A value for the parameter `Name`.
template <fixed_string Name, class Type>
struct argument {
    Type content;
};

namespace detail {

template <fixed_string Name>
struct argument_name {
    template <class Type>
    constexpr auto operator=(Type&& content) const {
        return argument<Name, operand_type<Type>>{make_operand<operand_type<Type>>(std::forward<Type>(content))};
    }
};

template <class Type>
inline constexpr bool is_parameter = false;
template <fixed_string Name, class Type>
inline constexpr bool is_parameter<parameter<Name, Type>> = true;

/// How a value fits what it is given for: a parameter, or a column that is set to it.
enum class value_fit : unsigned char { fits, is_other_type, is_null };

template <class From, class To>
consteval value_fit fit_of() {
    if constexpr (std::is_same_v<From, std::nullopt_t>) return is_optional<To> ? value_fit::fits : value_fit::is_null;
    else if constexpr (!std::is_same_v<family<From>, family<To>> ||
                       (integer_value<without_optional<To>> && real_value<without_optional<From>>))
        return value_fit::is_other_type;
    else return is_optional<From> && !is_optional<To> ? value_fit::is_null : value_fit::fits;
}

template <class Operand, class Beside>
struct typed_beside {
    using type = Operand;
};
template <fixed_string Name, class Beside>
    requires(!std::is_same_v<type_of<Beside>, std::nullopt_t>)
struct typed_beside<parameter<Name, untyped>, Beside> {
    using type = parameter<Name, without_optional<type_of<Beside>>>;
};

template <class Operand>
struct nullable_parameter {
    using type = Operand;
};
template <fixed_string Name, class Type>
    requires(!std::is_same_v<Type, untyped>)
struct nullable_parameter<parameter<Name, Type>> {
    using type = parameter<Name, make_optional_type<Type>>;
};

/// What an operand becomes beside another: a parameter takes its type from it.
template <class Beside, class Operand>
using typed_operand = typename typed_beside<operand_type<Operand>, Beside>::type;
/// The same where null is a value like others: a parameter may be null.
template <class Beside, class Operand>
using nullable_operand = typename nullable_parameter<typed_operand<Beside, Operand>>::type;
/// What an operand becomes that a column is set to: a parameter may be null if the column may.
template <class Column, class Operand>
using assigned_operand =
    std::conditional_t<is_optional<type_of<Column>>, nullable_operand<Column, Operand>, typed_operand<Column, Operand>>;

} // namespace detail

inline namespace literals {

/// `"year"_p = 1970`
template <fixed_string Name>
consteval detail::argument_name<Name> operator""_p() {
    return {};
}

} // namespace literals
} // namespace rowan
