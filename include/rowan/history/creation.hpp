#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/objects.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/run/script.hpp"
#include "rowan/engine/schema.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/history/definition.hpp"
#include "rowan/history/generation.hpp"
#include "rowan/history/mark.hpp"
#include "rowan/history/postgres_transaction.hpp"
#include "rowan/history/record.hpp"
#include "rowan/history/statement.hpp"
#include "rowan/sql/definition.hpp"
#include "rowan/sql/row_statement.hpp"
#include "rowan/sql/variant.hpp"
#include "rowan/sql/writer.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// What belongs to a versioned table is made when it is not there, or when its triggers are not those that this program makes.
// Where nothing differs, it is only looked at.
namespace rowan::detail {

/// The texts of the triggers of a table. Values: the table's name; on PostgreSQL also that of its history, and how many indexes
/// that has: without them there are no texts.
struct trigger_texts : no_parts {};

template <class Visitor>
constexpr void walk(Visitor& visitor, const trigger_texts&) {
    if constexpr (is_postgres<Visitor>)
        visitor.text("SELECT p.prosrc FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid "
                     "WHERE t.tgrelid = to_regclass($1) AND $3 <= "
                     "(SELECT count(*) FROM pg_catalog.pg_index AS i WHERE i.indrelid = to_regclass($2))");
    else
        visitor.text(
            "SELECT \"sql\" FROM \"sqlite_schema\" WHERE \"type\" = 'trigger' AND \"tbl_name\" COLLATE NOCASE IN "
            "(?1, ?1 || '_history_row', ?1 || '_history_gone')");
}

/// The schemas of a table, of its history and of the transactions, for functions of PostgreSQL. Values: their names.
struct schemas_of_history : no_parts {};

template <class Visitor>
constexpr void walk(Visitor& visitor, const schemas_of_history&) {
    visitor.text(
        "SELECT coalesce(pg_catalog.quote_ident(n.nspname) || '.', '') FROM (VALUES (1, to_regclass($1)), (2, "
        "to_regclass($2)), (3, to_regclass($3))) AS v (place, relation) LEFT JOIN pg_catalog.pg_class AS c ON "
        "c.oid = v.relation LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace ORDER BY v.place");
}

/// The columns that a table and its history have. Values: their names.
struct columns_in_history : no_parts {};

template <class Visitor>
constexpr void walk(Visitor& visitor, const columns_in_history&) {
    if constexpr (is_postgres<Visitor>)
        visitor.text("SELECT a.attname::text FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_attribute AS h ON "
                     "h.attname = a.attname WHERE a.attrelid = to_regclass($1) AND h.attrelid = to_regclass($2) AND "
                     "a.attnum > 0 AND h.attnum > 0 AND NOT a.attisdropped AND NOT h.attisdropped");
    else
        visitor.text("SELECT a.\"name\" FROM pragma_table_info(?1) AS a JOIN pragma_table_info(?2) AS h ON "
                     "h.\"name\" = a.\"name\"");
}

/// The columns of a table as a text has them.
template <class Table>
struct names_of_columns : plain_definition {};
template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const names_of_columns<Table>&) {
    for (const column_facts& column : facts<Table>.columns) visitor.column_name(column);
}

/// A name in quotes.
inline std::string quoted_name(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) text += c == '"' ? std::string(2, c) : std::string(1, c);
    return text += '"';
}
/// A name without its quotes.
inline std::string unquoted(std::string_view name) {
    std::string text;
    for (std::size_t i = 1; i + 1 < name.size(); ++i) {
        text += name[i];
        if (name[i] == '"') ++i;
    }
    return text;
}

/// What all histories of a database have together.
template <class Dialect>
consteval auto record_objects() {
    if constexpr (Dialect::has_trigger_functions)
        return join<type_list<table_object<transaction_record>>, record_function_objects>{};
    else return type_list<table_object<transaction_record>, mark_object>{};
}
consteval auto first_versioned(type_list<>) { return std::type_identity<void>{}; }
template <class Table, class... Tables>
consteval auto first_versioned(type_list<Table, Tables...>) {
    if constexpr (is_versioned<Table>) return std::type_identity<Table>{};
    else return first_versioned(type_list<Tables...>{});
}
/// What is made when a table has been created.
template <class Database, class Table>
consteval auto history_objects_behind() {
    using Dialect = dialect_of<Database>;
    if constexpr (!is_versioned<Table>) return type_list<>{};
    else if constexpr (std::is_same_v<typename decltype(first_versioned(sorted_tables<Database>{}))::type, Table>)
        return record_objects<Dialect>() + history_objects<Table, Dialect>{};
    else return history_objects<Table, Dialect>{};
}

template <class Core>
class history_creation {
public:
    explicit history_creation(Core& core) : core_(core) {}

