#pragma once

#include "rowan/query/column.hpp"
#include "rowan/query/dialect_feature.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/history.hpp"
#include "rowan/schema/kept_name.hpp"
#include "rowan/schema/triggers.hpp"
#include "rowan/sql/enum_definition.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

// The names of all that is made for a table: by its definition, by its history, and by PostgreSQL, which names keys and sequences.
namespace rowan::detail {

/// What has a name in a database. All are one space of names, but that the type of an enumeration is in the way of tables alone, a
/// trigger in the way of triggers, and a check in the way of the constraints of its table. PostgreSQL names a `chosen_check`, after the checks that have names and before
/// unique constraints.
enum class named_thing : unsigned char {
    table,
    history,
    view,
    index,
    unique,
    key,
    sequence,
    enum_type,
    check,
    chosen_check,
    trigger
};

template <class Option>
inline constexpr bool is_expression_index = false;
template <class Condition, class... Keys>
inline constexpr bool is_expression_index<expression_index_option<Condition, Keys...>> = true;

/// Whether an option may say that no two rows are alike somewhere.
template <class Option>
inline constexpr bool can_make_unique = is_unique_list<Option> || is_index<Option> || is_expression_index<Option>;
template <class Option>
constexpr bool makes_unique(const Option& option) {
    if constexpr (is_index<Option> || is_expression_index<Option>) return option.is_unique;
    else return is_unique_list<Option>;
}
/// Whether rows can be in each other's way beside the primary key.
template <class Table>
inline constexpr bool has_unique_sets = [] {
    bool has = false;
    for_each_option<Table>([&](const auto& option) { has = has || makes_unique(option); });
    return has;
}();

/// What a name is made of, in this order: that of the table, `middle`, `_` and the name of each column, `own`, `word`.
struct name_parts {
    named_thing thing{};
    bool has_table = true;
    bool is_chosen = false; // by PostgreSQL, which cuts it, and takes another if it is taken
    std::string_view middle{};
    std::span<const std::size_t> columns{};
    std::string_view own{}; // taken as it is
    std::string_view word{};
};
/// The names of a table and of its columns.
struct table_words {
    std::string_view name;
    bool is_named;
    std::span<const column_facts> columns;
};
template <class Table>
inline constexpr table_words words_of{facts<Table>.name, facts<Table>.is_named, facts<Table>.columns};

/// A part of a name that PostgreSQL chooses.
struct cut_part {
    std::array<char, 64> letters{};
    std::size_t size = 0;

    constexpr void put(char c) {
        if (size < letters.size()) letters[size++] = c;
    }
    [[nodiscard]] constexpr std::string_view view() const { return {letters.data(), size}; }
    /// So many bytes of it, or fewer, so that no character is cut.
    [[nodiscard]] constexpr std::string_view cut(std::size_t bytes) const {
        while (bytes > 0 && bytes < size && (static_cast<unsigned char>(letters[bytes]) & 0xC0U) == 0x80U) --bytes;
        return {letters.data(), bytes};
    }
};
/// As PostgreSQL does in makeObjectName: the longer of the two is cut until all fits into 63 bytes.
template <class Naming, class Visitor>
constexpr void write_chosen_name(Visitor& visitor, const name_parts& parts, const table_words& words) {
    cut_part table, columns;
    name_visitor<Naming, cut_part>{table}.name(words.name, words.is_named);
    name_visitor<Naming, cut_part> out{columns};
    for (const std::size_t column : parts.columns) {
        if (columns.size != 0) out.text("_");
        out.name(words.columns[column].name, words.columns[column].is_named);
    }
    const std::size_t room = 63 - parts.word.size() - (columns.size == 0 ? 0 : 1);
    std::size_t first = table.size, second = columns.size;
    while (first + second > room) --(first > second ? first : second);
    visitor.text(table.cut(first));
    visitor.text(columns.size == 0 ? "" : "_");
    visitor.text(columns.cut(second));
    visitor.text(parts.word);
}
/// Writes what is behind the table's name.
template <class Visitor>
constexpr void write_behind_table(Visitor& visitor, const name_parts& parts, const table_words& words) {
    visitor.text(parts.middle);
    for (const std::size_t column : parts.columns) {
        visitor.text("_");
        visitor.name(words.columns[column].name, words.columns[column].is_named);
    }
    visitor.name(parts.own, true);
    visitor.text(parts.word);
}
/// Writes a name with what has `text` and `name`.
template <class Visitor>
constexpr void write_name(Visitor& visitor, const name_parts& parts, const table_words& words) {
    if (parts.has_table) visitor.name(words.name, words.is_named);
    write_behind_table(visitor, parts, words);
}

constexpr name_parts own_name(named_thing thing, std::string_view name) {
    return {.thing = thing, .has_table = false, .own = name};
}
/// The name of an index that its definition gives, or that is made of the table and the columns.
template <class Condition, auto... Parts>
constexpr name_parts index_name(const index_option<Condition, Parts...>& option) {
    if (!option.name.empty()) return own_name(named_thing::index, option.name);
    return {
        .thing = named_thing::index, .columns = index_option<Condition, Parts...>::columns::indexes, .word = "_index"};
}
template <class Condition, class... Keys>
constexpr name_parts index_name(const expression_index_option<Condition, Keys...>& option) {
    return own_name(named_thing::index, option.name);
}
template <class Trigger>
constexpr std::string_view name_of_trigger([[maybe_unused]] const Trigger& trigger) {
    if constexpr (requires { Trigger::name; }) return Trigger::name;
    else return "no trigger"; // which is told when it is created
}
/// The name of the index that a history has for what no two rows have alike.
template <class Option>
constexpr name_parts history_index_name(const Option& option) {
    if constexpr (!is_expression_index<Option>)
        if (option.name.empty())
            return {.thing = named_thing::index,
                    .middle = "_history",
                    .columns = Option::columns::indexes,
                    .word = "_index"};
    return {.thing = named_thing::index, .middle = "_history_", .own = option.name};
}

/// What the name of something ends in that belongs to a history, or its whole name.
struct history_name {
    named_thing thing;
    std::string_view name;
};
inline constexpr history_name sqlite_history_names[] = {
    {named_thing::history, "_history"},
    {named_thing::index, "_history_transaction_id_index"},
    {named_thing::view, "_history_row"},
    {named_thing::view, "_history_gone"}}; // the last one where there are unique sets
inline constexpr history_name postgres_history_names[] = {{named_thing::history, "_history"},
                                                          {named_thing::index, "_history_transaction_id_index"},
                                                          {named_thing::index, "_history_version_index"},
                                                          {named_thing::index, "_history_open_index"}};
/// What all histories have together.
inline constexpr history_name sqlite_record_names[] = {{named_thing::history, "rowan_transaction"},
                                                       {named_thing::history, "rowan_current_transaction"}};
inline constexpr history_name postgres_record_names[] = {{named_thing::history, "rowan_transaction"},
                                                         {named_thing::key, "rowan_transaction_pkey"},
                                                         {named_thing::sequence, "rowan_transaction_id_seq"}};

/// The column by which PostgreSQL names a check: none if there are others in it.
template <class Columns>
inline constexpr std::array<std::size_t, 0> column_of_check{};
template <class Column, class... Columns>
    requires(std::is_same_v<Column, Columns> && ...)
inline constexpr std::array<std::size_t, 1> column_of_check<type_list<Column, Columns...>>{field_index<Column::member>};

/// The names of what is made for a table.
template <std::size_t Most>
struct names_made {
    std::array<name_parts, Most> all{};
    std::size_t count = 0;

