#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/query/constant.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/query/expression.hpp"
#include "rowan/query/predicates.hpp"

#include <cstddef>
#include <utility>

namespace rowan {

/// A column of the result by the name that `.as<"…">()` gave it, in `order_by` and `group_by`.
template <fixed_string Name>
struct result_name {
    using clause_item = void;
    using expression_type = detail::untyped;
    using operands = detail::type_list<>;
    static constexpr bool is_inspected = true;
    static constexpr std::string_view name = Name.view();
};

template <fixed_string Name>
inline constexpr result_name<Name> named{};

/// Where null comes in an order; as the database does it if nothing is said (SQLite first, PostgreSQL last).
enum class null_order : unsigned char { unsaid, first, last };

/// A key of `order_by` with its direction.
template <class Content, bool IsDescending, null_order Nulls = null_order::unsaid>
struct ordering {
    using clause_item = void;
    using expression_type = detail::type_of<Content>;
    using operands = detail::type_list<Content>;
    Content content;

    /// The key with null before all values.
    [[nodiscard]] constexpr auto nulls_first() const {
        return ordering<Content, IsDescending, null_order::first>{content};
    }
    /// The key with null after all values.
    [[nodiscard]] constexpr auto nulls_last() const {
        return ordering<Content, IsDescending, null_order::last>{content};
    }
};

/// A key of `order_by` that the program chooses when the query is run, among those listed; none if there is no such one.
template <class... Keys>
struct key_choice {
    using clause_item = void;
    using expression_type = detail::untyped;
    using operands = detail::type_list<Keys...>;
    static constexpr bool is_inspected = true;
    static constexpr std::size_t alternatives = sizeof...(Keys) + 1;
    template <class Dialect>
    using dialect_mistake = detail::order_mistake<Dialect, detail::type_of<Keys>...>;
    std::size_t chosen;
    detail::pack<Keys...> keys;
};

namespace detail {

/// A C++ value where an expression is wanted.
template <class... Types>
concept some_plain_value = ((operand<Types> && !expression<Types>) || ...);

template <class... Types>
struct key_wanted : told_mistake {
    static constexpr bool has_value = some_plain_value<Types...> || (is_constant<std::remove_cvref_t<Types>> || ...);
    static_assert(!has_value, "rowan E352: rows are ordered or grouped by a plain value, which is the same for all; "
                              "give an expression, or named<\"…\">");
    static_assert(has_value, "rowan E361: rows are ordered or grouped by what is no expression; order_by alone takes "
                             "asc, desc, when and choice");
};
template <class... Types>
struct row_key_wanted : told_mistake {
    static_assert(always_false<Types...>,
                  "rowan E361: partition_by, distinct_on, or order_by of a window or an aggregate is given what is no "
                  "expression; results have their names only after them");
};
template <bool AreKeys, class... Keys>
using row_keys_check = std::conditional_t<AreKeys, no_mistake, row_key_wanted<Keys...>>;

template <class Dialect, class... Keys>
consteval auto find_order_mistake_of(type_list<Keys...>) {
    return std::type_identity<order_mistake<Dialect, type_of<Keys>...>>{};
}
template <class Dialect, class Keys>
using order_mistake_of = typename decltype(find_order_mistake_of<Dialect>(Keys{}))::type;

template <class Type>
inline constexpr bool is_result_name = false;
template <fixed_string Name>
inline constexpr bool is_result_name<result_name<Name>> = true;
template <class Type>
inline constexpr bool is_ordering = false;
template <class Content, bool IsDescending, null_order Nulls>
inline constexpr bool is_ordering<ordering<Content, IsDescending, Nulls>> = true;
template <class Type>
inline constexpr bool orders_by_name = is_result_name<Type>;
template <class Content, bool IsDescending, null_order Nulls>
inline constexpr bool orders_by_name<ordering<Content, IsDescending, Nulls>> = is_result_name<Content>;
template <class Type>
inline constexpr bool is_key_choice = is_instance_of<key_choice, Type>;

} // namespace detail

/// What can be ordered by, before its direction is said. A constant is not: a database takes a number for a position.
template <class Type>
concept order_content = (expression<Type> && !detail::is_constant<std::remove_cvref_t<Type>>) ||
                        detail::is_result_name<std::remove_cvref_t<Type>>;

/// A key of `order_by`.
template <class Type>
concept sort_key = order_content<Type> || detail::is_ordering<std::remove_cvref_t<Type>>;

/// A key by which the rows of a window or of an aggregate are ordered: the results, and so their names, come after it.
template <class Type>
concept row_key = sort_key<Type> && !detail::orders_by_name<std::remove_cvref_t<Type>>;

/// What `order_by` takes: a key, one that may be absent, or a choice of keys.
template <class Type>
concept order_part = sort_key<Type> || detail::is_optional_condition<std::remove_cvref_t<Type>> ||
                     detail::is_key_choice<std::remove_cvref_t<Type>>;

/// A key from the greatest to the least.
template <order_content Content>
[[nodiscard]] constexpr auto desc(Content content) {
    return ordering<Content, true>{std::move(content)};
}

/// Ascending is the default; `asc` says it.
template <order_content Content>
[[nodiscard]] constexpr auto asc(Content content) {
    return ordering<Content, false>{std::move(content)};
}

template <class Value>
    requires(!order_content<Value>)
[[nodiscard]] constexpr auto desc(const Value&) {
    static_assert(detail::key_wanted<Value>::checked);
    return detail::refused<bool>{};
}
template <class Value>
    requires(!order_content<Value>)
[[nodiscard]] constexpr auto asc(const Value&) {
    static_assert(detail::key_wanted<Value>::checked);
    return detail::refused<bool>{};
}

/// A key of `order_by` that may be absent.
template <sort_key Key>
    requires(!expression<Key>)
[[nodiscard]] constexpr auto when(bool is_present, Key key) {
    return optional_condition<Key>{is_present, std::move(key)};
}

/// One of several keys, chosen when the query is run by its position from 0 on; beyond the last one, none:
/// `order_by(choice(by_year ? 0 : 1, desc(col<&Book::year>), col<&Book::title>))`.
template <sort_key... Keys>
    requires(sizeof...(Keys) > 0)
[[nodiscard]] constexpr auto choice(std::size_t chosen, Keys... keys) {
    return key_choice<Keys...>{chosen, detail::make_pack(std::move(keys)...)};
}

template <class... Values>
    requires(!(sort_key<Values> && ...))
[[nodiscard]] constexpr auto choice(std::size_t, const Values&...) {
    static_assert(detail::key_wanted<Values...>::checked);
    return detail::refused<bool>{};
}

} // namespace rowan
