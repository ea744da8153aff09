#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/frame.hpp"
#include "rowan/query/row_function.hpp"
#include "rowan/query/window.hpp"

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

/// A call of a window function: an expression only with `.over(window)`.
template <class Function, class... Arguments>
struct window_call : detail::window_interface<window_call<Function, Arguments...>> {
    using result_type = typename Function::template result<Arguments...>;
    using operands = detail::type_list<Arguments...>;
    using null_operands = detail::arguments_of_type<result_type, Arguments...>;
    static constexpr detail::null_rule nulls = Function::nulls;
    static constexpr bool is_windowable = true;
    template <class Dialect>
    using dialect_mistake = typename Function::template dialect_mistake<Dialect, Arguments...>;
    detail::pack<Arguments...> arguments;

    constexpr explicit window_call(detail::pack<Arguments...> a) : arguments(std::move(a)) {}
};

namespace detail {

template <class Function, class... Arguments>
constexpr auto make_window_call(Arguments... arguments) {
    return window_call<Function, Arguments...>(make_pack(std::move(arguments)...));
}

template <class Signature, fixed_string Sqlite, fixed_string Postgres>
struct declared_window_function;
template <class Result, class... Parameters, fixed_string Sqlite, fixed_string Postgres>
struct declared_window_function<Result(Parameters...), Sqlite, Postgres>
    : declared_row_function<Result(Parameters...), Sqlite, Postgres> {
    template <operand... Arguments>
    [[nodiscard]] constexpr auto operator()(Arguments&&... arguments) const {
        static_assert(arguments_of_function<declared_window_function, Arguments...>::checked);
        static_assert(taken_from_rows<operand_type<Arguments>...>::checked);
        if constexpr (are_passable<Result(Parameters...), Arguments...>)
            return make_window_call<declared_window_function, passed_operand<Parameters, Arguments>...>(
                make_operand<passed_operand<Parameters, Arguments>>(std::forward<Arguments>(arguments))...);
        else return refused_call<Result>{};
    }
};

/// A number of rows as an argument: for PostgreSQL `integer`, which a bound `bigint` does not become by itself.
template <class Content>
struct integer_argument {
    using expression_type = type_of<Content>;
    using operands = type_list<Content>;
    Content content;
};

template <class Count>
constexpr auto make_integer(Count&& count) {
    using Content = counted_operand<Count>;
    return integer_argument<Content>{make_operand<Content>(std::forward<Count>(count))};
}

struct ntile_function : row_function {
    template <class>
    using result = std::int64_t;
    template <class Dialect, class>
    static constexpr std::string_view text = "ntile({})";
    template <class Dialect, class>
    static constexpr std::string_view cast = Dialect::has_static_types ? "bigint" : "";
};
struct nth_value_function : row_function {
    template <class Content, class>
    using result = make_optional_type<owned_type<type_of<Content>>>;
    template <class Dialect, class, class>
    static constexpr std::string_view text = "nth_value({}, {})";
};

/// A value in every row needs a default for those that have no other row so far away.
template <class Content, class... Rest>
inline constexpr bool has_neighbour_value =
    sizeof...(Rest) == 2 && !is_optional<type_of<Content>> && (!is_optional<type_of<Rest>> && ...);

template <fixed_string One, fixed_string Two, fixed_string Three>
struct neighbour_function : row_function {
    template <class Content, class... Rest>
    using result = std::conditional_t<has_neighbour_value<Content, Rest...>, owned_type<type_of<Content>>,
                                      make_optional_type<owned_type<type_of<Content>>>>;
    static constexpr null_rule nulls = null_rule::any;
    template <class Dialect, class... Arguments>
    static constexpr std::string_view text = sizeof...(Arguments) == 1   ? One.view()
                                             : sizeof...(Arguments) == 2 ? Two.view()
                                                                         : Three.view();
};
struct lag_function : neighbour_function<"lag({})", "lag({}, {})", "lag({}, {}, {})"> {};
struct lead_function : neighbour_function<"lead({})", "lead({}, {})", "lead({}, {}, {})"> {};

template <class Count>
struct integer_of_window : told_mistake {
    static_assert(always_false<Count>, "rowan E346: the function is given a number of rows that is no integer");
};
template <class Content, class Default>
struct default_of_neighbour : told_mistake {
    static_assert(always_false<Content>,
                  "rowan E346: the value where there is no row is of another type than the others");
};
template <class Default, class Content>
concept beside_content = operand<Default> && comparable<Content, typed_operand<Content, Default>>;

template <class Function>
struct neighbour_call {
    template <expression Content>
    [[nodiscard]] constexpr auto operator()(Content content) const {
        static_assert(taken_from_rows<Content>::checked);
        return make_window_call<Function>(std::move(content));
    }
    template <expression Content, integer_operand Count>
    [[nodiscard]] constexpr auto operator()(Content content, Count&& count) const {
        static_assert(taken_from_rows<Content, operand_type<Count>>::checked);
        return make_window_call<Function>(std::move(content), make_integer(std::forward<Count>(count)));
    }
    template <expression Content, integer_operand Count, beside_content<Content> Default>
    [[nodiscard]] constexpr auto operator()(Content content, Count&& count, Default&& otherwise) const {
        using Typed = typed_operand<Content, Default>;
        static_assert(taken_from_rows<Content, operand_type<Count>, Typed>::checked);
        return make_window_call<Function>(std::move(content), make_integer(std::forward<Count>(count)),
                                          make_operand<Typed>(std::forward<Default>(otherwise)));
    }
    template <expression Content, operand Count, class... Default>
        requires(!integer_operand<Count>)
    [[nodiscard]] constexpr auto operator()(Content, Count&&, Default&&...) const {
        static_assert(integer_of_window<Count>::checked);
        return refused<make_optional_type<type_of<Content>>>{};
    }
    template <expression Content, integer_operand Count, operand Default>
        requires(!beside_content<Default, Content>)
    [[nodiscard]] constexpr auto operator()(Content, Count&&, Default&&) const {
        static_assert(default_of_neighbour<Content, Default>::checked);
        return refused<make_optional_type<type_of<Content>>>{};
    }
    template <class Call = Function>
    [[nodiscard]] constexpr refused<bool> operator()(...) const {
        static_assert(argument_wanted<Call>::checked);
        return {};
    }
};

} // namespace detail

