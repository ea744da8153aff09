#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/query/function.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>

// What aggregates and window functions have in common: a function whose argument is a set of rows.
namespace rowan::detail {

/// The result is null where there is no row: so is that of the type of an argument.
template <class Result, class... Arguments>
consteval auto result_of_rows() {
    if constexpr (std::is_same_v<Result, as_first>)
        return []<class First, class... Rest>(type_list<First, Rest...>) {
            return std::type_identity<make_optional_type<owned_type<type_of<First>>>>{};
        }(type_list<Arguments...>{});
    else return std::type_identity<Result>{};
}

/// What is so of most functions: their result is of the type that the database gives, whatever outer joins leave out, and
/// every dialect has them.
struct row_function {
    static constexpr null_rule nulls = null_rule::never;
    /// The type that the result is cast to, if any.
    template <class Dialect, class... Arguments>
    static constexpr std::string_view cast{};
    template <class Dialect, class... Arguments>
    using dialect_mistake = no_mistake;
};

/// A function of rows as it is declared, like `declared_function`; it is null only if its result is an optional.
template <class Signature, fixed_string Sqlite, fixed_string Postgres>
struct declared_row_function;
template <class Result, class... Parameters, fixed_string Sqlite, fixed_string Postgres>
struct declared_row_function<Result(Parameters...), Sqlite, Postgres> : row_function {
    using declaration = declared_function<Result(Parameters...), Sqlite, Postgres>;
    using signature = Result(Parameters...);
    static constexpr std::size_t arity = sizeof...(Parameters);
    template <class... Arguments>
    using result = typename decltype(result_of_rows<Result, Arguments...>())::type;
    template <class Dialect, class... Arguments>
    static constexpr std::string_view text = declaration::template text<Dialect>;
    template <class Dialect, class... Arguments>
    using dialect_mistake = typename declaration::template dialect_mistake<Dialect>;
};

} // namespace rowan::detail
