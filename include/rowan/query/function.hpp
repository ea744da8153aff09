#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/query/constant.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/query/encoding.hpp"
#include "rowan/query/expression.hpp"
#include "rowan/query/operator_kinds.hpp"
#include "rowan/query/parameter.hpp"
#include "rowan/query/refused.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

/// In the signature of a function: a parameter of any type, of any number, of any date or time, of any time.
struct any_type {};
struct any_number {};
struct any_time {};
struct any_timestamp {};
/// As the result of a function: the type of its first argument.
struct as_first {};

namespace detail {

/// As the result of a function: the type that a sum of its arguments has.
struct as_sum {};

/// What is so of most functions. A function has besides
///   `template <class... Arguments> using result = …;`  the type of its value
///   `template <class Dialect> static constexpr std::string_view text`  as `rowan::function` describes it
struct any_function {
    static constexpr null_rule nulls = null_rule::any;
    template <class... Arguments>
    using null_operands = type_list<Arguments...>;
    /// Operands of which none may be stored in another way than the others.
    template <class...>
    using alike_operands = type_list<>;
    template <class>
    using dialect_mistake = no_mistake;
};

} // namespace detail

/// A call of a function.
template <class Function, class... Arguments>
struct function_call : expression_interface<function_call<Function, Arguments...>> {
    using function = Function;
    using expression_type = typename Function::template result<Arguments...>;
    using operands = detail::type_list<Arguments...>;
    using null_operands = typename Function::template null_operands<Arguments...>;
    using alike_operands = typename Function::template alike_operands<Arguments...>;
    static constexpr detail::null_rule nulls = Function::nulls;
    static constexpr bool is_inspected = true;
    template <class Dialect>
    using dialect_mistake = typename Function::template dialect_mistake<Dialect>;
    detail::pack<Arguments...> arguments;

    constexpr explicit function_call(Arguments... a) : arguments(detail::make_pack(std::move(a)...)) {}
};

namespace detail {

template <class Parameter>
inline constexpr bool is_of_any = std::is_same_v<Parameter, any_type> || std::is_same_v<Parameter, any_number> ||
                                  std::is_same_v<Parameter, any_time> || std::is_same_v<Parameter, any_timestamp>;

// The text of a function is written for dates and times in their standard form.
template <class Parameter, class Argument>
consteval bool is_passable() {
    using Type = without_optional<type_of<Argument>>;
    if constexpr (std::is_same_v<Type, untyped> || is_refused<Argument>) return true;
    else if constexpr (std::is_same_v<Parameter, any_type>) return true;
    else if constexpr (std::is_same_v<Parameter, any_number>) return is_number<Type>;
    else if constexpr (std::is_same_v<Parameter, any_timestamp> || time_value<Parameter>)
        return time_value<Type> && encoding_of<Argument>() == encoding::standard &&
               (is_of_any<Parameter> || std::is_same_v<family<Parameter>, family<Type>>);
    else if constexpr (std::is_same_v<Parameter, any_time>)
        return (time_value<Type> || date_value<Type>) && encoding_of<Argument>() == encoding::standard;
    else if constexpr (integer_value<Parameter> && real_value<Type>) return false;
    else return std::is_same_v<family<Parameter>, family<Type>>;
}

/// What an argument becomes: a parameter of the query takes the type that the signature says.
template <class Parameter, class Argument>
using passed_operand =
    std::conditional_t<is_of_any<Parameter>, operand_type<Argument>, typed_operand<value<Parameter>, Argument>>;

template <class Signature, class... Arguments>
inline constexpr bool are_passable = false;
template <class Result, class... Parameters, class... Arguments>
    requires(sizeof...(Parameters) == sizeof...(Arguments))
inline constexpr bool are_passable<Result(Parameters...), Arguments...> =
    (is_passable<Parameters, passed_operand<Parameters, Arguments>>() && ...);

/// What may be wrong with the arguments of a function.
template <class Function, class... Arguments>
struct arguments_of_function : told_mistake {
    static constexpr bool has_number = Function::arity == sizeof...(Arguments);
    static_assert(has_number, "rowan E346: the function takes another number of arguments");
    static_assert(!has_number || are_passable<typename Function::signature, Arguments...>,
                  "rowan E346: an argument of the function is of another type than the function takes");
};

template <class Function, class Dialect>
struct function_in_dialect : told_mistake {
    static_assert(always_false<Function>,
                  "rowan E343: this dialect does not have the function; it is declared without a text for it");
};

template <class Result, class... Arguments>
consteval auto result_of_call() {
    if constexpr (std::is_same_v<Result, as_first>)
        return []<class First, class... Rest>(type_list<First, Rest...>) {
            return std::type_identity<nullable_like<owned_type<type_of<First>>, Arguments...>>{};
        }(type_list<Arguments...>{});
    else if constexpr (std::is_same_v<Result, as_sum>)
        return std::type_identity<nullable_like<sum_type<Arguments...>, Arguments...>>{};
    else if constexpr (is_optional<Result>) return std::type_identity<Result>{};
    else return std::type_identity<nullable_like<Result, Arguments...>>{};
}

/// What is wrong with the first argument that is no operand.
template <class... Arguments>
using first_unbindable =
    first_mistake<std::conditional_t<operand<Arguments>, no_mistake, bindable_operand<Arguments>>...>;

/// What stands for a call that is refused.
template <class Result>
using refused_call =
    refused<std::conditional_t<std::is_same_v<Result, as_first> || std::is_same_v<Result, as_sum>, bool, Result>>;

/// A function as it is declared: its types, and its text for each family of dialects. An empty text says that the family does
/// not have it.
template <class Signature, fixed_string Sqlite, fixed_string Postgres>
struct declared_function;
template <class Result, class... Parameters, fixed_string Sqlite, fixed_string Postgres>
struct declared_function<Result(Parameters...), Sqlite, Postgres> : any_function {
    using signature = Result(Parameters...);
    static constexpr std::size_t arity = sizeof...(Parameters);
    template <class... Arguments>
    using result = typename decltype(result_of_call<Result, Arguments...>())::type;

