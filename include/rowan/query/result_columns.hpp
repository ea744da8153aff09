#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/query/encoding.hpp"
#include "rowan/query/result_row.hpp"
#include "rowan/schema/facts.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// The columns of a result one by one, whatever its rows are made of.
namespace rowan::detail {

/// A column of a result: its cell, and how its values are written.
template <class Cell, encoding Encoding>
struct result_column {
    using cell = Cell;
    static constexpr encoding stored_as = Encoding;
};

template <class Row, std::size_t Index>
struct cell_of_field {
    using table = without_optional<Row>;
    using value = field_type<Index, table>;
    static constexpr std::string_view name = field_names<table>[Index];
    using type = cell<to_fixed_string<name.size()>(name),
                      std::conditional_t<is_optional<Row>, make_optional_type<value>, value>>;
};

/// The columns of a whole row, all of which may be null if the row is optional.
template <class Row>
consteval auto columns_of_whole_row() {
    using Table = without_optional<Row>;
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return type_list<
            result_column<typename cell_of_field<Row, Index>::type, facts<Table>.columns[Index].stored_as>...>{};
    }(std::make_index_sequence<field_count<Table>>{});
}

template <class... Expressions, class... Cells>
consteval auto columns_of_rows(const expressions<Expressions...>*, const row<Cells...>*) {
    return type_list<result_column<Cells, encoding_of<Expressions>()>...>{};
}
template <class... Sources, class... Cells>
consteval auto columns_of_rows(const whole_rows<Sources...>*, const row<Cells...>*) {
    return (type_list<>{} + ... + columns_of_whole_row<typename Cells::type>());
}
template <class Source, class Row>
consteval auto columns_of_rows(const whole_rows<Source>*, const Row*) {
    return columns_of_whole_row<Row>();
}

/// The columns of a query, as a list of `result_column`.
template <class Query>
using columns_of = decltype(columns_of_rows(static_cast<const typename Query::projection_type*>(nullptr),
                                            static_cast<const row_type<Query>*>(nullptr)));

template <class Type>
struct view_of_type {
    using type = Type;
};
template <>
struct view_of_type<std::string> {
    using type = std::string_view;
};
template <>
struct view_of_type<bytes> {
    using type = bytes_view;
};
template <class Type>
struct view_of_type<std::optional<Type>> {
    using type = std::optional<typename view_of_type<Type>::type>;
};
/// A type as a stream gives it: texts and bytes are not copied.
template <class Type>
using view_of = typename view_of_type<Type>::type;

template <class Cell>
struct cell_of_view;
template <fixed_string Name, class Type>
struct cell_of_view<cell<Name, Type>> {
    using type = cell<Name, view_of<Type>>;
};
template <class... Columns>
consteval auto row_of_views(type_list<Columns...>) {
    return std::type_identity<row<typename cell_of_view<typename Columns::cell>::type...>>{};
}
/// A row of a query with a cell for each column, of which texts and bytes are views.
template <class Query>
using row_of_views_of = typename decltype(row_of_views(columns_of<Query>{}))::type;

} // namespace rowan::detail
