#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/check/checks.hpp"
#include "rowan/query/parameter.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

// What is checked of the values that are given for the parameters of a query.
namespace rowan::detail {

template <class Parameter, class... Word>
struct parameter_given : told_mistake {
    static_assert(always_false<Parameter>, "rowan E312: a parameter of the query is not given a value");
};
template <class Argument, class... Word>
struct argument_known : told_mistake {
    static_assert(always_false<Argument>, "rowan E313: the query has no parameter of this name");
};
template <class Argument, value_fit Fit, class... Word>
struct argument_typed : told_mistake {
    static_assert(Fit != value_fit::is_other_type || always_false<Argument>,
                  "rowan E314: the value for a parameter is of another type than what it stands beside");
    static_assert(Fit != value_fit::is_null || always_false<Argument>,
                  "rowan E314: the value for a parameter may be null where null finds nothing");
};
template <class Argument, class... Word>
struct argument_given_once : told_mistake {
    static_assert(always_false<Argument>, "rowan E322: a parameter is given two values");
};
template <class Type, class... Word>
struct argument_with_name : told_mistake {
    static_assert(always_false<Type>,
                  "rowan E330: a value for a parameter is given without its name: \"year\"_p = 1970");
};

template <class Parameter>
struct parameter_info;
template <fixed_string Name, class Type>
struct parameter_info<parameter<Name, Type>> {
    static constexpr std::string_view name = Name.view();
    using type = Type;
};
template <class Argument>
struct argument_info {
    static constexpr bool has_name = false;
};
template <fixed_string Name, class Type>
struct argument_info<argument<Name, Type>> {
    static constexpr bool has_name = true;
    static constexpr std::string_view name = Name.view();
    using type = type_of<Type>;
};

struct argument_has_name {
    template <class Argument>
    static constexpr bool holds = argument_info<Argument>::has_name;
};
template <class... Arguments>
struct parameter_has_argument {
    template <class Parameter>
    static constexpr bool holds = (... || (argument_info<Arguments>::name == parameter_info<Parameter>::name));
};
template <class... Arguments>
struct argument_is_alone {
    template <class Argument>
    static constexpr bool holds =
        (0 + ... + (argument_info<Arguments>::name == argument_info<Argument>::name ? 1 : 0)) == 1;
};
template <class... Parameters>
struct argument_has_parameter {
    template <class Argument>
    static constexpr bool holds = (... || (parameter_info<Parameters>::name == argument_info<Argument>::name));
};
template <class... Parameters>
struct argument_fits {
    /// A parameter may be null if it may be wherever it stands.
    template <class Argument, class Parameter>
    static constexpr value_fit fit_into =
        parameter_info<Parameter>::name != argument_info<Argument>::name
            ? value_fit::fits
            : fit_of<typename argument_info<Argument>::type, typename parameter_info<Parameter>::type>();
    template <class Argument>
    static constexpr value_fit fit = [] {
        value_fit worst = value_fit::fits;
        for (const value_fit each : {value_fit::fits, fit_into<Argument, Parameters>...})
            if (each != value_fit::fits) worst = each;
        return worst;
    }();
    template <class Argument>
    static constexpr bool holds = fit<Argument> == value_fit::fits;
};

template <class... Parameters, class... Arguments>
consteval auto find_argument_mistake(type_list<Parameters...> parameters, type_list<Arguments...> arguments) {
    using Nameless = first_failing<argument_has_name, decltype(arguments)>;
    if constexpr (!std::is_void_v<Nameless>) return std::type_identity<argument_with_name<Nameless>>{};
    else {
        using Missing = first_failing<parameter_has_argument<Arguments...>, decltype(parameters)>;
        using Unknown = first_failing<argument_has_parameter<Parameters...>, decltype(arguments)>;
        using Repeated = first_failing<argument_is_alone<Arguments...>, decltype(arguments)>;
        using Fits = argument_fits<Parameters...>;
        using Mistyped = first_failing<Fits, decltype(arguments)>;
        if constexpr (!std::is_void_v<Unknown>) return std::type_identity<argument_known<Unknown>>{};
        else if constexpr (!std::is_void_v<Missing>) return std::type_identity<parameter_given<Missing>>{};
        else if constexpr (!std::is_void_v<Repeated>) return std::type_identity<argument_given_once<Repeated>>{};
        else if constexpr (!std::is_void_v<Mistyped>)
            return std::type_identity<argument_typed<Mistyped, Fits::template fit<Mistyped>>>{};
        else return std::type_identity<no_mistake>{};
    }
}

template <class Query, class Database, class... Arguments>
consteval auto find_call_mistake() {
    using Mistake = query_check<Query, Database>;
    if constexpr (!is_right<Mistake>) return std::type_identity<Mistake>{};
    else
        return find_argument_mistake(decltype(parameters_of_parts(typename Query::parts{})){},
                                     type_list<Arguments...>{});
}
/// What may be wrong with running a query on a database, with values for its parameters.
template <class Query, class Database, class... Arguments>
using call_check = typename decltype(find_call_mistake<Query, Database, Arguments...>())::type;

} // namespace rowan::detail

namespace rowan {

/// Whether a query can be run on a database with these values for its parameters: what `db(query, arguments…)` checks, as a
/// question. `runnable<decltype(since), library, decltype("year"_p = 1970)>`.
template <class Query, class Database, class... Arguments>
concept runnable =
    detail::is_right<detail::call_check<std::remove_cvref_t<Query>, Database, std::remove_cvref_t<Arguments>...>>;

} // namespace rowan
