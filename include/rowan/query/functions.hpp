#pragma once

#include "rowan/meta/pack.hpp"
#include "rowan/query/operators.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

/// An aggregate function: `count(*)`, `sum(x)`, `count(DISTINCT x)`.
template <class Function, class... Arguments>
struct aggregate_expression : expression_interface<aggregate_expression<Function, Arguments...>> {
    using function = Function;
    using expression_type = typename Function::template result<Arguments...>;
    using operands = detail::type_list<Arguments...>;
    detail::pack<Arguments...> arguments;

    constexpr explicit aggregate_expression(Arguments... a) : arguments(detail::make_pack(std::move(a)...)) {}
};

namespace detail {

template <class Function, class... Arguments>
inline constexpr bool is_aggregate<aggregate_expression<Function, Arguments...>> = true;

struct count_function {
    template <class...>
    using result = std::int64_t;
    static constexpr std::string_view name = "count(";
};
struct count_distinct_function : count_function {
    static constexpr std::string_view name = "count(DISTINCT ";
};
struct sum_function {
    template <class Argument>
    using result = std::optional<sum_type<Argument>>;
    static constexpr std::string_view name = "sum(";
};
struct average_function {
    template <class>
    using result = std::optional<double>;
    static constexpr std::string_view name = "avg(";
};
struct extreme_function {
    template <class Argument>
    using result = make_optional_type<type_of<Argument>>;
};
struct minimum_function : extreme_function {
    static constexpr std::string_view name = "min(";
};
struct maximum_function : extreme_function {
    static constexpr std::string_view name = "max(";
};

template <class Content>
struct is_of_rows {
    static_assert(!has_aggregate<Content>(), "rowan E307: an aggregate function cannot be used inside of another one");
    static constexpr bool checked = true;
};

} // namespace detail

/// The number of rows.
[[nodiscard]] constexpr auto count() { return aggregate_expression<detail::count_function>(); }

/// The number of rows in which `content` is not null.
template <expression Content>
[[nodiscard]] constexpr auto count(Content content) {
    static_assert(detail::is_of_rows<Content>::checked);
    return aggregate_expression<detail::count_function, Content>(std::move(content));
}
template <expression Content>
[[nodiscard]] constexpr auto count_distinct(Content content) {
    static_assert(detail::is_of_rows<Content>::checked);
    return aggregate_expression<detail::count_distinct_function, Content>(std::move(content));
}
/// Null if there is no row. A sum of integers that does not fit 64 bits is an error of the database.
template <expression Content>
[[nodiscard]] constexpr auto sum(Content content) {
    static_assert(detail::is_numeric<Content>, "rowan E303: arithmetic is for numbers");
    static_assert(detail::is_of_rows<Content>::checked);
    return aggregate_expression<detail::sum_function, Content>(std::move(content));
}
template <expression Content>
[[nodiscard]] constexpr auto avg(Content content) {
    static_assert(detail::is_numeric<Content>, "rowan E303: arithmetic is for numbers");
    static_assert(detail::is_of_rows<Content>::checked);
    return aggregate_expression<detail::average_function, Content>(std::move(content));
}
template <expression Content>
[[nodiscard]] constexpr auto min(Content content) {
    static_assert(detail::is_of_rows<Content>::checked);
    return aggregate_expression<detail::minimum_function, Content>(std::move(content));
}
template <expression Content>
[[nodiscard]] constexpr auto max(Content content) {
    static_assert(detail::is_of_rows<Content>::checked);
    return aggregate_expression<detail::maximum_function, Content>(std::move(content));
}

} // namespace rowan
