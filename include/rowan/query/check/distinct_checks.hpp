#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/predicates.hpp"

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

// By what distinct rows can be ordered: by what is the same for all rows that one of them stands for.
namespace rowan::detail {

template <class Key, class... Word>
struct order_of_distinct : told_mistake {
    static_assert(
        always_false<Key>,
        "rowan E350: distinct rows are ordered by what is not selected, of which a row that stands for several "
        "has no one value; select it as it is written in order_by, without bound values, or order by named<\"…\">");
};
template <class Keys, class... Word>
struct order_of_distinct_on : told_mistake {
    static_assert(always_false<Keys>, "rowan E350: the rows of distinct_on are not ordered by its keys first, as they "
                                      "are written there, without bound values");
};
template <class Key, class... Word>
struct order_of_distinct_arguments : told_mistake {
    static_assert(always_false<Key>,
                  "rowan E350: the distinct values of an aggregate are ordered by what is none of its arguments");
};

/// A key that is the name of a result.
template <class Key>
concept result_key = requires {
    typename Key::clause_item;
    { Key::name } -> std::convertible_to<std::string_view>;
};

/// Whether an expression has values that are bound: where it stands again it is another one, with values of its own.
template <class Node>
consteval bool binds_values() {
    if constexpr (is_value<Node> || is_list_test<Node>) return true;
    else
        return []<class... Operands>(type_list<Operands...>) {
            return (binds_values<Operands>() || ...);
        }(typename Node::operands{});
}

/// What a part of `order_by` may order by, without its direction: more than one of a choice.
template <class Part>
consteval auto contents_of_key();
template <class... Parts>
consteval auto contents_of_keys(type_list<Parts...>) {
    return (type_list<>{} + ... + contents_of_key<Parts>());
}
template <class Part>
consteval auto contents_of_key() {
    if constexpr (requires { typename Part::clause_item; } && !result_key<Part>)
        return contents_of_keys(typename Part::operands{});
    else return type_list<Part>{};
}

/// Whether an item of a select list, or an argument, is what a key orders by.
template <class Key, class Item>
inline constexpr bool gives_key = std::is_same_v<Key, Item>;
template <class Key, fixed_string Name, class Content>
inline constexpr bool gives_key<Key, aliased<Name, Content>> = std::is_same_v<Key, Content>;

template <class... Items>
struct key_is_given {
    template <class Key>
    static constexpr bool holds = result_key<Key> || (!binds_values<Key>() && (gives_key<Key, Items> || ...));
};
/// The first of the keys that none of the items is; `void` if there is none.
template <class Keys, class... Items>
consteval auto key_not_given(type_list<Items...>) {
    return std::type_identity<first_failing<key_is_given<Items...>, decltype(contents_of_keys(Keys{}))>>{};
}

} // namespace rowan::detail
