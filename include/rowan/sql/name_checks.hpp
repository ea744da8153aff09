#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/meta/text_sink.hpp"
#include "rowan/schema/checks.hpp"
#include "rowan/sql/enum_definition.hpp"
#include "rowan/sql/names.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

// What is checked of names when tables are created: that the database takes them, and that each is there once.
namespace rowan::detail {

template <class Table>
struct name_of_table : told_mistake {
    static_assert(
        always_false<Table>,
        "rowan E123: a name of the table, of a column, of an index, of a constraint or of a trigger is longer "
        "than the 63 bytes that PostgreSQL keeps of it; give it a shorter one");
};
/// Stands in messages for what belongs to a table.
template <named_thing Thing, class Table>
struct made_for {};
struct all_histories {};

template <class Name, class First, class Second>
struct one_name_for_two : told_mistake {
    static_assert(always_false<Name>,
                  "rowan E124: two things of this database have the same name, be it a table, a history, an index, a "
                  "key, a constraint, a sequence, a type or a trigger; give one another name, an index by "
                  ".named(\"…\")");
};
template <class Name, class Table>
struct name_of_database : told_mistake {
    static_assert(always_false<Name>, "rowan E125: the database, or rowan, has this name for itself; take another");
};
/// A name, what has it, and in which schema.
struct listed_name {
    named_thing thing{};
    std::uint64_t hash = 0;
    std::size_t size = 0;
    std::string_view schema{};
    bool is_refused = false; // by the database
};
template <class Dialect>
constexpr bool is_refused_name(named_thing thing, std::string_view name, bool is_in_schema) {
    cut_part folded;
    for (const char c : name) folded.put(folds_case<Dialect> ? to_lower(c) : c);
    if (thing == named_thing::enum_type) return Dialect::is_type(folded.view());
    return thing != named_thing::check && thing != named_thing::trigger && !is_in_schema &&
           Dialect::is_reserved_table(folded.view());
}
// Not of the table, so that the compiler makes it once.
template <class Dialect, class Naming>
constexpr void list_names(std::span<listed_name> list, const name_parts* parts, const table_words& words,
                          std::string_view schema) {
    kept_name<Dialect> table;
    name_visitor<Naming, kept_name<Dialect>>{table}.name(words.name, words.is_named);
    for (listed_name& each : list) {
        kept_name<Dialect> kept;
        name_visitor<Naming, kept_name<Dialect>> out{kept};
        if (parts->is_chosen) write_chosen_name<Naming>(out, *parts, words);
        else {
            if (parts->has_table) kept = table;
            write_behind_table(out, *parts, words);
        }
        each = {parts->thing, kept.hash, kept.size, schema, kept.size == 0 || kept.has_zero};
        if (!parts->has_table)
            each.is_refused = each.is_refused || is_refused_name<Dialect>(parts->thing, parts->own, !schema.empty());
        ++parts;
    }
    cut_part name;
    name_visitor<Naming, cut_part>{name}.name(words.name, words.is_named);
    list[0].is_refused =
        list[0].is_refused || is_refused_name<Dialect>(named_thing::table, name.view(), !schema.empty());
}
template <class Table, class Dialect, class Naming>
inline constexpr auto listed_names = [] {
    constexpr auto& names = names_of_all<Table, Dialect>;
    std::array<listed_name, names.count> list{};
    list_names<Dialect, Naming>(list, names.all.data(), words_of<Table>,
                                Dialect::has_schemas ? facts<Table>.schema : std::string_view());
    return list;
}();
/// What belongs to all histories, if there are any.
template <class Dialect, class... Tables>
inline constexpr auto listed_records = [] {
    constexpr bool are_there = any_of({is_versioned<Tables>...}) && !any_of({is_record_of_history<Tables>...});
    constexpr auto names = Dialect::has_trigger_functions ? std::span<const history_name>(postgres_record_names)
                                                          : std::span<const history_name>(sqlite_record_names);
    std::array<listed_name, are_there ? names.size() : 0> list{};
    for (std::size_t i = 0; i < list.size(); ++i) {
        kept_name<Dialect> kept;
        for (const char c : names[i].name) kept.put(c);
        list[i] = {names[i].thing, kept.hash, kept.size};
    }
    return list;
}();

/// Whether two things of one name are in each other's way. Two tables are found before.
constexpr bool clash(const listed_name& left, const listed_name& right, bool is_one_table) {
    using enum named_thing;
    const auto has = [&](named_thing thing) { return left.thing == thing || right.thing == thing; };
    const auto is_of_rows = [](named_thing thing) { return thing == table || thing == history || thing == view; };
    const auto is_chosen = [](named_thing thing) { return thing == key || thing == sequence; };
    if (left.thing == table && right.thing == table) return false;
    if (has(check) || has(chosen_check))
        return is_one_table && (has(unique) || (left.thing == check && right.thing == check));
    if (has(trigger) && left.thing != right.thing) return false;
    if (has(enum_type) && is_of_rows(left.thing) == is_of_rows(right.thing)) return false;
    if (is_chosen(left.thing) && is_chosen(right.thing)) return false; // the second gets another
    return left.schema == right.schema || left.schema.empty() || right.schema.empty();
}

/// Whether names of one table are in each other's way.
constexpr bool has_clash(std::span<const listed_name> names) {
    for (std::size_t i = 0; i < names.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (names[i].hash == names[j].hash && clash(names[j], names[i], true)) return true;
    return false;
}

/// Two names: of which tables they are, and which of theirs.
struct name_clash {
    bool is_there = false;
    std::size_t first_table = 0, first_name = 0, second_table = 0, second_name = 0;
};
template <class Dialect, class Naming, class... Tables>
consteval name_clash find_name_clash() {
    struct place {
        const listed_name* name = nullptr;
        std::size_t table = 0, number = 0;
    };
    constexpr std::size_t count =
        sum_of({listed_records<Dialect, Tables...>.size(), listed_names<Tables, Dialect, Naming>.size()...});
    std::array<place, count + 1> all{};
    std::size_t next = 0, table = 0;
    const auto list = [&](const auto& names) {
        for (std::size_t i = 0; i < names.size(); ++i) all[next++] = {&names[i], table, i};
        ++table;
    };
    in_order({(list(listed_names<Tables, Dialect, Naming>), 0)...});
    list(listed_records<Dialect, Tables...>);

    name_clash found;
    name_places<count> places;
    for (std::size_t i = 0; i < count && !found.is_there; ++i)
        places.add(
            i, [&](std::size_t number) { return all[number].name->hash; },
            [&](std::size_t earlier) {
                if (!clash(*all[earlier].name, *all[i].name, all[earlier].table == all[i].table)) return false;
                found = {true, all[earlier].table, all[earlier].number, all[i].table, all[i].number};
                return true;
            });
    return found;
}

template <class Table, class Dialect, class Naming, std::size_t Number>
struct text_of_name {
    static constexpr void write(text_sink& sink) {
        constexpr name_parts parts = names_of_all<Table, Dialect>.all[Number];
        name_visitor<Naming, text_sink> out{sink};
        if constexpr (parts.is_chosen) write_chosen_name<Naming>(out, parts, words_of<Table>);
        else write_name(out, parts, words_of<Table>);
    }
};

template <class Dialect, class Naming, class... Tables>
consteval auto find_one_name_mistake() {
    constexpr name_clash found = find_name_clash<Dialect, Naming, Tables...>();
    if constexpr (!found.is_there || has_repeated_type<type_list<Tables...>>) return std::type_identity<no_mistake>{};
    else {
        using First = type_at<found.first_table, Tables...>;
        constexpr std::string_view name = built_text<text_of_name<First, Dialect, Naming, found.first_name>>;
        using Name = called<to_fixed_string<name.size()>(name)>;
        using FirstThing = made_for<listed_names<First, Dialect, Naming>[found.first_name].thing, First>;
        if constexpr (found.second_table == sizeof...(Tables))
            return std::type_identity<
                one_name_for_two<Name, FirstThing, made_for<named_thing::history, all_histories>>>{};
        else {
            using Second = type_at<found.second_table, Tables...>;
            return std::type_identity<one_name_for_two<
                Name, FirstThing, made_for<listed_names<Second, Dialect, Naming>[found.second_name].thing, Second>>>{};
        }
    }
}

template <class Dialect, class Naming, class... Tables>
consteval auto find_names_mistake(tables<Tables...>) {
    using Name = typename decltype(find_one_name_mistake<Dialect, Naming, Tables...>())::type;
    if constexpr (!is_right<Name>) return std::type_identity<Name>{};
    else if constexpr (!Dialect::has_enum_types) return std::type_identity<no_mistake>{};
    else return find_enum_mistake(join<decltype(enums_of_table<Tables>())...>{});
}
/// What may be wrong with the names of all tables of a database and of what belongs to them.
template <class Database>
using names_check =
    typename decltype(find_names_mistake<dialect_of<Database>, naming_of<Database>>(typename Database::tables{}))::type;

/// The first for which `test` holds, or their number.
template <class Each, class Test>
constexpr std::size_t first_that(std::span<const Each> list, const Test& test) {
    std::size_t i = 0;
    while (i < list.size() && !test(list[i])) ++i;
    return i;
}
constexpr std::size_t first_refused(std::span<const listed_name> names) {
    return first_that(names, [](const listed_name& each) { return each.is_refused; });
}
template <class Dialect>
constexpr std::size_t first_refused(std::span<const kept_name<Dialect>> columns) {
    const std::size_t none = first_that(columns, [](const auto& kept) { return kept.size == 0 || kept.has_zero; });
    return std::min(none, first_called(columns, Dialect::reserved_columns));
}
template <class Dialect>
constexpr bool has_long_name(std::span<const listed_name> names, std::span<const kept_name<Dialect>> columns) {
    const auto is_longer = [](const auto& each) { return each.size > most_of_name<Dialect>; };
    return names[0].schema.size() > most_of_name<Dialect> || first_that(names, is_longer) != names.size() ||
           first_that(columns, is_longer) != columns.size();
}
/// A name that the database has for itself, or that is none.
template <class Table, class Dialect, class Naming>
consteval auto find_refused_name() {
    constexpr auto& names = listed_names<Table, Dialect, Naming>;
    constexpr std::size_t name = first_refused(names);
    constexpr std::size_t column = first_refused<Dialect>(kept_column_names<Table, Dialect, Naming>);
    if constexpr (name != names.size()) {
        constexpr std::string_view text = built_text<text_of_name<Table, Dialect, Naming, name>>;
        return std::type_identity<name_of_database<called<to_fixed_string<text.size()>(text)>, Table>>{};
    } else if constexpr (column != field_count<Table>)
        return std::type_identity<name_of_database<field_label<Table, column>, Table>>{};
    else if constexpr (constexpr std::string_view schema = names[0].schema;
                       Dialect::is_reserved_table(schema) || std::ranges::count(schema, '\0') > 0)
        return std::type_identity<name_of_database<called<to_fixed_string<schema.size()>(schema)>, Table>>{};
    else return std::type_identity<no_mistake>{};
}

/// What may be wrong with the names of a table and of what belongs to it.
template <class Table, class Dialect, class Naming>
consteval auto find_own_names_mistake() {
    constexpr std::size_t taken =
        is_versioned<Table> ? first_called<Dialect>(kept_column_names<Table, Dialect, Naming>, columns_of_history)
                            : field_count<Table>;
    using Refused = typename decltype(find_refused_name<Table, Dialect, Naming>())::type;
    if constexpr (taken != field_count<Table>)
        return std::type_identity<column_of_history<Table, field_label<Table, taken>>>{};
    else if constexpr (has_long_name<Dialect>(listed_names<Table, Dialect, Naming>,
                                              kept_column_names<Table, Dialect, Naming>))
        return std::type_identity<name_of_table<Table>>{};
    else if constexpr (!is_right<Refused>) return std::type_identity<Refused>{};
    else if constexpr (has_clash(listed_names<Table, Dialect, Naming>))
        return find_one_name_mistake<Dialect, Naming, Table>();
    else if constexpr (!Dialect::has_enum_types) return std::type_identity<no_mistake>{};
    else return find_label_mistake<Dialect>(enums_of_table<Table>());
}
template <class Table, class Dialect, class Naming>
using own_names_check = typename decltype(find_own_names_mistake<Table, Dialect, Naming>())::type;

} // namespace rowan::detail
