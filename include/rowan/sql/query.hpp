#pragma once

#include "rowan/query/select.hpp"
#include "rowan/query/write.hpp"
#include "rowan/schema/history.hpp"
#include "rowan/sql/expression.hpp"
#include "rowan/sql/window.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace rowan::detail {

// The versions of a row that were there at a point in time, in the place of the table itself.
template <class Table, class Visitor>
constexpr void walk_versions(Visitor& visitor) {
    const auto point = [&] {
        if (visitor.as_of_time) visitor.text("(SELECT max(\"id\") FROM \"rowan_transaction\" WHERE \"at\" <= ");
        visitor.placeholder(visitor.as_of_number);
        if (visitor.as_of_time) visitor.text(")");
    };
    visitor.text("(SELECT * FROM ");
    visitor.template table<Table>("_history");
    visitor.text(" WHERE \"operation\" <> 'delete' AND \"transaction_id\" <= ");
    point();
    visitor.text(" AND (\"end_transaction_id\" IS NULL OR \"end_transaction_id\" > ");
    point();
    visitor.text(")) AS ");
    visitor.template table<Table>();
}

/// The only place where a query refers to a table.
template <class Table, class Visitor>
constexpr void walk_table(Visitor& visitor) {
    if constexpr (Visitor::writes_text) {
        if constexpr (is_versioned<Table>) {
            if (visitor.as_of_number != 0) {
                walk_versions<Table>(visitor);
                return;
            }
        }
        visitor.template table<Table>();
    }
}

template <class Table, class Visitor>
constexpr void walk_columns_of(Visitor& visitor) {
    bool first = true;
    for (const column_facts& column : facts<Table>.columns) {
        visitor.text(first ? "" : ", ");
        visitor.template table<Table>();
        visitor.text(".");
        visitor.column_name(column);
        first = false;
    }
}

template <class Visitor, class... Tables>
constexpr void walk_projection(Visitor& visitor, const entities<Tables...>&) {
    std::size_t position = 0;
    if constexpr (Visitor::writes_text)
        ((visitor.text(position++ == 0 ? "" : ", "), walk_columns_of<Tables>(visitor)), ...);
}
template <class Visitor, class... Expressions>
constexpr void walk_projection(Visitor& visitor, const expressions<Expressions...>& projection) {
    walk_list(visitor, projection.list);
}

// A clause that a query does not have is nothing: the overload for `const void*` is the worse match.
template <class Visitor>
constexpr void walk_where(Visitor&, const void*) {}
template <class Visitor, class... Conditions>
constexpr void walk_where(Visitor& visitor, const where_clause<Conditions...>* clause) {
    bool first = true;
    auto one = [&]<class Condition>(const Condition& condition) {
        if constexpr (is_optional_condition<Condition> && Visitor::reads_values)
            if (!condition.is_present) return;
        visitor.text(first ? " WHERE " : " AND ");
        first = false;
        constexpr int minimum = sizeof...(Conditions) > 1 ? logical_and::precedence : 0;
        walk_alone<minimum>(visitor, condition);
    };
    if constexpr (!is_passed_over<Visitor, Conditions...>)
        clause->conditions.apply([&](const auto&... condition) { (one(condition), ...); });
}

template <class Visitor>
constexpr void walk_group_by(Visitor&, const void*) {}
template <class Visitor, class... Keys>
constexpr void walk_group_by(Visitor& visitor, const group_by_clause<Keys...>* clause) {
    visitor.text(" GROUP BY ");
    walk_list(visitor, clause->keys);
}

template <class Visitor>
constexpr void walk_having(Visitor&, const void*) {}
template <class Visitor, class Condition>
constexpr void walk_having(Visitor& visitor, const having_clause<Condition>* clause) {
    visitor.text(" HAVING ");
    walk_alone(visitor, clause->condition);
}

template <class Visitor, class Clause>
constexpr void walk_window_clause(Visitor&, const Clause&, bool&) {}
template <class Visitor, fixed_string Name, class Window>
constexpr void walk_window_clause(Visitor& visitor, const window_clause<Name, Window>& clause, bool& is_first) {
    visitor.text(is_first ? " WINDOW " : ", ");
    is_first = false;
    walk_window(visitor, named_window<Name>{});
    visitor.text(" AS ");
    walk_window(visitor, clause.window);
}

template <class Visitor>
constexpr void walk_order_by(Visitor&, const void*) {}
template <class Visitor, class... Keys>
constexpr void walk_order_by(Visitor& visitor, const order_by_clause<Keys...>* clause) {
    visitor.text(" ORDER BY ");
    walk_list(visitor, clause->keys);
}

template <class Visitor>
constexpr bool walk_limit(Visitor&, const void*) {
    return false;
}
template <class Visitor, class Count>
constexpr bool walk_limit(Visitor& visitor, const limit_clause<Count>* clause) {
    visitor.text(" LIMIT ");
    walk_alone(visitor, clause->count);
    return true;
}

template <class Visitor>
constexpr void walk_offset(Visitor&, const void*, bool) {}
template <class Visitor, class Count>
constexpr void walk_offset(Visitor& visitor, const offset_clause<Count>* clause, bool has_limit) {
    if (!has_limit) visitor.text(Visitor::dialect::no_limit);
    visitor.text(" OFFSET ");
    walk_alone(visitor, clause->count);
}

