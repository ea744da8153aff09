#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/query/refused.hpp"

// What the functions of queries give for arguments that they do not take: one message instead of a list of functions. They take them by
// an ellipsis, so that any other function of the name goes first, be it the program's own.
namespace rowan {
namespace detail {

template <fixed_string Function>
struct refused_call_of {};

} // namespace detail

template <class Call = detail::refused_call_of<"count">>
[[nodiscard]] constexpr detail::refused<bool> count(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"count_distinct">>
[[nodiscard]] constexpr detail::refused<bool> count_distinct(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"sum">>
[[nodiscard]] constexpr detail::refused<bool> sum(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"avg">>
[[nodiscard]] constexpr detail::refused<bool> avg(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"lower">>
[[nodiscard]] constexpr detail::refused<bool> lower(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"upper">>
[[nodiscard]] constexpr detail::refused<bool> upper(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"length">>
[[nodiscard]] constexpr detail::refused<bool> length(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"trim">>
[[nodiscard]] constexpr detail::refused<bool> trim(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"ltrim">>
[[nodiscard]] constexpr detail::refused<bool> ltrim(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"rtrim">>
[[nodiscard]] constexpr detail::refused<bool> rtrim(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"substr">>
[[nodiscard]] constexpr detail::refused<bool> substr(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"position">>
[[nodiscard]] constexpr detail::refused<bool> position(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"is_null">>
[[nodiscard]] constexpr detail::refused<bool> is_null(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"is_not_null">>
[[nodiscard]] constexpr detail::refused<bool> is_not_null(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"is_distinct_from">>
[[nodiscard]] constexpr detail::refused<bool> is_distinct_from(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"is_not_distinct_from">>
[[nodiscard]] constexpr detail::refused<bool> is_not_distinct_from(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"like">>
[[nodiscard]] constexpr detail::refused<bool> like(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"between">>
[[nodiscard]] constexpr detail::refused<bool> between(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"coalesce">>
[[nodiscard]] constexpr detail::refused<bool> coalesce(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"nullif">>
[[nodiscard]] constexpr detail::refused<bool> nullif(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"date_of">>
[[nodiscard]] constexpr detail::refused<bool> date_of(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"year_of">>
[[nodiscard]] constexpr detail::refused<bool> year_of(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"month_of">>
[[nodiscard]] constexpr detail::refused<bool> month_of(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"day_of">>
[[nodiscard]] constexpr detail::refused<bool> day_of(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"hour_of">>
[[nodiscard]] constexpr detail::refused<bool> hour_of(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"minute_of">>
[[nodiscard]] constexpr detail::refused<bool> minute_of(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"second_of">>
[[nodiscard]] constexpr detail::refused<bool> second_of(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"add_days">>
[[nodiscard]] constexpr detail::refused<bool> add_days(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"days_between">>
[[nodiscard]] constexpr detail::refused<bool> days_between(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"in">>
[[nodiscard]] constexpr detail::refused<bool> in(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"row_of">>
[[nodiscard]] constexpr detail::refused<bool> row_of(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"ilike">>
[[nodiscard]] constexpr detail::refused<bool> ilike(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Call = detail::refused_call_of<"replace">>
[[nodiscard]] constexpr detail::refused<bool> replace(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class To, class Call = detail::refused_call_of<"cast">>
[[nodiscard]] constexpr detail::refused<bool> cast(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <fixed_string Name, class Call = detail::refused_call_of<"collate">>
[[nodiscard]] constexpr detail::refused<bool> collate(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <class Type, fixed_string... Path, class Call = detail::refused_call_of<"json_get">>
[[nodiscard]] constexpr detail::refused<bool> json_get(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <fixed_string... Path, class Call = detail::refused_call_of<"json_contains">>
[[nodiscard]] constexpr detail::refused<bool> json_contains(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}
template <fixed_string... Path, class Call = detail::refused_call_of<"json_set">>
[[nodiscard]] constexpr detail::refused<bool> json_set(...) {
    static_assert(detail::argument_wanted<Call>::checked);
    return {};
}

} // namespace rowan
