#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/query/into.hpp"
#include "rowan/query/result_row.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/expression.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

// Reading a row of a result into its C++ type, in place.
namespace rowan::detail {

// A field that cannot be stored is refused where the program asks for the row, with one message.
template <std::size_t Index, class Table, class Statement>
void read_field(Statement& statement, Table& row, int column) {
    if constexpr (storable<field_type<Index, Table>>)
        statement.template read<facts<Table>.columns[Index].stored_as>(column, field<Index>(row));
}
template <class Table, class Statement, std::size_t... Index>
void read_fields(Statement& statement, Table& row, int first, std::index_sequence<Index...>) {
    (read_field<Index>(statement, row, first + static_cast<int>(Index)), ...);
}

template <class Table, class Statement>
void read_row_at(Statement& statement, Table& row, int first) {
    read_fields(statement, row, first, std::make_index_sequence<field_count<Table>>{});
}

/// The first column that tells a row from the absence of one: it cannot be null.
template <class Table>
consteval std::size_t telling_column() {
    for (std::size_t i = 0; i < field_count<Table>; ++i)
        if (!facts<Table>.columns[i].is_nullable) return i;
    return field_count<Table>;
}

/// Whether an outer join has found a row.
template <class Table, class Statement>
bool has_row_at(const Statement& statement, int first) {
    constexpr std::size_t telling = telling_column<Table>();
    bool is_there = false;
    if constexpr (telling < field_count<Table>) is_there = !statement.is_null(first + static_cast<int>(telling));
    else
        for (int i = 0; i < static_cast<int>(field_count<Table>); ++i)
            is_there = is_there || !statement.is_null(first + i);
    return is_there;
}
template <class Table, class Statement>
void read_row_at(Statement& statement, std::optional<Table>& row, int first) {
    if (has_row_at<Table>(statement, first)) read_row_at(statement, row.emplace(), first);
    else row.reset();
}

/// A number of rows is an integer whatever the file holds; where it is read as another type, it shares its column with the
/// other side of a set operation. A column is what its file says, which SQLite lets differ from what
/// the program declares, so that its values are tested.
template <class Expression>
inline constexpr bool is_certain = false;
template <class Rows, class... Arguments>
inline constexpr bool is_certain<aggregate_call<count_function, Rows, Arguments...>> = true;
template <fixed_string Name, class Expression>
inline constexpr bool is_certain<aliased<Name, Expression>> = is_certain<Expression>;

template <class Expression, class Statement, class Value>
void read_expression(Statement& statement, int column, Value& target) {
    if constexpr (is_certain<Expression> && std::is_same_v<Value, std::int64_t> &&
                  offers_capability<Statement, capability::counts>)
        target = statement.read_count(column);
    else statement.template read<encoding_of<Expression>()>(column, target);
}

template <class Projection>
struct row_reader;

template <class Table>
struct row_reader<whole_rows<Table>> {
    using tables = type_list<source_row<Table>>;
    template <class Statement, class Row>
    static void read(Statement& statement, Row& row) {
        read_row_at(statement, row, 0);
    }
};

template <class... Tables>
struct row_reader<whole_rows<Tables...>> {
    using tables = type_list<source_row<Tables>...>;
    template <class Statement, class Row>
    static void read(Statement& statement, Row& row) {
        constexpr std::size_t sizes[] = {field_count<source_row<Tables>>...};
        [&]<std::size_t... Index>(std::index_sequence<Index...>) {
            std::size_t first = 0;
            ((read_row_at(statement, row.template get<Index>(), static_cast<int>(first)), first += sizes[Index]), ...);
        }(std::index_sequence_for<Tables...>{});
    }
};

template <class... Expressions>
struct row_reader<expressions<Expressions...>> {
    using tables = type_list<>;
    template <class Statement, class Row>
    static void read(Statement& statement, Row& row) {
        [&]<std::size_t... Index>(std::index_sequence<Index...>) {
            (read_expression<Expressions>(statement, static_cast<int>(Index), row.template get<Index>()), ...);
        }(std::index_sequence_for<Expressions...>{});
    }
};

/// Where a column goes: a field of an aggregate, or a cell of a row.
template <std::size_t Index, class Row>
auto& place_of_column(Row& row) {
    return field<Index>(row);
}
template <std::size_t Index, class... Cells>
auto& place_of_column(row<Cells...>& row) {
    return row.template get<Index>();
}

template <class... Tables>
consteval auto stored_as_in() {
    std::array<encoding, (std::size_t{0} + ... + field_count<Tables>)> list{};
    std::size_t count = 0;
    const auto append = [&](const auto& columns) {
        for (const column_facts& column : columns) list[count++] = column.stored_as;
    };
    (append(facts<Tables>.columns), ...);
    return list;
}

template <class Statement, class Row, class... Expressions>
void read_columns(Statement& statement, Row& row, const expressions<Expressions...>*) {
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        (read_expression<Expressions>(statement, static_cast<int>(Index), place_of_column<Index>(row)), ...);
    }(std::index_sequence_for<Expressions...>{});
}
template <class Statement, class Row, class... Sources>
void read_columns(Statement& statement, Row& row, const whole_rows<Sources...>*) {
    static constexpr auto stored_as = stored_as_in<source_row<Sources>...>();
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        in_order(
            {(statement.template read<stored_as[Index]>(static_cast<int>(Index), place_of_column<Index>(row)), 0)...});
    }(std::make_index_sequence<stored_as.size()>{});
}

template <class Projection, class Row>
struct row_reader<columns_into<Projection, Row>> {
    using tables = type_list<>;
    template <class Statement>
    static void read(Statement& statement, Row& row) {
        read_columns(statement, row, static_cast<const Projection*>(nullptr));
    }
};

/// In the place of a statement: has the types of the columns compared with those that are read, before any is.
template <class Statement>
struct column_checker {
    Statement& statement;

    template <encoding Encoding, class Value>
    void read(int column, Value&) {
        statement.template check_column<Encoding, Value>(column);
    }
    static bool is_null(int) { return false; }
};

template <class Reader, class Row, class Statement>
[[gnu::noinline]] [[gnu::cold]] void check_all_columns(Statement& statement) {
    Row row{};
    column_checker<Statement> checker{statement};
    Reader::read(checker, row);
    statement.set_checked();
}

/// Compares the types of the columns with those of `Row`, once for a statement of a driver that knows them before it has read.
template <class Reader, class Row, class Statement>
void check_columns(Statement& statement) {
    if constexpr (offers_capability<Statement, capability::column_types>)
        if (statement.is_unchecked()) [[unlikely]]
            check_all_columns<Reader, Row>(statement);
}

} // namespace rowan::detail
