#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/schema/column_options.hpp"
#include "rowan/schema/foreign_key.hpp"
#include "rowan/schema/keys.hpp"

#include <string_view>
#include <type_traits>

namespace rowan {

namespace detail {

template <class Table, class... Options>
struct table_definition {
    std::string_view name;
    pack<Options...> options;
};

template <class Table, auto... Members>
consteval auto columns_check(column_list<Members...>) {
    return std::type_identity<columns_of_table<Table, Members...>>{};
}
template <class Table, class Option>
consteval auto find_option_mistake() {
    if constexpr (requires { typename Option::columns; }) return columns_check<Table>(typename Option::columns{});
    else return std::type_identity<no_mistake>{};
}
template <class Table, class Option>
using option_check = typename decltype(find_option_mistake<Table, Option>())::type;

} // namespace detail

/// Says what differs from the defaults: `define<Book>("books", unique<&Book::title>, …)`.
template <class Table, class... Options>
    requires(detail::all_of({table_option<Options>...}))
[[nodiscard]] constexpr auto define(std::string_view name, Options... options) {
    static_assert(detail::all_of({detail::option_check<Table, Options>::checked...}));
    return detail::table_definition<Table, Options...>{name, detail::make_pack(options...)};
}

template <class Table, class... Options>
    requires(detail::all_of({table_option<Options>...}))
[[nodiscard]] constexpr auto define(Options... options) {
    static_assert(detail::all_of({detail::option_check<Table, Options>::checked...}));
    return detail::table_definition<Table, Options...>{{}, detail::make_pack(options...)};
}

/// The description of the table that `Table` is. Specialise it to differ from the defaults: the type's name by the naming
/// policy, a column for every field, NULL for `std::optional` only, and the field `id` as primary key.
template <class Table>
inline constexpr auto table = define<Table>();

} // namespace rowan
