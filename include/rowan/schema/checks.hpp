#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/field_checks.hpp"
#include "rowan/schema/history.hpp"
#include "rowan/schema/kept_name.hpp"
#include "rowan/schema/tables.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

// What is checked of a table when it is created, because it concerns other tables or the whole definition.
namespace rowan::detail {

/// Whether the columns that a foreign key refers to are the primary key of their table, or are said to be unique.
template <class Key>
consteval bool refers_to_key() {
    using Target = typename Key::targets::table;
    bool found = facts<Target>.is_key_of(Key::targets::indexes);
    for_each_option<Target>([&]<class Option>(const Option& option) {
        if constexpr (is_unique_list<Option>)
            found = found || same_columns(Option::columns::indexes, Key::targets::indexes);
        if constexpr (requires {
                          option.is_unique;
                          Option::is_partial;
                      })
            found = found || (option.is_unique && !Option::is_partial &&
                              same_columns(Option::columns::indexes, Key::targets::indexes));
    });
    return found;
}

template <class Key>
consteval bool nulls_fit() {
    [[maybe_unused]] bool fits = true;
    for_each_option<typename Key::columns::table>([&]<class Option>(const Option& option) {
        if constexpr (std::is_same_v<Option, Key>)
            fits = Key::all_nullable || (option.delete_action != set_null && option.update_action != set_null);
    });
    return fits;
}

template <class Key>
struct foreign_key_check : told_mistake {
    static constexpr bool refers = refers_to_key<Key>();
    static_assert(refers,
                  "rowan E104: a foreign key refers to columns that are neither a primary key nor said to be unique");
    static_assert(!refers || nulls_fit<Key>(), "rowan E117: a foreign key sets to null a column that may not be null");
};
template <class Table, class Field, class Type>
struct array_of_table : told_mistake {
    static_assert(always_false<Type>,
                  "rowan E122: this dialect has no arrays; keep the elements as the rows of a table of "
                  "their own, or the list as a text by rowan::value_traits");
};
template <class Table, class First, class Second>
struct column_name_of_table : told_mistake {
    static_assert(always_false<Table>, "rowan E106: two columns of the table have the same name");
};
template <class Table>
struct primary_key_of_table : told_mistake {
    static_assert(always_false<Table>, "rowan E108: the table has two primary keys");
};
template <class Table, class Field, bool IsKey>
struct generated_column : told_mistake {
    static_assert(!IsKey, "rowan E115: a column that the database computes is in the primary key");
    static_assert(IsKey, "rowan E115: a column that the database computes has a default");
};
template <class Table>
struct versioned_table : told_mistake {
    static_assert(has_key<Table>, "rowan E602: a versioned table has no primary key");
};
template <class Table, class Field>
struct column_of_history : told_mistake {
    static_assert(always_false<Table>, "rowan E603: a versioned table has a column called transaction_id, "
                                       "end_transaction_id or operation, which its history table adds");
};

template <class Table>
struct history_in_dialect : told_mistake {
    static_assert(always_false<Table>, "rowan E604: this dialect keeps no history of tables; leave history<…> out");
};

template <class Dialect>
inline constexpr bool lacks_arrays = false;
template <class Dialect>
    requires requires { Dialect::has_arrays; }
inline constexpr bool lacks_arrays<Dialect> = !Dialect::has_arrays;
template <class Dialect>
inline constexpr bool keeps_no_history = false;
template <class Dialect>
    requires requires { Dialect::has_history; }
inline constexpr bool keeps_no_history<Dialect> = !Dialect::has_history;

template <class Enum, encoding Encoding>
consteval bool has_no_names() {
    if constexpr (std::is_void_v<Enum> || Encoding == encoding::integer) return false;
    else return enumerators<Enum>.empty();
}
/// The first field that is stored by the name of an enumerator of which there is none, or the number of fields.
template <class Table>
consteval std::size_t field_without_names() {
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        constexpr bool has[] = {
            has_no_names<enum_of<field_type<Index, Table>>, facts<Table>.columns[Index].stored_as>()..., false};
        return first_field<Table>([&](std::size_t i) { return has[i]; });
    }(std::make_index_sequence<field_count<Table>>{});
}

