#pragma once

#include "rowan/event/handlers.hpp"
#include "rowan/meta/mistake.hpp"

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

// What may be wrong with handlers: that they are never called, or that what they return is lost.
namespace rowan::detail {

template <class Listener>
struct listener_without_handler : told_mistake {
    static_assert(always_false<Listener>,
                  "rowan E514: this listener has no handler, and hears nothing; a handler is a public member function "
                  "called `on` that takes an event, such as void on(const rowan::after_insert<Book>&)");
};
template <class Listener>
struct listener_without_public_handler : told_mistake {
    static_assert(always_false<Listener>,
                  "rowan E515: this listener hears nothing, for none of its functions `on` can be called with an event "
                  "of the database; are they public?");
};
template <class Handler, class Event>
struct handler_that_is_not_public : told_mistake {
    static_assert(
        always_false<Handler, Event>,
        "rowan E515: the handler of this event is not public, or deleted, and is never called; make it public");
};
template <class Handler, template <class> class Event>
struct handler_of_another_table : told_mistake {
    static_assert(always_false<Handler>,
                  "rowan E516: a handler of this event is for a table that is not here, and is never called; name the "
                  "table in `tables`, or the hooks of that table, or remove the handler");
};
template <class Handler, class Event>
struct handler_that_returns : told_mistake {
    static_assert(always_false<Handler, Event>,
                  "rowan E517: the handler of this event returns something, which nobody gets; it must return void "
                  "(it refuses by throwing, and cannot be a coroutine)");
};
template <class Handler>
struct handler_without_event : told_mistake {
    static_assert(always_false<Handler>,
                  "rowan E518: a function `on` takes no event that is raised here, and is never called; its first "
                  "parameter must be an event, such as const rowan::after_insert<Book>&");
};
template <class Handler, class Event>
struct handler_of_rvalue : told_mistake {
    static_assert(always_false<Handler, Event>,
                  "rowan E518: the handler of this event takes it by &&, and is never called; take "
                  "it by const &, or by &");
};
template <class Handler>
struct handler_without_connection : told_mistake {
    static_assert(always_false<Handler>, "rowan E518: the second parameter of a handler is not the connection, and it "
                                         "is never called; write `auto& db`");
};

struct member_called_on {
    int on = 0;
};
template <class Class>
struct class_and_on : Class, member_called_on {};
/// Whether the class has a member `on`, accessible or not: then the name is ambiguous beside another.
template <class Class>
consteval bool has_on() {
    if constexpr (std::is_final_v<Class>) return true;
    else return !requires { &class_and_on<Class>::on; };
}

template <class Test, class First, class... Rest>
consteval auto first_holding_of(type_list<First, Rest...>) {
    if constexpr (Test::template holds<First>) return std::type_identity<First>{};
    else return first_holding_of<Test>(type_list<Rest...>{});
}
template <class Test>
consteval auto first_holding_of(type_list<>) {
    return std::type_identity<void>{};
}
/// The first of a short list for which `Test` holds, and no more is asked; `void` if there is none.
template <class Test, class List>
using first_holding = typename decltype(first_holding_of<Test>(List{}))::type;

template <class Test, class... Events>
consteval bool holds_for_one(type_list<Events...>) {
    return (Test::template holds<Events> || ...);
}
template <class... Tables>
struct first_table_of {
    using events = type_list<>;
};
template <class First, class... Rest>
struct first_table_of<First, Rest...> {
    using events = events_of_table<First>;
};
template <class... Tables>
typename first_table_of<Tables...>::events first_events(type_list<Tables...>);
template <class Tables>
using events_of_first_table = decltype(first_events(Tables{}));

template <class Test>
struct holds_for_none_of_table {
    template <class Table>
    static constexpr bool holds = !holds_for_one<Test>(events_of_table<Table>{});
};
template <class Test, class Events>
consteval auto find_event() {
    using Plain = first_holding<Test, typename Events::plain>;
    if constexpr (!std::is_void_v<Plain>) return std::type_identity<Plain>{};
    else {
        using Table = first_failing<holds_for_none_of_table<Test>, typename Events::tables>;
        if constexpr (std::is_void_v<Table>) return std::type_identity<void>{};
        else return std::type_identity<first_holding<Test, events_of_table<Table>>>{};
    }
}
/// The first event that may be raised and for which `Test` holds; `void` if there is none.
template <class Test, class Events>
using first_event = typename decltype(find_event<Test, Events>())::type;

template <class Call>
struct is_taken {
    template <class Event>
    static constexpr bool holds = Call::template takes<Event&>;
};
template <class Call>
struct is_taken_by_conversion {
    template <class Event>
    static constexpr bool holds = Call::template takes<const event_bait<Event>&>;
};
template <class Call>
struct takes_bait {
    template <class Bait>
    static constexpr bool holds = Call::template takes<const Bait&>;
};
template <class... Plain>
type_list<event_bait<Plain>...> baits_of(type_list<Plain...>);

/// A bait that is taken by one handler that is no template of the event; `void` if there is none.
template <class Call, class Events>
consteval auto find_known_bait() {
    using Short =
        first_holding<takes_bait<Call>, decltype(baits_of(typename Events::plain{}) + table_events::baits<Events>{})>;
    if constexpr (!std::is_void_v<Short>) return std::type_identity<Short>{};
    else {
        using Event = first_event<is_taken_by_conversion<Call>, Events>;
        if constexpr (std::is_void_v<Event>) return std::type_identity<void>{};
        else return std::type_identity<event_bait<Event>>{};
    }
}

template <class Type>
struct converts_to {
    template <class Event>
    static constexpr bool holds = std::convertible_to<Event&, Type>;
};
template <class Call>
struct returns_something {
    template <class Event>
    static constexpr bool holds = Call::template returns_something<Event>;
};

/// The handlers of one number of parameters. Of those that are templates of a table, the first table stands for all.
template <class Handler, class Core, class Events, class... Beside>
struct handlers_of {
    using call = call_of<Handler, Beside...>;
    using known = typename decltype(find_known_bait<call, Events>())::type;

