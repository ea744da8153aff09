#pragma once

#include "rowan/engine/connection.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/engine/write/row_checks.hpp"
#include "rowan/history/record.hpp"
#include "rowan/history/recorder.hpp"
#include "rowan/history/statement.hpp"
#include "rowan/meta/text_sink.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

template <class Table>
struct history_of {
    static_assert(is_versioned<Table>, "rowan E601: the table has no history; say history<…> = versioned{}");
    static constexpr bool checked = true;
};

template <class Table, class Database, class... Keys>
consteval auto find_history_mistake() {
    if constexpr (!is_versioned<Table>) return std::type_identity<history_of<Table>>{};
    else return std::type_identity<key_check<Table, Database, Keys...>>{};
}
/// What may be wrong with looking for versions by values of the primary key.
template <class Table, class Database, class... Keys>
using history_check = typename decltype(find_history_mistake<Table, Database, Keys...>())::type;

template <class Table, std::size_t Index, class Connection>
struct column_text_of {
    static constexpr void write(text_sink& sink) {
        constexpr const column_facts& column = facts<Table>.columns[Index];
        if (column.is_named) sink.write(column.name);
        else Connection::naming::write(sink, column.name);
    }
};
/// The name of a column in the database.
template <class Table, std::size_t Index, class Connection>
inline constexpr std::string_view column_text = built_text<column_text_of<Table, Index, Connection>>;

/// What a connection can do with the history of versioned tables.
template <class Connection>
class history_operations {
public:
    /// All versions of the row with a primary key, the oldest first. A stored value that the program cannot read hides nothing
    /// else: its field is one of `unreadable`.
    template <class Table, class... Keys>
    [[nodiscard]] std::vector<version<Table>> versions(const Keys&... keys) {
        using Check = history_check<Table, typename Connection::database, Keys...>;
        static_assert(Check::checked);
        if constexpr (is_right<Check>)
            return read_versions<Table, versions_of_row<Table>>(
                [&](auto& statement) { bind_keys<Table>(statement, 1, keys...); });
        else return {};
    }
    /// All versions that began in a transaction: what it inserted, updated and removed.
    template <class Table>
    [[nodiscard]] std::vector<version<Table>> versions_in(std::int64_t transaction) {
        static_assert(history_of<Table>::checked);
        return read_versions<Table, versions_in_transaction<Table>>(
            [&](auto& statement) { statement.template bind<encoding::standard>(1, transaction); });
    }
    /// The version that this one followed, if the row was there before.
    template <class Table>
    [[nodiscard]] std::optional<version<Table>> previous(const version<Table>& later) {
        static_assert(history_of<Table>::checked);
        for (std::size_t i = 0; i < facts<Table>.key_size; ++i)
            if (is_unreadable(later, field_names<Table>[facts<Table>.key[i]])) fail_unreadable(later);
        auto found = with_key_of(later.row, [&](const auto&... keys) {
            return read_versions<Table, version_ended_in<Table>>([&](auto& statement) {
                bind_keys<Table>(statement, 1, keys...);
                statement.template bind<encoding::standard>(static_cast<int>(sizeof...(keys)) + 1,
                                                            later.transaction.id);
            });
        });
        return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
    }
    /// The transactions that changed versioned tables, the oldest first.
    [[nodiscard]] std::vector<transaction_record> transactions() {
        execution<Connection> running(self(), self().template acquire<all_transactions>());
        std::vector<transaction_record> records;
        while (running.step()) read_entity(running.statement(), records.emplace_back(), 0);
        running.finish_reading(records.size());
        return records;
    }
    /// Makes the row what it was in a version, or removes it if the version is a removal. That is a write like any other: it
    /// calls hooks and begins a version. Throws `type_mismatch` for a version that could not be read whole.
    template <class Table>
    void revert(const version<Table>& to) {
        static_assert(history_of<Table>::checked);
        if (!to.unreadable.empty()) fail_unreadable(to);
        if (to.operation == version_operation::remove)
            with_key_of(to.row, [&](const auto&... keys) { self().template remove<Table>(keys...); });
        else self().upsert(to.row);
    }

private:
    template <class Table>
    [[noreturn]] [[gnu::cold]] static void fail_unreadable(const version<Table>& version) {
        const unreadable_field& first = version.unreadable.front();
        throw type_mismatch("the version cannot be used: its field '" + std::string(first.field) +
                                "' could not be read (" + first.reason +
                                "); make what is stored in the history readable, or write the row with a value of "
                                "your own",
                            0, Connection::template text<versions_of_row<Table>>());
    }
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }

    template <class Table, class Statement, class Bind>
    std::vector<version<Table>> read_versions(const Bind& bind) {
        execution<Connection> running(self(), self().template acquire<Statement>());
        running.bind(bind);
        std::vector<version<Table>> found;
        while (running.step()) {
            auto& statement = running.statement();
            version<Table>& each = found.emplace_back();
            constexpr int next = static_cast<int>(field_count<Table>);
            read_row(statement, each);
            statement.template read<encoding::standard>(next, each.operation);
            read_entity(statement, each.transaction, next + 1);
            statement.template read<encoding::standard>(next + 5, each.end_transaction_id);
        }
        running.finish_reading(found.size());
        return found;
    }
    template <class Table, class Statement>
    static void read_row(Statement& statement, version<Table>& target) {
        [&]<std::size_t... Index>(std::index_sequence<Index...>) {
            (read_field_of<Index>(statement, target), ...);
        }(std::make_index_sequence<field_count<Table>>{});
    }
    template <std::size_t Index, class Table, class Statement>
    static void read_field_of(Statement& statement, version<Table>& target) {
        try {
            read_field<Index>(statement, target.row, static_cast<int>(Index));
        } catch (const std::bad_alloc&) {
            throw;
        } catch (const std::exception& failure) { // of the driver, or of `value_traits`
            Table fresh{};
            field<Index>(target.row) = std::move(field<Index>(fresh));
            const std::string_view reason = failure.what();
            target.unreadable.push_back({column_text<Table, Index, Connection>,
                                         std::string(reason.substr(0, reason.find("; in: "))),
                                         field_names<Table>[Index]});
        }
    }
};

/// History as what it brings to a database: its words, and the recorder where a table is versioned.
struct history_extension {
    template <class Connection>
    using words = history_operations<Connection>;
    template <class Database>
    using listeners = std::conditional_t<any_versioned<typename Database::tables>, rowan::listeners<history_recorder>,
                                         rowan::listeners<>>;
};

} // namespace rowan::detail
