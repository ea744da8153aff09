#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/aggregate_call.hpp"
#include "rowan/query/check/distinct_checks.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/join.hpp"
#include "rowan/query/source.hpp"
#include "rowan/schema/facts.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>

// What a query of groups may give, filter by and order by: what is the same for all rows of a group.
namespace rowan::detail {

template <class Column>
struct column_in_group_by : told_mistake {
    static_assert(always_false<Column>,
                  "rowan E318: a column stands beside an aggregate function, or in a group, and is not in group_by");
};
template <class Expression>
struct key_with_values : told_mistake {
    static_assert(
        always_false<Expression>,
        "rowan E318: an expression with bound values is another one where it stands again, since they are bound "
        "anew; group by its name, named<\"…\">, or write literal<…>");
};
template <class Expression>
struct aggregate_of_rows : told_mistake {
    static_assert(always_false<Expression>,
                  "rowan E307: an aggregate function is used inside of another one that has no window");
};

/// All columns of a source, as what a query gives.
template <class Source>
struct whole_row {
    using source = Source;
    using operands = type_list<>;
};

template <class Key, fixed_string Name, class Expression>
consteval auto expression_if_named(const aliased<Name, Expression>*) {
    if constexpr (Name.view() == Key::name) return type_list<Expression>{};
    else return type_list<>{};
}
template <class Key, auto Member, class Source>
consteval auto expression_if_named(const column<Member, Source>*) {
    constexpr std::string_view name = field_names<member_table<Member>>[field_index<Member>];
    return std::conditional_t<name == Key::name, type_list<column<Member, Source>>, type_list<>>{};
}
template <class Key>
consteval auto expression_if_named(const void*) {
    return type_list<>{};
}
/// The expression that a key is: itself, or the one that has its name in the select list.
template <class Key, class... Expressions>
consteval auto expression_of_key(type_list<Expressions...>) {
    if constexpr (result_key<Key>)
        return (type_list<>{} + ... + expression_if_named<Key>(static_cast<const Expressions*>(nullptr)));
    else return type_list<Key>{};
}

/// Which fields of a source are among the keys of groups.
template <class Source>
struct grouped_fields {
    using row = source_row<Source>;
    bool has[field_count<row> + 1]{};

    template <class... Keys>
    consteval explicit grouped_fields(type_list<Keys...>) {
        (add<Keys>(), ...);
    }
    template <class Key>
    consteval void add() {
        if constexpr (is_column<Key>)
            if constexpr (std::is_same_v<typename Key::table, Source>) has[field_index<Key::member>] = true;
    }
    /// A primary key decides the other columns of its source.
    [[nodiscard]] consteval bool decide() const {
        for (std::size_t i = 0; i < facts<row>.key_size; ++i)
            if (!has[facts<row>.key[i]]) return false;
        return facts<row>.key_size > 0;
    }
    [[nodiscard]] consteval bool are_all() const {
        for (std::size_t i = 0; i < field_count<row>; ++i)
            if (!has[i]) return false;
        return true;
    }
};
template <class Source, class Keys>
inline constexpr grouped_fields<Source> fields_among{Keys{}};

template <class Node>
inline constexpr bool is_whole_row = is_instance_of<whole_row, Node>;

/// A key that stands elsewhere with values of its own.
template <class Expression>
struct bound_again {};

/// The columns of an expression, and the whole rows, that differ within a group: neither keys or within a key, nor decided by
/// the primary key of their table, nor in an aggregate function. `Tables` are the sources that are tables: the key of an
/// aggregate that a query fills decides nothing.
template <class Tables, class Node, class... Keys>
consteval auto ungrouped_in(type_list<Keys...> keys) {
    if constexpr (is_aggregate<Node>) return type_list<>{};
    else if constexpr (is_one_of<Node, Keys...>)
        return std::conditional_t<binds_values<Node>(), type_list<bound_again<Node>>, type_list<>>{};
    else if constexpr (is_column<Node>) {
        using Source = typename Node::table;
        if constexpr (is_in<Source, Tables> && fields_among<Source, type_list<Keys...>>.decide()) return type_list<>{};
        else return type_list<Node>{};
    } else if constexpr (is_whole_row<Node>) {
        using Source = typename Node::source;
        constexpr const auto& fields = fields_among<Source, type_list<Keys...>>;
        if constexpr ((is_in<Source, Tables> && fields.decide()) || fields.are_all()) return type_list<>{};
        else return type_list<Source>{};
    } else {
        const auto within = [] {
            if constexpr (nested_node<Node>) return columns_in<Node>();
            else return typename Node::operands{};
        };
        return []<class... Operands>(type_list<Operands...>, [[maybe_unused]] type_list<Keys...> same) {
            return (type_list<>{} + ... + ungrouped_in<Tables, Operands>(same));
        }(decltype(within()){}, keys);
    }
}

/// As `ungrouped_in`, for what a query gives: a result by whose name it is grouped does not differ.
template <class Tables, class Item, class... Named, class Keys>
consteval auto ungrouped_item(type_list<Named...>, Keys keys) {
    if constexpr ((decltype(expression_if_named<Named>(static_cast<const Item*>(nullptr)))::size + ... + 0) > 0)
        return type_list<>{};
    else return ungrouped_in<Tables, Item>(keys);
}

struct result_key_kind {
    template <class Key>
    static constexpr bool is = result_key<Key>;
};

/// What differs within a group, of the expressions of a select list, of `having` and of `order_by`; nothing if the query has no
/// groups. Without keys, all rows are one group if there is an aggregate.
template <class Tables, class... Keys, class... Expressions>
consteval auto ungrouped_columns(type_list<Keys...> keys, type_list<Expressions...> expressions) {
    if constexpr (sizeof...(Keys) == 0 && !(has_aggregate<Expressions>() || ...)) return type_list<>{};
    else {
        using Resolved = decltype((type_list<>{} + ... + expression_of_key<Keys>(expressions)));
        return (type_list<>{} + ... + ungrouped_item<Tables, Expressions>(those_of<result_key_kind>(keys), Resolved{}));
    }
}

struct takes_rows {
    template <class Expression>
    static constexpr bool holds = !has_nested_aggregate<Expression>();
};

/// What may be wrong with the groups of a query: its keys, and the expressions of its select list, `having` and `order_by`.
template <class Tables, class Keys, class Expressions>
consteval auto find_grouping_mistake() {
    using Nested = first_failing<takes_rows, Expressions>;
    using Ungrouped = first_failing<nothing_holds, decltype(ungrouped_columns<Tables>(Keys{}, Expressions{}))>;
    if constexpr (!std::is_void_v<Nested>) return std::type_identity<aggregate_of_rows<Nested>>{};
    else if constexpr (is_instance_of<bound_again, Ungrouped>) return std::type_identity<key_with_values<Ungrouped>>{};
    else if constexpr (!std::is_void_v<Ungrouped>) return std::type_identity<column_in_group_by<Ungrouped>>{};
    else return std::type_identity<no_mistake>{};
}

} // namespace rowan::detail