    /// Whether nothing is wrong with an overload whose first parameter has the type. (A function of the same name that is not
    /// public and takes no event is the class's own business.)
    template <class Type>
    static constexpr bool is_fine = [] {
        if constexpr (Events::template raises<Type>)
            return hears<Handler, Type, Core> && !call::template returns_something<Type>;
        else if constexpr (is_event<Type>) return false;
        else if constexpr (!call::template takes<Type&> && !call::template takes<Type>) return true;
        else return !std::is_void_v<first_event<converts_to<Type>, Events>>;
    }();
    static constexpr bool has_wrong = [] {
        using Bait = wrong_bait<handlers_of, std::conditional_t<std::is_void_v<known>, no_bait, known>>;
        using Rvalue = wrong_rvalue_bait<handlers_of, std::conditional_t<std::is_void_v<known>, no_bait, known>>;
        if constexpr (std::is_void_v<known>)
            return call::template takes<const Bait&> || call::template takes<const Rvalue&>;
        else return !call::template takes<const Bait&> || !call::template takes<const Rvalue&>;
    }();
    static constexpr bool returns =
        call::template returns_something<const std::conditional_t<std::is_void_v<known>, no_bait, known>> ||
        holds_for_one<returns_something<call>>(typename Events::plain{}) ||
        holds_for_one<returns_something<call>>(events_of_first_table<typename Events::tables>{});

