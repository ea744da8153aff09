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
template <class Expression, class OuterSources>
consteval bool outer_nullable() {
    if constexpr (is_aggregate<Expression> || null_rule_of<Expression> == null_rule::never) return false;
    else if constexpr (is_column<Expression>) return is_in<typename Expression::table, OuterSources>;
    else
        return []<class... Operands>(type_list<Operands...>) {
            if constexpr (null_rule_of<Expression> == null_rule::all)
                return sizeof...(Operands) > 0 &&
                       ((is_optional<type_of<Operands>> || outer_nullable<Operands, OuterSources>()) && ...);
            else return (outer_nullable<Operands, OuterSources>() || ...);
        }(typename null_operands_in<Expression>::type{});
}

template <class Expression, class OuterSources>
using value_of_expression = std::conditional_t<outer_nullable<Expression, OuterSources>(),
                                               make_optional_type<type_of<Expression>>, type_of<Expression>>;

template <class Expression, class OuterSources>
struct cell_of {
    using type = cell<fixed_string<0>{}, value_of_expression<Expression, OuterSources>>;
};
template <auto Member, class Source, class OuterSources>
struct cell_of<column<Member, Source>, OuterSources> {
    static constexpr std::string_view name = field_names<member_table<Member>>[field_index<Member>];
    using type = cell<to_fixed_string<name.size()>(name), value_of_expression<column<Member, Source>, OuterSources>>;
};
template <fixed_string Name, class Expression, class OuterSources>
struct cell_of<aliased<Name, Expression>, OuterSources> {
    using type = cell<Name, value_of_expression<Expression, OuterSources>>;
};

template <class Source, class OuterSources>
using row_or_optional =
    std::conditional_t<is_in<Source, OuterSources>, std::optional<source_row<Source>>, source_row<Source>>;

template <class Projection, class OuterSources>
struct row_of_projection;
template <class Source, class OuterSources>
struct row_of_projection<whole_rows<Source>, OuterSources> {
    using type = row_or_optional<Source, OuterSources>;
};
template <class... Sources, class OuterSources>
struct row_of_projection<whole_rows<Sources...>, OuterSources> {
    using type = row<cell<fixed_string<0>{}, row_or_optional<Sources, OuterSources>>...>;
};
template <class... Expressions, class OuterSources>
struct row_of_projection<expressions<Expressions...>, OuterSources> {
    using type = row<typename cell_of<Expressions, OuterSources>::type...>;
};

template <class Query>
struct row_of_query {
    using type = typename row_of_projection<typename Query::projection_type, typename Query::outer_sources>::type;
};

} // namespace rowan::detail

namespace rowan {

/// The type of a row of `Query`: the aggregate itself, or a `row`.
template <class Query>
using row_type = typename detail::row_of_query<Query>::type;

} // namespace rowan
