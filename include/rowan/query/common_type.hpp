#pragma once

#include "rowan/query/constant.hpp"
#include "rowan/query/expression.hpp"
#include "rowan/query/parameter.hpp"
#include "rowan/query/refused.hpp"

#include <cstdint>
#include <optional>
#include <type_traits>

namespace rowan {

namespace detail {

template <class Type>
inline constexpr bool has_no_type = std::is_same_v<Type, untyped> || std::is_same_v<Type, std::nullopt_t>;

/// The first operand that has a type: parameters beside it take it.
template <class First, class... Rest>
consteval auto first_typed(type_list<First, Rest...>) {
    using Expression = operand_type<First>;
    if constexpr (has_no_type<type_of<Expression>> && sizeof...(Rest) > 0) return first_typed(type_list<Rest...>{});
    else return std::type_identity<Expression>{};
}

/// The type that holds the values of all operands: integers of different widths are 64 bits wide, with a real number among
/// them all are `double`. Nothing but numbers is converted.
template <class... Operands>
struct common_type {
    using beside = typename decltype(first_typed(type_list<Operands...>{}))::type;
    template <class Operand>
    using typed = typed_operand<beside, Operand>;
    using first = without_optional<owned_type<type_of<beside>>>;

    template <class Type>
    static constexpr bool is_alike =
        std::is_same_v<Type, std::nullopt_t> || std::is_same_v<family<Type>, family<first>>;
    static constexpr bool holds =
        !std::is_same_v<first, std::nullopt_t> &&
        ((is_alike<type_of<typed<Operands>>> || is_refused<beside> || is_refused<Operands>) && ...);
    template <class Type>
    static constexpr bool is_first =
        std::is_same_v<Type, std::nullopt_t> || std::is_same_v<without_optional<Type>, first>;
    static constexpr bool is_same = (is_first<type_of<typed<Operands>>> && ...);
    static constexpr bool is_real = (std::is_floating_point_v<without_optional<type_of<typed<Operands>>>> || ...);
    using type = std::conditional_t<!is_number<first> || is_same, std::conditional_t<holds, first, bool>,
                                    std::conditional_t<is_real, double, std::int64_t>>;
};

template <class Operand>
inline constexpr bool is_nullable = is_optional<type_of<Operand>> || std::is_same_v<type_of<Operand>, std::nullopt_t>;

} // namespace detail

/// Whether one type can hold the values of all operands, as the results of `case_` and the operands of `coalesce` need it.
template <class... Operands>
concept alike_operands = sizeof...(Operands) > 0 &&
                         (operand<Operands> && ...) && detail::common_type<Operands...>::holds;

} // namespace rowan
