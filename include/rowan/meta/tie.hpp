#pragma once

#include "rowan/meta/requirements.hpp"

#include "rowan/meta/field_count.hpp"
#include "rowan/meta/member.hpp"

#include <boost/pfr/core.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

// The fields of a row, as Boost.PFR gives them.
namespace rowan::detail {

struct any_value {
    template <class Type>
    operator Type() const&&;
};
struct any_reference {
    template <class Type>
    operator Type&() const&&;
    template <class Type>
    operator Type&() const&; // only this is looked for by constructors of std::optional
};

template <class Type>
consteval std::size_t count_fields() {
    constexpr std::size_t count = count_braces<Type, 0, 100>();
    constexpr bool has_more = is_made_of<Type, count, any_value> || is_made_of<Type, count, any_reference>;
    // One cannot be made of braces, or there are more than a hundred.
    if constexpr (has_more || !is_made_of<Type, 0>) return boost::pfr::tuple_size_v<Type>;
    else return count;
}
/// How many fields an aggregate without a base class has.
template <class Type>
inline constexpr std::size_t counted_fields = count_fields<Type>();

template <class Row>
using count_for_pfr = boost::pfr::detail::size_t_<counted_fields<std::remove_const_t<Row>>>;
template <class Row>
concept takes_count = requires(Row& row) { boost::pfr::detail::tie_as_tuple(row, count_for_pfr<Row>{}); };

/// References to the fields of a row. Boost.PFR is told how many there are, else it counts them for every type.
template <class Row>
constexpr auto tied_fields(Row& row) {
    if constexpr (takes_count<Row>) return boost::pfr::detail::tie_as_tuple(row, count_for_pfr<Row>{});
    else return boost::pfr::detail::tie_as_tuple(row);
}
/// Whether Boost.PFR can give so many fields: for more than that it has a function without a result.
template <class Row>
consteval bool can_be_tied() {
    if constexpr (counted_fields<Row> <= 100) return true;
    else if constexpr (takes_count<Row>)
        return !std::is_void_v<decltype(boost::pfr::detail::tie_as_tuple(std::declval<Row&>(), count_for_pfr<Row>{}))>;
    else return true;
}

template <std::size_t Index, class Row>
constexpr decltype(auto) tied_field(Row& row) {
    return boost::pfr::detail::sequence_tuple::get<Index>(tied_fields(row));
}
template <std::size_t Index, class Row>
using tied_type = std::remove_reference_t<decltype(tied_field<Index>(std::declval<Row&>()))>;

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
    return &tied_field<Index>(fake<Table>.value);
}

/// An object to look at and never to read: what is decided by its type alone can be asked of it.
template <class Type>
consteval const Type& example() {
    return fake<Type>.value;
}

template <auto Member>
consteval const volatile void* member_pointer() {
    return &(fake<member_table<Member>>.value.*Member);
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

/// Calls `function` once for each field of a row, with an `std::integral_constant` of its index and the field.
template <class Row, class Function>
constexpr void for_each_field(const Row& row, Function&& function) {
    [&]<std::size_t... Index>(const auto& fields, std::index_sequence<Index...>) {
        (function(std::integral_constant<std::size_t, Index>{}, boost::pfr::detail::sequence_tuple::get<Index>(fields)),
         ...);
    }(tied_fields(row), std::make_index_sequence<counted_fields<Row>>{});
}

} // namespace rowan::detail
