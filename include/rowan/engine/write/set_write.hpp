#pragma once

#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/run/binder.hpp"
#include "rowan/engine/run/execution.hpp"
#include "rowan/engine/write/guard.hpp"
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
template <class Connection, class Events>
struct hears_none;
template <class Connection, class... Events>
struct hears_none<Connection, type_list<Events...>> {
    template <class Handler>
    static constexpr bool holds = !any_of({hears<Handler, Events, Connection>...});
};
/// The hooks or the first listener that a statement for a set of rows would go around; `void` if there are none.
template <class Query, class Connection>
using gone_around =
    first_failing<hears_none<Connection, decltype(unraised_events<Query>())>,
                  decltype(type_list<hooks<typename Query::table>>{} + typename Connection::listener_types{})>;

template <class Table, class Handler>
struct hooks_gone_around {
    static_assert(always_false<Table, Handler>,
                  "rowan E501: this statement would go around the row hooks of the table, or "
                  "those of a listener; write rows one by one, or say "
                  ".without_hooks() if it is meant");
    static constexpr bool checked = true;
};

template <class Query, class Connection, class... Arguments>
consteval auto find_set_write_mistake() {
    using Mistake = call_check<Query, typename Connection::database, Arguments...>;
    if constexpr (!is_right<Mistake>) return std::type_identity<Mistake>{};
    else if constexpr (is_without_hooks<Query>) return std::type_identity<no_mistake>{};
    else {
        using Handler = gone_around<Query, Connection>;
        if constexpr (std::is_void_v<Handler>) return std::type_identity<no_mistake>{};
        else return std::type_identity<hooks_gone_around<typename Query::table, Handler>>{};
    }
}
/// What may be wrong with a statement that writes rows as a set, on a connection.
template <class Query, class Connection, class... Arguments>
using write_check = typename decltype(find_set_write_mistake<Query, Connection, Arguments...>())::type;

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

/// Writing rows as a set: update, remove and insert statements.
template <class Connection>
class set_write {
protected:
    /// The number of rows that were written.
    template <class Query, class Arguments>
    std::int64_t write(const Query& query, const Arguments& arguments) {
        std::int64_t count = 0;
        each_statement(query, arguments, [&](auto& running) { count += running.template run<outcome::changes>(); });
        return count;
    }
    /// The rows that a statement gives back. It has written all of them before the first is seen.
    template <class Query, class Arguments>
    auto write_returning(const Query& query, const Arguments& arguments) {
        using Projection = returned_projection<Query>;
        std::vector<returned_row<Query>> rows;
        each_statement(query, arguments, [&](auto& running) {
            std::size_t count = 0;
            for (; running.step(); ++count) {
                check_columns<row_reader<Projection>, returned_row<Query>>(running.statement());
                row_reader<Projection>::read(running.statement(), rows.emplace_back());
            }
            running.finish_reading(count);
        });
        return rows;
    }

private:
    template <class Query, class Arguments, class Run>
    void each_statement(const Query& query, const Arguments& arguments, const Run& run) {
        using Table = typename Query::table;
        self().template scoped<before_write<Table>>([&] {
            raise(self(), before_write<Table>{operation_of<Query>});
            if constexpr (inserts_range<Query>) {
                auto scope = self().begin();
                auto one = for_one_row(query);
                for (const Table& row : values_of(query.clauses)) {
                    static_cast<values_clause<referred_row<Table>>&>(one.clauses).rows.row = &row;
                    run_one(one, arguments, run);
                }
                scope.commit();
            } else run_one(query, arguments, run);
        });
    }
    template <class Query, class Arguments, class Run>
    void run_one(const Query& query, const Arguments& arguments, const Run& run) {
        execution<Connection> running(self(), self().acquire_form(query));
        running.bind([&](auto& statement) {
            if constexpr (!is_instance_of<remove_query, Query>)
                guard_columns<typename Query::table, Connection, columns_written_by<Query>>(statement);
            bind_query<typename Connection::dialect>(statement, query, arguments);
        });
        run(running);
    }
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }
};

} // namespace rowan::detail
