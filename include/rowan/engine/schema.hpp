#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/objects.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/run/script.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/triggers.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/meta/fixed_string.hpp"
#include "rowan/query/check/definition_checks.hpp"
#include "rowan/query/check/trigger_checks.hpp"
#include "rowan/schema/tables.hpp"
#include "rowan/sql/definition.hpp"
#include "rowan/sql/name_checks.hpp"
#include "rowan/sql/row_statement.hpp"
#include "rowan/sql/text.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// What may be wrong with creating a table in a database.
template <class Table, class Database>
using creation_check_in =
    typename create_table<Table, true>::template target_mistake<dialect_of<Database>, naming_of<Database>>;

template <class Database, class... Tables>
consteval auto find_creation_mistake_in(tables<Tables...>) {
    return std::type_identity<
        first_mistake<typename creation<tables<Tables...>>::check, creation_check_in<Tables, Database>...,
                      names_check<Database>, triggers_check<Tables, Database>...>>{};
}
/// What may be wrong with creating all tables of a database.
template <class Database>
using all_creation_check = typename decltype(find_creation_mistake_in<Database>(typename Database::tables{}))::type;

/// A database in which two programs that create the same table at the same time disturb each other, whatever IF NOT EXISTS says:
/// they take this lock for the transaction.
template <class Dialect>
concept has_creation_lock = requires { Dialect::creation_lock; };

/// The name of a table, or of what belongs to it, as SQL has it: in double quotes.
template <class Table, fixed_string Suffix = "">
struct quoted_name_of : no_parts {};

template <class Visitor, class Table, fixed_string Suffix>
constexpr void walk(Visitor& visitor, const quoted_name_of<Table, Suffix>&) {
    visitor.template table<Table>(Suffix.view());
}

/// Whether a table is not there, where `CREATE TABLE` would make it. For PostgreSQL.
template <class Table>
struct is_absent : no_parts {};

template <class Visitor, class Table>
constexpr void walk(Visitor& visitor, const is_absent<Table>&) {
    visitor.text("SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = "
                 "c.relnamespace WHERE c.relname = ");
    visitor.template table_name_literal<Table>();
    visitor.text(" AND n.nspname = ");
    if constexpr (facts<Table>.schema.empty()) visitor.text("current_schema()");
    else visitor.template schema_literal<Table>();
    visitor.text(")");
}

template <class Table, class KeysBehind = type_list<>, class Core>
void create_one(Core& core) {
    raise(core, before_create<Table>{});
    execute_text(core, Core::template text<rowan::create_table<Table, true, KeysBehind>>());
    raise(core, after_create<Table>{});
}
/// Has a driver whose database takes a foreign key of any column look whether the column is there.
template <class Table, class Core>
void check_references(Core& core) {
    if constexpr (offers_capability<typename Core::handle_type, capability::reference_check>)
        core.handle.check_references(Core::template text<quoted_name_of<Table>>());
}

/// Creates one of the tables; true if keys are to be added to it when all are there.
template <class Table, class KeysBehind, class Core>
bool create_before_keys(Core& core) {
    bool is_new = false;
    if constexpr (KeysBehind::size != 0) is_new = ask<is_absent<Table>>(core);
    create_one<Table, KeysBehind>(core);
    return is_new;
}
template <class Table, class KeysBehind, class Core>
void add_keys(Core& core) {
    if constexpr (KeysBehind::size != 0) execute_text(core, Core::template text<add_foreign_keys<Table, KeysBehind>>());
}

struct create_all_tables {
    template <class Core>
    void operator()(Core& core) const {
        create(core, sorted_tables<typename Core::database>{});
    }

private:
    template <class Core, class... Tables>
    static void create(Core& core, type_list<Tables...>) {
        using Database = typename Core::database;
        scope_of<Core> scope(core);
        raise(core, before_create_all{});
        if constexpr (has_creation_lock<typename Core::dialect>) execute_text(core, Core::dialect::creation_lock);
        const bool waits[] = {create_before_keys<Tables, keys_added_behind<Tables, Database>>(core)..., false};
        std::size_t position = 0;
        in_order({(waits[position++] ? add_keys<Tables, keys_added_behind<Tables, Database>>(core) : void(), 0)...});
        // Tables may refer to each other.
        in_order({(check_references<Tables>(core), 0)...});
        in_order({(create_triggers_in<Tables>(core), 0)...});
        raise(core, after_create_all{});
        scope.commit();
    }
};
struct drop_all_tables {
    template <class Core>
    void operator()(Core& core) const {
        drop(core, sorted_tables<typename Core::database>{});
    }

private:
    template <class Core, class... Tables>
    static void drop(Core& core, type_list<Tables...> tables) {
        using Dialect = typename Core::dialect;
        constexpr bool is_circle = has_circles(typename Core::database::tables{});
        scope_of<Core> scope(core);
        raise(core, before_drop_all{});
        // What belongs to a table goes before rows of any: dropping a table of SQLite removes its rows, and those that refer to them.
        for_each_type(reversed(tables), [&]<class Table>(std::type_identity<Table>) { drop_triggers_in<Table>(core); });
        for_each_type(reversed(tables),
                      [&]<class Table>(std::type_identity<Table>) { raise(core, before_drop<Table>{}); });
        if constexpr (is_circle && Dialect::needs_referred_tables)
            execute_text(core, Core::template text<drop_together<Tables...>>());
        else {
            if constexpr (is_circle) execute_text(core, Dialect::defer_foreign_keys);
            for_each_type(reversed(tables), [&]<class Table>(std::type_identity<Table>) {
                execute_text(core, Core::template text<rowan::drop_table<Table, true>>());
            });
        }
        for_each_type(reversed(tables),
                      [&]<class Table>(std::type_identity<Table>) { raise(core, after_drop<Table>{}); });
        raise(core, after_drop_all{});
        scope.commit();
    }
};
template <class Table>
struct create_the_table {
    template <class Core>
    void operator()(Core& core) const {
        if constexpr (has_creation_lock<typename Core::dialect> || trigger_count<Table> > 0 ||
                      any_heard<Core, before_create<Table>, after_create<Table>>) {
            scope_of<Core> scope(core);
            if constexpr (has_creation_lock<typename Core::dialect>) execute_text(core, Core::dialect::creation_lock);
            create_one<Table>(core);
            create_triggers_in<Table>(core);
            scope.commit();
        } else create_one<Table>(core);
        check_references<Table>(core);
    }
};
template <class Table>
struct drop_the_table {
    template <class Core>
    void operator()(Core& core) const {
        if constexpr (trigger_count<Table> > 0 || any_heard<Core, before_drop<Table>, after_drop<Table>>) {
            scope_of<Core> scope(core);
            drop_triggers_in<Table>(core);
            drop(core);
            scope.commit();
        } else drop(core);
    }

private:
    template <class Core>
    static void drop(Core& core) {
        raise(core, before_drop<Table>{});
        execute_text(core, Core::template text<rowan::drop_table<Table, true>>());
        raise(core, after_drop<Table>{});
    }
};

} // namespace rowan::detail
