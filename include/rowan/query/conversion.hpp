#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/common_type.hpp"
#include "rowan/query/function.hpp"
#include "rowan/query/well_formed.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {
namespace detail {

template <std::size_t Count>
struct coalesce_function : any_function {
    static constexpr null_rule nulls = null_rule::all;
    template <class... Operands>
    using alike_operands = type_list<Operands...>;
    template <class... Operands>
    using result =
        std::conditional_t<(is_nullable<Operands> && ...), std::optional<typename common_type<Operands...>::type>,
                           typename common_type<Operands...>::type>;

    static constexpr auto written = [] {
        constexpr std::string_view begin = "coalesce({}", next = ", {}";
        std::array<char, begin.size() + (Count - 1) * next.size() + 1> text{};
        std::size_t size = 0;
        for (const char c : begin) text[size++] = c;
        for (std::size_t i = 1; i < Count; ++i)
            for (const char c : next) text[size++] = c;
        text[size] = ')';
        return text;
    }();
    template <class>
    static constexpr std::string_view text{written.data(), written.size()};
};

struct nullif_function : any_function {
    template <class... Operands>
    using alike_operands = type_list<Operands...>;
    template <class Content, class>
    using null_operands = type_list<Content>;
    template <class Content, class>
    using result = make_optional_type<owned_type<type_of<Content>>>;
    template <class>
    static constexpr std::string_view text = "nullif({}, {})";
};

/// What the operand at a place of `coalesce` becomes: in each but the last, a parameter may be null.
template <class Common, bool IsLast, class Operand>
using coalesced_operand =
    std::conditional_t<IsLast, typename Common::template typed<Operand>,
                       typename nullable_parameter<typename Common::template typed<Operand>>::type>;

template <class... Operands>
struct coalesced : told_mistake {
    static_assert(common_type<Operands...>::holds,
                  "rowan E304: values of different types stand for each other in coalesce");
};

} // namespace detail

/// The first of the operands that is not null; null if all are.
template <operand First, operand... Rest>
    requires(sizeof...(Rest) > 0 && (expression<First> || ... || expression<Rest>))
[[nodiscard]] constexpr auto coalesce(First&& first, Rest&&... rest) {
    using Common = detail::common_type<First, Rest...>;
    using Function = detail::coalesce_function<sizeof...(Rest) + 1>;
    using F = detail::coalesced_operand<Common, false, First>;
    static_assert(detail::coalesced<First, Rest...>::checked);
    if constexpr (!Common::holds) return detail::refused<typename Common::type>{};
    else
        return [&]<std::size_t... Place>(std::index_sequence<Place...>) {
            return function_call<Function, F, detail::coalesced_operand<Common, Place + 1 == sizeof...(Rest), Rest>...>(
                detail::make_operand<F>(std::forward<First>(first)),
                detail::make_operand<detail::coalesced_operand<Common, Place + 1 == sizeof...(Rest), Rest>>(
                    std::forward<Rest>(rest))...);
        }(std::index_sequence_for<Rest...>{});
}

/// Null where the content is equal to the other operand, the content otherwise.
template <class Content, class Other>
    requires detail::operands<Content, Other>
[[nodiscard]] constexpr auto nullif(Content&& content, Other&& other) {
    using Sides = detail::sides<Content, Other>;
    using L = typename Sides::left;
    using R = typename Sides::right;
    using Check = detail::compared<Content, Other>;
    static_assert(Check::checked);
    if constexpr (!Check::holds) return detail::refused<detail::make_optional_type<detail::type_of<L>>>{};
    else
        return function_call<detail::nullif_function, L, R>(detail::make_operand<L>(std::forward<Content>(content)),
                                                            detail::make_operand<R>(std::forward<Other>(other)));
}

} // namespace rowan
