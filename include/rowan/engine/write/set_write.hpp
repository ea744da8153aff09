#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/returned.hpp"
#include "rowan/engine/write/set_events.hpp"
#include "rowan/engine/write/set_statement.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/listeners.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/query/check/argument_checks.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

/// The row events that a statement for a set of rows would not raise.
template <class Query>
consteval auto unraised_events() {
    using Table = typename Query::table;
    using Insert = type_list<before_insert<Table>, after_insert<Table>>;
    using Update = type_list<before_update<Table>, after_update<Table>>;
    if constexpr (operation_of<Query> == write_operation::update) return Update{};
    else if constexpr (operation_of<Query> == write_operation::remove)
        return type_list<before_remove<Table>, after_remove<Table>>{};
    else if constexpr (may_update<Query>) return Insert{} + Update{};
    else return Insert{};
}
template <class Core, class Events>
struct hears_none;
template <class Core, class... Events>
struct hears_none<Core, type_list<Events...>> {
    template <class Handler>
    static constexpr bool holds = !any_of({hears<Handler, Events, Core>...});
};
/// The hooks or the first listener that a statement for a set of rows would go around; `void` if there are none.
template <class Query, class Core>
using gone_around =
    first_failing<hears_none<Core, decltype(unraised_events<Query>())>,
                  decltype(type_list<hooks<typename Query::table>>{} + typename Core::listener_types{})>;

/// Whether handlers want to hear of the rows that a statement writes.
template <class Query, class Core>
consteval bool hears_write() {
    using Table = typename Query::table;
    if constexpr (is_without_hooks<Query>) return false;
    else if constexpr (!std::is_void_v<gone_around<Query, Core>>) return true;
    else if constexpr (is_instance_of<remove_query, Query>) return hears_removal<Table, Core>();
    else if constexpr (is_instance_of<update_query, Query>)
        return hears_cascade_of_update<Table, columns_written_by<Query>, Core>();
    else return false;
}

template <class Table, class Handler, class... Word>
struct hooks_gone_around : told_mistake {
    static_assert(always_false<Table, Handler>,
                  "rowan E501: this statement would go around the row hooks of the table, or "
                  "those of a listener; write rows one by one, or say "
                  ".without_hooks() if it is meant");
};

template <bool MayBeHeard, class Query, class Core, class... Arguments>
consteval auto find_set_write_mistake() {
    using Mistake = call_check<Query, typename Core::database, Arguments...>;
    if constexpr (!is_right<Mistake>) return std::type_identity<Mistake>{};
    else if constexpr (!hears_write<Query, Core>()) return std::type_identity<no_mistake>{};
    else if constexpr (MayBeHeard && can_be_heard<Query, Core>()) return std::type_identity<no_mistake>{};
    else return std::type_identity<hooks_gone_around<typename Query::table, gone_around<Query, Core>>>{};
}
/// What may be wrong with a statement that writes rows as a set.
template <class Query, class Core, class... Arguments>
using write_check = typename decltype(find_set_write_mistake<true, Query, Core, Arguments...>())::type;
/// The same of one that is sent with others, of which handlers cannot hear.
template <class Query, class Core, class... Arguments>
using sent_write_check = typename decltype(find_set_write_mistake<false, Query, Core, Arguments...>())::type;

/// Calls `run(lease)` with each statement that a write is: of a range of rows, one for each.
template <class Core, class Query, class Arguments, class Run>
void write_set(Core& core, const Query& query, const Arguments& arguments, const Run& run) {
    using Table = typename Query::table;
    const auto write = [&] {
        raise(core, before_write<Table>{operation_of<Query>});
        if constexpr (inserts_range<Query>) {
            scope_of<Core> scope(core);
            auto one = for_one_row(query);
            for (const Table& row : values_of(query.clauses)) {
                static_cast<values_clause<referred_row<Table>>&>(one.clauses).rows.row = &row;
                write_set_once(core, one, arguments, run);
            }
            scope.commit();
        } else write_set_once(core, query, arguments, run);
    };
    if constexpr (gives_whole_rows<Query>)
        scoped<before_write<Table>, before_load<Table>, after_load<Table>>(core, write);
    else scoped<before_write<Table>>(core, write);
}

/// Writes rows as a set: the number of rows that were written, or those that the statement gives back.
struct run_write {
    template <class Core, class Query, class Arguments>
    auto operator()(Core& core, const Query& query, const Arguments& arguments) const {
        if constexpr (hears_write<Query, Core>()) {
            return run_heard_write{}(core, query, arguments);
        } else if constexpr (gives_rows<Query>) {
            std::vector<returned_row<Query>> rows;
            write_set(core, query, arguments,
                      [&](lease<Core>& running) { collect_returned<Query>(core, running, rows); });
            return returned(std::move(rows));
        } else {
            std::int64_t count = 0;
            write_set(core, query, arguments,
                      [&](lease<Core>& running) { count += running.template run<outcome::changes>(); });
            return count;
        }
    }
};

} // namespace rowan::detail
