#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/read/stored_row.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/write/set_statement.hpp"
#include "rowan/sql/affected_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// The rows that a statement for a set reads before it writes them.
namespace rowan::detail {

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
template <class Statement, class Table, class... Assignments>
void read_new_values(Statement& statement, Table& row, int column, const do_update_clause<Assignments...>*) {
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
    bool has_row = running.step();
    check_columns<Reader, Row>(running.statement());
    if (has_row) rows.reserve(running.expected_rows());
    for (; has_row; has_row = running.step()) {
        Row& row = rows.emplace_back();
        if (rows.size() > most) [[unlikely]]
            throw too_many_rows("the statement writes more than " + std::to_string(most) +
                                    " rows, which are kept for the handlers of the table; nothing was written: write "
                                    "fewer at once, give the database a larger max_set_rows, or say .without_hooks()",
                                0, running.sql());
        Reader::read(running.statement(), row);
    }
    running.finish_reading(rows.size());
    return rows;
}
template <class Table>
std::vector<key_type<Table, 0>> keys_of(const std::vector<Table>& rows) {
    std::vector<key_type<Table, 0>> keys;
    keys.reserve(rows.size());
    for (const Table& row : rows) keys.push_back(field<facts<Table>.key[0]>(row));
    return keys;
}
/// Runs a statement that gives no rows: how many rows it wrote.
inline constexpr auto count_written = []<class Core>(lease<Core>& running) {
    return static_cast<std::size_t>(running.template run<outcome::changes>());
};

/// Writes the rows by one statement that names their keys; `run(lease)` runs it, and is how many it wrote. Throws `row_left_out` if some
/// are left as they were.
template <class Core, class Query, class Table, class Arguments, class Run>
void write_read_rows(Core& core, const Query& query, const std::vector<Table>& rows, const Arguments& arguments,
                     const Run& run) {
    if (rows.empty()) return;
    const auto keys = keys_of(rows);
    const auto whole = without_clauses<where_clause>(query);
    using Whole = std::remove_const_t<decltype(whole)>;
    const auto write = [&](const auto& statement) {
        std::size_t written = 0;
        write_set_once(core, statement, arguments, [&](lease<Core>& running) { written = run(running); });
        if (written == keys.size()) return;
        // A handler or a trigger may have removed others.
        const std::size_t there = read_rows<Table, loads::unheard>(core, keys).size();
        if (there > (is_instance_of<remove_query, Query> ? 0 : written))
            throw_left_out(static_cast<std::int64_t>(written), static_cast<std::int64_t>(keys.size()),
                           text_of_variant<typename Core::dialect, typename Core::naming>(statement));
    };
    if constexpr (may_be_key_range<Table, Core>)
        if (are_consecutive(keys)) return write(write_by_key_range<Whole>{whole, keys.front(), keys.back()});
    write(write_by_keys<Whole>{whole, &keys});
}

} // namespace rowan::detail