/// Declares a window function of the database, in one line, as `aggregate` does an aggregate. The text is the call alone.
template <class Signature, fixed_string Sqlite, fixed_string Postgres = Sqlite>
inline constexpr detail::declared_window_function<Signature, Sqlite, Postgres> window_function{};

/// The number of the row in its partition, from 1 on.
inline constexpr auto row_number = window_function<std::int64_t(), "row_number()">;
/// The place of the row: equals have the same one, and the next one is as much greater as there are equals.
inline constexpr auto rank = window_function<std::int64_t(), "rank()">;
/// The place of the row: equals have the same one, and the next one is greater by one.
inline constexpr auto dense_rank = window_function<std::int64_t(), "dense_rank()">;
/// The place of the row between 0 for the first and 1 for the last: `(rank - 1) / (rows - 1)`.
inline constexpr auto percent_rank = window_function<double(), "percent_rank()">;
/// How much of the partition comes up to the row and its equals, 1 being all of it.
inline constexpr auto cume_dist = window_function<double(), "cume_dist()">;

/// The number of the row's part, from 1 on, where the partition is cut into so many parts of equal size.
template <detail::integer_operand Count>
[[nodiscard]] constexpr auto ntile(Count&& count) {
    static_assert(detail::taken_from_rows<detail::operand_type<Count>>::checked);
    return detail::make_window_call<detail::ntile_function>(detail::make_integer(std::forward<Count>(count)));
}

template <operand Count>
    requires(!detail::integer_operand<Count>)
[[nodiscard]] constexpr auto ntile(Count&&) {
    static_assert(detail::integer_of_window<Count>::checked);
    return detail::refused<std::int64_t>{};
}

/// `lag(x)`: the value in the row before the current one; null if there is none. `lag(x, n)`: so many rows before;
/// `lag(x, n, otherwise)`: with a value for where there is none.
inline constexpr detail::neighbour_call<detail::lag_function> lag{};
/// As `lag`, of rows after the current one.
inline constexpr detail::neighbour_call<detail::lead_function> lead{};

/// The value in the first row of the frame, in the last one, and in the one of that number, from 1 on; null if there is none.
inline constexpr auto first_value = window_function<as_first(any_type), "first_value({})">;
inline constexpr auto last_value = window_function<as_first(any_type), "last_value({})">;
template <expression Content, detail::integer_operand Count>
[[nodiscard]] constexpr auto nth_value(Content content, Count&& number) {
    static_assert(detail::taken_from_rows<Content, detail::operand_type<Count>>::checked);
    return detail::make_window_call<detail::nth_value_function>(std::move(content),
                                                                detail::make_integer(std::forward<Count>(number)));
}
template <expression Content, operand Count>
    requires(!detail::integer_operand<Count>)
[[nodiscard]] constexpr auto nth_value(Content, Count&&) {
    static_assert(detail::integer_of_window<Count>::checked);
    return detail::refused<detail::make_optional_type<detail::type_of<Content>>>{};
}

} // namespace rowan
