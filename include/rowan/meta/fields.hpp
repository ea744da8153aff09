#pragma once

#include "rowan/meta/requirements.hpp"

#include "rowan/meta/member.hpp"

#include <boost/pfr/core.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace rowan::detail {

template <class Type>
concept aggregate = std::is_class_v<Type> && std::is_aggregate_v<Type>;

template <class Table>
inline constexpr std::size_t field_count = boost::pfr::tuple_size_v<Table>;

template <std::size_t Index, class Table>
using field_type = boost::pfr::tuple_element_t<Index, Table>;

/// The field at `Index`, in the order of declaration.
template <std::size_t Index, class Table>
constexpr decltype(auto) field(Table& row) {
    return boost::pfr::get<Index>(row);
}

template <class Type>
struct nested {
    Type value;
};

// An object that is named and never defined: addresses of its fields are constants, their values are never read.
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

template <class Table>
extern const nested<Table> fake;

template <class Table, std::size_t Index>
consteval auto field_pointer() {
    return &boost::pfr::get<Index>(fake<Table>.value);
}

/// An object to look at and never to read: what is decided by its type alone can be asked of it.
template <class Type>
consteval const Type& example() {
    return fake<Type>.value;
}

template <auto Member>
consteval const void* member_pointer() {
    return &(fake<member_table<Member>>.value.*Member);
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

template <class Table, std::size_t... Index>
consteval std::size_t index_of_field(const void* pointer, std::index_sequence<Index...>) {
    std::size_t found = sizeof...(Index);
    ((static_cast<const void*>(field_pointer<Table, Index>()) == pointer ? void(found = Index) : void()), ...);
    return found;
}

/// The position of the field that `Member` points to.
template <auto Member>
inline constexpr std::size_t field_index = index_of_field<member_table<Member>>(
    member_pointer<Member>(), std::make_index_sequence<field_count<member_table<Member>>>{});

/// Calls `function` once for each field, with an `std::integral_constant` of its index.
template <class Table, class Function>
constexpr void for_each_index(Function&& function) {
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        (function(std::integral_constant<std::size_t, Index>{}), ...);
    }(std::make_index_sequence<field_count<Table>>{});
}

} // namespace rowan::detail
