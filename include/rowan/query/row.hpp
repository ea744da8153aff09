#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/pack.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

/// A column of a result: its name (empty if it has none) and its C++ type.
template <fixed_string Name, class Type>
struct cell {
    static constexpr std::string_view name = Name.view();
    using type = Type;
};

namespace detail {

template <fixed_string Name, class... Cells>
consteval std::size_t cell_index() {
    constexpr std::string_view names[] = {Cells::name..., Name.view()};
    std::size_t i = 0;
    while (names[i] != Name.view()) ++i;
    for (std::size_t other = i + 1; other < sizeof...(Cells); ++other)
        if (names[other] == Name.view()) return sizeof...(Cells) + 1;
    return i;
}

} // namespace detail

/// A row of a result that is not a table: `auto [name, books] = row;`, `row.get<"books">()`, `row.get<1>()`.
template <class... Cells>
struct row : detail::pack<typename Cells::type...> {
    template <std::size_t Index>
        requires(Index < sizeof...(Cells))
    [[nodiscard]] constexpr auto& get() {
        return detail::element<Index>(*this);
    }
    template <std::size_t Index>
        requires(Index < sizeof...(Cells))
    [[nodiscard]] constexpr const auto& get() const {
        return detail::element<Index>(*this);
    }
    template <fixed_string Name>
    [[nodiscard]] constexpr const auto& get() const {
        constexpr std::size_t index = detail::cell_index<Name, Cells...>();
        static_assert(index != sizeof...(Cells),
                      "rowan E315: the row has no column of this name; give one it with .as");
        static_assert(index <= sizeof...(Cells),
                      "rowan E315: the row has several columns of this name; give one another with .as");
        return detail::element<(index < sizeof...(Cells) ? index : 0)>(*this);
    }
    friend bool operator==(const row&, const row&) = default;
};

} // namespace rowan

template <class... Cells>
struct std::tuple_size<rowan::row<Cells...>> : std::integral_constant<std::size_t, sizeof...(Cells)> {};

template <std::size_t Index, class... Cells>
struct std::tuple_element<Index, rowan::row<Cells...>> {
    using type = std::remove_cvref_t<decltype(std::declval<rowan::row<Cells...>&>().template get<Index>())>;
};
