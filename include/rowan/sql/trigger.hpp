#pragma once

#include "rowan/query/check/trigger_checks.hpp"
#include "rowan/query/trigger.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/triggers.hpp"
#include "rowan/sql/object.hpp"
#include "rowan/sql/table_objects.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

// The triggers that a table declares. Where a trigger runs a function, that has its name and is in the schema of its table.
namespace rowan {

/// `CREATE TRIGGER` of all triggers of a table, and their functions: `sql_text<sqlite>(create_triggers<Book>())`.
template <class Table>
struct create_triggers_of : detail::plain_definition {
    template <class Dialect, class Naming>
    using target_mistake = detail::own_triggers_check<Table, Dialect>;
};
template <class Table>
[[nodiscard]] constexpr auto create_triggers() {
    static_assert(detail::shape_check<Table>::checked);
    return create_triggers_of<Table>{};
}

namespace detail {

/// The statements of a trigger, each on a line.
template <class Table, std::size_t Index>
struct body_of_trigger : plain_definition {};
template <class Visitor, class Table, std::size_t Index>
constexpr void walk(Visitor& visitor, const body_of_trigger<Table, Index>&) {
    visitor.template in_mode<value_mode::in_trigger>([](auto& out) {
        trigger_of<Table, Index>.statements.apply(
            [&](const auto&... statement) { ((out.text("    "), walk(out, statement), out.text(";\n")), ...); });
    });
}

constexpr std::string_view text_of_event(trigger_event event) {
    return event == trigger_event::insert ? "INSERT" : event == trigger_event::update ? "UPDATE" : "DELETE";
}
template <class Visitor, trigger_event Kind, auto... Members>
constexpr void walk_event(Visitor& visitor, event_of_trigger<Kind, Members...>) {
    visitor.text(text_of_event(Kind));
    std::size_t position = 0;
    ((visitor.text(position++ == 0 ? " OF " : ", "), visitor.column_name(facts_of_column<Members>)), ...);
}
/// `AFTER UPDATE OF "title" ON "book" FOR EACH ROW WHEN (…)`
template <class Table, std::size_t Index, class Visitor>
constexpr void walk_occasion(Visitor& visitor) {
    constexpr auto& trigger = trigger_of<Table, Index>;
    using Trigger = std::remove_cvref_t<decltype(trigger)>;
    visitor.text(Trigger::time == trigger_time::before ? "BEFORE " : "AFTER ");
    walk_event(visitor, typename Trigger::event{});
    visitor.text(" ON ");
    visitor.template table<Table>();
    visitor.text(" FOR EACH ROW");
    if constexpr (!std::is_same_v<typename Trigger::condition_type, no_condition>) {
        visitor.text(" WHEN (");
        visitor.template in_mode<value_mode::in_trigger>([](auto& out) { walk_alone(out, trigger.condition); });
        visitor.text(")");
    }
}

/// The name of a trigger with the schema of its table: that of its function.
template <class Table, std::size_t Index, class Visitor>
constexpr void walk_trigger_name(Visitor& visitor) {
    walk_name_beside<Table>(visitor, own_name(named_thing::trigger, trigger_of<Table, Index>.name));
}

/// The function that a trigger runs. Its names are looked up as the program does that creates it; `WHEN` has the same names
/// for the rows as the statements have.
template <class Table, std::size_t Index>
struct trigger_function_object {
    static constexpr auto kind = object_kind::function;
    static constexpr auto end = object_end::dropped;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        constexpr std::string_view body =
            text_of<body_of_trigger<Table, Index>, typename Visitor::dialect, typename Visitor::naming>;
        constexpr bool has_backslash = body.find('\\') != std::string_view::npos;
        visitor.text("CREATE FUNCTION ");
        name(visitor);
        visitor.text("() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT");
        // Or a backslash would mean something else to another program.
        visitor.text(has_backslash ? " SET standard_conforming_strings TO on AS E'" : " AS '");
        visitor.text("\n#variable_conflict use_column\nBEGIN\n");
        for (std::size_t i = 0; i < body.size(); ++i) {
            if (body[i] == '\'' || body[i] == '\\') visitor.text(body.substr(i, 1));
            visitor.text(body.substr(i, 1));
        }
        visitor.text("    RETURN ");
        visitor.text(result);
        visitor.text(";\nEND'");
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP FUNCTION IF EXISTS ");
        name(visitor);
        visitor.text("() CASCADE"); // with the trigger
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        walk_trigger_name<Table, Index>(visitor);
    }

private:
    using trigger = std::remove_cvref_t<decltype(trigger_of<Table, Index>)>;
    /// The row that is written: before it is, none would leave it out.
    static constexpr std::string_view result = trigger::time == trigger_time::after            ? "NULL"
                                               : trigger::event::kind == trigger_event::remove ? "OLD"
                                                                                               : "NEW";
};

template <class Table, std::size_t Index, bool HasFunction>
struct trigger_object {
    static constexpr auto kind = object_kind::trigger;
    static constexpr auto end = HasFunction ? object_end::with_owner : object_end::dropped;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        visitor.text("CREATE TRIGGER ");
        name(visitor);
        visitor.text(" ");
        walk_occasion<Table, Index>(visitor);
        if constexpr (HasFunction) {
            visitor.text(" EXECUTE FUNCTION ");
            walk_trigger_name<Table, Index>(visitor);
            visitor.text("()");
        } else {
            visitor.text(" BEGIN\n");
            walk(visitor, body_of_trigger<Table, Index>{});
            visitor.text("END");
        }
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP TRIGGER IF EXISTS ");
        name(visitor);
        if constexpr (HasFunction) {
            visitor.text(" ON ");
            visitor.template table<Table>();
        }
    }
    /// PostgreSQL has it beside its table, without a schema.
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        walk_quoted_name(visitor, trigger_of<Table, Index>.name);
    }
};

template <class Table, class Dialect, std::size_t Index>
using objects_of_trigger =
    std::conditional_t<Dialect::has_trigger_functions,
                       type_list<trigger_function_object<Table, Index>, trigger_object<Table, Index, true>>,
                       type_list<trigger_object<Table, Index, false>>>;
template <class Table, class Dialect>
consteval auto find_trigger_objects() {
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return join<objects_of_trigger<Table, Dialect, Index>...>{};
    }(std::make_index_sequence<trigger_count<Table>>{});
}
/// The objects of the triggers that a table declares.
template <class Table, class Dialect>
using trigger_objects = decltype(find_trigger_objects<Table, Dialect>());

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const create_triggers_of<Table>&) {
    walk_creation<false>(visitor, trigger_objects<Table, typename Visitor::dialect>{});
}

/// What creates one of the triggers of a table.
template <class Table, std::size_t Index>
struct create_trigger : plain_definition {};
template <class Visitor, class Table, std::size_t Index>
constexpr void walk(Visitor& visitor, const create_trigger<Table, Index>&) {
    walk_creation<false>(visitor, objects_of_trigger<Table, typename Visitor::dialect, Index>{});
}

} // namespace detail
} // namespace rowan
