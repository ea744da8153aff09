#pragma once

#include "rowan/schema/facts.hpp"
#include "rowan/sql/row_statement.hpp"
#include "rowan/sql/write.hpp"

#include <string_view>
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
template <class Visitor, class... Assignments>
constexpr void walk_assigned_values(Visitor& visitor, const pack<Assignments...>& values) {
    const auto one = [&]<class Column, class Operand>(const assignment<Column, Operand>& each) {
        if constexpr (sets_null<assignment<Column, Operand>>) return;
        visitor.text(", ");
        walk_operand<facts_of_column<Column::member>.stored_as, 0>(visitor, each.content);
    };
    values.apply([&](const auto&... each) { (one(each), ...); });
}
template <class Visitor>
constexpr void walk_new_values(Visitor&, const void*) {}
template <class Visitor, class... Assignments>
constexpr void walk_new_values(Visitor& visitor, const set_clause<Assignments...>* clause) {
    walk_assigned_values(visitor, clause->values);
}
template <class Visitor, class... Assignments>
constexpr void walk_new_values(Visitor& visitor, const do_update_clause<Assignments...>* clause) {
    walk_assigned_values(visitor, clause->values);
}
/// The columns of the table, by the name of its rows.
template <class Table, class Visitor>
constexpr void walk_own_columns(Visitor& visitor) {
    if constexpr (Visitor::writes_text)
        for_columns<Table>([](std::size_t) { return true; },
                           [&](bool first, const column_facts& column) {
                               visitor.text(first ? "" : ", ");
                               visitor.template source_column<Table>(column);
                           });
}
template <class Table, class Visitor>
constexpr void walk_lock(Visitor& visitor) {
    if constexpr (Visitor::writes_text && Visitor::dialect::has_row_locks) {
        visitor.text(" FOR UPDATE OF ");
        visitor.template source<Table>();
    }
}
/// Rows of the table with their new values, which `walk_joined()` may join to others, and which are locked.
template <class Visitor, class Query, class Joined>
constexpr void walk_rows_to_write(Visitor& visitor, const Query& query, const Joined& walk_joined) {
    using Table = typename Query::table;
    walk_with(visitor, &query.clauses);
    visitor.text("SELECT ");
    walk_own_columns<Table>(visitor);
    walk_new_values(visitor, &query.clauses);
    visitor.text(" FROM ");
    walk_source<Table>(visitor);
    walk_joined();
    walk_where(visitor, &query.clauses);
    walk_lock<Table>(visitor);
}
template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const affected_rows<Query>& query) {
    walk_rows_to_write(visitor, query, [] {});
}

/// The row with which one that an insert gives conflicts, and what it would be updated to; locked where a database locks rows.
template <class Query>
struct conflicting_row : Query {};

template <class Query, class Visitor, class Rows>
constexpr void walk_excluded(Visitor& visitor, const values_clause<Rows>* clause) {
    using Table = typename Query::table;
    bool first = true;
    for_each_index<Table>([&](auto index) {
        if constexpr (is_inserted<Query>(index)) {
            constexpr const column_facts& column = facts<Table>.columns[index];
            visitor.text(first ? "" : ", ");
            first = false;
            if constexpr (Visitor::writes_text) {
                visitor.placeholder(visitor.next_value++);
                walk_array_cast(visitor, column);
                visitor.text(" AS ");
                visitor.column_name(column);
            } else visitor.template value<column.stored_as, beside_nothing>(field<index>(clause->rows.get()));
        }
    });
}
template <class Table, auto... Members, class Visitor>
constexpr void walk_same_values(Visitor& visitor, const conflict_clause<conflict_columns<Members...>>*) {
    if constexpr (Visitor::writes_text) {
        bool first = true;
        const auto one = [&](const column_facts& column) {
            visitor.text(first ? "" : " AND ");
            first = false;
            visitor.template source_column<Table>(column);
            visitor.text(" = excluded.");
            visitor.column_name(column);
        };
        (one(facts_of_column<Members>), ...);
    }
}
template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const conflicting_row<Query>& query) {
    walk_rows_to_write(visitor, query, [&] {
        visitor.text(" JOIN (SELECT ");
        walk_excluded<Query>(visitor, &query.clauses);
        visitor.text(") AS excluded ON ");
        walk_same_values<typename Query::table>(visitor, &query.clauses);
    });
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
struct write_by_keys : Query {
    const std::vector<key_type<typename Query::table, 0>>* keys = nullptr;
    [[nodiscard]] const auto& get() const { return *keys; }
};
/// The same for the rows with keys from the first to the last.
template <class Query>
struct write_by_key_range : Query {
    key_type<typename Query::table, 0> first{}, last{};
};

template <class Table, class... Clauses>
consteval std::string_view verb_of(const update_query<Table, Clauses...>*) {
    return "UPDATE ";
}
template <class Table, class... Clauses>
consteval std::string_view verb_of(const remove_query<Table, Clauses...>*) {
    return "DELETE FROM ";
}
template <class Visitor, class Query, class Condition>
constexpr void walk_write_by(Visitor& visitor, const Query& query, const Condition& walk_condition) {
    using Table = typename Query::table;
    constexpr const column_facts& key = facts<Table>.columns[facts<Table>.key[0]];
    walk_with(visitor, &query.clauses);
    visitor.text(verb_of(static_cast<const Query*>(nullptr)));
    walk_source<Table>(visitor);
    walk_set(visitor, &query.clauses);
    visitor.text(" WHERE ");
    if constexpr (Visitor::writes_text) visitor.template source_column<Table>(key);
    walk_condition(std::integral_constant<encoding, key.stored_as>{});
    walk_returning(visitor, &query.clauses);
}
template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const write_by_keys<Query>& query) {
    walk_write_by(visitor, query,
                  [&](auto stored_as) { visitor.template list<stored_as, beside_expression<>>(query); });
}
template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const write_by_key_range<Query>& query) {
    walk_write_by(visitor, query, [&](auto stored_as) {
        visitor.text(" BETWEEN ");
        visitor.template value<stored_as, beside_expression<>>(query.first);
        visitor.text(" AND ");
        visitor.template value<stored_as, beside_expression<>>(query.last);
    });
}

} // namespace rowan::detail
