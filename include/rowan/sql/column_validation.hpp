#pragma once

#include "rowan/schema/facts.hpp"
#include "rowan/schema/value.hpp"
#include "rowan/sql/row_statement.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace rowan::detail {

/// Fails where a column of the table has a type that would not keep the values of its field as they are, or would not give them back:
/// a database that converts what it stores rounds 1.76 to an integer, and stores 7 as a text, without a word. What the error quotes
/// names the column and both types. It is of all columns that are inserted, or of `only_columns<…>`. A domain is what it is of; of the
/// types that the database has made, texts are kept by enumerations and by those that PostgreSQL calls strings, such as citext.
template <class Table, class Columns>
struct column_validation : no_parts {};

template <class Type>
consteval bool is_single_precision() {
    using Value = without_optional<Type>;
    if constexpr (array_value<Value>) return is_single_precision<typename Value::value_type>();
    else if constexpr (custom_value<Value>) return is_single_precision<typename value_traits<Value>::stored>();
    else return std::is_same_v<Value, float>;
}

struct accepted_types {
    std::string_view wanted; // in words
    std::array<std::string_view, 4> names{};
};

/// The types of PostgreSQL in which a column keeps values of a field.
template <class Type>
consteval accepted_types accepted_types_of(const column_facts& column) {
    if (column.stored_as == encoding::integer) return {"an integer", {"int8", "int4", "int2", "oid"}};
    switch (column.kind) {
    case value_kind::boolean:
        return {"a boolean", {"bool"}};
    case value_kind::integer:
        return {"an integer", {"int8", "int4", "int2", "oid"}};
    case value_kind::real:
        // As a numeric it would be another number than as a double, which it is in conditions.
        if (is_single_precision<Type>()) return {"a number of single precision", {"float4", "float8"}};
        return {"a number of double precision", {"float8", "numeric"}};
    case value_kind::text:
        return {"a text", {"text", "varchar", "bpchar"}};
    case value_kind::blob:
        return {"bytes", {"bytea"}};
    case value_kind::timestamp:
        return {"a time", {"timestamptz", "timestamp"}};
    case value_kind::date:
        return {"a date", {"date"}};
    case value_kind::decimal:
        return {"a decimal", {"numeric"}};
    case value_kind::uuid:
        return {"a UUID", {"uuid"}};
    case value_kind::interval:
        return {"an interval", {"interval"}};
    case value_kind::json:
        return {"a document", {"jsonb", "json"}};
    default:
        return {};
    }
}

template <std::size_t Index, class Table, class Columns, class Visitor>
constexpr void walk_accepted(Visitor& visitor, bool& is_first) {
    constexpr const column_facts& column = facts<Table>.columns[Index];
    constexpr accepted_types types = accepted_types_of<field_type<Index, Table>>(column);
    if constexpr (facts<Table>.is_inserted(Index) && is_only<Columns, Index> && !types.wanted.empty()) {
        visitor.text(is_first ? "(" : ", (");
        is_first = false;
        visitor.column_literal(column);
        visitor.text(", '");
        visitor.text(column.is_array ? "a list of which each is " : "");
        visitor.text(types.wanted);
        visitor.text("', '{");
        for (std::size_t i = 0; i < types.names.size() && !types.names[i].empty(); ++i) {
            visitor.text(i == 0 ? "" : ",");
            visitor.text(types.names[i]);
            visitor.text(column.is_array ? "[]" : "");
        }
        visitor.text("}'::regtype[]::oid[], ");
        visitor.text(column.kind == value_kind::text && column.stored_as == encoding::standard ? "true, " : "false, ");
        visitor.text(column.is_array ? "true)" : "false)");
    }
}

// A text that is no number, cast to one, is an error of which the server quotes the text.
template <class Visitor, class Table, class Columns>
constexpr void walk(Visitor& visitor, const column_validation<Table, Columns>&) {
    visitor.text("SELECT count(('column ''' || attname || ''' of table ''' || attrelid::regclass || ''' is ' || "
                 "format_type(atttypid, atttypmod) || ' in the database, and the program has ' || wanted || "
                 "' there')::bigint) FROM pg_attribute JOIN (VALUES ");
    bool is_first = true;
    for_each_index<Table>([&](auto index) { walk_accepted<index, Table, Columns>(visitor, is_first); });
    if (is_first) visitor.text("(NULL, NULL, NULL::oid[], false, false)");
    // A name is cut as those of the catalog are.
    visitor.text(
        ") AS given (called, wanted, types, is_text, is_list) ON attname = called::name JOIN pg_type AS of_column ON "
        "of_column.oid = atttypid LEFT JOIN pg_type AS of_value ON of_value.oid = CASE WHEN is_list THEN "
        "of_column.typelem ELSE atttypid END WHERE attrelid = ");
    visitor.template table_literal<Table>();
    visitor.text(
        "::regclass AND CASE of_column.typtype WHEN 'd' THEN of_column.typbasetype ELSE atttypid END <> ALL (types) "
        "AND "
        "(is_text AND of_value.oid >= 16384 AND (of_value.typtype = 'e' OR of_value.typcategory = 'S')) IS NOT TRUE");
}

} // namespace rowan::detail
