#pragma once

#include "rowan/event/dispatch.hpp"
#include "rowan/meta/fixed_string.hpp"
#include "rowan/query/definition_checks.hpp"
#include "rowan/schema/tables.hpp"
#include "rowan/sql/definition.hpp"
#include "rowan/sql/name_checks.hpp"
#include "rowan/sql/row_statement.hpp"
#include "rowan/sql/text.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

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

/// Creating and dropping tables.
template <class Connection>
class schema_operations {
public:
    /// Creates the tables of the database that are not there, in the order of their foreign keys, in one transaction.
    void create_tables() {
        static_assert(all_creation_check<typename Connection::database>::checked);
        create_all(tables_of_database());
    }

    /// Drops the tables of the database that are there, those that refer to others first, in one transaction.
    void drop_tables() { drop_all(tables_of_database()); }

    /// Creates one table, if it is not there.
    template <class Table>
    void create_table() {
        static_assert(creation_check_in<Table, typename Connection::database>::checked);
        static_assert(names_check<typename Connection::database>::checked);
        if constexpr (has_creation_lock<typename Connection::dialect>) {
            auto scope = self().begin();
            self().execute(Connection::dialect::creation_lock);
            create_one<Table>();
            scope.commit();
        } else create_one<Table>();
        check_references<Table>();
    }
    template <class Table>
    void drop_table() {
        raise(self(), before_drop<Table>{});
        self().execute(Connection::template text<rowan::drop_table<Table, true>>());
    }

private:
    template <class Table>
    void create_one() {
        self().execute(Connection::template text<rowan::create_table<Table, true>>());
        raise(self(), after_create<Table>{});
    }
    /// Has a driver whose database takes a foreign key of any column look whether the column is there.
    template <class Table>
    void check_references() {
        if constexpr (offers<typename Connection::driver::connection, capability::reference_check>)
            self().handle().check_references(Connection::template text<quoted_name_of<Table>>());
    }
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }
    // The database description is asked for only when a function is used: it may be incomplete before.
    static auto tables_of_database() { return typename Connection::database::tables{}; }

    template <class... Tables>
    void create_all(rowan::tables<Tables...> all) {
        static constexpr auto order = creation_order(rowan::tables<Tables...>{});
        (void)all;
        auto scope = self().begin();
        if constexpr (has_creation_lock<typename Connection::dialect>)
            self().execute(Connection::dialect::creation_lock);
        for (const std::size_t next : order) {
            std::size_t position = 0;
            ((position++ == next ? create_one<Tables>() : void()), ...);
        }
        // Tables may refer to each other.
        (check_references<Tables>(), ...);
        scope.commit();
    }
    template <class... Tables>
    void drop_all(rowan::tables<Tables...> all) {
        static constexpr auto order = creation_order(rowan::tables<Tables...>{});
        (void)all;
        auto scope = self().begin();
        for (std::size_t i = order.size(); i-- > 0;) {
            std::size_t position = 0;
            ((position++ == order[i] ? drop_table<Tables>() : void()), ...);
        }
        scope.commit();
    }
};

} // namespace rowan::detail
