#pragma once

#include "rowan/query/window_functions.hpp"
#include "rowan/sql/aggregates.hpp"

#include <string_view>

namespace rowan::detail {

template <class Visitor, class Content>
constexpr void walk(Visitor& visitor, const integer_argument<Content>& node) {
    constexpr bool is_cast = Visitor::dialect::has_static_types;
    visitor.text(is_cast ? "CAST(" : "");
    walk_alone(visitor, node.content);
    visitor.text(is_cast ? " AS integer)" : "");
}

template <class Visitor, bound_kind Kind, class... Distance>
constexpr void walk_bound(Visitor& visitor, const frame_bound<Kind, Distance...>& bound) {
    if constexpr (Kind == bound_kind::unbounded_preceding) visitor.text("UNBOUNDED PRECEDING");
    else if constexpr (Kind == bound_kind::unbounded_following) visitor.text("UNBOUNDED FOLLOWING");
    else if constexpr (Kind == bound_kind::current_row) visitor.text("CURRENT ROW");
    else {
        walk_list(visitor, bound.distance);
        visitor.text(Kind == bound_kind::preceding ? " PRECEDING" : " FOLLOWING");
    }
}

template <class Visitor>
constexpr void walk_frame(Visitor&, const no_frame&) {}
template <class Visitor, frame_mode Mode, frame_exclusion Exclusion, class Start, class End>
constexpr void walk_frame(Visitor& visitor, const window_frame<Mode, Exclusion, Start, End>& frame) {
    constexpr std::string_view modes[] = {"ROWS BETWEEN ", "RANGE BETWEEN ", "GROUPS BETWEEN "};
    constexpr std::string_view exclusions[] = {"", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES"};
    visitor.text(modes[static_cast<int>(Mode)]);
    walk_bound(visitor, frame.start);
    visitor.text(" AND ");
    walk_bound(visitor, frame.end);
    visitor.text(exclusions[static_cast<int>(Exclusion)]);
}

template <class Visitor, fixed_string Name>
constexpr void walk_window(Visitor& visitor, const named_window<Name>&) {
    if constexpr (Visitor::writes_text) {
        visitor.text("\"");
        visitor.name(Name.view(), true);
        visitor.text("\"");
    }
}
template <class Visitor, class Partition, class Order, class Frame>
constexpr void walk_window(Visitor& visitor, const window_definition<Partition, Order, Frame>& window) {
    if constexpr (!is_passed_over<Visitor, window_definition<Partition, Order, Frame>>) {
        constexpr bool has_partition = Partition::size != 0, has_order = Order::size != 0;
        visitor.text(has_partition ? "(PARTITION BY " : "(");
        walk_list(visitor, window.partition);
        visitor.text(has_order ? has_partition ? " ORDER BY " : "ORDER BY " : "");
        walk_list(visitor, window.order);
        visitor.text(Frame::is_there && (has_partition || has_order) ? " " : "");
        walk_frame(visitor, window.frame);
        visitor.text(")");
    }
}

template <class Dialect, class Function, class... Arguments>
consteval std::string_view result_cast(const window_call<Function, Arguments...>*) {
    return Function::template cast<Dialect, Arguments...>;
}

template <class Visitor, class Function, class... Arguments>
constexpr void walk_call(Visitor& visitor, const window_call<Function, Arguments...>& node) {
    walk_arguments<Function, false>(visitor, node.arguments, [] {});
}

template <class Visitor, class Call, class Window>
constexpr void walk(Visitor& visitor, const windowed<Call, Window>& node) {
    walk_cast<Call>(visitor, [&] {
        walk_call(visitor, node.call);
        visitor.text(" OVER ");
        walk_window(visitor, node.window);
    });
}

} // namespace rowan::detail
