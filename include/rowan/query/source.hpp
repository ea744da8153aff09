#pragma once

#include "rowan/meta/fields.hpp"
#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/member.hpp"
#include "rowan/meta/type_list.hpp"

#include <string_view>
#include <type_traits>

namespace rowan {

template <auto Member, class Source = detail::member_table<Member>>
struct column;

namespace detail {

template <auto Member, class Alias, class Row>
struct column_of_alias {
    static_assert(std::is_same_v<member_table<Member>, Row>,
                  "rowan E301: the alias is of another table than the column");
    using type = column<Member, Alias>;
};

} // namespace detail

/// Another name for rows that have the fields of an aggregate: of a table, as a self-join needs it, or of a query
/// (`cte`, `subquery`). It stands wherever a table does: `using manager = rowan::alias<"m", Employee>;`
/// `.left_join<manager>(col<&Employee::reports_to> == manager::col<&Employee::id>)`.
template <fixed_string Name, class Row>
struct alias {
    /// A column of these rows.
    template <auto Member>
    static constexpr typename detail::column_of_alias<Member, alias, Row>::type col{};
};

namespace detail {

/// In `do_update`: the row that could not be inserted.
template <class Table>
struct excluded_row {};

/// In a trigger: the row that it is run for, as it is after the event or as it was before.
template <class Table, bool IsNew>
struct trigger_row {};
template <class Source>
inline constexpr bool is_trigger_row = false;
template <class Table, bool IsNew>
inline constexpr bool is_trigger_row<trigger_row<Table, IsNew>> = true;

template <class Source>
inline constexpr bool is_alias = false;
template <fixed_string Name, class Row>
inline constexpr bool is_alias<alias<Name, Row>> = true;

template <class Source>
struct source_traits {
    using row = Source;
    static constexpr std::string_view name{};
};
template <fixed_string Name, class Row>
struct source_traits<alias<Name, Row>> {
    using row = Row;
    static constexpr std::string_view name = Name.view();
};
template <class Table>
struct source_traits<excluded_row<Table>> {
    using row = Table;
    static constexpr std::string_view name = "excluded";
};

template <class Table, bool IsNew>
struct source_traits<trigger_row<Table, IsNew>> {
    using row = Table;
    static constexpr std::string_view name = IsNew ? "new" : "old";
};

/// The aggregate that a row of a source is: of a table itself, or of what an alias is for.
template <class Source>
using source_row = typename source_traits<Source>::row;

/// The name of an alias; empty for a table, which has the name that its definition says.
template <class Source>
inline constexpr std::string_view alias_name = source_traits<Source>::name;

/// What rows can come from: an aggregate or an alias of one.
template <class Type>
concept source = class_type<source_row<Type>>;

} // namespace detail
} // namespace rowan