    template <class Dialect>
    static constexpr std::string_view text = Dialect::spelled(Sqlite.view(), Postgres.view());
    template <class Dialect>
    using dialect_mistake =
        std::conditional_t<text<Dialect>.empty(), function_in_dialect<declared_function, Dialect>, no_mistake>;

    template <operand... Arguments>
    [[nodiscard]] constexpr auto operator()(Arguments&&... arguments) const {
        static_assert(arguments_of_function<declared_function, Arguments...>::checked);
        if constexpr (are_passable<signature, Arguments...>)
            return function_call<declared_function, passed_operand<Parameters, Arguments>...>(
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

/// Functions of one name, of which the number of arguments decides.
template <class First, class... Rest>
struct overloaded_function {
    template <std::size_t Arity>
    static consteval auto find() {
        if constexpr (First::arity == Arity || sizeof...(Rest) == 0) return First{};
        else return overloaded_function<Rest...>::template find<Arity>();
    }
    template <operand... Arguments>
    [[nodiscard]] constexpr auto operator()(Arguments&&... arguments) const {
        return find<sizeof...(Arguments)>()(std::forward<Arguments>(arguments)...);
    }
};

} // namespace detail

/// Declares a function of the database, in one line:
///   `inline constexpr auto soundex = function<std::string(std::string), "soundex({})">;`
/// The signature says the types, `any_type`, `any_number`, `any_time`, `any_timestamp` and `as_first` among them; the result can
/// be null if it is an optional, or if an argument can be. Each `{}` of the text is an argument, in order (`{0}`, `{1}` in any
/// order, and as often as wanted), `{{` is a brace; what is no call is written in parentheses: `"({} & {})"`. The second text is
/// for dialects of PostgreSQL's family, an empty one says that the family does not have the function.
template <class Signature, fixed_string Sqlite, fixed_string Postgres = Sqlite>
inline constexpr detail::declared_function<Signature, Sqlite, Postgres> function{};

/// Whether a function takes such arguments.
template <class Function, class... Arguments>
concept callable = detail::are_passable<typename std::remove_cvref_t<Function>::signature, Arguments...>;

} // namespace rowan
