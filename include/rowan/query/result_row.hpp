#pragma once

#include "rowan/meta/names.hpp"
#include "rowan/query/aggregates.hpp"
#include "rowan/query/row.hpp"
#include "rowan/query/select.hpp"

#include <optional>
#include <type_traits>

// The C++ type of a row of a query.
namespace rowan::detail {

/// Whether an outer join can make the expression null.
template <class Expression, class OuterTables>
consteval bool outer_nullable() {
    if constexpr (is_aggregate<Expression> || null_rule_of<Expression> == null_rule::never) return false;
    else if constexpr (is_column<Expression>) return is_in<typename Expression::table, OuterTables>;
    else
        return []<class... Operands>(type_list<Operands...>) {
            if constexpr (null_rule_of<Expression> == null_rule::all)
                return sizeof...(Operands) > 0 &&
                       ((is_optional<type_of<Operands>> || outer_nullable<Operands, OuterTables>()) && ...);
            else return (outer_nullable<Operands, OuterTables>() || ...);
        }(typename null_operands_in<Expression>::type{});
}

template <class Expression, class OuterTables>
using value_of_expression = std::conditional_t<outer_nullable<Expression, OuterTables>(),
                                               make_optional_type<type_of<Expression>>, type_of<Expression>>;

template <class Expression, class OuterTables>
struct cell_of {
    using type = cell<fixed_string<0>{}, value_of_expression<Expression, OuterTables>>;
};
template <auto Member, class Source, class OuterTables>
struct cell_of<column<Member, Source>, OuterTables> {
    static constexpr std::string_view name = field_names<member_table<Member>>[field_index<Member>];
    using type = cell<to_fixed_string<name.size()>(name), value_of_expression<column<Member, Source>, OuterTables>>;
};
template <fixed_string Name, class Expression, class OuterTables>
struct cell_of<aliased<Name, Expression>, OuterTables> {
    using type = cell<Name, value_of_expression<Expression, OuterTables>>;
};

template <class Table, class OuterTables>
using entity_or_optional = std::conditional_t<is_in<Table, OuterTables>, std::optional<Table>, Table>;

template <class Projection, class OuterTables>
struct row_of_projection;
template <class Table, class OuterTables>
struct row_of_projection<entities<Table>, OuterTables> {
    using type = Table;
};
template <class... Tables, class OuterTables>
struct row_of_projection<entities<Tables...>, OuterTables> {
    using type = row<cell<fixed_string<0>{}, entity_or_optional<Tables, OuterTables>>...>;
};
template <class... Expressions, class OuterTables>
struct row_of_projection<expressions<Expressions...>, OuterTables> {
    using type = row<typename cell_of<Expressions, OuterTables>::type...>;
};

} // namespace rowan::detail

namespace rowan {

/// The type of a row of `Query`: the aggregate itself, or a `row`.
template <class Query>
using row_type =
    typename detail::row_of_projection<typename Query::projection_type, typename Query::outer_tables>::type;

} // namespace rowan
