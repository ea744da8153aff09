#pragma once

#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/script.hpp"
#include "rowan/meta/fold.hpp"
#include "rowan/meta/type_list.hpp"

#include <type_traits>
#include <utility>

// What overloads of `on` a class has. It cannot be asked for them, so `on` is called, where nothing is evaluated, with baits: a bait
// converts to some types. An overload that is not accessible takes part in overload resolution all the same, and makes a call wrong
// that another overload could take.
namespace rowan::detail {

using plain_events = type_list<after_execute, before_execute, execute_error, before_begin, after_begin, before_commit,
                               after_commit, after_rollback, before_prepare, after_prepare, after_savepoint,
                               after_release, after_rollback_to, before_connect, after_connect, connect_error,
                               first_connect, checkout, checkin, before_reset, invalidate, before_close, after_close,
                               before_create_all, after_create_all, before_drop_all, after_drop_all, before_script>;

template <template <class> class Event>
struct kind_of_event {};
template <template <class> class Event, class Events>
struct row_bait;
template <template <class> class... Events>
struct event_kinds {
    using all = type_list<kind_of_event<Events>...>;
    template <class Table>
    using of_table = type_list<Events<Table>...>;
    template <class Raised>
    using baits = type_list<row_bait<Events, Raised>...>;
};
/// The kinds of events that a table has.
using table_events =
    event_kinds<before_insert, after_insert, before_update, after_update, before_remove, after_remove, before_load,
                after_load, before_write, before_create, after_create, before_drop, after_drop, before_create_trigger,
                after_create_trigger, before_drop_trigger, after_drop_trigger, committed>;
template <class Table>
using events_of_table = table_events::of_table<Table>;

/// Whether the type is an event, of whatever table.
template <class Type>
inline constexpr bool is_event = is_in<Type, plain_events>;
template <class Driver, class Options>
inline constexpr bool is_event<before_open_of<Driver, Options>> = true;
template <template <class> class Event, class Table>
inline constexpr bool is_event<Event<Table>> = is_in<Event<Table>, events_of_table<Table>>;
template <class Event>
inline constexpr bool is_load = false;
template <class Table>
inline constexpr bool is_load<before_load<Table>> = true;
template <class Table>
inline constexpr bool is_load<after_load<Table>> = true;

/// The events that a listener of a database may hear. What is loaded may be of another type than the tables: of a query, or a version.
template <class Tables, class Driver>
struct events_of_database;
template <class... Tables, class Driver>
struct events_of_database<type_list<Tables...>, Driver> {
    using plain = decltype(plain_events{} + type_list<before_open<Driver>>{});
    using tables = type_list<Tables...>;
    template <class Event>
    static constexpr bool raises = is_event<Event> && (is_load<Event> || is_in<Event, plain> ||
                                                       is_one_of<typename table_of_event<Event>::type, Tables...>);
};
/// The events that the hooks of a table may hear.
template <class Table>
struct events_of_hooks {
    using plain = type_list<>;
    using tables = type_list<Table>;
    template <class Event>
    static constexpr bool raises = is_in<Event, events_of_table<Table>>;
};

/// A call of a handler with the event and with what there is beside it: nothing, or the connection.
template <class Handler, class... Beside>
struct call_of {
    template <class Argument>
    static constexpr bool takes = requires(Handler& handler, Argument&& argument, Beside&... beside) {
        handler.on(std::forward<Argument>(argument), beside...);
    };
    template <class Event>
    static constexpr bool returns_something = requires(Handler& handler, Event& event, Beside&... beside) {
        requires !std::is_void_v<decltype(handler.on(event, beside...))>;
    };
};

// NOLINTBEGIN(google-explicit-constructor)
struct no_bait {};
template <class Event>
struct event_bait {
    operator Event&() const;
};
/// For handlers of one kind of event, of tables that there are.
template <template <class> class Event, class Events>
struct row_bait {
    template <class Table>
        requires(Events::template raises<Event<Table>>)
    operator Event<Table>&() const;
};
/// For handlers of one kind of event, of tables that there are not.
template <template <class> class Event, class Events>
struct foreign_bait {
    template <class Table>
        requires(!Events::template raises<Event<Table>>)
    operator Event<Table>&() const;
};
/// For handlers with which something is wrong.
template <class Test, class Known>
struct wrong_bait : Known {
    template <class Type>
        requires(!Test::template is_fine<std::remove_cv_t<Type>>)
    operator Type&() const;
};
template <class Test, class Known>
struct wrong_rvalue_bait : Known {
    template <class Type>
        requires(!Test::template is_fine<std::remove_cv_t<Type>>)
    operator Type&&() const;
};
struct anything {
    template <class Type>
    operator Type&() const;
};
// NOLINTEND(google-explicit-constructor)

/// What is taken by each overload that would take one of these. A handler that is a template of the event's table takes what is derived
/// from the event, and no bait.
template <class... Baits>
struct joined_baits : Baits... {};
/// What members events have, to find out that a handler is a template that asks for one.
struct member_names {
    int changes, row, before, after, sql, operation, elapsed, rows, error, options, depth, name, is_usable, reason,
        kind, is_disconnect;
};

} // namespace rowan::detail
