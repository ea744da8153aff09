#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/run/binder.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/returned.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/listeners.hpp"
#include "rowan/meta/mistake.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/query/check/argument_checks.hpp"
#include "rowan/query/insert.hpp"
#include "rowan/query/result_row.hpp"
#include "rowan/query/write.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

template <class Query>
inline constexpr bool is_without_hooks = std::is_base_of_v<without_hooks_clause, typename Query::clauses_type>;

template <class Query>
inline constexpr bool may_update =
    has_clause<do_update_clause>(static_cast<const typename Query::clauses_type*>(nullptr));

template <class Query>
inline constexpr write_operation operation_of = is_instance_of<update_query, Query>   ? write_operation::update
                                                : is_instance_of<remove_query, Query> ? write_operation::remove
                                                : may_update<Query>                   ? write_operation::upsert
                                                                                      : write_operation::insert;

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

template <class Table, class Handler, class... Word>
struct hooks_gone_around : told_mistake {
    static_assert(always_false<Table, Handler>,
                  "rowan E501: this statement would go around the row hooks of the table, or "
                  "those of a listener; write rows one by one, or say "
                  ".without_hooks() if it is meant");
};

template <class Query, class Core, class... Arguments>
consteval auto find_set_write_mistake() {
    using Mistake = call_check<Query, typename Core::database, Arguments...>;
    if constexpr (!is_right<Mistake>) return std::type_identity<Mistake>{};
    else if constexpr (is_without_hooks<Query>) return std::type_identity<no_mistake>{};
    else {
        using Handler = gone_around<Query, Core>;
        if constexpr (std::is_void_v<Handler>) return std::type_identity<no_mistake>{};
        else return std::type_identity<hooks_gone_around<typename Query::table, Handler>>{};
    }
}
/// What may be wrong with a statement that writes rows as a set.
template <class Query, class Core, class... Arguments>
using write_check = typename decltype(find_set_write_mistake<Query, Core, Arguments...>())::type;

template <class Table, class... Clauses>
constexpr auto insert_of(clause_set<Clauses...> set) {
    return insert_query<Table, Clauses...>{std::move(set)};
}
/// The same statement for one row at a time: `values_clause<referred_row<Table>>` in the place of the range.
template <class Table, class... Clauses>
constexpr auto for_one_row(const insert_query<Table, Clauses...>& query) {
    const auto one = []<class Clause>(const Clause& clause) {
        if constexpr (is_instance_of<values_clause, Clause>) return values_clause<referred_row<Table>>{{nullptr}};
        else return clause;
    };
    using Set = clause_set<decltype(one(std::declval<const Clauses&>()))...>;
    return insert_of<Table>(Set{one(static_cast<const Clauses&>(query.clauses))...});
}

/// Whether the rows of an insert are a range.
template <class Clause>
inline constexpr bool is_range_of_values = false;
template <class Rows>
inline constexpr bool is_range_of_values<values_clause<Rows>> = iterable<decltype(std::declval<const Rows&>().get())>;
template <class Query>
inline constexpr bool inserts_range = false;
template <class Table, class... Clauses>
inline constexpr bool inserts_range<insert_query<Table, Clauses...>> = (is_range_of_values<Clauses> || ...);

template <class Rows>
constexpr const auto& values_of(const values_clause<Rows>& clause) {
    return clause.rows.get();
}

/// What a statement gives back.
template <class Projection>
std::type_identity<Projection> projection_of(const returning_clause<Projection>*);
template <class Query>
using returned_projection =
    typename decltype(projection_of(static_cast<const typename Query::clauses_type*>(nullptr)))::type;
template <class Query>
using returned_row = typename row_of_projection<returned_projection<Query>, type_list<>>::type;
template <class Query>
inline constexpr bool gives_rows =
    has_clause<returning_clause>(static_cast<const typename Query::clauses_type*>(nullptr));

/// Whether these are rows of the table, of which hooks of loads hear.
template <class Query>
inline constexpr bool gives_whole_rows = false;
template <class Query>
    requires(gives_rows<Query>)
inline constexpr bool gives_whole_rows<Query> = std::is_same_v<returned_row<Query>, typename Query::table>;

template <class Core, class Query, class Arguments>
void bind_write(lease<Core>& running, const Query& query, const Arguments& arguments) {
    running.bind([&](auto& statement) {
        if constexpr (!is_instance_of<remove_query, Query>)
            validate_columns<typename Query::table, Core, columns_written_by<Query>>(statement);
        bind_query<typename Core::dialect>(statement, query, arguments);
    });
}
/// The rows that a statement gives back. It has written all of them before the first is seen.
template <class Query, class Core>
void collect_returned(Core& core, lease<Core>& running, std::vector<returned_row<Query>>& rows) {
    using Row = returned_row<Query>;
    using Reader = row_reader<returned_projection<Query>>;
    running.collect(rows, [&](auto& statement, Row& row) {
        check_columns<Reader, Row>(statement);
        if constexpr (gives_whole_rows<Query>) {
            raise(core, before_load<Row>{running.sql()});
            Reader::read(statement, row);
            raise(core, after_load<Row>{row});
        } else Reader::read(statement, row);
    });
}
template <class Core, class Query, class Arguments, class Run>
void write_set_once(Core& core, const Query& query, const Arguments& arguments, const Run& run) {
    lease<Core> running(core, acquire_variant(core, query));
    bind_write(running, query, arguments);
    run(running);
}
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
        if constexpr (gives_rows<Query>) {
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
