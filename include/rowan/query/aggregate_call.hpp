#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/query/check/distinct_checks.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/row_function.hpp"
#include "rowan/query/windowed.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>

namespace rowan {

namespace detail {

/// Which rows an aggregate takes, and in which order: packs of a condition and of sort keys.
template <bool IsDistinct, class Filter, class Order>
struct rows_taken {
    using operands = decltype(typename Filter::types{} + typename Order::types{});
    static constexpr bool is_distinct = IsDistinct;
    static constexpr bool is_ordered = Order::size != 0;
    Filter filter;
    Order order;
};
/// All of them, in no order: a name of its own, which messages are full of.
struct all_rows : rows_taken<false, pack<>, pack<>> {};

/// What may be wrong with the condition of an aggregate's filter.
template <class Condition>
struct condition_of_filter : told_mistake {
    static constexpr bool is_test = is_condition<Condition>;
    static constexpr bool is_of_rows = !has_aggregate<Condition>();
    static_assert(is_test, "rowan E302: this is no condition, such as a comparison");
    static_assert(!is_test || is_of_rows, "rowan E307: an aggregate function is used in the filter of another one");
};

template <class Function, class Dialect>
struct ordering_in_dialect : told_mistake {
    static_assert(always_false<Function>,
                  "rowan E343: this dialect does not have order_by in an aggregate; order the rows in a subquery");
};
template <class Function, class Dialect>
struct distinct_in_dialect : told_mistake {
    static_assert(always_false<Function>, "rowan E343: this dialect has distinct only in an aggregate of one argument; "
                                          "select distinct rows in a subquery");
};

/// A key by which the distinct values of an aggregate are ordered and that none of its arguments is; `void` if there is none.
template <class Rows, class Arguments>
consteval auto order_not_given(Arguments arguments) {
    if constexpr (Rows::is_distinct && Rows::is_ordered)
        return key_not_given<typename decltype(Rows::order)::types>(arguments);
    else return std::type_identity<void>{};
}

template <class Dialect, class Function, class Rows, class... Arguments>
consteval auto find_mistake_of_aggregate() {
    using Other = typename decltype(order_not_given<Rows>(type_list<Arguments...>{}))::type;
    if constexpr (Rows::is_ordered && !Dialect::has_ordered_aggregates)
        return std::type_identity<ordering_in_dialect<Function, Dialect>>{};
    else if constexpr (Rows::is_distinct && sizeof...(Arguments) > 1 && !Dialect::has_distinct_tuples)
        return std::type_identity<distinct_in_dialect<Function, Dialect>>{};
    else if constexpr (!std::is_void_v<Other>) return std::type_identity<order_of_distinct_arguments<Other>>{};
    else return std::type_identity<typename Function::template dialect_mistake<Dialect, Arguments...>>{};
}

} // namespace detail

/// A call of an aggregate function: `count(*)`, `sum(DISTINCT x)`, `avg(x) FILTER (WHERE y)`.
template <class Function, class Rows, class... Arguments>
struct aggregate_call : expression_interface<aggregate_call<Function, Rows, Arguments...>>,
                        detail::window_interface<aggregate_call<Function, Rows, Arguments...>> {
    using result_type = typename Function::template result<Arguments...>;
    using expression_type = result_type;
    using operands = decltype(detail::type_list<Arguments...>{} + typename Rows::operands{});
    using null_operands = detail::arguments_of_type<result_type, Arguments...>;
    static constexpr detail::null_rule nulls = detail::null_rule::never;
    static constexpr bool is_windowable = !Rows::is_distinct && !Rows::is_ordered;
    static constexpr bool is_inspected = true;
    template <class Dialect>
    using dialect_mistake =
        typename decltype(detail::find_mistake_of_aggregate<Dialect, Function, Rows, Arguments...>())::type;
    detail::pack<Arguments...> arguments;
    Rows rows;

    constexpr explicit aggregate_call(detail::pack<Arguments...> a, Rows r = {})
        : arguments(std::move(a)), rows(std::move(r)) {}

    /// Each value once.
    [[nodiscard]] constexpr auto distinct() const
        requires(sizeof...(Arguments) > 0)
    {
        return taking<true>(rows.filter, rows.order);
    }
    /// Only the rows that meet the condition; those of several calls are joined with AND.
    template <expression Condition>
    [[nodiscard]] constexpr auto filter(Condition condition) const {
        static_assert(detail::condition_of_filter<Condition>::checked);
        static_assert(detail::taken_from_rows<Condition>::checked);
        if constexpr (!detail::is_condition<Condition> || detail::has_aggregate<Condition>() ||
                      detail::has_window<Condition>())
            return detail::refused<result_type>{};
        else
            return rows.filter.apply([&](const auto&... old) {
                return taking<Rows::is_distinct>(detail::make_pack((old && ... && condition)), rows.order);
            });
    }
    template <class Other>
        requires(!expression<Other>)
    [[nodiscard]] constexpr auto filter(const Other&) const {
        static_assert(detail::condition_wanted<Other>::checked);
        return detail::refused<result_type>{};
    }
    /// The order in which the rows are taken. SQLite has it from 3.44 on.
    template <class... Others>
        requires(sizeof...(Others) > 0 && !Rows::is_ordered && !(row_key<Others> && ...))
    [[nodiscard]] constexpr auto order_by(const Others&...) const {
        static_assert(detail::row_key_wanted<Others...>::checked);
        return detail::refused<result_type>{};
    }
    template <row_key... Keys>
        requires(sizeof...(Keys) > 0 && !Rows::is_ordered)
    [[nodiscard]] constexpr auto order_by(Keys... keys) const {
        static_assert(detail::taken_from_rows<Keys...>::checked);
        return taking<Rows::is_distinct>(rows.filter, detail::make_pack(std::move(keys)...));
    }

private:
    template <bool IsDistinct, class Filter, class Order>
    constexpr auto taking(Filter filter, Order order) const {
        using New = detail::rows_taken<IsDistinct, Filter, Order>;
        return aggregate_call<Function, New, Arguments...>(arguments, New{std::move(filter), std::move(order)});
    }
};

namespace detail {

template <class Function, class Rows, class... Arguments>
inline constexpr bool is_aggregate<aggregate_call<Function, Rows, Arguments...>> = true;

template <class Function, class... Arguments>
constexpr auto make_aggregate(Arguments... arguments) {
    return aggregate_call<Function, all_rows, Arguments...>(make_pack(std::move(arguments)...));
}

/// Whether an aggregate takes what another one gives, which is known only of groups: a window function may, no aggregate.
template <class Expression>
consteval bool has_nested_aggregate() {
    return []<class... Operands>(type_list<Operands...>) {
        if constexpr (nested_node<Expression>) return false;
        else if constexpr (is_aggregate<Expression>) return (has_aggregate<Operands>() || ...);
        else return (has_nested_aggregate<Operands>() || ...);
    }(typename Expression::operands{});
}

/// What can be told of one row.
template <class Expression>
inline constexpr bool is_of_row = !has_aggregate<Expression>() && !has_window<Expression>();

} // namespace detail

/// What an aggregate can take.
template <class Content>
concept aggregatable = expression<Content> && detail::is_of_row<std::remove_cvref_t<Content>>;

} // namespace rowan
