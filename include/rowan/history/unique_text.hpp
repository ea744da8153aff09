#pragma once

#include "rowan/history/trigger_text.hpp"
#include "rowan/query/order.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/keys.hpp"
#include "rowan/sql/definition.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>

// What no two rows of a table have alike, beside the primary key. REPLACE removes a row that is in the way there, and runs no trigger
// for it unless `recursive_triggers` is on (sqlite.org/lang_conflict.html): the row that takes its place finds its version.
namespace rowan::detail {

template <class Table>
constexpr bool is_in_unique_set(std::size_t column) {
    bool is_in = false;
    for_each_option<Table>([&]<class Option>(const Option& option) {
        if constexpr (requires { typename Option::columns; })
            if (makes_unique(option))
                for (const std::size_t each : Option::columns::indexes) is_in = is_in || each == column;
    });
    return is_in;
}
/// Whether a column is needed to find the row, and those whose place it took. An expression may need any.
template <class Table>
constexpr bool tells_places(std::size_t column) {
    bool any = false;
    for_each_option<Table>([&]<class Option>(const Option& option) {
        any = any || (is_expression_index<Option> && makes_unique(option));
    });
    return any || facts<Table>.columns[column].is_key || is_in_unique_set<Table>(column);
}

/// Calls `function` with each option that makes a unique set.
template <class Table, class Function>
constexpr void for_unique_sets(Function function) {
    for_each_option<Table>([&]<class Option>(const Option& option) {
        if constexpr (can_make_unique<Option>)
            if (makes_unique(option)) function(option);
    });
}

/// `lower("email"), …`, of whatever has columns of these names.
template <class Visitor, class Option>
constexpr void walk_unique_keys(Visitor& visitor, const Option& option) {
    bool first = true;
    const auto key = [&]<class Key>(const Key& node) {
        visitor.text(first ? "(" : ", (");
        first = false;
        if constexpr (is_ordering<Key>) walk_alone(visitor, node.content);
        else walk_alone(visitor, node);
        visitor.text(")");
    };
    option.keys.apply([&](const auto&... node) { (key(node), ...); });
}

/// `FROM "user_history" AS v WHERE …`: versions that have no end, of rows that are gone, with the values of `new`.
template <class Table, class Visitor, class Option>
constexpr void walk_gone(Visitor& visitor, const Option& option) {
    visitor.text("FROM ");
    visitor.template table<Table>("_history");
    visitor.text(" AS v WHERE ");
    if constexpr (is_expression_index<Option>) {
        visitor.text("(");
        walk_unique_keys(visitor, option);
        visitor.text(") = (SELECT ");
        walk_unique_keys(visitor, option);
        visitor.text(" FROM (SELECT ");
        bool first = true;
        for (const column_facts& column : facts<Table>.columns) {
            visitor.text(first ? "new." : ", new.");
            first = false;
            visitor.column_name(column);
            visitor.text(" AS ");
            visitor.column_name(column);
        }
        visitor.text("))");
    } else {
        bool first = true;
        for (const std::size_t column : Option::columns::indexes) {
            visitor.text(first ? "new." : " AND new."); // in front: what the table takes for equal is in the way
            first = false;
            visitor.column_name(facts<Table>.columns[column]);
            visitor.text(" = ");
            visitor.column_name(facts<Table>.columns[column]);
        }
    }
    visitor.text(
        " AND v.\"end_transaction_id\" IS NULL AND v.\"operation\" <> 'delete' AND NOT EXISTS (SELECT 1 FROM ");
    visitor.template table<Table>();
    visitor.text(" AS t WHERE ");
    history_text<Visitor, Table>{visitor, "v"}.same_key_in_table();
    visitor.text(")");
}

/// ` OR EXISTS (…)` for each unique set: whether the row took the place of one that is gone. Of an update, only where its values
/// there changed.
template <class Table, class Visitor>
constexpr void walk_took_a_place(Visitor& visitor, [[maybe_unused]] bool is_update) {
    for_unique_sets<Table>([&]<class Option>(const Option& option) {
        visitor.text(" OR ");
        if constexpr (!is_expression_index<Option>)
            if (is_update) {
                bool first = true;
                for (const std::size_t column : Option::columns::indexes) {
                    visitor.text(first ? "(old." : " OR old.");
                    first = false;
                    visitor.column_name(facts<Table>.columns[column]);
                    visitor.text(" IS NOT new.");
                    visitor.column_name(facts<Table>.columns[column]);
                    visitor.text(" COLLATE BINARY");
                }
                visitor.text(") AND ");
            }
        visitor.text("EXISTS (SELECT 1 ");
        walk_gone<Table>(visitor, option);
        visitor.text(")");
    });
}

/// Ends the versions of those that are gone.
template <class Table, class Visitor>
constexpr void walk_end_gone(Visitor& visitor) {
    history_text<Visitor, Table> of_version{visitor, "v"};
    for_unique_sets<Table>([&](const auto& option) {
        visitor.text("\n    INSERT INTO ");
        visitor.template table<Table>("_history_gone");
        of_version.key(" (", "", ") SELECT ");
        of_version.key("", "v.", " ");
        walk_gone<Table>(visitor, option);
        visitor.text(";");
    });
}

/// An index for a unique set, of the versions that have no end.
template <class Table, std::size_t Option>
struct unique_index_object {
    static constexpr auto kind = object_kind::index;
    static constexpr auto end = object_end::with_owner;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        constexpr auto& option = option_of<Table, Option>;
        visitor.text("CREATE INDEX IF NOT EXISTS ");
        name(visitor);
        visitor.text(" ON ");
        visitor.template table<Table>("_history");
        if constexpr (is_expression_index<option_type<Table, Option>>) {
            visitor.text(" (");
            walk_unique_keys(visitor, option);
            visitor.text(")");
        } else walk_names(visitor, typename option_type<Table, Option>::columns{});
        visitor.text(" WHERE \"end_transaction_id\" IS NULL");
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP INDEX IF EXISTS ");
        name(visitor);
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        visitor.text("\"");
        write_name(visitor, history_index_name(option_of<Table, Option>), words_of<Table>);
        visitor.text("\"");
    }
};

} // namespace rowan::detail
