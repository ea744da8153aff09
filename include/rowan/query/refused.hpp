#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/query/expression.hpp"

#include <type_traits>

// What stands for an expression or a clause that was refused, so that the rest of the chain compiles and no second message follows:
// whatever it meets takes it, and a query that has it is not looked at any further.
namespace rowan::detail {

template <class Type>
struct refused : expression_interface<refused<Type>> {
    using expression_type = Type;
    using operands = type_list<>;
    static constexpr null_rule nulls = null_rule::never;
    static constexpr bool is_inspected = true;
    template <class>
    using dialect_mistake = refused_before;

    // What can be said of aggregates, of window functions and of cases.
    [[nodiscard]] constexpr refused distinct() const { return *this; }
    template <class... Any>
    [[nodiscard]] constexpr refused filter(const Any&...) const {
        return *this;
    }
    template <class... Any>
    [[nodiscard]] constexpr refused order_by(const Any&...) const {
        return *this;
    }
    // Of windows.
    template <class... Any>
    [[nodiscard]] constexpr refused partition_by(const Any&...) const {
        return *this;
    }
    template <class... Any>
    [[nodiscard]] constexpr refused rows(const Any&...) const {
        return *this;
    }
    template <class... Any>
    [[nodiscard]] constexpr refused range(const Any&...) const {
        return *this;
    }
    template <class... Any>
    [[nodiscard]] constexpr refused groups(const Any&...) const {
        return *this;
    }
    template <class... Any>
    [[nodiscard]] constexpr refused else_(const Any&...) const {
        return *this;
    }
    template <class Window>
    [[nodiscard]] constexpr refused over(const Window&) const {
        return *this;
    }
    template <fixed_string Name>
    [[nodiscard]] constexpr refused over() const {
        return *this;
    }
};

template <class Type>
inline constexpr bool is_refused = is_instance_of<refused, std::remove_cvref_t<Type>>;

/// Whether something was refused among nodes, or in the queries among them.
template <class Node>
consteval bool holds_refused();
template <class... Nodes>
consteval bool hold_refused(type_list<Nodes...>) {
    return (holds_refused<Nodes>() || ...);
}
template <class Node>
consteval bool holds_refused() {
    return is_refused<Node> || hold_refused(typename Node::operands{});
}

/// What stands beside an expression and is no operand: a value of a type that no column can have, or a part of a query.
template <class Type>
struct bindable_operand : told_mistake {
    static constexpr bool is_text = false, holds = false;
    static constexpr bool is_part =
        requires { typename Type::projection_type; } || requires { typename Type::clause_item; };
    static_assert(is_part, "rowan E362: a value of this type cannot be bound; give a value of a type that a column can "
                           "have, or specialise rowan::value_traits");
    static_assert(!is_part, "rowan E361: a query or a clause stands where a value is wanted; a query becomes one by "
                            "scalar(…)");
};
/// What was refused before stands beside it.
template <class Type>
    requires is_refused<Type>
struct bindable_operand<Type> : told_mistake {
    static constexpr bool is_text = false, holds = false;
};

/// A function is given what is no expression, or cannot be bound.
template <class Call>
struct argument_wanted : told_mistake {
    static_assert(always_false<Call>,
                  "rowan E352: a function is given no expression, such as col<…>, or a value that cannot be bound; "
                  "a plain value becomes an expression by val(…)");
};

/// In the place of a clause.
struct refused_clause {
    using parts = type_list<refused<bool>>;
};

} // namespace rowan::detail
