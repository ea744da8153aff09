#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/aggregates.hpp"
#include "rowan/query/clauses.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/query/predicates.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// The clauses of a query, in the order in which they were written.
template <class... Clauses>
struct clause_set : Clauses... {
    using parts = parts_of<Clauses...>;
};

template <class... Clauses, class Clause>
constexpr auto with(const clause_set<Clauses...>& set, Clause clause) {
    return clause_set<Clauses..., Clause>{static_cast<const Clauses&>(set)..., std::move(clause)};
}

/// The clauses with one more, unless there is one of its kind: that is refused where it is given.
template <template <class...> class Kind, class... Clauses, class Clause>
constexpr auto with_only(const clause_set<Clauses...>& set, Clause clause) {
    if constexpr ((is_instance_of<Kind, Clauses> || ...)) return set;
    else return with(set, std::move(clause));
}

template <template <class...> class Kind, class... Clauses>
consteval bool has_clause(const clause_set<Clauses...>*) {
    return (is_instance_of<Kind, Clauses> || ...);
}

template <class Clause, class... New>
constexpr auto merged(const Clause& clause, const New&...) {
    return clause;
}
template <class... Old, class... New>
constexpr auto merged(const where_clause<Old...>& clause, const New&... conditions) {
    return clause.conditions.apply(
        [&](const auto&... old) { return where_clause<Old..., New...>{make_pack(old..., conditions...)}; });
}

/// A condition that can be tested for each row, and one for each group.
template <class Condition>
inline constexpr bool is_row_condition = is_condition<Condition> && is_of_row<Condition>;
template <class Condition>
inline constexpr bool is_group_condition =
    is_condition<Condition> && !has_window<Condition>() && !has_nested_aggregate<Condition>();

template <class Type>
struct source_wanted : told_mistake {
    static_assert(always_false<Type>, "rowan E361: from is given what is no query with a name; from<Book>() is a "
                                      "table, from(subquery<Total>(select(…))) a query");
};
template <auto Value>
struct source_type_wanted : told_mistake {
    static_assert(always_false<std::integral_constant<decltype(Value), Value>>,
                  "rowan E361: a value stands in angle brackets where a table is wanted, such as join<Author>()");
};
template <class... Types>
struct tables_wanted : told_mistake {
    static_assert(always_false<Types...>,
                  "rowan E361: with is given what is no common table expression, such as cte<Total>(select(…))");
};
template <class... Types>
struct result_wanted : told_mistake {
    static constexpr bool has_value = some_plain_value<Types...>;
    static_assert(!has_value,
                  "rowan E352: a result is a plain value; val(…) is a value that is bound, literal<…> one in the text");
    static_assert(
        has_value,
        "rowan E361: a result is no expression, with a name by .as<\"…\">() or without; a query becomes one by scalar");
};

/// What may be wrong with a part of `where`, and with the condition of a join.
template <class Condition>
struct condition_of_where : told_mistake {
    static constexpr bool is_test = is_condition<Condition>;
    static constexpr bool is_of_rows = !has_aggregate<Condition>();
    static constexpr bool fits = is_row_condition<Condition>;
    static_assert(is_test, "rowan E302: this is no condition, such as a comparison");
    static_assert(!is_test || is_of_rows,
                  "rowan E307: an aggregate function is used in where or in the condition of a join; use having");
    static_assert(!is_test || !is_of_rows || fits, "rowan E335: a window function is used in where or in the condition "
                                                   "of a join; select it in a subquery and filter there");
};
template <class Condition, bool HasGroups>
struct condition_of_having : told_mistake {
    static constexpr bool is_test = is_condition<Condition>;
    static constexpr bool is_of_groups = !has_window<Condition>();
    static constexpr bool fits = is_group_condition<Condition>;
    static_assert(is_test, "rowan E302: this is no condition, such as a comparison");
    static_assert(!is_test || HasGroups, "rowan E316: having without groups; use group_by first, or where");
    static_assert(!is_test || !HasGroups || is_of_groups,
                  "rowan E335: a window function is used in having; select it in a subquery and filter there");
    static_assert(!is_test || !HasGroups || !is_of_groups || fits,
                  "rowan E307: an aggregate function is used inside of another one");
};
template <class Key>
struct group_key : told_mistake {
    static constexpr bool is_of_rows = !has_aggregate<Key>();
    static constexpr bool fits = is_of_row<Key>;
    static_assert(is_of_rows, "rowan E307: an aggregate function is used in group_by");
    static_assert(!is_of_rows || fits,
                  "rowan E335: a window function is used in group_by; select it in a subquery and group there");
};

