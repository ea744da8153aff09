#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/read/stored_row.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/write/insert_range.hpp"
#include "rowan/engine/write/set_rows.hpp"
#include "rowan/engine/write/set_update.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/sql/affected_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

// Inserting rows into a table with handlers by a statement.
namespace rowan::detail {

template <class Query, class... Assignments>
consteval bool gives_value(std::size_t index, const set_clause<Assignments...>*, const void*) {
    return ((field_index<Assignments::column::member> == index) || ...);
}
template <class Query, auto... Members>
consteval bool gives_value(std::size_t index, const void*, const columns_clause<members<Members...>>*) {
    return ((field_index<Members> == index) || ...);
}
template <class Query>
consteval bool gives_value(std::size_t index, const void*, const void*) {
    return is_inserted<Query>(index);
}
/// Whether the rows of an insert are known before it runs: a column that it does not give is null, and not what the database makes.
template <class Query>
consteval bool makes_whole_rows() {
    using Table = typename Query::table;
    constexpr const typename Query::clauses_type* clauses = nullptr;
    for (std::size_t i = 0; i < field_count<Table>; ++i) {
        const column_facts& column = facts<Table>.columns[i];
        if (facts<Table>.is_inserted(i) && !gives_value<Query>(i, clauses, clauses) &&
            (column.has_default || !column.is_nullable))
            return false;
    }
    return has_clause<values_clause>(clauses) || has_clause<insert_from_clause>(clauses) ||
           has_clause<set_clause>(clauses);
}

template <class Query, class Statement, class Table, class... Assignments>
void read_inserted(Statement& statement, Table& row, const set_clause<Assignments...>* clause, const void*) {
    read_new_values(statement, row, 1, clause);
}
template <class Query, class Statement, class Table, auto... Members>
void read_inserted(Statement& statement, Table& row, const void*, const columns_clause<members<Members...>>*) {
    int column = 0;
    (read_field<field_index<Members>>(statement, row, column++), ...);
}
template <class Query, class Statement, class Table>
void read_inserted(Statement& statement, Table& row, const void*, const void*) {
    int column = 0;
    for_each_index<Table>([&](auto index) {
        if constexpr (is_inserted<Query>(index)) read_field<index>(statement, row, column++);
    });
}
/// The rows of the query of an insert, or the values that it sets, as rows of the table.
template <class Query>
struct inserted_reader {
    template <class Statement, class Table>
    static void read(Statement& statement, Table& row) {
        constexpr const typename Query::clauses_type* clauses = nullptr;
        for_each_index<Table>([&](auto index) {
            if constexpr (is_optional<field_type<index, Table>>) field<index>(row).reset();
        });
        read_inserted<Query>(statement, row, clauses, clauses);
    }
};
template <class Select>
constexpr const Select& query_of(const insert_from_clause<Select>& clause) {
    return clause.rows.query;
}
/// Whether an insert gives a key that the database would otherwise make.
template <class Query>
consteval bool gives_made_key() {
    using Table = typename Query::table;
    constexpr const typename Query::clauses_type* clauses = nullptr;
    if constexpr (facts<Table>.has_generated_key) return gives_value<Query>(facts<Table>.key[0], clauses, clauses);
    else return false;
}
/// The rows that an insert gives, before handlers hear of them.
template <class Core, class Query, class Arguments>
std::vector<typename Query::table> rows_to_insert(Core& core, const Query& query, const Arguments& arguments) {
    using Table = typename Query::table;
    constexpr const typename Query::clauses_type* clauses = nullptr;
    if constexpr (has_clause<insert_from_clause>(clauses))
        return read_set<inserted_reader<Query>, Table>(core, query_of(query.clauses), arguments);
    else if constexpr (has_clause<set_clause>(clauses)) {
        const auto values = without_clauses<do_update_clause, where_clause>(query);
        using Values = std::remove_const_t<decltype(values)>;
        return read_set<inserted_reader<Values>, Table>(core, inserted_values<Values>{values}, arguments);
    } else if constexpr (inserts_range<Query>) {
        std::vector<Table> rows;
        for (const Table& row : values_of(query.clauses)) rows.push_back(row);
        return rows;
    } else return std::vector<Table>(1, values_of(query.clauses));
}

/// Whether the database decides of each row whether it is inserted.
template <class Query>
inline constexpr bool may_conflict =
    has_clause<conflict_clause>(static_cast<const typename Query::clauses_type*>(nullptr));

template <class Query, auto... Members>
consteval bool finds_conflicting_row(const conflict_clause<conflict_columns<Members...>>*) {
    using Table = typename Query::table;
    if constexpr (sizeof...(Members) == 0) return false;
    else return has_key<Table> && !conflict_rule<Table, Members...>::is_partial && facts<Table>.name != "excluded";
}
template <class Query>
consteval bool finds_conflicting_row(const void*) {
    return false;
}
/// Whether handlers can hear of the rows that an insert writes.
template <class Query>
consteval bool can_insert_be_heard() {
    constexpr const typename Query::clauses_type* clauses = nullptr;
    return !gives_rows<Query> && makes_whole_rows<Query>() &&
           (!may_update<Query> || finds_conflicting_row<Query>(clauses));
}

/// The clauses of an insert without those of some kinds, and with one row in the place of what gives its rows.
template <template <class...> class... Kinds, class Table, class... Clauses>
constexpr auto clauses_for_row(const insert_query<Table, Clauses...>& query, const Table& row) {
    using Filter = clauses_without<set_clause, values_clause, insert_from_clause, columns_clause, Kinds...>;
    const auto kept = Filter::of(clause_set<>{}, static_cast<const Clauses&>(query.clauses)...);
    const auto given = with(kept, values_clause<referred_row<Table>>{{&row}});
    if constexpr (gives_made_key<insert_query<Table, Clauses...>>() &&
                  !(std::is_same_v<Clauses, with_keys_clause> || ...))
        return with(given, with_keys_clause{});
    else return given;
}
/// The statement for one row: it gives back the row, if it inserts it.
template <class Query, class Table>
constexpr auto inserting_one(const Query& query, const Table& row) {
    const auto given = with(clauses_for_row<where_clause, do_update_clause, with_clause>(query, row),
                            returning_clause<whole_rows<Table>>{});
    if constexpr (may_update<Query>) return insert_of<Table>(with(given, do_nothing_clause{}));
    else return insert_of<Table>(given);
}
/// What `conflicting_row` is made of.
template <class Query, class Table>
constexpr auto updating_one(const Query& query, const Table& row) {
    return insert_of<Table>(clauses_for_row<>(query, row));
}

template <class... Assignments>
auto columns_updated_by(const do_update_clause<Assignments...>*)
    -> decltype(columns_set_by(static_cast<const set_clause<Assignments...>*>(nullptr)));

/// Whether the row was inserted, of which handlers then have heard.
template <class Core, class Query, class Table>
bool insert_one_heard(Core& core, const Query& query, const Table& row) {
    const auto statement = inserting_one(query, row);
    std::vector<Table> inserted;
    write_set_once(core, statement, argument_set<>{}, [&](lease<Core>& running) {
        running.collect(inserted, [](auto& prepared, Table& each) {
            check_columns<row_reader<whole_rows<Table>>, Table>(prepared);
            read_row_at(prepared, each, 0);
        });
    });
    if (inserted.empty()) return false;
    raise_after_insert<Core, Table>(core, inserted.front());
    return true;
}
/// Whether the row with which `row` conflicts is one that the statement updates.
template <class Core, class Query, class Arguments>
bool update_conflicting(Core& core, const Query& query, const typename Query::table& row, const Arguments& arguments) {
    using Table = typename Query::table;
    using Columns = decltype(columns_updated_by(static_cast<const typename Query::clauses_type*>(nullptr)));
    const auto updating = updating_one(query, row);
    using Updating = std::remove_const_t<decltype(updating)>;
    auto found =
        read_set<affected_reader<Updating>, affected_row<Table>>(core, conflicting_row<Updating>{updating}, arguments);
    if (found.empty()) return false;
    update_read_row<Columns>(core, found.front());
    return true;
}
/// The rows that were inserted or updated, one after the other, as the database decides.
template <class Core, class Query, class Arguments>
std::int64_t insert_each_heard(Core& core, const Query& query, std::vector<typename Query::table> rows,
                               const Arguments& arguments) {
    using Table = typename Query::table;
    raise(core, before_write<Table>{operation_of<Query>});
    std::int64_t written = 0;
    for (Table& row : rows) {
        // What handlers of an attempt to insert it make of the row is not what it is updated to.
        [[maybe_unused]] row_as_given<Core, Table> given = row;
        if constexpr (heard<before_insert<Table>, Core>) raise(core, before_insert<Table>{row});
        bool is_written = insert_one_heard(core, query, row);
        if constexpr (may_update<Query>) {
            is_written = is_written || update_conflicting(core, query, given, arguments);
            // Either it is not to be updated, or another connection has removed the other row meanwhile.
            is_written = is_written || insert_one_heard(core, query, row);
        }
        written += is_written ? 1 : 0;
    }
    return written;
}
template <class Core, class Query, class Arguments>
std::int64_t insert_heard_set(Core& core, const Query& query, const Arguments& arguments) {
    using Table = typename Query::table;
    auto rows = rows_to_insert(core, query, arguments);
    const auto count = static_cast<std::int64_t>(rows.size());
    if constexpr (may_conflict<Query> || gives_made_key<Query>()) {
        const std::int64_t written = insert_each_heard(core, query, std::move(rows), arguments);
        if constexpr (!may_conflict<Query>)
            if (written != count) throw_left_out(written, count, Core::template text<insert_rows<Table, 1, true>>());
        return written;
    } else {
        insert_range<Table>{}(core, rows);
        return count;
    }
}

} // namespace rowan::detail
