#pragma once

#include "rowan/meta/type_list.hpp"
#include "rowan/schema/history.hpp"
#include "rowan/schema/tables.hpp"

#include <array>
#include <cstddef>

namespace rowan::detail {

/// Notes which of the tables a foreign key of `Table` refers to with an action.
template <class Table, class... Tables>
constexpr void note_actions(std::array<bool, sizeof...(Tables) + 1>& noted, type_list<Tables...>) {
    rowan::table<Table>.options.apply([&]<class... Options>(const Options&... options) {
        [[maybe_unused]] const auto note = [&]<class Option>(const Option& option) {
            if constexpr (is_foreign_key<Option>)
                for (const foreign_key_action action : {option.delete_action, option.update_action})
                    if (action != no_action && action != foreign_key_action::restrict)
                        noted[position_of<typename Option::targets::table, Tables...>()] = true;
        };
        (note(options), ...);
    });
}

/// Whether the database changes rows of a versioned table by itself, as the actions of foreign keys say, when rows of `Table`
/// are updated or removed.
template <class Table, class Tables>
inline constexpr bool acts_on_history = false;
template <class Table, class... Tables>
inline constexpr bool acts_on_history<Table, rowan::tables<Tables...>> = [] {
    constexpr std::size_t count = sizeof...(Tables);
    constexpr bool versioned[] = {is_versioned<Tables>..., false};
    std::array<std::array<bool, count + 1>, count> follows{};
    std::size_t row = 0;
    (note_actions<Tables>(follows[row++], type_list<Tables...>{}), ...);

    std::array<bool, count + 1> changed{};
    changed[position_of<Table, Tables...>()] = true;
    bool acts = false;
    for (std::size_t round = 0; round < count; ++round)
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t j = 0; j < count; ++j)
                if (changed[j] && follows[i][j]) {
                    changed[i] = true;
                    acts = acts || versioned[i];
                }
    return acts;
}();

} // namespace rowan::detail
