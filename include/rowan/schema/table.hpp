#pragma once

#include "rowan/meta/pack.hpp"
#include "rowan/schema/column_options.hpp"
#include "rowan/schema/foreign_key.hpp"
#include "rowan/schema/keys.hpp"

#include <string_view>

namespace rowan {

namespace detail {

template <class Table, class... Options>
struct table_definition {
    std::string_view name;
    pack<Options...> options;
};

template <class Table, class Option>
consteval bool belongs_to() {
    if constexpr (requires { typename Option::columns; }) return std::is_same_v<typename Option::columns::table, Table>;
    else return true;
}

/// One failure, that of the first option of another table.
template <class Table, class Option>
struct option_of_table {
    static_assert(belongs_to<Table, Option>(), "rowan E110: the definition of a table names a column of another table");
    static constexpr bool checked = true;
};

} // namespace detail

/// Says what differs from the defaults: `define<Book>("books", unique<&Book::title>, …)`.
template <detail::aggregate Table, table_option... Options>
[[nodiscard]] constexpr auto define(std::string_view name, Options... options) {
    static_assert((detail::option_of_table<Table, Options>::checked && ...));
    return detail::table_definition<Table, Options...>{name, detail::make_pack(options...)};
}

template <detail::aggregate Table, table_option... Options>
[[nodiscard]] constexpr auto define(Options... options) {
    return define<Table>(std::string_view{}, options...);
}

/// The description of the table that `Table` is. Specialise it to differ from the defaults: the type's name by the naming
/// policy, a column for every field, NULL for `std::optional` only, and the field `id` as primary key.
template <class Table>
inline constexpr auto table = define<Table>();

} // namespace rowan
