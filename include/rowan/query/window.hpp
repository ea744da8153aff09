#pragma once

#include "rowan/meta/pack.hpp"
#include "rowan/query/frame.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/windowed.hpp"

#include <utility>

namespace rowan {

/// Which rows a window function takes for each row: those of the same partition, in an order, within a frame. The database
/// takes, if no frame is said, all rows of the partition, or with an order those up to the current one and its equals.
template <class Partition, class Order, class Frame>
struct window_definition {
    using operands = decltype(typename Partition::types{} + typename Order::types{} + typename Frame::operands{});
    template <class Dialect>
    using dialect_mistake = detail::order_mistake_of<Dialect, typename Order::types>;
    Partition partition;
    Order order;
    Frame frame;

    /// Only rows of which these are equal.
    template <expression... Keys>
        requires(sizeof...(Keys) > 0 && Partition::size == 0)
    [[nodiscard]] constexpr auto partition_by(Keys... keys) const {
        static_assert(detail::taken_from_rows<Keys...>::checked);
        using New = detail::pack<Keys...>;
        return window_definition<New, Order, Frame>{detail::make_pack(std::move(keys)...), order, frame};
    }
    template <row_key... Keys>
        requires(sizeof...(Keys) > 0 && Order::size == 0)
    [[nodiscard]] constexpr auto order_by(Keys... keys) const {
        static_assert(detail::taken_from_rows<Keys...>::checked);
        using New = detail::pack<Keys...>;
        return window_definition<Partition, New, Frame>{partition, detail::make_pack(std::move(keys)...), frame};
    }

    template <class... Others>
        requires(sizeof...(Others) > 0 && Partition::size == 0 && !(expression<Others> && ...))
    [[nodiscard]] constexpr auto partition_by(const Others&...) const {
        static_assert(detail::row_key_wanted<Others...>::checked);
        return detail::refused<bool>{};
    }
    template <class... Others>
        requires(sizeof...(Others) > 0 && Order::size == 0 && !(row_key<Others> && ...))
    [[nodiscard]] constexpr auto order_by(const Others&...) const {
        static_assert(detail::row_key_wanted<Others...>::checked);
        return detail::refused<bool>{};
    }

    /// A frame of so many rows before or after the current one: `rows(preceding(3), current_row)`.
    template <class Start, class End>
        requires(!Frame::is_there && detail::frame_limits<Start, End, detail::frame_mode::rows, Order::size>)
    [[nodiscard]] constexpr auto rows(Start start, End end) const {
        return framed<detail::frame_mode::rows>(std::move(start), std::move(end));
    }
    /// A frame of the rows whose key, of which there is one, is so much less or greater than that of the current one.
    template <class Start, class End>
        requires(!Frame::is_there && detail::frame_limits<Start, End, detail::frame_mode::range, Order::size>)
    [[nodiscard]] constexpr auto range(Start start, End end) const {
        return framed<detail::frame_mode::range>(std::move(start), std::move(end));
    }
    /// A frame of so many groups of rows with equal keys.
    template <class Start, class End>
        requires(!Frame::is_there && detail::frame_limits<Start, End, detail::frame_mode::groups, Order::size>)
    [[nodiscard]] constexpr auto groups(Start start, End end) const {
        return framed<detail::frame_mode::groups>(std::move(start), std::move(end));
    }

    /// The frame without the current row.
    [[nodiscard]] constexpr auto exclude_current_row() const
        requires Frame::is_there
    {
        return without<detail::frame_exclusion::current_row>(frame);
    }
    /// The frame without the current row and those with the same keys.
    [[nodiscard]] constexpr auto exclude_group() const
        requires Frame::is_there
    {
        return without<detail::frame_exclusion::group>(frame);
    }
    /// The frame with the current row, but without others that have the same keys.
    [[nodiscard]] constexpr auto exclude_ties() const
        requires Frame::is_there
    {
        return without<detail::frame_exclusion::ties>(frame);
    }

private:
    template <class New>
    constexpr auto with_frame(New f) const {
        return window_definition<Partition, Order, New>{partition, order, std::move(f)};
    }
    template <detail::frame_mode Mode, class Start, class End>
    constexpr auto framed(Start start, End end) const {
        return with_frame(
            detail::window_frame<Mode, detail::frame_exclusion::nothing, Start, End>{std::move(start), std::move(end)});
    }
    template <detail::frame_exclusion Exclusion, detail::frame_mode Mode, class Start, class End>
    constexpr auto without(const detail::window_frame<Mode, detail::frame_exclusion::nothing, Start, End>& f) const {
        return with_frame(detail::window_frame<Mode, Exclusion, Start, End>{f.start, f.end});
    }
};

namespace detail {

template <class Partition, class Order, class Frame>
inline constexpr bool is_window_definition<window_definition<Partition, Order, Frame>> = true;

} // namespace detail

/// All rows, in no order.
[[nodiscard]] constexpr auto window() { return window_definition<detail::pack<>, detail::pack<>, detail::no_frame>{}; }

/// A window of rows of which these are equal: `partition_by(col<&Book::author_id>).order_by(desc(col<&Book::year>))`.
template <expression... Keys>
    requires(sizeof...(Keys) > 0)
[[nodiscard]] constexpr auto partition_by(Keys... keys) {
    return window().partition_by(std::move(keys)...);
}

template <class... Others>
    requires(sizeof...(Others) > 0 && !(expression<Others> && ...))
[[nodiscard]] constexpr auto partition_by(const Others&...) {
    static_assert(detail::row_key_wanted<Others...>::checked);
    return detail::refused<bool>{};
}

/// A window of all rows, in an order.
template <row_key... Keys>
    requires(sizeof...(Keys) > 0)
[[nodiscard]] constexpr auto order_by(Keys... keys) {
    return window().order_by(std::move(keys)...);
}

template <class... Others>
    requires(sizeof...(Others) > 0 && !(row_key<Others> && ...))
[[nodiscard]] constexpr auto order_by(const Others&...) {
    static_assert(detail::row_key_wanted<Others...>::checked);
    return detail::refused<bool>{};
}

} // namespace rowan
