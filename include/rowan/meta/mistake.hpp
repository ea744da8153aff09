#pragma once

#include "rowan/meta/fold.hpp"
#include "rowan/meta/type_list.hpp"

#include <type_traits>

// How a wrong program fails with one message. What can be wrong is a class template that fails when it is instantiated and
// has in its arguments what the message is about, so that a compiler names it. A check finds the first mistake as a type; the
// function that the user calls says `static_assert(check<…>::checked)`. That order keeps the compiler's path to the message
// short, and since nothing but a `static_assert` sees the failure, no second error follows from it.
namespace rowan::detail {

/// What a check finds where all is right.
struct no_mistake {
    static constexpr bool checked = true;
};

/// The base of mistakes. Several functions may ask about one, of which the first tells it; Clang takes a function for wrong that asks a
/// class which has failed before, and not for what the class has from a base.
struct told_mistake {
    static constexpr bool checked = true;
};

/// What a check finds of what was refused before: that was told, and nothing more is.
struct refused_before {
    static constexpr bool checked = true;
};

template <class Check>
inline constexpr bool is_right = std::is_same_v<Check, no_mistake>;

/// A mistake as it is told of one word of a facade: a compiler, and an editor, tells each type once, and a mistake may be made with
/// several words.
template <class Mistake, class... Word>
struct mistake_told {
    using type = Mistake;
};
template <template <class...> class Mistake, class... Arguments, class... Word>
    requires requires { typename Mistake<Arguments..., Word...>; }
struct mistake_told<Mistake<Arguments...>, Word...> {
    using type = Mistake<Arguments..., Word...>;
};
template <class Facade, class Word, class Mistake>
using told = typename mistake_told<Mistake, Facade, Word>::type;

/// What a function gives after a mistake, so that no second message follows from it. It is never called, and not defined.
template <class Type>
Type after_mistake();

/// The first of the types for which `Test` does not hold; `void` if there is none.
template <class Test, class First, class... Rest>
consteval auto first_failing_of(type_list<First, Rest...>) {
    if constexpr (all_of({Test::template holds<First>, Test::template holds<Rest>...}))
        return std::type_identity<void>{};
    else if constexpr (!Test::template holds<First>) return std::type_identity<First>{};
    else return first_failing_of<Test>(type_list<Rest...>{});
}
template <class Test>
consteval auto first_failing_of(type_list<>) {
    return std::type_identity<void>{};
}
template <class Test, class List>
using first_failing = typename decltype(first_failing_of<Test>(List{}))::type;

/// For a list of which everything is a mistake.
struct nothing_holds {
    template <class>
    static constexpr bool holds = false;
};

template <class... Checks>
struct first_mistake_of {
    using type = no_mistake;
};
template <class Mistake, class... Rest>
struct first_mistake_of<Mistake, Rest...> {
    using type = Mistake;
};
template <class... Rest>
struct first_mistake_of<no_mistake, Rest...> : first_mistake_of<Rest...> {};
template <class... Rest>
struct first_mistake_of<no_mistake, no_mistake, no_mistake, no_mistake, no_mistake, no_mistake, no_mistake, no_mistake,
                        Rest...> : first_mistake_of<Rest...> {};

/// The first mistake among what several checks found. (No function is called with a list of them: looking for it would
/// instantiate them all.)
template <class... Checks>
using first_mistake = typename first_mistake_of<Checks...>::type;

} // namespace rowan::detail