    /// Makes what belongs to all versioned tables.
    void create_records() {
        execute_text(core_, text<create_table<transaction_record, true>>());
        if constexpr (is_postgres<Core>) {
            constexpr std::string_view records = "\"rowan_transaction\"";
            const std::string definition = placed(text<create_transaction_functions>(), schemas_of(records, records));
            const std::string mark = mark_of(definition);
            if (!are_marked(triggers_of(records, records, 1), mark, 1))
                execute_text(core_, completed(definition, mark));
        } else {
            if (ask<has_older_mark>(core_)) execute_text(core_, text<drop_object<mark_object>>());
            execute_text(core_, text<create_object<mark_object>>());
        }
    }
    /// Makes the history of a table, and its triggers.
    template <class Table>
    void create() {
        std::string definition = trigger_definition<Table>();
        const bool is_current = has_triggers<Table>(mark_of(definition)) || records_more<Table>();
        // On PostgreSQL an index is looked for under a lock that waits for those who write.
        if (!is_postgres<Core> || !is_current) execute_text(core_, written<create_history<Table>>());
        check_columns<Table>();
        if (is_current) return;
        // The history has its schema by now.
        if constexpr (is_postgres<Core>) definition = trigger_definition<Table>();
        const std::string mark = mark_of(definition);
        if constexpr (is_postgres<Core>) execute_text(core_, completed(definition, mark));
        else
            transact(core_, {}, [&] {
                execute_text(core_, std::string(text<drop_history_triggers<Table>>()) + completed(definition, mark));
            });
    }
    /// Whether there are rows and no history of them.
    template <class Table>
    [[nodiscard]] bool lacks() {
        return ask<lacks_history<Table>>(core_);
    }

private:
    template <class Table>
    static constexpr std::size_t trigger_count = history_trigger_count<Table, typename Core::dialect>;

    template <class Statement>
    static constexpr std::string_view text() {
        return Core::template text<Statement>();
    }
    /// As `text`, written when it is wanted: of a table with many columns it would be long for a compiler.
    template <class Statement>
    static std::string written() {
        using definition_writer = writer<typename Core::dialect, typename Core::naming, value_mode::literal>;
        definition_writer measure;
        walk(measure, Statement{});
        std::string text(measure.sink.size, '\0');
        definition_writer out{{text.data()}};
        walk(out, Statement{});
        return text;
    }
    template <class Table>
    std::string trigger_definition() {
        std::string definition = written<create_history_triggers<Table>>();
        if constexpr (is_postgres<Core>)
            definition = placed(definition,
                                schemas_of(text<quoted_name_of<Table>>(), text<quoted_name_of<Table, "_history">>()));
        return definition;
    }
    schemas_found schemas_of(std::string_view table, std::string_view history) {
        constexpr std::string_view records = "\"rowan_transaction\"";
        auto found = texts<schemas_of_history>(table, history, records);
        return {std::move(found.at(0)), std::move(found.at(1)), std::move(found.at(2))};
    }
    template <class Table>
    [[nodiscard]] bool has_triggers(std::string_view mark) {
        constexpr std::string_view table = text<quoted_name_of<Table>>(),
                                   history = text<quoted_name_of<Table, "_history">>();
        if constexpr (is_postgres<Core>) {
            constexpr std::string_view records = "\"rowan_transaction\"";
            return are_marked(triggers_of(table, history, 3), mark, trigger_count<Table>) &&
                   are_marked(triggers_of(records, records, 1), mark, 1);
        } else return are_marked(triggers_of(unquoted(table)), mark, trigger_count<Table>);
    }
    /// Whether the triggers of this generation are there, and record columns that this program does not know: a later one has made
    /// them, and both may run.
    template <class Table>
    [[nodiscard]] bool records_more() {
        constexpr std::string_view table = text<quoted_name_of<Table>>(),
                                   history = text<quoted_name_of<Table, "_history">>();
        std::vector<std::string> found, common;
        if constexpr (is_postgres<Core>) {
            found = triggers_of(table, history, 3);
            common = texts<columns_in_history>(table, history);
        } else {
            found = triggers_of(unquoted(table));
            common = texts<columns_in_history>(unquoted(table), unquoted(history));
        }
        std::erase_if(found, [](const std::string& each) { return generation_of(each) != history_generation; });
        const std::string own = written<names_of_columns<Table>>();
        std::size_t more = 0;
        for (const std::string& column : common) {
            const std::string name = quoted_name(column);
            const auto has_name = [&](const std::string& each) { return each.find(name) != std::string::npos; };
            if (has_name(own)) continue;
            if (std::none_of(found.begin(), found.end(), has_name)) return false;
            ++more;
        }
        return more > 0 && found.size() >= trigger_count<Table>;
    }
    template <class... Values>
    std::vector<std::string> triggers_of(const Values&... values) {
        return texts<trigger_texts>(values...);
    }
    /// What a statement gives that gives texts.
    template <class Statement, class... Values>
    std::vector<std::string> texts(const Values&... values) {
        return collect<Statement, std::string>(core_, with_values(values...), [](auto& statement, std::string& each) {
            statement.template read<encoding::standard>(0, each);
        });
    }
    /// A history from before a column was added would go on without it: that its columns can be read is seen here, by
    /// `schema_mismatch` if they cannot.
    template <class Table>
    void check_columns() {
        run<versions_in_transaction<Table>>(core_, with_values(std::int64_t{0}));
    }

    Core& core_;
};

} // namespace rowan::detail
