#pragma once

#include "rowan/meta/requirements.hpp"

#include "rowan/meta/fold.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// A flat list of types; lists are joined with `+` so that a fold makes one from many.
template <class... Types>
struct type_list {
    static constexpr std::size_t size = sizeof...(Types);
};

template <class... Left, class... Right>
consteval type_list<Left..., Right...> operator+(type_list<Left...>, type_list<Right...>) {
    return {};
}

/// The list of what is in several lists, in their order.
template <class... Lists>
struct joined {
    using type = decltype((type_list<>{} + ... + Lists{}));
};
template <class L1, class L2, class L3, class L4, class L5, class L6, class L7, class L8, class... Rest>
    requires(sizeof...(Rest) > 120)
struct joined<L1, L2, L3, L4, L5, L6, L7, L8, Rest...>
    : joined<decltype(L1{} + L2{} + L3{} + L4{} + L5{} + L6{} + L7{} + L8{}), Rest...> {};
template <class... Lists>
using join = typename joined<Lists...>::type;

/// Calls `function` with the identity of each type of a list.
template <class... Types, class Function>
constexpr void for_each_type(type_list<Types...>, [[maybe_unused]] const Function& function) {
    in_order({(function(std::type_identity<Types>{}), 0)...});
}
template <class Type, class... Types>
inline constexpr bool is_one_of = any_of({std::is_same_v<Type, Types>...});

template <class Type, class List>
inline constexpr bool is_in = false;
template <class Type, class... Types>
inline constexpr bool is_in<Type, type_list<Types...>> = is_one_of<Type, Types...>;

/// The position of `Type` among `Types`; their number if it is not there.
template <class Type, class... Types>
consteval std::size_t position_of() {
    constexpr bool same[] = {std::is_same_v<Type, Types>..., true};
    std::size_t i = 0;
    while (!same[i]) ++i;
    return i;
}

template <class Type, class... Types>
consteval std::size_t position_in(type_list<Types...>) {
    return position_of<Type, Types...>();
}

template <class Type, std::size_t Place>
struct placed_type {};
template <class Places, class... Types>
struct placed_types;
template <std::size_t... Places, class... Types>
struct placed_types<std::index_sequence<Places...>, Types...> : placed_type<Types, Places>... {};

template <class Type, std::size_t Place>
void find_place(const placed_type<Type, Place>&);
/// Whether `Type` stands once among what `Placed` is made of: a place of it can be deduced.
template <class Type, class Placed>
inline constexpr bool stands_once = requires(const Placed& all) { find_place<Type>(all); };

// Addresses of variables, one for each type, would not do: their comparison is no constant for GCC 12 with -fsanitize=undefined.
template <class List>
inline constexpr bool has_repeated_type = false;
template <class... Types>
    requires(sizeof...(Types) > 1)
inline constexpr bool has_repeated_type<type_list<Types...>> =
    any_of({!stands_once<Types, placed_types<std::index_sequence_for<Types...>, Types...>>...});

template <template <class...> class Template, class Type>
inline constexpr bool is_instance_of = false;
template <template <class...> class Template, class... Arguments>
inline constexpr bool is_instance_of<Template, Template<Arguments...>> = true;

/// False whatever the argument: for a `static_assert` that must fail only when instantiated.
template <class...>
inline constexpr bool always_false = false;

} // namespace rowan::detail
