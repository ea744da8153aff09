#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/run/binder.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/query/insert.hpp"
#include "rowan/query/result_row.hpp"
#include "rowan/query/write.hpp"

#include <type_traits>
#include <utility>
#include <vector>

// What a statement that writes rows as a set is, and running one.
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

template <class Table, class... Clauses>
constexpr auto insert_of(clause_set<Clauses...> set) {
    return insert_query<Table, Clauses...>{std::move(set)};
}
template <class Table, class... Old, class... Clauses>
constexpr auto with_clauses(const update_query<Table, Old...>&, clause_set<Clauses...> set) {
    return update_query<Table, Clauses...>{std::move(set)};
}
template <class Table, class... Old, class... Clauses>
constexpr auto with_clauses(const insert_query<Table, Old...>&, clause_set<Clauses...> set) {
    return insert_query<Table, Clauses...>{std::move(set)};
}
template <class Table, class... Old, class... Clauses>
constexpr auto with_clauses(const remove_query<Table, Old...>&, clause_set<Clauses...> set) {
    return remove_query<Table, Clauses...>{std::move(set)};
}
template <template <class...> class... Kinds>
struct clauses_without {
    template <class... Kept>
    static constexpr auto of(clause_set<Kept...> kept) {
        return kept;
    }
    template <class... Kept, class First, class... Rest>
    static constexpr auto of(const clause_set<Kept...>& kept, const First& first, const Rest&... rest) {
        if constexpr ((is_instance_of<Kinds, First> || ...)) return of(kept, rest...);
        else return of(with(kept, first), rest...);
    }
};
/// The statement without the clauses of some kinds.
template <template <class...> class... Kinds, class Query>
constexpr auto without_clauses(const Query& query) {
    return [&]<class... Clauses>(const clause_set<Clauses...>& set) {
        return with_clauses(query, clauses_without<Kinds...>::of(clause_set<>{}, static_cast<const Clauses&>(set)...));
    }(query.clauses);
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
} // namespace rowan::detail
