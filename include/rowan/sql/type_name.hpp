#pragma once

#include "rowan/query/dialect_feature.hpp"
#include "rowan/schema/facts.hpp"

namespace rowan::detail {

/// The type of a column, as its table's definition says it.
template <class Visitor>
constexpr void walk_type(Visitor& visitor, const column_facts& column) {
    using Dialect = typename Visitor::dialect;
    const bool is_native = Dialect::has_enum_types && column.stored_as == encoding::standard;
    if (is_native && !column.enum_type.empty()) {
        visitor.text("\"");
        visitor.name(column.enum_type, true);
        visitor.text("\"");
    } else visitor.text(Dialect::type_name(column));
    if (column.is_array) visitor.text("[]");
}

/// An array of a type that the database has made is sent as one of texts, which does not become the other by itself.
template <class Visitor>
constexpr void walk_array_cast(Visitor& visitor, const column_facts& column) {
    if (!Visitor::dialect::has_enum_types || !column.is_array || column.enum_type.empty()) return;
    visitor.text("::");
    walk_type(visitor, column);
}

} // namespace rowan::detail
