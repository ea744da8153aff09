#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/execution.hpp"
#include "rowan/engine/guard.hpp"
#include "rowan/engine/row_binding.hpp"
#include "rowan/engine/transaction.hpp"
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
    static constexpr std::size_t copied_from = 2000, most_kept_keys = 100'000;

    /// False if nothing was done, because columns are arrays themselves.
    template <class Table, bool WritesBack, class Iterator>
    bool insert_arrays(Iterator first, std::size_t count) {
        const bool is_copied = (count >= copied_from || !has_scalar_columns<Table>()) && can_copy<Table>();
        if (!is_copied && !has_scalar_columns<Table>()) return false;
        bool is_done = true;
        const auto insert = [&] {
            raise(self(), before_write<Table>{write_operation::insert});
            if (is_copied) is_done = copy_again<Table, WritesBack>(first, count);
            else insert_columns<Table, WritesBack>(first, count);
        };
        // A key may not fit its field, and then nothing is to be left.
        constexpr bool may_fail = WritesBack && !std::is_same_v<key_or_none<Table>, std::int64_t>;
        if constexpr (may_fail || any_heard<Connection, before_write<Table>>) self().transact(insert);
        else insert();
        return is_done;
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }

    // Only where a trigger was made since the table was looked at: else nothing is inserted then.
    [[noreturn]] static void fail_keys() {
        throw error(
            "the database left out some of the rows that were inserted, as a trigger may do, so that nobody knows "
            "which key belongs to which row; the others were inserted");
    }

    template <class Table>
    [[noreturn]] static void fail_key() {
        throw type_mismatch("a key that the database made does not fit the field; the rows were not inserted", 0,
                            Connection::template text<insert_columns_of<Table, true>>());
    }

    /// Whether no column is an array: an array of arrays would be taken apart to its elements.
    template <class Table>
    static consteval bool has_scalar_columns() {
        for (std::size_t i = 0; i < facts<Table>.columns.size(); ++i)
            if (facts<Table>.is_inserted(i) && facts<Table>.columns[i].is_array) return false;
        return true;
    }

    template <class Table, std::size_t... Index>
    static consteval auto fields_of(std::index_sequence<Index...>) {
        return type_list<field_type<Index, Table>...>{};
    }

    template <class Table>
    struct key_type_of {
        using type = key_type<Table, 0>;
    };
    template <class Table>
    using key_or_none =
        typename std::conditional_t<(facts<Table>.key_size > 0), key_type_of<Table>, std::type_identity<void>>::type;

    template <class Table, bool WritesBack, class Iterator>
    void insert_columns(Iterator first, std::size_t count) {
        execution<Connection> running(self(), self().template acquire<insert_columns_of<Table, WritesBack>>());
        running.bind([&](auto& statement) {
            guard_columns<Table, Connection>(statement);
            int number = 1;
            for_each_index<Table>([&](auto index) {
                if constexpr (facts<Table>.is_inserted(index))
                    bind_column<index, Table>(statement, number++, first, count);
            });
        });
        if constexpr (WritesBack) {
            Iterator row = first;
            const auto take = [&](std::int64_t key) { write_back_next<Table>(row, key); };
            if (!running.step() || !running.statement().read_list(0, count, take)) fail_keys();
            running.finish(static_cast<std::int64_t>(count));
        } else running.run();
    }
    template <std::size_t Index, class Table, class Statement, class Iterator>
    static void bind_column(Statement& statement, int number, Iterator first, std::size_t count) {
        using Field = field_type<Index, Table>;
        if constexpr (storable<Field>)
            statement.template bind_array<facts<Table>.columns[Index].stored_as, Field>(
                number, count, first, [](const Table& row) -> const Field& { return field<Index>(row); });
    }

    /// Without a transaction it is tried again by itself when the table was altered since it was looked at.
    template <class Table, bool WithKeys, class Iterator>
    bool copy_again(Iterator first, std::size_t count) {
        try {
            copy<Table, WithKeys>(first, count);
            return true;
        } catch (const serialization_failure&) {
            if (self().handle().in_transaction()) throw;
        }
        if (can_copy<Table>()) copy<Table, WithKeys>(first, count);
        else if (has_scalar_columns<Table>()) insert_columns<Table, WithKeys>(first, count);
        else return false;
        return true;
    }
    template <class Table, bool WithKeys, class Iterator>
    void copy(Iterator first, std::size_t count) {
        // The connection keeps room for them, unless they are very many.
        std::vector<std::int64_t> many;
        std::vector<std::int64_t>& keys = count > most_kept_keys ? many : self().handle().copied_keys();
        keys.clear();
        if constexpr (WithKeys) {
            using Key = key_type<Table, 0>;
            std::size_t given = 0;
            // Keys are exchanged with what the rows have, which is given back if the rows are not inserted.
            try {
                run_copy<Table, true>(first, count, keys, [&](auto& row, std::size_t position) {
                    if (!std::in_range<Key>(keys[position])) fail_key<Table>();
                    auto& key = field<facts<Table>.key[0]>(row);
                    keys[position] = static_cast<std::int64_t>(std::exchange(key, static_cast<Key>(keys[position])));
                    given = position + 1;
                });
            } catch (...) {
                for (std::size_t i = 0; i < given; ++i, ++first)
                    field<facts<Table>.key[0]>(*first) = static_cast<Key>(keys[i]);
                throw;
            }
        } else run_copy<Table, false>(first, count, keys, [](const auto&, std::size_t) {});
    }
    /// Copies the rows, for each of which `prepare(row, position)` is called when there are keys.
    template <class Table, bool WithKeys, class Iterator, class Prepare>
    void run_copy(Iterator row_of, std::size_t count, std::vector<std::int64_t>& keys, const Prepare& prepare) {
        execution<Connection> running(self(), self().template acquire<copy_rows<Table, WithKeys>>());
        const auto check = [&] { return fits<Table>(running.statement()); };
        const std::int64_t copied = running.copy(count, keys, check, [&](auto& sink, std::size_t position) {
            auto& row = *row_of;
            ++row_of;
            prepare(row, position);
            constexpr std::size_t fields = inserted_columns<Table>() + (WithKeys ? 1 : 0);
            sink.row(fields_of<Table>(std::make_index_sequence<field_count<Table>>{}), fields, [&](auto& each) {
                if constexpr (WithKeys) each.template field<encoding::standard>(field<facts<Table>.key[0]>(row));
                for_each_index<Table>([&](auto index) {
                    if constexpr (facts<Table>.is_inserted(index) && storable<field_type<index, Table>>)
                        each.template field<facts<Table>.columns[index].stored_as>(field<index>(row));
                });
            });
        });
        if (WithKeys && !std::cmp_equal(copied, count)) fail_keys();
    }
    /// COPY converts nothing: the columns must have the very types that the values are sent as.
    template <class Table>
    bool can_copy() {
        auto& entry = self().template acquire<copied_columns<Table>>();
        // An entry that is given back may be gone.
        if (entry.statement.knows_columns()) {
            const bool can = entry.expected_rows > 0 && fits<Table>(entry.statement);
            self().release(entry);
            return can;
        }
        execution<Connection> running(self(), entry);
        const bool may_copy = running.step();
        const bool can = may_copy && fits<Table>(entry.statement);
        running.finish_reading(may_copy ? 1 : 0);
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
    void write_back_next(Iterator& row, std::int64_t key) {
        field<facts<Table>.key[0]>(*row) = self().template checked_key<Table>(key);
        ++row;
    }
};

} // namespace rowan::detail
