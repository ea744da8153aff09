#pragma once

#include "rowan/meta/pack.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/definition_text.hpp"
#include "rowan/sql/enum_definition.hpp"
#include "rowan/sql/names.hpp"
#include "rowan/sql/object.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

// The objects that the definition of a table declares.
namespace rowan::detail {

/// An option of the definition of a table, by its position.
template <class Table, std::size_t Option>
inline constexpr const auto& option_of = element<Option>(rowan::table<Table>.options);
template <class Table, std::size_t Option>
using option_type = std::remove_cvref_t<decltype(option_of<Table, Option>)>;
template <class Table>
inline constexpr std::size_t option_count = std::remove_cvref_t<decltype(rowan::table<Table>.options)>::size;

template <class Visitor>
constexpr void walk_quoted_name(Visitor& visitor, std::string_view name) {
    visitor.text("\"");
    visitor.name(name, true);
    visitor.text("\"");
}
/// The name of what is in the schema of its table.
template <class Table, class Visitor>
constexpr void walk_name_beside(Visitor& visitor, const name_parts& name) {
    if constexpr (Visitor::dialect::has_schemas && !facts<Table>.schema.empty()) {
        walk_quoted_name(visitor, facts<Table>.schema);
        visitor.text(".");
    }
    visitor.text("\"");
    write_name(visitor, name, words_of<Table>);
    visitor.text("\"");
}

/// The schema that a table is in.
template <class Table>
struct schema_object {
    static constexpr auto kind = object_kind::schema;
    static constexpr auto end = object_end::stays;

    template <bool IfNotExists, class Visitor>
    static constexpr void create(Visitor& visitor) {
        visitor.text(IfNotExists ? "CREATE SCHEMA IF NOT EXISTS " : "CREATE SCHEMA ");
        name(visitor);
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP SCHEMA IF EXISTS ");
        name(visitor);
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        walk_quoted_name(visitor, facts<Table>.schema);
    }
};

/// The type that a table's column has by an enumeration. Other tables may have it, too.
template <class Table, class Enum>
struct type_object {
    static constexpr auto kind = object_kind::type;
    static constexpr auto end = object_end::stays;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        walk_enum_type<Enum>(visitor);
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP TYPE IF EXISTS ");
        name(visitor);
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        walk_quoted_name(visitor, enum_type<Enum>.name);
    }
};

/// A table. `KeysBehind` are foreign keys that are added to it when the tables that they refer to are there.
template <class Table, class KeysBehind = type_list<>>
struct table_object {
    static constexpr auto kind = object_kind::table;
    static constexpr auto end = object_end::dropped;

    template <bool IfNotExists, class Visitor>
    static constexpr void create(Visitor& visitor) {
        using Dialect = typename Visitor::dialect;
        constexpr auto& all = facts<Table>;
        visitor.text(IfNotExists ? "CREATE TABLE IF NOT EXISTS " : "CREATE TABLE ");
        name(visitor);
        for (std::size_t i = 0; i < all.columns.size(); ++i) {
            visitor.text(i == 0 ? " (\n    " : ",\n    ");
            walk_column<Table>(visitor, i);
        }
        if constexpr (has_key_constraint<Table>) {
            visitor.text(",\n    ");
            walk_primary_key<Table>(visitor);
        }
        const auto walk_constraints = [&](bool are_left_to_name) {
            for_each_option<Table>([&]<class Option>(const Option& option) {
                if constexpr (is_constraint<Option> && !is_in<Option, KeysBehind>)
                    if (is_left_to_name<Dialect>(option) == are_left_to_name) {
                        visitor.text(",\n    ");
                        walk_constraint(visitor, option);
                    }
            });
        };
        walk_constraints(false);
        walk_constraints(true);
        visitor.text("\n)");
        if (all.is_strict) visitor.text(Dialect::strict_suffix);
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP TABLE IF EXISTS ");
        name(visitor);
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        visitor.template table<Table>();
    }
};

/// What stands in a table, and goes with it.
template <object_kind Kind>
struct part_object {
    static constexpr auto kind = Kind;
    static constexpr auto end = object_end::with_owner;

    static constexpr void drop(auto&) {}
};
template <class Table, std::size_t Column>
struct column_object : part_object<object_kind::column> {
    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        walk_column<Table>(visitor, Column);
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        visitor.column_name(facts<Table>.columns[Column]);
    }
};
template <class Table>
struct key_object : part_object<object_kind::constraint> {
    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        walk_primary_key<Table>(visitor);
    }
    static constexpr void name(auto&) {}
};
template <class Table, std::size_t Option>
struct constraint_object : part_object<object_kind::constraint> {
    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        walk_constraint(visitor, option_of<Table, Option>);
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        if constexpr (requires { option_of<Table, Option>.name; })
            if (!option_of<Table, Option>.name.empty()) walk_quoted_name(visitor, option_of<Table, Option>.name);
    }
};

