#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/engine/run/execution.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/meta/fixed_string.hpp"
#include "rowan/query/check/definition_checks.hpp"
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
    return std::type_identity<first_mistake<typename creation<tables<Tables...>>::check,
                                            creation_check_in<Tables, Database>..., names_check<Database>>>{};
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

/// Creating and dropping tables.
template <class Connection>
class schema_operations {
public:
    /// Creates the tables of the database that are not there, in the order of their foreign keys, in one transaction.
    void create_tables() {
        using Check = all_creation_check<typename Connection::database>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>) create_all(tables_of_database());
    }

    /// Drops the tables of the database that are there, those that refer to others first, in one transaction.
    void drop_tables() {
        using Check = shapes_check<typename Connection::database::tables>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>) drop_all(tables_of_database());
    }

    /// Creates one table, if it is not there.
    template <class Table>
    void create_table() {
        using Check = creation_check_in<Table, typename Connection::database>;
        static_assert(Check::checked);
        static_assert(names_check<typename Connection::database>::checked);
        if constexpr (is_right<Check>) {
            if constexpr (has_creation_lock<typename Connection::dialect>) {
                auto scope = self().begin();
                self().execute(Connection::dialect::creation_lock);
                create_one<Table>();
                scope.commit();
            } else create_one<Table>();
            check_references<Table>();
        }
    }
    template <class Table>
    void drop_table() {
        static_assert(shape_check<Table>::checked);
        raise(self(), before_drop<Table>{});
        self().execute(Connection::template text<rowan::drop_table<Table, true>>());
    }

private:
    template <class Table, class KeysBehind = type_list<>>
    void create_one() {
        self().execute(Connection::template text<rowan::create_table<Table, true, KeysBehind>>());
        raise(self(), after_create<Table>{});
    }
    /// Has a driver whose database takes a foreign key of any column look whether the column is there.
    template <class Table>
    void check_references() {
        if constexpr (offers_capability<typename Connection::driver::connection, capability::reference_check>)
            self().handle().check_references(Connection::template text<quoted_name_of<Table>>());
    }
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }
    // The database description is asked for only when a function is used: it may be incomplete before.
    static auto tables_of_database() { return typename Connection::database::tables{}; }

    /// The keys of a table that wait for another table.
    template <class Table, std::size_t Row, class Tables>
    static consteval auto keys_added_behind() {
        if constexpr (Connection::dialect::needs_referred_tables)
            return keys_behind<Row, false>(Tables{}, foreign_keys_of<Table>{});
        else return type_list<>{};
    }
    /// Creates one of the tables; true if keys are to be added to it when all are there.
    template <class Table, class KeysBehind>
    bool create_before_keys() {
        bool is_new = false;
        if constexpr (KeysBehind::size != 0) is_new = asks<is_absent<Table>>(self());
        create_one<Table, KeysBehind>();
        return is_new;
    }
    template <class Table, class KeysBehind>
    void add_keys() {
        if constexpr (KeysBehind::size != 0)
            self().execute(Connection::template text<add_foreign_keys<Table, KeysBehind>>());
    }

    template <class... Tables>
    void create_all(rowan::tables<Tables...>) {
        auto scope = self().begin();
        if constexpr (has_creation_lock<typename Connection::dialect>)
            self().execute(Connection::dialect::creation_lock);
        create_in_order<rowan::tables<Tables...>>(type_list<Tables...>{}, std::index_sequence_for<Tables...>{});
        // Tables may refer to each other.
        in_order({(check_references<Tables>(), 0)...});
        scope.commit();
    }
    template <class All, class... Tables, std::size_t... Row>
    void create_in_order(type_list<Tables...>, std::index_sequence<Row...>) {
        std::array<bool, All::size + 1> waits{};
        for (const std::size_t next : order_of_creation<All>)
            in_order(
                {(Row == next
                      ? void(waits[Row] = create_before_keys<Tables, decltype(keys_added_behind<Tables, Row, All>())>())
                      : void(),
                  0)...});
        in_order({(waits[Row] ? add_keys<Tables, decltype(keys_added_behind<Tables, Row, All>())>() : void(), 0)...});
    }
    template <class... Tables>
    void drop_all(rowan::tables<Tables...> all) {
        using Dialect = typename Connection::dialect;
        constexpr bool is_circle = has_circles(rowan::tables<Tables...>{});
        auto scope = self().begin();
        // What belongs to a table goes before rows of any: dropping a table of SQLite removes its rows, and those that refer to them.
        from_last(all, [&]<class Table>(std::type_identity<Table>) { raise(self(), before_drop<Table>{}); });
        if constexpr (is_circle && Dialect::needs_referred_tables)
            self().execute(Connection::template text<drop_together<Tables...>>());
        else {
            if constexpr (is_circle) self().execute(Dialect::defer_foreign_keys);
            from_last(all, [&]<class Table>(std::type_identity<Table>) {
                self().execute(Connection::template text<rowan::drop_table<Table, true>>());
            });
        }
        scope.commit();
    }
    template <class... Tables, class Function>
    static void from_last(rowan::tables<Tables...>, const Function& function) {
        constexpr auto& order = order_of_creation<rowan::tables<Tables...>>;
        for (std::size_t i = order.size(); i-- > 0;) {
            std::size_t position = 0;
            in_order({(position++ == order[i] ? function(std::type_identity<Tables>{}) : void(), 0)...});
        }
    }
};

} // namespace rowan::detail
