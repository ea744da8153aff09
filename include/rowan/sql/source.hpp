#pragma once

#include "rowan/query/nested.hpp"
#include "rowan/query/select.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/history.hpp"
#include "rowan/sql/expression.hpp"

#include <cstddef>
#include <span>
#include <string_view>

// Where rows come from, and the columns that are taken of them.
namespace rowan::detail {

// The versions of a row that were there at a point in time, in the place of the table itself.
template <class Source, class Visitor>
constexpr void walk_versions(Visitor& visitor) {
    const auto point = [&] {
        if (visitor.as_of_time) visitor.text("(SELECT max(\"id\") FROM \"rowan_transaction\" WHERE \"at\" <= ");
        visitor.placeholder(visitor.as_of_number);
        if (visitor.as_of_time) visitor.text(")");
    };
    visitor.text("(SELECT * FROM ");
    visitor.template table<source_row<Source>>("_history");
    visitor.text(" WHERE \"operation\" <> 'delete' AND \"transaction_id\" <= ");
    point();
    visitor.text(" AND (\"end_transaction_id\" IS NULL OR \"end_transaction_id\" > ");
    point();
    visitor.text(")) AS ");
    visitor.template source<Source>();
}

/// The only place where a query refers to a table.
template <class Source, class Visitor>
constexpr void walk_source(Visitor& visitor) {
    if constexpr (Visitor::writes_text) {
        if constexpr (is_versioned<source_row<Source>>) {
            const bool is_table =
                !visitor.template is_common<Source>() && !visitor.template is_common<source_row<Source>>();
            if (is_table && visitor.as_of_number != 0) {
                walk_versions<Source>(visitor);
                return;
            }
        }
        if constexpr (is_alias<Source>) {
            if (!visitor.template is_common<Source>()) {
                visitor.template table<source_row<Source>>();
                visitor.text(" AS ");
            }
        } else if constexpr (!facts<Source>.schema.empty()) {
            if (!visitor.template is_common<Source>()) {
                visitor.template table<Source>();
                return;
            }
        }
        visitor.template source<Source>();
    }
}

/// A query in parentheses. What it says of the past is its own. `Beside`: what stands beside its columns, if that is known.
template <class Beside = type_list<>, class Visitor, class Node>
constexpr void walk_nested(Visitor& visitor, const Node& node) {
    if constexpr (!is_passed_over<Visitor, Node>) {
        const auto scope = visitor.enter();
        visitor.text("(");
        walk_query<Beside>(visitor, node.query);
        visitor.text(")");
        visitor.leave(scope);
    }
}

template <class Visitor, class Query>
constexpr void walk(Visitor& visitor, const nested_query<Query>& node) {
    walk_nested(visitor, node);
}

/// What the columns of a query in the place of a table are called: none if it is not in such a place.
using column_labels = std::span<const column_facts>;

template <class Source, class Visitor>
constexpr void walk_columns_of(Visitor& visitor, column_labels& labels) {
    bool first = true;
    for (const column_facts& column : facts<source_row<Source>>.columns) {
        visitor.text(first ? "" : ", ");
        first = false;
        visitor.template source_column<Source>(column);
        if (!labels.empty()) {
            visitor.text(" AS ");
            visitor.column_name(labels.front());
            labels = labels.subspan(1);
        }
    }
}

template <class Beside, class Visitor, class Node>
constexpr void walk_unnamed(Visitor& visitor, const Node& node) {
    walk_item<Beside>(visitor, node);
}
template <class Beside, class Visitor, fixed_string Name, class Content>
constexpr void walk_unnamed(Visitor& visitor, const aliased<Name, Content>& node) {
    walk_unnamed<Beside>(visitor, node.content);
}

template <class Beside, class Visitor, class... Sources>
constexpr void walk_projection(Visitor& visitor, const whole_rows<Sources...>&,
                               [[maybe_unused]] column_labels labels = {}) {
    if constexpr (Visitor::writes_text) {
        std::size_t position = 0;
        ((visitor.text(position++ == 0 ? "" : ", "), walk_columns_of<Sources>(visitor, labels)), ...);
    }
}
/// Visits the items of a select list with what stands beside each.
template <class... Beside, class Visitor, class... Expressions>
constexpr void walk_items(Visitor& visitor, const expressions<Expressions...>& projection, column_labels labels,
                          type_list<Beside...>) {
    projection.list.apply([&](const Expressions&... node) {
        std::size_t position = 0;
        const auto one = [&]<class Each>(std::type_identity<Each>, const auto& item) {
            visitor.text(position == 0 ? "" : ", ");
            if (labels.empty()) walk_item<Each>(visitor, item);
            else {
                walk_unnamed<Each>(visitor, item);
                if constexpr (Visitor::writes_text) {
                    visitor.text(" AS ");
                    visitor.column_name(labels[position]);
                }
            }
            ++position;
        };
        (one(std::type_identity<Beside>{}, node), ...);
    });
}
template <class Beside, class Visitor, class... Expressions>
constexpr void walk_projection(Visitor& visitor, const expressions<Expressions...>& projection,
                               column_labels labels = {}) {
    if constexpr (Beside::size == sizeof...(Expressions) && !is_passed_over<Visitor, Expressions...>)
        return walk_items(visitor, projection, labels, Beside{});
    if constexpr (Visitor::writes_text) {
        if (!labels.empty())
            return walk_items(visitor, projection, labels,
                              type_list<std::conditional_t<true, beside_nothing, Expressions>...>{});
    }
    walk_list(visitor, projection.list);
}

/// Where the rows of a source come from.
template <class Source, class Visitor>
constexpr void walk_origin(Visitor& visitor, const named_origin&) {
    walk_source<Source>(visitor);
}
template <class Source, class Visitor, class Derived>
constexpr void walk_origin(Visitor& visitor, const query_origin<Derived>& origin) {
    if constexpr (Visitor::writes_text) visitor.label_columns(facts<source_row<Source>>.columns);
    walk_nested(visitor, origin.derived);
    if constexpr (Visitor::writes_text) {
        visitor.text(" AS ");
        visitor.template source<Source>();
    }
}

} // namespace rowan::detail
