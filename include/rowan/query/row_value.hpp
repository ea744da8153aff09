#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/query/encoding.hpp"
#include "rowan/query/operators.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>

namespace rowan {

/// `(a, b)`: several values that are compared one after the other.
template <class... Parts>
struct row_value {
    using clause_item = void;
    /// Says nothing but whether a part can be null.
    using expression_type = detail::nullable_like<bool, Parts...>;
    using operands = detail::type_list<Parts...>;
    detail::pack<Parts...> parts;
};

/// `(a, b) IN ((1, 2), (3, 4))`.
template <class Content, class... Rows>
struct in_rows : expression_interface<in_rows<Content, Rows...>> {
    using expression_type = detail::nullable_like<bool, Content, Rows...>;
    using operands = detail::type_list<Content, Rows...>;
    static constexpr int precedence = detail::comparison::precedence;
    Content content;
    detail::pack<Rows...> rows;

    constexpr in_rows(Content c, Rows... r) : content(std::move(c)), rows(detail::make_pack(std::move(r)...)) {}
};

namespace detail {

template <class... Parts>
inline constexpr bool sorts_by_value<row_value<Parts...>> = (sorts_by_value<Parts> || ...);

template <class Left, class Right>
struct row_rule {
    static constexpr bool has_size = false, with_null = false, fits = false, holds = false;
};
template <class... Left, class... Right>
    requires(sizeof...(Left) == sizeof...(Right))
struct row_rule<row_value<Left...>, row_value<Right...>> {
    static constexpr bool has_size = true;
    static constexpr bool with_null = (comparison_rule<Left, Right>::with_null || ...);
    static constexpr bool fits = with_null || (comparison_rule<Left, Right>::fits && ...);
    static constexpr bool holds = fits && !with_null;
    using left = row_value<typename sides<Left, Right>::left...>;
    using right = row_value<typename sides<Left, Right>::right...>;
};

/// What may be wrong with a comparison of rows.
template <class Left, class Right>
struct compared_rows : told_mistake {
    using rule = row_rule<Left, Right>;
    static_assert(rule::has_size, "rowan E304: rows of different sizes are compared");
    static_assert(!rule::with_null,
                  "rowan E305: what may be null is compared; ask is_null or is_not_null, or compare with a value "
                  "that is there, such as *name");
    static_assert(!rule::has_size || rule::fits, "rowan E304: values of different types are compared");
};

template <class... To, class... From>
constexpr row_value<To...> make_row(std::type_identity<row_value<To...>>, const row_value<From...>& row) {
    return row.parts.apply([](const From&... part) { return row_value<To...>{make_pack(make_operand<To>(part)...)}; });
}

template <class Operator, class Left, class Right>
constexpr auto compare_rows(const Left& left, const Right& right) {
    using Rule = row_rule<Left, Right>;
    if constexpr (Rule::holds) {
        using L = typename Rule::left;
        using R = typename Rule::right;
        return binary<Operator, L, R>(make_row(std::type_identity<L>{}, left),
                                      make_row(std::type_identity<R>{}, right));
    } else return refused<bool>{};
}

template <class Left, class Right>
inline constexpr bool mixes_in_rows = false;
template <class... Left, class... Right>
    requires(sizeof...(Left) == sizeof...(Right))
inline constexpr bool mixes_in_rows<row_value<Left...>, row_value<Right...>> =
    (mixes_encodings<binary<equal, Left, Right>> || ...);

template <class Operator, class... Left, class... Right>
    requires std::is_base_of_v<comparison, Operator>
inline constexpr bool mixes_encodings<binary<Operator, row_value<Left...>, row_value<Right...>>> =
    mixes_in_rows<row_value<Left...>, row_value<Right...>>;
template <class Content, class... Rows>
inline constexpr bool mixes_encodings<in_rows<Content, Rows...>> = (mixes_in_rows<Content, Rows> || ...);

} // namespace detail

/// A row of values: `row_of(col<&Book::year>, col<&Book::id>) > row_of(1969, 7)` is what comes after it in the order of both.
template <operand... Parts>
    requires(sizeof...(Parts) > 1)
[[nodiscard]] constexpr auto row_of(Parts&&... parts) {
    return row_value<detail::operand_type<Parts>...>{
        detail::make_pack(detail::make_operand<detail::operand_type<Parts>>(std::forward<Parts>(parts))...)};
}

template <class... Left, class... Right>
[[nodiscard]] constexpr auto operator==(const row_value<Left...>& left, const row_value<Right...>& right) {
    static_assert(detail::compared_rows<row_value<Left...>, row_value<Right...>>::checked);
    return detail::compare_rows<detail::equal>(left, right);
}
template <class... Left, class... Right>
[[nodiscard]] constexpr auto operator!=(const row_value<Left...>& left, const row_value<Right...>& right) {
    static_assert(detail::compared_rows<row_value<Left...>, row_value<Right...>>::checked);
    return detail::compare_rows<detail::not_equal>(left, right);
}
template <class... Left, class... Right>
[[nodiscard]] constexpr auto operator<(const row_value<Left...>& left, const row_value<Right...>& right) {
    static_assert(detail::compared_rows<row_value<Left...>, row_value<Right...>>::checked);
    return detail::compare_rows<detail::less>(left, right);
}
template <class... Left, class... Right>
[[nodiscard]] constexpr auto operator<=(const row_value<Left...>& left, const row_value<Right...>& right) {
    static_assert(detail::compared_rows<row_value<Left...>, row_value<Right...>>::checked);
    return detail::compare_rows<detail::less_equal>(left, right);
}
template <class... Left, class... Right>
[[nodiscard]] constexpr auto operator>(const row_value<Left...>& left, const row_value<Right...>& right) {
    static_assert(detail::compared_rows<row_value<Left...>, row_value<Right...>>::checked);
    return detail::compare_rows<detail::greater>(left, right);
}
template <class... Left, class... Right>
[[nodiscard]] constexpr auto operator>=(const row_value<Left...>& left, const row_value<Right...>& right) {
    static_assert(detail::compared_rows<row_value<Left...>, row_value<Right...>>::checked);
    return detail::compare_rows<detail::greater_equal>(left, right);
}

/// One of the rows: `in(row_of(col<&Book::year>, col<&Book::id>), row_of(1969, 1), row_of(1974, 2))`.
template <class... Parts, class... Rows>
    requires(sizeof...(Rows) > 0 && (detail::is_instance_of<row_value, Rows> && ...))
[[nodiscard]] constexpr auto in(const row_value<Parts...>& content, const Rows&... rows) {
    using Content = row_value<Parts...>;
    static_assert((detail::compared_rows<Content, Rows>::checked && ...));
    if constexpr ((detail::row_rule<Content, Rows>::holds && ...))
        return in_rows<Content, typename detail::row_rule<Content, Rows>::right...>(
            content, detail::make_row(std::type_identity<typename detail::row_rule<Content, Rows>::right>{}, rows)...);
    else return detail::refused<bool>{};
}

} // namespace rowan
