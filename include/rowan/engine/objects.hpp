#pragma once

#include "rowan/event/extensions.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/schema/tables.hpp"
#include "rowan/sql/object.hpp"
#include "rowan/sql/table_objects.hpp"
#include "rowan/sql/trigger.hpp"

#include <cstddef>

// The declared objects of a database: those of its tables, and those that extensions bring.
namespace rowan::detail {

template <class Tables>
struct tables_in_order;
template <class... Tables>
struct tables_in_order<rowan::tables<Tables...>> {
    using type = decltype(arranged<order_of_creation<rowan::tables<Tables...>>>(type_list<Tables...>{}));
};
/// The tables of a database in the order in which they are created.
template <class Database>
using sorted_tables = typename tables_in_order<typename Database::tables>::type;

/// The foreign keys of a table that are added when all tables are there.
template <class Table, class Database>
consteval auto find_keys_added_behind() {
    if constexpr (!dialect_of<Database>::needs_referred_tables) return type_list<>{};
    else {
        using Tables = typename Database::tables;
        return keys_behind<position_in<Table>(list_of_tables<Tables>{}), false>(Tables{}, foreign_keys_of<Table>{});
    }
}
template <class Table, class Database>
using keys_added_behind = decltype(find_keys_added_behind<Table, Database>());

template <class Extension, class Database, class Table>
consteval auto objects_from() {
    if constexpr (requires { typename Extension::template objects<Database, Table>; })
        return typename Extension::template objects<Database, Table>{};
    else return type_list<>{};
}
template <class Database, class Table, class... Extensions>
consteval auto objects_with(rowan::extensions<Extensions...>) {
    using Own = objects_of_table<Table, dialect_of<Database>, keys_added_behind<Table, Database>>;
    return (Own{} + ... + objects_from<Extensions, Database, Table>());
}
template <class Table, class Database>
consteval auto objects_behind() {
    using Keys = keys_added_behind<Table, Database>;
    if constexpr (Keys::size == 0) return type_list<>{};
    else return type_list<foreign_keys_object<Table, Keys>>{};
}
template <class Database, class... Tables>
consteval auto find_objects(type_list<Tables...>) {
    return join<decltype(objects_with<Database, Tables>(extensions_of<Database>{}))...,
                decltype(objects_behind<Tables, Database>())..., trigger_objects<Tables, dialect_of<Database>>...>{};
}
/// All objects of a database, in the order in which they are created.
template <class Database>
using objects_of = decltype(find_objects<Database>(sorted_tables<Database>{}));

} // namespace rowan::detail
