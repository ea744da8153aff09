#pragma once

#include "rowan/query/check/write_checks.hpp"
#include "rowan/query/insert.hpp"
#include "rowan/query/write.hpp"
#include "rowan/sql/query.hpp"
#include "rowan/sql/set_operation.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// A value that is set is one that the column's field can hold, or it could not be read again.
template <class Column, class Visitor, class Operand>
constexpr void walk_assigned(Visitor& visitor, const Operand& operand) {
    if constexpr (!Visitor::writes_text && is_value<Operand>)
        visitor.template check_range<without_optional<type_of<Column>>>(operand.content);
    else if constexpr (!Visitor::writes_text && is_parameter<Operand>)
        visitor.template check_range_of<without_optional<type_of<Column>>>(operand);
    walk_operand<facts_of_column<Column::member>.stored_as, 0, assigned_to<Column>>(visitor, operand);
}

template <class Visitor, class... Assignments>
constexpr void walk_assignments(Visitor& visitor, const pack<Assignments...>& assignments) {
    visitor.text(" SET ");
    std::size_t position = 0;
    auto one = [&]<class Column, class Operand>(const assignment<Column, Operand>& each) {
        visitor.text(position++ == 0 ? "" : ", ");
        if constexpr (Visitor::writes_text) visitor.column_name(facts_of_column<Column::member>);
        visitor.text(" = ");
        walk_assigned<Column>(visitor, each.content);
    };
    assignments.apply([&](const auto&... each) { (one(each), ...); });
}
template <class Visitor>
constexpr void walk_set(Visitor&, const void*) {}
template <class Visitor, class... Assignments>
constexpr void walk_set(Visitor& visitor, const set_clause<Assignments...>* clause) {
    walk_assignments(visitor, clause->values);
}

/// The other sources of a statement, which `before` introduces.
template <class Visitor, class Clause>
constexpr void walk_other(Visitor&, const Clause&, std::string_view, bool&) {}
template <class Visitor, class Source, class Origin>
constexpr void walk_other(Visitor& visitor, const from_clause<Source, Origin>& clause, std::string_view before,
                          bool& first) {
    visitor.text(first ? before : ", ");
    first = false;
    walk_origin<Source>(visitor, clause.origin);
}
template <class Visitor, class... Clauses>
constexpr void walk_others(Visitor& visitor, const clause_set<Clauses...>& clauses, std::string_view before) {
    bool first = true;
    (walk_other(visitor, static_cast<const Clauses&>(clauses), before, first), ...);
}

template <class Visitor>
constexpr void walk_returning(Visitor&, const void*) {}
template <class Visitor, class Projection>
constexpr void walk_returning(Visitor& visitor, const returning_clause<Projection>* clause) {
    visitor.text(" RETURNING ");
    walk_projection<type_list<>>(visitor, clause->projection);
}

template <class Visitor, class Table, class... Clauses>
constexpr void walk(Visitor& visitor, const update_query<Table, Clauses...>& query) {
    walk_with(visitor, &query.clauses);
    visitor.text("UPDATE ");
    walk_source<Table>(visitor);
    walk_set(visitor, &query.clauses);
    if constexpr ((is_from<Clauses> || ...)) walk_others(visitor, query.clauses, " FROM ");
    walk_where(visitor, &query.clauses);
    walk_returning(visitor, &query.clauses);
}

template <class Visitor, class Table, class... Clauses>
constexpr void walk(Visitor& visitor, const remove_query<Table, Clauses...>& query) {
    // Without USING, the rows for which there is one to join are the same.
    constexpr bool asks_for_rows = (is_from<Clauses> || ...) && !Visitor::dialect::has_delete_using;
    walk_with(visitor, &query.clauses);
    visitor.text("DELETE FROM ");
    walk_source<Table>(visitor);
    if constexpr (asks_for_rows) visitor.text(" WHERE EXISTS (SELECT 1");
    if constexpr ((is_from<Clauses> || ...)) walk_others(visitor, query.clauses, asks_for_rows ? " FROM " : " USING ");
    walk_where(visitor, &query.clauses);
    if constexpr (asks_for_rows) visitor.text(")");
    walk_returning(visitor, &query.clauses);
}

/// The columns that an insert fills, in parentheses.
template <class Query, class Visitor>
constexpr void walk_filled(Visitor& visitor, const void*) {
    if constexpr (Visitor::writes_text) {
        bool first = true;
        for (std::size_t i = 0; i < field_count<typename Query::table>; ++i) {
            if (!is_inserted<Query>(i)) continue;
            visitor.text(first ? " (" : ", ");
            visitor.column_name(facts<typename Query::table>.columns[i]);
            first = false;
        }
        visitor.text(")");
    }
}
template <class Query, class Visitor, auto... Members>
constexpr void walk_filled(Visitor& visitor, const columns_clause<members<Members...>>*) {
    if constexpr (Visitor::writes_text) {
        std::size_t position = 0;
        ((visitor.text(position++ == 0 ? " (" : ", "), visitor.column_name(facts_of_column<Members>)), ...);
        visitor.text(")");
    }
}

