#pragma once

#include <cstddef>
#include <type_traits>

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

template <class Type, class... Types>
inline constexpr bool is_one_of = (std::is_same_v<Type, Types> || ...);

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

template <class List>
inline constexpr bool has_repeated_type = false;
template <class... Types>
inline constexpr bool has_repeated_type<type_list<Types...>> = [] {
    bool repeated = false;
    [[maybe_unused]] auto count = [&]<class Type>(type_list<Type>) {
        if ((0 + ... + static_cast<int>(std::is_same_v<Type, Types>)) > 1) repeated = true;
    };
    (count(type_list<Types>{}), ...);
    return repeated;
}();

template <template <class...> class Template, class Type>
inline constexpr bool is_instance_of = false;
template <template <class...> class Template, class... Arguments>
inline constexpr bool is_instance_of<Template, Template<Arguments...>> = true;

/// False whatever the argument: for a `static_assert` that must fail only when instantiated.
template <class...>
inline constexpr bool always_false = false;

} // namespace rowan::detail
