#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/query/clause_set.hpp"
#include "rowan/query/insert.hpp"
#include "rowan/query/operators.hpp"
#include "rowan/query/predicates.hpp"
#include "rowan/query/trigger_event.hpp"
#include "rowan/query/write.hpp"

#include <cstddef>
#include <type_traits>

// What is checked of a trigger where it is declared, whichever table it is for.
namespace rowan::detail {

/// A row that the event does not have.
template <class Column, trigger_event Event>
struct row_of_event : told_mistake {
    static constexpr bool is_insert = Event == trigger_event::insert;
    static_assert(!is_insert || always_false<Column>,
                  "rowan E353: old_row in a trigger of inserted, where there was no row before");
    static_assert(is_insert || always_false<Column>,
                  "rowan E353: new_row in a trigger of removed, where there is no row after");
};
template <class Part>
struct text_of_trigger : told_mistake {
    static_assert(always_false<Part>,
                  "rowan E354: a trigger is a text, which cannot hold a parameter, bytes, a list that is not written "
                  "out, rows of the program, a part that may be left out, or a point in time");
};
template <class Condition, bool IsCondition>
struct condition_of_trigger : told_mistake {
    static_assert(IsCondition, "rowan E302: this is no condition, such as a comparison");
    static_assert(!IsCondition,
                  "rowan E355: the condition of a trigger is of its row alone: it has no query, no aggregate and no "
                  "window function, and its columns are new_row<…> and old_row<…>");
};
template <class Statement>
struct statement_of_trigger : told_mistake {
    static_assert(always_false<Statement>,
                  "rowan E355: a trigger runs insert with set or from, update and remove; none of them gives rows "
                  "back, and none has common table expressions");
};

/// The columns of the row of the event among nodes, those of queries, too.
template <class... Nodes>
consteval auto rows_among(type_list<Nodes...>);
template <class Node>
consteval auto rows_in_node() {
    if constexpr (is_column<Node>)
        return std::conditional_t<is_trigger_row<typename Node::table>, type_list<Node>, type_list<>>{};
    else if constexpr (nested_node<Node>) return rows_among(inspected_nodes<typename Node::operands>{});
    else return type_list<>{};
}
template <class... Nodes>
consteval auto rows_among(type_list<Nodes...>) {
    return (type_list<>{} + ... + rows_in_node<Nodes>());
}
/// The columns of the row of the event in expressions, or in the parts of a statement.
template <class Parts>
using trigger_rows_in = decltype(rows_among(inspected_nodes<Parts>{}));

template <class Table, bool IsNew>
consteval bool is_new_row(trigger_row<Table, IsNew>) {
    return IsNew;
}
template <trigger_event Event>
struct event_has_row {
    template <class Column>
    static constexpr bool holds =
        Event == trigger_event::update || is_new_row(typename Column::table{}) == (Event == trigger_event::insert);
};

template <class Clauses>
consteval bool is_of_the_past() {
    return has_clause<as_of_clause>(static_cast<const Clauses*>(nullptr));
}
/// The parts of expressions that cannot be written into a text.
template <class... Nodes>
consteval auto unwritten_among(type_list<Nodes...>);
template <class Node>
consteval auto unwritten_in() {
    if constexpr (is_parameter<Node> || is_list_test<Node> || requires { Node::alternatives; })
        return type_list<Node>{};
    else if constexpr (is_value<Node>) {
        using Type = without_optional<type_of<Node>>;
        constexpr bool is_written = !array_value<Type> && kind_of_element<Type>() != value_kind::blob;
        return std::conditional_t<is_written, type_list<>, type_list<Node>>{};
    } else if constexpr (nested_node<Node>) {
        if constexpr (is_of_the_past<typename Node::query_type::clauses_type>()) return type_list<Node>{};
        else return unwritten_among(typename Node::operands{});
    } else return unwritten_among(typename Node::operands{});
}
template <class... Nodes>
consteval auto unwritten_among(type_list<Nodes...>) {
    return (type_list<>{} + ... + unwritten_in<Nodes>());
}

/// What is wrong with what stands in a trigger, be it a condition or a statement.
template <class Event, class Parts>
consteval auto find_trigger_parts_mistake() {
    using Row = first_failing<event_has_row<Event::kind>, trigger_rows_in<Parts>>;
    using Unwritten = first_failing<nothing_holds, decltype(unwritten_among(Parts{}))>;
    if constexpr (hold_refused(Parts{})) return std::type_identity<refused_before>{};
    else if constexpr (!std::is_void_v<Row>) return std::type_identity<row_of_event<Row, Event::kind>>{};
    else if constexpr (!std::is_void_v<Unwritten>) return std::type_identity<text_of_trigger<Unwritten>>{};
    else return std::type_identity<no_mistake>{};
}

struct is_of_trigger_row {
    template <class Column>
    static constexpr bool holds = is_trigger_row<typename Column::table>;
};
template <class Event, class Condition>
consteval auto find_trigger_condition_mistake() {
    if constexpr (!expression<Condition>) return std::type_identity<condition_of_trigger<Condition, false>>{};
    else if constexpr (is_refused<Condition>) return std::type_identity<refused_before>{};
    else if constexpr (!is_condition<Condition>) return std::type_identity<condition_of_trigger<Condition, false>>{};
    else {
        using Inspected = inspected_nodes<type_list<Condition>>;
        using Column = first_failing<is_of_trigger_row, decltype(columns_among(Inspected{}))>;
        using Parts = typename decltype(find_trigger_parts_mistake<Event, type_list<Condition>>())::type;
        if constexpr (those_of<nested_kind>(Inspected{}).size != 0 || !std::is_void_v<Column> ||
                      has_aggregate<Condition>() || has_window<Condition>())
            return std::type_identity<condition_of_trigger<Condition, true>>{};
        else return std::type_identity<Parts>{};
    }
}
template <class Event, class Condition>
using trigger_condition_check = typename decltype(find_trigger_condition_mistake<Event, Condition>())::type;

template <class Statement>
inline constexpr bool is_write_statement = false;
template <class Table, class... Clauses>
inline constexpr bool is_write_statement<update_query<Table, Clauses...>> = true;
template <class Table, class... Clauses>
inline constexpr bool is_write_statement<remove_query<Table, Clauses...>> = true;
template <class Table, class... Clauses>
inline constexpr bool is_write_statement<insert_query<Table, Clauses...>> = true;

/// Whether a statement that writes is one that both databases take within a trigger.
template <class Statement>
consteval bool can_stand_in_trigger() {
    constexpr const typename Statement::clauses_type* clauses = nullptr;
    constexpr bool has_content = has_clause<set_clause>(clauses) || has_clause<insert_from_clause>(clauses) ||
                                 has_clause<values_clause>(clauses);
    return !has_clause<returning_clause>(clauses) && !has_clause<with_clause>(clauses) &&
           (has_content || !is_instance_of<insert_query, Statement>);
}
template <class Event, class Statement>
consteval auto find_trigger_statement_mistake() {
    if constexpr (!is_write_statement<Statement>) return std::type_identity<statement_of_trigger<Statement>>{};
    else if constexpr (hold_refused(typename Statement::parts{})) return std::type_identity<refused_before>{};
    else if constexpr (!can_stand_in_trigger<Statement>()) return std::type_identity<statement_of_trigger<Statement>>{};
    else if constexpr (has_clause<values_clause>(static_cast<const typename Statement::clauses_type*>(nullptr)))
        return std::type_identity<text_of_trigger<Statement>>{};
    else return find_trigger_parts_mistake<Event, typename Statement::parts>();
}
template <class Event, class... Statements>
using trigger_statements_check =
    first_mistake<std::conditional_t<sizeof...(Statements) == 0, statement_of_trigger<Event>, no_mistake>,
                  typename decltype(find_trigger_statement_mistake<Event, Statements>())::type...>;

/// In the place of statements that were refused.
struct refused_statement {};

} // namespace rowan::detail