struct column_pair {
    std::size_t second, first;
};
/// The names of the columns, as a database keeps them.
template <class Table, class Dialect, class Naming>
inline constexpr auto kept_column_names = [] {
    std::array<kept_name<Dialect>, field_count<Table>> names{};
    for (std::size_t i = 0; i < names.size(); ++i)
        name_visitor<Naming, kept_name<Dialect>>{names[i]}.name(facts<Table>.columns[i].name,
                                                                facts<Table>.columns[i].is_named);
    return names;
}();
/// The first of the columns that is called like one of these.
template <class Dialect>
constexpr std::size_t first_called(std::span<const kept_name<Dialect>> columns,
                                   std::span<const std::string_view> taken) {
    for (std::size_t i = 0; i < columns.size(); ++i)
        for (const std::string_view each : taken) {
            kept_name<Dialect> kept;
            for (const char c : each) kept.put(c);
            if (kept.hash == columns[i].hash) return i;
        }
    return columns.size();
}
/// The first that is called like one before it, and that one; the number of columns if there is none.
template <class Dialect>
constexpr column_pair first_repeated(std::span<const kept_name<Dialect>> columns) {
    for (std::size_t i = 0; i < columns.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (columns[i].hash == columns[j].hash) return {i, j};
    return {columns.size(), 0};
}
inline constexpr std::string_view columns_of_history[] = {"transaction_id", "end_transaction_id", "operation"};
/// In the place of a naming policy there may be `void`.
template <class Table, class Dialect, class Naming>
consteval column_pair repeated_column() {
    if constexpr (std::is_void_v<Naming>) return {field_count<Table>, 0};
    else return first_repeated<Dialect>(kept_column_names<Table, Dialect, Naming>);
}

/// A dialect in the place of which there is `void` has everything.
template <class Table, class Dialect, class Naming>
consteval auto find_field_mistake() {
    using Types = field_types_check<Table>;
    constexpr std::size_t nameless = field_without_names<Table>();
    constexpr std::size_t array =
        first_field<Table>([](std::size_t i) { return lacks_arrays<Dialect> && facts<Table>.columns[i].is_array; });
    if constexpr (!is_right<Types>) return std::type_identity<Types>{};
    else if constexpr (nameless != field_count<Table>)
        return std::type_identity<stored_by_name<enum_of<field_type<nameless, Table>>>>{};
    else if constexpr (array != field_count<Table>)
        return std::type_identity<array_of_table<Table, field_label<Table, array>, field_type<array, Table>>>{};
    else if constexpr (is_versioned<Table> && keeps_no_history<Dialect>)
        return std::type_identity<history_in_dialect<Table>>{};
    else if constexpr (constexpr column_pair same = repeated_column<Table, Dialect, Naming>();
                       same.second != field_count<Table>)
        return std::type_identity<
            column_name_of_table<Table, field_label<Table, same.first>, field_label<Table, same.second>>>{};
    else return std::type_identity<no_mistake>{};
}
/// What may be wrong with the types of a table's fields, and with the names of its columns.
template <class Table, class Dialect = void, class Naming = void>
using field_check = typename decltype(find_field_mistake<Table, Dialect, Naming>())::type;

template <class Database>
struct dialect_in {
    using type = void;
};
template <class Database>
    requires requires { typename Database::driver; }
struct dialect_in<Database> {
    using type = typename Database::driver::dialect;
};
/// The dialect of a database; `void` if it has no driver.
template <class Database>
using dialect_of = typename dialect_in<Database>::type;

template <class Table>
consteval auto find_column_mistake() {
    constexpr auto& columns = facts<Table>.columns;
    // Names that the definition gives are the same whatever the naming policy is.
    constexpr column_pair same = [] {
        for (std::size_t i = 0; i < columns.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (columns[i].is_named && columns[j].is_named && columns[i].name == columns[j].name)
                    return column_pair{i, j};
        return column_pair{columns.size(), 0};
    }();
    constexpr std::size_t generated = first_field<Table>(
        [&](std::size_t i) { return columns[i].is_computed && (columns[i].is_key || columns[i].has_default); });
    if constexpr (same.second < field_count<Table>)
        return std::type_identity<
            column_name_of_table<Table, field_label<Table, same.first>, field_label<Table, same.second>>>{};
    else if constexpr (facts<Table>.primary_keys > 1) return std::type_identity<primary_key_of_table<Table>>{};
    else if constexpr (generated < field_count<Table>)
        return std::type_identity<
            generated_column<Table, field_label<Table, generated>, facts<Table>.columns[generated].is_key>>{};
    else if constexpr (is_versioned<Table> && !has_key<Table>) return std::type_identity<versioned_table<Table>>{};
    else return std::type_identity<no_mistake>{};
}

struct has_row_type {
    template <class Table>
    static constexpr bool holds = is_right<type_check<Table>>;
};
struct has_right_shape {
    template <class Table>
    static constexpr bool holds = has_shape<Table>;
};
template <class... Tables>
consteval auto find_tables_mistake(tables<Tables...>) {
    using Wrong = first_failing<has_row_type, type_list<Tables...>>;
    if constexpr (std::is_void_v<Wrong>) return std::type_identity<no_mistake>{};
    else return std::type_identity<type_check<Wrong>>{};
}
template <class... Tables>
consteval auto find_shapes_mistake(tables<Tables...>) {
    using Wrong = first_failing<has_right_shape, type_list<Tables...>>;
    if constexpr (std::is_void_v<Wrong>) return std::type_identity<no_mistake>{};
    else return std::type_identity<shape_check<Wrong>>{};
}
/// What may be wrong with the types of the tables of a database, of which no more is asked than the compiler knows: not all are used.
template <class Tables>
using tables_check = typename decltype(find_tables_mistake(Tables{}))::type;
/// What may be wrong with the types of the tables of a database, all of which are used.
template <class Tables>
using shapes_check = typename decltype(find_shapes_mistake(Tables{}))::type;

struct foreign_key_is_right {
    template <class Key>
    static constexpr bool holds = refers_to_key<Key>() && nulls_fit<Key>();
};

template <class Table>
consteval auto find_table_mistake() {
    using Fields = field_check<Table>;
    if constexpr (!is_right<Fields>) return std::type_identity<Fields>{};
    else {
        using Columns = typename decltype(find_column_mistake<Table>())::type;
        using Key = first_failing<foreign_key_is_right, foreign_keys_of<Table>>;
        if constexpr (!is_right<Columns> || std::is_void_v<Key>) return std::type_identity<Columns>{};
        else return std::type_identity<foreign_key_check<Key>>{};
    }
}
/// What may be wrong with a table.
template <class Table>
using table_check = typename decltype(find_table_mistake<Table>())::type;

template <class Table, class Key>
struct foreign_key_in_database : told_mistake {
    static_assert(always_false<Key>,
                  "rowan E112: a foreign key refers to a table that is not in the tables of this database");
};
template <class First, class Second>
struct table_names : told_mistake {
    static_assert(always_false<First>, "rowan E116: two tables of this database have the same name");
};

template <class Tables>
struct refers_into {
    template <class Key>
    static constexpr bool holds = is_in_tables<typename Key::targets::table, Tables>;
};
template <class Table, class... Tables>
consteval auto find_place_mistake(tables<Tables...>) {
    using Key = first_failing<refers_into<tables<Tables...>>, foreign_keys_of<Table>>;
    if constexpr (!std::is_void_v<Key>) return std::type_identity<foreign_key_in_database<Table, Key>>{};
    else return std::type_identity<no_mistake>{};
}
/// What may be wrong with a table as one of the tables of a database.
template <class Table, class Tables>
using place_check = typename decltype(find_place_mistake<Table>(Tables{}))::type;

/// The first table that is called like one before it, and that one; their number if there is none.
template <class Dialect, class Naming, class... Tables>
consteval auto repeated_table() {
    constexpr std::size_t count = sizeof...(Tables);
    const std::array<std::uint64_t, count + 1> hashes{kept_table_name<Tables, Dialect, Naming>.hash..., 0};
    struct {
        std::size_t first = count, second = count;
    } found;
    name_places<count> places;
    for (std::size_t i = 0; i < count && found.first == count; ++i)
        if (places.add(
                i, [&](std::size_t number) { return hashes[number]; },
                [&](std::size_t earlier) {
                    found.first = earlier;
                    return true;
                }))
            found.second = i;
    return found;
}
template <class Database, class... Tables>
consteval auto find_table_name_mistake(tables<Tables...>) {
    constexpr auto found = repeated_table<dialect_of<Database>, naming_of<Database>, Tables...>();
    // That a table is listed twice is said by the list.
    if constexpr (found.first == sizeof...(Tables) || has_repeated_type<type_list<Tables...>>)
        return std::type_identity<no_mistake>{};
    else return std::type_identity<table_names<type_at<found.first, Tables...>, type_at<found.second, Tables...>>>{};
}
/// What may be wrong with the names of all tables of a database.
template <class Database>
using table_names_check = typename decltype(find_table_name_mistake<Database>(typename Database::tables{}))::type;

} // namespace rowan::detail