template <class Visitor, class Clause>
constexpr void walk_join(Visitor&, const Clause&) {}
template <class Visitor, join_kind Kind, class Table, class Condition>
constexpr void walk_join(Visitor& visitor, const join_clause<Kind, Table, Condition>& clause) {
    visitor.text(Kind == join_kind::left ? " LEFT JOIN " : " JOIN ");
    walk_table<Table>(visitor);
    visitor.text(" ON ");
    walk_alone(visitor, clause.condition);
}

template <class Visitor, class Clause>
constexpr void walk_as_of(Visitor&, const Clause&) {}
template <class Visitor, class Point>
constexpr void walk_as_of(Visitor& visitor, const as_of_clause<Point>& clause) {
    visitor.as_of(clause.point.content);
}

template <class Visitor, class First, class... Rest>
constexpr void walk_from(Visitor& visitor, type_list<First, Rest...>) {
    visitor.text(" FROM ");
    walk_table<First>(visitor);
}
template <class Visitor>
constexpr void walk_from(Visitor&, type_list<>) {}

template <class Visitor, class Projection, class... Clauses>
constexpr void walk(Visitor& visitor, const select_query<Projection, Clauses...>& query) {
    using Query = select_query<Projection, Clauses...>;
    (walk_as_of(visitor, static_cast<const Clauses&>(query.clauses)), ...);
    visitor.text(is_one_of<distinct_clause, Clauses...> ? "SELECT DISTINCT " : "SELECT ");
    walk_projection(visitor, query.projection);
    if constexpr (Visitor::writes_text) walk_from(visitor, Query::tables());
    (walk_join(visitor, static_cast<const Clauses&>(query.clauses)), ...);
    walk_where(visitor, &query.clauses);
    walk_group_by(visitor, &query.clauses);
    walk_having(visitor, &query.clauses);
    [[maybe_unused]] bool is_first_window = true;
    (walk_window_clause(visitor, static_cast<const Clauses&>(query.clauses), is_first_window), ...);
    walk_order_by(visitor, &query.clauses);
    const bool has_limit = walk_limit(visitor, &query.clauses);
    walk_offset(visitor, &query.clauses, has_limit);
}

/// A value that is set is one that the column's field can hold, or it could not be read again.
template <class Column, class Visitor, class Operand>
constexpr void walk_assigned(Visitor& visitor, const Operand& operand) {
    if constexpr (!Visitor::writes_text && is_value<Operand>)
        visitor.template check_range<without_optional<type_of<Column>>>(operand.content);
    walk_operand<facts_of_column<Column::member>.stored_as, 0>(visitor, operand);
}

template <class Visitor, class... Assignments>
constexpr void walk_set(Visitor& visitor, const set_clause<Assignments...>* clause) {
    visitor.text(" SET ");
    std::size_t position = 0;
    auto one = [&]<class Column, class Operand>(const assignment<Column, Operand>& each) {
        visitor.text(position++ == 0 ? "" : ", ");
        if constexpr (Visitor::writes_text) visitor.column_name(facts_of_column<Column::member>);
        visitor.text(" = ");
        walk_assigned<Column>(visitor, each.content);
    };
    clause->values.apply([&](const auto&... each) { (one(each), ...); });
}

template <class Visitor, class Table, class... Clauses>
constexpr void walk(Visitor& visitor, const update_query<Table, Clauses...>& query) {
    visitor.text("UPDATE ");
    walk_table<Table>(visitor);
    walk_set(visitor, &query.clauses);
    walk_where(visitor, &query.clauses);
}

template <class Visitor, class Table, class... Clauses>
constexpr void walk(Visitor& visitor, const remove_query<Table, Clauses...>& query) {
    visitor.text("DELETE FROM ");
    walk_table<Table>(visitor);
    walk_where(visitor, &query.clauses);
}

template <class Visitor, class... Assignments>
constexpr void walk_insert(Visitor& visitor, const set_clause<Assignments...>* clause) {
    visitor.text(" (");
    std::size_t position = 0;
    if constexpr (Visitor::writes_text)
        ((visitor.text(position++ == 0 ? "" : ", "), visitor.column_name(facts_of_column<Assignments::column::member>)),
         ...);
    visitor.text(") VALUES (");
    position = 0;
    auto one = [&]<class Column, class Operand>(const assignment<Column, Operand>& each) {
        visitor.text(position++ == 0 ? "" : ", ");
        walk_assigned<Column>(visitor, each.content);
    };
    clause->values.apply([&](const auto&... each) { (one(each), ...); });
    visitor.text(")");
}
template <class Visitor>
constexpr void walk_insert(Visitor& visitor, const void*) {
    visitor.text(" DEFAULT VALUES");
}

template <class Visitor, class Table, class... Clauses>
constexpr void walk(Visitor& visitor, const insert_query<Table, Clauses...>& query) {
    visitor.text("INSERT INTO ");
    walk_table<Table>(visitor);
    walk_insert(visitor, &query.clauses);
}

} // namespace rowan::detail
