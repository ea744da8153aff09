#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/aggregate_call.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

namespace detail {

struct count_function : row_function {
    template <class...>
    using result = std::int64_t;
    template <class Dialect, class... Arguments>
    static constexpr std::string_view text = sizeof...(Arguments) == 0 ? "count(*)" : "count({})";
};

/// Of integers such a dialect gives `numeric` (postgresql.org/docs/15/functions-aggregate.html).
template <class Dialect, class Argument>
inline constexpr bool gives_numeric = Dialect::sums_to_numeric && integer_value<without_optional<type_of<Argument>>>;

/// Of decimals and intervals they are of the same type.
template <class Argument, class Number>
using sum_or_own = std::optional<
    std::conditional_t<is_sorted_by_value<type_of<Argument>>, without_optional<type_of<Argument>>, Number>>;
template <class Content>
inline constexpr bool is_summable = is_numeric<Content> || is_sorted_by_value<type_of<Content>>;
template <class Function, class Content>
constexpr auto make_sum(Content content) {
    if constexpr (!is_summable<Content>) return refused<std::optional<double>>{};
    else return make_aggregate<Function>(std::move(content));
}

struct sum_function : row_function {
    template <class Argument>
    using result = sum_or_own<Argument, sum_type<Argument>>;
    template <class Dialect, class Argument>
    using dialect_mistake = order_mistake<Dialect, type_of<Argument>>;
    template <class Dialect, class Argument>
    static constexpr std::string_view text = "sum({})";
    template <class Dialect, class Argument>
    static constexpr std::string_view cast = gives_numeric<Dialect, Argument> ? "bigint" : "";
};
struct average_function : row_function {
    template <class Argument>
    using result = sum_or_own<Argument, double>;
    template <class Dialect, class Argument>
    using dialect_mistake = order_mistake<Dialect, type_of<Argument>>;
    template <class Dialect, class Argument>
    static constexpr std::string_view text = "avg({})";
    template <class Dialect, class Argument>
    static constexpr std::string_view cast = gives_numeric<Dialect, Argument> ? "double precision" : "";
};

template <class Argument, class Dialect>
struct extreme_of_bytes : told_mistake {
    static_assert(always_false<Argument>,
                  "rowan E343: this dialect does not have min and max of bytes; select the column "
                  "with order_by and limit(1)");
};

/// PostgreSQL has no least and no greatest truth: they are what `bool_and` and `bool_or` give.
template <fixed_string Text, fixed_string OfTruths>
struct extreme_function : row_function {
    template <class Argument>
    using result = make_optional_type<owned_type<type_of<Argument>>>;
    template <class Dialect, class Argument>
    static constexpr std::string_view text =
        !Dialect::has_extremes_of_booleans && kind_of<type_of<Argument>>() == value_kind::boolean ? OfTruths.view()
                                                                                                  : Text.view();
    template <class Dialect, class Argument>
    using dialect_mistake =
        std::conditional_t<!Dialect::has_extremes_of_bytes && kind_of<type_of<Argument>>() == value_kind::blob,
                           extreme_of_bytes<Argument, Dialect>, order_mistake<Dialect, type_of<Argument>>>;
};
struct minimum_function : extreme_function<"min({})", "bool_and({})"> {};
struct maximum_function : extreme_function<"max({})", "bool_or({})"> {};

template <class Signature, fixed_string Sqlite, fixed_string Postgres>
struct declared_aggregate;
template <class Result, class... Parameters, fixed_string Sqlite, fixed_string Postgres>
struct declared_aggregate<Result(Parameters...), Sqlite, Postgres>
    : declared_row_function<Result(Parameters...), Sqlite, Postgres> {
    template <operand... Arguments>
    [[nodiscard]] constexpr auto operator()(Arguments&&... arguments) const {
        static_assert(arguments_of_function<declared_aggregate, Arguments...>::checked);
        static_assert(taken_from_rows<operand_type<Arguments>...>::checked);
        if constexpr (are_passable<Result(Parameters...), Arguments...>)
            return make_aggregate<declared_aggregate, passed_operand<Parameters, Arguments>...>(
                make_operand<passed_operand<Parameters, Arguments>>(std::forward<Arguments>(arguments))...);
        else return refused_call<Result>{};
    }
    template <class... Arguments>
        requires(!(operand<Arguments> && ...))
    [[nodiscard]] constexpr auto operator()(const Arguments&...) const {
        static_assert(first_unbindable<Arguments...>::checked);
        return refused_call<Result>{};
    }
};

} // namespace detail

/// Declares an aggregate of the database, in one line, as `function` does a function:
///   `inline constexpr auto median = aggregate<std::optional<double>(double), "median({})">;`
/// The result is of the type that the signature says, whether the arguments can be null or not; `as_first` is an optional. The
/// text is the call alone: DISTINCT goes before its first argument, ORDER BY after its last one, FILTER and OVER behind it.
template <class Signature, fixed_string Sqlite, fixed_string Postgres = Sqlite>
inline constexpr detail::declared_aggregate<Signature, Sqlite, Postgres> aggregate{};

/// The number of rows.
[[nodiscard]] constexpr auto count() { return detail::make_aggregate<detail::count_function>(); }

/// The number of rows in which `content` is not null.
template <expression Content>
[[nodiscard]] constexpr auto count(Content content) {
    static_assert(detail::taken_from_rows<Content>::checked);
    return detail::make_aggregate<detail::count_function>(std::move(content));
}
/// The number of different values of `content`, null not counted.
template <expression Content>
[[nodiscard]] constexpr auto count_distinct(Content content) {
    static_assert(detail::taken_from_rows<Content>::checked);
    return detail::make_aggregate<detail::count_function>(std::move(content)).distinct();
}
/// Null if there is no row. A sum of integers that does not fit 64 bits is an error of the database.
template <expression Content>
[[nodiscard]] constexpr auto sum(Content content) {
    static_assert(detail::is_summable<Content>, "rowan E303: arithmetic with what is no number");
    static_assert(detail::taken_from_rows<Content>::checked);
    return detail::make_sum<detail::sum_function>(std::move(content));
}
/// The mean of the numbers that are not null; null if there is none.
template <expression Content>
[[nodiscard]] constexpr auto avg(Content content) {
    static_assert(detail::is_summable<Content>, "rowan E303: arithmetic with what is no number");
    static_assert(detail::taken_from_rows<Content>::checked);
    return detail::make_sum<detail::average_function>(std::move(content));
}
/// The least of the values that are not null; null if there is none.
template <expression Content>
[[nodiscard]] constexpr auto min(Content content) {
    static_assert(detail::taken_from_rows<Content>::checked);
    return detail::make_aggregate<detail::minimum_function>(std::move(content));
}
/// The greatest of the values that are not null; null if there is none.
template <expression Content>
[[nodiscard]] constexpr auto max(Content content) {
    static_assert(detail::taken_from_rows<Content>::checked);
    return detail::make_aggregate<detail::maximum_function>(std::move(content));
}

/// The texts one after the other with the separator between them, in the order that `order_by` says, if any:
/// `string_agg(col<&Book::title>, ", ")`. Null if there is no row.
inline constexpr auto string_agg =
    aggregate<std::optional<std::string>(std::string, std::string), "group_concat({}, {})", "string_agg({}, {})">;

} // namespace rowan
