#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/read/stored_row.hpp"
#include "rowan/engine/write/set_rows.hpp"
#include "rowan/engine/write/update.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/sql/affected_rows.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

// Updating rows of a table with handlers as a set.
namespace rowan::detail {

/// Whether each row of an update is written by itself: a handler may change it, or its key is not one value.
template <class Query, class Core>
inline constexpr bool updates_each =
    is_instance_of<update_query, Query> &&
    (heard<before_update<typename Query::table>, Core> || facts<typename Query::table>.key_size > 1);

/// Whether a column differs that is none of `Columns`.
template <class Columns, class Table>
bool differs_elsewhere(const Table& before, const Table& row) {
    bool result = false;
    for_each_index<Table>([&](auto index) {
        if constexpr (facts<Table>.is_updated(index) && !is_only<Columns, index>)
            result = result || differs_in<index>(before, row);
    });
    return result;
}

/// Whether a row is written that was read with the values that it is updated to. Handlers hear of it before, and may change them.
template <class Columns, class Core, class Table>
bool write_read_row(Core& core, affected_row<Table>& each) {
    if (!differs<void>(each.before, each.row)) return false;
    if constexpr (heard<before_update<Table>, Core>) {
        raise_before_update(core, std::as_const(each.before), each.row);
        if (!differs<void>(each.before, each.row)) return false;
    }
    if (differs_elsewhere<Columns>(each.before, each.row)) write_updated<void>(core, each.row, each.before);
    else write_updated<Columns>(core, each.row, each.before);
    return true;
}
template <class Columns, class Core, class Table>
void update_read_row(Core& core, affected_row<Table>& each) {
    if (write_read_row<Columns>(core, each)) raise_after_update(core, each.before, each.row);
}
/// Each row by itself, with the values that were read: handlers may change them.
template <class Core, class Query, class Arguments>
std::int64_t update_each(Core& core, const Query& query, const Arguments& arguments) {
    using Table = typename Query::table;
    using Columns = columns_written_by<Query>;
    auto rows = read_set<affected_reader<Query>, affected_row<Table>>(core, affected_rows<Query>{query}, arguments);
    raise(core, before_write<Table>{write_operation::update});
    std::vector<Table> before, written;
    for (affected_row<Table>& each : rows) {
        if (!write_read_row<Columns>(core, each)) continue;
        before.push_back(std::move(each.before));
        written.push_back(std::move(each.row));
    }
    if constexpr (heard<after_update<Table>, Core>) {
        auto old = before.begin();
        for_each_stored<Table>(core, written.begin(), written.end(),
                               [&](const Table& stored) { raise(core, after_update<Table>{*old++, stored}); });
    }
    return static_cast<std::int64_t>(rows.size());
}
/// All rows by one statement, where handlers hear of rows only when they are written.
template <class Core, class Query, class Arguments, class Run>
std::int64_t update_together(Core& core, const Query& query, const Arguments& arguments, const Run& run) {
    using Table = typename Query::table;
    const auto reading = without_clauses<set_clause, returning_clause>(query);
    using Reading = std::remove_const_t<decltype(reading)>;
    const auto before = read_set<affected_reader<Reading>, Table>(core, affected_rows<Reading>{reading}, arguments);
    raise(core, before_write<Table>{write_operation::update});
    write_read_rows(core, query, before, arguments, run);
    auto old = before.begin();
    for_each_stored<Table>(core, before.begin(), before.end(), [&](const Table& stored) {
        const Table& last = *old++;
        if (differs_visibly(last, stored)) raise(core, after_update<Table>{last, stored});
    });
    return static_cast<std::int64_t>(before.size());
}

} // namespace rowan::detail
