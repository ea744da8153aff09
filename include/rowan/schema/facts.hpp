#pragma once

#include "rowan/meta/fixed_string.hpp"
#include "rowan/meta/names.hpp"
#include "rowan/schema/enum_type.hpp"
#include "rowan/schema/table.hpp"
#include "rowan/schema/value.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace rowan::detail {

struct column_facts {
    std::string_view name; // of the field, or as the definition says
    bool is_named = false; // by the definition: no naming policy applies
    bool is_nullable = false;
    bool is_key = false;      // part of the primary key
    bool is_computed = false; // a generated column
    bool has_default = false;
    bool is_integer = false; // a plain integer: a key that the database can make
    bool is_array = false;
    encoding stored_as = encoding::standard;
    value_kind kind = value_kind::unknown; // of a list, that of its elements
    std::string_view enum_type{};          // the type of the database that an enumeration is, if any
};

/// What is known of a table, gathered once from its fields and its definition.
template <std::size_t Count>
struct table_facts {
    std::string_view name;
    std::string_view schema{};
    bool is_named = false;
    bool is_strict = false;
    bool has_generated_key = false; // a single integral key that the database makes
    std::size_t primary_keys = 0;   // how many the definition gives
    std::array<column_facts, Count> columns{};
    std::array<std::size_t, Count> key{};
    std::size_t key_size = 0;

    static constexpr std::size_t none = Count;

    [[nodiscard]] constexpr bool is_generated_key(std::size_t column) const {
        return has_generated_key && columns[column].is_key;
    }
    /// A column that the program writes when it inserts.
    [[nodiscard]] constexpr bool is_inserted(std::size_t column) const {
        return !columns[column].is_computed && !is_generated_key(column);
    }
    [[nodiscard]] constexpr bool is_updated(std::size_t column) const {
        return !columns[column].is_computed && !columns[column].is_key;
    }
    [[nodiscard]] constexpr bool is_key_of(const auto& indexes) const {
        if (key_size != indexes.size()) return false;
        for (const std::size_t column : indexes)
            if (!columns[column].is_key) return false;
        return true;
    }
};

template <std::size_t Count, auto... Members>
constexpr void record_option(table_facts<Count>& facts, const primary_key_option<Members...>& option) {
    for (auto& column : facts.columns) column.is_key = false;
    ++facts.primary_keys;
    facts.key_size = 0;
    for (const std::size_t column : column_list<Members...>::indexes) {
        facts.columns[column].is_key = true;
        facts.key[facts.key_size++] = column;
    }
    facts.has_generated_key = !option.is_natural && facts.key_size == 1 && facts.columns[facts.key[0]].is_integer;
}
template <std::size_t Count, auto Member>
constexpr void record_option(table_facts<Count>& facts, const column_name_option<Member>& option) {
    facts.columns[field_index<Member>].name = option.name;
    facts.columns[field_index<Member>].is_named = true;
}
template <std::size_t Count, auto Member, class Value>
constexpr void record_option(table_facts<Count>& facts, const default_option<Member, Value>&) {
    facts.columns[field_index<Member>].has_default = true;
}
template <std::size_t Count, auto Member, class Expression>
constexpr void record_option(table_facts<Count>& facts, const generated_option<Member, Expression>&) {
    facts.columns[field_index<Member>].is_computed = true;
}
template <std::size_t Count, auto Member>
constexpr void record_option(table_facts<Count>& facts, const as_integer_option<Member>&) {
    facts.columns[field_index<Member>].stored_as = encoding::integer;
}
template <std::size_t Count>
constexpr void record_option(table_facts<Count>& facts, const strict_option&) {
    facts.is_strict = true;
}
template <std::size_t Count>
constexpr void record_option(table_facts<Count>& facts, const schema_option& option) {
    facts.schema = option.name;
}
template <std::size_t Count, class Option>
constexpr void record_option(table_facts<Count>&, const Option&) {}

/// Stands in messages for a name.
template <fixed_string Name>
struct called {};

template <class Table>
consteval auto gather_facts() {
    constexpr std::size_t count = field_count<Table>;
    table_facts<count> facts;
    constexpr auto& definition = table<Table>;
    facts.is_named = !definition.name.empty();
    facts.name = facts.is_named ? definition.name : type_name<Table>;
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        ((facts.columns[Index].kind = kind_of_element<field_type<Index, Table>>(),
          facts.columns[Index].is_array = array_value<without_optional<field_type<Index, Table>>>,
          facts.columns[Index].enum_type = enum_type_name<field_type<Index, Table>>(),
          facts.columns[Index].is_integer = integer_value<field_type<Index, Table>>,
          facts.columns[Index].is_nullable = is_optional<field_type<Index, Table>>),
         ...);
    }(std::make_index_sequence<count>{});
    for (std::size_t i = 0; i < count; ++i) {
        auto& column = facts.columns[i];
        column.name = field_names<Table>[i];
        if (column.name == "id") {
            column.is_key = true;
            facts.key[0] = i;
            facts.key_size = 1;
            facts.has_generated_key = column.is_integer;
        }
    }
    definition.options.apply([&](const auto&... option) { in_order({(record_option(facts, option), 0)...}); });
    return facts;
}

template <class Table>
inline constexpr auto facts = gather_facts<Table>();

template <class Table>
inline constexpr bool has_key = facts<Table>.key_size > 0;

template <auto Member>
inline constexpr const column_facts& facts_of_column = facts<member_table<Member>>.columns[field_index<Member>];

template <class Table, std::size_t Position>
using key_type = field_type<facts<Table>.key[Position], Table>;

template <class Option>
inline constexpr bool is_unique_list = false;
template <auto... Members>
inline constexpr bool is_unique_list<unique_option<Members...>> = true;

constexpr bool same_columns(const auto& left, const auto& right) {
    if (left.size() != right.size()) return false;
    for (const std::size_t column : left) {
        bool found = false;
        for (const std::size_t other : right) found = found || column == other;
        if (!found) return false;
    }
    return true;
}

/// Calls `function` with each option of the table's definition.
template <class Table, class Function>
constexpr void for_each_option(Function&& function) {
    table<Table>.options.apply([&](const auto&... option) { in_order({(function(option), 0)...}); });
}

} // namespace rowan::detail
