#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/write/set_rows.hpp"
#include "rowan/engine/write/set_update.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/query/write.hpp"
#include "rowan/schema/tables.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

// What the database would do by itself to rows that refer to rows which are removed, done by rowan where handlers hear of it.
namespace rowan::detail {

/// Calls `function(foreign key)` with each that a table of the database has to `Table`.
template <class Table, class... Tables, class Function>
constexpr void for_each_reference(rowan::tables<Tables...>, const Function& function) {
    const auto one = [&]<class Option>(const Option& option) {
        if constexpr (is_foreign_key<Option>)
            if constexpr (std::is_same_v<typename Option::targets::table, Table>) function(option);
    };
    in_order({(for_each_option<Tables>(one), 0)...});
}

/// Whether handlers hear of what happens when a row of the table is removed: of the row, or of those that refer to it.
template <class Table, class Core, class... Seen>
consteval bool hears_removal() {
    if constexpr (any_heard<Core, before_remove<Table>, after_remove<Table>>) return true;
    else if constexpr (is_one_of<Table, Seen...>) return false;
    else {
        bool result = false;
        for_each_reference<Table>(typename Core::database::tables{}, [&]<class Option>(const Option& option) {
            using Referring = typename Option::columns::table;
            if (option.delete_action == foreign_key_action::cascade)
                result = result || hears_removal<Referring, Core, Table, Seen...>();
            if (option.delete_action == foreign_key_action::set_null)
                result = result || any_heard<Core, before_update<Referring>, after_update<Referring>>;
        });
        return result;
    }
}
template <auto... Targets, auto... Members>
consteval bool share_column(const column_list<Targets...>*, const only_columns<Members...>*) {
    const auto is_member = [](std::size_t index) { return ((field_index<Members> == index) || ...); };
    return (is_member(field_index<Targets>) || ...);
}
consteval bool share_column(const void*, const void*) { return false; }
/// Whether an update of these columns has the database change rows that refer to them, of which handlers want to hear.
template <class Table, class Columns, class Core>
consteval bool hears_cascade_of_update() {
    bool result = false;
    for_each_reference<Table>(typename Core::database::tables{}, [&]<class Option>(const Option& option) {
        using Referring = typename Option::columns::table;
        using Targets = typename Option::targets;
        if (option.update_action != no_action && option.update_action != foreign_key_action::restrict &&
            share_column(static_cast<const Targets*>(nullptr), static_cast<const Columns*>(nullptr)))
            result = result || any_heard<Core, before_update<Referring>, after_update<Referring>>;
    });
    return result;
}

/// Calls `function(conditions...)` so that they tell the rows which refer to one of `rows` by a foreign key.
template <auto... Columns, auto... Targets, class Table, class Function>
void with_referring(const foreign_key_option<members<Columns...>, members<Targets...>>&, const std::vector<Table>& rows,
                    const Function& function) {
    if constexpr (sizeof...(Columns) == 1) {
        std::vector<without_optional<field_type<(field_index<Targets>, ...), Table>>> values;
        for (const Table& row : rows) {
            const auto& value = field<(field_index<Targets>, ...)>(row);
            if constexpr (is_optional<std::remove_cvref_t<decltype(value)>>) {
                if (value) values.push_back(*value);
            } else values.push_back(value);
        }
        function(in(col<Columns>, values)...);
    } else
        for (const Table& row : rows) function((col<Columns> == field<field_index<Targets>>(row))...);
}
template <auto... Columns, auto... Targets>
constexpr auto set_all_null(const foreign_key_option<members<Columns...>, members<Targets...>>&) {
    return update<typename column_list<Columns...>::table>().set((col<Columns> = std::nullopt)...);
}

/// The rows that refer to one of `rows`, read and locked.
template <class Referring, class Core, class Option, class Table>
std::vector<Referring> read_referring(Core& core, const Option& option, const std::vector<Table>& rows) {
    std::vector<Referring> found;
    with_referring(option, rows, [&](const auto&... conditions) {
        const auto query = rowan::remove<Referring>().where(conditions...);
        using Query = std::remove_const_t<decltype(query)>;
        for (Referring& row :
             read_set<affected_reader<Query>, Referring>(core, affected_rows<Query>{query}, argument_set<>{}))
            found.push_back(std::move(row));
    });
    return found;
}
/// False if there are none.
template <class Core, class Option, class Table>
bool set_referring_null(Core& core, const Option& option, const std::vector<Table>& rows) {
    std::int64_t count = 0;
    with_referring(option, rows, [&](const auto&... conditions) {
        const auto query = set_all_null(option).where(conditions...);
        if constexpr (updates_each<std::remove_const_t<decltype(query)>, Core>)
            count += update_each(core, query, argument_set<>{});
        else count += update_together(core, query, argument_set<>{}, count_written);
    });
    return count > 0;
}

} // namespace rowan::detail
