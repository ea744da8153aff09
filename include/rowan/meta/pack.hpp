#pragma once

#include "rowan/meta/type_list.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>

namespace rowan::detail {

template <std::size_t Index, class Type>
struct pack_element {
    Type content{};
    friend bool operator==(const pack_element&, const pack_element&) = default;
};

template <class Indexes, class... Types>
struct pack_base;
template <std::size_t... Index, class... Types>
struct pack_base<std::index_sequence<Index...>, Types...> : pack_element<Index, Types>... {
    /// Calls `function` with all values.
    template <class Function>
    constexpr decltype(auto) apply(Function&& function) const {
        return function(static_cast<const pack_element<Index, Types>&>(*this).content...);
    }
    template <class Function>
    constexpr decltype(auto) apply(Function&& function) {
        return function(static_cast<pack_element<Index, Types>&>(*this).content...);
    }
    friend bool operator==(const pack_base&, const pack_base&) = default;
};

template <std::size_t Index, class Type>
constexpr Type& element(pack_element<Index, Type>& element) {
    return element.content;
}
template <std::size_t Index, class Type>
constexpr const Type& element(const pack_element<Index, Type>& element) {
    return element.content;
}

/// Values of several types, flat: an aggregate, so that it costs the compiler one class for each value and no recursion.
template <class... Types>
struct pack : pack_base<std::index_sequence_for<Types...>, Types...> {
    using types = type_list<Types...>;
    static constexpr std::size_t size = sizeof...(Types);
};

template <class... Types>
constexpr pack<Types...> make_pack(Types... values) {
    return {{{std::move(values)}...}};
}

/// The type at a position of a list.
template <std::size_t Position, class... Types>
using type_at = typename std::remove_cvref_t<decltype(element<Position>(
    std::declval<const pack<std::type_identity<Types>...>&>()))>::type;

/// The types of a list in another order, which `Order` gives as positions.
template <const auto& Order, class... Types>
consteval auto arranged(type_list<Types...>) {
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return type_list<type_at<Order[Index], Types...>...>{};
    }(std::make_index_sequence<Order.size()>{});
}
template <class... Types>
consteval auto reversed(type_list<Types...>) {
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return type_list<type_at<sizeof...(Types) - 1 - Index, Types...>...>{};
    }(std::index_sequence_for<Types...>{});
}

} // namespace rowan::detail
