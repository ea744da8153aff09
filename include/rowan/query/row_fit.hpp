#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/result_columns.hpp"
#include "rowan/schema/facts.hpp"

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

// Whether the columns of a query can be read, in order, into the fields of an aggregate.
namespace rowan::detail {

template <class Row, class Cell>
struct column_with_field : told_mistake {
    static_assert(always_false<Row>,
                  "rowan E342: the query has more columns than the aggregate that it is read into has fields");
};
template <class Row, class Field>
struct field_with_column : told_mistake {
    static_assert(always_false<Row>,
                  "rowan E342: the query has fewer columns than the aggregate that it is read into has fields");
};
template <class Row, class Field, class Cell>
struct field_in_order : told_mistake {
    static_assert(always_false<Row>,
                  "rowan E342: a column stands in the place of one field and has the name of another; "
                  "columns are read into fields in order");
};
template <class Row, class Field, class Cell>
struct field_of_type : told_mistake {
    static_assert(always_false<Row>, "rowan E342: a field is of another type than the column that is read into it");
};
template <class Row, class Field, class Cell>
struct field_for_null : told_mistake {
    static_assert(always_false<Row>,
                  "rowan E342: a column may be null, and the field that it is read into is no std::optional");
};
template <class Row, class Field, class Cell>
struct field_stored_alike : told_mistake {
    static_assert(always_false<Row>, "rowan E342: a column is stored as an integer and its field as a text, or the "
                                     "other way round; see as_integer");
};

/// What fields are for. `reading`: the rows of a result; a view is allowed, since whoever keeps rows refuses it. `source`: the
/// columns of a query that stands in the place of a table, so that each is stored as the definition of the aggregate says.
enum class fit_for : unsigned char { reading, source };

/// A real number goes to one that is at least as precise; an integer to any type of integer, tested when it is read.
template <class From, class To, fit_for Use>
consteval bool value_fits() {
    if constexpr (std::is_same_v<From, To>) return true;
    else if constexpr (view_value<To>) return Use == fit_for::reading && std::is_same_v<view_of<From>, To>;
    else if constexpr (!storable<To>) return false;
    else if constexpr (real_value<From> && real_value<To>) return sizeof(From) <= sizeof(To);
    else return real_value<From> == real_value<To> && std::is_same_v<family<From>, family<To>>;
}

template <class Row, class... Columns>
struct fit_of_row {
    static constexpr std::size_t columns = sizeof...(Columns);
    static constexpr std::size_t fields = field_count<Row>;
    static constexpr std::string_view names[columns + 1] = {Columns::cell::name..., {}};

    /// The first field whose column has the name of another one, while that one has not got the column of its name.
    static consteval std::size_t first_out_of_order() {
        for (std::size_t i = 0; i < columns; ++i)
            for (std::size_t other = 0; other < columns; ++other)
                if (names[i] == field_names<Row>[other] && names[i] != field_names<Row>[i] &&
                    names[other] != field_names<Row>[other])
                    return i;
        return columns;
    }
    template <fit_for Use, std::size_t... Index>
    static consteval std::size_t first_of_other_type(std::index_sequence<Index...>) {
        constexpr bool fits[] = {value_fits<without_optional<typename Columns::cell::type>,
                                            without_optional<field_type<Index, Row>>, Use>()...,
                                 false};
        std::size_t i = 0;
        while (fits[i]) ++i;
        return i;
    }
    template <std::size_t... Index>
    static consteval std::size_t first_not_null(std::index_sequence<Index...>) {
        constexpr bool fits[] = {!is_optional<typename Columns::cell::type> || is_optional<field_type<Index, Row>>...,
                                 false};
        std::size_t i = 0;
        while (fits[i]) ++i;
        return i;
    }
    static consteval std::size_t first_stored_otherwise() {
        constexpr encoding stored[] = {Columns::stored_as..., encoding::standard};
        for (std::size_t i = 0; i < columns; ++i)
            if (facts<Row>.columns[i].stored_as != stored[i]) return i;
        return columns;
    }
};

template <class Row, fit_for Use, class... Columns>
consteval auto find_fit_mistake(type_list<Columns...>) {
    using Fit = fit_of_row<Row, Columns...>;
    constexpr std::size_t size = sizeof...(Columns);
    if constexpr (!has_shape<Row>) return std::type_identity<shape_check<Row>>{};
    else if constexpr (size > Fit::fields) {
        using Cell = typename std::tuple_element_t<Fit::fields, std::tuple<Columns...>>::cell;
        return std::type_identity<column_with_field<Row, Cell>>{};
    } else if constexpr (size < Fit::fields) {
        return std::type_identity<field_with_column<Row, field_label<Row, size>>>{};
    } else {
        constexpr std::index_sequence_for<Columns...> indexes;
        constexpr std::size_t misplaced = Fit::first_out_of_order();
        constexpr std::size_t mistyped = Fit::template first_of_other_type<Use>(indexes);
        constexpr std::size_t not_null = Fit::first_not_null(indexes);
        constexpr std::size_t first = misplaced != size ? misplaced : mistyped != size ? mistyped : not_null;
        if constexpr (first != size) {
            using Field = field_label<Row, first>;
            using Cell = typename std::tuple_element_t<first, std::tuple<Columns...>>::cell;
            if constexpr (misplaced != size) return std::type_identity<field_in_order<Row, Field, Cell>>{};
            else if constexpr (mistyped != size) return std::type_identity<field_of_type<Row, Field, Cell>>{};
            else return std::type_identity<field_for_null<Row, Field, Cell>>{};
        } else if constexpr (Use == fit_for::source) {
            constexpr std::size_t otherwise = Fit::first_stored_otherwise();
            if constexpr (otherwise == size) return std::type_identity<no_mistake>{};
            else {
                using Cell = typename std::tuple_element_t<otherwise, std::tuple<Columns...>>::cell;
                return std::type_identity<field_stored_alike<Row, field_label<Row, otherwise>, Cell>>{};
            }
        } else return std::type_identity<no_mistake>{};
    }
}

/// What may be wrong with reading columns (a list of `result_column`) into the fields of `Row`, in order.
template <class Columns, class Row, fit_for Use = fit_for::reading>
using row_fit = typename decltype(find_fit_mistake<Row, Use>(Columns{}))::type;

} // namespace rowan::detail