/// Foreign keys that are added to a table when those that they refer to are there.
template <class Table, class Keys>
struct foreign_keys_object : part_object<object_kind::constraint> {
    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        visitor.text("ALTER TABLE ");
        visitor.template table<Table>();
        bool is_first = true;
        for_each_option<Table>([&]<class Option>(const Option& option) {
            if constexpr (is_in<Option, Keys>) {
                visitor.text(is_first ? " ADD " : ", ADD ");
                is_first = false;
                walk_constraint(visitor, option);
            }
        });
    }
    static constexpr void name(auto&) {}
};

template <class Table, std::size_t Option>
struct index_object {
    static constexpr auto kind = object_kind::index;
    static constexpr auto end = object_end::with_owner;

    template <bool IfNotExists, class Visitor>
    static constexpr void create(Visitor& visitor) {
        walk_index<Table, IfNotExists>(visitor, option_of<Table, Option>);
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        visitor.text("DROP INDEX IF EXISTS ");
        name(visitor);
    }
    template <class Visitor>
    static constexpr void name(Visitor& visitor) {
        walk_name_beside<Table>(visitor, index_name(option_of<Table, Option>));
    }
};

template <class Table, std::size_t Option>
struct comment_object {
    static constexpr auto kind = object_kind::comment;
    static constexpr auto end = object_end::with_owner;

    template <bool, class Visitor>
    static constexpr void create(Visitor& visitor) {
        walk_commented<Table>(visitor, option_of<Table, Option>);
        visitor.text(" IS ");
        visitor.template value<encoding::standard>(option_of<Table, Option>.text);
    }
    template <class Visitor>
    static constexpr void drop(Visitor& visitor) {
        walk_commented<Table>(visitor, option_of<Table, Option>);
        visitor.text(" IS NULL");
    }
    static constexpr void name(auto&) {}
};

template <class Table, class Dialect, std::size_t Option>
consteval auto objects_of_option() {
    using Type = option_type<Table, Option>;
    if constexpr (is_index<Type> || is_expression_index<Type>) return type_list<index_object<Table, Option>>{};
    else if constexpr (is_comment<Type> && Dialect::has_comments) return type_list<comment_object<Table, Option>>{};
    else return type_list<>{};
}
template <class Table, class Dialect>
consteval auto schema_of_table() {
    if constexpr (!Dialect::has_schemas || facts<Table>.schema.empty()) return type_list<>{};
    else return type_list<schema_object<Table>>{};
}
/// Whether no column before has the type of this one.
template <class Table>
constexpr bool brings_type(std::size_t column) {
    constexpr auto& columns = facts<Table>.columns;
    bool brings = is_of_enum_type(columns[column]);
    for (std::size_t i = 0; i < column; ++i)
        brings = brings && !(is_of_enum_type(columns[i]) && columns[i].enum_type == columns[column].enum_type);
    return brings;
}
template <class Table, class Dialect>
consteval auto types_of_table() {
    if constexpr (!Dialect::has_enum_types || !has_enum_type(facts<Table>.columns)) return type_list<>{};
    else
        return []<std::size_t... Index>(std::index_sequence<Index...>) {
            return (type_list<>{} + ... + [] {
                if constexpr (brings_type<Table>(Index))
                    return type_list<type_object<Table, enum_of<field_type<Index, Table>>>>{};
                else return type_list<>{};
            }());
        }(std::make_index_sequence<field_count<Table>>{});
}
template <class Table, class Dialect, class KeysBehind>
consteval auto find_objects_of_table() {
    return []<std::size_t... Option>(std::index_sequence<Option...>) {
        return join<decltype(schema_of_table<Table, Dialect>()), decltype(types_of_table<Table, Dialect>()),
                    type_list<table_object<Table, KeysBehind>>,
                    decltype(objects_of_option<Table, Dialect, Option>())...>{};
    }(std::make_index_sequence<option_count<Table>>{});
}
/// The objects of a table, in the order in which they are created.
template <class Table, class Dialect, class KeysBehind = type_list<>>
using objects_of_table = decltype(find_objects_of_table<Table, Dialect, KeysBehind>());

template <class Table, std::size_t Option>
consteval auto parts_of_option() {
    if constexpr (is_constraint<option_type<Table, Option>>) return type_list<constraint_object<Table, Option>>{};
    else return type_list<>{};
}
template <class Table>
consteval auto find_parts_of_table() {
    using Key = std::conditional_t<has_key_constraint<Table>, type_list<key_object<Table>>, type_list<>>;
    return []<std::size_t... Column, std::size_t... Option>(std::index_sequence<Column...>,
                                                            std::index_sequence<Option...>) {
        return join<type_list<column_object<Table, Column>...>, Key, decltype(parts_of_option<Table, Option>())...>{};
    }(std::make_index_sequence<field_count<Table>>{}, std::make_index_sequence<option_count<Table>>{});
}
/// The columns and constraints of a table.
template <class Table>
using parts_of_table = decltype(find_parts_of_table<Table>());

} // namespace rowan::detail
