#pragma once

#include "rowan/meta/fold.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/schema/history.hpp"
#include "rowan/schema/tables.hpp"
#include "rowan/schema/triggers.hpp"

#include <array>
#include <cstddef>

namespace rowan::detail {

template <class... Triggers>
consteval auto tables_written_by(const trigger_list<Triggers...>&) {
    const auto of_one = []<class... Statements>(type_list<Statements...>) {
        return type_list<typename Statements::table...>{};
    };
    return join<type_list<>, decltype(of_one(typename Triggers::statements_type{}))...>{};
}
/// The tables that the declared triggers of a table write to, once for each statement.
template <class Table>
using written_by_triggers = decltype(tables_written_by(triggers<Table>));

template <class... Tables, class... Written>
constexpr void add_written([[maybe_unused]] auto& graph, [[maybe_unused]] std::size_t table, type_list<Written...>) {
    in_order({(graph.add(position_of<Written, Tables...>(), table), 0)...});
}

/// Which rows the database changes by itself when others are changed, by the actions of foreign keys and the declared triggers.
template <class... Tables>
consteval auto acting_references(rowan::tables<Tables...>) {
    reference_graph<sizeof...(Tables),
                    sum_of({foreign_keys_of<Tables>::size...}) + sum_of({written_by_triggers<Tables>::size...})>
        graph;
    std::size_t row = 0;
    [[maybe_unused]] const auto add_actions = [&]<class Option>(const Option& option) {
        if constexpr (is_foreign_key<Option>)
            for (const foreign_key_action action : {option.delete_action, option.update_action})
                if (action != no_action && action != foreign_key_action::restrict)
                    return graph.add(row, position_of<typename Option::targets::table, Tables...>());
    };
    in_order({(for_each_option<Tables>(add_actions), add_written<Tables...>(graph, row, written_by_triggers<Tables>{}),
               ++row, 0)...});
    return graph;
}
template <class Tables>
inline constexpr auto acting_references_of = acting_references(Tables{});

/// Whether the database changes rows of a versioned table by itself, as the actions of foreign keys and declared triggers say, when rows of `Table`
/// are updated or removed.
template <class Table, class Tables>
inline constexpr bool acts_on_history = false;
template <class Table, class... Tables>
inline constexpr bool acts_on_history<Table, rowan::tables<Tables...>> = [] {
    constexpr std::size_t count = sizeof...(Tables);
    constexpr bool versioned[] = {is_versioned<Tables>..., false};
    std::array<bool, count + 1> changed{};
    std::array<std::size_t, count + 1> found{position_of<Table, Tables...>()};
    changed[found[0]] = true;
    bool acts = false;
    std::size_t end = 1;
    for (std::size_t next = 0; next < end; ++next)
        acting_references_of<rowan::tables<Tables...>>.each_to(found[next], [&](std::size_t table) {
            acts = acts || versioned[table];
            if (!changed[table]) found[end++] = table;
            changed[table] = true;
        });
    return acts;
}();

} // namespace rowan::detail
