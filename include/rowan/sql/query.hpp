#pragma once

#include "rowan/query/result_columns.hpp"
#include "rowan/query/select.hpp"
#include "rowan/sql/expression.hpp"
#include "rowan/sql/literal_count.hpp"
#include "rowan/sql/source.hpp"
#include "rowan/sql/window.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

namespace rowan::detail {

// A clause that a query does not have is nothing: the overload for `const void*` is the worse match.
template <class Visitor>
constexpr void walk_where(Visitor&, const void*) {}
template <class Visitor, class... Conditions>
constexpr void walk_where(Visitor& visitor, const where_clause<Conditions...>* clause) {
    bool first = true;
    auto one = [&]<class Condition>(const Condition& condition) {
        if constexpr (is_optional_condition<Condition>)
            if (!visitor.chooses(condition)) return;
        visitor.text(first ? " WHERE " : " AND ");
        first = false;
        constexpr int minimum = sizeof...(Conditions) > 1 ? logical_and::precedence : 0;
        walk_alone<minimum>(visitor, condition);
    };
    if constexpr (!is_passed_over<Visitor, Conditions...>)
        clause->conditions.apply([&](const auto&... condition) { (one(condition), ...); });
}

/// Where a result of this name stands among those of a query, from 1 on.
template <class... Columns>
consteval int position_of_result(std::string_view name, type_list<Columns...>) {
    int position = 0;
    for (const std::string_view each : {std::string_view(Columns::cell::name)...}) {
        ++position;
        if (each == name) return position;
    }
    return 0;
}

/// A key of `group_by` and `order_by`. A result is written as its position: in the place of a table it has another name, and
/// what it is called may be the name of a column as well.
template <class Query, class Visitor, class Key>
constexpr void walk_clause_key(Visitor& visitor, const Key& key) {
    walk_alone(visitor, key);
}
template <class Query, class Visitor, fixed_string Name>
constexpr void walk_clause_key(Visitor& visitor, const result_name<Name>&) {
    if constexpr (Visitor::writes_text) visitor.number(position_of_result(Name.view(), columns_of<Query>{}));
}
template <class Query, class Visitor, class Content, bool IsDescending, null_order Nulls>
constexpr void walk_clause_key(Visitor& visitor, const ordering<Content, IsDescending, Nulls>& key) {
    walk_clause_key<Query>(visitor, key.content);
    walk_direction<IsDescending, Nulls>(visitor);
}
template <class Query, class Visitor, class Condition>
constexpr void walk_clause_key(Visitor& visitor, const optional_condition<Condition>& key) {
    walk_clause_key<Query>(visitor, key.content);
}

template <class Query, class Visitor>
constexpr void walk_group_by(Visitor&, const void*) {}
template <class Query, class Visitor, class... Keys>
constexpr void walk_group_by(Visitor& visitor, const group_by_clause<Keys...>* clause) {
    bool first = true;
    const auto one = [&](const auto& key) {
        visitor.text(first ? " GROUP BY " : ", ");
        first = false;
        walk_clause_key<Query>(visitor, key);
    };
    if constexpr (!is_passed_over<Visitor, Keys...>) clause->keys.apply([&](const auto&... key) { (one(key), ...); });
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

/// Visits the key that the program chose, if it chose one.
template <class Visitor, class... Keys, class Function>
constexpr void walk_choice(Visitor& visitor, const key_choice<Keys...>& choice, const Function& function) {
    std::size_t position = 0;
    const std::size_t chosen = visitor.choice_of(choice);
    choice.keys.apply([&](const auto&... key) { ((position++ == chosen ? function(key) : void()), ...); });
}

template <class Query, class Visitor>
constexpr void walk_order_by(Visitor&, const void*) {}
template <class Query, class Visitor, class... Keys>
constexpr void walk_order_by(Visitor& visitor, const order_by_clause<Keys...>* clause) {
    bool first = true;
    const auto key = [&](const auto& content) {
        visitor.text(first ? " ORDER BY " : ", ");
        first = false;
        walk_clause_key<Query>(visitor, content);
    };
    const auto one = [&]<class Key>(const Key& each) {
        if constexpr (is_key_choice<Key>) walk_choice(visitor, each, key);
        else {
            if constexpr (is_optional_condition<Key>)
                if (!visitor.chooses(each)) return;
            key(each);
        }
    };
    if constexpr (!is_passed_over<Visitor, Keys...>) clause->keys.apply([&](const auto&... each) { (one(each), ...); });
}

template <class Visitor>
constexpr bool walk_limit(Visitor&, const void*) {
    return false;
}
template <class Visitor, class Count>
constexpr bool walk_limit(Visitor& visitor, const limit_clause<Count>* clause) {
    if constexpr (!Visitor::writes_text) visitor.check_count(clause->count);
    visitor.text(" LIMIT ");
    walk_alone(visitor, clause->count);
    return true;
}

template <class Visitor>
constexpr void walk_offset(Visitor&, const void*, bool) {}
template <class Visitor, class Count>
constexpr void walk_offset(Visitor& visitor, const offset_clause<Count>* clause, bool has_limit) {
    if (!has_limit) visitor.text(Visitor::dialect::no_limit);
    if constexpr (!Visitor::writes_text) visitor.check_count(clause->count);
    visitor.text(" OFFSET ");
    walk_alone(visitor, clause->count);
}

template <class Visitor>
constexpr void walk_locking(Visitor&, const void*) {}
template <class Visitor, lock_strength Strength, lock_wait Wait, class Source>
constexpr void walk_locking(Visitor& visitor, const locking_clause<Strength, Wait, Source>*) {
    if constexpr (requires { visitor.template is_left_out<Source>(); })
        if (visitor.template is_left_out<Source>()) return;
    visitor.text(Strength == lock_strength::update ? " FOR UPDATE" : " FOR SHARE");
    if constexpr (!std::is_void_v<Source>) {
        visitor.text(" OF ");
        visitor.template source<Source>();
    }
    if (Wait == lock_wait::skip_locked) visitor.text(" SKIP LOCKED");
    if (Wait == lock_wait::no_wait) visitor.text(" NOWAIT");
}

constexpr std::string_view join_word(join_kind kind) {
    switch (kind) {
    case join_kind::left:
        return " LEFT JOIN ";
    case join_kind::right:
        return " RIGHT JOIN ";
    case join_kind::full:
        return " FULL JOIN ";
    case join_kind::cross:
        return " CROSS JOIN ";
    default:
        return " JOIN ";
    }
}
template <class Visitor, class Clause>
constexpr void walk_join(Visitor&, const Clause&) {}
template <class Visitor, join_kind Kind, class Source, class Condition, class Origin>
constexpr void walk_join(Visitor& visitor, const join_clause<Kind, Source, Condition, Origin>& clause) {
    if constexpr (is_optional_condition<Condition>)
        if (!visitor.chooses(clause.condition)) return;
    visitor.text(join_word(Kind));
    walk_origin<Source>(visitor, clause.origin);
    if constexpr (!std::is_same_v<Condition, no_join_condition>) {
        visitor.text(" ON ");
        walk_alone(visitor, clause.condition);
    }
}
/// Tells a writer of which sources the columns are null, before it comes to them.
template <class Visitor, class Clause>
constexpr void walk_left_out(Visitor&, const Clause&) {}
template <class Visitor, join_kind Kind, class Source, class Condition, class Origin>
    requires(is_optional_condition<Condition>)
constexpr void walk_left_out(Visitor& visitor, const join_clause<Kind, Source, Condition, Origin>& clause) {
    if (!clause.condition.is_present) visitor.template leave_out<Source>();
}

template <class Visitor>
constexpr void walk_as_of(Visitor&, const void*) {}
template <class Visitor, class Point>
constexpr void walk_as_of(Visitor& visitor, const as_of_clause<Point>* clause) {
    visitor.as_of(clause->point.content);
}

/// The first source of a select of whole rows, if it has no `from`.
template <class Visitor, class First>
constexpr void walk_implied(Visitor& visitor, type_list<First>) {
    visitor.text(" FROM ");
    walk_source<First>(visitor);
}
template <class Visitor>
constexpr void walk_implied(Visitor&, type_list<>) {}
template <class Visitor>
constexpr void walk_from(Visitor&, const void*) {}
template <class Visitor, class Source, class Origin>
constexpr void walk_from(Visitor& visitor, const from_clause<Source, Origin>* clause) {
    visitor.text(" FROM ");
    walk_origin<Source>(visitor, clause->origin);
}

/// Whether a common table expression reads from itself.
template <class Source, class... Nodes>
consteval bool reads_from(type_list<Nodes...>) {
    return (false || ... || [] {
        if constexpr (nested_node<Nodes>)
            return is_in<Source, decltype(Nodes::query_type::sources())> ||
                   reads_from<Source>(typename Nodes::query_type::parts{});
        else return reads_from<Source>(typename Nodes::operands{});
    }());
}
template <class Common>
inline constexpr bool is_recursive = reads_from<typename Common::source>(type_list<Common>{});

template <class Visitor, class Source, class Query, materialization Hint>
constexpr void walk_common(Visitor& visitor, const common_table<Source, Query, Hint>& node) {
    if constexpr (Visitor::writes_text) {
        visitor.template source<Source>();
        bool first = true;
        for (const column_facts& column : facts<source_row<Source>>.columns) {
            visitor.text(first ? " (" : ", ");
            visitor.column_name(column);
            first = false;
        }
        visitor.text(Hint == materialization::kept       ? ") AS MATERIALIZED "
                     : Hint == materialization::in_place ? ") AS NOT MATERIALIZED "
                                                         : ") AS ");
    }
    walk_nested(visitor, node);
}
template <class Visitor>
constexpr void walk_with(Visitor&, const void*) {}
template <class Visitor, class... Tables>
constexpr void walk_with(Visitor& visitor, const with_clause<Tables...>* clause) {
    if constexpr (Visitor::writes_text) (visitor.template add_common<typename Tables::source>(), ...);
    visitor.text((is_recursive<Tables> || ...) ? "WITH RECURSIVE " : "WITH ");
    std::size_t position = 0;
    clause->tables.apply(
        [&](const auto&... table) { ((visitor.text(position++ == 0 ? "" : ", "), walk_common(visitor, table)), ...); });
    visitor.text(" ");
}

template <class Visitor>
constexpr void walk_distinct(Visitor&, const void*) {}
template <class Visitor>
constexpr void walk_distinct(Visitor& visitor, const distinct_clause*) {
    visitor.text("DISTINCT ");
}
template <class Visitor, class... Keys>
constexpr void walk_distinct(Visitor& visitor, const distinct_on_clause<Keys...>* clause) {
    visitor.text("DISTINCT ON (");
    walk_list(visitor, clause->keys);
    visitor.text(") ");
}

/// `Beside`: what stands beside the columns, if that is known.
template <class Beside, class Visitor, class Projection, class... Clauses>
constexpr void walk_query(Visitor& visitor, const select_query<Projection, Clauses...>& query) {
    const auto labels = visitor.take_labels();
    walk_as_of(visitor, &query.clauses);
    walk_with(visitor, &query.clauses);
    if constexpr (requires { visitor.left_out; }) {
        visitor.bring_in(select_query<Projection, Clauses...>::sources());
        (walk_left_out(visitor, static_cast<const Clauses&>(query.clauses)), ...);
    }
    visitor.text("SELECT ");
    walk_distinct(visitor, &query.clauses);
    walk_projection<Beside>(visitor, query.projection, labels);
    if constexpr (Visitor::writes_text)
        walk_implied(visitor, typename select_query<Projection, Clauses...>::implied_source{});
    walk_from(visitor, &query.clauses);
    if constexpr ((is_join<Clauses> || ...)) (walk_join(visitor, static_cast<const Clauses&>(query.clauses)), ...);
    walk_where(visitor, &query.clauses);
    walk_group_by<select_query<Projection, Clauses...>>(visitor, &query.clauses);
    walk_having(visitor, &query.clauses);
    if constexpr ((requires { Clauses::window_name; } || ...)) {
        bool is_first_window = true;
        (walk_window_clause(visitor, static_cast<const Clauses&>(query.clauses), is_first_window), ...);
    }
    walk_order_by<select_query<Projection, Clauses...>>(visitor, &query.clauses);
    const bool has_limit = walk_limit(visitor, &query.clauses);
    walk_offset(visitor, &query.clauses, has_limit);
    if constexpr (Visitor::writes_text && (is_locking<Clauses> || ...))
        (walk_locking(visitor, static_cast<const Clauses*>(nullptr)), ...);
}

template <class Visitor, class Projection, class... Clauses>
constexpr void walk(Visitor& visitor, const select_query<Projection, Clauses...>& query) {
    walk_query<type_list<>>(visitor, query);
}

} // namespace rowan::detail
