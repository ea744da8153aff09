#pragma once

#include "rowan/meta/requirements.hpp"

#include "rowan/meta/member.hpp"
#include "rowan/meta/row_type.hpp"
#include "rowan/meta/shape.hpp"
#include "rowan/meta/tie.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace rowan::detail {

// A type that no row can be is taken for one with a single field, an integer, so that nothing is said of it but what it is.
template <class Row>
std::int64_t& no_field();

template <class Table>
consteval std::size_t find_field_count() {
    if constexpr (has_shape<Table>) return counted_fields<Table>;
    else return 1;
}
template <class Table>
inline constexpr std::size_t field_count = find_field_count<Table>();

/// The field at `Index`, in the order of declaration.
template <std::size_t Index, class Table>
constexpr decltype(auto) field(Table& row) {
    if constexpr (has_shape<std::remove_const_t<Table>>) return tied_field<Index>(row);
    else return no_field<Table>();
}

template <std::size_t Index, class Table>
using field_type = std::remove_reference_t<decltype(field<Index>(std::declval<Table&>()))>;

template <class Table, std::size_t... Index>
consteval std::size_t index_of_field(const volatile void* pointer, std::index_sequence<Index...>) {
    std::size_t found = sizeof...(Index);
    ((static_cast<const volatile void*>(field_pointer<Table, Index>()) == pointer ? void(found = Index) : void()), ...);
    return found;
}
template <auto Member>
consteval std::size_t find_field_index() {
    using Table = member_table<Member>;
    if constexpr (has_shape<Table>)
        return index_of_field<Table>(member_pointer<Member>(), std::make_index_sequence<field_count<Table>>{});
    else return 0;
}

/// The position of the field that `Member` points to.
template <auto Member>
inline constexpr std::size_t field_index = find_field_index<Member>();

/// Stands for the pointer to a field of which only the position is known: C++20 makes no such pointer of a position.
template <class Table, std::size_t Position>
struct numbered_field {};
template <class Table, std::size_t Position, numbered_field<Table, Position> Member>
struct member_traits<Member> {
    using table = Table;
    using type = field_type<Position, Table>;
};
template <class Table, std::size_t Position, numbered_field<Table, Position> Member>
inline constexpr std::size_t field_index<Member> = Position;

/// Calls `function` once for each field, with an `std::integral_constant` of its index.
template <class Table, class Function>
constexpr void for_each_index(Function&& function) {
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        (function(std::integral_constant<std::size_t, Index>{}), ...);
    }(std::make_index_sequence<field_count<Table>>{});
}

} // namespace rowan::detail
