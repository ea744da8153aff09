#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/read/stored_row.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/insert_range.hpp"
#include "rowan/engine/write/remove.hpp"
#include "rowan/engine/write/set_statement.hpp"
#include "rowan/engine/write/update.hpp"
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

/// Whether each row of an update is written by itself: a handler may change it, or its key is not one value.
template <class Query, class Core>
inline constexpr bool updates_each =
    is_instance_of<update_query, Query> &&
    (heard<before_update<typename Query::table>, Core> || facts<typename Query::table>.key_size > 1);

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
    else if constexpr (!has_key<Table> || has_clause<from_clause>(clauses)) return false;
    else if constexpr (!gives_rows<Query>) return true;
    else if constexpr (is_instance_of<update_query, Query>) return !updates_each<Query, Core>;
    else return facts<Table>.key_size == 1;
}

/// How many rows such a statement may keep in memory: `static constexpr std::size_t max_set_rows` of the database, if it has one.
template <class Database>
consteval std::size_t most_rows_of_set() {
    if constexpr (requires { Database::max_set_rows; }) return Database::max_set_rows;
    else return 1'000'000;
}

template <class Table>
struct affected_row {
    Table before{}, row{};
};

template <class Assignment, class Statement, class Table>
void read_new_value(Statement& statement, Table& row, int& column) {
    constexpr std::size_t index = field_index<Assignment::column::member>;
    if constexpr (sets_null<Assignment>) field<index>(row) = std::nullopt;
    else read_field<index>(statement, row, column++);
}
/// What a `set` says, from a column on.
template <class Statement, class Table>
void read_new_values(Statement&, Table&, int, const void*) {}
template <class Statement, class Table, class... Assignments>
void read_new_values(Statement& statement, Table& row, int column, const set_clause<Assignments...>*) {
    (read_new_value<Assignments>(statement, row, column), ...);
}
template <class Query>
struct affected_reader {
    template <class Statement, class Table>
    static void read(Statement& statement, affected_row<Table>& each) {
        read_row_at(statement, each.before, 0);
        each.row = each.before;
        read_new_values(statement, each.row, static_cast<int>(field_count<Table>),
                        static_cast<const typename Query::clauses_type*>(nullptr));
    }
    template <class Statement, class Table>
    static void read(Statement& statement, Table& row) {
        read_row_at(statement, row, 0);
    }
};
/// The rows of a query by which a statement for a set reads what it will write.
template <class Reader, class Row, class Core, class Query, class Arguments>
std::vector<Row> read_set(Core& core, const Query& query, const Arguments& arguments) {
    constexpr std::size_t most = most_rows_of_set<typename Core::database>();
    lease<Core> running(core, acquire_variant(core, query));
    running.bind([&](auto& statement) { bind_query<typename Core::dialect>(statement, query, arguments); });
    std::vector<Row> rows;
    running.collect(rows, [&](auto& statement, Row& row) {
        if (rows.size() > most) [[unlikely]]
            throw too_many_rows("the statement writes more than " + std::to_string(most) +
                                    " rows, which are kept for the handlers of the table; nothing was written: write "
                                    "fewer at once, give the database a larger max_set_rows, or say .without_hooks()",
                                0, running.sql());
        check_columns<Reader, Row>(statement);
        Reader::read(statement, row);
    });
    return rows;
}
template <class Table>
std::vector<key_type<Table, 0>> keys_of(const std::vector<Table>& rows) {
    std::vector<key_type<Table, 0>> keys;
    keys.reserve(rows.size());
    for (const Table& row : rows) keys.push_back(field<facts<Table>.key[0]>(row));
    return keys;
}
/// Writes the rows by one statement that names their keys; `run(lease)` runs it, and is how many it wrote. Throws `row_left_out` if some
/// are left as they were.
template <class Core, class Query, class Table, class Arguments, class Run>
void write_read_rows(Core& core, const Query& query, const std::vector<Table>& rows, const Arguments& arguments,
                     const Run& run) {
    if (rows.empty()) return;
    const auto keys = keys_of(rows);
    const auto by_keys = without_clauses<where_clause>(query);
    const write_by_keys<std::remove_const_t<decltype(by_keys)>> statement{by_keys, &keys};
    std::size_t written = 0;
    write_set_once(core, statement, arguments, [&](lease<Core>& running) { written = run(running); });
    if (written == keys.size()) return;
    // A handler or a trigger may have removed others.
    const std::size_t there = read_rows<Table, loads::unheard>(core, keys).size();
    if (there > (is_instance_of<remove_query, Query> ? 0 : written))
        throw_left_out(static_cast<std::int64_t>(written), static_cast<std::int64_t>(keys.size()),
                       text_of_variant<typename Core::dialect, typename Core::naming>(statement));
}

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

/// Each row by itself, with the values that were read: handlers may change them.
template <class Core, class Query, class Arguments>
std::int64_t update_each(Core& core, const Query& query, const Arguments& arguments) {
    using Table = typename Query::table;
    using Columns = columns_written_by<Query>;
    auto rows = read_set<affected_reader<Query>, affected_row<Table>>(core, affected_rows<Query>{query}, arguments);
    raise(core, before_write<Table>{write_operation::update});
    std::vector<Table> before, written;
    for (affected_row<Table>& each : rows) {
        if (!differs<void>(each.before, each.row)) continue;
        raise_before_update(core, std::as_const(each.before), each.row);
        if (!differs<void>(each.before, each.row)) continue;
        if (differs_elsewhere<Columns>(each.before, each.row)) write_updated<void>(core, each.row, each.before);
        else write_updated<Columns>(core, each.row, each.before);
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
template <class Core, class Query, class Arguments, class Run>
std::int64_t remove_heard(Core& core, const Query& query, const Arguments& arguments, const Run& run) {
    using Table = typename Query::table;
    const auto reading = without_clauses<returning_clause>(query);
    using Reading = std::remove_const_t<decltype(reading)>;
    const auto rows = read_set<affected_reader<Reading>, Table>(core, affected_rows<Reading>{reading}, arguments);
    for (const Table& row : rows) raise(core, before_remove<Table>{row});
    raise(core, before_write<Table>{write_operation::remove});
    if constexpr (facts<Table>.key_size == 1) write_read_rows(core, query, rows, arguments, run);
    else
        for (const Table& row : rows) with_key_of(row, [&](const auto&... keys) { delete_row<Table>(core, keys...); });
    for (const Table& row : rows) raise(core, after_remove<Table>{row});
    return static_cast<std::int64_t>(rows.size());
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
