#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/query/write.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/type_name.hpp"

#include <cstddef>
#include <string_view>

// The statements behind `db.insert(row)`, `db.get<T>(key)` and so on. Their values are fields of a row, bound in the order of
// the columns; then, where there is one, the key.
namespace rowan::detail {

struct no_parts {
    using parts = type_list<>;
};
/// A statement without values, by its text.
template <fixed_string Text>
struct fixed_statement : no_parts {};

template <class Visitor, fixed_string Text>
constexpr void walk(Visitor& visitor, const fixed_statement<Text>&) {
    visitor.text(Text.view());
}

/// Inserts `Rows` rows. With `WithKey` the program gives a key that the database would otherwise make.
template <class Table, std::size_t Rows, bool WithKey>
struct insert_rows : no_parts {};

/// A text of many rows is written when it is first prepared, since the compiler would take long for it.
template <class Statement>
inline constexpr bool is_long = false;
template <class Table, std::size_t Rows, bool WithKey>
inline constexpr bool is_long<insert_rows<Table, Rows, WithKey>> = Rows > 1;

/// Inserts a row, or updates the one that has its primary key.
template <class Table>
struct upsert_row : no_parts {};

/// Updates by primary key all columns that are not computed, or only those given.
template <class Table, class Columns>
struct update_row : no_parts {};

template <class Table>
struct remove_row : no_parts {};

template <class Table>
struct get_row : no_parts {};

/// The same, and nobody else changes the row until the transaction has ended, where a database locks rows.
template <class Table>
struct lock_row : no_parts {};

/// Inserts a row with its key, unless there is a row with that key.
template <class Table>
struct insert_new_row : no_parts {};

/// One row, of nothing, if there is a row with a key.
template <class Table>
struct has_row : no_parts {};

/// The rows with keys of a list, in no order.
template <class Table>
struct get_rows : no_parts {};

/// The rows with keys of a list, in the order of the list, where a database joins a list as it is.
template <class Table>
struct get_listed_rows : no_parts {};

/// The rows with keys from one to another, in no order.
template <class Table>
struct get_rows_between : no_parts {};

/// The greatest key that the database has made so far.
template <class Table>
struct greatest_key : no_parts {};

template <class Columns, std::size_t Index>
inline constexpr bool is_only = true;
template <auto... Members, std::size_t Index>
inline constexpr bool is_only<only_columns<Members...>, Index> = ((field_index<Members> == Index) || ...);

/// Calls `function` with a separator and the number of each column that `selects` accepts.
template <class Table, class Selects, class Function>
constexpr void for_columns(Selects selects, Function function) {
    bool first = true;
    for (std::size_t i = 0; i < facts<Table>.columns.size(); ++i)
        if (selects(i)) {
            function(first, facts<Table>.columns[i]);
            first = false;
        }
}

template <class Table, class Visitor>
constexpr void walk_key(Visitor& visitor, std::string_view prefix = {}) {
    for (std::size_t i = 0; i < facts<Table>.key_size; ++i) {
        visitor.text(i == 0 ? " WHERE " : " AND ");
        visitor.text(prefix);
        visitor.column_name(facts<Table>.columns[facts<Table>.key[i]]);
        visitor.text(" = ");
        visitor.placeholder(visitor.next_value++);
    }
}

template <class Table, bool WithKey, bool MayUpdate = false, class Visitor>
constexpr void walk_insert_rows(Visitor& visitor, std::size_t rows) {
    constexpr auto selects = [](std::size_t i) {
        return facts<Table>.is_inserted(i) || (WithKey && facts<Table>.is_generated_key(i));
    };
    visitor.text("INSERT INTO ");
    visitor.template table<Table>();
    if constexpr (MayUpdate) visitor.template rename_target<Table>();
    std::size_t count = 0;
    for_columns<Table>(selects, [&](bool first, const column_facts& column) {
        visitor.text(first ? " (" : ", ");
        visitor.column_name(column);
        ++count;
    });
    if (count == 0) {
        visitor.text(" DEFAULT VALUES");
        return;
    }
    visitor.text(") VALUES ");
    for (std::size_t row = 0; row < rows; ++row) {
        visitor.text(row == 0 ? "(" : ", (");
        for_columns<Table>(selects, [&](bool first, const column_facts& column) {
            visitor.text(first ? "" : ", ");
            if (rows == 1 || Visitor::dialect::numbers_rows) visitor.placeholder(visitor.next_value++);
            else visitor.text("?");
            walk_array_cast(visitor, column);
        });
        visitor.text(")");
    }
}

/// Asks for the key that the database makes, where its dialect has it so.
template <class Table, class Visitor>
constexpr void walk_returned_key(Visitor& visitor) {
    if constexpr (Visitor::dialect::returns_keys && facts<Table>.has_generated_key) {
        visitor.text(" RETURNING ");
        visitor.column_name(facts<Table>.columns[facts<Table>.key[0]]);
    }
}

template <class Visitor, class Table, std::size_t Rows, bool WithKey>
constexpr void walk(Visitor& visitor, const insert_rows<Table, Rows, WithKey>&) {
    walk_insert_rows<Table, WithKey>(visitor, Rows);
    if constexpr (!WithKey) walk_returned_key<Table>(visitor);
}

template <class Table, class Visitor>
constexpr void walk_conflict_of_key(Visitor& visitor) {
    visitor.text(" ON CONFLICT (");
    for_columns<Table>([](std::size_t i) { return facts<Table>.columns[i].is_key; },
                       [&](bool first, const column_facts& column) {
                           visitor.text(first ? "" : ", ");
                           visitor.column_name(column);
                       });
    visitor.text(") DO ");
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const insert_new_row<Table>&) {
    walk_insert_rows<Table, true>(visitor, 1);
    walk_conflict_of_key<Table>(visitor);
    visitor.text("NOTHING");
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const upsert_row<Table>&) {
    walk_insert_rows<Table, true, true>(visitor, 1);
    walk_conflict_of_key<Table>(visitor);
    bool updates = false;
    for_columns<Table>([](std::size_t i) { return facts<Table>.is_updated(i); },
                       [&](bool first, const column_facts& column) {
                           visitor.text(first ? "UPDATE SET " : ", ");
                           visitor.column_name(column);
                           visitor.text(" = excluded.");
                           visitor.column_name(column);
                           updates = true;
                       });
    if (!updates) visitor.text("NOTHING");
}

template <class Visitor, class Table, class Columns>
constexpr void walk(Visitor& visitor, const update_row<Table, Columns>&) {
    constexpr auto wanted = []<std::size_t... Index>(std::index_sequence<Index...>) {
        return std::array<bool, sizeof...(Index)>{(facts<Table>.is_updated(Index) && is_only<Columns, Index>)...};
    }(std::make_index_sequence<field_count<Table>>{});
    visitor.text("UPDATE ");
    visitor.template table<Table>();
    for_columns<Table>([&](std::size_t i) { return wanted[i]; },
                       [&](bool first, const column_facts& column) {
                           visitor.text(first ? " SET " : ", ");
                           visitor.column_name(column);
                           visitor.text(" = ");
                           visitor.placeholder(visitor.next_value++);
                           walk_array_cast(visitor, column);
                       });
    walk_key<Table>(visitor);
}

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const remove_row<Table>&) {
    visitor.text("DELETE FROM ");
    visitor.template table<Table>();
    walk_key<Table>(visitor);
}

