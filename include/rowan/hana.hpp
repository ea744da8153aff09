#pragma once

#include "rowan/meta/fields.hpp"
#include "rowan/meta/names.hpp"
#include "rowan/query/column.hpp"

#include <boost/hana/basic_tuple.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/functional/overload.hpp>
#include <boost/hana/type.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

// With Boost.Hana: the fields of a table as a sequence of column objects, and visits of them by type. `tables`, `listeners` and
// `extensions` are Foldables without this header: `boost::hana::for_each(library::tables{}, …)` gives `boost::hana::type` objects.
namespace rowan {

namespace detail {

template <class Table, std::size_t... Index>
consteval auto columns_by_position(std::index_sequence<Index...>) {
    return boost::hana::make_basic_tuple(column<numbered_field<Table, Index>{}>{}...);
}

} // namespace detail

/// The columns of a table, in the order of its fields, as a `boost::hana::basic_tuple`. Each is an expression of queries, as `col<…>` is;
/// its type is another one, so that a clause that compares columns (`group_by`) takes it for another column.
template <class Table>
inline constexpr auto fields =
    detail::columns_by_position<Table>(std::make_index_sequence<detail::field_count<Table>>{});

/// The name of a table, a listener or another class as it is written in C++, without its namespace and arguments.
template <class Type>
[[nodiscard]] constexpr std::string_view name_of(boost::hana::basic_type<Type>) {
    return detail::type_name<Type>;
}
/// The name of a column's field as it is written in C++.
template <auto Member, class Table>
[[nodiscard]] constexpr std::string_view name_of(column<Member, Table>) {
    return detail::field_names<detail::member_table<Member>>[detail::field_index<Member>];
}
/// The field of a row that a column is of.
template <auto Member, class Table, class Row>
    requires std::is_same_v<std::remove_const_t<Row>, detail::member_table<Member>>
[[nodiscard]] constexpr auto& value_of(column<Member, Table>, Row& row) {
    return detail::field<detail::field_index<Member>>(row);
}

/// Calls `visit(column, before, after)` for each field that differs between two states of a row, in the order of the fields.
/// `boost::hana::overload` makes a visit by type: `each_change(a, b, overload([](auto column, const std::string& before, const
/// std::string& after) { … }, [](auto column, const auto& before, const auto& after) { … }))`.
template <class Table, class Visit>
constexpr void each_change(const Table& before, const Table& after, Visit&& visit) {
    boost::hana::for_each(fields<Table>, [&](auto column) {
        const auto& from = value_of(column, before);
        const auto& to = value_of(column, after);
        if (!(from == to)) visit(column, from, to);
    });
}

} // namespace rowan
