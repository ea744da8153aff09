#pragma once

#include "rowan/event/shared.hpp"
#include "rowan/meta/fold.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace rowan {

/// A listener says after which others it is called: `using after = rowan::after<audit>;`, a public member. Others are called as they are
/// listed. What a database does not list has no part in it.
template <class... Listeners>
struct after {};

namespace detail {

template <class Listener>
concept ordered_listener = is_instance_of<rowan::after, typename Listener::after>;

template <class Listener, class... Before>
consteval bool is_after(rowan::after<Before...>) {
    return is_one_of<Listener, Before...>;
}
template <class First, class Second>
consteval bool comes_after() {
    if constexpr (ordered_listener<First>) return is_after<Second>(typename First::after{});
    else return false;
}

template <std::size_t Count>
struct listener_order {
    /// The positions of listeners, as they are called. Those of a circle, and those after it, are the last.
    std::array<std::size_t, Count> positions{};
    std::size_t placed = 0;
    bool after[Count][Count]{};

    /// Where one stands as it was listed that all of `is_placed` allow to come next; `Count` if there is none.
    [[nodiscard]] constexpr std::size_t next(const std::array<bool, Count>& is_placed) const {
        for (std::size_t i = 0; i < Count; ++i) {
            bool is_next = !is_placed[i];
            for (std::size_t j = 0; j < Count && is_next; ++j) is_next = !after[i][j] || is_placed[j];
            if (is_next) return i;
        }
        return Count;
    }
    constexpr void arrange() {
        std::array<bool, Count> is_placed{};
        for (std::size_t i = next(is_placed); i < Count; i = next(is_placed)) {
            is_placed[i] = true;
            positions[placed++] = i;
        }
        std::size_t last = placed;
        for (std::size_t i = 0; i < Count; ++i)
            if (!is_placed[i]) positions[last++] = i;
    }
    /// One before it that is not placed, either; of a listener that is not placed, there is one.
    [[nodiscard]] constexpr std::size_t before(std::size_t listener) const {
        for (std::size_t i = placed; i < Count; ++i)
            if (after[listener][positions[i]]) return positions[i];
        return listener;
    }
    /// One of a circle.
    [[nodiscard]] constexpr std::size_t in_circle() const {
        std::size_t one = positions[placed];
        for (std::size_t i = 0; i < Count; ++i) one = before(one);
        return one;
    }
};
template <class First, class... Listeners>
constexpr void fill_row(bool* row) {
    std::size_t i = 0;
    ((row[i++] = comes_after<First, Listeners>()), ...);
}
template <class... Listeners>
consteval auto make_order() {
    listener_order<sizeof...(Listeners)> order;
    std::size_t i = 0;
    (fill_row<Listeners, Listeners...>(order.after[i++]), ...);
    order.arrange();
    return order;
}
template <class... Listeners>
inline constexpr auto order_of = make_order<Listeners...>();
template <class... Listeners>
inline constexpr auto positions_of = order_of<Listeners...>.positions;

/// Listeners as they are called.
template <class... Listed>
consteval auto in_calling_order(type_list<Listed...> listed) {
    if constexpr (any_of({ordered_listener<typename detail::listed<Listed>::listener>...}))
        return arranged<positions_of<typename detail::listed<Listed>::listener...>>(listed);
    else return listed;
}

template <class First, class Second>
struct listeners_in_a_circle : told_mistake {
    static_assert(always_false<First, Second>,
                  "rowan E525: a listener comes after another that comes, itself or by others, after it; remove one of "
                  "them from `after`");
};
template <class... Listeners>
consteval auto find_order_mistake(type_list<Listeners...>) {
    if constexpr (!any_of({ordered_listener<Listeners>...})) return std::type_identity<no_mistake>{};
    else {
        constexpr const auto& order = order_of<Listeners...>;
        if constexpr (order.placed == sizeof...(Listeners)) return std::type_identity<no_mistake>{};
        else {
            constexpr std::size_t one = order.in_circle();
            return std::type_identity<
                listeners_in_a_circle<type_at<one, Listeners...>, type_at<order.before(one), Listeners...>>>{};
        }
    }
}
/// What may be wrong with the order of listeners.
template <class Listeners>
using order_check = typename decltype(find_order_mistake(Listeners{}))::type;

} // namespace detail
} // namespace rowan
