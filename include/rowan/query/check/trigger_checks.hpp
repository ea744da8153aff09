#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/check/checks.hpp"
#include "rowan/query/check/trigger_parts.hpp"
#include "rowan/query/encoding.hpp"
#include "rowan/query/trigger.hpp"
#include "rowan/schema/tables.hpp"
#include "rowan/schema/triggers.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>

// What is checked of the triggers of a table when they are created.
namespace rowan::detail {

template <class Table, class Trigger>
struct whole_trigger : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E356: what is listed in triggers<…> is no trigger, or one without run(…): "
                  "trigger<\"name\">.after(inserted).run(…)");
};
template <class Table, class Column>
struct column_of_trigger : told_mistake {
    static_assert(always_false<Table>,
                  "rowan E301: a trigger names a column of another table than the one whose rows it is for");
};
template <class Dialect>
struct triggers_in_dialect : told_mistake {
    static_assert(always_false<Dialect>, "rowan E343: this dialect has no triggers, or does not say so");
};

/// A database as the statements of a trigger see it.
template <class Database, class... Rows>
struct within_trigger {
    using driver = typename Database::driver;
    using tables = typename Database::tables;
    using naming = naming_of<Database>;
    using trigger_rows = type_list<Rows...>;
};

template <class Trigger>
inline constexpr bool is_trigger = false;
template <fixed_string Name, trigger_time Time, class Event, class Condition, class... Statements>
inline constexpr bool is_trigger<trigger_definition<Name, Time, Event, Condition, Statements...>> =
    sizeof...(Statements) > 0;

template <trigger_event Kind, auto... Members>
consteval auto columns_of_event(event_of_trigger<Kind, Members...>) {
    return type_list<column<Members>...>{};
}
template <class Condition>
consteval auto parts_of_when() {
    if constexpr (std::is_same_v<Condition, no_condition>) return type_list<>{};
    else return type_list<Condition>{};
}
template <class... Statements>
consteval auto parts_of_statements(type_list<Statements...>) {
    return join<typename Statements::parts...>{};
}
/// Whether a column, or that of a row of the event, is of a table.
template <class Table>
struct is_of_rows {
    template <class Column>
    static constexpr bool holds = std::is_same_v<source_row<typename Column::table>, Table>;
};
/// A column of the event or of its row that is of another table; `void` if there is none.
template <class Table, class Trigger>
consteval auto foreign_column() {
    using Parts = decltype(parts_of_when<typename Trigger::condition_type>() +
                           parts_of_statements(typename Trigger::statements_type{}));
    return std::type_identity<first_failing<is_of_rows<Table>, decltype(columns_of_event(typename Trigger::event{}) +
                                                                        trigger_rows_in<Parts>{})>>{};
}

/// What may be wrong with a trigger, whatever the database.
template <class Table, class Trigger, class Dialect>
consteval auto find_own_trigger_mistake() {
    if constexpr (!is_trigger<Trigger>) return std::type_identity<whole_trigger<Table, Trigger>>{};
    else if constexpr (is_in<refused_statement, typename Trigger::statements_type>)
        return std::type_identity<refused_before>{};
    else {
        using Condition = decltype(parts_of_when<typename Trigger::condition_type>());
        using Foreign = typename decltype(foreign_column<Table, Trigger>())::type;
        using Encoding = encoding_check<Condition>;
        if constexpr (!std::is_void_v<Foreign>) return std::type_identity<column_of_trigger<Table, Foreign>>{};
        else if constexpr (!is_right<Encoding>) return std::type_identity<Encoding>{};
        else if constexpr (!Dialect::has_triggers) return std::type_identity<triggers_in_dialect<Dialect>>{};
        else return find_dialect_mistake<Dialect>(inspected_nodes<Condition>{});
    }
}
template <class Database, class... Statements>
consteval auto find_statements_mistake(type_list<Statements...>) {
    return std::type_identity<first_mistake<query_check<Statements, Database>...>>{};
}
template <class Table, class Trigger, class Database>
consteval auto find_trigger_mistake() {
    using Own = typename decltype(find_own_trigger_mistake<Table, Trigger, dialect_of<Database>>())::type;
    if constexpr (!is_right<Own>) return std::type_identity<Own>{};
    else
        return find_statements_mistake<within_trigger<Database, trigger_row<Table, true>, trigger_row<Table, false>>>(
            typename Trigger::statements_type{});
}
template <class Table, class Database, class... Triggers>
consteval auto find_triggers_mistake(type_list<Triggers...>) {
    return std::type_identity<
        first_mistake<typename decltype(find_trigger_mistake<Table, Triggers, Database>())::type...>>{};
}
template <class Table, class Dialect, class... Triggers>
consteval auto find_own_triggers_mistake(type_list<Triggers...>) {
    return std::type_identity<
        first_mistake<typename decltype(find_own_trigger_mistake<Table, Triggers, Dialect>())::type...>>{};
}
template <class Table>
using trigger_types = typename std::remove_cvref_t<decltype(triggers<Table>)>::types;
/// What may be wrong with the triggers of a table in a database.
template <class Table, class Database>
using triggers_check = typename decltype(find_triggers_mistake<Table, Database>(trigger_types<Table>{}))::type;
template <class Table, class Dialect>
using own_triggers_check = typename decltype(find_own_triggers_mistake<Table, Dialect>(trigger_types<Table>{}))::type;

} // namespace rowan::detail
