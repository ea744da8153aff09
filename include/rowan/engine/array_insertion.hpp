#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/execution.hpp"
#include "rowan/engine/row_binding.hpp"
#include "rowan/engine/transaction.hpp"
#include "rowan/engine/written_columns.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/array_statement.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

/// Inserting many rows as a few arrays, one for each column; from `copied_from` rows on by COPY (measured, docs/performance.md).
/// The keys that the database made come back as one array, too.
template <class Connection>
class array_insertion {
protected:
    static constexpr std::size_t copied_from = 2000;

    /// False if nothing was done, because columns are arrays themselves.
    template <class Table, bool WritesBack, class Iterator>
    bool insert_arrays(Iterator first, std::size_t count) {
        const bool is_copied = (count >= copied_from || !has_scalar_columns<Table>()) && can_copy<Table, WritesBack>();
        if (!is_copied && !has_scalar_columns<Table>()) return false;
        const auto insert = [&] {
            raise(self(), before_write<Table>{write_operation::insert});
            check_written_columns<Table>(self());
            std::vector<std::int64_t> keys;
            if (is_copied) copy_again<Table, WritesBack>(first, count, keys);
            else insert_columns<Table, WritesBack>(first, count, keys);
            if constexpr (WritesBack) {
                if (keys.size() != count) fail_keys();
                write_back<Table>(first, keys);
            }
        };
        // A key may not fit its field, and then nothing is to be left.
        constexpr bool may_fail = WritesBack && !std::is_same_v<key_or_none<Table>, std::int64_t>;
        if constexpr (may_fail || any_heard<Connection, before_write<Table>>) self().transact(insert);
        else insert();
        return true;
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }

    [[noreturn]] static void fail_keys() {
        throw error(
            "the database left out some of the rows that were inserted, as a trigger may do, so that nobody knows "
            "which key belongs to which row; the others were inserted");
    }

    /// Whether no column is an array: an array of arrays would be taken apart to its elements.
    template <class Table>
    static consteval bool has_scalar_columns() {
        for (std::size_t i = 0; i < facts<Table>.columns.size(); ++i)
            if (facts<Table>.is_inserted(i) && facts<Table>.columns[i].is_array) return false;
        return true;
    }

    template <class Table>
    struct key_type_of {
        using type = key_type<Table, 0>;
    };
    template <class Table>
    using key_or_none =
        typename std::conditional_t<(facts<Table>.key_size > 0), key_type_of<Table>, std::type_identity<void>>::type;

    template <class Table, bool WritesBack, class Iterator>
    void insert_columns(Iterator first, std::size_t count, std::vector<std::int64_t>& keys) {
        execution<Connection> running(self(), self().template acquire<insert_columns_of<Table, WritesBack>>());
        running.bind([&](auto& statement) {
            int number = 1;
            for_each_index<Table>([&](auto index) {
                if constexpr (facts<Table>.is_inserted(index))
                    bind_column<index, Table>(statement, number++, first, count);
            });
        });
        if constexpr (WritesBack) {
            if (running.step()) running.statement().read_list(0, keys);
            running.finish_reading(1);
        } else running.run();
    }
    template <std::size_t Index, class Table, class Statement, class Iterator>
    static void bind_column(Statement& statement, int number, Iterator first, std::size_t count) {
        using Field = field_type<Index, Table>;
        if constexpr (storable<Field>)
            statement.template bind_array<facts<Table>.columns[Index].stored_as, Field>(
                number, count, [&](const auto& add) -> const char* {
                    Iterator row = first;
                    for (std::size_t i = 0; i < count; ++i, ++row)
                        if (const char* problem = add(field<Index>(static_cast<const Table&>(*row)))) return problem;
                    return nullptr;
                });
    }

    /// Without a transaction it is tried again by itself when the table was altered since it was looked at.
    template <class Table, bool WithKeys, class Iterator>
    void copy_again(Iterator first, std::size_t count, std::vector<std::int64_t>& keys) {
        try {
            return copy<Table, WithKeys>(first, count, keys);
        } catch (const serialization_failure&) {
            if (self().handle().in_transaction() || !has_scalar_columns<Table>()) throw;
        }
        keys.clear();
        if (can_copy<Table, WithKeys>()) copy<Table, WithKeys>(first, count, keys);
        else insert_columns<Table, WithKeys>(first, count, keys);
    }
    template <class Table, bool WithKeys, class Iterator>
    void copy(Iterator first, std::size_t count, std::vector<std::int64_t>& keys) {
        execution<Connection> running(self(), self().template acquire<copy_rows<Table, WithKeys>>());
        const auto check = [&] { return fits<Table>(running.statement()); };
        running.copy(count, keys, check, [&](auto& sink, std::size_t position) {
            const Table& row = *first;
            ++first;
            sink.begin_row(inserted_columns<Table>() + (WithKeys ? 1 : 0));
            if constexpr (WithKeys) sink.template field<encoding::standard>(keys[position]);
            for_each_index<Table>([&](auto index) {
                if constexpr (facts<Table>.is_inserted(index) && storable<field_type<index, Table>>)
                    sink.template field<facts<Table>.columns[index].stored_as>(field<index>(row));
            });
        });
    }
    /// COPY converts nothing: the columns must have the very types that the values are sent as. Keys are made before it, by the
    /// sequence of the key.
    template <class Table, bool WithKeys>
    bool can_copy() {
        auto& entry = self().template acquire<copied_columns<Table>>();
        // An entry that is given back may be gone.
        if (entry.statement.knows_columns()) {
            const bool can = (!WithKeys || entry.expected_rows > 0) && fits<Table>(entry.statement);
            self().release(entry);
            return can;
        }
        execution<Connection> running(self(), entry);
        const bool has_sequence = running.step();
        const bool can = (!WithKeys || has_sequence) && fits<Table>(entry.statement);
        running.finish_reading(has_sequence ? 1 : 0);
        return can;
    }
    template <class Table, class Statement>
    static bool fits(const Statement& statement) {
        bool result = true;
        int column = 0;
        for_each_index<Table>([&](auto index) {
            if constexpr (facts<Table>.is_inserted(index) && storable<field_type<index, Table>>)
                result =
                    result &&
                    statement.template sends_as_column<facts<Table>.columns[index].stored_as, field_type<index, Table>>(
                        column++);
        });
        return result;
    }
    template <class Table, class Iterator>
    void write_back(Iterator row, const std::vector<std::int64_t>& keys) {
        for (const std::int64_t key : keys) {
            field<facts<Table>.key[0]>(*row) = self().template checked_key<Table>(key);
            ++row;
        }
    }
};

} // namespace rowan::detail
