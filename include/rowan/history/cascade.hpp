#pragma once

#include "rowan/meta/fold.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/schema/history.hpp"
#include "rowan/schema/tables.hpp"

#include <array>
#include <cstddef>

namespace rowan::detail {

/// Which tables have foreign keys with an action, and to which.
template <class... Tables>
consteval auto acting_references(rowan::tables<Tables...>) {
    reference_graph<sizeof...(Tables), sum_of({foreign_keys_of<Tables>::size...})> graph;
    std::size_t row = 0;
    [[maybe_unused]] const auto note = [&]<class Option>(const Option& option) {
        if constexpr (is_foreign_key<Option>)
            for (const foreign_key_action action : {option.delete_action, option.update_action})
                if (action != no_action && action != foreign_key_action::restrict)
                    return graph.add(row, position_of<typename Option::targets::table, Tables...>());
    };
    in_order({(for_each_option<Tables>(note), ++row, 0)...});
    return graph;
}
template <class Tables>
inline constexpr auto acting_references_of = acting_references(Tables{});

/// Whether the database changes rows of a versioned table by itself, as the actions of foreign keys say, when rows of `Table`
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
