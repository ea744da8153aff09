#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/query/common_type.hpp"
#include "rowan/query/well_formed.hpp"

#include <optional>
#include <type_traits>
#include <utility>

namespace rowan {

/// `WHEN condition THEN result`.
template <class Condition, class Result>
struct case_branch {
    Condition condition;
    Result result;
};

namespace detail {

template <class... Results>
struct case_results : told_mistake {
    static_assert(common_type<Results...>::holds, "rowan E347: the results of a case are of different types");
};

} // namespace detail

/// `CASE WHEN … THEN … ELSE … END`: a result more than conditions is the one after ELSE.
template <class Conditions, class... Results>
struct case_expression;
template <class... Conditions, class... Results>
struct case_expression<detail::type_list<Conditions...>, Results...>
    : expression_interface<case_expression<detail::type_list<Conditions...>, Results...>> {
    static constexpr bool has_else = sizeof...(Results) > sizeof...(Conditions);
    static constexpr bool can_be_null = !has_else || (detail::is_nullable<Results> || ...);
    using common_type = typename detail::common_type<Results...>::type;
    using expression_type = std::conditional_t<can_be_null, std::optional<common_type>, common_type>;
    using operands = detail::type_list<Conditions..., Results...>;
    using null_operands = detail::type_list<Results...>;
    using alike_operands = null_operands;
    detail::pack<Conditions...> conditions;
    detail::pack<Results...> results;

    constexpr case_expression(detail::pack<Conditions...> c, detail::pack<Results...> r)
        : conditions(std::move(c)), results(std::move(r)) {}

    /// The result where no condition is true.
    template <operand Result>
        requires(!has_else)
    [[nodiscard]] constexpr auto else_(Result&& result) const {
        using Common = detail::common_type<Results..., Result>;
        using Last = typename Common::template typed<Result>;
        static_assert(detail::case_results<Results..., Result>::checked);
        if constexpr (!Common::holds) return detail::refused<typename Common::type>{};
        else
            return results.apply([&](const auto&... each) {
                return case_expression<detail::type_list<Conditions...>, typename Common::template typed<Results>...,
                                       Last>(
                    conditions,
                    detail::make_pack(detail::make_operand<typename Common::template typed<Results>>(each)...,
                                      detail::make_operand<Last>(std::forward<Result>(result))));
            });
    }
};

/// A branch of `case_`: the result where the condition is true and none before it.
template <expression Condition, operand Result>
[[nodiscard]] constexpr auto when(Condition&& condition, Result&& result) {
    using C = std::remove_cvref_t<Condition>;
    using R = detail::operand_type<Result>;
    static_assert(detail::is_condition<C>, "rowan E302: this is no condition, such as a comparison");
    if constexpr (!detail::is_condition<C>)
        return case_branch<detail::refused<bool>, R>{{}, detail::make_operand<R>(std::forward<Result>(result))};
    else
        return case_branch<C, R>{std::forward<Condition>(condition),
                                 detail::make_operand<R>(std::forward<Result>(result))};
}

/// `case_(when(x < 10, "few"), when(x < 100, "some")).else_("many")`. Without `else_`, the value is null where no condition is
/// true.
template <class... Conditions, class... Results>
    requires(sizeof...(Conditions) > 0)
[[nodiscard]] constexpr auto case_(case_branch<Conditions, Results>... branches) {
    using Common = detail::common_type<Results...>;
    static_assert(detail::case_results<Results...>::checked);
    if constexpr (!Common::holds) return detail::refused<typename Common::type>{};
    else
        return case_expression<detail::type_list<Conditions...>, typename Common::template typed<Results>...>(
            detail::make_pack(std::move(branches.condition)...),
            detail::make_pack(
                detail::make_operand<typename Common::template typed<Results>>(std::move(branches.result))...));
}

} // namespace rowan
