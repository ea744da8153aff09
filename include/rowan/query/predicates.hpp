#pragma once

#include "rowan/meta/pack.hpp"
#include "rowan/query/operators.hpp"

#include <cstddef>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>

namespace rowan {

/// `content BETWEEN low AND high`, both ends included.
template <class Content, class Low, class High>
struct between_expression : expression_interface<between_expression<Content, Low, High>> {
    using expression_type = detail::nullable_like<bool, Content, Low, High>;
    using operands = detail::type_list<Content, Low, High>;
    static constexpr int precedence = detail::comparison::precedence;
    static constexpr bool is_inspected = detail::is_sorted_by_value<detail::type_of<Content>>;
    template <class Dialect>
    using dialect_mistake = detail::order_mistake<Dialect, detail::type_of<Content>>;
    Content content;
    Low low;
    High high;

    constexpr between_expression(Content c, Low l, High h)
        : content(std::move(c)), low(std::move(l)), high(std::move(h)) {}
};

/// `content IN (a, b, …)`.
template <class Content, class... Values>
struct in_values : expression_interface<in_values<Content, Values...>> {
    using expression_type = detail::nullable_like<bool, Content, Values...>;
    using operands = detail::type_list<Content, Values...>;
    static constexpr int precedence = detail::comparison::precedence;
    Content content;
    detail::pack<Values...> values;

    constexpr in_values(Content c, Values... v) : content(std::move(c)), values(detail::make_pack(std::move(v)...)) {}
};

namespace detail {

/// A range that outlives the query is referred to; a temporary is moved into it (as `std::views::all` does).
template <class Range>
struct referred_range {
    using element = std::remove_cvref_t<decltype(*std::begin(std::declval<const Range&>()))>;
    const Range* range;
    [[nodiscard]] constexpr const Range& get() const { return *range; }
};
template <class Range>
struct owned_range {
    using element = std::remove_cvref_t<decltype(*std::begin(std::declval<const Range&>()))>;
    Range range;
    [[nodiscard]] constexpr const Range& get() const { return range; }
};

template <class Type>
concept contiguous_list =
    !expression<Type> && !text_like<Type> && !std::is_same_v<std::remove_cvref_t<Type>, std::string> &&
    requires(const std::remove_cvref_t<Type>& list) {
        { *std::data(list) } -> std::convertible_to<typename std::remove_cvref_t<Type>::value_type>;
        { std::size(list) } -> std::convertible_to<std::size_t>;
    } && (!operand<Type> || array_value<std::remove_cvref_t<Type>>);

} // namespace detail

/// `content IN list`, where the list is one bound parameter: the text does not depend on its length.
template <class Content, class List>
struct in_list : expression_interface<in_list<Content, List>> {
    using expression_type = std::conditional_t<detail::is_optional<typename List::element>, std::optional<bool>,
                                               detail::nullable_like<bool, Content>>;
    using operands = detail::type_list<Content>;
    static constexpr int precedence = detail::comparison::precedence;
    Content content;
    List list;

    constexpr in_list(Content c, List l) : content(std::move(c)), list(std::move(l)) {}
};

/// Whether the content is one of the two, or between them.
template <expression Content, class Low, class High>
[[nodiscard]] constexpr auto between(Content&& content, Low&& low, High&& high) {
    using C = std::remove_cvref_t<Content>;
    constexpr bool fits = comparable_with<Content, Low>;
    using Check = detail::operands_check<detail::compared, Content, std::conditional_t<fits, High, Low>>;
    static_assert(Check::checked);
    if constexpr (!Check::holds) return detail::refused<bool>{};
    else {
        using L = detail::typed_operand<C, Low>;
        using H = detail::typed_operand<C, High>;
        return between_expression<C, L, H>(std::forward<Content>(content),
                                           detail::make_operand<L>(std::forward<Low>(low)),
                                           detail::make_operand<H>(std::forward<High>(high)));
    }
}

/// One of the values: `in(col<&Book::year>, 1969, 1974)`.
template <expression Content, operand... Values>
    requires(sizeof...(Values) > 0 && !(sizeof...(Values) == 1 && (detail::contiguous_list<Values> && ...)))
[[nodiscard]] constexpr auto in(Content&& content, Values&&... values) {
    using C = std::remove_cvref_t<Content>;
    constexpr bool are_alike = (detail::comparable<C, detail::typed_operand<C, Values>> && ...);
    static_assert(are_alike, "rowan E319: a value in the list is of another type than what is looked for in it");
    if constexpr (!are_alike) return detail::refused<bool>{};
    else
        return in_values<C, detail::typed_operand<C, Values>...>(
            std::forward<Content>(content),
            detail::make_operand<detail::typed_operand<C, Values>>(std::forward<Values>(values))...);
}

/// One of a contiguous range of values, which is one bound parameter. An lvalue range must outlive the query.
template <expression Content, detail::contiguous_list List>
[[nodiscard]] constexpr auto in(Content&& content, List&& list) {
    using C = std::remove_cvref_t<Content>;
    using Range = std::remove_cvref_t<List>;
    using Element = std::remove_cvref_t<decltype(*std::data(list))>;
    constexpr bool is_alike =
        std::is_same_v<detail::family<detail::type_of<C>>, detail::family<Element>> || detail::is_refused<C>;
    static_assert(is_alike, "rowan E319: a value in the list is of another type than what is looked for in it");
    if constexpr (!is_alike) return detail::refused<bool>{};
    else if constexpr (std::is_lvalue_reference_v<List>)
        return in_list<C, detail::referred_range<Range>>(std::forward<Content>(content), {&list});
    else return in_list<C, detail::owned_range<Range>>(std::forward<Content>(content), {std::forward<List>(list)});
}

/// A part of `where` that may be absent: `where(when(name.has_value(), col<&User::name> == *name))`. The parts are
/// constants of the program; which of them are present decides which prepared statement is used.
template <class Condition>
struct optional_condition {
    using clause_item = void;
    using expression_type = detail::type_of<Condition>;
    using operands = detail::type_list<Condition>;
    static constexpr bool is_inspected = true;
    static constexpr std::size_t alternatives = 2;
    bool is_present;
    Condition content;
};

/// A condition that is part of the statement only if it is present.
template <expression Condition>
[[nodiscard]] constexpr auto when(bool is_present, Condition&& condition) {
    return optional_condition<std::remove_cvref_t<Condition>>{is_present, std::forward<Condition>(condition)};
}

namespace detail {

template <class Type>
inline constexpr bool is_list_test = false;
template <class Content, class List>
inline constexpr bool is_list_test<in_list<Content, List>> = true;

template <class Type>
inline constexpr bool is_optional_condition = is_instance_of<optional_condition, Type>;

} // namespace detail

/// A part of `where`.
template <class Type>
concept where_part = expression<Type> || (detail::is_optional_condition<std::remove_cvref_t<Type>> && requires {
                         requires expression<decltype(std::remove_cvref_t<Type>::content)>;
                     });

} // namespace rowan
