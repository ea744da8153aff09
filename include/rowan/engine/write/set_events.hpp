#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/insert_range.hpp"
#include "rowan/engine/write/remove.hpp"
#include "rowan/engine/write/set_rows.hpp"
#include "rowan/engine/write/set_statement.hpp"
#include "rowan/engine/write/set_update.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/sql/affected_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Statements that write rows of a table with handlers as a set: the rows are read and locked first, the handlers hear of each, and the
// rows that were read are written.
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

/// Whether handlers can hear of the rows that a statement writes.
template <class Query, class Core>
consteval bool can_be_heard() {
    using Table = typename Query::table;
    using Clauses = typename Query::clauses_type;
    constexpr const Clauses* clauses = nullptr;
    if constexpr (std::is_base_of_v<with_keys_clause, Clauses>) return false;
    else if constexpr (is_instance_of<insert_query, Query>)
        return !has_clause<conflict_clause>(clauses) && !gives_rows<Query> && makes_whole_rows<Query>();
    else if constexpr (is_instance_of<update_query, Query> &&
                       hears_cascade_of_update<Table, columns_written_by<Query>, Core>())
        return false;
    else if constexpr (!has_key<Table> || has_clause<from_clause>(clauses)) return false;
    else if constexpr (!gives_rows<Query>) return true;
    else if constexpr (is_instance_of<update_query, Query>) return !updates_each<Query, Core>;
    else return facts<Table>.key_size == 1;
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
template <class Core, class Query, class Arguments>
std::int64_t insert_set(Core& core, const Query& query, const Arguments& arguments) {
    using Table = typename Query::table;
    if constexpr (has_clause<insert_from_clause>(static_cast<const typename Query::clauses_type*>(nullptr))) {
        auto rows = read_set<inserted_reader<Query>, Table>(core, query_of(query.clauses), arguments);
        insert_range<Table>{}(core, rows);
        return static_cast<std::int64_t>(rows.size());
    } else if constexpr (has_clause<set_clause>(static_cast<const typename Query::clauses_type*>(nullptr))) {
        auto rows = read_set<inserted_reader<Query>, Table>(core, inserted_values<Query>{query}, arguments);
        insert_row{}(core, rows.front());
        return 1;
    } else if constexpr (inserts_range<Query>) {
        std::vector<Table> rows;
        for (const Table& row : values_of(query.clauses)) rows.push_back(row);
        insert_range<Table>{}(core, rows);
        return static_cast<std::int64_t>(rows.size());
    } else {
        Table row = values_of(query.clauses);
        insert_row{}(core, row);
        return 1;
    }
}

/// Runs a statement of which handlers hear; `run(lease)` is called with what writes the rows.
struct run_heard_write {
    template <class Core, class Query, class Arguments>
    auto operator()(Core& core, const Query& query, const Arguments& arguments) const {
        scope_of<Core> scope(core, {.mode = transaction_mode::immediate});
        if constexpr (is_instance_of<insert_query, Query>) {
            const std::int64_t count = insert_set(core, query, arguments);
            scope.commit();
            return count;
        } else if constexpr (updates_each<Query, Core>) {
            const std::int64_t count = update_each(core, query, arguments);
            scope.commit();
            return count;
        } else if constexpr (gives_rows<Query>) {
            std::vector<returned_row<Query>> rows;
            write(core, query, arguments, [&](lease<Core>& running) {
                collect_returned<Query>(core, running, rows);
                return rows.size();
            });
            scope.commit();
            return returned(std::move(rows));
        } else {
            const std::int64_t count = write(core, query, arguments, [](lease<Core>& running) {
                return static_cast<std::size_t>(running.template run<outcome::changes>());
            });
            scope.commit();
            return count;
        }
    }

private:
    template <class Core, class Query, class Arguments, class Run>
    static std::int64_t write(Core& core, const Query& query, const Arguments& arguments, const Run& run) {
        if constexpr (is_instance_of<remove_query, Query>) return remove_heard(core, query, arguments, run);
        else return update_together(core, query, arguments, run);
    }
};

} // namespace rowan::detail
