#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/expression.hpp"

#include <type_traits>
#include <utility>

namespace rowan {

/// The window that the query defines by this name: `select(…).window<"w">(…)`.
template <fixed_string Name>
struct named_window {
    using operands = detail::type_list<>;
    template <class>
    using dialect_mistake = detail::no_mistake;
};

/// A function over the rows of a window: `rank() OVER (ORDER BY x)`.
template <class Call, class Window>
struct windowed : expression_interface<windowed<Call, Window>> {
    using expression_type = typename Call::result_type;
    using operands = decltype(typename Call::operands{} + typename Window::operands{});
    using null_operands = typename Call::null_operands;
    static constexpr detail::null_rule nulls = Call::nulls;
    static constexpr bool is_inspected = true;
    template <class Dialect>
    using dialect_mistake = detail::first_mistake<typename Call::template dialect_mistake<Dialect>,
                                                  typename Window::template dialect_mistake<Dialect>>;
    Call call;
    Window window;

    constexpr windowed(Call c, Window w) : call(std::move(c)), window(std::move(w)) {}
};

namespace detail {

template <class Call, class Window>
inline constexpr bool is_windowed<windowed<Call, Window>> = true;

template <class Type>
inline constexpr bool is_window_definition = false;

/// Whether a call can be one over a window: an aggregate of distinct or of ordered rows cannot.
template <class Call>
concept windowable = Call::is_windowable;

/// What may be wrong with the arguments of a function of rows, with its filter, and with the keys of a window.
template <class... Contents>
struct taken_from_rows : told_mistake {
    static_assert((!has_window<Contents>() && ...),
                  "rowan E335: a window function is used in an aggregate or in another window function; select it in a "
                  "subquery and use it there");
};

/// Of the arguments, those that a result of the type `Result` comes from, and has its encoding from: what is counted has none.
template <class Result, class... Arguments>
using arguments_of_type =
    decltype((type_list<>{} + ... +
              std::conditional_t<std::is_same_v<without_optional<Result>, without_optional<type_of<Arguments>>>,
                                 type_list<Arguments>, type_list<>>{}));

template <class Type>
struct window_wanted : told_mistake {
    static_assert(always_false<Type>, "rowan E361: this is no window, such as partition_by(…), order_by(…), or "
                                      "over<\"…\">() with a name that the query gives it");
};
template <class Type>
using window_check = std::conditional_t<is_refused<Type>, refused_before, window_wanted<Type>>;

/// What every function of rows can do.
template <class Self>
struct window_interface {
    /// The value of the function over the rows that `window` gives to each row.
    template <class Window>
        requires(is_window_definition<Window> && windowable<Self>)
    [[nodiscard]] constexpr auto over(Window window) const {
        return windowed<Self, Window>(static_cast<const Self&>(*this), std::move(window));
    }
    template <class Other>
        requires(!is_window_definition<Other> && windowable<Self>)
    [[nodiscard]] constexpr auto over(const Other&) const {
        static_assert(window_check<Other>::checked);
        return refused<bool>{};
    }
    /// Over the window that the query has by this name.
    template <fixed_string Name>
        requires windowable<Self>
    [[nodiscard]] constexpr auto over() const {
        return windowed<Self, named_window<Name>>(static_cast<const Self&>(*this), {});
    }
};

} // namespace detail
} // namespace rowan
