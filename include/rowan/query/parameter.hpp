#pragma once

#include "rowan/query/expression.hpp"

#include <utility>

namespace rowan {

/// A value that is given when the query is run: `db(query, "year"_p = 1970)`. Its type is that of what it stands beside.
template <fixed_string Name, class Type = detail::untyped>
struct parameter : expression_interface<parameter<Name, Type>> {
    using expression_type = Type;
    using operands = detail::type_list<>;
};

template <fixed_string Name>
inline constexpr parameter<Name> param{};

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
        return argument<Name, operand_type<Type>>{as_operand(std::forward<Type>(content))};
    }
};

template <class Type>
inline constexpr bool is_parameter = false;
template <fixed_string Name, class Type>
inline constexpr bool is_parameter<parameter<Name, Type>> = true;

/// The operand with a type, taken from what it stands beside.
template <class Beside, class Operand>
constexpr auto typed_beside(Operand&& operand) {
    using Given = std::remove_cvref_t<Operand>;
    if constexpr (is_parameter<Given> && std::is_same_v<type_of<Given>, untyped>)
        return []<fixed_string Name>(const parameter<Name, untyped>&) {
            return parameter<Name, without_optional<type_of<Beside>>>{};
        }(operand);
    else return Given(std::forward<Operand>(operand));
}

template <class Beside, class Operand>
using typed_operand = decltype(typed_beside<Beside>(std::declval<Operand>()));

} // namespace detail

inline namespace literals {

/// `"year"_p = 1970`
template <fixed_string Name>
consteval detail::argument_name<Name> operator""_p() {
    return {};
}

} // namespace literals
} // namespace rowan
