#pragma once

#include "rowan/query/check/distinct_checks.hpp"
#include "rowan/query/check/lock_checks.hpp"
#include "rowan/query/check/select_checks.hpp"
#include "rowan/query/grouping.hpp"
#include "rowan/query/select.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>

// What the clauses of a select ask for together that a dialect does not have.
namespace rowan::detail {

template <auto Member, class Source>
inline constexpr bool gives_key<column<Member, Source>, whole_row<Source>> = true;

/// Whether a key of `order_by` orders by a key of `distinct_on`.
template <class Key, class DistinctKey, class... Items>
consteval bool orders_by(type_list<Items...> items) {
    if constexpr (result_key<Key>) {
        using Named = decltype(expression_of_key<Key>(items));
        constexpr bool is_field =
            decltype(expression_if_named<Key>(static_cast<const DistinctKey*>(nullptr)))::size != 0;
        return (is_in<DistinctKey, Named> && !binds_values<DistinctKey>()) ||
               (is_field && (gives_key<DistinctKey, Items> || ...));
    } else return std::is_same_v<Key, DistinctKey> && !binds_values<Key>();
}
/// Which keys of `distinct_on` a part of `order_by` orders by.
template <class Part, class Items, class... DistinctKeys>
struct keys_ordered_by {
    static constexpr bool is_certain = !is_optional_condition<Part> && !is_key_choice<Part>;

    template <class... Keys>
    static consteval bool are_all(type_list<Keys...>) {
        const auto is_one = []<class Key>(std::type_identity<Key>) {
            return (orders_by<Key, DistinctKeys>(Items{}) || ...);
        };
        return (is_one(std::type_identity<Keys>{}) && ...);
    }
    template <class DistinctKey, class... Keys>
    static consteval bool is_among(type_list<Keys...>) {
        return (orders_by<Keys, DistinctKey>(Items{}) || ...);
    }
    static constexpr bool are_keys = are_all(contents_of_key<Part>());
    static constexpr bool has[sizeof...(DistinctKeys)] = {
        (is_certain && is_among<DistinctKeys>(contents_of_key<Part>()))...};
};
/// Whether rows are ordered by all keys of `distinct_on` before they are by anything else, whichever parts are left out.
template <class Items, class... DistinctKeys, class... Parts>
consteval bool are_ordered_first(type_list<DistinctKeys...>, const order_by_clause<Parts...>*) {
    bool found[sizeof...(DistinctKeys)]{};
    bool is_right = true;
    const auto add_key = [&]<class Ordered>(std::type_identity<Ordered>) {
        if (!Ordered::are_keys)
            for (const bool is_found : found) is_right = is_right && is_found;
        for (std::size_t i = 0; i < sizeof...(DistinctKeys); ++i) found[i] = found[i] || Ordered::has[i];
    };
    (add_key(std::type_identity<keys_ordered_by<Parts, Items, DistinctKeys...>>{}), ...);
    return is_right;
}
template <class Items>
consteval bool are_ordered_first(auto, const void*) {
    return true;
}

template <class... Keys>
consteval auto keys_of_order(const order_by_clause<Keys...>*) {
    return type_list<Keys...>{};
}
consteval auto keys_of_order(const void*) { return type_list<>{}; }

/// What may be wrong with the order of distinct rows.
template <class Clause, class Items, class Clauses>
consteval auto find_distinct_mistake(const Clauses* clauses) {
    if constexpr (std::is_same_v<Clause, distinct_clause>) {
        using Other = typename decltype(key_not_given<decltype(keys_of_order(clauses))>(Items{}))::type;
        if constexpr (!std::is_void_v<Other>) return std::type_identity<order_of_distinct<Other>>{};
        else return std::type_identity<no_mistake>{};
    } else if constexpr (is_instance_of<distinct_on_clause, Clause>) {
        using Keys = typename Clause::parts;
        if constexpr (!are_ordered_first<Items>(Keys{}, static_cast<const Clauses*>(nullptr)))
            return std::type_identity<order_of_distinct_on<Keys>>{};
        else return std::type_identity<no_mistake>{};
    } else return std::type_identity<no_mistake>{};
}
/// What may be wrong with locking rows.
template <class Clause, class Query>
consteval auto find_locking_mistake() {
    if constexpr (is_locking<Clause>) {
        using Locked = decltype(locked_sources<decltype(Query::sources())>(static_cast<const Clause*>(nullptr)));
        return find_lock_mistake<Locked>(static_cast<const Query*>(nullptr));
    } else return std::type_identity<no_mistake>{};
}

template <class Dialect, class Projection, class... Clauses>
consteval auto find_select_dialect_mistake(const select_query<Projection, Clauses...>*) {
    constexpr bool is_asked = ((std::is_same_v<Clauses, distinct_clause> ||
                                is_instance_of<distinct_on_clause, Clauses> || is_locking<Clauses>) ||
                               ...);
    if constexpr (!is_asked || !Dialect::has_strict_rows) return std::type_identity<no_mistake>{};
    else {
        using Query = select_query<Projection, Clauses...>;
        using Set = clause_set<Clauses...>;
        using Items = decltype(expressions_given(static_cast<const Projection*>(nullptr)));
        return std::type_identity<first_mistake<typename decltype(find_distinct_mistake<Clauses, Items>(
                                                    static_cast<const Set*>(nullptr)))::type...,
                                                typename decltype(find_locking_mistake<Clauses, Query>())::type...>>{};
    }
}
template <class Query, class Dialect>
struct select_in_dialect {
    using mistake = typename decltype(find_select_dialect_mistake<Dialect>(static_cast<const Query*>(nullptr)))::type;
};

} // namespace rowan::detail
