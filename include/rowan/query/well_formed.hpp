#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/operator_kinds.hpp"
#include "rowan/query/parameter.hpp"
#include "rowan/query/refused.hpp"

#include <optional>
#include <type_traits>
#include <utility>

namespace rowan {
namespace detail {

template <class Type>
inline constexpr bool is_null_like = std::is_same_v<Type, std::nullopt_t>;

template <class Operand>
inline constexpr bool may_be_null_value =
    (is_value<Operand> || is_parameter<Operand>) && (is_optional<type_of<Operand>> || is_null_like<type_of<Operand>>);

template <class Left, class Right>
inline constexpr bool comparable =
    std::is_same_v<family<type_of<Left>>, family<type_of<Right>>> || is_refused<Left> || is_refused<Right>;

template <class Expression>
inline constexpr bool is_condition =
    std::is_same_v<without_optional<type_of<Expression>>, bool> || is_refused<Expression>;

template <class Expression>
inline constexpr bool is_numeric = is_number<type_of<Expression>> || is_refused<Expression>;

template <class Expression>
inline constexpr bool is_textual = is_text<type_of<Expression>> || is_refused<Expression>;

/// What an operator or a function of two takes: an expression, and anything beside it, which may be a mistake.
template <class Left, class Right>
concept with_expression = expression<Left> || expression<Right>;
template <class Left, class Right>
concept operands = with_expression<Left, Right> && operand<Left> && operand<Right>;

/// Both operands as expressions: a parameter takes its type from the other side.
template <class Left, class Right>
struct sides {
    using left = typed_operand<operand_type<Right>, Left>;
    using right = typed_operand<left, Right>;
};
/// The same where null is a value like others.
template <class Left, class Right>
struct distinct_sides {
    using left = nullable_operand<operand_type<Right>, Left>;
    using right = nullable_operand<left, Right>;
};

/// What must be so of the operands of a comparison, of arithmetic, of a pattern, of AND and OR. The concepts below ask it, the
/// operators fail by it.
template <class Left, class Right>
struct comparison_rule {
    using typed = sides<Left, Right>;
    static constexpr bool with_null =
        may_be_null_value<typename typed::left> || may_be_null_value<typename typed::right>;
    static constexpr bool fits = with_null || comparable<typename typed::left, typename typed::right>;
    static constexpr bool holds = fits && !with_null;
};
template <class Left, class Right>
struct distinction_rule {
    using typed = sides<Left, Right>;
    static constexpr bool with_null =
        is_null_like<type_of<typename typed::left>> || is_null_like<type_of<typename typed::right>>;
    static constexpr bool holds = with_null || comparable<typename typed::left, typename typed::right>;
};
template <class Left, class Right>
struct calculation_rule {
    using typed = sides<Left, Right>;
    static constexpr bool holds = is_numeric<typename typed::left> && is_numeric<typename typed::right>;
};
template <class Left, class Right>
struct pattern_rule {
    using typed = sides<Left, Right>;
    static constexpr bool holds = is_textual<typename typed::left> && is_textual<typename typed::right>;
};
template <class Left, class Right>
struct combination_rule {
    using typed = sides<Left, Right>;
    static constexpr bool holds = is_condition<typename typed::left> && is_condition<typename typed::right>;
};

} // namespace detail

/// Whether the operands can be compared: `==`, `!=`, `<`, `<=`, `>`, `>=`, `between`.
template <class Left, class Right>
concept comparable_with = detail::operands<Left, Right> && detail::comparison_rule<Left, Right>::holds;
/// Whether the operands are numbers: `+`, `-`, `*`, `/`, `%`.
template <class Left, class Right>
concept calculable_with = detail::operands<Left, Right> && detail::calculation_rule<Left, Right>::holds;
/// Whether the operands are texts: `like`, `ilike`, `glob`, `regexp_match`, and `+`, which puts texts together.
template <class Left, class Right>
concept matchable_with = detail::operands<Left, Right> && detail::pattern_rule<Left, Right>::holds;
/// Whether the operands are conditions: `&&`, `||`.
template <class Left, class Right>
concept combinable_with = detail::operands<Left, Right> && detail::combination_rule<Left, Right>::holds;

namespace detail {

/// What may be wrong with what stands beside an expression: that it is no operand, else what `Check` says.
template <template <class, class> class Check, class Left, class Right>
struct check_of_operands {
    using unfit = std::conditional_t<operand<Left>, Right, Left>;
    using beside = std::conditional_t<operand<Left>, Left, Right>;
    using type = bindable_operand<std::remove_cvref_t<std::conditional_t<is_refused<beside>, beside, unfit>>>;
};
template <template <class, class> class Check, class Left, class Right>
    requires operands<Left, Right>
struct check_of_operands<Check, Left, Right> {
    using type = Check<Left, Right>;
};
template <template <class, class> class Check, class Left, class Right>
using operands_check = typename check_of_operands<Check, Left, Right>::type;

/// What may be wrong with operands.
template <class Left, class Right>
struct compared : told_mistake {
    using rule = comparison_rule<Left, Right>;
    static constexpr bool holds = rule::holds;
    static_assert(!rule::with_null,
                  "rowan E305: what may be null is compared; ask is_null or is_not_null, or compare with a value "
                  "that is there, such as *name");
    static_assert(rule::fits, "rowan E304: values of different types are compared");
};
template <class Left, class Right>
struct distinguished : told_mistake {
    static constexpr bool holds = distinction_rule<Left, Right>::holds;
    static_assert(holds, "rowan E304: values of different types are compared");
};
template <class Left, class Right>
struct calculated : told_mistake {
    static constexpr bool holds = calculation_rule<Left, Right>::holds;
    static_assert(holds, "rowan E303: arithmetic with what is no number");
};
template <class Left, class Right>
struct added : told_mistake {
    static constexpr bool is_text = pattern_rule<Left, Right>::holds;
    static constexpr bool holds = is_text || calculation_rule<Left, Right>::holds;
    static_assert(holds, "rowan E303: arithmetic with what is no number");
};
template <class Left, class Right>
struct alike : told_mistake {
    static constexpr bool holds = pattern_rule<Left, Right>::holds;
    static_assert(holds, "rowan E306: like with what is no text");
};
template <class Left, class Right>
struct combined : told_mistake {
    static constexpr bool holds = combination_rule<Left, Right>::holds;
    static_assert(holds, "rowan E302: this is no condition, such as a comparison");
};

} // namespace detail
} // namespace rowan
