#pragma once

#include "rowan/schema/facts.hpp"
#include "rowan/sql/row_statement.hpp"
#include "rowan/sql/write.hpp"

#include <type_traits>
#include <vector>

// What stands for a statement that updates or removes rows of a table with handlers: one that reads the rows, and one that writes them.
namespace rowan::detail {

/// The rows that a statement would update or remove, and what it would set; where a database locks rows, they are locked. It is
/// everything that the statement is, but for its text.
template <class Query>
struct affected_rows : Query {};

/// Whether a column is set to null, which needs no database to be known, and has no type where it stands alone.
template <class Assignment>
inline constexpr bool sets_null = std::is_same_v<type_of<typename Assignment::operand>, std::nullopt_t>;

/// The values of a `set`, behind those that stand there already.
template <class Visitor>
constexpr void walk_new_values(Visitor&, const void*) {}
template <class Visitor, class... Assignments>
constexpr void walk_new_values(Visitor& visitor, const set_clause<Assignments...>* clause) {
    const auto one = [&]<class Column, class Operand>(const assignment<Column, Operand>& each) {
        if constexpr (sets_null<assignment<Column, Operand>>) return;
        visitor.text(", ");
        walk_operand<facts_of_column<Column::member>.stored_as, 0>(visitor, each.content);
    };
    clause->values.apply([&](const auto&... each) { (one(each), ...); });
}
template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const affected_rows<Query>& query) {
    using Table = typename Query::table;
    walk_with(visitor, &query.clauses);
    visitor.text("SELECT ");
    if constexpr (Visitor::writes_text)
        for_columns<Table>([](std::size_t) { return true; },
                           [&](bool first, const column_facts& column) {
                               visitor.text(first ? "" : ", ");
                               visitor.template source_column<Table>(column);
                           });
    walk_new_values(visitor, &query.clauses);
    visitor.text(" FROM ");
    walk_source<Table>(visitor);
    walk_where(visitor, &query.clauses);
    if constexpr (Visitor::writes_text && Visitor::dialect::has_row_locks) {
        visitor.text(" FOR UPDATE OF ");
        visitor.template source<Table>();
    }
}

/// A row of 1 and the values that an insert sets.
template <class Query>
struct inserted_values : Query {};

template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const inserted_values<Query>& query) {
    walk_with(visitor, &query.clauses);
    visitor.text("SELECT 1");
    walk_new_values(visitor, &query.clauses);
}

/// The statement for the rows with keys of a list, whatever its condition was.
template <class Query>
struct write_by_keys;
template <class Table, class... Clauses>
struct write_by_keys<update_query<Table, Clauses...>> : update_query<Table, Clauses...> {
    static constexpr std::string_view verb = "UPDATE ";
    const std::vector<key_type<Table, 0>>* keys = nullptr;
    [[nodiscard]] const auto& get() const { return *keys; }
};
template <class Table, class... Clauses>
struct write_by_keys<remove_query<Table, Clauses...>> : remove_query<Table, Clauses...> {
    static constexpr std::string_view verb = "DELETE FROM ";
    const std::vector<key_type<Table, 0>>* keys = nullptr;
    [[nodiscard]] const auto& get() const { return *keys; }
};

template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const write_by_keys<Query>& query) {
    using Table = typename Query::table;
    constexpr const column_facts& key = facts<Table>.columns[facts<Table>.key[0]];
    walk_with(visitor, &query.clauses);
    visitor.text(write_by_keys<Query>::verb);
    walk_source<Table>(visitor);
    walk_set(visitor, &query.clauses);
    visitor.text(" WHERE ");
    if constexpr (Visitor::writes_text) visitor.template source_column<Table>(key);
    visitor.template list<key.stored_as, beside_expression<>>(query);
    walk_returning(visitor, &query.clauses);
}

} // namespace rowan::detail