/// What the columns of the query of an insert are assigned to.
template <class Query, auto... Members>
consteval auto find_assigned(const columns_clause<members<Members...>>*) {
    return type_list<within_assigned<typename Query::table, field_index<Members>>...>{};
}
template <class Query>
consteval auto find_assigned(const void*) {
    using Table = typename Query::table;
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return (type_list<>{} + ... +
                std::conditional_t<is_inserted<Query>(Index), type_list<within_assigned<Table, Index>>, type_list<>>{});
    }(std::make_index_sequence<field_count<Table>>{});
}
template <class Query>
using columns_assigned = decltype(find_assigned<Query>(static_cast<const typename Query::clauses_type*>(nullptr)));

template <class Query, class Visitor>
constexpr void walk_content(Visitor& visitor, const void*) {
    visitor.text(" DEFAULT VALUES");
}
template <class Query, class Visitor, class... Assignments>
constexpr void walk_content(Visitor& visitor, const set_clause<Assignments...>* clause) {
    std::size_t position = 0;
    if constexpr (Visitor::writes_text)
        ((visitor.text(position++ == 0 ? " (" : ", "),
          visitor.column_name(facts_of_column<Assignments::column::member>)),
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
template <class Query, class Visitor, class Rows>
constexpr void walk_content(Visitor& visitor, const values_clause<Rows>* clause) {
    using Table = typename Query::table;
    walk_filled<Query>(visitor, static_cast<const typename Query::clauses_type*>(nullptr));
    visitor.text(" VALUES (");
    bool first = true;
    for_each_index<Table>([&](auto index) {
        if constexpr (is_inserted<Query>(index)) {
            visitor.text(first ? "" : ", ");
            first = false;
            visitor.template field<Table, index>(clause->rows);
        }
    });
    visitor.text(")");
}
template <class Query, class Visitor, class Select>
constexpr void walk_content(Visitor& visitor, const insert_from_clause<Select>* clause) {
    walk_filled<Query>(visitor, static_cast<const typename Query::clauses_type*>(nullptr));
    constexpr bool is_wrapped =
        has_clause<conflict_clause>(static_cast<const typename Query::clauses_type*>(nullptr)) &&
        Visitor::dialect::takes_conflict_for_join;
    visitor.text(is_wrapped ? " SELECT * FROM (" : " ");
    const auto scope = visitor.enter();
    if constexpr (Visitor::writes_text) {
        // The query reads from the table by the name that it has there.
        const bool renames_target = std::exchange(visitor.renames_target, false);
        walk_query<columns_assigned<Query>>(visitor, clause->rows.query);
        visitor.renames_target = renames_target;
    } else walk_query<columns_assigned<Query>>(visitor, clause->rows.query);
    visitor.leave(scope);
    if constexpr (is_wrapped) visitor.text(") AS \"rows\" WHERE TRUE");
}

/// The condition of the partial index by which a conflict is told, word by word as the index has it: a database must see that it is the
/// same.
template <class Table, auto... Members, class Visitor>
constexpr void walk_conflict_condition(Visitor& visitor) {
    if constexpr (conflict_rule<Table, Members...>::is_partial)
        for_partial_sets<Table, Members...>([&](const auto& option) {
            visitor.text(" WHERE ");
            visitor.definition(option.condition);
        });
}

template <class Table, class Visitor>
constexpr void walk_conflict(Visitor&, const void*) {}
template <class Table, class Visitor, auto... Members>
constexpr void walk_conflict(Visitor& visitor, const conflict_clause<conflict_columns<Members...>>*) {
    visitor.text(" ON CONFLICT");
    if constexpr (Visitor::writes_text && sizeof...(Members) > 0) {
        std::size_t position = 0;
        ((visitor.text(position++ == 0 ? " (" : ", "), visitor.column_name(facts_of_column<Members>)), ...);
        visitor.text(")");
        walk_conflict_condition<Table, Members...>(visitor);
    }
}
template <class Table, class Visitor, fixed_string Name>
constexpr void walk_conflict(Visitor& visitor, const conflict_clause<conflict_constraint<Name>>*) {
    visitor.text(" ON CONFLICT ON CONSTRAINT \"");
    if constexpr (Visitor::writes_text) visitor.name(Name.view(), true);
    visitor.text("\"");
}
template <class Visitor>
constexpr void walk_action(Visitor&, const void*) {}
template <class Visitor>
constexpr void walk_action(Visitor& visitor, const do_nothing_clause*) {
    visitor.text(" DO NOTHING");
}
template <class Visitor, class... Assignments>
constexpr void walk_action(Visitor& visitor, const do_update_clause<Assignments...>* clause) {
    visitor.text(" DO UPDATE");
    walk_assignments(visitor, clause->values);
}

template <class Visitor, class Table, class... Clauses>
constexpr void walk(Visitor& visitor, const insert_query<Table, Clauses...>& query) {
    walk_with(visitor, &query.clauses);
    visitor.text("INSERT INTO ");
    walk_source<Table>(visitor);
    if constexpr (Visitor::writes_text &&
                  has_clause<conflict_clause>(static_cast<const clause_set<Clauses...>*>(nullptr)))
        visitor.template rename_target<Table>();
    walk_content<insert_query<Table, Clauses...>>(visitor, &query.clauses);
    walk_conflict<Table>(visitor, &query.clauses);
    walk_action(visitor, &query.clauses);
    walk_where(visitor, &query.clauses);
    if constexpr (Visitor::writes_text) visitor.end_conflict();
    walk_returning(visitor, &query.clauses);
}

} // namespace rowan::detail