    constexpr void add(const name_parts& parts) { all[count++] = parts; }
    /// Unless the history has that index already, for what no two rows have alike for another reason.
    constexpr void add_once(const name_parts& parts) {
        for (const name_parts& each : all)
            if (each.middle == parts.middle && parts.own.empty() && std::ranges::equal(each.columns, parts.columns))
                return;
        add(parts);
    }
    template <class Expression>
    constexpr void add_chosen_check(const check_option<Expression>&) {
        add({.thing = named_thing::chosen_check,
             .is_chosen = true,
             .columns = column_of_check<decltype(columns_in<Expression>())>,
             .word = "_check"}); // and a number if another has this name
    }
    template <bool IsPostgres, bool IsVersioned, class Option>
    constexpr void add_option(const Option& option) {
        constexpr named_thing unique = IsPostgres ? named_thing::unique : named_thing::check;
        if constexpr (is_index<Option> || is_expression_index<Option>) add(index_name(option));
        else if constexpr (is_unique_list<Option>) {
            if (!option.name.empty()) add(own_name(unique, option.name));
            else if (IsPostgres)
                add({.thing = named_thing::key,
                     .is_chosen = true,
                     .columns = Option::columns::indexes,
                     .word = "_key"});
        } else if constexpr (is_check<Option>) {
            if (!option.name.empty()) add(own_name(named_thing::check, option.name));
            else if (IsPostgres) add_chosen_check(option);
        }
        if constexpr (IsVersioned && !IsPostgres && can_make_unique<Option>)
            if (makes_unique(option)) add_once(history_index_name(option));
    }
};

template <class Table, class Dialect>
inline constexpr auto names_of_all = [] {
    constexpr auto& all = facts<Table>;
    constexpr bool are_named = Dialect::names_constraints;
    constexpr std::size_t options = std::remove_cvref_t<decltype(table<Table>.options)>::size;
    names_made<7 + all.columns.size() + 2 * options + trigger_count<Table>> names;
    names.add({.thing = named_thing::table});
    if constexpr (is_versioned<Table>) {
        const auto made = Dialect::has_trigger_functions ? std::span(postgres_history_names)
                          : has_unique_sets<Table>       ? std::span(sqlite_history_names)
                                                         : std::span(sqlite_history_names).first(3);
        for (const history_name& each : made) names.add({.thing = each.thing, .middle = each.name});
    }
    if (are_named && all.key_size > 0) names.add({.thing = named_thing::key, .is_chosen = true, .word = "_pkey"});
    if (are_named && all.has_generated_key)
        names.add({.thing = named_thing::sequence,
                   .is_chosen = true,
                   .columns = std::span(all.key).first(1),
                   .word = "_seq"});
    for (const column_facts& column : all.columns)
        if (Dialect::has_enum_types && is_of_enum_type(column))
            names.add(own_name(named_thing::enum_type, column.enum_type));
    for_each_option<Table>(
        [&](const auto& option) { names.template add_option<are_named, is_versioned<Table>>(option); });
    triggers<Table>.all.apply([&]([[maybe_unused]] const auto&... trigger) {
        (names.add(own_name(named_thing::trigger, name_of_trigger(trigger))), ...);
    });
    return names;
}();

} // namespace rowan::detail