template <class Table, class Visitor>
constexpr void walk_select_rows(Visitor& visitor) {
    visitor.text("SELECT ");
    for_columns<Table>([](std::size_t) { return true; },
                       [&](bool first, const column_facts& column) {
                           visitor.text(first ? "" : ", ");
                           visitor.column_name(column);
                       });
    visitor.text(" FROM ");
    visitor.template table<Table>();
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const get_row<Table>&) {
    walk_select_rows<Table>(visitor);
    walk_key<Table>(visitor);
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const lock_row<Table>&) {
    walk_select_rows<Table>(visitor);
    walk_key<Table>(visitor);
    if constexpr (Visitor::dialect::has_row_locks) visitor.text(" FOR UPDATE");
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const has_row<Table>&) {
    visitor.text("SELECT 1 FROM ");
    visitor.template table<Table>();
    walk_key<Table>(visitor);
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const get_rows<Table>&) {
    walk_select_rows<Table>(visitor);
    visitor.text(" WHERE ");
    visitor.column_name(facts<Table>.columns[facts<Table>.key[0]]);
    visitor.text(Visitor::dialect::list_prefix);
    visitor.placeholder(visitor.next_value++);
    visitor.text(Visitor::dialect::list_suffix);
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const get_listed_rows<Table>&) {
    visitor.text("SELECT ");
    for_columns<Table>([](std::size_t) { return true; },
                       [&](bool first, const column_facts& column) {
                           visitor.text(first ? "" : ", ");
                           visitor.template source_column<Table>(column);
                       });
    visitor.text(" FROM ");
    visitor.text(Visitor::dialect::list_table);
    visitor.text("(");
    visitor.placeholder(visitor.next_value++);
    visitor.text(") CROSS JOIN ");
    visitor.template table<Table>();
    visitor.text(" ON ");
    visitor.template source_column<Table>(facts<Table>.columns[facts<Table>.key[0]]);
    visitor.text(" = ");
    visitor.text(Visitor::dialect::list_table);
    visitor.text(".value");
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const get_rows_between<Table>&) {
    walk_select_rows<Table>(visitor);
    visitor.text(" WHERE ");
    visitor.column_name(facts<Table>.columns[facts<Table>.key[0]]);
    visitor.text(" BETWEEN ");
    visitor.placeholder(visitor.next_value++);
    visitor.text(" AND ");
    visitor.placeholder(visitor.next_value++);
}

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const greatest_key<Table>&) {
    visitor.text("SELECT max(");
    visitor.column_name(facts<Table>.columns[facts<Table>.key[0]]);
    visitor.text(") FROM ");
    visitor.template table<Table>();
}

} // namespace rowan::detail
