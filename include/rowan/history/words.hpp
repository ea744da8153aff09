#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/read/reader.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/engine/write/remove.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/engine/write/row_checks.hpp"
#include "rowan/engine/write/upsert.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/history/record.hpp"
#include "rowan/history/recorder.hpp"
#include "rowan/history/statement.hpp"
#include "rowan/meta/mistake.hpp"
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

template <class Table, class... Word>
struct history_of : told_mistake {
    static_assert(is_versioned<Table>, "rowan E601: the table has no history; say history<…> = versioned{}");
};

template <class Table, class Database, class... Keys>
consteval auto find_history_mistake() {
    if constexpr (!is_versioned<Table>) return std::type_identity<history_of<Table>>{};
    else return std::type_identity<key_check<Table, Database, Keys...>>{};
}
/// What may be wrong with looking for versions by values of the primary key.
template <class Table, class Database, class... Keys>
using history_check = typename decltype(find_history_mistake<Table, Database, Keys...>())::type;

template <class Table, std::size_t Index, class Core>
struct column_text_of {
    static constexpr void write(text_sink& sink) {
        constexpr const column_facts& column = facts<Table>.columns[Index];
        if (column.is_named) sink.write(column.name);
        else Core::naming::write(sink, column.name);
    }
};
/// The name of a column in the database.
template <class Table, std::size_t Index, class Core>
inline constexpr std::string_view column_text = built_text<column_text_of<Table, Index, Core>>;

template <class Core, class Table>
[[noreturn]] [[gnu::cold]] void fail_unreadable(const version<Table>& version) {
    const unreadable_field& first = version.unreadable.front();
    throw type_mismatch("the version cannot be used: its field '" + std::string(first.field) + "' could not be read (" +
                            first.reason +
                            "); make what is stored in the history readable, or write the row with a value of "
                            "your own",
                        0, Core::template text<versions_of_row<Table>>());
}

template <std::size_t Index, class Core, class Table, class Statement>
void read_field_of_version(Statement& statement, version<Table>& target) {
    try {
        read_field<Index>(statement, target.row, static_cast<int>(Index));
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& failure) { // of the driver, or of `value_traits`
        Table fresh{};
        field<Index>(target.row) = std::move(field<Index>(fresh));
        const std::string_view reason = failure.what();
        target.unreadable.push_back({column_text<Table, Index, Core>,
                                     std::string(reason.substr(0, reason.find("; in: "))), field_names<Table>[Index]});
    }
}
template <class Core, class Table, class Statement>
void read_version(Statement& statement, version<Table>& target) {
    constexpr int next = static_cast<int>(field_count<Table>);
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        (read_field_of_version<Index, Core>(statement, target), ...);
    }(std::make_index_sequence<field_count<Table>>{});
    statement.template read<encoding::standard>(next, target.operation);
    read_row_at(statement, target.transaction, next + 1);
    statement.template read<encoding::standard>(next + 5, target.end_transaction_id);
}
template <class Table, class Statement, class Core, class Bind>
std::vector<version<Table>> read_versions(Core& core, const Bind& bind) {
    return collect<Statement, version<Table>>(core, bind, [&](auto& statement, version<Table>& each) {
        raise(core, before_load<Table>{statement.sql()});
        read_version<Core>(statement, each);
        // With a field that could not be read it is no row that the program gets to see whole.
        if (each.unreadable.empty()) raise(core, after_load<Table>{each.row});
    });
}

template <class Table>
struct list_versions {
    template <class Core, class... Keys>
    auto operator()(Core& core, const Keys&... keys) const {
        return read_versions<Table, versions_of_row<Table>>(
            core, [&](auto& statement) { bind_keys<Table>(statement, 1, keys...); });
    }
};
template <class Table>
struct list_versions_in {
    template <class Core>
    auto operator()(Core& core, std::int64_t transaction) const {
        return read_versions<Table, versions_in_transaction<Table>>(core, with_values(transaction));
    }
};
struct find_previous {
    template <class Core, class Table>
    std::optional<version<Table>> operator()(Core& core, const version<Table>& later) const {
        for (std::size_t i = 0; i < facts<Table>.key_size; ++i)
            if (is_unreadable(later, field_names<Table>[facts<Table>.key[i]])) fail_unreadable<Core>(later);
        auto found = with_key_of(later.row, [&](const auto&... keys) {
            return read_versions<Table, version_ended_in<Table>>(core, [&](auto& statement) {
                bind_keys<Table>(statement, 1, keys...);
                statement.template bind<encoding::standard>(static_cast<int>(sizeof...(keys)) + 1,
                                                            later.transaction.id);
            });
        });
        return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
    }
};
struct list_transactions {
    template <class Core>
    std::vector<transaction_record> operator()(Core& core) const {
        return collect<all_transactions, transaction_record>(
            core, with_values(), [](auto& statement, transaction_record& each) { read_row_at(statement, each, 0); });
    }
};
struct revert_to {
    template <class Core, class Table>
    void operator()(Core& core, const version<Table>& to) const {
        if (!to.unreadable.empty()) fail_unreadable<Core>(to);
        if (to.operation == version_operation::remove)
            with_key_of(to.row, [&](const auto&... keys) { remove_by_key<Table>{}(core, keys...); });
        else upsert_by_key{}(core, to.row);
    }
};

/// What can be done with the history of versioned tables.
template <class Self>
class history_words {
public:
    /// All versions of the row with a primary key, the oldest first. A stored value that the program cannot read hides nothing
    /// else: its field is one of `unreadable`.
    template <class Table, class... Keys>
    [[nodiscard]] auto versions(const Keys&... keys) {
        using Check = history_check<Table, typename Self::database, Keys...>;
        static_assert(told<Self, list_versions<Table>, Check>::checked);
        if constexpr (is_right<Check>) return perform<access::read>(self(), list_versions<Table>{}, keys...);
        else return std::vector<version<Table>>();
    }
    /// All versions that began in a transaction: what it inserted, updated and removed.
    template <class Table>
    [[nodiscard]] auto versions_in(std::int64_t transaction) {
        static_assert(history_of<Table, Self, list_versions_in<Table>>::checked);
        return perform<access::read>(self(), list_versions_in<Table>{}, transaction);
    }
    /// The version that this one followed, if the row was there before.
    template <class Table>
    [[nodiscard]] auto previous(const version<Table>& later) {
        static_assert(history_of<Table, Self, find_previous>::checked);
        return perform<access::read>(self(), find_previous{}, later);
    }
    /// The transactions that changed versioned tables, the oldest first.
    [[nodiscard]] auto transactions() { return perform<access::read>(self(), list_transactions{}); }
    /// Makes the row what it was in a version, or removes it if the version is a removal. That is a write like any other: it
    /// calls hooks and begins a version. Throws `type_mismatch` for a version that could not be read whole.
    template <class Table>
    auto revert(const version<Table>& to) {
        static_assert(history_of<Table, Self, revert_to>::checked);
        return perform<access::write>(self(), revert_to{}, to);
    }

private:
    [[nodiscard]] Self& self() { return static_cast<Self&>(*this); }
};

/// History as what it brings to a database: its words, the recorder where a table is versioned, and what that makes.
struct history_extension {
    template <class Facade>
    using words = history_words<Facade>;
    template <class Database>
    using listeners = std::conditional_t<any_versioned<typename Database::tables>, rowan::listeners<history_recorder>,
                                         rowan::listeners<>>;
    template <class Database, class Table>
    using objects = decltype(history_objects_behind<Database, Table>());
};

} // namespace rowan::detail
