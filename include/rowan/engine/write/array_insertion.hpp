#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/run/execution.hpp"
#include "rowan/engine/transaction/transaction.hpp"
#include "rowan/engine/write/guard.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/sql/array_statement.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
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
        const bool is_copied = (count >= copied_from || !has_scalar_columns<Table>()) && can_copy<Table>();
        if (!is_copied && !has_scalar_columns<Table>()) return false;
        const auto insert = [&](auto& given) {
            raise(self(), before_write<Table>{write_operation::insert});
            if (is_copied) return copy_again<Table, WritesBack>(first, count, given);
            insert_columns<Table, WritesBack>(first, count, given);
            return true;
        };
        if constexpr (WritesBack) {
            return self().template keeping_keys<Table>(
                first, [&](auto& given) { return in_scope<Table, true>([&] { return insert(given); }); });
        } else {
            nothing none;
            return in_scope<Table, false>([&] { return insert(none); });
        }
    }

private:
    [[nodiscard]] Connection& self() { return static_cast<Connection&>(*this); }

    template <class Table>
    struct key_type_of {
        using type = key_type<Table, 0>;
    };
    template <class Table>
    using key_or_none =
        typename std::conditional_t<(facts<Table>.key_size > 0), key_type_of<Table>, std::type_identity<void>>::type;

    /// Whether a key may not fit its field: then nothing is to be left.
    template <class Table, bool WritesBack>
    static constexpr bool may_not_fit = WritesBack && !std::is_same_v<key_or_none<Table>, std::int64_t>;
    /// Whether something may fail once the rows are inserted: a key may not fit its field, or a commit fails.
    template <class Table, bool WritesBack>
    static constexpr bool may_fail = may_not_fit<Table, WritesBack> || any_heard<Connection, before_write<Table>>;
    template <class Table, bool WritesBack, class Insert>
    auto in_scope(const Insert& insert) {
        if constexpr (may_not_fit<Table, WritesBack>) return self().transact(insert);
        else return self().template scoped<before_write<Table>>(insert);
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

    template <class Table, bool WritesBack, class Iterator, class Given>
    void insert_columns(Iterator first, std::size_t count, Given& given) {
        execution<Connection> running(self(), self().template acquire<insert_columns_of<Table, WritesBack>>());
        running.bind([&](auto& statement) {
            guard_columns<Table, Connection>(statement);
            if constexpr (has_learned_types<Table>())
                statement.learn_columns(Connection::template text<column_types<Table>>());
            int number = 1;
            for_each_index<Table>([&](auto index) {
                if constexpr (facts<Table>.is_inserted(index))
                    bind_column<index, Table>(statement, number++, first, count);
            });
        });
        // The statement itself fails if a row is left out.
        const bool has_answer = running.step();
        if constexpr (WritesBack) {
            Iterator row = first;
            const auto take = [&](std::int64_t key) {
                if constexpr (may_fail<Table, true>) {
                    self().template check_key<Table>(key);
                    given.keep(*row);
                }
                field<facts<Table>.key[0]>(*row) = static_cast<key_type<Table, 0>>(key);
                ++row;
            };
            if (!has_answer || !running.statement().read_list(0, count, take))
                throw type_mismatch("the keys that the database made are no list of as many integers as rows", 0,
                                    running.sql());
        }
        running.finish(static_cast<std::int64_t>(count));
    }
    template <std::size_t Index, class Table, class Statement, class Iterator>
    static void bind_column(Statement& statement, int number, Iterator first, std::size_t count) {
        using Field = field_type<Index, Table>;
        if constexpr (storable<Field>)
            statement.template bind_array<facts<Table>.columns[Index].stored_as, Field>(
                number, count, first, [](const Table& row) -> const Field& { return field<Index>(row); });
    }

    /// Without a transaction it is tried again by itself when the table was altered since it was looked at.
    template <class Table, bool WithKeys, class Iterator, class Given>
    bool copy_again(Iterator first, std::size_t count, Given& given) {
        try {
            copy<Table, WithKeys>(first, count, given);
            return true;
        } catch (const serialization_failure&) {
            if (self().handle().in_transaction()) throw;
        }
        if (can_copy<Table>()) copy<Table, WithKeys>(first, count, given);
        else if (has_scalar_columns<Table>()) insert_columns<Table, WithKeys>(first, count, given);
        else return false;
        return true;
    }
    template <class Table, bool WithKeys, class Iterator, class Given>
    void copy(Iterator first, std::size_t count, Given& given) {
        if constexpr (WithKeys) {
            std::vector<std::int64_t>& keys = given.room();
            keys.clear();
            given.guard([&] {
                run_copy<Table, true>(first, count, keys, [&](auto& row, std::size_t position) {
                    self().template check_key<Table>(keys[position]);
                    given.exchange(row);
                });
            });
        } else {
            std::vector<std::int64_t> none;
            run_copy<Table, false>(first, count, none, [](const auto&, std::size_t) {});
        }
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
        // Only where a trigger was made while it ran, for there was none when it began.
        if (!std::cmp_equal(copied, count))
            throw row_left_out("the database left out " + std::to_string(static_cast<std::int64_t>(count) - copied) +
                                   " of " + std::to_string(count) +
                                   " rows, as a trigger may do that was made meanwhile; the others were inserted",
                               0, Connection::template text<copy_rows<Table, WithKeys>>());
    }
    /// COPY converts nothing: the columns must have the very types that the values are sent as, or be texts of another type.
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
        if (may_copy) entry.statement.learn_texts();
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
};

} // namespace rowan::detail
