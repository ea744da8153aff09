#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/run/script.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/schema/triggers.hpp"
#include "rowan/sql/mark.hpp"
#include "rowan/sql/object.hpp"
#include "rowan/sql/row_statement.hpp"
#include "rowan/sql/trigger.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

// The triggers that tables declare, in a database: made where they are not there, and made anew where they are not those that
// the program declares. Those that a later rowan has made are left, and nothing is replaced that has no mark.
namespace rowan::detail {

/// The generation of the triggers that this rowan makes.
inline constexpr std::int64_t trigger_generation = 1;
inline constexpr std::string_view trigger_mark = "-- rowan trigger, generation ";

/// The text in which a trigger of a table has its mark, if it is there. Values: its name, and that of its table in quotes.
struct text_of_found_trigger : no_parts {};
/// The text of the function of a trigger, if that is in the schema of the table, and no trigger of another table runs it. Values: its name,
/// and that of the table, in quotes. For PostgreSQL.
template <class Table>
struct text_of_found_function : no_parts {};

template <class Visitor>
constexpr void walk(Visitor& visitor, const text_of_found_trigger&) {
    if constexpr (Visitor::dialect::has_trigger_functions)
        visitor.text("SELECT p.prosrc FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid "
                     "WHERE t.tgname = $1 AND t.tgrelid = to_regclass($2) AND NOT t.tgisinternal");
    else
        visitor.text(
            "SELECT \"sql\" FROM \"sqlite_schema\" WHERE \"type\" = 'trigger' AND \"name\" = ?1 COLLATE NOCASE AND "
            "'\"' || replace(\"tbl_name\", '\"', '\"\"') || '\"' = ?2 COLLATE NOCASE");
}
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const text_of_found_function<Table>&) {
    visitor.text(
        "SELECT p.prosrc FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace "
        "WHERE p.oid = to_regprocedure($1 || '()') AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS t WHERE "
        "t.tgfoid = p.oid AND t.tgrelid IS DISTINCT FROM to_regclass($2)::oid)");
    if constexpr (facts<Table>.schema.empty()) visitor.text(" AND n.nspname = current_schema()");
}

/// Functions that are created between these look for names in the schema first in which tables are created, as the program does, and
/// among what is temporary last (postgresql.org/docs/15/sql-createfunction.html).
inline constexpr std::string_view begin_trigger_functions =
    "SELECT set_config('rowan.search_path', current_setting('search_path'), true), set_config('search_path', "
    "concat_ws(', ', quote_ident(current_schema()), nullif(current_setting('search_path'), ''), 'pg_temp'), true);\n";
inline constexpr std::string_view end_trigger_functions =
    ";\nSELECT set_config('search_path', current_setting('rowan.search_path'), true)";

/// What a statement gives that gives one text, or none.
template <class Statement, class Core, class... Values>
std::string text_found(Core& core, const Values&... values) {
    return ask<Statement, std::string>(core, with_values(std::string_view(values)...)).value_or(std::string());
}

/// One trigger of a table.
template <class Core, class Table, std::size_t Index>
class trigger_in_database {
public:
    explicit trigger_in_database(Core& core) : core_(core) {}

    void create() {
        const std::string mark = mark_with(trigger_mark, trigger_generation, hash_of(definition));
        const std::string found = found_trigger();
        if (marked_generation(found, trigger_mark) > trigger_generation || found.find(mark) != std::string::npos)
            return;
        std::string all = removal(found);
        if constexpr (has_function) all = std::string(begin_trigger_functions) + all;
        // The mark is the last line of the body: the text goes on behind that.
        const std::size_t end = (has_function ? function : definition).rfind("END");
        all.append(definition.substr(0, end)).append("    ").append(mark).append("\n").append(definition.substr(end));
        if constexpr (has_function) all += end_trigger_functions;
        scope_of<Core> scope(core_);
        raise(core_, before_create_trigger<Table>{name});
        execute_text(core_, all);
        raise(core_, after_create_trigger<Table>{name});
        scope.commit();
    }
    void drop() {
        const std::string sql = removal(found_trigger());
        if (sql.empty()) return;
        raise(core_, before_drop_trigger<Table>{name});
        execute_text(core_, sql);
        raise(core_, after_drop_trigger<Table>{name});
    }

private:
    static constexpr bool has_function = Core::dialect::has_trigger_functions;
    static constexpr std::string_view name = trigger_of<Table, Index>.name;
    template <class Statement>
    static constexpr std::string_view text = Core::template text<Statement>();
    using objects = objects_of_trigger<Table, typename Core::dialect, Index>;
    template <class First, class... Rest>
    static First first_of(type_list<First, Rest...>);
    using holder = decltype(first_of(objects{}));
    static constexpr std::string_view definition = text<create_trigger<Table, Index>>,
                                      function = text<create_object<holder>>,
                                      table = text<name_of_object<table_object<Table>>>;

    /// What has the mark: a function, if the trigger runs one.
    std::string found_trigger() { return text_found<text_of_found_trigger>(core_, name, table); }
    /// What removes it, if it has a mark.
    std::string removal(std::string found) {
        if constexpr (has_function)
            if (found.empty()) {
                found = text_found<text_of_found_function<Table>>(core_, text<name_of_object<holder>>, table);
                if (marked_generation(found, trigger_mark) > trigger_generation) return {};
            }
        if (marked_generation(found, trigger_mark) == 0) return {};
        return std::string(text<drop_object<holder>>) + ";\n";
    }

    Core& core_;
};

template <class Table, class Core, class Function>
void for_each_trigger(Core& core, const Function& function) {
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        (function(trigger_in_database<Core, Table, Index>(core)), ...);
    }(std::make_index_sequence<trigger_count<Table>>{});
}
template <class Table, class Core>
void create_triggers_in(Core& core) {
    for_each_trigger<Table>(core, [](auto trigger) { trigger.create(); });
}
template <class Table, class Core>
void drop_triggers_in(Core& core) {
    for_each_trigger<Table>(core, [](auto trigger) { trigger.drop(); });
}

} // namespace rowan::detail
