#pragma once

#include "rowan/meta/pack.hpp"
#include "rowan/query/encoding.hpp"
#include "rowan/query/parameter.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace rowan {

namespace detail {

enum class bound_kind : unsigned char { unbounded_preceding, preceding, current_row, following, unbounded_following };

/// Where a frame starts or ends: at so many rows, values or groups from the current row, or at none.
template <bound_kind Kind, class... Distance>
struct frame_bound {
    using operands = type_list<Distance...>;
    static constexpr bound_kind kind = Kind;
    pack<Distance...> distance;
};

template <class Type>
inline constexpr bool is_frame_bound = false;
template <bound_kind Kind, class... Distance>
inline constexpr bool is_frame_bound<frame_bound<Kind, Distance...>> = true;

/// A number that a function or a frame takes: a parameter is given a type by it.
template <class Count>
using counted_operand = typed_operand<value<std::int64_t>, Count>;

template <class Count>
concept integer_operand = operand<Count> && integer_value<without_optional<type_of<counted_operand<Count>>>>;

/// The distance of a bound is the same for all rows: a value or a parameter.
template <class Count>
concept frame_distance = integer_operand<Count> && is_given_value<counted_operand<Count>>;

template <bound_kind Kind, class Count>
constexpr auto make_bound(Count&& count) {
    using Distance = counted_operand<Count>;
    return frame_bound<Kind, Distance>{make_pack(make_operand<Distance>(std::forward<Count>(count)))};
}

enum class frame_mode : unsigned char { rows, range, groups };
enum class frame_exclusion : unsigned char { nothing, current_row, group, ties };

/// The rows of a window that a function takes for one of its rows.
template <frame_mode Mode, frame_exclusion Exclusion, class Start, class End>
struct window_frame {
    using operands = decltype(typename Start::operands{} + typename End::operands{});
    static constexpr bool is_there = true;
    Start start;
    End end;
};
struct no_frame {
    using operands = type_list<>;
    static constexpr bool is_there = false;
};

/// A frame does not start after its end; one of groups needs an order, and one of values an order by one key
/// (postgresql.org/docs/15/sql-expressions.html#SYNTAX-WINDOW-FUNCTIONS, sqlite.org/windowfunctions.html).
template <class Start, class End, frame_mode Mode, std::size_t KeyCount>
concept frame_limits =
    is_frame_bound<Start> && is_frame_bound<End> && Start::kind <= End::kind &&
    Start::kind != bound_kind::unbounded_following && End::kind != bound_kind::unbounded_preceding &&
    (Mode != frame_mode::groups || KeyCount > 0) &&
    (Mode != frame_mode::range || KeyCount == 1 || (Start::operands::size == 0 && End::operands::size == 0));

} // namespace detail

/// The bounds of a frame: `rows(preceding(3), current_row)`.
inline constexpr detail::frame_bound<detail::bound_kind::unbounded_preceding> unbounded_preceding{};
inline constexpr detail::frame_bound<detail::bound_kind::current_row> current_row{};
inline constexpr detail::frame_bound<detail::bound_kind::unbounded_following> unbounded_following{};

/// So many rows, groups or, in a range, so much less than the current row. The number is bound; it may be a parameter.
template <detail::frame_distance Count>
[[nodiscard]] constexpr auto preceding(Count&& count) {
    return detail::make_bound<detail::bound_kind::preceding>(std::forward<Count>(count));
}
/// As `preceding`, after the current row.
template <detail::frame_distance Count>
[[nodiscard]] constexpr auto following(Count&& count) {
    return detail::make_bound<detail::bound_kind::following>(std::forward<Count>(count));
}

} // namespace rowan