/// What may be wrong with the number in `limit` and `offset`.
template <class Count>
struct row_count_of {
    using type = refused<std::int64_t>;
};
template <operand Count>
struct row_count_of<Count> {
    using type = typed_operand<value<std::int64_t>, Count>;
};
template <class Count>
using row_count = typename row_count_of<Count>::type;
template <class Count>
inline constexpr bool is_row_count =
    integer_value<type_of<row_count<Count>>> && (is_value<row_count<Count>> || is_parameter<row_count<Count>>);
template <class Count>
struct number_of_rows : told_mistake {
    using type = row_count<Count>;
    static_assert(
        is_row_count<Count>,
        "rowan E332: limit or offset is given what is no integer; it takes a value, a parameter, or limit<10>()");
};

/// Conditions of all calls of `where` are joined with AND.
template <class... Clauses, class... Conditions>
constexpr auto with_conditions(const clause_set<Clauses...>& set, const Conditions&... conditions) {
    if constexpr ((is_where<Clauses> || ...)) {
        using Result = clause_set<decltype(merged(std::declval<const Clauses&>(), conditions...))...>;
        return Result{merged(static_cast<const Clauses&>(set), conditions...)...};
    } else {
        return with(set, where_clause<Conditions...>{make_pack(conditions...)});
    }
}

/// Whether clauses of which a query has one at the most would be two.
template <class Source, class Clause>
inline constexpr bool locks_again = false;
template <class Source, lock_strength Strength, lock_wait Wait, class Other>
inline constexpr bool locks_again<Source, locking_clause<Strength, Wait, Other>> =
    std::is_void_v<Source> || std::is_void_v<Other> || std::is_same_v<Source, Other>;
template <class Source, class... Clauses>
struct only_lock : told_mistake {
    static_assert(!(locks_again<Source, Clauses> || ...), "rowan E324: rows are locked twice");
};
template <class... Clauses>
struct only_distinct : told_mistake {
    static_assert(!((is_one_of<distinct_clause, Clauses> || is_instance_of<distinct_on_clause, Clauses>) || ...),
                  "rowan E324: distinct is given twice");
};

template <class Clause, class... Clauses>
constexpr auto with_once(const clause_set<Clauses...>& set, Clause clause) {
    if constexpr (is_one_of<Clause, Clauses...>) return set;
    else return with(set, std::move(clause));
}

/// Whether a clause is there already, which is a mistake where it is given.
template <template <class...> class Kind, class... Clauses>
struct clause_given_before : told_mistake {
    static constexpr bool is_so = (is_instance_of<Kind, Clauses> || ...);
    static_assert(!is_so, "rowan E324: this clause is given twice");
};

/// How many variants the statement has that an expression is in: the product of what can be chosen when it is run.
template <class... Nodes>
consteval std::size_t variants_among(type_list<Nodes...>);
template <class Node>
consteval std::size_t variants_of_node() {
    if constexpr (requires { Node::alternatives; }) return Node::alternatives;
    else if constexpr (nested_node<Node>) return variants_among(inspected_nodes<typename Node::operands>{});
    else return 1;
}
template <class... Nodes>
consteval std::size_t variants_among(type_list<Nodes...>) {
    return (std::size_t{1} * ... * variants_of_node<Nodes>());
}
template <class... Parts>
consteval std::size_t variants_of(type_list<Parts...> parts) {
    return variants_among(inspected_nodes<decltype(parts)>{});
}

/// How many variants a statement has: one, but for optional parts and choices.
template <class Statement>
inline constexpr std::size_t variant_count = variants_of(typename Statement::parts{});

} // namespace rowan::detail

namespace rowan {

/// What `where` and the condition of a join take.
template <class Condition>
concept usable_in_where = where_part<Condition> && detail::is_row_condition<std::remove_cvref_t<Condition>>;

/// What `having` takes in a query with groups.
template <class Condition>
concept usable_in_having = expression<Condition> && detail::is_group_condition<std::remove_cvref_t<Condition>>;

/// Whether a query, which then has groups, takes the condition in `having`.
template <class Query, class Condition>
concept filterable_by =
    usable_in_having<Condition> && detail::has_clause<detail::group_by_clause>(
                                       static_cast<const typename std::remove_cvref_t<Query>::clauses_type*>(nullptr));

/// What `limit` and `offset` take besides a number that is part of the text.
template <class Count>
concept usable_in_limit = operand<Count> && detail::is_row_count<Count>;

/// What can be a key of `group_by`.
template <class Key>
concept groupable = detail::is_of_row<std::remove_cvref_t<Key>>;

} // namespace rowan
