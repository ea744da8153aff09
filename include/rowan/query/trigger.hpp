#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/query/check/trigger_parts.hpp"
#include "rowan/query/column.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/query/source.hpp"
#include "rowan/query/trigger_event.hpp"
#include "rowan/schema/keys.hpp"
#include "rowan/schema/triggers.hpp"

#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan {

/// In a trigger: a value of the row that was inserted, or as it is after the update.
template <auto Member>
inline constexpr column<Member, detail::trigger_row<detail::member_table<Member>, true>> new_row{};
/// In a trigger: a value of the row that was removed, or as it was before the update.
template <auto Member>
inline constexpr column<Member, detail::trigger_row<detail::member_table<Member>, false>> old_row{};

/// What a trigger is for: a row was, or is about to be, inserted or removed.
inline constexpr detail::event_of_trigger<detail::trigger_event::insert> inserted{};
inline constexpr detail::event_of_trigger<detail::trigger_event::remove> removed{};
/// A row was, or is about to be, updated, by a statement that sets one of the columns, whether to another value or not; `updated<>`:
/// by any.
template <auto... Members>
inline constexpr detail::event_of_trigger<detail::trigger_event::update, Members...> updated{};

namespace detail {

/// A trigger that is declared. Without statements it is not whole.
template <fixed_string Name, trigger_time Time, class Event, class Condition, class... Statements>
struct trigger_definition {
    using event = Event;
    using condition_type = Condition;
    using statements_type = type_list<Statements...>;
    static constexpr std::string_view name = Name.view();
    static constexpr trigger_time time = Time;

    Condition condition;
    pack<Statements...> statements;

    /// Of which rows: the condition says `new_row<&T::m>` and `old_row<&T::m>`.
    template <class Given>
    [[nodiscard]] constexpr auto when(const Given& given) const {
        using Check = trigger_condition_check<Event, Given>;
        static_assert(Check::checked);
        if constexpr (!is_right<Check>) return *this;
        else return trigger_definition<Name, Time, Event, Given, Statements...>{given, statements};
    }
    /// What is done for each row: `insert`, `update` and `remove`, one after another.
    template <class... Given>
    [[nodiscard]] constexpr auto run(Given... given) const {
        using Check = trigger_statements_check<Event, Given...>;
        static_assert(Check::checked);
        if constexpr (!is_right<Check>)
            return trigger_definition<Name, Time, Event, Condition, refused_statement>{condition, {}};
        else
            return trigger_definition<Name, Time, Event, Condition, Given...>{condition,
                                                                              make_pack(std::move(given)...)};
    }
};

template <fixed_string Name>
struct trigger_name {
    /// A trigger that runs when a row has been written.
    template <trigger_event Kind, auto... Members>
    [[nodiscard]] constexpr auto after(event_of_trigger<Kind, Members...> event) const {
        return trigger_definition<Name, trigger_time::after, decltype(event), no_condition>{};
    }
    /// A trigger that runs before a row is written.
    template <trigger_event Kind, auto... Members>
    [[nodiscard]] constexpr auto before(event_of_trigger<Kind, Members...> event) const {
        return trigger_definition<Name, trigger_time::before, decltype(event), no_condition>{};
    }
};

} // namespace detail

/// A trigger by the name that it has in the database: `trigger<"touch">.after(updated<&Book::title>).run(update<Author>()…)`.
template <fixed_string Name>
inline constexpr detail::trigger_name<Name> trigger{};

} // namespace rowan
