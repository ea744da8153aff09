#pragma once

#include "rowan/meta/type_list.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/history.hpp"
#include "rowan/schema/tables.hpp"

#include <type_traits>

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
    bool fits = true;
    for_each_option<typename Key::columns::table>([&]<class Option>(const Option& option) {
        if constexpr (std::is_same_v<Option, Key>)
            fits = Key::all_nullable || (option.delete_action != set_null && option.update_action != set_null);
    });
    return fits;
}

template <class Key>
struct foreign_key_check {
    static_assert(refers_to_key<Key>(),
                  "rowan E104: a foreign key refers to columns that are neither a primary key nor said to be unique");
    static_assert(nulls_fit<Key>(), "rowan E117: a foreign key sets to null a column that may not be null");
    static constexpr bool checked = true;
};

template <class Table>
consteval bool no_name_twice() {
    constexpr auto& columns = facts<Table>.columns;
    for (std::size_t i = 0; i < columns.size(); ++i)
        for (std::size_t j = i + 1; j < columns.size(); ++j)
            if (columns[i].name == columns[j].name) return false;
    return true;
}

template <class Table>
consteval bool computed_are_plain() {
    for (const auto& column : facts<Table>.columns)
        if (column.is_computed && (column.is_key || column.has_default)) return false;
    return true;
}

template <class Table>
struct table_check {
    static_assert(no_name_twice<Table>(), "rowan E106: two columns of the table have the same name");
    static_assert(facts<Table>.primary_keys < 2, "rowan E108: the table has two primary keys");
    static_assert(computed_are_plain<Table>(), "rowan E115: a generated column is neither a key nor has it a default");
    static_assert(!is_versioned<Table> || has_key<Table>, "rowan E602: a versioned table needs a primary key");
    template <class... Keys>
    static consteval bool check_keys(type_list<Keys...>) {
        return (foreign_key_check<Keys>::checked && ...);
    }
    static constexpr bool checked = check_keys(foreign_keys_of<Table>{});
};

} // namespace rowan::detail