    /// Whether an overload, accessible or not, takes what only this bait converts to.
    template <class Bait>
    static constexpr bool has_overload_for = std::is_void_v<known> == call::template takes<const Bait&>;
    template <class Event>
    static constexpr bool passes_over = [] {
        if constexpr (hears<Handler, Event, Core>) return false;
        else if constexpr (call::template takes<Event>) return true;
        else if constexpr (std::is_void_v<known> || std::is_same_v<known, event_bait<Event>>) return false;
        else return !call::template takes<const joined_baits<known, event_bait<Event>>&>;
    }();
    template <class Event>
    static constexpr bool holds = passes_over<Event>;
};

template <class Handlers, class Events, template <class> class Event>
consteval bool takes_foreign(std::type_identity<kind_of_event<Event>>) {
    using Known = std::conditional_t<std::is_void_v<typename Handlers::known>, no_bait, typename Handlers::known>;
    return Handlers::template has_overload_for<joined_baits<Known, foreign_bait<Event, Events>>>;
}
template <class Handlers, class Events>
struct is_foreign {
    template <class Kind>
    static constexpr bool holds = takes_foreign<Handlers, Events>(std::type_identity<Kind>{});
};
template <class Handler>
consteval auto mistake_of_kind(std::type_identity<void>) {
    return std::type_identity<handler_without_event<Handler>>{};
}
template <class Handler, template <class> class Event>
consteval auto mistake_of_kind(std::type_identity<kind_of_event<Event>>) {
    return std::type_identity<handler_of_another_table<Handler, Event>>{};
}

/// What is wrong with a handler of which it is known that something is.
template <class Handler, class Events, class Handlers>
consteval auto find_wrong_handler() {
    using Returning = first_event<returns_something<typename Handlers::call>, Events>;
    using PassedOver = first_event<Handlers, Events>;
    if constexpr (!std::is_void_v<Returning>) return std::type_identity<handler_that_returns<Handler, Returning>>{};
    else if constexpr (std::is_void_v<PassedOver>)
        return mistake_of_kind<Handler>(
            std::type_identity<first_holding<is_foreign<Handlers, Events>, table_events::all>>{});
    else if constexpr (Handlers::call::template takes<PassedOver>)
        return std::type_identity<handler_of_rvalue<Handler, PassedOver>>{};
    else return std::type_identity<handler_that_is_not_public<Handler, PassedOver>>{};
}

struct no_connection {};
/// Overloads with a second parameter of a type of its own that is not the connection.
template <class Handler, class Core, class Events>
struct second_parameter {
    template <class Type>
    static constexpr bool is_fine = [] {
        if constexpr (Events::template raises<Type>) return hears<Handler, Type, Core>;
        else return true;
    }();
    using bait = wrong_bait<second_parameter, no_bait>;
    static constexpr bool is_wrong = call_of<Handler, anything>::template takes<const bait&> &&
                                     !call_of<Handler, no_connection>::template takes<const bait&>;
};

template <class Event>
inline constexpr auto kind_of_one = std::type_identity<Event>{};
template <template <class> class Event, class Table>
inline constexpr auto kind_of_one<Event<Table>> = std::type_identity<kind_of_event<Event>>{};

template <class Handler, class Core, class Known, class... Events>
consteval auto unheard_of(type_list<Events...>) {
    return join<std::conditional_t<hears<Handler, Events, Core> ||
                                       std::is_same_v<decltype(kind_of_one<Known>), decltype(kind_of_one<Events>)>,
                                   type_list<>, type_list<Events>>...>{};
}
/// Handlers that are not accessible beside one that takes `Known`, where the one or the other is a template of the table.
template <class Handler, class Core, class Events, class Call, class Known>
struct hidden_handlers {
    template <class... Others>
    static consteval bool takes(type_list<Others...>) {
        return Call::template takes<joined_baits<Known, Others...>&>;
    }
    template <class Event>
    static constexpr bool holds = !takes(unheard_of<Handler, Core, Known>(type_list<Event>{}));
    template <class... Tables>
    static consteval bool takes_all(type_list<Tables...>) {
        return takes(unheard_of<Handler, Core, Known>(typename Events::plain{})) &&
               all_of({takes(unheard_of<Handler, Core, Known>(events_of_table<Tables>{}))...});
    }
    static constexpr bool are_there = [] {
        if constexpr (std::is_void_v<Known>) return false;
        else if constexpr (!takes(type_list<>{}) || !takes(type_list<member_names>{}))
            return false; // a template of any type, with a condition of its own
        else return !takes_all(typename Events::tables{});
    }();
};
template <class Events, class Handlers>
consteval auto find_known() {
    if constexpr (!std::is_void_v<typename Handlers::known>) return std::type_identity<typename Handlers::known>{};
    else return std::type_identity<first_event<is_taken<typename Handlers::call>, Events>>{};
}

template <class Handler, class Core, class Events>
consteval auto find_single_mistake() {
    using One = handlers_of<Handler, Core, Events>;
    using Two = handlers_of<Handler, Core, Events, typename Core::facade_type>;
    if constexpr (One::has_wrong || One::returns) return find_wrong_handler<Handler, Events, One>();
    else if constexpr (Two::has_wrong || Two::returns) return find_wrong_handler<Handler, Events, Two>();
    else if constexpr (second_parameter<Handler, Core, Events>::is_wrong)
        return std::type_identity<handler_without_connection<Handler>>{};
    else {
        using KnownOne = typename decltype(find_known<Events, One>())::type;
        using KnownTwo = typename decltype(find_known<Events, Two>())::type;
        using HiddenOne = hidden_handlers<Handler, Core, Events, typename One::call, KnownOne>;
        using HiddenTwo = hidden_handlers<Handler, Core, Events, typename Two::call, KnownTwo>;
        if constexpr (HiddenOne::are_there)
            return std::type_identity<handler_that_is_not_public<Handler, first_event<HiddenOne, Events>>>{};
        else if constexpr (HiddenTwo::are_there)
            return std::type_identity<handler_that_is_not_public<Handler, first_event<HiddenTwo, Events>>>{};
        else if constexpr (!std::is_void_v<KnownOne> || !std::is_void_v<KnownTwo>)
            return std::type_identity<no_mistake>{};
        else if constexpr (has_on<Handler>()) return std::type_identity<listener_without_public_handler<Handler>>{};
        else return std::type_identity<listener_without_handler<Handler>>{};
    }
}

/// A class template that is no event, with the members of one.
template <class Row>
struct like_event {
    Row& row;
    Row &before, &after;
    std::string_view sql;
};
template <class... Calls>
struct takes_any_template {
    template <class Row>
    static constexpr bool holds =
        (Calls::template takes<const like_event<Row>&> || ...) || (Calls::template takes<like_event<Row>&> || ...);
    template <class... Tables>
    static consteval bool takes(type_list<Tables...>) {
        return any_of({holds<int>, holds<Tables>...});
    }
};
template <class Mistake>
inline constexpr bool is_of_generic = false; // what is so of a template of any event, too
template <class Handler>
inline constexpr bool is_of_generic<listener_without_handler<Handler>> = true;
template <class Handler, class Event>
inline constexpr bool is_of_generic<handler_that_returns<Handler, Event>> = true;

// A template of any event, `template <template <class> class Event, class Table> void on(const Event<Table>&)`, takes baits, too, which
// tell nothing of it then.
template <class Handler, class Core, class Events>
consteval auto find_handler_mistake() {
    using Mistake = typename decltype(find_single_mistake<Handler, Core, Events>())::type;
    if constexpr (is_right<Mistake> || is_of_generic<Mistake>) return std::type_identity<Mistake>{};
    else if constexpr (takes_any_template<call_of<Handler>, call_of<Handler, typename Core::facade_type>>::takes(
                           typename Events::tables{}))
        return std::type_identity<no_mistake>{};
    else return std::type_identity<Mistake>{};
}

/// What may be wrong with the handlers of a class that may hear `Events`.
template <class Handler, class Core, class Events>
using handler_check = typename decltype(find_handler_mistake<Handler, Core, Events>())::type;

template <class Core, class Tables>
struct has_right_handlers {
    template <class Listener>
    static constexpr bool holds =
        is_right<handler_check<Listener, Core, events_of_database<Tables, typename Core::driver>>>;
};
template <class Core, class Listeners, class Tables>
consteval auto find_listener_mistake() {
    using Wrong = first_failing<has_right_handlers<Core, Tables>, Listeners>;
    if constexpr (std::is_void_v<Wrong>) return std::type_identity<no_mistake>{};
    else return std::type_identity<handler_check<Wrong, Core, events_of_database<Tables, typename Core::driver>>>{};
}
/// What may be wrong with the handlers of listeners.
template <class Core, class Listeners, class Tables>
using handlers_check = typename decltype(find_listener_mistake<Core, Listeners, Tables>())::type;

} // namespace rowan::detail
